/* SPDX-License-Identifier: MIT */
/*
 * Brightness at an instant: by table, and against an oracle that asks every level about every
 * minute, clock hours by the stretches of rules, the sun's by its own sums.
 */
#include "schedule/level.h"

#include "check.h"
#include "schedule/compiled.h"

#define S          USEC_PER_SEC
#define HOUR       3600
#define D(y, m, d) day_from_civil(y, m, d)
#define CLOCK(h, m)                                                                                \
	{                                                                                          \
		HOURS_CLOCK, false, (h) *60 + (m)                                                  \
	}
#define RISE(minutes)                                                                              \
	{                                                                                          \
		HOURS_SUNRISE, false, minutes                                                      \
	}
#define NEXT(minutes)                                                                              \
	{                                                                                          \
		HOURS_SUNRISE, true, minutes                                                       \
	}
#define SET(minutes)                                                                               \
	{                                                                                          \
		HOURS_SUNSET, false, minutes                                                       \
	}

#define ZONE(id, ...)                                                                              \
	static const struct zone_change id##_changes[] = { __VA_ARGS__ };                          \
	static const struct zone id = { #id, id##_changes, ARRAY_SIZE(id##_changes) }

ZONE(shanghai, { 0, 8 * HOUR });

/* Summer time from 2026-03-29 02:00 to 2026-10-25 03:00, as in Berlin. */
ZONE(berlin, { 0, HOUR }, { 1774746000 * S, 2 * HOUR }, { 1792890000 * S, HOUR });

/* 2026-03-10: 00:00 becomes 01:00.  2026-11-01: 00:00 becomes 23:00. */
ZONE(midnight, { 0, 0 }, { 1773100800 * S, HOUR }, { 1793487600 * S, 0 });

/* 2026-11-01: 00:30 becomes 23:30. */
ZONE(over_midnight, { 0, HOUR }, { 1793489400 * S, 0 });

static const struct location beijing = { 39.79, 116.45 }, tromso = { 69.65, 18.96 },
			     berlin_place = { 52.52, 13.4 };

static struct dayset daily, workdays, new_year;

static void make_days(void)
{
	dayset_fill(&daily);
	for (day_t day = DAY_FIRST; day <= DAY_LAST; day++)
		if (weekday_of(day) <= FRIDAY)
			dayset_add(&workdays, day);
	dayset_add(&new_year, D(2050, 1, 1));
}

/* A level of board 0. */
#define LEVEL(name_, days_, brightness_, priority_, ...)                                           \
	{                                                                                          \
		.name = name_, .days = (days_), .brightness = (brightness_),                       \
		.priority = (priority_), .boards = { { 1 } },                                      \
		.hours = (const struct sun_hours[]){ __VA_ARGS__ },                                \
		.n_hours = ARRAY_SIZE(((const struct sun_hours[]){ __VA_ARGS__ })),                \
	}

static usec_t wall(const struct zone *z, day_t day, int hour, int minute)
{
	return zone_instant(z, day, (hour * 60 + minute) * MSEC_PER_MINUTE, ZONE_START);
}

/* The oracle. */

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

/* At each end that is told another level takes over, or none; how many there are. */
static unsigned hop(const struct levels *ls, usec_t from, usec_t to)
{
	unsigned n = 0;

	for (usec_t at = from; at < to; n++) {
		struct level_now r = level_at(ls, 0, at);
		int before, after;

		CHECK(r.until > at && r.until < USEC_NEVER);
		if (r.until <= at)
			break;
		if (oracle(ls, r.until - 1, &before) != r.level || before != r.percent ||
		    oracle(ls, r.until, &after) == r.level)
			say(ls, at, r, before);
		at = r.until;
	}
	CHECK(wrong == 0);
	wrong = 0;
	return n;
}

/* A town's own: dim by night, dark in the small hours, bright for the fair, and a far day. */
static const struct level town[] = {
	LEVEL("night", &daily, 40, 0, { SET(-30), NEXT(0) }),
	LEVEL("small hours", &daily, 10, 0, { CLOCK(23, 30), CLOCK(29, 0) }),
	LEVEL("commuters", &workdays, 90, 50, { CLOCK(7, 20), CLOCK(8, 30) },
	      { CLOCK(17, 0), SET(0) }),
	LEVEL("fair", &new_year, 100, 100, { CLOCK(12, 0), CLOCK(13, 0) }),
};

static const struct {
	int line;
	int month, day, hour, minute; /* of 2026 */
	int percent, level;
	int until_day, until_hour, until_minute;
} cases[] = {
	/* 21 June, a Sunday: from 04:46 to 19:46 it is light. */
	{ __LINE__, 6, 21, 4, 59, 10, 1, 21, 5, 0 },
	{ __LINE__, 6, 21, 5, 0, 100, -1, 21, 19, 16 },
	{ __LINE__, 6, 21, 12, 0, 100, -1, 21, 19, 16 },
	{ __LINE__, 6, 21, 19, 15, 100, -1, 21, 19, 16 },
	{ __LINE__, 6, 21, 19, 16, 40, 0, 21, 23, 30 },
	{ __LINE__, 6, 21, 23, 29, 40, 0, 21, 23, 30 },
	{ __LINE__, 6, 21, 23, 30, 10, 1, 22, 5, 0 },
	{ __LINE__, 6, 22, 0, 0, 10, 1, 22, 5, 0 },
	{ __LINE__, 6, 22, 5, 0, 100, -1, 22, 7, 20 },
	/* A Monday: the evening's is stronger than the night's until the sun is down. */
	{ __LINE__, 6, 22, 7, 20, 90, 2, 22, 8, 30 },
	{ __LINE__, 6, 22, 8, 30, 100, -1, 22, 17, 0 },
	{ __LINE__, 6, 22, 17, 0, 90, 2, 22, 19, 46 },
	{ __LINE__, 6, 22, 19, 46, 40, 0, 22, 23, 30 },
	/* 21 December, a Monday: from 07:32 to 16:53.  At 17:00 the sun is down: no evening. */
	{ __LINE__, 12, 21, 5, 0, 40, 0, 21, 7, 20 },
	{ __LINE__, 12, 21, 7, 20, 90, 2, 21, 8, 30 },
	{ __LINE__, 12, 21, 8, 30, 100, -1, 21, 16, 23 },
	{ __LINE__, 12, 21, 16, 23, 40, 0, 21, 23, 30 },
	{ __LINE__, 12, 21, 17, 0, 40, 0, 21, 23, 30 },
};

static void test_town(void)
{
	const struct levels ls = { town, ARRAY_SIZE(town), &shanghai, beijing };

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		day_t first = D(2026, cases[i].month, 1) - 1;
		struct level_now r = level_at(&ls, 0,
					      wall(&shanghai, first + cases[i].day, cases[i].hour,
						   cases[i].minute));

		CHECK_ROW(cases[i].line,
			  r.percent == cases[i].percent && r.level == cases[i].level);
		CHECK_ROW(cases[i].line,
			  r.until == wall(&shanghai, first + cases[i].until_day,
					  cases[i].until_hour, cases[i].until_minute));
	}
	run(&ls, wall(&shanghai, D(2026, 2, 27), 0, 0), wall(&shanghai, D(2026, 3, 4), 0, 0), 1);
	run(&ls, wall(&shanghai, D(2049, 12, 31), 0, 0), wall(&shanghai, D(2050, 1, 3), 0, 0), 1);
	/* 17:00 is before sunset on half of the workdays. */
	printf("a year of the town: %u steps\n", hop(&ls, wall(&shanghai, D(2026, 1, 1), 0, 0),
						     wall(&shanghai, D(2027, 1, 1), 0, 0)));
}

