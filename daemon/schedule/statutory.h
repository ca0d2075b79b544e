/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Which days of 2000-2100 are worked, and how sure that is.
 *
 * A year with a notice is as its newest revision says.  A year without one has
 * its legal days and the spans that the principle of 2025 puts around them, and
 * is provisional: what can not be known is which weekends pay for them.  Days
 * in December may belong to the next year's notice, or to its principle.
 *
 * A value of about 140 KiB, filled once and never changed; it borrows the
 * notices.  Nothing here checks them: that is notice_check().
 */

#include "schedule/dayset.h"
#include "schedule/holiday.h"
#include "schedule/notice.h"

#define N_YEARS (YEAR_LAST - YEAR_FIRST + 1)

/* What an answer about a day rests on, the weakest first. */
enum basis {
	BASIS_WEEKDAY,   /* nothing but its weekday */
	BASIS_PRINCIPLE, /* how a year without a notice is laid out */
	BASIS_LEGAL,     /* the law names the day; there is no notice of its year */
	BASIS_NOTICE,    /* the notice names the day */
};

struct statutory {
	struct dayset workday, restday; /* every day of the span is in one of them */
	struct dayset makeup;           /* workdays on a weekend, by a notice */
	struct dayset provisional;      /* a notice to come may change what is said of the day */
	struct dayset unsettled; /* weekends near a provisional span, which may become workdays */
	struct dayset legal[N_HOLIDAYS]; /* the days the law names; 春节 has its eve in its years */
	struct dayset period[N_HOLIDAYS];     /* with all days off around them */
	uint8_t basis[N_DAYS];                /* enum basis */
	const struct notice *notice[N_YEARS]; /* the newest of each year; NULL: none */
};

struct day_fact {
	bool work;
	bool makeup;
	bool provisional;
	bool unsettled;
	enum basis basis;
	const struct notice *notice; /* that names the day; NULL: none does */
	const char *words;           /* what the notice calls the days off; NULL */
	unsigned holidays;           /* whose days off it is in: bits 1 << holiday, none or more */
	unsigned legal;              /* whose legal day it is: likewise; a date can be two */
};

/* "notice", "legal", "principle", "weekday". */
const char *basis_name(enum basis basis);

/* Of several notices of one year the highest revision counts.  Years outside the span are left out.
 */
void statutory_build(struct statutory *s, const struct notice *notices, size_t n);

/* Everything about one day.  -ERANGE: not in the span. */
int statutory_day(const struct statutory *s, day_t day, struct day_fact *ret);

/*
 * The days off of a holiday by name, over the whole span: one of the seven, or what a notice
 * calls a day of its own, such as 抗战胜利70周年纪念日.  -ENOENT: nothing has this name.
 */
int statutory_period(const struct statutory *s, const char *name, struct dayset *ret);

/* Is there a notice of the year? */
bool statutory_has_notice(const struct statutory *s, int year);
