/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The figures of one local day, made of the detail of plays and outliving it: for each board and
 * text how many plays got how far, and for how long it was shown; how long the board was dark; how
 * often and how long it was not known what it showed; which planned plays were missed.
 *
 * On the disk it is a compressed file beside the segments, 2026-11-25.rollup.gz: a line
 *     {"rollup":"2026-11-25","through":SEQ}
 * a line for each row
 *     {"board":"","law":"","article":"","digest":"","playlist":"","outcome":"","plays":N,"ms":N}
 * and the last one {"rows":N,"crc":"<CRC-32C of all before it>"}.  A file without it is not whole.
 * The day in hand has one too, from the last time that a segment was closed: @through is the number
 * of the last record that is in it.
 *
 * Planned plays of a text are those of its rows together.  Any thread, one at a time.
 */

#include "schedule/civil.h"

enum rollup_outcome {
	ROLLUP_SENT, /* plays by how far they got, time by how sure it was */
	ROLLUP_ACKNOWLEDGED,
	ROLLUP_VERIFIED,
	ROLLUP_DARK,   /* of no text; @plays: how often it began */
	ROLLUP_LOST,   /* likewise */
	ROLLUP_MISSED, /* planned, never reached the board; @ms: as planned */
};

struct rollup_row {
	const char *board, *law, *article, *digest, *playlist; /* never NULL */
	enum rollup_outcome outcome;
	uint64_t plays, ms;
	struct rollup_row *next; /* of the same hash */
};

struct rollup {
	struct rollup *next; /* for whoever keeps several */
	day_t day;
	uint64_t through;
	struct rollup_row **rows;
	size_t n_rows;
	struct rollup_row *buckets[256];
};

int rollup_new(struct rollup **ret, day_t day);
struct rollup *rollup_free(struct rollup *r);

DEFINE_CLEANUP(struct rollup *, rollup_free)

/* The row of a key, @plays and @ms of @key left aside; made where it is not there.  NULL: no
 * memory. */
struct rollup_row *rollup_row(struct rollup *r, const struct rollup_row *key);

/* @dir: a descriptor of the log's directory.  -ENOENT: no such day; -EBADMSG: it is not whole. */
int rollup_read(struct rollup **ret, int dir, day_t day);
int rollup_write(const struct rollup *r, int dir); /* whole or not at all */

#define ROLLUP_NAME_MAX 32
void rollup_name(day_t day, char buf[static ROLLUP_NAME_MAX]);
