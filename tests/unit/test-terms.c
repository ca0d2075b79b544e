/* SPDX-License-Identifier: MIT */
/* All 4,800 terms: against a digest of the published tables, and against the sun itself. */
#include <math.h>

#include "check.h"
#include "schedule/terms.h"

/* FNV-1a, 64 bits, of a line "1901-01-06 小寒" a term, made from the Observatory's tables. */
#define DIGEST_START UINT64_C(0xcbf29ce484222325)
#define DIGEST_TERMS UINT64_C(0x3b349edbe365d05)

static uint64_t digest(uint64_t h, const char *text)
{
	for (; *text; text++)
		h = (h ^ (unsigned char) *text) * UINT64_C(0x100000001b3);
	return h;
}

static void test_every_day(void)
{
	day_t last = day_from_civil(2100, 12, 31), previous = 0;
	uint64_t h = DIGEST_START;
	int n = 0;

	for (day_t d = day_from_civil(1901, 1, 1); d <= last; d++) {
		struct civil c = civil_from_day(d);
		int t = term_on(d);
		day_t back = 0;
		char line[64];

		if (t < 0) {
			CHECK(t == -ENOENT);
			continue;
		}
		CHECK(t == n % N_TERMS);
		CHECK(n == 0 || (d - previous >= 14 && d - previous <= 16));
		CHECK(term_day(c.year, (enum term) t, &back) == 0 && back == d);
		snprintf(line, sizeof(line), "%04d-%02d-%02d %s\n", c.year, c.month, c.day,
			 term_name((enum term) t));
		h = digest(h, line);
		previous = d;
		n++;
	}
	CHECK(n == 4800);
	CHECK(h == DIGEST_TERMS);
}

static const struct {
	int line;
	int year, month, day;
	enum term term;
} edges[] = {
	{ __LINE__, 1901, 1, 6, TERM_XIAOHAN },   { __LINE__, 1912, 11, 23, TERM_XIAOXUE },
	{ __LINE__, 1979, 1, 21, TERM_DAHAN },    { __LINE__, 2021, 12, 21, TERM_DONGZHI },
	{ __LINE__, 2025, 4, 4, TERM_QINGMING },  { __LINE__, 2026, 4, 5, TERM_QINGMING },
	{ __LINE__, 2026, 9, 23, TERM_QIUFEN },   { __LINE__, 2028, 9, 22, TERM_QIUFEN },
	{ __LINE__, 2051, 3, 20, TERM_CHUNFEN },  { __LINE__, 2083, 2, 3, TERM_LICHUN },
	{ __LINE__, 2084, 3, 19, TERM_CHUNFEN },  { __LINE__, 2100, 4, 5, TERM_QINGMING },
	{ __LINE__, 2100, 12, 22, TERM_DONGZHI },
};

static void test_edges(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(edges); i++) {
		day_t day = day_from_civil(edges[i].year, edges[i].month, edges[i].day);

		CHECK_ROW(edges[i].line, term_on(day) == (int) edges[i].term);
		CHECK_ROW(edges[i].line, term_on(day - 1) == -ENOENT);
		CHECK_ROW(edges[i].line, term_on(day + 1) == -ENOENT);
	}
}

/* Qingming is on the 6th in 1902-1943 only. */
static void test_qingming(void)
{
	int on[7] = { 0 }, last_sixth = 0;

	for (int year = 1901; year <= 2100; year++) {
		day_t day = 0;
		int d;

		CHECK(term_day(year, TERM_QINGMING, &day) == 0);
		d = civil_from_day(day).day;
		CHECK(d >= 4 && d <= 6);
		on[d]++;
		if (d == 6)
			last_sixth = year;
	}
	CHECK(on[4] == 76 && on[5] == 110 && on[6] == 14);
	CHECK(last_sixth == 1943);
}

static void test_refused(void)
{
	day_t day = 4711;

	CHECK(term_day(1900, TERM_DONGZHI, &day) == -ERANGE);
	CHECK(term_day(2101, TERM_XIAOHAN, &day) == -ERANGE);
	CHECK(term_day(INT32_MIN, TERM_XIAOHAN, &day) == -ERANGE);
	CHECK(day == 4711);
	CHECK(term_on(day_from_civil(1900, 12, 31)) == -ERANGE);
	CHECK(term_on(day_from_civil(2101, 1, 1)) == -ERANGE);
	CHECK(term_find("") == -ENOENT);
	CHECK(term_find("清") == -ENOENT);
	CHECK(term_find("Qingming") == -ENOENT);
	CHECK(term_find("清明节") == -ENOENT);
}

static void test_names(void)
{
	for (int t = 0; t < N_TERMS; t++) {
		CHECK(term_find(term_name((enum term) t)) == t);
		CHECK(term_find(term_pinyin((enum term) t)) == t);
	}
	CHECK(term_find("清明") == TERM_QINGMING && term_find("dongzhi") == TERM_DONGZHI);
	CHECK(strcmp(term_name(TERM_QIUFEN), "秋分") == 0);
}

#define RAD       (M_PI / 180)
#define J2000     10957.5 /* days after 1970-01-01, UTC */
#define TOLERANCE 0.0115  /* degrees, 17 minutes of the sun's way: the method's word is 0.01 */

/* The sun's apparent longitude in degrees: Meeus, Astronomical Algorithms, chapter 25. */
static double sun(double days_since_1970)
{
	double t = (days_since_1970 - J2000) / 36525;
	double l = 280.46646 + 36000.76983 * t + 0.0003032 * t * t;
	double m = (357.52911 + 35999.05029 * t - 0.0001537 * t * t) * RAD;
	double c = (1.914602 - 0.004817 * t) * sin(m) + (0.019993 - 0.000101 * t) * sin(2 * m) +
		   0.000289 * sin(3 * m);

	return l + c - 0.00569 - 0.00478 * sin((125.04 - 1934.136 * t) * RAD);
}

/* Is the sun at @degrees within the day that begins at midnight UTC + @hours? */
static bool reaches(day_t day, double hours, double degrees, double tolerance)
{
	double before = remainder(sun(day - hours / 24) - degrees, 360);
	double after = remainder(sun(day + 1 - hours / 24) - degrees, 360);

	return before <= tolerance && after > -tolerance;
}

static bool reaches_by_clock(day_t day, double degrees, double tolerance)
{
	return reaches(day, 8, degrees, tolerance) ||
	       (day < day_from_civil(1929, 1, 1) &&
		reaches(day, 7 + 46 / 60.0, degrees, tolerance));
}

/*
 * The sun reaches a term's longitude on its day, by UTC+8 or, until 1928, by Beijing's mean time.
 * The difference of TT and UT is within the tolerance.
 */
static void test_sun(void)
{
	int near = 0;

	for (int year = 1901; year <= 2100; year++)
		for (int t = 0; t < N_TERMS; t++) {
			double degrees = 285 + 15 * t;
			day_t day = 0;

			CHECK(term_day(year, (enum term) t, &day) == 0);
			CHECK(reaches_by_clock(day, degrees, TOLERANCE));
			near += !reaches_by_clock(day, degrees, 0);
		}
	printf("%d of 4800 terms are on the other side of midnight by less than 17 minutes\n",
	       near);
	CHECK(near < 24);
}

int main(void)
{
	test_every_day();
	test_edges();
	test_qingming();
	test_refused();
	test_names();
	test_sun();
	return test_result();
}
