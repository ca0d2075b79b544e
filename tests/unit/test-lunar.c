/* SPDX-License-Identifier: MIT */
/*
 * Every day of 1901-2100: against a digest of the published tables, against the
 * rule that makes the months, and against the moon itself.
 */
#include <math.h>

#include "check.h"
#include "schedule/lunar.h"
#include "schedule/terms.h"

/* FNV-1a, 64 bits. */
static uint64_t digest(uint64_t h, const char *text)
{
	for (; *text; text++)
		h = (h ^ (unsigned char) *text) * UINT64_C(0x100000001b3);
	return h;
}

/* Of a line "1901-01-01 1900 11 11 0" a day, made from the Observatory's tables. */
#define DIGEST_START UINT64_C(0xcbf29ce484222325)
#define DIGEST_DAYS  UINT64_C(0x690941bbc57c14c)

static void test_every_day(void)
{
	uint64_t h = DIGEST_START;

	for (day_t d = LUNAR_DAY_FIRST; d <= LUNAR_DAY_LAST; d++) {
		struct civil c = civil_from_day(d);
		struct lunar l = { 0 };
		day_t back = 0;
		char line[64];

		CHECK(lunar_from_day(d, &l) == 0);
		CHECK(day_from_lunar(l, &back) == 0 && back == d);
		snprintf(line, sizeof(line), "%04d-%02d-%02d %d %d %d %d\n", c.year, c.month, c.day,
			 l.year, l.month, l.day, l.leap);
		h = digest(h, line);
	}
	CHECK(h == DIGEST_DAYS);
}

static const struct {
	int line;
	int year, month, day;
	struct lunar lunar;
} edges[] = {
	{ __LINE__, 1901, 1, 1, { 1900, 11, 11, false } },
	{ __LINE__, 1901, 2, 18, { 1900, 12, 30, false } },
	{ __LINE__, 1901, 2, 19, { 1901, 1, 1, false } },
	{ __LINE__, 1914, 11, 17, { 1914, 10, 1, false } },
	{ __LINE__, 1916, 2, 3, { 1916, 1, 1, false } },
	{ __LINE__, 1920, 11, 10, { 1920, 10, 1, false } },
	{ __LINE__, 1933, 7, 22, { 1933, 5, 30, true } },
	{ __LINE__, 1966, 1, 21, { 1966, 1, 1, false } },
	{ __LINE__, 1985, 2, 20, { 1985, 1, 1, false } },
	{ __LINE__, 1984, 11, 23, { 1984, 10, 1, true } },
	{ __LINE__, 1987, 7, 26, { 1987, 6, 1, true } },
	{ __LINE__, 2020, 5, 23, { 2020, 4, 1, true } },
	{ __LINE__, 2025, 7, 25, { 2025, 6, 1, true } },
	{ __LINE__, 2027, 2, 5, { 2026, 12, 29, false } },
	{ __LINE__, 2027, 2, 6, { 2027, 1, 1, false } },
	{ __LINE__, 2028, 5, 28, { 2028, 5, 5, false } },
	{ __LINE__, 2028, 6, 27, { 2028, 5, 5, true } },
	{ __LINE__, 2030, 2, 2, { 2029, 12, 30, false } },
	{ __LINE__, 2030, 2, 3, { 2030, 1, 1, false } },
	{ __LINE__, 2033, 8, 25, { 2033, 8, 1, false } },
	{ __LINE__, 2033, 9, 8, { 2033, 8, 15, false } },
	{ __LINE__, 2033, 12, 22, { 2033, 11, 1, true } },
	{ __LINE__, 2034, 1, 19, { 2033, 11, 29, true } },
	{ __LINE__, 2034, 1, 20, { 2033, 12, 1, false } },
	{ __LINE__, 2034, 2, 19, { 2034, 1, 1, false } },
	{ __LINE__, 2057, 9, 27, { 2057, 8, 29, false } },
	{ __LINE__, 2057, 9, 28, { 2057, 9, 1, false } },
	{ __LINE__, 2089, 9, 4, { 2089, 8, 1, false } },
	{ __LINE__, 2097, 8, 6, { 2097, 6, 29, false } },
	{ __LINE__, 2097, 8, 7, { 2097, 7, 1, false } },
	{ __LINE__, 2100, 12, 30, { 2100, 11, 30, false } },
	{ __LINE__, 2100, 12, 31, { 2100, 12, 1, false } },
};

