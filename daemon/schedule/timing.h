/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A list's own clock.
 *
 * The clock of a list is the airtime it has been given, in milliseconds.  Its
 * messages lie end to end along that clock, round and round; each has a marker
 * at its middle, and a stretch [a, b) of the clock plays just the messages
 * whose markers lie in it.  So stretches that follow one another play every
 * message once a round, in order, whatever their lengths.
 */

#include "schedule/programme.h"

struct timing {
	size_t n;
	uint64_t *start;  /* n + 1 instants of the clock within one round */
	uint64_t longest; /* ms of the longest message: markers are never further apart */
};

/* A message's place on the clock. */
struct place {
	uint64_t base; /* where its round begins */
	size_t i;      /* which message */
};

int timing_init(struct timing *t, const struct playlist *list);
void timing_done(struct timing *t);

/* The first message whose marker is at or after @clock. */
struct place timing_place(const struct timing *t, uint64_t clock);

static inline uint64_t timing_round(const struct timing *t)
{
	return t->start[t->n];
}

static inline uint64_t place_start(const struct timing *t, struct place p)
{
	return p.base + t->start[p.i];
}

static inline uint64_t place_duration(const struct timing *t, struct place p)
{
	return t->start[p.i + 1] - t->start[p.i];
}

static inline uint64_t place_marker(const struct timing *t, struct place p)
{
	return p.base + (t->start[p.i] + t->start[p.i + 1]) / 2;
}

static inline void place_next(const struct timing *t, struct place *p)
{
	if (++p->i == t->n) {
		p->i = 0;
		p->base += timing_round(t);
	}
}
