/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What of a board's life goes into the play log: what it is known to show from when on and how sure
 * that is, that it is dark, that nobody knows, and plays that it missed.  Derived from the board's
 * state after each change; the board itself knows nothing of it.
 *
 * A play is written once a board, when the board is first known to show a page of it, and again
 * when a later page gets less or more far, and after a loss.  "verified" is written only in the
 * moment in which the board's very page was read back: where one play follows another with the same
 * page it is "acknowledged" until the board is read again.
 *
 * Main thread.
 */

#include "service/content.h"
#include "service/job.h"
#include "playlog/record.h"

struct device;

/* A play as it is planned: what, and from when to when (wall; 0: not known). */
struct planned {
	struct content *content; /* any page of it, a reference; NULL: none, or dark */
	usec_t from, until;
	bool reached; /* the board was known to show it */
};

struct plays {
	enum {
		TOLD_NOTHING,
		TOLD_PLAY,
		TOLD_DARK,
		TOLD_LOST,
	} told;
	struct planned showing; /* TOLD_PLAY */
	enum reach how;         /* TOLD_PLAY, TOLD_DARK */

	struct planned wanted;
	struct planned late; /* its time is over, but a job for it is in hand */
	bool landing;        /* a result is being taken: wait for its end */
};

void plays_done(struct plays *p);

/* Before it is told to the board: what it should show, and the times of the whole play. */
void plays_want(struct device *d, struct content *content, usec_t from, usec_t until);

/* Something has changed, but by no result. */
void plays_look(struct device *d);

/* Around the board's taking of a result. */
void plays_before_result(struct device *d);
void plays_after_result(struct device *d, const struct result *result);

/* What it shows is not known any more, and why. */
void plays_lost(struct device *d, const char *why);

/* There was a gap in the log: say what it shows once more. */
void plays_again(struct device *d);
