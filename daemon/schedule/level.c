/* SPDX-License-Identifier: MIT */
#include "schedule/level.h"

/* A level whose spans do not happen for so long is looked at again then. */
#define DAYS_AHEAD 400

struct look {
	struct sun_memo suns;
	day_t today;
	usec_t now;
};

/* Until when a level holds; 0: it does not. */
static usec_t holds_until(struct look *k, const struct level *l)
{
	usec_t until = 0;

	for (day_t day = k->today - SUN_HOURS_DAYS; day <= k->today + SUN_HOURS_DAYS; day++) {
		if (!dayset_has(l->days, day))
			continue;
		for (size_t i = 0; i < l->n_hours; i++) {
			usec_t from, to;

			if (sun_hours_on(&k->suns, &l->hours[i], day, &from, &to) &&
			    from <= k->now && k->now < to && to > until)
				until = to;
		}
	}
	return until;
}

/* When a level next begins to hold, or before that, when to ask again. */
static usec_t next_start(struct look *k, const struct level *l)
{
	day_t day = k->today - SUN_HOURS_DAYS;
	usec_t next = USEC_NEVER;
	unsigned n = 0;

	for (; dayset_next(l->days, day, &day); day++) {
		/* Nothing of this day or a later one begins earlier. */
		usec_t earliest = zone_midnight(k->suns.zone, day - SUN_HOURS_DAYS);

		if (next <= earliest)
			break;
		if (n++ == DAYS_AHEAD)
			return earliest;
		for (size_t i = 0; i < l->n_hours; i++) {
			usec_t from, to;

			if (sun_hours_on(&k->suns, &l->hours[i], day, &from, &to) &&
			    from > k->now && from < next)
				next = from;
		}
	}
	return next;
}

/* Negative: @a is weaker than @b. */
static int compare(const struct level *a, const struct level *b)
{
	return a->priority != b->priority ? a->priority - b->priority
					  : b->brightness - a->brightness;
}

/* Of two that say the same, the one that holds longer gives the end. */
static void weigh(struct look *k, const struct levels *ls, size_t index, struct level_now *best)
{
	const struct level *l = &ls->list[index];
	int than = best->level < 0 ? 1 : compare(l, &ls->list[best->level]);
	usec_t until;

	if (than < 0)
		return;
	until = holds_until(k, l);
	if (until == 0)
		return;
	if (than > 0)
		*best = (struct level_now){ l->brightness, (int) index, until };
	else if (until > best->until)
		best->until = until;
}

struct level_now level_at(const struct levels *ls, unsigned board, usec_t now)
{
	struct level_now best = { -1, -1, USEC_NEVER };
	struct look k = { .now = now };

	if (ls->n == 0)
		return best;
	k.suns = sun_memo(ls->zone, &ls->place);
	k.today = zone_day(ls->zone, now);
	for (size_t i = 0; i < ls->n; i++) {
		if (!board_set_has(&ls->list[i].boards, board))
			continue;
		if (best.percent < 0)
			best.percent = LEVEL_FULL;
		weigh(&k, ls, i, &best);
	}
	for (size_t i = 0; i < ls->n; i++) {
		const struct level *l = &ls->list[i];
		usec_t next;

		if (!board_set_has(&l->boards, board) ||
		    (best.level >= 0 && compare(l, &ls->list[best.level]) <= 0))
			continue;
		next = next_start(&k, l);
		if (next < best.until)
			best.until = next;
	}
	return best;
}