static void test_edges(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(edges); i++) {
		day_t day = day_from_civil(edges[i].year, edges[i].month, edges[i].day), back = 0;
		struct lunar expected = edges[i].lunar, l = { 0 };

		CHECK_ROW(edges[i].line, lunar_from_day(day, &l) == 0);
		CHECK_ROW(edges[i].line, l.year == expected.year && l.month == expected.month &&
						 l.day == expected.day && l.leap == expected.leap);
		CHECK_ROW(edges[i].line, day_from_lunar(expected, &back) == 0 && back == day);
	}
}

static const struct {
	int line;
	struct lunar lunar;
	int result;
} refused[] = {
	{ __LINE__, { 2026, 12, 30, false }, -ENOENT }, /* New Year's Eve is the 29th */
	{ __LINE__, { 2027, 12, 30, false }, -ENOENT },
	{ __LINE__, { 2026, 12, 29, false }, 0 },
	{ __LINE__, { 2029, 12, 30, false }, 0 },
	{ __LINE__, { 2029, 12, 31, false }, -ENOENT },
	{ __LINE__, { 2026, 1, 0, false }, -ENOENT },
	{ __LINE__, { 2026, 1, -1, false }, -ENOENT },
	{ __LINE__, { 2026, 0, 1, false }, -ENOENT },
	{ __LINE__, { 2026, 13, 1, false }, -ENOENT },
	{ __LINE__, { 2026, 6, 1, true }, -ENOENT }, /* no leap month */
	{ __LINE__, { 2025, 7, 1, true }, -ENOENT }, /* another one */
	{ __LINE__, { 2025, 6, 29, true }, 0 },
	{ __LINE__, { 2025, 6, 30, true }, -ENOENT },
	{ __LINE__, { 2033, 7, 1, true }, -ENOENT },
	{ __LINE__, { 2033, 11, 1, true }, 0 },
	{ __LINE__, { 2026, 0, 1, true }, -ENOENT },
	{ __LINE__, { 1900, 11, 10, false }, -ERANGE }, /* 1900-12-31 */
	{ __LINE__, { 1900, 11, 11, false }, 0 },
	{ __LINE__, { 1899, 12, 1, false }, -ERANGE },
	{ __LINE__, { 2100, 12, 1, false }, 0 },
	{ __LINE__, { 2100, 12, 2, false }, -ERANGE }, /* 2101-01-01 */
	{ __LINE__, { 2100, 12, 30, false }, -ENOENT },
	{ __LINE__, { 2101, 1, 1, false }, -ERANGE },
	{ __LINE__, { INT32_MIN, 1, 1, false }, -ERANGE },
	{ __LINE__, { INT32_MAX, 1, 1, false }, -ERANGE },
	{ __LINE__, { 2026, INT32_MIN, 1, false }, -ENOENT },
	{ __LINE__, { 2026, 1, INT32_MAX, false }, -ENOENT },
};

static void test_refused(void)
{
	static const day_t outside[] = { LUNAR_DAY_FIRST - 1, LUNAR_DAY_LAST + 1, INT32_MIN,
					 INT32_MAX };
	struct lunar l = { 1, 2, 3, true };
	day_t day = 4711;

	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		day = 4711;
		CHECK_ROW(refused[i].line,
			  day_from_lunar(refused[i].lunar, &day) == refused[i].result);
		CHECK_ROW(refused[i].line, refused[i].result == 0 || day == 4711);
	}
	for (size_t i = 0; i < ARRAY_SIZE(outside); i++)
		CHECK(lunar_from_day(outside[i], &l) == -ERANGE);
	CHECK(l.year == 1 && l.month == 2 && l.day == 3 && l.leap);
	CHECK(lunar_leap_month(1899) == -ERANGE && lunar_leap_month(2101) == -ERANGE);
	CHECK(lunar_month_days(2101, 1, false) == -ERANGE);
	CHECK(lunar_month_days(2026, 6, true) == -ENOENT);
	day = 4711;
	CHECK(lunar_month_range(2026, 6, true, &day, &day) == -ENOENT);
	CHECK(lunar_month_range(2100, 12, false, &day, &day) == -ERANGE);
	CHECK(lunar_month_range(1900, 11, false, &day, &day) == -ERANGE);
	CHECK(day == 4711);
}

/* Years with a rare leap month, and how often New Year's Eve is a 29th. */
static void test_years(void)
{
	static const struct {
		int year, leap;
	} rare[] = { { 1984, 10 }, { 2014, 9 }, { 2033, 11 } };
	int seen[13] = { 0 }, short_eves = 0;

	for (int year = 1901; year <= 2100; year++) {
		seen[lunar_leap_month(year)]++;
		short_eves += lunar_month_days(year, 12, false) == 29;
	}
	CHECK(seen[1] == 0 && seen[12] == 0);
	CHECK(short_eves == 80);
	for (size_t i = 0; i < ARRAY_SIZE(rare); i++)
		CHECK(seen[rare[i].leap] == 1 && lunar_leap_month(rare[i].year) == rare[i].leap);
	for (int year = 2025; year <= 2029; year++)
		CHECK(lunar_month_days(year - 1, 12, false) == 29);
}

