/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What of the service itself goes into the play log: its start and end, the sets of files that came
 * in force, what happened to the clock, the days that are over; and what becomes of trouble with
 * the log.  Main thread.
 */

#include "service/incident.h"

struct loaded;
struct manager;

/* The log is in the directory "log" of the state directory.  Without one nothing is logged. */
int chronicle_open(struct manager *m, const struct loaded *loaded);
void chronicle_stop(struct manager *m); /* closes the log */

/* @who had the set in force read: "" at the start, "SIGHUP", or a user's name. */
void chronicle_set(struct manager *m, const char *who);

/* The wall clock was set, or trust in it has changed. */
void chronicle_clock(struct manager *m);

/* An incident was opened, closed or seen; @userdata: the manager. */
void chronicle_incident(const struct incident *i, enum incident_event event, void *userdata);

/* At @now of the timeline; returns when to call again, USEC_NEVER: not for the day. */
usec_t chronicle_day(struct manager *m, usec_t now);
