/* SPDX-License-Identifier: MIT */
/*
 * Limits by the sun: dark when a level with the same hours and days holds, on any day of the
 * century, in zones whose clocks change, beyond the polar circle; and the schedule is none the
 * worse for it.
 */
#include "schedule/level.h"
#include "unit/fixture.h"

#define S          USEC_PER_SEC
#define HOUR       3600
#define D(y, m, d) day_from_civil(y, m, d)

static const struct location beijing = { 39.79, 116.45 }, tromso = { 69.65, 18.96 },
			     berlin_place = { 52.52, 13.4 };

/* Summer time from 2026-03-29 02:00 to 2026-10-25 03:00, as in Berlin. */
static const struct zone_change berlin_changes[] = { { 0, HOUR },
						     { 1774746000 * S, 2 * HOUR },
						     { 1792890000 * S, HOUR } };
static const struct zone berlin = { "berlin", berlin_changes, ARRAY_SIZE(berlin_changes) };

static const struct sun_hours nights[] = { { { HOURS_SUNSET, false, 240 },
					     { HOURS_SUNRISE, true, -30 } } };
static const struct sun_hours days_off[] = {
	{ { HOURS_CLOCK, false, 11 * 60 }, { HOURS_SUNSET, false, -90 } },
	{ { HOURS_CLOCK, false, 5 * 60 }, { HOURS_SUNRISE, false, 0 } }
};

static const struct dayset *weekdays(struct fixture *f)
{
	struct dayset *s = fixture_days(f);

	for (day_t day = DAY_FIRST; day <= DAY_LAST; day++)
		if (weekday_of(day) <= FRIDAY)
			dayset_add(s, day);
	return s;
}

/*
 * A town with a filler, a rule of some hours, a limit by the clock for board 1, and two by the sun:
 * nights for board 0 and 1, parts of working days for board 2.
 */
static void make(struct fixture *f, const struct zone *z, const struct location *p)
{
	unsigned a, b;

	*f = (struct fixture){ .zone = *z, .place = p };
	a = fixture_list(f, 7, 10, 1);
	b = fixture_list(f, 5, 6, 2);
	fixture_play(f, fixture_rule(f, weekdays(f), 16 * 60, 27 * 60, 0, 7), b, 1);
	fixture_limit(f, LIMIT_OFF, fixture_daily(f), 22 * 60, 30 * 60, 2);
	fixture_sun_limit(f, LIMIT_OFF, fixture_daily(f), nights, 1, 3);
	fixture_sun_limit(f, LIMIT_OFF, weekdays(f), days_off, 2, 4);
	CHECK(fixture_compile(f, 4, a) == 0);
}

static struct level_now told(const struct fixture *f, int limit, usec_t now)
{
	const struct limit *l = &f->limits[limit];
	const struct level level = {
		.days = l->days, .hours = l->sun, .n_hours = l->n_sun, .boards = { { 1 } }
	};

	return level_at(&(struct levels){ &level, 1, &f->zone, *f->place }, 0, now);
}

static bool is_off(const struct fixture *f, unsigned board, usec_t at)
{
	struct decision d = schedule_at(f->programme, &no_orders, board, at);

	return d.reason == REASON_OFF && d.until > at;
}

/* Just at every change that the level has, and before it. */
static void compare(const struct fixture *f, unsigned board, int limit, day_t first, day_t last)
{
	usec_t at = zone_midnight(&f->zone, first), end = zone_midnight(&f->zone, last + 1);
	unsigned wrong = 0;

	while (at < end) {
		struct level_now l = told(f, limit, at);

		wrong += is_off(f, board, at) != (l.level >= 0);
		if (l.until > end)
			break;
		wrong += is_off(f, board, l.until - 1) != (l.level >= 0);
		wrong += is_off(f, board, (at + l.until) / 2) != (l.level >= 0);
		at = l.until;
	}
	CHECK(wrong == 0);
}

static void test_century(void)
{
	struct fixture f;

	make(&f, &shanghai, &beijing);
	compare(&f, 0, 1, D(2000, 1, 2), D(2100, 12, 30));
	compare(&f, 2, 2, D(2000, 1, 2), D(2100, 12, 30));
	fixture_done(&f);
}

