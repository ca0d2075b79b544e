/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The orders in force: who puts one up or takes one down gets the answer when that is on the disk,
 * and what is put up is on no board before.  What is taken down leaves the boards at once: a wrong
 * text must not wait for a disk.  Each change is said in the journal and in the play log, with who
 * made it.
 *
 * In a rehearsal nothing is read from the disk or kept: its dates are nobody's.  Main thread.
 */

#include <systemd/sd-bus.h>

#include "service/orders.h"

struct manager;
struct postings;

/* Reads what was kept.  Before the first set of files. */
int postings_new(struct postings **ret, struct manager *m);
void postings_stop(struct postings *p); /* the boards are going, the keeper is not yet */
struct postings *postings_free(struct postings *p);

DEFINE_CLEANUP(struct postings *, postings_free)

/* By id; of those that are up. */
const struct order_list *postings_list(const struct postings *p);

/* Since it was last asked. */
bool postings_changed(struct postings *p);

/* Another set of files is in force: what it has no board for, or no board that can show it, goes.
 */
void postings_loaded(struct postings *p);

/* The clock was set, maybe back: what is up stays up. */
void postings_clock_changed(struct postings *p);

/* At @now of a timeline that can be trusted. */
void postings_expire(struct postings *p, usec_t now);

/*
 * Taken over, also on errors; put up, and @call answered with its id, when it is on the disk.
 * -ENOSPC: there are too many.  -ENOENT: there is no place to keep it.  -ENOMEM.
 */
int postings_put(struct postings *p, struct posting *posting, sd_bus_message *call);

/* Notice @id, 0: all notices.  @call is answered with nothing.  -ENOENT: there is no such one. */
int postings_clear(struct postings *p, uint64_t id, const char *who, sd_bus_message *call);

/* Takes boards out of all blanks; @call is answered with how many were blanked. */
int postings_resume(struct postings *p, const struct board_set *boards, const char *who,
		    sd_bus_message *call);
