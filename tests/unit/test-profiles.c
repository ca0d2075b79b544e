/* SPDX-License-Identifier: MIT */

/*
 * The shipped profiles: each loads without a complaint; those on Modbus send what their source
 * says.  The other drivers' tests do the same for theirs.
 */

#include <glob.h>

#include "check.h"
#include "config/config.h"
#include "modbus_settings.h"
#include "script.h"

#define FRAMES_MAX 8

/* What "AB" and, where there is a second row, "CD" become. */
static const struct {
	int line;
	const char *name;
	int rows, columns;
	enum charset charset;
	enum certainty certainty;
	unsigned n_frames;
	struct {
		unsigned address, n;
		uint16_t first; /* the first register's value */
	} frames[FRAMES_MAX];
} profiles[] = {
	{ __LINE__,
	  "ditel-dn",
	  1,
	  20,
	  CHARSET_ASCII,
	  CERTAINTY_ACKNOWLEDGED,
	  1,
	  { { 0, 10, 0x4142 } } },
	{ __LINE__, "dm36", 1, 6, CHARSET_ASCII, CERTAINTY_VERIFIED, 1, { { 0, 6, 0x0041 } } },
	{ __LINE__,
	  "modbus-gbk-1x8",
	  1,
	  16,
	  CHARSET_GBK,
	  CERTAINTY_VERIFIED,
	  1,
	  { { 1000, 8, 0x4142 } } },
	{ __LINE__,
	  "modbus-gbk-2x12",
	  2,
	  24,
	  CHARSET_GBK,
	  CERTAINTY_VERIFIED,
	  2,
	  { { 1000, 12, 0x4142 }, { 2000, 12, 0x4344 } } },
	{ __LINE__,
	  "modbus-gbk-2x8",
	  2,
	  16,
	  CHARSET_GBK,
	  CERTAINTY_VERIFIED,
	  1,
	  { { 1000, 16, 0x4142 } } },
	{ __LINE__,
	  "modbus-gbk-4x8",
	  4,
	  16,
	  CHARSET_GBK,
	  CERTAINTY_VERIFIED,
	  5,
	  { { 100, 8, 0x4142 },
	    { 120, 8, 0x4344 },
	    { 140, 8, 0x2020 },
	    { 160, 8, 0x2020 },
	    { 99, 1, 1 } } },
	{ __LINE__,
	  "thermasgard-rtm",
	  1,
	  7,
	  CHARSET_ASCII,
	  CERTAINTY_ACKNOWLEDGED,
	  2,
	  { { 0, 1, 10 }, { 5, 7, 0x0041 } } },
};

static void complain(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	printf("%s:%u: %s: %s\n", at.file ? at.file : "?", at.line, severity_name(severity),
	       message);
	CHECK(false);
}

static bool is_listed(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(profiles); i++)
		if (strcmp(profiles[i].name, name) == 0)
			return true;
	return false;
}

static int count(void *userdata, const uint8_t *frame, size_t n)
{
	(void) frame;
	*(unsigned *) userdata += n > 0;
	return 0;
}

/* What holds of every make: a file is named as its profile, says where it is from, and works. */
static void check_any(const char *file, const struct profile *p)
{
	struct page page = { .n_rows = 1, .rows = { { 2, "AB" } } };
	const struct driver *d = p->driver;
	_cleanup_(freep) void *self = calloc(1, d->size);
	unsigned n_frames = 0;
	bool ok = p->source && *p->source;

	ok &= d->init(self, p, d->address_max, LINE_SERIAL) == 0;
	ok &= d->encode(self, &page, count, &n_frames) == 0 && n_frames > 0;
	if (strcmp(d->name, "modbus") == 0)
		ok &= is_listed(p->name);
	if (!ok)
		printf("%s\n", file);
	CHECK(ok);
}

