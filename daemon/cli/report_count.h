/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The figures of a year, counted from the records of the play log and, for days whose records are
 * gone, from their roll-ups.
 *
 *  - Plays and time belong to the board, the law and the local day of the record that they begin
 *    with, as in the views of `log export --sqlite`.  A play counts once, by the most that came to
 * be known of it.
 *  - What is planned is what the log says was planned; a roll-up does not tell.
 *  - A time for which a board is not known to have shown a text, or to have been dark, is unknown:
 *    it is neither shown nor not shown.  It is counted from the first that the log says of the
 * board.
 *  - What was shown while the clock was not trusted has no date; it is counted by itself.
 *
 * Pure but for memory.
 */

#include "playlog/rollup.h"
#include "playlog/shown.h"
#include "schedule/dayset.h"
#include "schedule/zone.h"

/* Plays, and milliseconds. */
struct report_sum {
	uint64_t plays[3];    /* by enum reach: the most that is known of each */
	uint64_t ms[3];       /* shown, by how sure it was at the time */
	uint64_t missed;      /* plays that never reached their board */
	uint64_t planned_ms;  /* of plays and of missed ones, where the log says what was planned */
	uint64_t compared_ms; /* how much of the time shown is of such plays */
	uint64_t dark_ms;
};

struct report_names {
	char **list;
	size_t n;
	uint32_t *slots; /* 1 + index, 0: free */
	size_t n_slots;
};

struct report_cell {
	uint32_t board, law;
	day_t day;
	struct report_sum sum;
};

struct report_board {
	uint64_t first;     /* msec since the epoch: the first that is said of it; 0: nothing */
	uint64_t known[12]; /* of each month, for how long what it showed is known */
	size_t cell;        /* of its play in hand, by what is counted of it so far; */
	enum reach reach;
	bool counts; /* is there one? */
};

struct report_incident {
	uint64_t id, opened, closed, count; /* msec; 0: not known, or not yet */
	/* As well as it is known: of the record before, or after where none before has a date. */
	uint64_t opened_after, closed_after;
	bool open;
	char *kind, *level, *subject, *text;
};

struct report {
	int year;
	const struct zone *zone;
	day_t first_day, last_day;
	uint64_t begin, end; /* msec: the year, as far as it is over */
	uint64_t months[13]; /* where each begins, and where the year ends */
	day_t detail_from;   /* days before it are of roll-ups only */

	struct report_names board_names, laws; /* laws: the first is "" */
	struct report_board *boards;
	struct report_cell *cells;
	size_t n_cells, cells_size;
	uint32_t *slots;
	size_t n_slots;
	struct report_incident *incidents;
	size_t n_incidents;
	uint64_t incident_seq; /* of the last record of one */
	uint64_t as_of;        /* the last time that a record has: for one that has none */

	uint64_t undated_plays, undated_ms;
	uint64_t first, last; /* the first and last time of the year that the log knows; 0: none */
	struct dayset heard;  /* days of the year of which the log says anything */
	size_t n_rollups, n_killed, n_gaps;
	day_t rollup_first, rollup_last;
	bool running; /* as far as the last record says */
	uint64_t seq;
	struct shown shown;
};

/* @zone is borrowed; @now: later than that nothing is unknown yet.  -ENOMEM. */
int report_init(struct report *r, int year, const struct zone *zone, usec_t now);
void report_done(struct report *r);

/* Every record from some time before the year on, in order.  -ENOMEM. */
int report_feed(struct report *r, const struct record *record);
int report_finish(struct report *r);

/* Incidents alone, of the time before that: they may go on in the year. */
int report_feed_incident(struct report *r, const struct record *record);

/* A day before detail_from. */
int report_add_rollup(struct report *r, const struct rollup *day);

/* What is summed up; -1, NULL: any. */
struct report_filter {
	int board, law;
	day_t first, last;
	const struct dayset *days;
};

struct report_sum report_sum(const struct report *r, const struct report_filter *f);
uint64_t report_plays(const struct report_sum *s);
uint64_t report_shown(const struct report_sum *s);

/* The whole year. */
struct report_filter report_everything(const struct report *r);

/* How long the log could know of @board (-1: all) in a month (0-11; -1: the year), and does not. */
uint64_t report_period(const struct report *r, int board, int month);
uint64_t report_unknown(const struct report *r, int board, int month);

/* How many of the days, as far as they are over; *ret_heard: of which the log says anything. */
unsigned report_days(const struct report *r, const struct report_filter *f, unsigned *ret_heard);

/* How long an incident lasted within the year.  -ENODATA: it is not known when it began. */
int report_lasted(const struct report *r, const struct report_incident *i, uint64_t *ret);
