/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Days, hours and lists in few words: "workdays 2026-11-25..2027-03-01 but for
 * 2026-12-01..12-07 (60 days)".  Pure; strings live in the arena, and NULL is
 * no memory.
 */

#include "config/arena.h"
#include "schedule/compare.h"

#define DIFF_RANGE_MAX 32

/* "2026-12-04", "2026-12-01..12-07", "2026-12-28..2027-01-03"; returns @buf. */
const char *diff_range(day_t first, day_t last, char buf[DIFF_RANGE_MAX]);

/* How days are told: the days off, the span that is looked at, whether all of them are listed. */
struct diff_days {
	const struct statutory *statutory;
	day_t first, last;
	bool all;
};

const char *diff_days_words(struct arena *a, const struct diff_days *how, const day_t *days,
			    size_t n);

/* "07:00-21:30", "all day", by the clock on the wall of @day. */
const char *diff_hours_words(struct arena *a, const struct zone *z, day_t day,
			     const struct change_span *spans, size_t n);

struct diff_list {
	const char *name;
	uint32_t weight;
};

/* "civil-code 60, criminal-law 40", the largest first; of one its name alone.  Sorts @lists. */
const char *diff_lists_words(struct arena *a, struct diff_list *lists, size_t n);
