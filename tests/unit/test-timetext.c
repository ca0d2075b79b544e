/* SPDX-License-Identifier: MIT */
#include "check.h"
#include "config/timetext.h"

#define HOUR 3600

static const struct zone_change shanghai_changes[] = { { 0, 8 * HOUR } };
static const struct zone shanghai = { "Asia/Shanghai", shanghai_changes, 1 };

/* Summer time of 2026 as in Berlin. */
static const struct zone_change berlin_changes[] = {
	{ 0, HOUR },
	{ 1774746000 * USEC_PER_SEC, 2 * HOUR },
	{ 1792890000 * USEC_PER_SEC, HOUR },
};
static const struct zone berlin = { "Europe/Berlin", berlin_changes, 3 };

/* 44 minutes and 30 seconds behind. */
static const struct zone_change odd_changes[] = { { 0, -2670 } };
static const struct zone odd = { "Africa/Monrovia", odd_changes, 1 };

/* 2026-12-04T08:00:00+08:00 */
#define NOW (1796342400 * USEC_PER_SEC)

static const struct {
	unsigned line;
	const char *text;
	const char *expected; /* as formatted again */
	bool is_date;
} good[] = {
	{ __LINE__, "now", "2026-12-04T08:00:00.000+08:00", false },
	{ __LINE__, "today", "2026-12-04T00:00:00.000+08:00", true },
	{ __LINE__, "tomorrow", "2026-12-05T00:00:00.000+08:00", true },
	{ __LINE__, "yesterday", "2026-12-03T00:00:00.000+08:00", true },
	{ __LINE__, "2026-12-31", "2026-12-31T00:00:00.000+08:00", true },
	{ __LINE__, "2028-02-29", "2028-02-29T00:00:00.000+08:00", true },
	{ __LINE__, "2026-12-04 08:30", "2026-12-04T08:30:00.000+08:00", false },
	{ __LINE__, "2026-12-04 08:30:59", "2026-12-04T08:30:59.000+08:00", false },
	{ __LINE__, "2026-12-04T08:30", "2026-12-04T08:30:00.000+08:00", false },
	{ __LINE__, "2026-12-04t08:30:05.25", "2026-12-04T08:30:05.250+08:00", false },
	{ __LINE__, "2026-12-04 24:00", "2026-12-05T00:00:00.000+08:00", false },
	{ __LINE__, "07:20", "2026-12-04T07:20:00.000+08:00", false },
	{ __LINE__, "23:59:59.999", "2026-12-04T23:59:59.999+08:00", false },
	{ __LINE__, "2026-12-04T00:30:00Z", "2026-12-04T08:30:00.000+08:00", false },
	{ __LINE__, "2026-12-04T00:30:00.123456789Z", "2026-12-04T08:30:00.123+08:00", false },
	{ __LINE__, "2026-12-04T08:30:00-05:00", "2026-12-04T21:30:00.000+08:00", false },
	{ __LINE__, "2026-12-04 08:30+05:45", "2026-12-04T10:45:00.000+08:00", false },
	{ __LINE__, "1970-01-01T00:00:00Z", "1970-01-01T08:00:00.000+08:00", false },
	{ __LINE__, "1969-12-31T23:00:00-02:00", "1970-01-01T09:00:00.000+08:00", false },
	{ __LINE__, "1970-01-01 08:00", "1970-01-01T08:00:00.000+08:00", false },
	{ __LINE__, "2100-12-31 23:59:59", "2100-12-31T23:59:59.000+08:00", false },
	{ __LINE__, "2100-12-31 24:00", "2101-01-01T00:00:00.000+08:00", false },
	{ __LINE__, "+2h", "2026-12-04T10:00:00.000+08:00", false },
	{ __LINE__, "-30m", "2026-12-04T07:30:00.000+08:00", false },
	{ __LINE__, "+3d", "2026-12-07T08:00:00.000+08:00", false },
	{ __LINE__, "-1w", "2026-11-27T08:00:00.000+08:00", false },
	{ __LINE__, "+1d2h3m4s", "2026-12-05T10:03:04.000+08:00", false },
};

