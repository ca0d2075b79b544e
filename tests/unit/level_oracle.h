/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Levels by brute force: every level is asked about every minute, clock hours by the stretches of
 * rules, the sun's by sums of its own.
 */
#include "check.h"
#include "schedule/compiled.h"
#include "schedule/level.h"

#define S USEC_PER_SEC

static usec_t wall(const struct zone *z, day_t day, int hour, int minute)
{
	return zone_instant(z, day, (hour * 60 + minute) * MSEC_PER_MINUTE, ZONE_START);
}

static bool is_clock(const struct sun_hours *s)
{
	return s->from.base == HOURS_CLOCK && s->to.base == HOURS_CLOCK;
}

static bool clock_holds(const struct levels *ls, const struct level *l, const struct sun_hours *s,
			usec_t now)
{
	const struct hours h = { (uint16_t) s->from.minutes, (uint16_t) s->to.minutes };
	struct day_frame f = day_frame(ls->zone, zone_day(ls->zone, now));
	usec_t x = (now - f.midnight) / USEC_PER_MSEC;
	struct stretch stretches[2];
	size_t n = day_stretches(l->days, &h, 1, &f, stretches);

	for (size_t i = 0; i < n; i++)
		if (stretches[i].from <= x && x < stretches[i].to)
			return true;
	return false;
}

/* To the nearest minute; the last days asked for are kept, for they are asked for all day. */
static usec_t oracle_sun(const struct levels *ls, day_t day, enum hours_base base)
{
	static struct {
		struct location place;
		usec_t noon, rise, set;
	} kept[16];
	size_t i = (size_t) day % ARRAY_SIZE(kept);
	usec_t noon = wall(ls->zone, day, 12, 0);

	if (kept[i].place.latitude != ls->place.latitude ||
	    kept[i].place.longitude != ls->place.longitude || kept[i].noon != noon) {
		struct sun_day s = sun_day(&ls->place, noon);

		kept[i].place = ls->place;
		kept[i].noon = noon;
		kept[i].rise = (s.rise + 30 * S) / (60 * S) * (60 * S);
		kept[i].set = (s.set + 30 * S) / (60 * S) * (60 * S);
	}
	return base == HOURS_SUNRISE ? kept[i].rise : kept[i].set;
}

static usec_t oracle_end(const struct levels *ls, const struct hours_end *e, day_t day,
			 enum zone_side side)
{
	if (e->base == HOURS_CLOCK)
		return zone_instant(ls->zone, day, (int64_t) e->minutes * MSEC_PER_MINUTE, side);
	return oracle_sun(ls, e->next ? day + 1 : day, e->base) +
	       (usec_t) (e->minutes * (int64_t) USEC_PER_MINUTE);
}

static bool oracle_holds(const struct levels *ls, const struct level *l, usec_t now)
{
	day_t today = zone_day(ls->zone, now);

	for (size_t i = 0; i < l->n_hours; i++) {
		const struct sun_hours *s = &l->hours[i];

		if (is_clock(s)) {
			if (clock_holds(ls, l, s, now))
				return true;
			continue;
		}
		for (day_t day = today - 4; day <= today + 4; day++)
			if (dayset_has(l->days, day) &&
			    oracle_end(ls, &s->from, day, ZONE_START) <= now &&
			    now < oracle_end(ls, &s->to, day, ZONE_END))
				return true;
	}
	return false;
}

/* The first of the strongest levels that hold; -1: none. */
static int oracle(const struct levels *ls, usec_t now, int *ret_percent)
{
	int best = -1;

	*ret_percent = -1;
	for (size_t i = 0; i < ls->n; i++) {
		const struct level *l = &ls->list[i], *b = best < 0 ? NULL : &ls->list[best];

		if (!board_set_has(&l->boards, 0))
			continue;
		*ret_percent = *ret_percent < 0 ? LEVEL_FULL : *ret_percent;
		if (oracle_holds(ls, l, now) &&
		    (!b || l->priority > b->priority ||
		     (l->priority == b->priority && l->brightness < b->brightness)))
			best = (int) i;
	}
	if (best >= 0)
		*ret_percent = ls->list[best].brightness;
	return best;
}

static unsigned wrong;

static void say(const struct levels *ls, usec_t at, struct level_now r, int percent)
{
	if (wrong++ < 5)
		printf("%s %" PRIu64 ": %d%% by %d until %" PRIu64 ", should be %d%%\n",
		       ls->zone->name, at / S, r.percent, r.level, r.until / S, percent);
}

/* Every @step minutes from @from to @to, and the moment before each end. */
static void run(const struct levels *ls, usec_t from, usec_t to, unsigned step)
{
	usec_t until = 0;
	int before = -2;

	for (usec_t at = from; at < to; at += step * USEC_PER_MINUTE) {
		struct level_now r = level_at(ls, 0, at);
		int percent, level = oracle(ls, at, &percent);

		if (r.percent != percent || r.until <= at || (r.level < 0) != (level < 0))
			say(ls, at, r, percent);
		/* The same until the end that was told. */
		if (at < until && (percent != before || r.until < until))
			say(ls, at, r, percent);
		if (at >= until && r.until < USEC_NEVER) {
			struct level_now last = level_at(ls, 0, r.until - 1);

			if (last.percent != percent || r.until % USEC_PER_MINUTE != 0)
				say(ls, r.until - 1, last, percent);
		}
		if (at >= until)
			until = r.until;
		before = percent;
	}
	CHECK(wrong == 0);
	wrong = 0;
}
