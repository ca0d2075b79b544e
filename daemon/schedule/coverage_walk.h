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

/* A pattern as the run of days has it: what it holds is looked at once. */
struct pattern_days {
	uint32_t n; /* 0: not in the run */
	day_t first;
};

/* Of each pattern of the class; to be freed.  -ENOMEM. */
int coverage_count_days(const struct coverage_walk *w, const struct class *c,
			struct pattern_days **ret);

/* The first board that the rule names.  False: it names none. */
bool coverage_first_board(const struct coverage_walk *w, const struct rule *r, unsigned *ret);

/* coverage_gaps.c: -ENOMEM, as all of them. */
int coverage_find_gaps(const struct coverage_walk *w);

/* coverage_rules.c */
int coverage_find_hidden(const struct coverage_walk *w);

/* coverage_lists.c */
int coverage_find_turns(const struct coverage_walk *w);
