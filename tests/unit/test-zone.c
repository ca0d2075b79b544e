/* SPDX-License-Identifier: MIT */
/*
 * Zones made by hand: every rule of zone.h checked second by second around
 * their changes, and against the definitions on random tables.
 */
#include <time.h>

#include "check.h"
#include "schedule/zone.h"

#define S          USEC_PER_SEC
#define HOUR       3600
#define D(y, m, d) day_from_civil(y, m, d)
#define UTC(day, hour, minute)                                                                     \
	((usec_t) (day) *USEC_PER_DAY + (usec_t) ((hour) *60 + (minute)) * USEC_PER_MINUTE)
#define HM(hour, minute) ((int64_t) ((hour) *60 + (minute)) * MSEC_PER_MINUTE)

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

/* 2011-12-30 does not exist, as in Samoa. */
ZONE(lost_day, { 0, -10 * HOUR }, { 1325239200 * S, 14 * HOUR });

/* 2011-12-29 happens twice. */
ZONE(twice, { 0, 14 * HOUR }, { 1325152800 * S, -10 * HOUR });

static usec_t utc(const char *text)
{
	struct tm tm = { 0 };

	CHECK(strptime(text, "%Y-%m-%d %H:%M", &tm) != NULL);
	return (usec_t) timegm(&tm) * USEC_PER_SEC;
}

static const struct {
	unsigned line;
	const struct zone *zone;
	const char *date;
	int64_t msec;
	const char *start, *end; /* UTC; end NULL: the same */
} instants[] = {
	{ __LINE__, &shanghai, "2026-12-04", 0, "2026-12-03 16:00", NULL },
	{ __LINE__, &shanghai, "2026-12-04", HM(48, 0), "2026-12-05 16:00", NULL },
	{ __LINE__, &shanghai, "1970-01-01", 0, "1970-01-01 00:00", NULL },
	/* Before the gap, at its start, within, at its end. */
	{ __LINE__, &berlin, "2026-03-29", HM(1, 59), "2026-03-29 00:59", NULL },
	{ __LINE__, &berlin, "2026-03-29", HM(2, 0), "2026-03-29 01:00", NULL },
	{ __LINE__, &berlin, "2026-03-29", HM(2, 30), "2026-03-29 01:00", NULL },
	{ __LINE__, &berlin, "2026-03-29", HM(3, 0), "2026-03-29 01:00", NULL },
	{ __LINE__, &berlin, "2026-03-29", HM(3, 1), "2026-03-29 01:01", NULL },
	/* The same wall time, written as an hour of the day before. */
	{ __LINE__, &berlin, "2026-03-28", HM(26, 30), "2026-03-29 01:00", NULL },
	/* Before the repeat, within, and at its end, which is reached once. */
	{ __LINE__, &berlin, "2026-10-25", HM(1, 59), "2026-10-24 23:59", NULL },
	{ __LINE__, &berlin, "2026-10-25", HM(2, 0), "2026-10-25 00:00", "2026-10-25 01:00" },
	{ __LINE__, &berlin, "2026-10-25", HM(2, 30), "2026-10-25 00:30", "2026-10-25 01:30" },
	{ __LINE__, &berlin, "2026-10-25", HM(3, 0), "2026-10-25 02:00", NULL },
	/* A gap and a repeat that touch midnight. */
	{ __LINE__, &midnight, "2026-03-10", 0, "2026-03-10 00:00", NULL },
	{ __LINE__, &midnight, "2026-03-10", HM(0, 30), "2026-03-10 00:00", NULL },
	{ __LINE__, &midnight, "2026-10-31", HM(23, 15), "2026-10-31 22:15", "2026-10-31 23:15" },
	{ __LINE__, &midnight, "2026-11-01", 0, "2026-11-01 00:00", NULL },
	{ __LINE__, &over_midnight, "2026-11-01", 0, "2026-10-31 23:00", "2026-11-01 00:00" },
	{ __LINE__, &lost_day, "2011-12-30", 0, "2011-12-30 10:00", NULL },
	{ __LINE__, &lost_day, "2011-12-30", HM(12, 0), "2011-12-30 10:00", NULL },
	{ __LINE__, &lost_day, "2011-12-31", 0, "2011-12-30 10:00", NULL },
	{ __LINE__, &twice, "2011-12-29", HM(12, 0), "2011-12-28 22:00", "2011-12-29 22:00" },
};

static void test_instants(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(instants); i++) {
		const struct zone *z = instants[i].zone;
		char date[32];
		day_t day;
		const char *end = instants[i].end ? instants[i].end : instants[i].start;

		snprintf(date, sizeof(date), "%s 00:00", instants[i].date);
		day = (day_t) (utc(date) / USEC_PER_DAY);
		CHECK_ROW(instants[i].line, zone_instant(z, day, instants[i].msec, ZONE_START) ==
						    utc(instants[i].start));
		CHECK_ROW(instants[i].line,
			  zone_instant(z, day, instants[i].msec, ZONE_END) == utc(end));
	}
}