static void test_zones(void)
{
	struct fixture f;

	make(&f, &berlin, &berlin_place);
	compare(&f, 0, 1, D(2025, 12, 1), D(2027, 1, 31));
	compare(&f, 2, 2, D(2025, 12, 1), D(2027, 1, 31));
	fixture_done(&f);
	/* A night of Tromso begins four hours after noon in December, and not at all in June. */
	make(&f, &berlin, &tromso);
	compare(&f, 0, 1, D(2025, 12, 1), D(2027, 1, 31));
	compare(&f, 2, 2, D(2025, 12, 1), D(2027, 1, 31));
	CHECK(is_off(&f, 0, fixture_at(&f, 2026, 12, 20, 16, 0, 0)));
	CHECK(!is_off(&f, 0, fixture_at(&f, 2026, 6, 20, 1, 0, 0)));
	fixture_done(&f);
}

/* A place and a zone that do not fit each other: spans reach over two midnights. */
static void test_misfit(void)
{
	static const struct location places[] = { { 30, -100 }, { -50, 178 }, { 80, -170 } };

	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		struct fixture f;

		make(&f, &shanghai, &places[i]);
		compare(&f, 0, 1, D(2026, 1, 1), D(2026, 12, 31));
		compare(&f, 2, 2, D(2026, 1, 1), D(2026, 12, 31));
		fixture_done(&f);
	}
}

/* 21 June 2026: the sun sets at 19:46 and rises at 04:46. */
static const struct {
	int line;
	unsigned board;
	int month, day, hour, minute;
	enum reason reason;
	int limit;
} cases[] = {
	{ __LINE__, 0, 6, 21, 23, 45, REASON_FILLER, -1 },
	{ __LINE__, 0, 6, 21, 23, 46, REASON_OFF, 1 },
	{ __LINE__, 0, 6, 22, 0, 0, REASON_OFF, 1 },
	{ __LINE__, 0, 6, 22, 4, 15, REASON_OFF, 1 },
	{ __LINE__, 0, 6, 22, 4, 16, REASON_FILLER, -1 },
	{ __LINE__, 0, 6, 22, 23, 45, REASON_RULES, -1 },
	/* The clock's limit comes first and is the one that is told. */
	{ __LINE__, 1, 6, 21, 22, 0, REASON_OFF, 0 },
	{ __LINE__, 1, 6, 22, 5, 59, REASON_OFF, 0 },
	{ __LINE__, 1, 6, 22, 6, 0, REASON_FILLER, -1 },
	/* Working days only; 11:00 until an hour and a half before sunset; no morning in summer. */
	{ __LINE__, 2, 6, 21, 12, 0, REASON_FILLER, -1 },
	{ __LINE__, 2, 6, 22, 10, 59, REASON_FILLER, -1 },
	{ __LINE__, 2, 6, 22, 11, 0, REASON_OFF, 2 },
	{ __LINE__, 2, 6, 22, 18, 15, REASON_OFF, 2 },
	{ __LINE__, 2, 6, 22, 18, 16, REASON_RULES, -1 },
	{ __LINE__, 2, 6, 23, 5, 0, REASON_FILLER, -1 },
	{ __LINE__, 2, 12, 21, 5, 0, REASON_OFF, 2 },
	{ __LINE__, 2, 12, 21, 7, 31, REASON_OFF, 2 },
	{ __LINE__, 2, 12, 21, 7, 32, REASON_FILLER, -1 },
	{ __LINE__, 3, 6, 21, 23, 50, REASON_FILLER, -1 },
};

static void test_cases(void)
{
	struct fixture f;

	make(&f, &shanghai, &beijing);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct decision d, e;
		struct consideration list[4];
		usec_t at = fixture_at(&f, 2026, cases[i].month, cases[i].day, cases[i].hour,
				       cases[i].minute, 0);

		d = schedule_at(f.programme, &no_orders, cases[i].board, at);
		CHECK_ROW(cases[i].line, d.reason == cases[i].reason && d.limit == cases[i].limit);
		schedule_explain(f.programme, &no_orders, cases[i].board, at, &e, list);
		CHECK_ROW(cases[i].line, e.reason == cases[i].reason && e.limit == cases[i].limit);
	}
	fixture_done(&f);
}

/* A sober limit by the sun: what it does not name is taken away, and that is said. */
static void test_sober(void)
{
	struct fixture f = { .place = &beijing };
	unsigned a = fixture_list(&f, 3, 10, 0), b = fixture_list(&f, 3, 10, 0);
	struct consideration list[1];
	struct decision d;
	usec_t night;

	fixture_play(&f, fixture_rule(&f, fixture_daily(&f), 0, 1440, 0, 1), b, 1);
	fixture_allow(&f, fixture_sun_limit(&f, LIMIT_SOBER, fixture_daily(&f), nights, 1, 1), a);
	CHECK(fixture_compile(&f, 1, a) == 0);
	night = fixture_at(&f, 2026, 6, 22, 1, 0, 0);
	CHECK(schedule_explain(f.programme, &no_orders, 0, night, &d, list) == 1);
	CHECK(d.reason == REASON_FILLER && d.playlist == (int) a);
	CHECK(list[0].verdict == VERDICT_LIMITED && list[0].limit == 0);
	d = schedule_at(f.programme, &no_orders, 0, night + 12 * USEC_PER_HOUR);
	CHECK(d.reason == REASON_RULES && d.playlist == (int) b);
	fixture_done(&f);
}

