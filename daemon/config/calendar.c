/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "config/complaints.h"
#include "config/load.h"

#define WARN_MONTH        11 /* from its first day on, the next year's notice is missed */
#define ERROR_MONTH       12
#define NODES_NAMED_BYTES 512 /* of names in one line */

#define ERROR_DAY 15 /* the latest notices came on 18 December */

struct calendar *calendar_free(struct calendar *c)
{
	if (c)
		config_free(&container_of(c, struct whole, calendar)->config);
	return NULL;
}

static int load(struct loader *l, const struct config_paths *paths)
{
	int r;

	r = loader_read_playlists(l, paths);
	if (r >= 0)
		r = holidays_build(l);
	if (r >= 0)
		r = nodes_build(l);
	return l->arena->failed || l->scratch.failed ? -ENOMEM : r;
}

int calendar_load(struct calendar **ret, const struct config_paths *paths, struct diag *diag)
{
	struct complaints complaints;
	struct loader l;
	int r;

	complaints_init(&complaints, diag);
	r = loader_init(&l, NULL, &complaints.diag);
	if (r >= 0)
		r = load(&l, paths);
	complaints_finish(&complaints);
	if (r >= 0 && complaints.diag.n_errors)
		r = -EINVAL;
	if (r >= 0) {
		*ret = l.calendar;
		l.config = NULL;
	}
	loader_done(&l);
	return r < 0 ? r : 0;
}

/* A year outside the span has no notice, and none is missed. */
static bool is_missing(const struct calendar *c, int year)
{
	return year >= YEAR_FIRST && year <= YEAR_LAST && !statutory_has_notice(c->statutory, year);
}

bool calendar_misses_notice(const struct calendar *c, int year, day_t today, bool *ret_late)
{
	struct civil date = civil_from_day(today);
	bool next = year == date.year + 1 && date.month >= WARN_MONTH;

	*ret_late = year == date.year || (date.month == ERROR_MONTH && date.day >= ERROR_DAY);
	return (year == date.year || next) && is_missing(c, year);
}

bool config_needs_notices(const struct config *c)
{
	const struct programme_tables *t = programme_tables(c->programme);

	for (size_t i = 0; i < t->n_rules; i++)
		if (t->rules[i].statutory)
			return true;
	for (size_t i = 0; i < t->n_limits; i++)
		if (t->limits[i].statutory)
			return true;
	for (size_t i = 0; i < c->levels.n; i++)
		if (c->levels.list[i].statutory)
			return true;
	return c->calendar->n_notices > 0;
}

static void check_notices(const struct calendar *c, day_t day, struct diag *diag)
{
	const struct where nowhere = { .file = NULL };
	struct civil today = civil_from_day(day);
	bool late;

	if (calendar_misses_notice(c, today.year, day, &late))
		diag_error(diag, nowhere,
			   "there is no notice of %d: which of its days are worked is a guess by "
			   "the principle of 2025",
			   today.year);
	if (!calendar_misses_notice(c, today.year + 1, day, &late))
		return;
	if (late)
		diag_error(
			diag, nowhere,
			"there is no notice of %d yet, and it may speak of days from %d-12-%d on",
			today.year + 1, today.year, NOTICE_DECEMBER);
	else
		diag_warning(diag, nowhere, "there is no notice of %d yet", today.year + 1);
}

/* Said a year beforehand: whoever runs this then needs a newer one. */
static void check_last_year(int year, struct diag *diag)
{
	const struct where nowhere = { .file = NULL };

	if (year == YEAR_LAST)
		diag_warning(diag, nowhere,
			     "%d is the last year that can be planned: from its end on boards show "
			     "the filler",
			     YEAR_LAST);
}

static const struct calendar_node_year *find_year(const struct calendar_node *n, int year)
{
	for (size_t i = 0; i < n->n_years; i++)
		if (n->years[i].year == year)
			return &n->years[i];
	return NULL;
}

/* The newest theme that was said up to @year. */
static const struct calendar_node_year *newest_theme(const struct calendar_node *n, int year)
{
	const struct calendar_node_year *newest = NULL;

	for (size_t i = 0; i < n->n_years; i++)
		if (n->years[i].theme && n->years[i].year <= year &&
		    (!newest || n->years[i].year > newest->year))
			newest = &n->years[i];
	return newest;
}

static bool is_unconfirmed(const struct calendar_node *n, int year)
{
	return n->announced && !find_year(n, year);
}

static void check_theme(const struct calendar_node *n, int year, struct diag *diag)
{
	const struct calendar_node_year *theme = newest_theme(n, year);

	if (theme && theme->year < year)
		diag_warning(diag, theme->at, "node %s: the theme of %d is over: %s", n->name,
			     theme->year, theme->theme);
}

static void check_confirmed(const struct calendar_node *n, int year, struct diag *diag)
{
	if (is_unconfirmed(n, year))
		diag_warning(diag, n->at,
			     "node %s: its days of %d are not confirmed; until they are announced, "
			     "the rule is a guess",
			     n->name, year);
}

/* The nodes of one file, [i, end), that are not confirmed: one line names them. */
static void sum_up(const struct calendar *c, size_t i, size_t end, unsigned n, int year,
		   struct diag *diag)
{
	struct where at = { .file = c->nodes[i].at.file };
	char names[NODES_NAMED_BYTES] = "";
	size_t length = 0;
	unsigned named = 0;

	for (; i < end; i++) {
		const char *name = c->nodes[i].name;

		if (!is_unconfirmed(&c->nodes[i], year))
			continue;
		if (length + strlen(name) + 3 > sizeof(names))
			break;
		length += (size_t) snprintf(names + length, sizeof(names) - length, "%s%s",
					    named++ ? ", " : "", name);
	}
	diag_warning(diag, at,
		     "%u nodes whose days of %d are not confirmed; until they are announced, the "
		     "rules are a guess: %s%s",
		     n, year, names, named < n ? ", ..." : "");
}

static void check_nodes_of_file(const struct calendar *c, size_t i, size_t end, int year, bool each,
				struct diag *diag)
{
	unsigned n = 0;

	for (size_t k = i; k < end; k++)
		n += is_unconfirmed(&c->nodes[k], year);
	if (!each && n > NODES_EACH_MAX)
		sum_up(c, i, end, n, year, diag);
	for (; i < end; i++) {
		if (each || n <= NODES_EACH_MAX)
			check_confirmed(&c->nodes[i], year, diag);
		check_theme(&c->nodes[i], year, diag);
	}
}

static void check_nodes(const struct calendar *c, int year, bool each, struct diag *diag)
{
	for (size_t i = 0, end; i < c->n_nodes; i = end) {
		for (end = i + 1; end < c->n_nodes; end++)
			if (strcmp(c->nodes[end].at.file, c->nodes[i].at.file) != 0)
				break;
		check_nodes_of_file(c, i, end, year, each, diag);
	}
}

void calendar_check_date(const struct calendar *c, day_t today, bool each, struct diag *diag)
{
	struct civil date = civil_from_day(today);

	if (today < DAY_FIRST || today > DAY_LAST)
		return;
	check_notices(c, today, diag);
	check_last_year(date.year, diag);
	check_nodes(c, date.year, each, diag);
}
