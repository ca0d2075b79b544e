/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What of the service itself goes into the play log: its start and end, the sets of files that came
 * in force, what happened to the clock, the days that are over; and what becomes of trouble with
 * the log.  Main thread.
 */

#include "pufa/base.h"

struct manager;

/* The log is in the directory "log" of the state directory.  Without one nothing is logged. */
int chronicle_open(struct manager *m);
void chronicle_start(struct manager *m);
void chronicle_stop(struct manager *m); /* closes the log */

/* @who had the set in force read: "" at the start, "SIGHUP", or "UID NAME". */
void chronicle_set(struct manager *m, const char *who);

/* The wall clock was set, or trust in it has changed. */
void chronicle_clock(struct manager *m);

/* At @now of the timeline; returns when to call again, USEC_NEVER: not for the day. */
usec_t chronicle_day(struct manager *m, usec_t now);
