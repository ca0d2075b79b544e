/* SPDX-License-Identifier: MIT */
/* How many messages of each list get a turn, and which lists play together. */
#include "schedule/coverage_walk.h"

static void clocks_of_day(const struct programme *p, const struct class *c, day_t day,
			  uint64_t *clocks)
{
	uint32_t i = (uint32_t) (day - DAY_FIRST);

	clocks_at_day(p, c, i / SAMPLE_DAYS, i % SAMPLE_DAYS, clocks);
}

/* Messages whose markers lie in [a, b) of the list's clock, each once. */
static size_t turns(const struct timing *t, uint64_t a, uint64_t b)
{
	struct place from = timing_place(t, a), to = timing_place(t, b);

	if (b - a >= timing_round(t))
		return t->n;
	return to.base > from.base ? t->n - from.i + to.i : to.i - from.i;
}

static void look_at_class(const struct coverage_walk *w, unsigned class)
{
	const struct class *c = &w->p->classes[class];
	const struct pattern *last = &c->patterns.v[c->pattern_of[w->to - 1 - DAY_FIRST]];
	uint64_t start[PLAYLISTS_MAX], end[PLAYLISTS_MAX];

	clocks_of_day(w->p, c, w->from, start);
	/* The last day's end: one day after the last that is compiled may not be asked for. */
	clocks_of_day(w->p, c, w->to - 1, end);
	for (uint32_t i = 0; i < last->n_segments; i++)
		clocks_advance(w->p, c, &c->segments.v[last->segments_at + i], end);
	for (size_t slot = 0; slot < c->lists.n; slot++) {
		unsigned list = c->lists.v[slot];
		struct coverage_list *l = &w->coverage->lists[list];
		size_t n = turns(&w->p->timing[list], start[slot], end[slot]);

		if (n <= l->n_turns)
			continue;
		l->n_turns = n;
		l->board = w->board[class];
	}
}

static void mark_together(const struct coverage_walk *w, const struct class *c,
			  const struct rotation *r)
{
	const struct lane *lanes = &c->lanes.v[r->lanes_at];

	for (size_t i = 0; i < r->n_lanes; i++)
		for (size_t k = 0; k < r->n_lanes; k++)
			w->coverage->together[c->lists.v[lanes[i].slot] * w->coverage->n_lists +
					      c->lists.v[lanes[k].slot]] = true;
}

static int find_together(const struct coverage_walk *w, const struct class *c)
{
	_cleanup_(freep) bool *seen = calloc(c->rotations.n + 1, sizeof(*seen));
	_cleanup_(freep) struct pattern_days *days = NULL;
	int r;

	if (!seen)
		return -ENOMEM;
	r = coverage_count_days(w, c, &days);
	for (size_t k = 0; r == 0 && k < c->patterns.n; k++) {
		const struct pattern *pattern = &c->patterns.v[k];

		for (uint32_t i = 0; days[k].n > 0 && i < pattern->n_segments; i++) {
			int32_t rotation = c->segments.v[pattern->segments_at + i].rotation;

			if (rotation < 0 || seen[rotation])
				continue;
			seen[rotation] = true;
			mark_together(w, c, &c->rotations.v[rotation]);
		}
	}
	return r;
}

static void find_rules(const struct coverage_walk *w)
{
	const struct programme_tables *t = &w->p->tables;
	struct coverage_list *lists = w->coverage->lists;

	lists[t->filler].has_boards = t->n_boards > 0;
	for (size_t i = 0; i < t->n_rules; i++) {
		const struct rule *r = &t->rules[i];
		unsigned board;

		if (!coverage_first_board(w, r, &board))
			continue;
		for (size_t k = 0; k < r->n_plays; k++) {
			lists[r->plays[k].playlist].has_boards = true;
			lists[r->plays[k].playlist].has_rule = true;
		}
	}
}

int coverage_find_turns(const struct coverage_walk *w)
{
	const struct programme_tables *t = &w->p->tables;
	struct coverage *c = w->coverage;
	int r = 0;

	c->n_lists = t->n_playlists;
	c->lists = calloc(c->n_lists, sizeof(*c->lists));
	c->together = calloc(c->n_lists * c->n_lists, sizeof(*c->together));
	if (!c->lists || !c->together)
		return -ENOMEM;
	find_rules(w);
	for (unsigned k = 0; r == 0 && k < w->p->n_classes; k++) {
		look_at_class(w, k);
		r = find_together(w, &w->p->classes[k]);
	}
	return r;
}
