/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A plan: what a board will show, page by page, over a span of time.
 *
 * A row is one page of one play; a page that something cuts ends there.
 * Neighbouring dark stretches with one cause are one row.
 */

#include "schedule/layout.h"
#include "schedule/schedule.h"

struct plan {
	const struct programme *programme;
	const struct orders *orders;
	unsigned board;
	unsigned rows, columns; /* of the board */
	usec_t now, to;
};

struct plan_row {
	usec_t from, until; /* clipped to the plan's span */
	struct decision decision;
	bool provisional;            /* somewhere in it; see schedule_is_provisional() */
	unsigned page, n_pages;      /* 0, 0 when dark */
	const struct layout *layout; /* of the message; NULL when dark; until the next call */
};

/* Yields the next row; false at the end.  @l is working space, the caller's. */
bool plan_next(struct plan *plan, struct layout *l, struct plan_row *ret);
