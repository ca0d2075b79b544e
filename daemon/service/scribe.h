/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The play log's writer on its thread: what becomes of a batch of records, whatever the disk does.
 * Owns the files.
 */

#include "playlog/appender.h"
#include "playlog/tally.h"

/* A record with copies of its strings behind it. */
struct item {
	struct item *next;
	bool must; /* not to be lost */
	struct record record;
};

/* In one piece of memory; NULL: no memory. */
struct zone *zone_copy(const struct zone *zone);

struct item *item_new(const struct record *r); /* NULL: no memory */
struct item *items_free(struct item *list);
bool record_must(const struct record *r);

struct scribe {
	struct appender_options options;
	char *dir;
	struct appender *appender; /* NULL: it could not be opened yet */
	struct tally *tally;       /* NULL: likewise */
	struct zone *zone;         /* NULL: no roll-ups are made */
	struct item *waiting, **last;
	uint64_t n_dropped; /* since the gap was opened */
	bool gap;           /* plays are being dropped; a record says where that began */
	uint64_t last_seq;  /* of the last record there is */
	int side_error;     /* in this job: of what is done beside writing */
};

struct scribe_job {
	struct item *items; /* taken over */
	uint64_t at, mono;  /* now, ms */
	uint64_t budget;
	struct zone *zone; /* another one from now on; taken over.  NULL: as it was */
	bool sync;
};

struct scribe_result {
	int error; /* 0: all was written */
	unsigned unsynced;
	bool waits;  /* there is something to try again */
	bool opened; /* just now: */
	size_t cut;
	char damage[sizeof(((struct recovered *) NULL)->damage)];

	uint64_t head; /* the number of the last record that was written; 0: none */
	uint8_t head_hash[RECORD_HASH_SIZE];
};

int scribe_init(struct scribe *s, const char *dir, size_t segment_size);
void scribe_done(struct scribe *s);
void scribe_run(struct scribe *s, const struct scribe_job *job, struct scribe_result *ret);
