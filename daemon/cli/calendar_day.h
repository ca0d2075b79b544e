/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * All that is known of one day of 1901-2100, gathered for whoever prints it.
 * Before 2000 that is its lunar day, its solar term and its weekday: no rule
 * plays then, no node is known.  Pure; borrows the calendar.
 */

#include <jansson.h>

#include "config/calendar.h"
#include "schedule/lunar.h"

#define CALENDAR_YEAR_FIRST 1901
#define CALENDAR_YEAR_LAST  2100

struct calendar_day {
	day_t day;
	struct lunar lunar;
	const char *term; /* "清明"; NULL: none begins */
	struct day_fact fact;
	char holiday[HOLIDAYS_TEXT_MAX]; /* "国庆节、中秋节"; "": none */
};

/* A run of days of a node. */
struct calendar_run {
	const struct calendar_node *node;
	day_t first, last;
	const struct calendar_node_year *year; /* what was said for the year it begins in; NULL */
};

/* -ERANGE: outside 1901-2100. */
int calendar_day_get(const struct calendar *c, day_t day, struct calendar_day *ret);

/* A day off that is more than a weekend; a day off whose notice has not come yet may be both. */
bool calendar_day_is_off(const struct calendar_day *d);

/* A day of a node that stands out: one that lasts for weeks would mark every day. */
#define NODE_DAYS_MARKED 14
bool calendar_has_node(const struct calendar *c, day_t day);

/* {date, weekday, lunar, term, kind, basis, holiday, makeup, provisional, nodes}; NULL: no memory.
 */
json_t *calendar_day_json(const struct calendar *c, const struct calendar_day *d);

/*
 * Every run of a node that touches the days from @first to @last, by its first day; the caller
 * frees the list.  -ENOMEM.
 */
int calendar_runs(const struct calendar *c, day_t first, day_t last, struct calendar_run **ret,
		  size_t *ret_n);

/* Announced each year, and the year's announcement is not in the files. */
bool calendar_run_is_guess(const struct calendar_run *r);

/* Of a run, or what it is called in its year; NULL: it has none. */
const char *calendar_run_theme(const struct calendar_run *r);
const char *calendar_run_source(const struct calendar_run *r);

/* The lunar month, "闰六月". @buf of LUNAR_TEXT_MAX bytes; returns @buf. */
#define LUNAR_TEXT_MAX 64
const char *lunar_month_text(const struct lunar *l, char *buf);
/* "丙午年闰六月初一" */
const char *lunar_text(const struct lunar *l, char *buf);
