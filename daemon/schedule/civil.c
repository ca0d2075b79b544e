/* SPDX-License-Identifier: MIT */
#include "schedule/civil.h"

/* The calendar repeats every 400 years; a year of the cycle is counted from 1 March. */
#define DAYS_PER_ERA       146097
#define DAYS_PER_CENTURY   36524
#define DAYS_PER_4_YEARS   1460   /* without the leap day, which is the last of the four */
#define DAYS_0000_TO_EPOCH 719468 /* from 0000-03-01 to 1970-01-01 */

static int floor_div(int a, int b)
{
	return (a >= 0 ? a : a - b + 1) / b;
}

day_t day_from_civil(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int era = floor_div(y, 400);
	int year_of_era = y - era * 400;
	int month_from_march = (month + 9) % 12;
	int day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
	int leap_days = year_of_era / 4 - year_of_era / 100;

	return era * DAYS_PER_ERA + year_of_era * 365 + leap_days + day_of_year -
	       DAYS_0000_TO_EPOCH;
}

struct civil civil_from_day(day_t day)
{
	int shifted = day + DAYS_0000_TO_EPOCH;
	int era = floor_div(shifted, DAYS_PER_ERA);
	int day_of_era = shifted - era * DAYS_PER_ERA;
	int year_of_era = (day_of_era - day_of_era / DAYS_PER_4_YEARS +
			   day_of_era / DAYS_PER_CENTURY - day_of_era / (DAYS_PER_ERA - 1)) /
			  365;
	int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int month_from_march = (5 * day_of_year + 2) / 153;
	int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;

	return (struct civil){
		.year = era * 400 + year_of_era + (month <= 2),
		.month = month,
		.day = day_of_year - (153 * month_from_march + 2) / 5 + 1,
	};
}

enum weekday weekday_of(day_t day)
{
	/* 1970-01-01 was a Thursday. */
	int from_monday = (day % 7 + 7 + THURSDAY - MONDAY) % 7;

	return (enum weekday)(MONDAY + from_monday);
}

bool is_leap_year(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap_year(year));
}

bool civil_is_valid(int year, int month, int day)
{
	return month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
}
