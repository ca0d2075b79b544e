/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "playlog/flat.h"
#include "playlog/pack.h"
#include "playlog/record.h"
#include "playlog/rollup.h"

#define FILE_MAX ((size_t) 64 * 1024 * 1024)
#define LINE_MAX ((size_t) 16384)

static const char *const outcomes[] = {
	[ROLLUP_SENT] = "sent",
	[ROLLUP_ACKNOWLEDGED] = "acknowledged",
	[ROLLUP_VERIFIED] = "verified",
	[ROLLUP_DARK] = "dark",
	[ROLLUP_LOST] = "lost",
	[ROLLUP_MISSED] = "missed",
	NULL,
};

#define ROW(m, t)                                                                                  \
	{                                                                                          \
		.name = #m, .type = t, .offset = offsetof(struct rollup_row, m)                    \
	}

static const struct flat_key row_keys[] = {
	ROW(board, FLAT_STRING),
	ROW(law, FLAT_STRING),
	ROW(article, FLAT_STRING),
	ROW(digest, FLAT_STRING),
	ROW(playlist, FLAT_STRING),
	{ .name = "outcome",
	  .type = FLAT_NAME,
	  .offset = offsetof(struct rollup_row, outcome),
	  .names = outcomes },
	ROW(plays, FLAT_NUMBER),
	ROW(ms, FLAT_NUMBER),
};

struct head {
	const char *rollup;
	uint64_t through;
};

static const struct flat_key head_keys[] = {
	{ .name = "rollup", .type = FLAT_STRING, .offset = offsetof(struct head, rollup) },
	{ .name = "through", .type = FLAT_NUMBER, .offset = offsetof(struct head, through) },
};

static void day_text(day_t day, char buf[static ROLLUP_NAME_MAX])
{
	struct civil c = civil_from_day(day);

	snprintf(buf, ROLLUP_NAME_MAX, "%04u-%02u-%02u", (unsigned) c.year % 10000,
		 (unsigned) c.month % 100, (unsigned) c.day % 100);
}

void rollup_name(day_t day, char buf[static ROLLUP_NAME_MAX])
{
	char text[ROLLUP_NAME_MAX];

	day_text(day, text);
	snprintf(buf, ROLLUP_NAME_MAX, "%.10s.rollup.gz", text);
}

int rollup_new(struct rollup **ret, day_t day)
{
	struct rollup *r = calloc(1, sizeof(*r));

	if (!r)
		return -ENOMEM;
	r->day = day;
	*ret = r;
	return 0;
}

struct rollup *rollup_free(struct rollup *r)
{
	if (!r)
		return NULL;
	for (size_t i = 0; i < r->n_rows; i++)
		free(r->rows[i]);
	free(r->rows);
	free(r);
	return NULL;
}

/* FNV-1a; a text is told by its digest, and by the board. */
static size_t bucket(const struct rollup_row *key)
{
	const char *const parts[] = { key->board, key->digest };
	uint32_t hash = 2166136261u ^ (uint32_t) key->outcome;

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		for (const char *p = parts[i]; *p; p++)
			hash = (hash ^ (uint8_t) *p) * 16777619u;
	return hash % ARRAY_SIZE(((struct rollup *) NULL)->buckets);
}

static bool same(const struct rollup_row *a, const struct rollup_row *b)
{
	return a->outcome == b->outcome && strcmp(a->board, b->board) == 0 &&
	       strcmp(a->digest, b->digest) == 0 && strcmp(a->playlist, b->playlist) == 0 &&
	       strcmp(a->law, b->law) == 0 && strcmp(a->article, b->article) == 0;
}

static struct rollup_row *copy(const struct rollup_row *key)
{
	const char *const from[] = { key->board, key->law, key->article, key->digest,
				     key->playlist };
	size_t size = sizeof(struct rollup_row);
	struct rollup_row *row;
	char *to;

	for (size_t i = 0; i < ARRAY_SIZE(from); i++)
		size += strlen(from[i]) + 1;
	row = malloc(size);
	if (!row)
		return NULL;
	*row = (struct rollup_row){ .outcome = key->outcome };
	to = (char *) (row + 1);
	row->board = to;
	row->law = to = stpcpy(to, key->board) + 1;
	row->article = to = stpcpy(to, key->law) + 1;
	row->digest = to = stpcpy(to, key->article) + 1;
	row->playlist = to = stpcpy(to, key->digest) + 1;
	strcpy(to, key->playlist);
	return row;
}

struct rollup_row *rollup_row(struct rollup *r, const struct rollup_row *key)
{
	size_t at = bucket(key);
	struct rollup_row *row, **grown;

