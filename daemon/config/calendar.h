/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What the days of a site are called: the State Council's notices, the days
 * they leave to work and rest, and the nodes of the publicity year.
 *
 * Part of a config, or loaded by itself where no site is needed.  Never
 * changes; what depends on today is calendar_check_date().
 */

#include "config/config.h"
#include "config/dayexpr.h"
#include "schedule/statutory.h"

/* A year for which a node's days were said. */
struct calendar_node_year {
	int year;
	const char *source, *theme; /* NULL: none given */
	struct where at;
};

struct calendar_node {
	const char *name;
	const struct dayset *days;
	const char *class;                /* "fixed", "rule", "announced", "local" */
	const char *law, *source, *theme; /* NULL: none given */
	bool announced; /* its days are announced each year; the rule is a guess */
	bool statutory; /* its days depend on notices, itself or through a node it names */
	const struct calendar_node_year *years;
	size_t n_years;
	struct where at;
};

struct calendar {
	const struct statutory *statutory;
	const struct notice *notices; /* all revisions, by year and revision */
	size_t n_notices;
	const struct calendar_node *nodes; /* in the order of the files */
	size_t n_nodes;
	const struct dayexpr_names *names; /* for dayexpr_parse(): nodes and notices */
};

/*
 * The calendar alone, of the playlists that config_load() would read for @paths; without a site
 * that is the installed ones.  -EINVAL: mistakes, all of them reported.  -ENOMEM.
 */
int calendar_load(struct calendar **ret, const struct config_paths *paths, struct diag *diag);
struct calendar *calendar_free(struct calendar *c);

/*
 * What is missing on @today, a day in China: the next year's notice (a warning from 1 November, an
 * error from 15 December, and an error within a year that has none), announced nodes without the
 * year's own entry, themes whose year is over.  @each: a line for each node that is not confirmed,
 * also where a file has more than NODES_EACH_MAX of them, which else are one line.
 */
#define NODES_EACH_MAX 3
void calendar_check_date(const struct calendar *c, day_t today, bool each, struct diag *diag);

/* Does anything shown here depend on what the notices say? */
bool config_needs_notices(const struct config *c);

/*
 * Is the notice of @year missed on @today?  *ret_late: so late that its days may begin, or have
 * begun, without it.
 */
bool calendar_misses_notice(const struct calendar *c, int year, day_t today, bool *ret_late);

DEFINE_CLEANUP(struct calendar *, calendar_free)
