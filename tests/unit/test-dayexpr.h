/* SPDX-License-Identifier: MIT */
#pragma once

/* For tests of day expressions: notices to build on, and the tables of good and bad texts. */

#include <stdarg.h>

#include "check.h"
#include "config/dayexpr.h"

#define D(y, m, d)     day_from_civil(y, m, d)
#define DAYS_TEXT_MAX  256
#define FIRST_DAYS_MAX 4
#define RANDOM_TEXT    DAYEXPR_MAX

/* Days of one year as MMDD. */
struct off_row {
	const char *name;
	int first, last;
};

static const struct off_row off_2015[] = {
	{ "元旦", 101, 103 },
	{ "春节", 218, 224 },
	{ "清明节", 405, 406 },
	{ "劳动节", 501, 501 },
	{ "端午节", 620, 620 },
	{ "端午节", 622, 622 },
	{ "抗战胜利70周年纪念日", 903, 905 },
	{ "中秋节", 927, 927 },
	{ "国庆节", 1001, 1007 },
};
static const struct off_row off_2024[] = {
	{ "元旦", 101, 101 },     { "春节", 210, 217 },   { "清明节", 404, 406 },
	{ "劳动节", 501, 505 },   { "端午节", 610, 610 }, { "中秋节", 915, 917 },
	{ "国庆节", 1001, 1007 },
};
static const struct off_row off_2025[] = {
	{ "元旦", 101, 101 },   { "春节", 128, 204 },   { "清明节", 404, 406 },
	{ "劳动节", 501, 505 }, { "端午节", 531, 602 }, { "国庆节、中秋节", 1001, 1008 },
};
static const struct off_row off_2026[] = {
	{ "元旦", 101, 103 },     { "春节", 215, 223 },   { "清明节", 404, 406 },
	{ "劳动节", 501, 505 },   { "端午节", 619, 621 }, { "中秋节", 925, 927 },
	{ "国庆节", 1001, 1007 },
};
static const int work_2015[] = { 104, 215, 228, 906, 1010 };
static const int work_2024[] = { 204, 218, 407, 428, 511, 914, 929, 1012 };
static const int work_2025[] = { 126, 208, 427, 928, 1011 };
static const int work_2026[] = { 104, 214, 228, 509, 920, 1010 };

static const struct {
	int year;
	const struct off_row *off;
	size_t n_off;
	const int *work;
	size_t n_work;
} notice_rows[] = {
	{ 2015, off_2015, ARRAY_SIZE(off_2015), work_2015, ARRAY_SIZE(work_2015) },
	{ 2024, off_2024, ARRAY_SIZE(off_2024), work_2024, ARRAY_SIZE(work_2024) },
	{ 2025, off_2025, ARRAY_SIZE(off_2025), work_2025, ARRAY_SIZE(work_2025) },
	{ 2026, off_2026, ARRAY_SIZE(off_2026), work_2026, ARRAY_SIZE(work_2026) },
};

static struct statutory test_statutory;

static day_t day_of_row(int year, int month_day)
{
	return D(year, month_day / 100, month_day % 100);
}

static void build_statutory(void)
{
	static struct notice notices[ARRAY_SIZE(notice_rows)];
	static struct notice_off off[ARRAY_SIZE(notice_rows)][16];
	static struct notice_work work[ARRAY_SIZE(notice_rows)][16];

	for (size_t i = 0; i < ARRAY_SIZE(notice_rows); i++) {
		int year = notice_rows[i].year;

		notices[i] = (struct notice){ .year = year,
					      .revision = 1,
					      .decree = year == 2015,
					      .off = off[i],
					      .n_off = notice_rows[i].n_off,
					      .work = work[i],
					      .n_work = notice_rows[i].n_work };
		for (size_t k = 0; k < notice_rows[i].n_off; k++) {
			const struct off_row *row = &notice_rows[i].off[k];

			off[i][k].name = row->name;
			off[i][k].first = day_of_row(year, row->first);
			off[i][k].last = day_of_row(year, row->last);
		}
		for (size_t k = 0; k < notice_rows[i].n_work; k++)
			work[i][k].day = day_of_row(year, notice_rows[i].work[k]);
	}
	statutory_build(&test_statutory, notices, ARRAY_SIZE(notices));
}

