/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The legal holidays of China: which days the law names, by the rules in force
 * in each year, and how a year is laid out around them before its notice is
 * known.  Pure; of the span 2000-2100.
 *
 * The law is 全国年节及纪念日放假办法 as the State Council's orders 270 (1999), 513
 * (2008), 644 (2014) and 795 (2025) have it.  Only holidays of all citizens count:
 * those of a part of them (8 March, 4 May, 1 June, 1 August) change no workday.
 */

#include "schedule/civil.h"

enum holiday {
	HOLIDAY_NEW_YEAR,
	HOLIDAY_SPRING_FESTIVAL,
	HOLIDAY_QINGMING,
	HOLIDAY_LABOUR_DAY,
	HOLIDAY_DRAGON_BOAT,
	HOLIDAY_MID_AUTUMN,
	HOLIDAY_NATIONAL_DAY,
};

#define N_HOLIDAYS 7

/* "春节" */
const char *holiday_name(enum holiday holiday);

/* By its name or the usual short one ("清明节", "清明").  -ENOENT. */
int holiday_find(const char *name);

/* The holidays, as bits 1 << holiday, in a name such as "国庆节、中秋节"; 0: none is known. */
unsigned holidays_in_name(const char *name);

/* Names of a set of holidays, joined with "、".  @buf has HOLIDAYS_TEXT_MAX bytes; returns it. */
#define HOLIDAYS_TEXT_MAX 96
const char *holidays_text(unsigned holidays, char *buf);

/* One legal day.  A date that is two holidays at once is two of these. */
struct legal_day {
	day_t day;
	enum holiday holiday;
	const char *name; /* the holiday's, or "除夕" */
};

#define LEGAL_DAYS_MAX 13

/* The legal days of a year in order; returns how many.  -ERANGE: outside 2000-2100. */
int legal_days(int year, struct legal_day ret[LEGAL_DAYS_MAX]);

/* The number of the State Council's order that is in force: 795 from 2025.  -ERANGE. */
int legal_order(int year);

/*
 * One holiday's days off as the principle of the notice for 2025 lays them out: 春节 8 days from
 * 除夕, 国庆节 7 from 1 October and 8 where 中秋节 falls in them, 劳动节 5, each other one 3 days
 * together with a weekend, or the day itself on a Wednesday.
 */
struct holiday_span {
	day_t first, last; /* 元旦 may begin in December */
	unsigned holidays; /* bits 1 << holiday */
	bool borrows;      /* has more weekdays off than the law grants: some weekend must pay */
};

/* In no order; returns how many.  -ERANGE. */
int holiday_spans(int year, struct holiday_span ret[N_HOLIDAYS]);
