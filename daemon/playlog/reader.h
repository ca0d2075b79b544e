/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The play log from its beginning, or from some point on, record by record, with what is wrong with
 * it: each line is checked by itself and against the one before, across segments.  A play and what
 * was missed come with their text, as if it stood in their own line.
 *
 * Reads beside the service that writes.  At the end it may be asked again later, for what has come
 * since.  What the writer was about when it was interrupted (the torn tail) is no damage.
 */

#include "playlog/segments.h"

struct reader;

enum finding {
	FINDING_NONE,
	FINDING_CHANGED,    /* a line is not as it was written; where two were made one, too */
	FINDING_CHAIN,      /* this line or the one before it was replaced, to the checksum */
	FINDING_MISSING,    /* lines before this one were taken out */
	FINDING_ORDER,      /* it does not belong here: put in, or out of order */
	FINDING_SEGMENT,    /* segments before this one are missing */
	FINDING_UNREADABLE, /* a segment can not be read, or not to its end */
};

struct entry {
	enum finding finding;
	char said[192]; /* what is wrong, for people; "": nothing */
	char file[SEGMENT_NAME_MAX];
	unsigned line;    /* from 1; 0: the file as a whole */
	uint64_t byte;    /* where it begins in the segment's text */
	const char *text; /* the line as it stands, without a newline; n may be 0 */
	size_t n;
	const struct record *record; /* NULL: there is none to be had */
};

int reader_new(struct reader **ret, const char *dir);
struct reader *reader_free(struct reader *r);

DEFINE_CLEANUP(struct reader *, reader_free)

/*
 * 1: *ret is the next entry, and lives until the next call.  0: the end, for now.  Errors: the
 * directory can not be read, -ENOMEM; a segment that can not be read is an entry.
 */
int reader_next(struct reader *r, const struct entry **ret);

/*
 * Go on from the segment that has the record @seq, or from the first that can have one of @at
 * (milliseconds) or later, as far as their first lines say; what comes before in it is the caller's
 * to pass over.  Only segments' first lines are read.
 */
int reader_seek(struct reader *r, uint64_t seq);
int reader_seek_time(struct reader *r, uint64_t at);

/* At the end: bytes of the torn tail. */
size_t reader_torn(const struct reader *r);

/* Of the last record read: its number, and the hash that vouches for all before it; 0: none. */
uint64_t reader_last(const struct reader *r, uint8_t ret_hash[static RECORD_HASH_SIZE]);
