/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The Chinese lunar calendar, from 1901-01-01 to 2100-12-31, as the Hong Kong
 * Observatory publishes it.  Pure: a table of 804 bytes and arithmetic.
 *
 * A lunar year is called by the Gregorian year in which it begins; its New Year
 * lies between 21 January and 20 February.  So lunar 1900 covers the first
 * weeks of 1901, and lunar 2100 is not over when the span ends.
 *
 * Outside the span every question has the answer -ERANGE, never a near date.
 */

#include "schedule/civil.h"

#define LUNAR_DAY_FIRST  ((day_t) -25202) /* 1901-01-01 */
#define LUNAR_DAY_LAST   ((day_t) 47846)  /* 2100-12-31 */
#define LUNAR_YEAR_FIRST 1900
#define LUNAR_YEAR_LAST  2100

struct lunar {
	int year;
	int month; /* 1-12; a leap month has the number of the month before it */
	int day;   /* 1-30 */
	bool leap;
};

/* -ERANGE: @day is outside the span. */
int lunar_from_day(day_t day, struct lunar *ret);

/*
 * -ENOENT: no such day: a 30th in a month of 29 days, a leap month that the year has not.
 * -ERANGE: the year is not in the table, or the day is outside the span.
 */
int day_from_lunar(struct lunar lunar, day_t *ret);

/* The month that is followed by its leap month, 1-12; 0: the year has none.  -ERANGE. */
int lunar_leap_month(int year);

/* 29 or 30.  -ENOENT: the year has no such month.  -ERANGE. */
int lunar_month_days(int year, int month, bool leap);

/* The first and the last day of a month.  -ENOENT; -ERANGE: not wholly in the span. */
int lunar_month_range(int year, int month, bool leap, day_t *ret_first, day_t *ret_last);

/* "正月" to "腊月", for 1-12.  NULL: no such month. */
const char *lunar_month_name(int month);

/* "初一" to "三十", for 1-30.  NULL: no such day. */
const char *lunar_day_name(int day);
