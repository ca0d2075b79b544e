/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "playlog/query.h"

static const char *kind_name(unsigned kind)
{
	return record_kind_name(&(struct record){ .kind = (enum record_kind) kind });
}

static uint32_t find_kind(const char *name, size_t n)
{
	for (unsigned i = 0; i < RECORD_OTHER; i++)
		if (strlen(kind_name(i)) == n && strncmp(kind_name(i), name, n) == 0)
			return QUERY_KIND(i);
	return 0;
}

int query_kinds_parse(const char *text, uint32_t *ret, const char **ret_bad, size_t *ret_n)
{
	uint32_t kinds = 0;

	if (!*text) {
		*ret = QUERY_KINDS;
		return 0;
	}
	for (;;) {
		size_t n = strcspn(text, ",");
		uint32_t kind = find_kind(text, n);

		if (!kind) {
			*ret_bad = text;
			*ret_n = n;
			return -EINVAL;
		}
		kinds |= kind;
		if (!text[n])
			break;
		text += n + 1;
	}
	*ret = kinds;
	return 0;
}

char *query_kinds_format(uint32_t kinds)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);
	const char *comma = "";

	if (!f)
		return NULL;
	for (unsigned i = 0; i < RECORD_OTHER && kinds != QUERY_KINDS; i++) {
		if (!(kinds & QUERY_KIND(i)))
			continue;
		fprintf(f, "%s%s", comma, kind_name(i));
		comma = ",";
	}
	if (fclose(f) == 0)
		return text;
	free(text);
	return NULL;
}

struct running {
	const struct query *q;
	uint64_t at; /* the last time that was trusted, in this segment */
	char file[SEGMENT_NAME_MAX];
	bool begun; /* past what was asked on from */
	size_t n;   /* bytes since then */
	struct query_end end;
};

/* What concerns no board concerns all.  An incident is of what it is about. */
static bool is_of_board(const struct record *r, const char *board)
{
	const char *name = record_subject(r);

	return !*name || strcmp(name, board) == 0;
}

static bool is_of_time(const struct query *q, uint64_t at)
{
	/* No trusted time, and none before: it can not be said that it was not then. */
	if (at == 0)
		return true;
	return at >= q->since && (q->until == 0 || at < q->until);
}

static bool matches(const struct running *run, const struct record *r)
{
	const struct query *q = run->q;

	if (!(q->kinds & QUERY_KIND(r->kind)) || (q->board && !is_of_board(r, q->board)))
		return false;
	return is_of_time(q, r->at ? r->at : run->at);
}

/* Only after a record there is a place to go on from. */
static bool is_enough(const struct running *run)
{
	return run->q->most && run->n >= run->q->most && run->end.last > run->q->after;
}

/* A new segment has texts of its own, and its first record its own time. */
static void note_segment(struct running *run, const struct entry *e)
{
	if (strcmp(run->file, e->file) == 0)
		return;
	strcpy(run->file, e->file);
	run->at = 0;
}

/* Is it to be given out?  Before what was asked for only the texts are. */
static bool take(struct running *run, const struct entry *e)
{
	const struct record *r = e->record;
	bool wanted;

	note_segment(run, e);
	if (run->begun)
		run->n += e->n;
	if (!r)
		return run->begun && (run->q->kinds & QUERY_KINDS) == QUERY_KINDS;
	if (r->seq > run->q->after)
		run->begun = true;
	wanted = (run->begun && matches(run, r)) || (run->q->texts && r->kind == RECORD_TEXT);
	if (r->at)
		run->at = r->at;
	if (run->begun)
		run->end.last = r->seq;
	return wanted;
}

static int seek(struct reader *reader, const struct query *q)
{
	if (q->after > 0)
		return reader_seek(reader, q->after + 1);
	return q->since > 0 ? reader_seek_time(reader, q->since) : reader_seek(reader, 0);
}

int query_run(struct reader *reader, const struct query *q,
	      int (*fn)(const struct entry *entry, void *userdata), void *userdata,
	      struct query_end *ret)
{
	struct running run = { .q = q, .begun = q->after == 0, .end = { .last = q->after } };
	const struct entry *e;
	int r = seek(reader, q);

	while (r >= 0 && !run.end.more && (r = reader_next(reader, &e)) > 0) {
		r = take(&run, e) ? fn(e, userdata) : 0;
		run.end.more = r > 0 || is_enough(&run);
	}
	if (r < 0)
		return r;
	*ret = run.end;
	return 0;
}
