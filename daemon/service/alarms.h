/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * From what is wrong in the service to incidents, and from incidents to those
 * who should know: the journal, the bus, the disk and the play log.
 *
 * Conditions are weighed once per turn of the loop: a board, a line and the
 * service each carry the set of kinds that are open for them, so that only a
 * change costs anything.  Only what comes in repeats that should be counted
 * (foreign finds, refused reloads) is told by whoever finds it.
 *
 * One incident per fault: boards that a line that is down, or on which none
 * answers (silence.h), cuts off have none of their own; a board that was offline before its line
 * went down keeps its.
 *
 * After a restart an incident stays open until its board or line is known to be
 * well, or is in no set any more.  Main thread; the keeper writes them down.
 */

#include "schedule/civil.h"
#include "service/incident.h"

struct alarms;
struct device;
struct manager;
struct wire;

/* Never for want of a directory: then incidents are kept in memory only. */
int alarms_new(struct alarms **ret, struct manager *manager);

/* Has what is not yet written down, which the keeper's end waits for. */
void alarms_stop(struct alarms *a);

struct alarms *alarms_free(struct alarms *a);

struct incidents *alarms_incidents(struct alarms *a);

/* The kinds that are open for a board or a line of this name: bits, by 1 << kind. */
unsigned alarms_open(struct alarms *a, enum incident_subject subject, const char *name);

/* Was the board of this name kept from showing anything, in this run or one before? */
bool alarms_barred(struct alarms *a, const char *name);

/* Weigh everything; once per turn of the loop. */
void alarms_settle(struct alarms *a);

/* Has the list changed since this was last asked? */
bool alarms_changed(struct alarms *a);

/* Another set is in force: what is about a board or a line that left is over. */
void alarms_loaded(struct alarms *a);

/* A new set was refused; the first line of @errors is kept. */
void alarms_refused(struct alarms *a, const char *errors);

/* The board holds @evidence, NULL: that can not be told, and nobody asked for it. */
void alarms_foreign(struct alarms *a, struct device *d, const char *evidence);

/* The line's thread hangs. */
void alarms_stuck(struct alarms *a, struct wire *w);

/* Which years' notices are missed; once a day, and after each load. */
void alarms_calendar(struct alarms *a, day_t today);

/* How the zone on the disk differs from the one in force; "": it does not. */
void alarms_zone(struct alarms *a, const char *how);

/* The play log can not be written, by a negative errno; 0: it can, as it is taken to at the start.
 */
void alarms_log(struct alarms *a, int error);

/* The disk does not take incidents and counts, or does again. */
void alarms_disk_stuck(struct alarms *a, bool stuck);

/* Damage was found in the play log; @what: where, and of what sort. */
void alarms_log_damaged(struct alarms *a, const char *what);

/* A person has seen it.  As incident_see(). */
int alarms_see(struct alarms *a, uint64_t id, const char *who);

/* Called for each event, to write it to the play log. */
typedef void (*alarms_record_fn)(const struct incident *i, enum incident_event event,
				 void *userdata);
void alarms_set_record(struct alarms *a, alarms_record_fn record, void *userdata);

DEFINE_CLEANUP(struct alarms *, alarms_free)
