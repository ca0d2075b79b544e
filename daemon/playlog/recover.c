/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "playlog/pack.h"
#include "playlog/recover.h"

/* What is found in one segment. */
struct survey {
	size_t tail;
	unsigned n_bad; /* lines before it */
	bool told;      /* the log itself says so already */
};

static bool is_left_over(const char *name)
{
	size_t n = strlen(name), m = sizeof(PACK_NEW) - 1;

	return n > m && strcmp(name + n - m, PACK_NEW) == 0;
}

/* Tries that were interrupted: new files without their name. */
static int sweep_new(int dir_fd)
{
	int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), r = 0;
	struct dirent *entry;
	DIR *dir;

	if (fd < 0)
		return -errno;
	dir = fdopendir(fd);
	if (!dir) {
		close(fd);
		return -ENOMEM;
	}
	while (r == 0 && (entry = readdir(dir)))
		if (is_left_over(entry->d_name) && unlinkat(dir_fd, entry->d_name, 0) < 0)
			r = -errno;
	closedir(dir);
	return r;
}

/* Compressed, but the plain one had not gone yet: that will be done once more. */
static int sweep_twins(const struct segments *s)
{
	for (size_t i = 0; i < s->n; i++) {
		char name[SEGMENT_NAME_MAX];

		segment_name(s->list[i].number, true, name);
		if (!s->list[i].packed && unlinkat(s->dir, name, 0) < 0 && errno != ENOENT)
			return -errno;
	}
	return 0;
}

static void note_damage(struct survey *v, struct recovered *ret, unsigned number,
			const struct scanned *l)
{
	char first[sizeof(ret->damage)];

	v->told = false;
	if (v->n_bad++ > 0) {
		char *end = strstr(ret->damage, "; lines");

		snprintf(end ? end : ret->damage + strlen(ret->damage), 64,
			 "; lines that can not be read: %u", v->n_bad);
		return;
	}
	snprintf(first, sizeof(first), "%08u.jsonl:%u: %s", number, l->number, l->why);
	memcpy(ret->damage, first, sizeof(first));
}

static void take_record(struct recovered *ret, const char *text, const struct scanned *l)
{
	ret->seq = l->record.seq;
	record_hash(text + l->at, l->n, ret->hash);
	if (l->record.kind == RECORD_TEXT && l->record.ref > ret->ref)
		ret->ref = l->record.ref;
}

static void survey(const char *text, size_t n, unsigned number, bool is_last, struct recovered *ret,
		   struct survey *v)
{
	struct scanner s;
	struct scanned l;

	v->tail = is_last ? segment_good(text, n) : segment_tail(text, n);
	scanner_init(&s, text, v->tail);
	while (scanner_next(&s, &l)) {
		if (l.state != SCANNED_RECORD) {
			note_damage(v, ret, number, &l);
			continue;
		}
		take_record(ret, text, &l);
		if (l.record.kind == RECORD_DAMAGE && strcmp(l.record.text, ret->damage) == 0)
			v->told = true;
	}
	if (v->told)
		ret->damage[0] = '\0';
}

/* Cut to @tail bytes and give it its room again: what is after them are NULs. */
static int cut(const struct segments *s, const struct segment *segment, size_t tail)
{
	char name[SEGMENT_NAME_MAX];
	int fd, r = 0;

	segment_name(segment->number, false, name);
	fd = openat(s->dir, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (ftruncate(fd, (off_t) tail) < 0 || fsync(fd) < 0)
		r = -errno;
	close(fd);
	return r;
}

/* The last segment: whether it can be gone on with. */
static int recover_last(const struct segments *s, const struct segment *segment, const char *text,
			size_t n, struct recovered *ret)
{
	struct survey v = { .n_bad = 0 };
	size_t size = segment_text_size(text, n);

	survey(text, n, segment->number, !segment->packed, ret, &v);
	if (segment->packed)
		return 0;
	if (size > v.tail) {
		int r = cut(s, segment, v.tail);

		if (r < 0)
			return r;
		ret->cut = size - v.tail;
	}
	/* Nothing may be glued to half a line. */
	if (v.tail > 0 && text[v.tail - 1] != '\n')
		return 0;
	ret->segment = segment->number;
	ret->used = v.tail;
	return 0;
}

static int load(const struct segments *s, size_t i, struct recovered *ret, char **ret_text,
		size_t *ret_n)
{
	int r = segment_load(s, &s->list[i], SEGMENT_TEXT_MAX, ret_text, ret_n);

	if (r == -EBADMSG && !ret->damage[0])
		snprintf(ret->damage, sizeof(ret->damage),
			 "%08u.jsonl: it can not be read to its end", s->list[i].number);
	return r == -EBADMSG && *ret_text ? 0 : r;
}

/* From the last one back, as far as a record can be read: the chain must go on from somewhere. */
static int recover_chain(const struct segments *s, struct recovered *ret)
{
	for (size_t i = s->n; i > 0 && ret->seq == 0; i--) {
		_cleanup_(freep) char *text = NULL;
		struct survey v = { .n_bad = 0 };
		size_t n;
		int r = load(s, i - 1, ret, &text, &n);

		if (r < 0)
			return r;
		if (i == s->n) {
			r = recover_last(s, &s->list[i - 1], text, n, ret);
			if (r < 0)
				return r;
			continue;
		}
		survey(text, n, s->list[i - 1].number, false, ret, &v);
		ret->ref = 0; /* of another segment */
	}
	return 0;
}

int recover(struct segments *s, struct recovered *ret)
{
	int r;

	*ret = (struct recovered){ .seq = 0 };
	r = sweep_new(s->dir);
	if (r == 0)
		r = segments_list(s);
	if (r == 0)
		r = sweep_twins(s);
	if (r < 0)
		return r;
	if (s->n > 0)
		ret->last = s->list[s->n - 1].number;
	return recover_chain(s, ret);
}
