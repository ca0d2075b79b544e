/* SPDX-License-Identifier: MIT */
#pragma once

/* A keeper beside a loop, and what it has said. */

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "service/clock.h"
#include "service/keeper.h"

struct keeper_world {
	sd_event *event;
	struct keeper *keeper;
	bool stuck;
};

static inline void keeper_world_on_stuck(bool stuck, void *userdata)
{
	((struct keeper_world *) userdata)->stuck = stuck;
}

static inline void keeper_world_start(struct keeper_world *w, const char *dir)
{
	*w = (struct keeper_world){ .event = NULL };
	CHECK(sd_event_new(&w->event) >= 0);
	CHECK(keeper_new(&w->keeper, w->event, dir, keeper_world_on_stuck, w) == 0);
}

static inline void keeper_world_stop(struct keeper_world *w)
{
	w->keeper = keeper_free(w->keeper);
	w->event = sd_event_unref(w->event);
}

/* Until it is as is wanted, or half a minute is over. */
static inline void keeper_world_run(struct keeper_world *w, const bool *what, bool wanted)
{
	usec_t end = clock_monotonic() + 30 * USEC_PER_SEC;

	while (*what != wanted && clock_monotonic() < end)
		(void) sd_event_run(w->event, USEC_PER_SEC);
	CHECK(*what == wanted);
}
