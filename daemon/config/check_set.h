/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What an operator should know of a whole set of files though it may play:
 * gaps between rules, rules and messages that never come up within a year,
 * texts that are too long or said twice, articles that a law does not have.
 *
 * For `pufactl check` alone: it looks at every day of a year, and a load never
 * waits for it.
 */

#include "config/config.h"
#include "schedule/coverage.h"

#define CHECK_DAYS      366 /* the year that is looked at begins today, with each date in it */
#define CHECK_PAGES_MAX 6   /* of one message: nobody stands there for more */

/* All of it, of the year from @today on, in the order of files and lines.  -ENOMEM. */
int set_check(const struct config *c, day_t today, struct diag *diag);

/* check_coverage.c: gaps, hidden rules, lists without a turn. */
void coverage_check(const struct config *c, const struct coverage *coverage, struct diag *diag);

/* check_pages.c: -ENOMEM. */
int pages_check(const struct config *c, struct diag *diag);

/* check_twice.c: within a list, and in lists that play together.  -ENOMEM. */
int twice_check(const struct config *c, const struct coverage *coverage, struct diag *diag);

/* check_articles.c */
void articles_check(const struct config *c, struct diag *diag);