/* Boards that no level names; days far off; instants outside the span. */
static void test_bounds(void)
{
	const struct levels ls = { town, ARRAY_SIZE(town), &shanghai, beijing };
	const struct levels far = { town + 3, 1, &shanghai, beijing }, none = { 0 };
	const struct level winter[] = { LEVEL("w", &daily, 5, 0, { CLOCK(19, 0), SET(0) }) };
	const struct levels never = { winter, 1, &shanghai, beijing };
	usec_t now = wall(&shanghai, D(2026, 6, 21), 12, 0);
	struct level_now r = level_at(&ls, 1, now);

	CHECK(r.percent == -1 && r.level == -1 && r.until == USEC_NEVER);
	r = level_at(&none, 0, now);
	CHECK(r.percent == -1 && r.until == USEC_NEVER);
	r = level_at(&ls, BOARDS_MAX, now);
	CHECK(r.percent == -1);

	r = level_at(&far, 0, now);
	CHECK(r.percent == 100 && r.level == -1);
	CHECK(r.until == wall(&shanghai, D(2050, 1, 1), 12, 0));
	r = level_at(&far, 0, r.until);
	CHECK(r.level == 0 && r.until == wall(&shanghai, D(2050, 1, 1), 13, 0));
	r = level_at(&far, 0, r.until);
	CHECK(r.percent == 100 && r.level == -1 && r.until == USEC_NEVER);

	r = level_at(&ls, 0, 0);
	CHECK(r.percent == 100 && r.until == wall(&shanghai, DAY_FIRST, 16, 29));
	r = level_at(&ls, 0, wall(&shanghai, D(2150, 1, 1), 0, 0));
	CHECK(r.percent == 100 && r.level == -1 && r.until == USEC_NEVER);
	r = level_at(&ls, 0, USEC_NEVER - 1);
	CHECK(r.percent == 100);

	/* After the solstice the evening comes next June, half a year ahead. */
	r = level_at(&never, 0, wall(&shanghai, D(2026, 11, 1), 0, 0));
	CHECK(r.percent == 100);
	CHECK(r.until > wall(&shanghai, D(2027, 4, 15), 0, 0));
	CHECK(r.until < wall(&shanghai, D(2027, 5, 15), 0, 0));
}

