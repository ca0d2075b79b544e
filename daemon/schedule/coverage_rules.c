/* SPDX-License-Identifier: MIT */
/* Rules that never come to play, and what plays in their place. */
#include "schedule/coverage_walk.h"

/* Rules and limits that were seen in a rule's place. */
struct others {
	bool rules[RULES_MAX], limits[LIMITS_MAX];
	unsigned n;
};

static int mark_winners(const struct coverage_walk *w, const struct class *c, bool *won)
{
	_cleanup_(freep) struct pattern_days *days = NULL;
	int r;

	r = coverage_count_days(w, c, &days);
	for (size_t k = 0; r == 0 && k < c->patterns.n; k++) {
		const struct pattern *pattern = &c->patterns.v[k];

		for (uint32_t i = 0; days[k].n > 0 && i < pattern->n_segments; i++) {
			const struct segment *s = &c->segments.v[pattern->segments_at + i];

			for (uint32_t n = 0; n < s->n_rules; n++)
				won[c->playing.v[s->rules_at + n]] = true;
		}
	}
	return r;
}

static void note_rule(struct coverage_hidden *h, struct others *o, int rule)
{
	if (h->by_rule < 0)
		h->by_rule = rule;
	else if (rule != h->by_rule && !o->rules[rule])
		o->n++;
	o->rules[rule] = true;
}

static void note_limit(struct coverage_hidden *h, struct others *o, int limit)
{
	if (h->by_limit < 0)
		h->by_limit = limit;
	else if (limit != h->by_limit && !o->limits[limit])
		o->n++;
	o->limits[limit] = true;
}

/* Nothing but a sober limit takes a rule away where no other rule plays. */
static int sober_limit(const struct programme *p, const struct class *c, day_t day)
{
	for (size_t i = 0; i < c->limits.n; i++) {
		const struct limit *l = &p->tables.limits[c->limits.v[i]];

		if (l->action == LIMIT_SOBER &&
		    (dayset_has(l->days, day) || dayset_has(l->days, day - 1)))
			return c->limits.v[i];
	}
	return -1;
}

static void note_segment(const struct programme *p, const struct class *c, day_t day,
			 const struct segment *s, struct coverage_hidden *h, struct others *o)
{
	int limit = s->limit;

	if (s->reason == REASON_RULES) {
		note_rule(h, o, c->playing.v[s->rules_at]);
		return;
	}
	if (limit < 0)
		limit = sober_limit(p, c, day);
	if (limit >= 0)
		note_limit(h, o, limit);
}

/* On one day: everything that is up while the rule would hold. */
static void look_at_day(const struct coverage_walk *w, const struct class *c,
			const struct day_frame *f, struct coverage_hidden *h, struct others *o)
{
	const struct rule *r = &w->p->tables.rules[h->rule];
	const struct pattern *pattern = &c->patterns.v[c->pattern_of[f->day - DAY_FIRST]];

	for (size_t i = 0; i < r->n_hours; i++) {
		struct stretch when[2];
		size_t n = day_stretches(r->days, &r->hours[i], 1, f, when);

		for (size_t k = 0; k < n; k++)
			for (uint32_t x = 0; x < pattern->n_segments; x++) {
				const struct segment *s = &c->segments.v[pattern->segments_at + x];

				if (s->from < when[k].to && when[k].from < s->to)
					note_segment(w->p, c, f->day, s, h, o);
			}
	}
}

/* Judged on the first of its boards.  Of a rule without days in the run there is nothing to say. */
static int look_at_rule(const struct coverage_walk *w, int rule, unsigned board)
{
	struct coverage_hidden h = { .rule = rule, .by_rule = -1, .by_limit = -1 };
	const struct class *c = &w->p->classes[w->p->class_of[board]];
	const struct dayset *set = w->p->tables.rules[rule].days;
	_cleanup_(freep) struct pattern_days *days = NULL;
	struct others o = { .n = 0 };
	int r;

	r = coverage_count_days(w, c, &days);
	for (day_t day = w->from; r == 0 && day < w->to; day++) {
		bool today = dayset_has(set, day);
		struct day_frame f;

		h.n_days += today;
		if (days[c->pattern_of[day - DAY_FIRST]].first != day ||
		    (!today && !dayset_has(set, day - 1)))
			continue;
		f = day_frame(w->p->tables.zone, day);
		look_at_day(w, c, &f, &h, &o);
	}
	h.n_others = o.n;
	if (h.n_days > 0)
		w->coverage->hidden[w->coverage->n_hidden++] = h;
	return r;
}

int coverage_find_hidden(const struct coverage_walk *w)
{
	const struct programme_tables *t = &w->p->tables;
	_cleanup_(freep) bool *won = calloc(t->n_rules + 1, sizeof(*won));
	int r = 0;

	w->coverage->hidden = calloc(t->n_rules + 1, sizeof(*w->coverage->hidden));
	if (!won || !w->coverage->hidden)
		return -ENOMEM;
	for (unsigned k = 0; r == 0 && k < w->p->n_classes; k++)
		r = mark_winners(w, &w->p->classes[k], won);
	for (size_t i = 0; r == 0 && i < t->n_rules; i++) {
		unsigned board;

		if (!won[i] && coverage_first_board(w, &t->rules[i], &board))
			r = look_at_rule(w, (int) i, board);
	}
	return r;
}