static const struct {
	unsigned line;
	const char *text;
	int error;
} bad[] = {
	{ __LINE__, "", -EINVAL },
	{ __LINE__, "soon", -EINVAL },
	{ __LINE__, "Today", -EINVAL },
	{ __LINE__, "2026-02-30", -EINVAL },
	{ __LINE__, "2026-02-29", -EINVAL },
	{ __LINE__, "2026-00-10", -EINVAL },
	{ __LINE__, "2026-13-10", -EINVAL },
	{ __LINE__, "2026-12-00", -EINVAL },
	{ __LINE__, "2026-12-4", -EINVAL },
	{ __LINE__, "26-12-04", -EINVAL },
	{ __LINE__, "2026-12-04 ", -EINVAL },
	{ __LINE__, " 2026-12-04", -EINVAL },
	{ __LINE__, "2026-12-04 8:00", -EINVAL },
	{ __LINE__, "2026-12-04 24:01", -EINVAL },
	{ __LINE__, "2026-12-04 25:00", -EINVAL },
	{ __LINE__, "2026-12-04 08:60", -EINVAL },
	{ __LINE__, "2026-12-04 08:00:60", -EINVAL },
	{ __LINE__, "2026-12-04 08:00:00.", -EINVAL },
	{ __LINE__, "2026-12-04 08:00:00.1234567890", -EINVAL },
	{ __LINE__, "2026-12-04 08:00:00 +08:00", -EINVAL },
	{ __LINE__, "2026-12-04 08:00:00+0800", -EINVAL },
	{ __LINE__, "2026-12-04 08:00:00+24:00", -EINVAL },
	{ __LINE__, "2026-12-04 08:00:00+08:60", -EINVAL },
	{ __LINE__, "2026-12-04 08:00:00Zz", -EINVAL },
	{ __LINE__, "2026-12-04Z", -EINVAL },
	{ __LINE__, "08:00Z", -EINVAL },
	{ __LINE__, "08:00 ", -EINVAL },
	{ __LINE__, "+", -EINVAL },
	{ __LINE__, "+2", -EINVAL },
	{ __LINE__, "+h", -EINVAL },
	{ __LINE__, "+2x", -EINVAL },
	{ __LINE__, "+2h1d", -EINVAL },
	{ __LINE__, "+2h2h", -EINVAL },
	{ __LINE__, "+-2h", -EINVAL },
	{ __LINE__, "+99999999999h", -EINVAL },
	{ __LINE__, "1969-12-31", -ERANGE },
	{ __LINE__, "1970-01-01", -ERANGE }, /* began before 1970 in China */
	{ __LINE__, "1970-01-01T07:59:59+08:00", -ERANGE },
	{ __LINE__, "0000-01-01", -ERANGE },
	{ __LINE__, "2101-01-02", -ERANGE },
	{ __LINE__, "9999-12-31 23:59", -ERANGE },
	{ __LINE__, "+99999d", -ERANGE },
	{ __LINE__, "-99999d", -ERANGE },
	{ __LINE__, "-99999w", -ERANGE },
};

static void test_parse(void)
{
	char buf[TIMETEXT_MAX];
	bool is_date;
	usec_t at;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		at = 1;
		CHECK_ROW(good[i].line,
			  time_parse(good[i].text, &shanghai, NOW, &at, &is_date) == 0);
		CHECK_ROW(good[i].line,
			  strcmp(time_format(at, &shanghai, buf), good[i].expected) == 0);
		CHECK_ROW(good[i].line, is_date == good[i].is_date);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		at = 1;
		CHECK_ROW(bad[i].line,
			  time_parse(bad[i].text, &shanghai, NOW, &at, NULL) == bad[i].error);
		CHECK_ROW(bad[i].line, at == 1); /* untouched */
	}
}

static usec_t parse(const char *text, const struct zone *z, usec_t now)
{
	usec_t at = USEC_NEVER;

	CHECK(time_parse(text, z, now, &at, NULL) == 0);
	return at;
}

/* Gaps, repeats, and days of 23 hours. */
static void test_summer_time(void)
{
	usec_t before = parse("2026-03-28 12:00", &berlin, NOW);
	char buf[TIMETEXT_MAX];

	CHECK(parse("+1d", &berlin, before) == before + 23 * USEC_PER_HOUR);
	CHECK(parse("+24h", &berlin, before) == before + 24 * USEC_PER_HOUR);
	CHECK(parse("tomorrow", &berlin, before) == before + 12 * USEC_PER_HOUR);
	CHECK(strcmp(time_format(parse("2026-03-29 02:30", &berlin, NOW), &berlin, buf),
		     "2026-03-29T03:00:00.000+02:00") == 0);
	CHECK(strcmp(time_format(parse("2026-10-25 02:30", &berlin, NOW), &berlin, buf),
		     "2026-10-25T02:30:00.000+02:00") == 0);
}

static void test_format(void)
{
	char buf[TIMETEXT_MAX];

	CHECK(strcmp(time_format(1999, &shanghai, buf), "1970-01-01T08:00:00.001+08:00") == 0);
	CHECK(strcmp(time_format(0, &odd, buf), "1969-12-31T23:16:00.000-00:44") == 0);
	time_format(USEC_NEVER, &odd, buf);
	CHECK(strlen(buf) < TIMETEXT_MAX);
}

/* What is written is read back, to the millisecond. */
static void test_round_trip(uint64_t *rng)
{
	static const struct zone *const zones[] = { &shanghai, &berlin, &odd };
	const usec_t end = (usec_t) DAY_LAST * USEC_PER_DAY;

	for (int i = 0; i < 30000; i++) {
		const struct zone *z = zones[i % 3];
		usec_t at = test_random(rng) % end / USEC_PER_MSEC * USEC_PER_MSEC, again = 0;
		char buf[TIMETEXT_MAX];

		time_format(at, z, buf);
		CHECK(time_parse(buf, z, NOW, &again, NULL) == 0);
		CHECK(again == at);
	}
}

int main(int argc, char **argv)
{
	uint64_t rng = test_seed(argc, argv);

	test_parse();
	test_summer_time();
	test_format();
	test_round_trip(&rng);
	return test_result();
}