static void check_files(const struct profile_set *set, const char *dir)
{
	char pattern[4096], name[256];
	glob_t files;

	snprintf(pattern, sizeof(pattern), "%s/*.cfg", dir);
	CHECK(glob(pattern, 0, NULL, &files) == 0);
	for (size_t i = 0; i < files.gl_pathc; i++) {
		const char *base = strrchr(files.gl_pathv[i], '/') + 1;
		const struct profile *p;

		snprintf(name, sizeof(name), "%.*s", (int) (strlen(base) - 4), base);
		p = profile_set_find(set, name);
		CHECK(p != NULL);
		if (p)
			check_any(files.gl_pathv[i], p);
	}
	globfree(&files);
}

struct seen {
	unsigned n;
	struct {
		unsigned address, n;
		uint16_t first;
	} frames[FRAMES_MAX];
};

/* All of them are of function 16: unit, function, address, count, bytes, values. */
static int see(void *userdata, const uint8_t *f, size_t n)
{
	struct seen *s = userdata;

	CHECK(n >= 11 && f[0] == 3 && f[1] == 0x10 && s->n < FRAMES_MAX);
	s->frames[s->n].address = (unsigned) f[2] << 8 | f[3];
	s->frames[s->n].n = (unsigned) f[4] << 8 | f[5];
	s->frames[s->n].first = (uint16_t) (f[7] << 8 | f[8]);
	s->n++;
	return 0;
}

static void check_round_trip(int line, const struct profile *p, void *self, const struct page *page)
{
	static struct store store;
	struct page back;
	int r;

	store_init(&store);
	CHECK_ROW(line, p->driver->show(self, &store.line, page, USEC_NEVER) == 0);
	r = p->driver->read_back(self, &store.line, NULL, &back, USEC_NEVER);
	if (p->driver->certainty(p) != CERTAINTY_VERIFIED) {
		CHECK_ROW(line, r == -EOPNOTSUPP);
		return;
	}
	CHECK_ROW(line, r == 0 && back.n_rows == p->rows);
	for (int i = 0; r == 0 && i < p->rows; i++)
		CHECK_ROW(line, back.rows[i].n == (i < page->n_rows ? page->rows[i].n : 0) &&
					memcmp(back.rows[i].bytes, page->rows[i].bytes,
					       back.rows[i].n) == 0);
}

static void check_profile(size_t i, const struct profile *p)
{
	struct page page = { .n_rows = p->rows > 1 ? 2 : 1, .rows = { { 2, "AB" }, { 2, "CD" } } };
	_cleanup_(freep) void *self = calloc(1, p->driver->size);
	struct seen seen = { 0 };
	int line = profiles[i].line;

	CHECK_ROW(line, p->rows == profiles[i].rows && p->columns == profiles[i].columns);
	CHECK_ROW(line, p->charset == profiles[i].charset && p->source && *p->source);
	CHECK_ROW(line, p->driver->certainty(p) == profiles[i].certainty);
	CHECK_ROW(line, p->driver->init(self, p, 3, LINE_SERIAL) == 0);
	CHECK_ROW(line, p->driver->encode(self, &page, see, &seen) == 0);
	CHECK_ROW(line, seen.n == profiles[i].n_frames);
	for (unsigned k = 0; k < seen.n && k < profiles[i].n_frames; k++)
		CHECK_ROW(line, seen.frames[k].address == profiles[i].frames[k].address &&
					seen.frames[k].n == profiles[i].frames[k].n &&
					seen.frames[k].first == profiles[i].frames[k].first);
	check_round_trip(line, p, self, &page);
}

int main(int argc, char **argv)
{
	_cleanup_(profile_set_freep) struct profile_set *set = NULL;
	struct diag diag = { .emit = complain };

	if (argc != 2) {
		fprintf(stderr, "usage: %s DIRECTORY\n", argv[0]);
		return 2;
	}
	CHECK(profile_set_load(&set, argv[1], drivers, &diag) == 0);
	if (set)
		check_files(set, argv[1]);
	for (size_t i = 0; set && i < ARRAY_SIZE(profiles); i++) {
		const struct profile *p = profile_set_find(set, profiles[i].name);

		CHECK_ROW(profiles[i].line, p != NULL);
		if (p)
			check_profile(i, p);
	}
	return test_result();
}
