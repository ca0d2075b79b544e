/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Civil dates of the proleptic Gregorian calendar, and the days the schedule knows.
 *
 * A day is a whole number, days since 1970-01-01.  A day in no way depends on
 * a zone: it is a date on a wall.
 */

#include "pufa/base.h"

typedef int32_t day_t;

#define YEAR_FIRST 2000
#define YEAR_LAST  2100
#define DAY_FIRST  ((day_t) 10957) /* 2000-01-01 */
#define DAY_LAST   ((day_t) 47846) /* 2100-12-31 */
#define N_DAYS     (DAY_LAST - DAY_FIRST + 1)

enum weekday {
	MONDAY = 1,
	TUESDAY,
	WEDNESDAY,
	THURSDAY,
	FRIDAY,
	SATURDAY,
	SUNDAY,
};

struct civil {
	int year;
	int month; /* 1-12 */
	int day;   /* 1-31 */
};

/* @month 1-12; @day may run over either end of the month. */
day_t day_from_civil(int year, int month, int day);
struct civil civil_from_day(day_t day);
enum weekday weekday_of(day_t day);

bool is_leap_year(int year);
int days_in_month(int year, int month);

/* Does the date exist? */
bool civil_is_valid(int year, int month, int day);
