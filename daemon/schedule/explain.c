/* SPDX-License-Identifier: MIT */
/* Why a board shows what it shows: every rule weighed, one by one. */
#include "schedule/compiled.h"

static const char *const verdict_names[] = {
	[VERDICT_WON] = "won",         [VERDICT_SHARES] = "shares",
	[VERDICT_LOST] = "lost",       [VERDICT_NOT_TODAY] = "not-today",
	[VERDICT_NOT_NOW] = "not-now", [VERDICT_LIMITED] = "limited",
};

const char *verdict_name(enum verdict v)
{
	return verdict_names[v];
}

/* The instant as a question to rules. */
struct question {
	const struct programme_tables *t;
	unsigned board;
	struct day_frame frame;
	uint32_t x; /* ms since midnight */
	struct sun_memo *sun;
};

static bool holds(const struct question *q, const struct dayset *days, const struct hours *hours,
		  size_t n_hours)
{
	for (size_t i = 0; i < n_hours; i++) {
		struct stretch s[2];
		size_t n = day_stretches(days, &hours[i], 1, &q->frame, s);

		for (size_t k = 0; k < n; k++)
			if (s[k].from <= q->x && q->x < s[k].to)
				return true;
	}
	return false;
}

static bool limit_holds(const struct question *q, const struct limit *l)
{
	if (holds(q, l->days, l->hours, l->n_hours))
		return true;
	for (size_t i = 0; i < l->n_sun; i++) {
		struct stretch s[SUN_STRETCHES];
		size_t n = sun_stretches(q->sun, l->days, &l->sun[i], 1, &q->frame, s);

		for (size_t k = 0; k < n; k++)
			if (s[k].from <= q->x && q->x < s[k].to)
				return true;
	}
	return false;
}

/* Does a sober limit take the list away?  Returns that limit, or -1. */
static int taken_by(const struct question *q, unsigned playlist)
{
	for (size_t i = 0; i < q->t->n_limits; i++) {
		const struct limit *l = &q->t->limits[i];
		bool named = false;

		if (l->action != LIMIT_SOBER || !board_set_has(&l->boards, q->board) ||
		    !limit_holds(q, l))
			continue;
		for (size_t k = 0; k < l->n_playlists; k++)
			named = named || l->playlists[k] == playlist;
		if (!named)
			return (int) i;
	}
	return -1;
}

/* The sober limit that leaves a rule nothing to play, or -1. */
static int emptied_by(const struct question *q, const struct rule *r)
{
	int limit = -1;

	for (size_t i = 0; i < r->n_plays; i++) {
		limit = taken_by(q, r->plays[i].playlist);
		if (limit < 0)
			return -1;
	}
	return limit;
}

static struct consideration weigh(const struct question *q, int index)
{
	const struct rule *r = &q->t->rules[index];
	struct consideration c = {
		.rule = index, .verdict = VERDICT_SHARES, .limit = -1, .by = -1
	};

	if (!holds(q, r->days, r->hours, r->n_hours)) {
		c.verdict = dayset_has(r->days, q->frame.day) ? VERDICT_NOT_NOW : VERDICT_NOT_TODAY;
		return c;
	}
	c.limit = emptied_by(q, r);
	if (c.limit >= 0)
		c.verdict = VERDICT_LIMITED;
	return c;
}

/* Among the rules left, the highest priority plays; unless something above all rules does. */
static void settle(const struct programme_tables *t, const struct decision *d,
		   struct consideration *list, size_t n)
{
	int top = -1;
	size_t n_top = 0;

	for (size_t i = 0; i < n; i++) {
		int priority = t->rules[list[i].rule].priority;

		if (list[i].verdict != VERDICT_SHARES)
			continue;
		if (top < 0 || priority > t->rules[top].priority) {
			top = list[i].rule;
			n_top = 0;
		}
		n_top += priority == t->rules[top].priority;
	}

	for (size_t i = 0; i < n; i++) {
		struct consideration *c = &list[i];

		if (c->verdict != VERDICT_SHARES)
			continue;
		if (d->reason != REASON_RULES) {
			c->verdict = VERDICT_LIMITED;
			c->limit = d->limit;
		} else if (t->rules[c->rule].priority < t->rules[top].priority) {
			c->verdict = VERDICT_LOST;
			c->by = top;
		} else if (n_top == 1) {
			c->verdict = VERDICT_WON;
		}
	}
}

/* A night is one stretch to people: look over midnight, as far as a week. */
static void look_over_midnight(const struct programme *p, const struct orders *orders,
			       unsigned board, struct decision *d)
{
	for (int i = 0; i < 8 && d->until != USEC_NEVER; i++) {
		struct decision next = schedule_at(p, orders, board, d->until);

		if (!decision_same_darkness(d, &next))
			return;
		d->until = d->end = next.until;
	}
}

size_t schedule_explain(const struct programme *p, const struct orders *orders, unsigned board,
			usec_t now, struct decision *ret_decision, struct consideration *ret)
{
	const struct programme_tables *t = &p->tables;
	struct sun_memo sun = sun_memo(t->zone, t->place);
	struct question q = { .t = t, .board = board, .sun = &sun };
	size_t n = 0;

	*ret_decision = schedule_at(p, orders, board, now);
	if (ret_decision->reason == REASON_OUTSIDE)
		return 0;
	if (!ret_decision->message)
		look_over_midnight(p, orders, board, ret_decision);

	q.frame = day_frame(t->zone, zone_day(t->zone, now));
	q.x = (uint32_t) ((now - q.frame.midnight) / USEC_PER_MSEC);
	for (size_t i = 0; i < t->n_rules; i++)
		if (board_set_has(&t->rules[i].boards, board))
			ret[n++] = weigh(&q, (int) i);
	settle(t, ret_decision, ret, n);
	return n;
}
