/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * From stretches to changes.  Occurrences that differ in their day alone are
 * one change, changes of the same days and lists are one with several spans,
 * and changes that are the same on several boards are one with several boards.
 */

#include "schedule/compare.h"
#include "schedule/compiled.h"

/* A stretch of one day; of a list that was edited, the day as a whole. */
struct occurrence {
	enum change_kind kind;
	uint32_t before, after;
	struct change_span span;
	day_t day;
};

struct occurrences {
	VECTOR(struct occurrence) list;
};

struct changes {
	VECTOR(struct change) list;
};

void changes_done(struct changes *c);

/* Add the changes that the occurrences of one pair of classes make.  Sorts @o.  -ENOMEM. */
int changes_gather(struct changes *c, struct occurrences *o);

/* Join those that are the same on several boards, and sort all by day. */
void changes_join(struct changes *c);
