/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * How well a programme covers a run of days: what stays empty between rules,
 * which rules never come to play, which messages never get a turn, and which
 * lists play together.
 *
 * For people who check their files: it looks at every day of every class, so
 * the daemon never does.  Pure.
 */

#include "schedule/programme.h"

#define COVERAGE_GAPS_MAX 256 /* causes that are told apart; more are left out */

/*
 * A stretch of a day in which no rule plays, though rules play before and after it on that day and
 * none of them on both sides: a pause in a rule's own hours is meant to be there.  Or whole days
 * without a rule (@before -1) where rules play on all but one in ten.
 */
struct coverage_gap {
	int before, after; /* rules */
	bool dark;         /* not even the filler may play */
	unsigned board;    /* the first to have it */
	unsigned n_boards;
	unsigned n_days; /* on that board */
	day_t first;
	int from, to; /* minutes of the first day */
	unsigned of_class, last_class;
};

/* A rule with days in the run that never plays on any of its boards. */
struct coverage_hidden {
	int rule;
	int by_rule;       /* the first that plays in its place; -1: none */
	int by_limit;      /* the first limit that keeps it from playing; -1: none */
	unsigned n_others; /* rules and limits beside those two */
	unsigned n_days;
};

/* Of one playlist. */
struct coverage_list {
	bool has_boards; /* a rule of it names a board, or it is the filler */
	bool has_rule;   /* ... a rule */
	size_t n_turns;  /* messages that get a turn on the board that plays most of them */
	unsigned board;
};

struct coverage {
	struct coverage_gap gaps[COVERAGE_GAPS_MAX];
	size_t n_gaps;
	struct coverage_hidden *hidden; /* by rule */
	size_t n_hidden;
	struct coverage_list *lists; /* by playlist */
	bool *together;              /* n_playlists x n_playlists: do they play at the same time? */
	size_t n_lists;
};

/* Look at the days [@from, @to), which lie in the programme's span.  -ENOMEM. */
int coverage_new(struct coverage **ret, const struct programme *p, day_t from, day_t to);
struct coverage *coverage_free(struct coverage *c);

DEFINE_CLEANUP(struct coverage *, coverage_free)
