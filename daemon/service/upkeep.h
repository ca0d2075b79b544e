/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What a board needs beside its text: its brightness and its own clock.  It
 * goes along with the board's jobs, after their own work, so that it never
 * holds up a text; what of it fails is tried again after a while and says
 * nothing about what the board shows.
 *
 * Plain values.  Main thread; no clock, no I/O, no logging.
 */

#include "service/job.h"

struct upkeep {
	int brightness;       /* percent that it should have; -1: nobody says */
	int known_brightness; /* percent that it was given; -1: not known */
	bool clock_due;       /* its own clock is to be set */
	bool has_time;        /* the time is known: it can be set again whenever that is needed */

	/* Its profile has no such thing. */
	bool no_brightness, no_clock;

	int error;          /* of the last try; 0: it went well */
	usec_t pause_until; /* monotonic: nothing is tried before */
};

void upkeep_init(struct upkeep *u);

/* Is there anything to do for a board of @driver that is @lit? */
bool upkeep_is_due(const struct upkeep *u, const struct driver *driver, bool lit, usec_t now);

/*
 * Let it go along with a job of a board that is @lit; the time of day is the caller's to fill in.
 */
void upkeep_fill(const struct upkeep *u, const struct driver *driver, bool lit, usec_t now,
		 struct job *job);

/* What came of it.  Returns whether u->error has changed. */
bool upkeep_take(struct upkeep *u, const struct result *result, usec_t now);

/* The time is known, and its clock to be set to it; or it is not, and its clock is left alone. */
void upkeep_set_time(struct upkeep *u, bool known);

/* The board may have been restarted, or be another one: do everything again. */
void upkeep_forget(struct upkeep *u);
