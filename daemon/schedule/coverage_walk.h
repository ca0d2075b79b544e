/* SPDX-License-Identifier: MIT */
#pragma once

/* What the parts of coverage.c share, known to this floor only. */

#include "schedule/compiled.h"
#include "schedule/coverage.h"

struct coverage_walk {
	const struct programme *p;
	day_t from, to;           /* [from, to) */
	const unsigned *board;    /* a board of each class */
	const unsigned *n_boards; /* how many each class has */
	struct coverage *coverage;
};

static inline const struct pattern *pattern_on(const struct class *c, day_t day)
{
	return &c->patterns.v[c->pattern_of[day - DAY_FIRST]];
}

/* coverage_gaps.c */
void coverage_find_gaps(const struct coverage_walk *w);

/* coverage_rules.c: -ENOMEM. */
int coverage_find_hidden(const struct coverage_walk *w);

/* coverage_lists.c: -ENOMEM. */
int coverage_find_turns(const struct coverage_walk *w);