/* Days of the year are "MM-DD", of which the first four are compared, after how many there are. */
struct good_row {
	unsigned line;
	const char *text, *canonical;
	int year;
	const char *days;
};

struct bad_row {
	unsigned line;
	const char *text;
	unsigned column;
	const char *message; /* a part of it */
};

static void days_of_year(const struct dayset *s, int year, char *buf)
{
	day_t day = D(year, 1, 1), until = D(year, 12, 31);
	unsigned n = dayset_rank(s, until + 1) - dayset_rank(s, day);
	int at = snprintf(buf, DAYS_TEXT_MAX, "%u:", n);

	for (int i = 0; i < FIRST_DAYS_MAX && dayset_next(s, day, &day) && day <= until;
	     i++, day++) {
		struct civil c = civil_from_day(day);

		at += snprintf(buf + at, DAYS_TEXT_MAX - (size_t) at, " %02d-%02d", c.month, c.day);
	}
}

/* The canonical text means the same and is its own canonical text. */
static bool is_stable(const struct dayexpr_names *names, const char *canonical,
		      const struct dayset *days, bool statutory)
{
	_cleanup_(freep) char *again = NULL;
	struct dayexpr_error error;
	struct dayset s;
	bool same;

	if (dayexpr_parse(canonical, names, &s, &again, &same, &error) < 0) {
		printf("%s: %u: %s\n", canonical, error.column, error.message);
		return false;
	}
	return strcmp(again, canonical) == 0 && dayset_equal(&s, days) && same == statutory;
}

static inline void check_good(const struct dayexpr_names *names, const struct good_row *rows,
			      size_t n)
{
	for (size_t i = 0; i < n; i++) {
		_cleanup_(freep) char *canonical = NULL;
		struct dayexpr_error error = { 0 };
		char days[DAYS_TEXT_MAX];
		bool statutory;
		struct dayset s;
		int r = dayexpr_parse(rows[i].text, names, &s, &canonical, &statutory, &error);

		if (r < 0)
			printf("%s: %u: %s\n", rows[i].text, error.column, error.message);
		CHECK_ROW(rows[i].line, r == 0);
		if (r < 0)
			continue;
		days_of_year(&s, rows[i].year, days);
		if (strcmp(canonical, rows[i].canonical) != 0 || strcmp(days, rows[i].days) != 0)
			printf("%s: %s, %s\n", rows[i].text, canonical, days);
		CHECK_ROW(rows[i].line, strcmp(canonical, rows[i].canonical) == 0);
		CHECK_ROW(rows[i].line, strcmp(days, rows[i].days) == 0);
		CHECK_ROW(rows[i].line, is_stable(names, canonical, &s, statutory));
	}
}

static inline void check_bad(const struct dayexpr_names *names, const struct bad_row *rows,
			     size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct dayexpr_error error = { 0 };
		char *canonical = NULL;
		struct dayset s;
		int r = dayexpr_parse(rows[i].text, names, &s, &canonical, NULL, &error);

		CHECK_ROW(rows[i].line, r == -EINVAL);
		CHECK_ROW(rows[i].line, canonical == NULL);
		CHECK_ROW(rows[i].line, error.column == rows[i].column);
		CHECK_ROW(rows[i].line, strstr(error.message, rows[i].message) != NULL);
		if (r == 0)
			printf("%s = %s\n", rows[i].text, canonical);
		else if (error.column != rows[i].column || !strstr(error.message, rows[i].message))
			printf("%s: %u: %s\n", rows[i].text, error.column, error.message);
		free(canonical);
	}
}

static inline _printf_(2, 3) void append(char *text, const char *fmt, ...)
{
	size_t n = strlen(text);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text + n, RANDOM_TEXT - n, fmt, ap);
	va_end(ap);
}

static inline int pick(uint64_t *rng, int low, int high)
{
	return low + (int) (test_random(rng) % (uint64_t) (high - low + 1));
}
