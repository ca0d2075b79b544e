/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Brightness schedules: how bright a board is at an instant.
 *
 * Pure, like the schedule of messages and independent of it.  Of the levels that name a board and
 * hold, the highest priority wins, among equals the darkest.  A board that some level names but
 * none holds for is at full brightness; one that no level names is left alone.
 */

#include "schedule/programme.h"
#include "schedule/sun_hours.h"

#define LEVELS_MAX 256
#define LEVEL_FULL 100 /* percent */

struct level {
	const char *name;      /* NULL where nobody named it */
	const char *days_text; /* as written; NULL: daily */
	bool statutory;        /* its days depend on notices */
	const struct dayset *days;
	const struct sun_hours *hours;
	size_t n_hours; /* at least 1 */
	int brightness; /* percent, 0..LEVEL_FULL */
	int priority;   /* 0..PRIORITY_MAX */
	struct board_set boards;
	struct where at;
};

/* All that it points to is borrowed. */
struct levels {
	const struct level *list; /* in the order of the files */
	size_t n;
	const struct zone *zone;
	struct location place; /* of no matter where no span needs the sun */
};

struct level_now {
	int percent; /* -1: no level names the board */
	int level;   /* index of the first that says so; -1: none holds */

	/*
	 * The percentage is the same throughout [now, until).  There the level ends, or a stronger
	 * one begins; the next may well say the same.
	 */
	usec_t until;
};

struct level_now level_at(const struct levels *l, unsigned board, usec_t now);
