/* SPDX-License-Identifier: MIT */
/* Stretches and days in which no rule plays, where one may have been forgotten. */
#include "schedule/coverage_walk.h"

/* Where rules play on all days but fewer than one in so many, those few were hardly meant. */
#define BARE_DAYS_ONE_IN 10

static const struct segment *first_segment(const struct class *c, const struct pattern *pattern)
{
	return &c->segments.v[pattern->segments_at];
}

static bool is_bare(const struct segment *s)
{
	return s->reason == REASON_FILLER || s->reason == REASON_NOTHING;
}

static uint16_t rule_of(const struct class *c, const struct segment *s, uint32_t i)
{
	return c->playing.v[s->rules_at + i];
}

/* Is it only what the evening before leaves past midnight? */
static bool is_last_night(const struct programme *p, const struct class *c, const struct segment *s)
{
	for (uint32_t i = 0; i < s->n_rules; i++) {
		const struct rule *r = &p->tables.rules[rule_of(c, s, i)];
		bool wraps = false;

		for (size_t k = 0; k < r->n_hours; k++)
			wraps = wraps || r->hours[k].to > MINUTES_PER_DAY;
		if (!wraps)
			return false;
	}
	return s->from == 0;
}

static bool plays(const struct class *c, const struct segment *s, uint16_t rule)
{
	for (uint32_t i = 0; i < s->n_rules; i++)
		if (rule_of(c, s, i) == rule)
			return true;
	return false;
}

/* Does a rule play both in [first, gap) and in (gap, end)? */
static bool is_pause(const struct class *c, const struct segment *first, const struct segment *gap,
		     const struct segment *end)
{
	for (const struct segment *a = first; a < gap; a++)
		for (uint32_t i = 0; i < a->n_rules; i++)
			for (const struct segment *b = gap + 1; b < end; b++)
				if (plays(c, b, rule_of(c, a, i)))
					return true;
	return false;
}

static bool same_cause(const struct coverage_gap *a, const struct coverage_gap *b)
{
	if (a->before != b->before || a->after != b->after || a->dark != b->dark)
		return false;
	return a->before >= 0 || (a->first == b->first && a->n_days == b->n_days);
}

/* Each cause once: it is counted on the first class that has it, the others add their boards. */
static void add(const struct coverage_walk *w, const struct coverage_gap *new)
{
	struct coverage *c = w->coverage;

	for (size_t i = 0; i < c->n_gaps; i++) {
		struct coverage_gap *g = &c->gaps[i];

		if (!same_cause(g, new))
			continue;
		if (g->of_class == new->of_class)
			g->n_days += new->n_days;
		else if (g->last_class != new->of_class)
			g->n_boards += w->n_boards[new->of_class];
		g->last_class = new->of_class;
		return;
	}
	if (c->n_gaps < COVERAGE_GAPS_MAX)
		c->gaps[c->n_gaps++] = *new;
}

static struct coverage_gap gap_of(const struct coverage_walk *w, unsigned class, day_t day,
				  const struct segment *s)
{
	return (struct coverage_gap){
		.before = -1,
		.after = -1,
		.dark = s->reason == REASON_NOTHING,
		.board = w->board[class],
		.n_boards = w->n_boards[class],
		.n_days = 1,
		.first = day,
		.from = (int) (s->from / MSEC_PER_MINUTE),
		.to = (int) (s->to / MSEC_PER_MINUTE),
		.of_class = class,
		.last_class = class,
	};
}

static void look_at_day(const struct coverage_walk *w, unsigned class, day_t day)
{
	const struct class *c = &w->p->classes[class];
	const struct pattern *pattern = pattern_on(c, day);
	const struct segment *first = first_segment(c, pattern), *end = first + pattern->n_segments;

	if (first->n_rules && is_last_night(w->p, c, first))
		first++;
	for (const struct segment *s = first + 1; s + 1 < end; s++) {
		struct coverage_gap g;

		if (!is_bare(s) || s[-1].reason != REASON_RULES || s[1].reason != REASON_RULES ||
		    is_pause(c, first, s, end))
			continue;
		g = gap_of(w, class, day, s);
		g.before = rule_of(c, s - 1, 0);
		g.after = rule_of(c, s + 1, 0);
		add(w, &g);
	}
}

/* The longest stretch of a day that has no rule at all, but is not dark by intent; NULL: none. */
static const struct segment *bare_day(const struct class *c, const struct pattern *pattern)
{
	const struct segment *first = first_segment(c, pattern), *best = NULL;

	for (const struct segment *s = first; s < first + pattern->n_segments; s++) {
		if (s->reason == REASON_RULES)
			return NULL;
		if (is_bare(s) && (!best || s->to - s->from > best->to - best->from))
			best = s;
	}
	return best;
}

static void look_for_bare_days(const struct coverage_walk *w, unsigned class)
{
	const struct class *c = &w->p->classes[class];
	struct coverage_gap g = { .n_days = 0 };

	for (day_t day = w->from; day < w->to; day++) {
		const struct segment *s = bare_day(c, pattern_on(c, day));

		if (s && g.n_days++ == 0)
			g = gap_of(w, class, day, s);
	}
	if (g.n_days > 0 && (day_t) g.n_days * BARE_DAYS_ONE_IN < w->to - w->from)
		add(w, &g);
}

void coverage_find_gaps(const struct coverage_walk *w)
{
	for (unsigned k = 0; k < w->p->n_classes; k++) {
		for (day_t day = w->from; day < w->to; day++)
			look_at_day(w, k, day);
		look_for_bare_days(w, k);
	}
}
