/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What the two halves of the tally share: the counting, and its state on the disk, from which the
 * next run goes on.  For nobody else.
 */

#include "playlog/rollup.h"
#include "playlog/tally.h"

#define NO_DAY INT32_MIN

enum showing {
	SHOWS_NOTHING, /* nobody knows, and that is not an outage: the start, a gap */
	SHOWS_PLAY,
	SHOWS_DARK,
	SHOWS_LOST,
};

/* A board of which something is known. */
struct shown {
	struct shown *next;
	struct rollup_row key; /* its strings are owned */
	char *strings[5];
	enum showing what;
	enum reach how;
	uint64_t from;
	uint64_t since; /* mono: counted up to here */
	bool counted;   /* as a play, on @day, as @counted_as */
	day_t day;
	enum reach counted_as;
};

struct tally {
	int dir;
	struct zone zone;
	void *zone_memory;
	struct shown *boards;

	struct rollup *rollup;  /* of the day in hand; NULL: none */
	struct rollup *pending; /* of days that are over, and could not be written yet */
	day_t day;
	uint64_t seq, mono; /* of the last record */
	uint64_t taking;    /* the record that is being taken: what ends with it */
	uint64_t end;       /* the log's last record when it was opened */
	bool dirty;
};

/* NULL: no memory. */
struct shown *tally_find(struct tally *t, const char *board);

/* The key's strings become the board's own. */
int tally_keep(struct shown *s, const struct rollup_row *key);

/* Not there, or not whole, is no error: the log is counted from its beginning then. */
int tally_read_state(struct tally *t);
int tally_write_state(const struct tally *t);
