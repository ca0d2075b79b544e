/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A State Council notice: how the days off of one year are laid out, and
 * whether what a file says of it can be believed.
 *
 * Values only.  Whoever read the file owns the texts and lists; they must
 * outlive the notice.  An amendment is a whole notice with a higher revision.
 */

#include "pufa/diag.h"
#include "schedule/civil.h"

/* Days off in a row.  What the notice's words state beside the dates is optional. */
struct notice_off {
	const char *name; /* "春节", "国庆节、中秋节" or a name of its own */
	day_t first, last;
	unsigned stated_days;                   /* of 共N天; 0: not stated */
	enum weekday stated_first, stated_last; /* 0: not stated */
	struct where at;
};

/* A Saturday or Sunday on which people work. */
struct notice_work {
	day_t day;
	enum weekday stated; /* 0: not stated */
	struct where at;
};

struct notice {
	int year;
	const char *document; /* "国办发明电〔2025〕7号" */
	unsigned revision;
	bool decree; /* grants days beyond the law's, as those of 2015 and 2020 did */
	const struct notice_off *off;
	size_t n_off;
	const struct notice_work *work;
	size_t n_work;
	struct where at;
};

/* A notice may name days of the December before its year, from this one on. */
#define NOTICE_DECEMBER 20

/* What can be wrong with one. */
enum notice_fault {
	NOTICE_YEAR,         /* not 2000-2100: nothing else is looked at */
	NOTICE_EMPTY,        /* no day at all: a skeleton, not a year without holidays */
	NOTICE_REVISED,      /* another one has the same year and revision */
	NOTICE_BACKWARDS,    /* a range ends before it begins */
	NOTICE_OUTSIDE,      /* not from 20 December before to 31 December */
	NOTICE_TWICE,        /* a day is listed twice */
	NOTICE_BOTH,         /* a day is off and a workday */
	NOTICE_DAYS,         /* 共N天 does not match: @expected, @found */
	NOTICE_WEEKDAY,      /* the stated weekday does not match: @expected, @found */
	NOTICE_WORK_WEEKDAY, /* a make-up workday from Monday to Friday */
	NOTICE_LEGAL,        /* a legal day, @name, is not off */
	NOTICE_NAME,         /* warning: a legal day, @name, is off under another name */
	NOTICE_UNBALANCED,   /* more or fewer weekdays off than are worked for: @expected, @found */
	NOTICE_IDLE_DECREE,  /* warning: said to be a decree, but grants nothing */
	NOTICE_WORKDAYS,     /* a year of too few or too many working days: @found */
	NOTICE_LONG_RUN,     /* warning: more than 6 workdays in a row from @day on: @found */
	NOTICE_CLASH,        /* the notice of the year before or after says the opposite */
};

struct notice_problem {
	enum notice_fault fault;
	enum severity severity;
	struct where at;
	bool has_day;
	day_t day;        /* the (first) day concerned */
	const char *name; /* of a holiday, or NULL */
	int expected, found;
};

/* One sentence without the day and the numbers. */
const char *notice_fault_text(enum notice_fault fault);

typedef void (*notice_report_fn)(void *userdata, const struct notice *notice,
				 const struct notice_problem *problem);

/*
 * Look for every fault of @n.  @all is the set it is to join, for the neighbours' sake; @n may be
 * in it. Returns the number of errors; 0: it can be believed, perhaps with warnings.
 *
 * The balance is that of the law's article 6: weekdays off beyond the legal days, less make-up
 * workdays, are as many as legal days on weekends and pairs of legal days on one date.
 */
unsigned notice_check(const struct notice *n, const struct notice *all, size_t n_all,
		      notice_report_fn report, void *userdata);

/* The newest revision of a year.  NULL: there is none. */
const struct notice *notice_newest(const struct notice *all, size_t n_all, int year);

/* The range of days off that holds a day.  NULL: none. */
const struct notice_off *notice_find_off(const struct notice *n, day_t day);