/* Of equal ones the darkest; of the same the first, as long as either. */
static void test_strength(void)
{
	const struct level list[] = {
		LEVEL("a", &daily, 60, 5, { CLOCK(8, 0), CLOCK(12, 0) }),
		LEVEL("b", &daily, 50, 5, { CLOCK(9, 0), CLOCK(10, 0) }),
		LEVEL("c", &daily, 60, 5, { CLOCK(11, 0), CLOCK(13, 0) }),
		LEVEL("d", &daily, 10, 4, { CLOCK(7, 0), CLOCK(14, 0) }),
		LEVEL("e", &daily, 0, 5, { CLOCK(11, 30), CLOCK(11, 31) }),
	};
	static const struct {
		int line;
		int hour, minute, percent, level, until_hour, until_minute;
	} at[] = {
		{ __LINE__, 7, 0, 10, 3, 8, 0 },     { __LINE__, 8, 0, 60, 0, 9, 0 },
		{ __LINE__, 9, 0, 50, 1, 10, 0 },    { __LINE__, 10, 0, 60, 0, 11, 30 },
		{ __LINE__, 11, 10, 60, 0, 11, 30 }, { __LINE__, 11, 30, 0, 4, 11, 31 },
		{ __LINE__, 11, 31, 60, 0, 13, 0 },  { __LINE__, 12, 0, 60, 2, 13, 0 },
		{ __LINE__, 13, 0, 10, 3, 14, 0 },   { __LINE__, 14, 0, 100, -1, 31, 0 },
	};
	const struct levels ls = { list, ARRAY_SIZE(list), &shanghai, beijing };
	day_t day = D(2026, 5, 5);

	for (size_t i = 0; i < ARRAY_SIZE(at); i++) {
		struct level_now r =
			level_at(&ls, 0, wall(&shanghai, day, at[i].hour, at[i].minute));

		CHECK_ROW(at[i].line, r.percent == at[i].percent && r.level == at[i].level);
		CHECK_ROW(at[i].line,
			  r.until == wall(&shanghai, day, at[i].until_hour, at[i].until_minute));
	}
	run(&ls, wall(&shanghai, day, 0, 0), wall(&shanghai, day + 2, 0, 0), 1);
}

