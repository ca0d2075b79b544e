/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <sha2.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "playlog/appender.h"
#include "playlog/pack.h"
#include "playlog/texts.h"

/* Room for a text and its play, and for incidents when there is no more. */
#define RESERVE_MIN ((size_t) 2 * RECORD_LINE_MAX)

struct appender {
	struct segments segments;
	size_t segment_size, reserve;
	uint64_t budget;

	int fd;          /* of the segment in hand; -1: none */
	unsigned number; /* the highest there is */
	size_t used;
	uint64_t seq;
	uint8_t hash[RECORD_HASH_SIZE];
	struct texts texts;
	unsigned unsynced;
	bool closed;

	struct record written;
	char digest[SHA256_DIGEST_STRING_LENGTH];
	char line[RECORD_LINE_MAX];
};

/*
 * Room in advance: less is written for each record, and a full disk is found out before there is
 * something to write.  A file system that can not do it goes without.
 */
static int preallocate(int fd, size_t size)
{
	if (fallocate(fd, 0, 0, (off_t) size) == 0 || errno == EOPNOTSUPP || errno == ENOSYS)
		return 0;
	return -errno;
}

/* A new segment is whole in its directory before the first record goes into it. */
static int create(struct appender *a)
{
	char name[SEGMENT_NAME_MAX];
	int fd, r;

	segment_name(a->number + 1, false, name);
	fd = openat(a->segments.dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		    0640);
	if (fd < 0)
		return -errno;
	r = preallocate(fd, a->segment_size);
	if (r == 0 && (fsync(fd) < 0 || fsync(a->segments.dir) < 0))
		r = -errno;
	if (r < 0) {
		close(fd);
		(void) unlinkat(a->segments.dir, name, 0);
		return r;
	}
	return fd;
}

static void close_segment(struct appender *a)
{
	if (a->fd < 0)
		return;
	(void) !ftruncate(a->fd, (off_t) a->used);
	close(a->fd);
	a->fd = -1;
	a->closed = true;
}

/* The old one is on the disk before there is a new one: only the last can have a torn tail. */
static int rotate(struct appender *a)
{
	int fd, r = appender_sync(a);

	if (r < 0)
		return r;
	fd = create(a);
	if (fd < 0)
		return fd;
	close_segment(a);
	a->fd = fd;
	a->number++;
	a->used = 0;
	texts_clear(&a->texts);
	return 0;
}

/* Where the kernel tells of a partial write, what follows is about to be written over. */
static int write_all(int fd, const char *text, size_t n, size_t at)
{
	while (n > 0) {
		ssize_t written = pwrite(fd, text, n, (off_t) at);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return written < 0 ? -errno : -ENOSPC;
		text += written;
		at += (size_t) written;
		n -= (size_t) written;
	}
	return 0;
}

static int write_line(struct appender *a, struct record *r)
{
	int n, error;

	r->seq = a->seq + 1;
	memcpy(r->prev, a->hash, sizeof(a->hash));
	n = record_format(r, a->line, sizeof(a->line) - 1);
	if (n < 0)
		return n;
	a->line[n] = '\n';
	if (a->used + (size_t) n + 1 > a->segment_size)
		return -ENOSPC;
	error = write_all(a->fd, a->line, (size_t) n + 1, a->used);
	if (error < 0)
		return error;
	record_hash(a->line, (size_t) n, a->hash);
	a->used += (size_t) n + 1;
	a->seq = r->seq;
	a->unsynced++;
	return 0;
}

static bool has_text(const struct record *r)
{
	return r->kind == RECORD_PLAY || r->kind == RECORD_MISSED;
}

/* Its text is written before it, once in a segment. */
static int intern(struct appender *a, struct record *r)
{
	struct record text = *r;
	int error;

	SHA256Data((const uint8_t *) (r->text ? r->text : ""), r->text ? strlen(r->text) : 0,
		   a->digest);
	r->digest = a->digest;
	r->ref = texts_find(&a->texts, r);
	if (r->ref)
		return 0;
	r->ref = text.ref = a->texts.last + 1;
	text.kind = RECORD_TEXT;
	text.digest = a->digest;
	error = write_line(a, &text);
	return error < 0 ? error : texts_add(&a->texts, text.ref, &text);
}

int appender_write(struct appender *a, const struct record *r, bool must, const struct record **ret)
{
	int error = 0;

	if (a->fd < 0 || a->used + a->reserve > a->segment_size)
		error = rotate(a);
	if (error < 0 && (a->fd < 0 || !must))
		return error;
	a->written = *r;
	if (has_text(r)) {
		error = intern(a, &a->written);
		if (error < 0)
			return error;
	}
	error = write_line(a, &a->written);
	if (error == 0 && ret)
		*ret = &a->written;
	return error;
}