	for (row = r->buckets[at]; row; row = row->next)
		if (same(row, key))
			return row;
	grown = reallocarray(r->rows, r->n_rows + 1, sizeof(struct rollup_row *));
	if (!grown)
		return NULL;
	r->rows = grown;
	row = copy(key);
	if (!row)
		return NULL;
	row->next = r->buckets[at];
	r->buckets[at] = row;
	return grown[r->n_rows++] = row;
}

/* Takes the line at *at apart, moving on to the next. */
static int read_line(char **at, const struct flat_key *keys, size_t n_keys, void *to)
{
	char *end = strchr(*at, '\n');
	struct flat_reader reader;
	const char *why;

	if (!end || end - *at < 2 || end[-1] != '}')
		return -EBADMSG;
	reader = (struct flat_reader){ *at, end - 1 };
	*at = end + 1;
	return flat_read(&reader, keys, n_keys, to, &why) < 0 || reader.at != reader.end ? -EBADMSG
											 : 0;
}

/* The last line vouches for all before it; returns how many rows there are. */
static int64_t check(const char *text, size_t n)
{
	const char *last = n > 1 && text[n - 1] == '\n' ? memrchr(text, '\n', n - 1) : NULL;
	char again[64];
	int64_t rows = 0;

	if (!last || memchr(text, '\0', n))
		return -EBADMSG;
	last++;
	for (const char *p = text; p < last; p++)
		rows += *p == '\n';
	rows--; /* the head */
	snprintf(again, sizeof(again), "{\"rows\":%lld,\"crc\":\"%08x\"}\n", (long long) rows,
		 crc32c(text, (size_t) (last - text)));
	return strcmp(again, last) == 0 ? rows : -EBADMSG;
}

static int parse(struct rollup *r, char *text, int64_t n_rows)
{
	char day[ROLLUP_NAME_MAX];
	struct head head;

	day_text(r->day, day);
	if (read_line(&text, head_keys, ARRAY_SIZE(head_keys), &head) < 0 ||
	    strcmp(head.rollup, day) != 0)
		return -EBADMSG;
	r->through = head.through;
	for (int64_t i = 0; i < n_rows; i++) {
		struct rollup_row key, *row;

		if (read_line(&text, row_keys, ARRAY_SIZE(row_keys), &key) < 0)
			return -EBADMSG;
		row = rollup_row(r, &key);
		if (!row)
			return -ENOMEM;
		row->plays += key.plays;
		row->ms += key.ms;
	}
	return 0;
}

int rollup_read(struct rollup **ret, int dir, day_t day)
{
	_cleanup_(rollup_freep) struct rollup *r = NULL;
	_cleanup_(freep) char *text = NULL;
	char name[ROLLUP_NAME_MAX];
	int64_t n_rows;
	size_t n;
	int error;

	rollup_name(day, name);
	error = pack_read(dir, name, FILE_MAX, &text, &n);
	if (error < 0)
		return error;
	n_rows = check(text, n);
	if (n_rows < 0)
		return (int) n_rows;
	error = rollup_new(&r, day);
	if (error == 0)
		error = parse(r, text, n_rows);
	if (error < 0)
		return error;
	*ret = TAKE_PTR(r);
	return 0;
}

static int write_rows(const struct rollup *r, FILE *f)
{
	char line[LINE_MAX] = "", day[ROLLUP_NAME_MAX];
	struct head head = { .rollup = day, .through = r->through };
	struct flat_writer w = { .buf = line, .size = sizeof(line) };

	day_text(r->day, day);
	flat_write_raw(&w, "{");
	flat_write(&w, head_keys, ARRAY_SIZE(head_keys), &head);
	fprintf(f, "%s}\n", line);
	for (size_t i = 0; i < r->n_rows; i++) {
		w.n = 0;
		flat_write_raw(&w, "{");
		flat_write(&w, row_keys, ARRAY_SIZE(row_keys), r->rows[i]);
		if (w.full)
			return -EMSGSIZE;
		fprintf(f, "%s}\n", line);
	}
	return fflush(f) == EOF ? -ENOMEM : 0;
}

int rollup_write(const struct rollup *r, int dir)
{
	_cleanup_(freep) char *text = NULL;
	char name[ROLLUP_NAME_MAX];
	size_t n;
	FILE *f = open_memstream(&text, &n);
	int error;

	if (!f)
		return -ENOMEM;
	error = write_rows(r, f);
	if (error == 0)
		fprintf(f, "{\"rows\":%zu,\"crc\":\"%08x\"}\n", r->n_rows, crc32c(text, n));
	if (fclose(f) == EOF && error == 0)
		error = -ENOMEM;
	if (error < 0)
		return error;
	rollup_name(r->day, name);
	return pack_write(dir, name, text, n);
}