/* A change of the clock: hours that are skipped, repeated, or touch midnight. */
static void test_changes(void)
{
	const struct level list[] = {
		LEVEL("within", &daily, 50, 0, { CLOCK(2, 15), CLOCK(2, 45) }),
		LEVEL("into", &daily, 40, 0, { CLOCK(1, 30), CLOCK(2, 30) }),
		LEVEL("out of", &daily, 30, 0, { CLOCK(2, 30), CLOCK(3, 30) }),
		LEVEL("evening", &daily, 20, 0, { CLOCK(23, 15), CLOCK(24, 0) }),
		LEVEL("past midnight", &workdays, 10, 0, { CLOCK(23, 40), CLOCK(26, 40) }),
		LEVEL("sun", &daily, 60, 0, { SET(0), CLOCK(26, 10) }, { CLOCK(2, 20), RISE(0) }),
	};
	static const struct {
		const struct zone *zone;
		int month, day;
	} changes[] = {
		{ &berlin, 3, 29 },   { &berlin, 10, 25 },       { &midnight, 3, 10 },
		{ &midnight, 11, 1 }, { &over_midnight, 11, 1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(changes); i++)
		for (size_t k = 0; k <= ARRAY_SIZE(list); k++) {
			/* Each by itself, and then all. */
			const struct levels one = { &list[k], 1, changes[i].zone, berlin_place };
			const struct levels all = { list, k, changes[i].zone, berlin_place };
			day_t day = D(2026, changes[i].month, changes[i].day);
			usec_t from = zone_midnight(changes[i].zone, day - 2);
			usec_t to = zone_midnight(changes[i].zone, day + 3);

			if (k < ARRAY_SIZE(list))
				run(&one, from, to, 1);
			else
				run(&all, from, to, 1);
		}
}

/*
 * Where the sun stays up there is no night, and where it stays down no day; both are whole.
 */
static void test_polar(void)
{
	const struct level list[] = {
		LEVEL("night", &daily, 40, 0, { SET(0), NEXT(0) }),
		LEVEL("day", &daily, 80, 1, { RISE(0), SET(0) }),
	};
	const struct level late[] = {
		LEVEL("evening", &daily, 30, 0, { SET(0), CLOCK(23, 0) }),
		LEVEL("afternoon", &daily, 70, 0, { CLOCK(17, 0), SET(0) }),
	};
	const struct levels ls = { list, 2, &berlin, tromso }, night = { list, 1, &berlin, tromso };
	const struct levels hours = { late, 2, &berlin, tromso };

	/* Day and night fill the year, one or the other. */
	for (usec_t at = wall(&berlin, D(2026, 1, 1), 0, 0);
	     at < wall(&berlin, D(2027, 1, 1), 0, 0);) {
		struct level_now r = level_at(&ls, 0, at);

		CHECK(r.level >= 0 && r.until > at);
		if (r.until <= at)
			break;
		at = r.until;
	}
	/* In December noon is night, in June midnight is not. */
	CHECK(level_at(&night, 0, wall(&berlin, D(2026, 12, 20), 11, 30)).percent == 40);
	CHECK(level_at(&night, 0, wall(&berlin, D(2026, 12, 20), 12, 30)).percent == 40);
	CHECK(level_at(&night, 0, wall(&berlin, D(2026, 6, 20), 0, 30)).percent == 100);
	CHECK(level_at(&night, 0, wall(&berlin, D(2026, 6, 20), 1, 30)).percent == 100);
	/* And the next night is that of late July. */
	CHECK(level_at(&night, 0, wall(&berlin, D(2026, 6, 20), 1, 30)).until >
	      wall(&berlin, D(2026, 7, 24), 12, 0));
	CHECK(level_at(&night, 0, wall(&berlin, D(2026, 6, 20), 1, 30)).until <
	      wall(&berlin, D(2026, 7, 27), 12, 0));
	/* A dark day is evening from its noon on; a bright one is afternoon to its midnight. */
	CHECK(level_at(&hours, 0, wall(&berlin, D(2026, 12, 20), 12, 30)).percent == 30);
	CHECK(level_at(&hours, 0, wall(&berlin, D(2026, 12, 20), 18, 0)).percent == 30);
	CHECK(level_at(&hours, 0, wall(&berlin, D(2026, 6, 20), 23, 30)).percent == 70);
	run(&ls, wall(&berlin, D(2026, 1, 10), 0, 0), wall(&berlin, D(2026, 1, 20), 0, 0), 1);
	run(&ls, wall(&berlin, D(2026, 5, 14), 0, 0), wall(&berlin, D(2026, 5, 22), 0, 0), 1);
	run(&hours, wall(&berlin, D(2026, 7, 23), 0, 0), wall(&berlin, D(2026, 7, 29), 0, 0), 1);
}

static struct hours_end random_end(uint64_t *seed, bool start)
{
	struct hours_end e = { .base = (enum hours_base)(test_random(seed) % 3) };

	if (e.base == HOURS_CLOCK) {
		e.minutes = (int16_t) (test_random(seed) % 96 * 15);
		return e;
	}
	e.next = !start && test_random(seed) % 2;
	e.minutes = (int16_t) ((int) (test_random(seed) % 97) * 15 - SUN_OFFSET_MAX);
	return e;
}

static struct sun_hours random_span(uint64_t *seed)
{
	struct sun_hours s = { random_end(seed, true), random_end(seed, false) };

	if (is_clock(&s) && s.to.minutes <= s.from.minutes)
		s.to.minutes += MINUTES_PER_DAY;
	else if (s.to.base == HOURS_CLOCK && test_random(seed) % 2)
		s.to.minutes += MINUTES_PER_DAY;
	if (is_clock(&s) && s.to.minutes > s.from.minutes + MINUTES_PER_DAY)
		s.to.minutes -= MINUTES_PER_DAY;
	return s;
}

static void random_days(uint64_t *seed, struct dayset *ret)
{
	unsigned one_in = 1 + (unsigned) (test_random(seed) % 4);

	dayset_clear(ret);
	for (day_t day = D(2026, 1, 1); day < D(2027, 1, 1); day++)
		if (test_random(seed) % one_in == 0)
			dayset_add(ret, day);
}

/* Anything, at a place and in a zone that need not fit each other. */
static void test_random_levels(uint64_t *seed)
{
	static const struct zone *const zones[] = { &shanghai, &berlin, &midnight };
	static struct dayset days[6];

	for (int i = 0; i < 60; i++) {
		size_t n = 1 + test_random(seed) % ARRAY_SIZE(days);
		struct level list[ARRAY_SIZE(days)] = { 0 };
		struct sun_hours spans[ARRAY_SIZE(days)][3];
		const struct zone *z = zones[test_random(seed) % ARRAY_SIZE(zones)];
		struct location p = { (double) (test_random(seed) % 181) - 90,
				      (double) (test_random(seed) % 361) - 180 };
		day_t day = D(2026, 1, 5) + (day_t) (test_random(seed) % 350);

		for (size_t k = 0; k < n; k++) {
			random_days(seed, &days[k]);
			list[k] = (struct level){ .days = &days[k],
						  .hours = spans[k],
						  .n_hours = 1 + test_random(seed) % 3,
						  .brightness = (int) (test_random(seed) % 5) * 25,
						  .priority = (int) (test_random(seed) % 3),
						  .boards = { { test_random(seed) % 4 } } };
			for (size_t j = 0; j < list[k].n_hours; j++)
				spans[k][j] = random_span(seed);
		}
		run(&(struct levels){ list, n, z, p }, zone_midnight(z, day),
		    zone_midnight(z, day + 1), 5);
	}
}

int main(int argc, char **argv)
{
	uint64_t seed = test_seed(argc, argv);

	make_days();
	test_town();
	test_bounds();
	test_strength();
	test_changes();
	test_polar();
	test_random_levels(&seed);
	return test_result();
}
