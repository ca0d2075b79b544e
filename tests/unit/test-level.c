/* SPDX-License-Identifier: MIT */
/*
 * Brightness at an instant: by table, and against an oracle that asks every level about every
 * minute, clock hours by the stretches of rules, the sun's by its own sums.
 */
#include "unit/level_oracle.h"

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
