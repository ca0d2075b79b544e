/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "playlog/shown.h"

/* What must be copied of a record that is to outlive the next one. */
static const size_t strings[] = {
	offsetof(struct record, board),    offsetof(struct record, digest),
	offsetof(struct record, playlist), offsetof(struct record, law),
	offsetof(struct record, article),  offsetof(struct record, text),
	offsetof(struct record, file),
};

struct shown_board {
	char *name;
	bool open;
	struct shown_row row; /* open: its strings are ours */
	uint64_t from;        /* the play of the last row, as planned, and the digest of its text */
	char *digest;
};

const char *shown_end_name(enum shown_end end)
{
	static const char *const names[] = {
		[SHOWN_REPLACED] = "replaced", [SHOWN_LOST] = "lost", [SHOWN_STOPPED] = "stopped",
		[SHOWN_UNKNOWN] = "unknown",   [SHOWN_OPEN] = "open",
	};

	return names[end];
}

void shown_init(struct shown *s, shown_fn fn, void *userdata)
{
	*s = (struct shown){ .fn = fn, .userdata = userdata };
}

static char **string_of(struct record *r, size_t i)
{
	return (char **) ((char *) r + strings[i]);
}

static void record_done(struct record *r)
{
	for (size_t i = 0; i < ARRAY_SIZE(strings); i++) {
		free(*string_of(r, i));
		*string_of(r, i) = NULL;
	}
}

static int record_copy(struct record *to, const struct record *from)
{
	bool failed = false;

	*to = *from;
	for (size_t i = 0; i < ARRAY_SIZE(strings); i++) {
		char **at = string_of(to, i);

		*at = *at ? strdup(*at) : strdup("");
		failed = failed || !*at;
	}
	if (failed)
		record_done(to);
	return failed ? -ENOMEM : 0;
}

void shown_done(struct shown *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct shown_board *b = &s->boards[i];

		if (b->open)
			record_done(&b->row.record);
		free(b->name);
		free(b->digest);
	}
	free(s->boards);
	*s = (struct shown){ 0 };
}

static int find_board(struct shown *s, const char *name, struct shown_board **ret)
{
	struct shown_board *grown;

	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->boards[i].name, name) == 0) {
			*ret = &s->boards[i];
			return 0;
		}
	grown = reallocarray(s->boards, s->n + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	s->boards = grown;
	grown[s->n] = (struct shown_board){ .name = strdup(name) };
	if (!grown[s->n].name)
		return -ENOMEM;
	*ret = &grown[s->n++];
	return 0;
}

/* The clock of one run never goes back; a log that was tampered with may say so. */
static uint64_t span(uint64_t from, uint64_t to)
{
	return to > from ? to - from : 0;
}

static int close_row(struct shown *s, struct shown_board *b, enum shown_end end, uint64_t at,
		     uint64_t mono)
{
	int r;

	if (!b->open)
		return 0;
	b->row.end = end;
	b->row.ended = end == SHOWN_OPEN ? 0 : at;
	b->row.shown = span(b->row.record.mono, mono);
	r = s->fn(&b->row, s->userdata);
	b->open = false;
	record_done(&b->row.record);
	return r < 0 ? r : 0;
}

static int close_all(struct shown *s, enum shown_end end, uint64_t at, uint64_t mono)
{
	for (size_t i = 0; i < s->n; i++) {
		int r = close_row(s, &s->boards[i], end, at, mono);

		if (r < 0)
			return r;
	}
	return 0;
}

static bool is_same_play(const struct shown_board *b, const struct record *r)
{
	return r->kind == RECORD_PLAY && b->digest && b->from == r->from && r->from != 0 &&
	       strcmp(b->digest, r->digest ? r->digest : "") == 0;
}

static int open_row(struct shown *s, struct shown_board *b, const struct record *r)
{
	bool again = is_same_play(b, r);
	struct record copy;
	char *digest;

	if (record_copy(&copy, r) < 0)
		return -ENOMEM;
	digest = strdup(copy.digest);
	if (!digest) {
		record_done(&copy);
		return -ENOMEM;
	}
	free(b->digest);
	b->digest = digest;
	b->from = r->kind == RECORD_PLAY ? r->from : 0;
	b->row = (struct shown_row){
		.record = copy, .as_of = s->as_of, .again = again, .run = s->run
	};
	b->open = true;
	return 0;
}

static int feed_board(struct shown *s, const struct record *r)
{
	struct shown_board *b;
	int error = find_board(s, r->board, &b);

	if (error >= 0)
		error = close_row(s, b, r->kind == RECORD_LOST ? SHOWN_LOST : SHOWN_REPLACED, r->at,
				  r->mono);
	if (error < 0 || r->kind == RECORD_LOST)
		return error;
	return open_row(s, b, r);
}

/* Of what is between the last record and this one nothing is known. */
static bool follows_unknown(const struct shown *s, const struct record *r)
{
	return r->kind == RECORD_START || r->kind == RECORD_GAP || (s->seq && r->seq != s->seq + 1);
}

static int feed(struct shown *s, const struct record *r)
{
	if (follows_unknown(s, r)) {
		int error = close_all(s, SHOWN_UNKNOWN, s->at, s->mono);

		if (error < 0)
			return error;
	}
	if (r->kind == RECORD_START)
		s->run = r->seq;
	if (r->kind == RECORD_STOP)
		return close_all(s, SHOWN_STOPPED, r->at, r->mono);
	if (r->kind == RECORD_PLAY || r->kind == RECORD_DARK || r->kind == RECORD_LOST)
		return feed_board(s, r);
	return 0;
}

int shown_feed(struct shown *s, const struct record *r)
{
	int error;

	s->as_of = r->at ? r->at : s->as_of;
	error = feed(s, r);
	s->seq = r->seq;
	s->at = r->at;
	s->mono = r->mono;
	return error;
}

int shown_finish(struct shown *s)
{
	return close_all(s, SHOWN_OPEN, s->at, s->mono);
}
