/* SPDX-License-Identifier: MIT */
/* The words for what coverage_new() finds. */
#include <stdio.h>

#include "config/check_set.h"

#define TEXT_SIZE 128

static const char *date_text(day_t day, char buf[TEXT_SIZE])
{
	struct civil d = civil_from_day(day);

	snprintf(buf, TEXT_SIZE, "%04d-%02d-%02d", d.year, d.month, d.day);
	return buf;
}

static const char *days_text(unsigned n, day_t first, char buf[TEXT_SIZE])
{
	char date[TEXT_SIZE];

	if (n == 1)
		snprintf(buf, TEXT_SIZE, "on %s", date_text(first, date));
	else
		snprintf(buf, TEXT_SIZE, "on %u days, the first %s", n, date_text(first, date));
	return buf;
}

static const char *boards_text(const struct config *c, const struct coverage_gap *g,
			       char buf[2 * TEXT_SIZE])
{
	const char *name = c->boards[g->board].name;

	if (g->n_boards > 1)
		snprintf(buf, (size_t) 2 * TEXT_SIZE, "board %s (and %u more)", name,
			 g->n_boards - 1);
	else
		snprintf(buf, (size_t) 2 * TEXT_SIZE, "board %s", name);
	return buf;
}

static const char *filler_text(const struct coverage_gap *g)
{
	return g->dark ? "nothing" : "only the filler";
}

static void check_bare_days(const struct config *c, const struct coverage_gap *g, struct diag *diag)
{
	char days[TEXT_SIZE], boards[2 * TEXT_SIZE];

	diag_warning(diag, c->boards[g->board].at,
		     "%s: no rule plays %s, all day %s, though rules play on the others",
		     boards_text(c, g, boards), days_text(g->n_days, g->first, days),
		     filler_text(g));
}

/* Is a gap after the same rule told of already?  Which rule follows may change with the days. */
static bool is_told(const struct coverage *coverage, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (coverage->gaps[k].before == coverage->gaps[i].before &&
		    coverage->gaps[k].dark == coverage->gaps[i].dark)
			return true;
	return false;
}

static void check_gap(const struct config *c, const struct coverage *coverage, size_t index,
		      struct diag *diag)
{
	const struct rule *rules = programme_tables(c->programme)->rules;
	const struct coverage_gap *g = &coverage->gaps[index];
	char days[TEXT_SIZE], boards[2 * TEXT_SIZE], others[TEXT_SIZE] = "";
	unsigned n_days = g->n_days, n_others = 0;

	for (size_t i = index + 1; i < coverage->n_gaps; i++) {
		const struct coverage_gap *other = &coverage->gaps[i];

		if (other->before != g->before || other->dark != g->dark)
			continue;
		n_others++;
		if (other->board == g->board)
			n_days += other->n_days;
	}
	if (n_others)
		snprintf(others, sizeof(others), " (or %u other%s)", n_others,
			 n_others == 1 ? "" : "s");
	diag_warning(diag, rules[g->before].at,
		     "between rules '%s' and '%s'%s %s plays, from %02d:%02d to %02d:%02d %s, %s",
		     rules[g->before].name, rules[g->after].name, others, filler_text(g),
		     g->from / 60, g->from % 60, g->to / 60, g->to % 60,
		     days_text(n_days, g->first, days), boards_text(c, g, boards));
}

static const char *limit_text(const struct limit *l, char buf[2 * TEXT_SIZE])
{
	if (l->name)
		snprintf(buf, (size_t) 2 * TEXT_SIZE, "the limit '%.64s'", l->name);
	else
		snprintf(buf, (size_t) 2 * TEXT_SIZE, "the limit in line %u", l->at.line);
	return buf;
}

static void check_hidden(const struct config *c, const struct coverage_hidden *h, struct diag *diag)
{
	const struct programme_tables *t = programme_tables(c->programme);
	const struct rule *r = &t->rules[h->rule];
	char limit[2 * TEXT_SIZE] = "", others[TEXT_SIZE] = "";
	const char *and = h->by_rule >= 0 && h->by_limit >= 0 ? " and " : "";

	if (h->by_limit >= 0)
		limit_text(&t->limits[h->by_limit], limit);
	if (h->n_others)
		snprintf(others, sizeof(others), " and %u more", h->n_others);
	diag_warning(diag, r->at,
		     "rule '%s' never plays on its %u day%s of the year to come: hidden by "
		     "%s%s%s%s%s%s%s",
		     r->name, h->n_days, h->n_days == 1 ? "" : "s", h->by_rule >= 0 ? "rule '" : "",
		     h->by_rule >= 0 ? t->rules[h->by_rule].name : "", h->by_rule >= 0 ? "'" : "",
		     and, limit, others,
		     h->by_rule < 0 && h->by_limit < 0 ? "hours that the clock skips" : "");
}

static void check_list(const struct config *c, unsigned index, const struct coverage_list *l,
		       struct diag *diag)
{
	const struct programme_tables *t = programme_tables(c->programme);
	const struct playlist *p = &t->playlists[index];

	/* The filler may well be there just in case; who is in no rule is told by the load. */
	if (!l->has_boards || !l->has_rule || l->n_turns == p->n_messages)
		return;
	if (l->n_turns == 0)
		diag_warning(diag, p->at,
			     "playlist %s: none of its messages is shown in the year to come",
			     p->name);
	else
		diag_warning(diag, p->at,
			     "playlist %s: only %zu of its %zu messages get a turn in the year to "
			     "come, on board %s, which plays most of them",
			     p->name, l->n_turns, p->n_messages, c->boards[l->board].name);
}

void coverage_check(const struct config *c, const struct coverage *coverage, struct diag *diag)
{
	for (size_t i = 0; i < coverage->n_gaps; i++)
		if (coverage->gaps[i].before < 0)
			check_bare_days(c, &coverage->gaps[i], diag);
		else if (!is_told(coverage, i))
			check_gap(c, coverage, i, diag);
	for (size_t i = 0; i < coverage->n_hidden; i++)
		check_hidden(c, &coverage->hidden[i], diag);
	for (size_t i = 0; i < coverage->n_lists; i++)
		check_list(c, (unsigned) i, &coverage->lists[i], diag);
}
