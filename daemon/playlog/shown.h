/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * From the records of the play log to what was shown, and for how long.
 *
 * A board shows what its last record says until its next one, or until the service stopped.  Where
 * no record tells how it went on (the service was killed, records are missing) it is known only up
 * to the last record before that, and so far it is counted.
 *
 * Fed with every record in order, it gives each stretch to a callback once its end is known.  Time
 * shown is by the monotonic clock, so that a clock that was set adds and takes nothing.  Pure but
 * for memory.
 */

#include "playlog/record.h"

/* How it came to an end. */
enum shown_end {
	SHOWN_REPLACED, /* by what the board showed next */
	SHOWN_LOST,     /* what it shows was not known any more */
	SHOWN_STOPPED,  /* the service stopped; the board kept it */
	SHOWN_UNKNOWN,  /* the service was killed, or records are missing */
	SHOWN_OPEN,     /* the log ends with it */
};

const char *shown_end_name(enum shown_end end); /* "replaced" */

/* A stretch of time for which a board is known to have shown a message, or to have been dark. */
struct shown_row {
	struct record record; /* that began it, a play or dark; its strings are borrowed */
	uint64_t as_of;       /* when it began, or the last trusted time before that; 0: none */
	bool again;           /* the same play as the board's row before */
	uint64_t run;         /* the sequence number of the service's start; 0: not in the log */
	uint64_t ended;       /* msec since the epoch; 0: not known */
	uint64_t shown;       /* msec */
	enum shown_end end;
};

/* Negative ends the feeding and is what it returns. */
typedef int (*shown_fn)(const struct shown_row *row, void *userdata);

struct shown_board;

struct shown {
	shown_fn fn;
	void *userdata;
	uint64_t run;
	uint64_t seq, at, mono; /* of the last record */
	uint64_t as_of;         /* its time, or the last trusted one; 0: there was none */
	struct shown_board *boards;
	size_t n;
};

void shown_init(struct shown *s, shown_fn fn, void *userdata);
void shown_done(struct shown *s);

/* A play carries what its text is.  -ENOMEM, or what the callback returned. */
int shown_feed(struct shown *s, const struct record *r);

/* No record follows: give out what is still shown. */
int shown_finish(struct shown *s);