static void test_wall(void)
{
	day_t day = 0;

	CHECK(zone_wall(&shanghai, UTC(D(2026, 12, 3), 16, 0) + 1500 * USEC_PER_MSEC, &day) ==
	      1500);
	CHECK(day == D(2026, 12, 4));
	CHECK(zone_wall(&shanghai, UTC(D(2026, 12, 3), 16, 0) - 1, &day) == HM(24, 0) - 1);
	CHECK(day == D(2026, 12, 3));
	CHECK(zone_wall(&berlin, UTC(D(2026, 10, 25), 1, 0), &day) == HM(2, 0));
	CHECK(zone_offset(&berlin, UTC(D(2026, 10, 25), 1, 0)) == HOUR);
	CHECK(zone_offset(&berlin, UTC(D(2026, 10, 25), 1, 0) - 1) == 2 * HOUR);
	CHECK(zone_wall(&lost_day, 0, &day) == HM(14, 0) && day == -1);

	/* In the repeated half hour the clock shows the old date, but it is the new day. */
	CHECK(zone_wall(&over_midnight, UTC(D(2026, 10, 31), 23, 45), &day) == HM(23, 45));
	CHECK(day == D(2026, 10, 31));
	CHECK(zone_day(&over_midnight, UTC(D(2026, 10, 31), 23, 45)) == D(2026, 11, 1));
}

/* Nothing here may loop for ever or overflow. */
static void test_far_out(void)
{
	CHECK(zone_day(&shanghai, USEC_NEVER) > DAY_LAST);
	CHECK(zone_offset(&shanghai, USEC_NEVER) == 8 * HOUR);
	CHECK(zone_midnight(&shanghai, INT32_MIN) == 0);
	CHECK(zone_midnight(&berlin, INT32_MAX) > zone_midnight(&berlin, DAY_LAST));
	CHECK(zone_instant(&berlin, INT32_MIN, 0, ZONE_END) == 0);
}

/* The definitions, the slow way: by stepping over a whole table. */
static int64_t local_at(const struct zone *z, usec_t t)
{
	size_t i = 0;

	while (i + 1 < z->n_changes && z->changes[i + 1].at <= t)
		i++;
	return (int64_t) t + z->changes[i].offset * (int64_t) S;
}

static void check_slowly(const struct zone *z, usec_t from, usec_t to, usec_t step, int64_t local)
{
	usec_t first = 0, last = 0;
	day_t day = (day_t) (local / (int64_t) USEC_PER_DAY);
	int64_t msec = local % (int64_t) USEC_PER_DAY / (int64_t) USEC_PER_MSEC;

	for (usec_t t = from; t < to; t += step) {
		int64_t reads = local_at(z, t);

		if (reads == local)
			last = t;
		else if (reads < local)
			last = t + step;
		if (!first && reads >= local)
			first = t;
	}
	CHECK(first && last);
	CHECK(zone_instant(z, day, msec, ZONE_START) == first);
	CHECK(zone_instant(z, day, msec, ZONE_END) == last);
}

/* Changes at random, some within hours of each other, all on whole quarters of an hour. */
static void test_random_zone(uint64_t *rng)
{
	const usec_t step = 15 * USEC_PER_MINUTE, from = UTC(20000, 0, 0), to = UTC(20014, 0, 0);
	struct zone_change changes[12] = { { 0, 0 } };
	struct zone z = { "random", changes, 1 };
	day_t day;

	for (usec_t t = UTC(20004, 0, 0); z.n_changes < ARRAY_SIZE(changes);) {
		int32_t offset = ((int32_t) (test_random(rng) % 105) - 52) * 900;

		t += step * (1 + test_random(rng) % (test_random(rng) % 2 ? 12 : 80));
		if (offset != changes[z.n_changes - 1].offset)
			changes[z.n_changes++] = (struct zone_change){ t, offset };
	}
	for (int i = 0; i < 40; i++)
		check_slowly(&z, from, to, step,
			     (int64_t) (UTC(20002, 0, 0) + step * (test_random(rng) % 900)));
	day = zone_day(&z, from);
	for (usec_t t = from; t < to; t += step) {
		CHECK(zone_day(&z, t) >= day);
		day = zone_day(&z, t);
		CHECK(zone_midnight(&z, day) <= t && t < zone_midnight(&z, day + 1));
	}
}

/* Days partition time, to the microsecond, in every zone above. */
static void test_partition(void)
{
	static const struct zone *const zones[] = { &shanghai,      &berlin,   &midnight,
						    &over_midnight, &lost_day, &twice };

	for (size_t i = 0; i < ARRAY_SIZE(zones); i++) {
		const struct zone *z = zones[i];

		for (day_t d = D(2011, 1, 1); d < D(2027, 12, 31); d++) {
			usec_t from = zone_midnight(z, d), until = zone_midnight(z, d + 1);

			CHECK(from <= until);
			if (from == until)
				continue;
			CHECK(zone_day(z, from) == d);
			CHECK(zone_day(z, until - 1) == d);
			CHECK(zone_day(z, from - 1) < d);
		}
	}
}

int main(int argc, char **argv)
{
	uint64_t rng = test_seed(argc, argv);

	test_instants();
	test_wall();
	test_far_out();
	test_partition();
	for (int i = 0; i < 100; i++)
		test_random_zone(&rng);
	return test_result();
}