/* The month after, in the calendar's order. */
static bool next_month(int *year, int *month, bool *leap)
{
	if (!*leap && lunar_leap_month(*year) == *month) {
		*leap = true;
		return true;
	}
	*leap = false;
	if (++*month > 12) {
		*month = 1;
		++*year;
	}
	return *year <= LUNAR_YEAR_LAST;
}

static void test_month_ranges(void)
{
	day_t expected = day_from_civil(1901, 2, 19), first = 0, last = 0;
	int year = 1901, month = 1;
	bool leap = false;

	while (lunar_month_range(year, month, leap, &first, &last) == 0) {
		struct lunar l = { 0 };

		CHECK(first == expected);
		CHECK(last - first + 1 == lunar_month_days(year, month, leap));
		CHECK(lunar_from_day(last, &l) == 0 && l.month == month && l.leap == leap);
		CHECK(l.day == last - first + 1);
		expected = last + 1;
		next_month(&year, &month, &leap);
	}
	CHECK(year == 2100 && month == 12 && expected == LUNAR_DAY_LAST);
	CHECK(lunar_month_range(2026, 12, false, &first, &last) == 0);
	CHECK(last == day_from_civil(2027, 2, 5));
}

struct month {
	struct lunar lunar;
	day_t first, last;
};

#define MONTHS_MAX 2500

static size_t all_months(struct month *months)
{
	size_t n = 0;

	for (day_t d = LUNAR_DAY_FIRST; d <= LUNAR_DAY_LAST; d++) {
		struct lunar l;

		if (lunar_from_day(d, &l) < 0 || l.day != 1)
			continue;
		months[n].lunar = l;
		months[n].first = d;
		if (n > 0)
			months[n - 1].last = d - 1;
		n++;
	}
	return n - 1; /* without the last, which the span cuts */
}

/* Does a middle term fall into the month: @wanted, or any for -1? */
static bool has_middle_term(const struct month *m, int wanted)
{
	for (day_t d = m->first; d <= m->last; d++) {
		int t = term_on(d);

		if (t >= 0 && t % 2 && (wanted < 0 || t == wanted))
			return true;
	}
	return false;
}

/*
 * GB/T 33661-2017: the winter solstice is in the 11th month; of the months from one 11th to the
 * next, if they are 13, the first without a middle term is a leap month.  Two tables, each against
 * the other.
 */
static void test_leap_rule(void)
{
	static struct month months[MONTHS_MAX];
	size_t n = all_months(months), start = 0;
	int checked = 0;

	for (size_t i = 0; i < n; i++) {
		size_t length = i - start;
		int number = 11;
		bool leap_seen = false;

		if (!has_middle_term(&months[i], TERM_DONGZHI))
			continue;
		CHECK(months[i].lunar.month == 11 && !months[i].lunar.leap);
		for (size_t k = start + 1; start > 0 && k < i; k++) {
			bool leap = length == 13 && !leap_seen && !has_middle_term(&months[k], -1);

			leap_seen |= leap;
			if (!leap)
				number = number % 12 + 1;
			CHECK(months[k].lunar.leap == leap && months[k].lunar.month == number);
			checked++;
		}
		CHECK(start == 0 || length == 12 || length == 13);
		start = i;
	}
	CHECK(checked > 2200);
}

#define RAD (M_PI / 180)

/* TT - UT in seconds: rounded observations, then Espenak and Meeus' forecast. */
static double delta_t(double year)
{
	static const double every_10_years[] = { -3,   10.4, 21.2, 24, 24.3, 29.1,
						 33.1, 40.2, 50.5, 57, 63.8 };
	double x = (year - 1900) / 10, t = year - 2000;
	int i = (int) x;

	if (i < 10)
		return every_10_years[i] + (x - i) * (every_10_years[i + 1] - every_10_years[i]);
	if (year < 2050)
		return 62.92 + 0.32217 * t + 0.005589 * t * t;
	t = (year - 1820) / 100;
	return -20 + 32 * t * t - 0.5628 * (2150 - year);
}

/* Meeus, Astronomical Algorithms, chapter 49, without the planets: good to a minute or two.  JDE.
 */