int appender_sync(struct appender *a)
{
	if (a->unsynced == 0 || a->fd < 0)
		return 0;
	if (fdatasync(a->fd) < 0)
		return -errno;
	a->unsynced = 0;
	return 0;
}

unsigned appender_unsynced(const struct appender *a)
{
	return a->unsynced;
}

uint64_t appender_head(const struct appender *a, uint8_t ret_hash[static RECORD_HASH_SIZE])
{
	memcpy(ret_hash, a->hash, RECORD_HASH_SIZE);
	return a->seq;
}

uint64_t appender_last(const struct appender *a)
{
	return a->seq;
}

bool appender_has_closed(struct appender *a)
{
	bool closed = a->closed;

	a->closed = false;
	return closed;
}

void appender_set_budget(struct appender *a, uint64_t budget)
{
	a->budget = budget ? budget : APPENDER_BUDGET;
}

static int remove_oldest(struct appender *a)
{
	struct segments *s = &a->segments;
	uint64_t total = 0;

	for (size_t i = 0; i < s->n; i++)
		total += s->list[i].size;
	for (size_t i = 0; i < s->n && total > a->budget; i++) {
		char name[SEGMENT_NAME_MAX];

		if (s->list[i].number == a->number)
			break;
		segment_name(s->list[i].number, s->list[i].packed, name);
		if (unlinkat(s->dir, name, 0) < 0 && errno != ENOENT)
			return -errno;
		total -= s->list[i].size;
	}
	return 0;
}

int appender_tidy(struct appender *a, bool remove)
{
	struct segments *s = &a->segments;
	int r = segments_list(s), first = 0;

	if (r < 0)
		return r;
	/* Room first: it may be what compressing needs. */
	if (remove)
		first = remove_oldest(a);
	r = segments_list(s);
	for (size_t i = 0; r == 0 && i < s->n; i++)
		if (!s->list[i].packed && s->list[i].number != a->number)
			r = pack_segment(s, s->list[i].number);
	return first < 0 ? first : r;
}

static int open_last(struct appender *a, const struct recovered *found)
{
	char name[SEGMENT_NAME_MAX];

	a->number = found->last;
	a->seq = found->seq;
	memcpy(a->hash, found->hash, sizeof(a->hash));
	if (!found->segment)
		return 0;
	segment_name(found->segment, false, name);
	a->fd = openat(a->segments.dir, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
	if (a->fd < 0)
		return -errno;
	a->used = found->used;
	a->texts.last = found->ref;
	if (a->used < a->segment_size)
		(void) preallocate(a->fd, a->segment_size);
	return 0;
}

/* What was found is written down before anything else; without room it is only told. */
static void write_found(struct appender *a, const struct recovered *found, uint64_t at,
			uint64_t mono)
{
	struct record r = { .at = at, .mono = mono };

	if (found->cut) {
		r.kind = RECORD_RECOVERED;
		r.n = found->cut;
		(void) appender_write(a, &r, true, NULL);
	}
	if (found->damage[0]) {
		r.kind = RECORD_DAMAGE;
		r.text = found->damage;
		(void) appender_write(a, &r, true, NULL);
	}
}

/* One that was made is on the disk before anything in it. */
static int open_directory(struct appender *a, const char *path)
{
	bool made = mkdir(path, 0750) == 0;
	int r, parent;

	if (!made && errno != EEXIST)
		return -errno;
	r = segments_open(&a->segments, path);
	if (r < 0 || !made)
		return r;
	parent = openat(a->segments.dir, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (parent < 0)
		return -errno;
	r = fsync(parent) < 0 ? -errno : 0;
	close(parent);
	return r;
}

static size_t reserve_of(size_t segment_size)
{
	return segment_size / 16 > RESERVE_MIN ? segment_size / 16 : RESERVE_MIN;
}

int appender_new(struct appender **ret, const struct appender_options *options, uint64_t at,
		 uint64_t mono, struct recovered *ret_found)
{
	_cleanup_(appender_freep) struct appender *a = calloc(1, sizeof(*a));
	struct recovered found;
	int r;

	if (!a)
		return -ENOMEM;
	a->fd = a->segments.dir = -1;
	a->segment_size = options->segment_size ? options->segment_size : SEGMENT_SIZE;
	a->reserve = reserve_of(a->segment_size);
	appender_set_budget(a, options->budget);
	r = open_directory(a, options->dir);
	if (r == 0)
		r = recover(&a->segments, &found);
	if (r == 0)
		r = open_last(a, &found);
	if (r < 0)
		return r;
	write_found(a, &found, at, mono);
	*ret_found = found;
	*ret = TAKE_PTR(a);
	return 0;
}

struct appender *appender_free(struct appender *a)
{
	if (!a)
		return NULL;
	if (a->fd >= 0)
		close(a->fd);
	texts_clear(&a->texts);
	segments_done(&a->segments);
	free(a);
	return NULL;
}
