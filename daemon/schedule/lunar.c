/* SPDX-License-Identifier: MIT */
#include "schedule/lunar.h"

#include "schedule/lunar_table.h"

#define DAY_1900_01_01 (-25567)
#define DAY_1900_01_21 (DAY_1900_01_01 + 20)

static uint32_t row(int year)
{
	return lunar_table[year - LUNAR_YEAR_FIRST];
}

static unsigned leap_of(uint32_t r)
{
	return r & 15;
}

/* Day numbers of 21 January go up by 365 and the leap days since 1904; 2000 was one, 2100 is past
 * its own. */
static day_t new_year_of(int year)
{
	int n = year - LUNAR_YEAR_FIRST;

	return DAY_1900_01_21 + n * 365 + (n - (n > 0)) / 4 + (day_t) (row(year) >> 17);
}

/* The lengths of all months in their order, the leap month in its place: bit 12 is the first, 1
 * means 30 days. */
static uint32_t lengths_of(uint32_t r)
{
	uint32_t plain = r >> 4 & 0xfff, leap_length = r >> 16 & 1;
	unsigned leap = leap_of(r), after = 12 - leap;

	if (leap == 0)
		return plain << 1;
	return plain >> after << (after + 1) | leap_length << after | (plain & ((1U << after) - 1));
}

/* Days of the year before its month @index, from 0. */
static int days_before(uint32_t lengths, unsigned index)
{
	return (int) (29 * index) + __builtin_popcount(lengths >> (13 - index));
}

int lunar_from_day(day_t day, struct lunar *ret)
{
	unsigned leap, index;
	uint32_t lengths;
	int year, in_year;

	if (day < LUNAR_DAY_FIRST || day > LUNAR_DAY_LAST)
		return -ERANGE;

	/* Off by one around 1 January at most, which is far from New Year. */
	year = LUNAR_YEAR_FIRST + (4 * (day - DAY_1900_01_01) + 3) / 1461;
	if (day < new_year_of(year))
		year--;
	in_year = day - new_year_of(year);
	leap = leap_of(row(year));
	lengths = lengths_of(row(year));

	/* No month is longer than 30 days and 13 of 29 are less than 13 of 30 by under one month.
	 */
	index = (unsigned) in_year / 30;
	if (in_year >= days_before(lengths, index + 1))
		index++;
	*ret = (struct lunar){
		.year = year,
		.month = (int) (index + 1 - (leap && index >= leap)),
		.day = in_year - days_before(lengths, index) + 1,
		.leap = leap && index == leap,
	};
	return 0;
}

/* The place of a month in its year, from 0. */
static int index_of(int year, int month, bool leap)
{
	int leap_month = lunar_leap_month(year);

	if (leap_month < 0)
		return leap_month;
	if (month < 1 || month > 12 || (leap && month != leap_month))
		return -ENOENT;
	return month - 1 + (leap_month && (leap || month > leap_month));
}

int lunar_leap_month(int year)
{
	if (year < LUNAR_YEAR_FIRST || year > LUNAR_YEAR_LAST)
		return -ERANGE;
	return (int) leap_of(row(year));
}

int lunar_month_days(int year, int month, bool leap)
{
	int index = index_of(year, month, leap);

	if (index < 0)
		return index;
	return 29 + (int) (lengths_of(row(year)) >> (12 - index) & 1);
}

int day_from_lunar(struct lunar l, day_t *ret)
{
	int index = index_of(l.year, l.month, l.leap);
	day_t day;

	if (index < 0)
		return index;
	if (l.day < 1 || l.day > lunar_month_days(l.year, l.month, l.leap))
		return -ENOENT;
	day = new_year_of(l.year) + days_before(lengths_of(row(l.year)), (unsigned) index) + l.day -
	      1;
	if (day < LUNAR_DAY_FIRST || day > LUNAR_DAY_LAST)
		return -ERANGE;
	*ret = day;
	return 0;
}

int lunar_month_range(int year, int month, bool leap, day_t *ret_first, day_t *ret_last)
{
	int r, n = lunar_month_days(year, month, leap);
	day_t first, last;

	if (n < 0)
		return n;
	r = day_from_lunar((struct lunar){ year, month, 1, leap }, &first);
	if (r < 0)
		return r;
	r = day_from_lunar((struct lunar){ year, month, n, leap }, &last);
	if (r < 0)
		return r;
	*ret_first = first;
	*ret_last = last;
	return 0;
}

const char *lunar_month_name(int month)
{
	static const char *const names[] = {
		"正月", "二月", "三月", "四月", "五月", "六月",
		"七月", "八月", "九月", "十月", "冬月", "腊月",
	};

	return month >= 1 && month <= 12 ? names[month - 1] : NULL;
}

const char *lunar_day_name(int day)
{
	static const char *const names[] = {
		"初一", "初二", "初三", "初四", "初五", "初六", "初七", "初八", "初九", "初十",
		"十一", "十二", "十三", "十四", "十五", "十六", "十七", "十八", "十九", "二十",
		"廿一", "廿二", "廿三", "廿四", "廿五", "廿六", "廿七", "廿八", "廿九", "三十",
	};

	return day >= 1 && day <= 30 ? names[day - 1] : NULL;
}