/* No message of a list is more than one play ahead, however the sun cuts the days. */
static void test_fair(void)
{
	unsigned plays[2][7] = { 0 };
	struct fixture f;
	usec_t at, end;

	make(&f, &shanghai, &beijing);
	at = fixture_at(&f, 2026, 2, 20, 0, 0, 0);
	end = fixture_at(&f, 2026, 3, 20, 0, 0, 0);
	while (at < end) {
		struct decision d = schedule_at(f.programme, &no_orders, 2, at);

		CHECK(d.start == at || d.playlist < 0 ||
		      at == fixture_at(&f, 2026, 2, 20, 0, 0, 0));
		CHECK(d.until > at && d.until == d.end);
		if (d.until <= at)
			break;
		if (d.playlist >= 0)
			plays[d.playlist][d.message - f.lists[d.playlist].messages]++;
		at = d.until;
	}
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < f.lists[k].n_messages; i++)
			CHECK(plays[k][i] <= plays[k][0] + 1 && plays[k][i] + 1 >= plays[k][0]);
	fixture_done(&f);
}

/* Where tomorrow is not certain, hours of the sun that run on past midnight are not either. */
static void test_provisional(void)
{
	static struct statutory s;
	struct fixture f = { .place = &beijing, .statutory = &s };
	unsigned a = fixture_list(&f, 3, 10, 0);
	struct limit *l;

	statutory_build(&s, NULL, 0);
	dayset_clear(&s.provisional);
	dayset_clear(&s.unsettled);
	dayset_add(&s.provisional, D(2026, 6, 21));
	l = fixture_sun_limit(&f, LIMIT_OFF, fixture_daily(&f), nights, 1, 1);
	l->statutory = true;
	CHECK(fixture_compile(&f, 1, a) == 0);
	CHECK(schedule_is_provisional(f.programme, 0, fixture_at(&f, 2026, 6, 21, 12, 0, 0)));
	CHECK(schedule_is_provisional(f.programme, 0, fixture_at(&f, 2026, 6, 22, 4, 15, 0)));
	CHECK(!schedule_is_provisional(f.programme, 0, fixture_at(&f, 2026, 6, 22, 4, 16, 0)));
	CHECK(!schedule_is_provisional(f.programme, 0, fixture_at(&f, 2026, 6, 20, 23, 50, 0)));
	fixture_done(&f);
}

/* What a table must not hold, and more work than a gateway does. */
static void test_refused(void)
{
	static const struct sun_hours bad[] = {
		{ { HOURS_CLOCK, false, 1440 }, { HOURS_SUNSET, false, 0 } },
		{ { HOURS_SUNSET, false, 721 }, { HOURS_SUNRISE, true, 0 } },
		{ { HOURS_SUNSET, false, 0 }, { HOURS_CLOCK, false, 0 } },
		{ { HOURS_SUNSET, true, 0 }, { HOURS_SUNRISE, true, 0 } },
	};
	static struct sun_hours many[1000];
	struct fixture f;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		f = (struct fixture){ .place = &beijing };
		fixture_list(&f, 1, 10, 0);
		fixture_sun_limit(&f, LIMIT_OFF, fixture_daily(&f), &bad[i], 1, 1);
		CHECK_ROW((int) i, fixture_compile(&f, 1, 0) == -EINVAL);
		fixture_done(&f);
	}
	for (size_t i = 0; i < ARRAY_SIZE(many); i++)
		many[i] = nights[0];
	for (int place = 0; place < 2; place++) {
		f = (struct fixture){ .place = place ? &beijing : NULL };
		fixture_list(&f, 1, 10, 0);
		fixture_sun_limit(&f, LIMIT_OFF, fixture_daily(&f), many, place ? 1000 : 1, 1);
		CHECK(fixture_compile(&f, 1, 0) == (place ? -EFBIG : -EINVAL));
		fixture_done(&f);
	}
}

int main(void)
{
	test_cases();
	test_century();
	test_zones();
	test_misfit();
	test_sober();
	test_fair();
	test_provisional();
	test_refused();
	return test_result();
}
