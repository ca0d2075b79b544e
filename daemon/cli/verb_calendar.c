/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "cli/almanac.h"
#include "cli/calendar_day.h"
#include "cli/calendar_ics.h"
#include "cli/calendar_text.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "cli/writer.h"

/* A month; or a whole year. */
struct stretch {
	int year, month; /* month 0: all of them */
	day_t first, last;
};

static struct stretch stretch_of(int year, int month)
{
	struct stretch s = { .year = year, .month = month };
	int end = month ? month : 12;

	s.first = day_from_civil(year, month ? month : 1, 1);
	s.last = day_from_civil(year, end, days_in_month(year, end));
	return s;
}

static bool is_number(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isdigit((unsigned char) text[i]))
			return false;
	return true;
}

/* YYYY-MM or YYYY, digits and nothing else. */
static int stretch_parse(const char *text, struct stretch *ret)
{
	size_t n = strlen(text);
	int year, month = 0;

	if ((n != 4 && n != 7) || !is_number(text, 4) ||
	    (n == 7 && (text[4] != '-' || !is_number(text + 5, 2))))
		return misused("'%s' is not a month (try 2026-12, or 2026)", text);
	year = atoi(text);
	if (n == 7)
		month = atoi(text + 5);
	if (n == 7 && (month < 1 || month > 12))
		return misused("'%s' is not a month: there is no month %s", text, text + 5);
	if (year < CALENDAR_YEAR_FIRST || year > CALENDAR_YEAR_LAST)
		return misused("'%s' lies outside %d-01 to %d-12, where the calendar is known",
			       text, CALENDAR_YEAR_FIRST, CALENDAR_YEAR_LAST);
	*ret = stretch_of(year, month);
	return EXIT_DONE;
}

static int calendar_json(const struct almanac *a, struct stretch s)
{
	struct writer w = { 0 };
	struct calendar_day day;

	for (day_t d = s.first; d <= s.last; d++)
		if (calendar_day_get(a->calendar, d, &day) >= 0)
			writer_item(&w, calendar_day_json(a->calendar, &day));
	return writer_array_stop(&w) < 0 ? failed("not all of it could be written") : EXIT_DONE;
}

static int calendar_text(const struct cli *cli, const struct almanac *a, struct stretch s)
{
	struct calendar_look look = { .colors = terminal_has_colors(cli, stdout) };
	unsigned lines;
	int r;

	terminal_size(&look.width, &lines);
	look.chinese = terminal_is_chinese();
	look.today = a->today;
	r = s.month ? calendar_print_month(a->calendar, s.year, s.month, &look)
		    : calendar_print_year(a->calendar, s.year, &look);
	return r < 0 ? out_of_memory() : EXIT_DONE;
}

static int calendar_file(const struct cli *cli, const struct almanac *a)
{
	_cleanup_(freep) char *text = NULL;
	int year, r;

	r = year_parse(cli->ics, "--ics", YEAR_FIRST, YEAR_LAST, &year);
	if (r != EXIT_DONE)
		return r;
	r = calendar_ics(a->calendar, year, a->now, &text);
	if (r < 0)
		return failed("the year can not be written as iCalendar: %s", strerror(-r));
	fputs(text, stdout);
	return EXIT_DONE;
}

int verb_calendar(const struct cli *cli, int argc, char **argv)
{
	_cleanup_(almanac_closep) struct almanac a = { 0 };
	struct stretch s = { 0 };
	struct civil today;
	int r = EXIT_DONE;

	if (cli->ics && (argc > 0 || cli->json))
		return misused(
			"'--ics' has its own year and form: no month and no '--json' with it");
	if (argc > 0)
		r = stretch_parse(argv[0], &s);
	if (r == EXIT_DONE)
		r = almanac_open(&a, cli);
	if (r != EXIT_DONE)
		return r;
	if (cli->ics)
		return calendar_file(cli, &a);
	today = civil_from_day(a.today);
	if (argc == 0)
		s = stretch_of(today.year, today.month);
	return cli->json ? calendar_json(&a, s) : calendar_text(cli, &a, s);
}
