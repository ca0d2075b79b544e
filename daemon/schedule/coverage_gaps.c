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
	return s->n_rules > 0 && s->from == 0;
}

/*
 * How far the rules of a day go on: reach[i] is the last segment of those that play before segment
 * i.  NULL: no memory.
 */
static uint32_t *find_reach(const struct programme *p, const struct class *c,
			    const struct segment *first, uint32_t n)
{
	uint32_t *reach = calloc(n + 1, sizeof(*reach));
	_cleanup_(freep) uint32_t *last = calloc(p->tables.n_rules + 1, sizeof(*last));

	if (!reach || !last) {
		free(reach);
		return NULL;
	}
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t k = 0; k < first[i].n_rules; k++)
			last[rule_of(c, &first[i], k)] = i;
	for (uint32_t i = 0; i < n; i++) {
		reach[i + 1] = reach[i];
		for (uint32_t k = 0; k < first[i].n_rules; k++)
			if (last[rule_of(c, &first[i], k)] > reach[i + 1])
				reach[i + 1] = last[rule_of(c, &first[i], k)];
	}
	return reach;
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

static int look_at_pattern(const struct coverage_walk *w, unsigned class,
			   const struct pattern *pattern, const struct pattern_days *days)
{
	const struct class *c = &w->p->classes[class];
	const struct segment *s = first_segment(c, pattern);
	uint32_t n = pattern->n_segments;
	_cleanup_(freep) uint32_t *reach = NULL;

	if (is_last_night(w->p, c, s)) {
		s++;
		n--;
	}
	reach = find_reach(w->p, c, s, n);
	if (!reach)
		return -ENOMEM;
	for (uint32_t i = 1; i + 1 < n; i++) {
		struct coverage_gap g;

		if (!is_bare(&s[i]) || s[i - 1].reason != REASON_RULES ||
		    s[i + 1].reason != REASON_RULES || reach[i] > i)
			continue;
		g = gap_of(w, class, days->first, &s[i]);
		g.before = rule_of(c, &s[i - 1], 0);
		g.after = rule_of(c, &s[i + 1], 0);
		g.n_days = days->n;
		add(w, &g);
	}
	return 0;
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

static int look_at_class(const struct coverage_walk *w, unsigned class)
{
	const struct class *c = &w->p->classes[class];
	_cleanup_(freep) struct pattern_days *days = NULL;
	struct coverage_gap bare = { .n_days = 0 };
	uint32_t n_bare = 0;
	int r;

	r = coverage_count_days(w, c, &days);
	for (day_t day = w->from; r == 0 && day < w->to; day++) {
		uint32_t i = c->pattern_of[day - DAY_FIRST];
		const struct segment *s;

		if (days[i].first != day)
			continue;
		r = look_at_pattern(w, class, &c->patterns.v[i], &days[i]);
		s = bare_day(c, &c->patterns.v[i]);
		if (!s)
			continue;
		if (bare.n_days == 0)
			bare = gap_of(w, class, day, s);
		n_bare += days[i].n;
	}
	bare.n_days = n_bare;
	if (n_bare > 0 && (day_t) n_bare * BARE_DAYS_ONE_IN < w->to - w->from)
		add(w, &bare);
	return r;
}

int coverage_find_gaps(const struct coverage_walk *w)
{
	int r = 0;

	for (unsigned k = 0; r == 0 && k < w->p->n_classes; k++)
		r = look_at_class(w, k);
	return r;
}
