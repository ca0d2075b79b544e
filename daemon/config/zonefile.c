/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/zonefile.h"
#include "config/zonerule.h"

#define ZONE_DIR       "/usr/share/zoneinfo/"
#define ZONE_NAME_MAX  64
#define FILE_SIZE_MAX  65536           /* the largest of the database is below 4 KiB */
#define N_TIMES_MAX    4096            /* changes in a file; the database has below 300 */
#define RULE_YEAR_LAST (YEAR_LAST + 1) /* hours of the last day run into the next year */
#define N_CHANGES_MAX  (1 + N_TIMES_MAX + 2 * (RULE_YEAR_LAST - 1969 + 1))
#define SEC_PER_DAY    86400
#define HOUR           3600

/* RFC 8536 section 3.1. */
#define HEADER_SIZE 44
#define TYPE_SIZE   6

struct bytes {
	const uint8_t *at;
	size_t left;
};

struct header {
	uint8_t version;
	uint32_t n_isut, n_isstd, n_leap, n_times, n_types, n_chars;
};

/* One data block: arrays whose lengths the header gave and which are all within the file. */
struct block {
	size_t time_size;
	size_t n_times, n_types;
	const uint8_t *times, *type_of, *types;
};

/* The table being built. */
struct builder {
	struct zone_change *changes;
	size_t n;
};

static uint32_t read_be32(const uint8_t *p)
{
	return (uint32_t) p[0] << 24 | (uint32_t) p[1] << 16 | (uint32_t) p[2] << 8 | p[3];
}

static int64_t read_time(const uint8_t *p, size_t size)
{
	if (size == 4)
		return (int32_t) read_be32(p);
	return (int64_t) ((uint64_t) read_be32(p) << 32 | read_be32(p + 4));
}

static const uint8_t *take(struct bytes *b, size_t n)
{
	const uint8_t *p = b->at;

	if (n > b->left)
		return NULL;
	b->at += n;
	b->left -= n;
	return p;
}

static int read_header(struct bytes *b, struct header *ret)
{
	const uint8_t *p = take(b, HEADER_SIZE);

	if (!p || memcmp(p, "TZif", 4) != 0)
		return -EINVAL;
	*ret = (struct header){
		.version = p[4],
		.n_isut = read_be32(p + 20),
		.n_isstd = read_be32(p + 24),
		.n_leap = read_be32(p + 28),
		.n_times = read_be32(p + 32),
		.n_types = read_be32(p + 36),
		.n_chars = read_be32(p + 40),
	};
	/* Every count is bounded by the file, so that no product below can wrap. */
	if (ret->n_isut > FILE_SIZE_MAX || ret->n_isstd > FILE_SIZE_MAX ||
	    ret->n_leap > FILE_SIZE_MAX || ret->n_times > N_TIMES_MAX || ret->n_types > 256 ||
	    ret->n_chars > FILE_SIZE_MAX)
		return -EINVAL;
	return 0;
}

static int read_block(struct bytes *b, const struct header *h, size_t time_size, struct block *ret)
{
	struct block k = { .time_size = time_size, .n_times = h->n_times, .n_types = h->n_types };

	k.times = take(b, h->n_times * time_size);
	k.type_of = take(b, h->n_times);
	k.types = take(b, h->n_types * TYPE_SIZE);
	if (!k.times || !k.type_of || !k.types || !take(b, h->n_chars) ||
	    !take(b, h->n_leap * (time_size + 4)) || !take(b, h->n_isstd) || !take(b, h->n_isut))
		return -EINVAL;
	*ret = k;
	return 0;
}

/* The block to use: the second one, of 64 bits, wherever there is one. */
static int read_blocks(struct bytes *b, struct header *ret_header, struct block *ret)
{
	int r;

	r = read_header(b, ret_header);
	if (r < 0)
		return r;
	r = read_block(b, ret_header, 4, ret);
	if (r < 0 || ret_header->version == 0)
		return r;
	r = read_header(b, ret_header);
	if (r < 0)
		return r;
	return read_block(b, ret_header, 8, ret);
}

/*
 * In order of time.  What is before 1970 leaves its offset at the table's start.  Two at one
 * instant (summer time all year is written so) count as the later one; what would go back is
 * dropped.
 */
static void add_change(struct builder *b, int64_t at, int32_t offset)
{
	struct zone_change *last = &b->changes[b->n - 1];
	usec_t when = at <= 0 ? 0 : (usec_t) at * USEC_PER_SEC;

	if (when < last->at)
		return;
	if (when == last->at) {
		last->offset = offset;
		if (b->n > 1 && last[-1].offset == offset)
			b->n--;
		return;
	}
	if (offset != last->offset)
		b->changes[b->n++] = (struct zone_change){ when, offset };
}

static void add_rule_year(struct builder *b, const struct zonerule *z, int year, int64_t after)
{
	int64_t start = zonerule_time(&z->start, year, z->standard);
	int64_t end = zonerule_time(&z->end, year, z->summer);

	for (int i = 0; i < 2; i++) {
		bool summer = (start <= end) == (i == 0);
		int64_t at = summer ? start : end;

		if (at > after)
			add_change(b, at, summer ? z->summer : z->standard);
	}
}

