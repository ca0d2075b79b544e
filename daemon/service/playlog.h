/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The play log's writer.  Records are queued on the main thread, which never waits for a disk; a
 * thread of its own writes them, syncs, compresses and makes room.
 *
 * Two sorts of records.  What must not be lost (the service's start and end, sets of files,
 * incidents, the clock) waits in memory for as long as it can not be written, and is synced at
 * once. The detail of plays is synced every 10 s or 64 records; where it can not be written, or
 * comes faster than the disk takes it, it is dropped and counted: a `gap` record stands where that
 * began, another where it ended.
 *
 * Main thread, but for what says otherwise.
 */

#include <systemd/sd-event.h>

#include "playlog/record.h"
#include "schedule/zone.h"
#include "service/moment.h"

struct playlog;

struct playlog_options {
	const char *dir; /* NULL: there is no place for a log, and everything goes nowhere */
	uint64_t budget; /* bytes; 0: the default */
	const struct zone *zone; /* by which days are rolled up, copied; NULL: they are not */

	/* Smaller ones for tests; 0: the real ones. */
	size_t segment_size;
	usec_t sync_interval;
	size_t queue_max; /* records of plays that wait */
};

struct playlog_hooks {
	struct moment (*now)(void *userdata);

	/*
	 * It can not be written, by a negative errno (-ETIMEDOUT: the disk does not
	 * answer), each time for another reason; 0: it can again, or records came faster than it
	 * could, and what boards show now is to be said anew, for there is a gap.
	 */
	void (*trouble)(int error, void *userdata);

	/* At the start: bytes of a torn tail were cut off; damage was found ("": none). */
	void (*found)(size_t cut, const char *damage, void *userdata);
};

int playlog_new(struct playlog **ret, sd_event *event, const struct playlog_options *options,
		const struct playlog_hooks *hooks, void *userdata);

/* Writes what waits and syncs; gives up on a disk that does not answer within seconds. */
struct playlog *playlog_free(struct playlog *p);

DEFINE_CLEANUP(struct playlog *, playlog_free)

/*
 * Copied.  Never fails and never waits.  Where @mono is 0 it happened now: both times are filled
 * in. Plays and what was missed come with their text, not with its number.
 */
void playlog_write(struct playlog *p, const struct record *r); /* @p NULL: nothing */

/*
 * The number of the last record that was written, 0: none yet, and the hash of its line, which
 * vouches for all before it.
 */
uint64_t playlog_head(const struct playlog *p, uint8_t ret_hash[static RECORD_HASH_SIZE]);

/* After a reload. */
void playlog_set_budget(struct playlog *p, uint64_t budget);
void playlog_set_zone(struct playlog *p, const struct zone *zone); /* copied */
