/* SPDX-License-Identifier: MIT */
#pragma once

/* A pretended board that somebody else writes to. */

#include "unit/board_world.h"

static inline void start(struct world *w, const struct driver *driver, enum foreign_policy policy,
			 unsigned after)
{
	world_start(w, driver, CERTAINTY_VERIFIED, 'z');
	w->b.foreign.policy = policy;
	w->b.foreign.after = after;
	want(w, 'a');
	CHECK(run(w) == JOB_READ && run(w) == JOB_SHOW && w->b.state == BOARD_VERIFIED);
}

/* Somebody writes, and the next look finds it. */
static inline void find(struct world *w, char c)
{
	w->events[0] = '\0';
	w->holds = c;
	pass(w, 60000);
	CHECK(run(w) == JOB_READ);
}

static inline void run_on(struct world *w)
{
	unsigned n = 0;

	while (run(w) != NO_JOB)
		CHECK(++n < 8);
}
