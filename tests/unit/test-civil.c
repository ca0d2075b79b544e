/* SPDX-License-Identifier: MIT */
/* Every day of 1900-2200, against a count by hand and against libc. */
#include <time.h>

#include "check.h"
#include "schedule/civil.h"

static void check_day(int year, int month, int day, day_t expected)
{
	struct tm tm = { .tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day };
	time_t libc = timegm(&tm);
	struct civil c = civil_from_day(expected);

	CHECK(day_from_civil(year, month, day) == expected);
	CHECK(c.year == year && c.month == month && c.day == day);
	CHECK(libc == expected * (time_t) 86400);
	CHECK((tm.tm_wday + 6) % 7 + 1 == (int) weekday_of(expected));
	CHECK(civil_is_valid(year, month, day));
}

static void test_every_day(void)
{
	static const int lengths[] = { 31, 0, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	day_t day = -25567; /* 1900-01-01 */

	for (int year = 1900; year <= 2200; year++) {
		bool leap = year % 4 == 0 && year != 1900 && year != 2100 && year != 2200;

		CHECK(is_leap_year(year) == leap);
		for (int month = 1; month <= 12; month++) {
			int n = month == 2 ? 28 + leap : lengths[month - 1];

			CHECK(days_in_month(year, month) == n);
			for (int d = 1; d <= n; d++)
				check_day(year, month, d, day++);
			CHECK(!civil_is_valid(year, month, n + 1));
			CHECK(!civil_is_valid(year, month, 0));
		}
	}
}

static void test_span(void)
{
	CHECK(day_from_civil(1970, 1, 1) == 0);
	CHECK(day_from_civil(YEAR_FIRST, 1, 1) == DAY_FIRST);
	CHECK(day_from_civil(YEAR_LAST, 12, 31) == DAY_LAST);
}

/* A day may run over either end of its month. */
static void test_overrun(void)
{
	for (int over = -800; over <= 800; over++) {
		CHECK(day_from_civil(2024, 3, over) == day_from_civil(2024, 3, 1) + over - 1);
		CHECK(day_from_civil(2100, 12, over) == day_from_civil(2100, 12, 1) + over - 1);
	}
}

static void test_invalid(void)
{
	CHECK(!civil_is_valid(2026, 0, 1));
	CHECK(!civil_is_valid(2026, 13, 1));
	CHECK(!civil_is_valid(2026, -1, 1));
	CHECK(!civil_is_valid(2026, 1, -1));
	CHECK(!civil_is_valid(2026, 2, 30));
}

int main(void)
{
	test_every_day();
	test_span();
	test_overrun();
	test_invalid();
	return test_result();
}
