/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A time zone as a value: a table of the instants at which its offset changes,
 * over the whole span of the schedule.  Reading one from the system is the
 * config floor's business; this file only computes.
 *
 * A wall time that a change skips moves to the end of the gap.  One that it
 * repeats is, as the start of something, its first occurrence, and as the end
 * of something its last.
 */

#include "schedule/civil.h"

#define ZONE_OFFSET_MAX (26 * 3600) /* seconds, either way (RFC 8536 section 3.2) */

struct zone_change {
	usec_t at;      /* the offset holds from this instant on */
	int32_t offset; /* seconds east of UTC */
};

/* changes[0].at is 0; sorted; offsets of neighbours differ. */
struct zone {
	const char *name;
	const struct zone_change *changes;
	size_t n_changes; /* at least 1 */
};

enum zone_side {
	ZONE_START, /* first occurrence of a repeated wall time */
	ZONE_END,   /* last occurrence */
};

/* Seconds east of UTC at an instant. */
int32_t zone_offset(const struct zone *z, usec_t at);

/* The instant of a wall time: @msec after midnight of @day, as a clock on the wall reads. */
usec_t zone_instant(const struct zone *z, day_t day, int64_t msec, enum zone_side side);

/*
 * The civil day of an instant.  A day that has begun is not left again: where the clock is put back
 * over midnight, the repeated hour belongs to the new day.
 */
day_t zone_day(const struct zone *z, usec_t at);

/* The first instant of a civil day. */
usec_t zone_midnight(const struct zone *z, day_t day);

/* What a clock on the wall reads: milliseconds since midnight of the date beside it. */
int64_t zone_wall(const struct zone *z, usec_t at, day_t *ret_day);
