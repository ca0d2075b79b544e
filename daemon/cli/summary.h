/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A plan added up: how often and how long each message of each playlist, by
 * each rule, is on each board.  Grows with the number of different messages,
 * not with the plan.
 */

#include "cli/showing.h"

struct summary_row {
	char *board, *rule;
	struct showing what; /* without rows and times */
	bool provisional;    /* some of it */
	uint64_t n_plays;    /* that begin in the span */
	usec_t airtime;
};

struct summary {
	void *tree; /* of the rows, by what they are about */
	struct summary_row **rows;
	size_t n;
};

/* Count one row of a plan.  -ENOMEM. */
int summary_add(struct summary *s, const char *board, const struct plan_line *line);
/* By board, rule and playlist; of those the longest airtime first. */
void summary_sort(struct summary *s);
void summary_done(struct summary *s);