static int add_footer(struct builder *b, struct bytes *footer, int64_t after)
{
	const uint8_t *end;
	char text[128];
	struct zonerule z;
	size_t n;
	int r;

	if (footer->left < 2 || footer->at[0] != '\n')
		return -EINVAL;
	end = memchr(footer->at + 1, '\n', footer->left - 1);
	n = end ? (size_t) (end - footer->at - 1) : sizeof(text);
	if (n >= sizeof(text) || memchr(footer->at + 1, '\0', n))
		return -EINVAL;
	if (n == 0) /* nothing is known of the future: the last offset holds */
		return 0;
	memcpy(text, footer->at + 1, n);
	text[n] = '\0';
	r = zonerule_parse(text, &z);
	if (r < 0 || !z.has_summer)
		return r;
	for (int year = 1969; year <= RULE_YEAR_LAST; year++)
		add_rule_year(b, &z, year, after);
	return 0;
}

/* *ret_last: the last change that the file lists, in seconds since 1970. */
static int add_block(struct builder *b, const struct block *k, int64_t *ret_last)
{
	const int64_t horizon = (int64_t) day_from_civil(RULE_YEAR_LAST + 1, 1, 1) * SEC_PER_DAY;
	int64_t last = INT64_MIN;

	for (size_t i = 0; i < k->n_types; i++) {
		int32_t offset = (int32_t) read_be32(k->types + i * TYPE_SIZE);

		if (offset > ZONE_OFFSET_MAX || offset < -ZONE_OFFSET_MAX)
			return -EINVAL;
	}
	b->changes[0].offset = (int32_t) read_be32(k->types);
	for (size_t i = 0; i < k->n_times; i++) {
		int64_t at = read_time(k->times + i * k->time_size, k->time_size);
		const uint8_t *type = k->types + k->type_of[i] * TYPE_SIZE;

		if ((i > 0 && at <= last) || k->type_of[i] >= k->n_types)
			return -EINVAL;
		last = at;
		if (at < horizon)
			add_change(b, at, (int32_t) read_be32(type));
	}
	*ret_last = last;
	return 0;
}

static int finish(struct zone *ret, const char *name, const struct zone_change *changes, size_t n)
{
	_cleanup_(freep) char *own_name = strdup(name);
	_cleanup_(freep) struct zone_change *own = calloc(n, sizeof(*own));

	if (!own_name || !own)
		return -ENOMEM;
	memcpy(own, changes, n * sizeof(*own));
	*ret = (struct zone){ TAKE_PTR(own_name), TAKE_PTR(own), n };
	return 0;
}

int zone_table_parse(struct zone *ret, const char *name, const void *data, size_t n)
{
	_cleanup_(freep) struct zone_change *changes = calloc(N_CHANGES_MAX, sizeof(*changes));
	struct builder b = { changes, 1 };
	struct bytes bytes = { data, n };
	struct header header;
	struct block block;
	int64_t last;
	int r;

	if (!changes)
		return -ENOMEM;
	if (n > FILE_SIZE_MAX)
		return -EINVAL;
	r = read_blocks(&bytes, &header, &block);
	if (r < 0)
		return r;
	/* Leap seconds belong to the "right/" zones, whose instants are not those of UTC. */
	if (block.n_types == 0 || header.n_leap > 0)
		return -EINVAL;
	r = add_block(&b, &block, &last);
	if (r < 0)
		return r;
	if (header.version != 0)
		r = add_footer(&b, &bytes, last);
	if (r < 0)
		return r;
	return finish(ret, name, b.changes, b.n);
}

static bool is_zone_name(const char *name)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789_+-/";
	size_t n = strlen(name);

	if (n == 0 || n > ZONE_NAME_MAX || strspn(name, allowed) != n)
		return false;
	return name[0] != '/' && name[n - 1] != '/' && !strstr(name, "//");
}

static int read_whole(const char *path, uint8_t *buf, size_t *ret_n)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	size_t n = 0;
	struct stat st;
	ssize_t r;

	if (fd < 0)
		return errno == ENOTDIR ? -ENOENT : -errno;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return -ENOENT;
	}
	do {
		r = read(fd, buf + n, FILE_SIZE_MAX + 1 - n);
		n += r > 0 ? (size_t) r : 0;
	} while (r > 0 || (r < 0 && errno == EINTR));
	r = r < 0 ? -errno : 0;
	close(fd);
	*ret_n = n;
	return (int) r;
}

int zone_table_load(struct zone *ret, const char *name)
{
	/* Asia/Shanghai as it is in the whole span: China's summer time ended in 1991. */
	static const struct {
		const char *name;
		struct zone_change change;
	} built_in[] = {
		{ "Asia/Shanghai", { 0, 8 * HOUR } },
		{ "UTC", { 0, 0 } },
	};
	_cleanup_(freep) uint8_t *data = NULL;
	char path[sizeof(ZONE_DIR) + ZONE_NAME_MAX];
	size_t n = 0;
	int r;

	for (size_t i = 0; i < ARRAY_SIZE(built_in); i++)
		if (strcmp(name, built_in[i].name) == 0)
			return finish(ret, name, &built_in[i].change, 1);
	if (!is_zone_name(name))
		return -EINVAL;
	data = malloc(FILE_SIZE_MAX + 1);
	if (!data)
		return -ENOMEM;
	snprintf(path, sizeof(path), ZONE_DIR "%s", name);
	r = read_whole(path, data, &n);
	if (r < 0)
		return r;
	return zone_table_parse(ret, name, data, n);
}

void zone_table_done(struct zone *z)
{
	free((void *) z->name);
	free((void *) z->changes);
	*z = (struct zone){ 0 };
}

bool zone_table_same(const struct zone *a, const struct zone *b)
{
	if (a->n_changes != b->n_changes)
		return false;
	for (size_t i = 0; i < a->n_changes; i++)
		if (a->changes[i].at != b->changes[i].at ||
		    a->changes[i].offset != b->changes[i].offset)
			return false;
	return true;
}
