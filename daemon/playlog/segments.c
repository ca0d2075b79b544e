/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "playlog/pack.h"
#include "playlog/segments.h"

/* So old may be what was not synced yet; three times what it should be. */
#define UNSYNCED_MS 30000

#define SUFFIX        ".jsonl"
#define SUFFIX_PACKED ".jsonl.gz"
#define DIGITS        8

void segment_name(unsigned number, bool packed, char buf[static SEGMENT_NAME_MAX])
{
	snprintf(buf, SEGMENT_NAME_MAX, "%0*u%s", DIGITS, number, packed ? SUFFIX_PACKED : SUFFIX);
}

unsigned segment_number(const char *name, bool *ret_packed)
{
	char again[SEGMENT_NAME_MAX];
	unsigned number = 0;

	for (int i = 0; i < DIGITS; i++) {
		if (name[i] < '0' || name[i] > '9')
			return 0;
		number = number * 10 + (unsigned) (name[i] - '0');
	}
	for (int packed = 0; packed < 2; packed++) {
		segment_name(number, packed, again);
		if (strcmp(name, again) != 0)
			continue;
		*ret_packed = packed;
		return number;
	}
	return 0;
}

static int add(struct segments *s, const char *name)
{
	struct segment *grown;
	struct stat st;
	bool packed;
	unsigned number = segment_number(name, &packed);

	if (number == 0 || fstatat(s->dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
	    !S_ISREG(st.st_mode))
		return 0;
	grown = reallocarray(s->list, s->n + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	s->list = grown;
	grown[s->n++] = (struct segment){ number, packed, (uint64_t) st.st_size };
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct segment *x = a, *y = b;

	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return x->packed - y->packed;
}

/* The plain one of a pair comes first: it goes only once the other is safe. */
static void settle(struct segments *s)
{
	size_t n = 0;

	if (s->n)
		qsort(s->list, s->n, sizeof(*s->list), compare);
	for (size_t i = 0; i < s->n; i++)
		if (n == 0 || s->list[n - 1].number != s->list[i].number)
			s->list[n++] = s->list[i];
	s->n = n;
}

int segments_list(struct segments *s)
{
	struct segments found = { .dir = s->dir };
	int fd = openat(s->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), r = 0;
	struct dirent *entry;
	DIR *dir;

	if (fd < 0)
		return -errno;
	dir = fdopendir(fd);
	if (!dir) {
		close(fd);
		return -ENOMEM;
	}
	while (r >= 0 && (errno = 0, entry = readdir(dir)))
		r = add(&found, entry->d_name);
	if (r >= 0 && errno)
		r = -errno;
	closedir(dir);
	if (r < 0) {
		free(found.list);
		return r;
	}
	settle(&found);
	free(s->list);
	*s = found;
	return 0;
}

int segments_open(struct segments *ret, const char *path)
{
	struct segments s = { .dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) };
	int r;

	if (s.dir < 0)
		return -errno;
	r = segments_list(&s);
	if (r < 0) {
		close(s.dir);
		return r;
	}
	*ret = s;
	return 0;
}

void segments_done(struct segments *s)
{
	free(s->list);
	s->list = NULL;
	s->n = 0;
	if (s->dir >= 0)
		close(s->dir);
	s->dir = -1;
}

static int open_file(const struct segments *s, unsigned number, bool packed)
{
	char name[SEGMENT_NAME_MAX];
	int fd;

	segment_name(number, packed, name);
	fd = openat(s->dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* A plain file may begin as a compressed one does: then it is damaged, and shown as it is. */
static int load_plain(int fd, size_t most, char **ret, size_t *ret_n)
{
	_cleanup_(freep) char *text = NULL;
	struct stat st;
	size_t n = 0, size;
	ssize_t got = 1;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EBADF;
	size = (size_t) st.st_size < most ? (size_t) st.st_size : most;
	text = malloc(size + 1);
	if (!text)
		return -ENOMEM;
	while (got > 0 && n < size) {
		got = read(fd, text + n, size - n);
		n += got > 0 ? (size_t) got : 0;
	}
	text[n] = '\0';
	*ret = TAKE_PTR(text);
	*ret_n = n;
	return got < 0 ? -EBADMSG : 0;
}

int segment_load(const struct segments *s, const struct segment *segment, size_t most, char **ret,
		 size_t *ret_n)
{
	bool packed = segment->packed;
	int fd = open_file(s, segment->number, packed), r;

	if (fd == -ENOENT && !packed) {
		packed = true;
		fd = open_file(s, segment->number, packed);
	}
	if (fd < 0)
		return fd;
	r = packed ? pack_read_fd(fd, most, ret, ret_n) : load_plain(fd, most, ret, ret_n);
	close(fd);
	return r;
}

size_t segment_text_size(const char *text, size_t n)
{
	while (n > 0 && text[n - 1] == '\0')
		n--;
	return n;
}

void scanner_init(struct scanner *s, const char *text, size_t n)
{
	s->text = text;
	s->n = segment_text_size(text, n);
	s->at = 0;
	s->number = 0;
}

static enum scanned_state judge(struct scanner *s, const char *text, struct scanned *l)
{
	if (memchr(text, '\0', l->n)) {
		l->why = "part of it was never written";
		return SCANNED_HOLE;
	}
	if (l->n >= sizeof(s->scratch)) {
		l->why = "it is longer than any record";
		return SCANNED_CHANGED;
	}
	memcpy(s->scratch, text, l->n);
	s->scratch[l->n] = '\0';
	switch (record_parse(&l->record, s->scratch, l->n, &l->why)) {
	case 0:
		return SCANNED_RECORD;
	case -EBADMSG:
		return SCANNED_CHANGED;
	default:
		return SCANNED_STRANGE;
	}
}

bool scanner_next(struct scanner *s, struct scanned *ret)
{
	const char *text = s->text + s->at, *end;
	size_t left = s->n - s->at;

	if (left == 0)
		return false;
	end = memchr(text, '\n', left);
	*ret = (struct scanned){
		.at = s->at,
		.n = end ? (size_t) (end - text) : left,
		.number = ++s->number,
	};
	s->at += ret->n + (end != NULL);
	ret->state = judge(s, text, ret);
	if (!end) {
		ret->state = SCANNED_HALF;
		ret->why = "it has no end";
	}
	return true;
}

size_t segment_tail(const char *text, size_t n)
{
	unsigned n_after = 0;
	struct scanner s;
	struct scanned l;
	size_t tail = 0;

	scanner_init(&s, text, n);
	while (scanner_next(&s, &l)) {
		n_after++;
		if (l.state != SCANNED_RECORD)
			continue;
		tail = s.at;
		n_after = 0;
	}
	return n_after <= SEGMENT_UNSYNCED_MAX ? tail : s.n;
}

/*
 * The first line with a hole, if it and what follows can have been on its way to the disk together;
 * else @n.  A disk writes in any order what it was not yet told to sync, and syncing takes all that
 * came before: behind what was never written nothing was ever synced.
 */
static size_t find_hole(const char *text, size_t n, unsigned n_lines)
{
	uint64_t first = 0;
	size_t hole = n;
	struct scanner s;
	struct scanned l;

	scanner_init(&s, text, n);
	while (scanner_next(&s, &l)) {
		if (l.state == SCANNED_HOLE && hole == n &&
		    l.number + SEGMENT_UNSYNCED_MAX > n_lines) {
			hole = l.at;
			first = 0;
		}
		if (l.state != SCANNED_RECORD || hole == n)
			continue;
		if (first == 0)
			first = l.record.mono;
		else if (l.record.mono < first || l.record.mono - first > UNSYNCED_MS)
			hole = n; /* older: something else has made it */
	}
	return hole;
}

size_t segment_good(const char *text, size_t n)
{
	size_t tail = segment_tail(text, n);
	unsigned n_lines = 0;
	struct scanner s;
	struct scanned l;

	scanner_init(&s, text, tail);
	while (scanner_next(&s, &l))
		n_lines = l.number;
	return find_hole(text, tail, n_lines);
}