static double new_moon(double k)
{
	static const struct {
		double days;
		int e, m, mm, f; /* power of E; multiples of M, M' and F */
	} terms[] = {
		{ -0.40720, 0, 0, 1, 0 },   { 0.17241, 1, 1, 0, 0 },   { 0.01608, 0, 0, 2, 0 },
		{ 0.01039, 0, 0, 0, 2 },    { 0.00739, 1, -1, 1, 0 },  { -0.00514, 1, 1, 1, 0 },
		{ 0.00208, 2, 2, 0, 0 },    { -0.00111, 0, 0, 1, -2 }, { -0.00057, 0, 0, 1, 2 },
		{ 0.00056, 1, 1, 2, 0 },    { -0.00042, 0, 0, 3, 0 },  { 0.00042, 1, 1, 0, 2 },
		{ 0.00038, 1, 1, 0, -2 },   { -0.00024, 1, -1, 2, 0 }, { -0.00007, 0, 2, 1, 0 },
		{ 0.00004, 0, 0, 2, -2 },   { 0.00004, 0, 3, 0, 0 },   { 0.00003, 0, 1, 1, -2 },
		{ 0.00003, 0, 0, 2, 2 },    { -0.00003, 0, 1, 1, 2 },  { 0.00003, 0, -1, 1, 2 },
		{ -0.00002, 0, -1, 1, -2 }, { -0.00002, 0, 1, 3, 0 },  { 0.00002, 0, 0, 4, 0 },
	};
	double t = k / 1236.85, t2 = t * t, t3 = t2 * t;
	double e = 1 - 0.002516 * t - 0.0000074 * t2;
	double m = 2.5534 + 29.10535670 * k - 0.0000014 * t2 - 0.00000011 * t3;
	double mm = 201.5643 + 385.81693528 * k + 0.0107582 * t2 + 0.00001238 * t3;
	double f = 160.7108 + 390.67050284 * k - 0.0016118 * t2 - 0.00000227 * t3;
	double node = 124.7746 - 1.56375588 * k + 0.0020672 * t2;
	double jde = 2451550.09766 + 29.530588861 * k + 0.00015437 * t2 - 0.00000015 * t3 -
		     0.00017 * sin(node * RAD);

	for (size_t i = 0; i < ARRAY_SIZE(terms); i++)
		jde += terms[i].days * pow(e, terms[i].e) *
		       sin((terms[i].m * m + terms[i].mm * mm + terms[i].f * f) * RAD);
	return jde;
}

#define JD_1970   2440587.5
#define TOLERANCE (3.0 / MINUTES_PER_DAY)

/* How far into @day its new moon is at a zone of @hours, in days: 0 to 1 if it is on the day. */
static double moon_into(day_t day, double hours)
{
	double k = round((day + 0.5 + JD_1970 - 2451550.1) / 29.530588861);
	double year = 1970 + day / 365.2425;

	return new_moon(k) - delta_t(year) / 86400 + hours / 24 - JD_1970 - day;
}

static bool within(double into, double tolerance)
{
	return into > -tolerance && into < 1 + tolerance;
}

/*
 * Each month begins on the day of a new moon, but for those too near to midnight to tell.  By
 * UTC+8; until 1928 Beijing's mean time was in use, which the tables follow, but not in April 1906.
 */
static void test_moon(void)
{
	static struct month months[MONTHS_MAX];
	size_t n = all_months(months);
	int near = 0, early = 0;

	CHECK(n > 2450);
	for (size_t i = 0; i < n; i++) {
		day_t day = months[i].first;

		if (within(moon_into(day, 8), 0))
			continue;
		if (day < day_from_civil(1929, 1, 1) && within(moon_into(day, 7 + 46 / 60.0), 0)) {
			early++;
			continue;
		}
		CHECK(within(moon_into(day, 8), TOLERANCE));
		near++;
	}
	printf("of %zu new moons %d by Beijing's mean time, %d by less than 3 minutes\n", n, early,
	       near);
	CHECK(early == 3 && near <= 2);
}

static void test_names(void)
{
	CHECK(strcmp(lunar_month_name(1), "正月") == 0);
	CHECK(strcmp(lunar_month_name(12), "腊月") == 0);
	CHECK(!lunar_month_name(0) && !lunar_month_name(13));
	CHECK(strcmp(lunar_day_name(1), "初一") == 0);
	CHECK(strcmp(lunar_day_name(20), "二十") == 0);
	CHECK(strcmp(lunar_day_name(29), "廿九") == 0);
	CHECK(strcmp(lunar_day_name(30), "三十") == 0);
	CHECK(!lunar_day_name(0) && !lunar_day_name(31));
}

int main(void)
{
	test_every_day();
	test_edges();
	test_refused();
	test_years();
	test_month_ranges();
	test_leap_rule();
	test_moon();
	test_names();
	return test_result();
}
