/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/almanac.h"
#include "cli/calendar_day.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "cli/writer.h"
#include "config/timetext.h"
#include "schedule/layout.h"

#define COUNT_DEFAULT 10

/* What was asked, and its answer. */
struct asked {
	const struct calendar *calendar;
	struct dayset days; /* that the expression means */
	char *canonical;
	bool statutory;
	bool whole_year;
	int year;
	day_t first, last;
	unsigned count; /* at most so many days; 0: all */
};

/* The text as it was typed, and a mark under the column; marks that a terminal draws are counted.
 */
static int complain_of_text(const char *text, const struct dayexpr_error *e)
{
	_cleanup_(freep) char *safe = text_escape(text), *before = NULL;
	const char *at = text;

	for (unsigned i = 1; i < e->column && *at; i++)
		if (utf8_next(&at) < 0)
			at++;
	before = strndup(text, (size_t) (at - text));
	if (!safe || !before)
		return out_of_memory();
	complain("column %u: %s", e->column, e->message);
	if (*text && strcmp(safe, text) == 0)
		fprintf(stderr, "  %s\n  %*s^\n", safe, (int) terminal_width(before), "");
	return EXIT_FAILED;
}

static int parse_expression(struct asked *q, const char *text)
{
	struct dayexpr_error e;
	int r = dayexpr_parse(text, q->calendar->names, &q->days, &q->canonical, &q->statutory, &e);

	if (r == -ENOMEM)
		return out_of_memory();
	return r < 0 ? complain_of_text(text, &e) : EXIT_DONE;
}

static int parse_from(struct asked *q, const struct cli *cli, const struct almanac *a)
{
	usec_t from;

	q->first = a->today;
	if (!cli->from)
		return EXIT_DONE;
	if (time_parse(cli->from, &a->zone, a->now, &from, NULL) < 0)
		return misused("'%s' of --from is not a time (try 2026-12-04)", cli->from);
	q->first = zone_day(&a->zone, from);
	if (q->first < DAY_FIRST)
		return misused("'%s' of --from lies before 2000", cli->from);
	return EXIT_DONE;
}

static int parse_span(struct asked *q, const struct cli *cli, const struct almanac *a)
{
	int r;

	q->last = DAY_LAST;
	if (cli->count && number_parse(cli->count, 1, N_DAYS, &q->count) < 0)
		return misused("'%s' of --count is not a number of days", cli->count);
	if (!cli->year) {
		q->count = q->count ? q->count : COUNT_DEFAULT;
		return parse_from(q, cli, a);
	}
	if (cli->from)
		return misused("'--year' and '--from' do not go together");
	r = year_parse(cli->year, "--year", YEAR_FIRST, YEAR_LAST, &q->year);
	if (r != EXIT_DONE)
		return r;
	q->whole_year = true;
	q->first = day_from_civil(q->year, 1, 1);
	q->last = day_from_civil(q->year, 12, 31);
	return EXIT_DONE;
}

/* The first day of the answer at or after @from. */
static bool next_day(const struct asked *q, day_t from, day_t *ret)
{
	return dayset_next(&q->days, from, ret) && *ret <= q->last;
}

static bool is_provisional(const struct asked *q, day_t day)
{
	return q->statutory && dayset_has(&q->calendar->statutory->provisional, day);
}

/* A day may be missing from the answer for want of a notice, not only be wrongly in it. */
static bool answer_is_provisional(const struct asked *q)
{
	unsigned n = 0;
	day_t d;

	if (q->statutory && q->whole_year && !statutory_has_notice(q->calendar->statutory, q->year))
		return true;
	for (d = q->first; next_day(q, d, &d) && (!q->count || n < q->count); d++, n++)
		if (is_provisional(q, d))
			return true;
	return false;
}

static int when_json(const struct asked *q)
{
	json_t *days = json_array();
	char date[DATE_MAX];
	unsigned n = 0;
	int r = 0;

	for (day_t d = q->first; next_day(q, d, &d) && (!q->count || n < q->count); d++, n++)
		r |= json_array_append_new(days, json_string(date_format(d, date)));
	if (r < 0) {
		json_decref(days);
		return out_of_memory();
	}
	r = writer_document(json_pack("{s:o, s:o, s:b}", "expression", writer_string(q->canonical),
				      "days", days, "provisional", (int) answer_is_provisional(q)));
	return r < 0 ? failed("the answer could not be written") : EXIT_DONE;
}

static bool is_lunar(const struct asked *q)
{
	return strstr(q->canonical, "lunar") != NULL;
}

/* "2026-09-25 Fri", and what it is called where the expression is about that. */
static void print_day(const struct asked *q, day_t day)
{
	char date[DATE_MAX], lunar[LUNAR_TEXT_MAX];
	struct lunar l;

	printf("%s %s", date_format(day, date), weekday_short(weekday_of(day)));
	if (is_lunar(q) && lunar_from_day(day, &l) >= 0)
		printf(" %s", lunar_text(&l, lunar));
}

/* Days of one kind of certainty in a row; basis and certainty matter only with notices. */
static day_t same_until(const struct asked *q, day_t first, unsigned left)
{
	const struct statutory *s = q->calendar->statutory;
	day_t last = first;

	while (last < q->last && dayset_has(&q->days, last + 1) && --left > 0) {
		if (q->statutory && s->basis[last + 1 - DAY_FIRST] != s->basis[first - DAY_FIRST])
			break;
		if (is_provisional(q, last + 1) != is_provisional(q, first))
			break;
		last++;
	}
	return last;
}

static void print_run(const struct asked *q, day_t first, day_t last, bool colors)
{
	enum basis basis = (enum basis) q->calendar->statutory->basis[first - DAY_FIRST];

	print_day(q, first);
	if (last > first) {
		fputs(" .. ", stdout);
		print_day(q, last);
		printf("  %d days", last - first + 1);
	}
	if (q->statutory && basis != BASIS_WEEKDAY)
		printf("  by %s", basis_name(basis));
	if (is_provisional(q, first))
		printf("  %sprovisional%s", colors ? tint_start(TINT_WARN) : "",
		       colors ? tint_start(TINT_NONE) : "");
	putchar('\n');
}

static void print_days(const struct asked *q, bool colors)
{
	unsigned left = q->count ? q->count : UINT32_MAX;
	day_t first, last;

	for (day_t d = q->first; left && next_day(q, d, &first); d = last + 1) {
		last = same_until(q, first, left);
		left -= (unsigned) (last - first + 1);
		print_run(q, first, last, colors);
	}
}

static int when_text(const struct asked *q, bool colors)
{
	day_t day;

	table_pad(stdout, q->canonical, 0);
	putchar('\n');
	if (dayset_is_empty(&q->days))
		puts("never");
	else if (next_day(q, q->first, &day))
		print_days(q, colors);
	else if (q->whole_year)
		printf("never in %d\n", q->year);
	else
		puts("never again");
	if (answer_is_provisional(q))
		puts("provisional: days off and make-up workdays wait for a notice");
	return EXIT_DONE;
}

int verb_when(const struct cli *cli, int argc, char **argv)
{
	_cleanup_(almanac_closep) struct almanac a = { 0 };
	struct asked q = { 0 };
	int r;

	(void) argc;
	r = almanac_open(&a, cli);
	q.calendar = a.calendar;
	if (r == EXIT_DONE)
		r = parse_span(&q, cli, &a);
	if (r == EXIT_DONE)
		r = parse_expression(&q, argv[0]);
	if (r == EXIT_DONE)
		r = cli->json ? when_json(&q) : when_text(&q, terminal_has_colors(cli, stdout));
	free(q.canonical);
	return r;
}
