/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The play log for writing: it numbers records, chains them, gives plays their texts, begins a new
 * segment when one is full, compresses those that are closed and keeps all of them within a budget.
 *
 * One at a time for a directory.  Every call may block on the disk.  It keeps no record back: what
 * can not be written is an error, and whoever calls decides what becomes of it.
 *
 * The last part of each segment is kept free for what must not be lost: where the disk has no room
 * for a new segment, incidents still find some.
 */

#include "playlog/recover.h"

#define APPENDER_BUDGET ((uint64_t) 256 * 1024 * 1024)

struct appender_options {
	const char *dir;     /* made if it is not there; its parent must be */
	size_t segment_size; /* 0: SEGMENT_SIZE; at least 4 * RECORD_LINE_MAX */
	uint64_t budget;     /* bytes of all segments; 0: APPENDER_BUDGET */
};

struct appender;

/*
 * @at, @mono: now, for the records of what was found and done.  Errors: the directory can not be
 * made, read or written; -ENOSPC is none, records are refused then.
 */
int appender_new(struct appender **ret, const struct appender_options *options, uint64_t at,
		 uint64_t mono, struct recovered *ret_found);
struct appender *appender_free(struct appender *a); /* closes the segment, does not sync */

DEFINE_CLEANUP(struct appender *, appender_free)

/*
 * Its number and hash are filled in here.  @must: it may take the room that is kept free.
 * *ret: as it was written, to be read until the next call; may be NULL.
 * -ENOSPC, -EROFS, -EIO and others: it was not written, and may be tried again.
 */
int appender_write(struct appender *a, const struct record *r, bool must,
		   const struct record **ret);

/* All that was written is on the disk after this. */
int appender_sync(struct appender *a);
unsigned appender_unsynced(const struct appender *a); /* records */

/* The number of the last record; and the hash of its line, which vouches for all before it. */
uint64_t appender_last(const struct appender *a);
uint64_t appender_head(const struct appender *a, uint8_t ret_hash[static RECORD_HASH_SIZE]);

/* Has a segment been closed since the last call? */
bool appender_has_closed(struct appender *a);

/* Compress closed segments, and @remove the oldest ones beyond the budget.  Can take a while. */
int appender_tidy(struct appender *a, bool remove);

/* Another budget from now on. */
void appender_set_budget(struct appender *a, uint64_t budget);
