/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Counts along while records are written, and makes the roll-ups of days.  What is in the log and
 * in no roll-up yet is counted again at a start, and nothing twice, wherever the last run was
 * killed.
 *
 *  - What a board shows lasts from its record to the next one of that board that says otherwise, by
 *    the monotonic clock: a clock that is set changes no figure.
 *  - A run that was killed is known to have shown something up to its last record only.
 *  - Time and plays belong to the local day of the record that they begin with; a record of another
 *    day, such as the one at the end of a day, ends that day for all boards.  Where the clock is
 * not trusted they belong to no day and are not counted.
 *  - From a gap on, and where records are missing, nothing is known of a board until its next
 * record.
 *  - A play counts once, by how far it got on that day; what it reaches later on counts as time.
 *
 * On the thread that writes; it reads and writes files in the log's directory.
 */

#include "playlog/record.h"
#include "schedule/zone.h"

struct tally;

/*
 * Counts what is in the log already.  @zone is copied.  @last: the log's last record, 0: none.
 * -EBADMSG and others of reading: the log or a roll-up could not be read; nothing is counted then.
 */
int tally_new(struct tally **ret, const char *dir, const struct zone *zone, uint64_t last);
struct tally *tally_free(struct tally *t);

DEFINE_CLEANUP(struct tally *, tally_free)

/* A record that has been written, with its text.  Errors: a day's figures could not be written. */
int tally_take(struct tally *t, const struct record *r);

/* Everything so far is on the disk after this: the detail may go. */
int tally_flush(struct tally *t);

int tally_set_zone(struct tally *t, const struct zone *zone);
