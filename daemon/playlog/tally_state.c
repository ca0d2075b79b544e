/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "playlog/flat.h"
#include "playlog/pack.h"
#include "playlog/tally_internal.h"

#define STATE_NAME "rollup.state.gz"
#define STATE_MAX  ((size_t) 16 * 1024 * 1024)

/* The state: what boards show, and what has been counted, at the record @through. */
struct saved {
	const char *board, *law, *article, *digest, *playlist;
	uint64_t what, how, from, counted, day, counted_as, seq, mono;
};

#define SAVED(m, t)                                                                                \
	{                                                                                          \
		.name = #m, .type = t, .offset = offsetof(struct saved, m)                         \
	}
static const struct flat_key saved_keys[] = {
	SAVED(board, FLAT_STRING),  SAVED(law, FLAT_STRING),        SAVED(article, FLAT_STRING),
	SAVED(digest, FLAT_STRING), SAVED(playlist, FLAT_STRING),   SAVED(what, FLAT_NUMBER),
	SAVED(how, FLAT_NUMBER),    SAVED(from, FLAT_NUMBER),       SAVED(counted, FLAT_NUMBER),
	SAVED(day, FLAT_NUMBER),    SAVED(counted_as, FLAT_NUMBER), SAVED(seq, FLAT_NUMBER),
	SAVED(mono, FLAT_NUMBER),
};

static uint64_t day_number(day_t day)
{
	return day == NO_DAY ? 0 : (uint64_t) day;
}

/* @s: NULL for the day in hand. */
static void put_saved(FILE *f, const struct tally *t, const struct shown *s)
{
	char line[RECORD_LINE_MAX] = "";
	struct flat_writer w = { .buf = line, .size = sizeof(line) };
	struct saved saved = { .day = day_number(t->day), .seq = t->seq, .mono = t->mono };

	if (s)
		saved = (struct saved){
			.board = s->key.board,
			.law = s->key.law,
			.article = s->key.article,
			.digest = s->key.digest,
			.playlist = s->key.playlist,
			.what = s->what,
			.how = s->how,
			.from = s->from,
			.counted = s->counted,
			.day = day_number(s->day),
			.counted_as = s->counted_as,
			.seq = t->seq,
			.mono = t->mono,
		};
	flat_write_raw(&w, "{");
	flat_write(&w, saved_keys, ARRAY_SIZE(saved_keys), &saved);
	fprintf(f, "%s}\n", line);
}

/* The first line is of no board: it says how far the log was counted, and on which day. */
int tally_write_state(const struct tally *t)
{
	_cleanup_(freep) char *buf = NULL;
	size_t n;
	FILE *f = open_memstream(&buf, &n);

	if (!f)
		return -ENOMEM;
	put_saved(f, t, NULL);
	for (const struct shown *s = t->boards; s; s = s->next)
		put_saved(f, t, s);
	if (fflush(f) == 0)
		fprintf(f, "%08x\n", crc32c(buf, n));
	return fclose(f) == EOF ? -ENOMEM : pack_write(t->dir, STATE_NAME, buf, n);
}

static int take_saved(struct tally *t, const struct saved *saved)
{
	const struct rollup_row key = { saved->board,
					saved->law,
					saved->article,
					saved->digest,
					saved->playlist,
					ROLLUP_SENT,
					0,
					0,
					NULL };
	struct shown *s;

	t->seq = saved->seq;
	t->mono = saved->mono;
	if (!saved->board[0]) {
		t->day = saved->day ? (day_t) saved->day : NO_DAY;
		return 0;
	}
	s = tally_find(t, saved->board);
	if (!s || tally_keep(s, &key) < 0)
		return -ENOMEM;
	s->what = (enum showing)(saved->what & 3);
	s->how = saved->how > REACH_VERIFIED ? REACH_SENT : (enum reach) saved->how;
	s->from = saved->from;
	s->since = saved->mono;
	s->counted = saved->counted;
	s->day = saved->day ? (day_t) saved->day : NO_DAY;
	s->counted_as =
		saved->counted_as > REACH_VERIFIED ? REACH_SENT : (enum reach) saved->counted_as;
	return 0;
}

/* Not there, or not whole: the log is counted from its beginning. */
int tally_read_state(struct tally *t)
{
	_cleanup_(freep) char *buf = NULL;
	size_t n;
	int r = pack_read(t->dir, STATE_NAME, STATE_MAX, &buf, &n);
	char again[16], *at = buf;

	if (r < 0)
		return r == -ENOMEM ? r : 0;
	if (n < 10 || memchr(buf, '\0', n))
		return 0;
	snprintf(again, sizeof(again), "%08x\n", crc32c(buf, n - 9));
	if (strcmp(again, buf + n - 9) != 0)
		return 0;
	for (char *end; r == 0 && at < buf + n - 9; at = end + 1) {
		struct flat_reader reader;
		struct saved saved;
		const char *why;

		end = strchr(at, '\n');
		reader = (struct flat_reader){ at, end - 1 };
		if (flat_read(&reader, saved_keys, ARRAY_SIZE(saved_keys), &saved, &why) == 0)
			r = take_saved(t, &saved);
	}
	return r;
}
