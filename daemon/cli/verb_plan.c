/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "cli/source.h"
#include "cli/summary.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "cli/writer.h"
#include "config/timetext.h"

#define PLAN_DAYS_MAX 31 /* without --force */

/* Columns of the text form, which is printed as it comes and can not look ahead. */
#define RULE_WIDTH     20
#define CITATION_WIDTH 18

struct span_of_time {
	usec_t from, to;
};

/* Where the rows go, one board after the other. */
struct output {
	const struct source *source;
	const char *board;
	struct writer writer;
	struct summary summary;
	bool headed;      /* this board is, in the text form */
	day_t day;        /* the last one that is */
	bool provisional; /* a line of the text form is */
	bool colors;
};

static int write_row(const struct plan_line *line, void *userdata)
{
	struct output *o = userdata;
	const struct showing *s = &line->showing;
	bool has_rule = line->rule && *line->rule;
	json_t *row = json_pack("{s:o, s:o, s:o, s:o, s:o}", "board", writer_string(o->board),
				"from", writer_time(s->since, o->source->zone), "until",
				writer_time(s->until, o->source->zone), "rule",
				writer_string_or_null(line->rule), "priority",
				has_rule ? json_integer(line->priority) : json_null());

	if (row && (showing_json_what(s, row) < 0 ||
		    json_object_set_new(row, "provisional", json_boolean(line->provisional)) < 0)) {
		json_decref(row);
		row = NULL;
	}
	writer_item(&o->writer, row);
	return o->writer.failed ? -EIO : 0;
}

/* "08:00:16.250" out of RFC 3339. */
static void print_clock(usec_t at, const struct zone *z)
{
	char buf[TIMETEXT_MAX];

	printf("%.12s  ", time_format(at, z, buf) + strlen("2026-12-04T"));
}

static void print_board(struct output *o)
{
	if (o->headed)
		return;
	o->headed = true;
	o->day = INT32_MIN;
	table_pad(stdout, o->board, 0);
	printf(" (set %.12s)\n", o->source->digest);
}

static void print_day(struct output *o, usec_t at)
{
	day_t day = zone_day(o->source->zone, at);
	char buf[TIMETEXT_MAX];

	if (day == o->day)
		return;
	o->day = day;
	printf("%s%.10s%s\n", o->colors ? tint_start(TINT_BOLD) : "",
	       time_format(at, o->source->zone, buf), o->colors ? tint_start(TINT_NONE) : "");
}

static int print_row(const struct plan_line *line, void *userdata)
{
	struct output *o = userdata;
	const struct showing *s = &line->showing;
	_cleanup_(freep) char *citation = showing_citation(s), *rows = showing_joined_rows(s),
			      *rule = rule_label(line->rule, line->provisional);

	if (!citation || !rows || !rule)
		return -ENOMEM;
	o->provisional = o->provisional || line->provisional;
	print_board(o);
	print_day(o, s->since);
	print_clock(s->since, o->source->zone);
	print_clock(s->until, o->source->zone);
	table_pad(stdout, rule, RULE_WIDTH);
	if (showing_is_dark(s))
		return puts("  dark") == EOF ? -EIO : 0;
	fputs("  ", stdout);
	table_pad(stdout, citation, CITATION_WIDTH);
	printf("  %u/%u  ", s->page + 1, s->n_pages);
	table_pad(stdout, rows, 0);
	return putchar('\n') == EOF ? -EIO : 0;
}

static int count_row(const struct plan_line *line, void *userdata)
{
	struct output *o = userdata;

	return summary_add(&o->summary, o->board, line);
}

static int plan_boards(struct source *s, char *const *boards, size_t n, struct span_of_time span,
		       plan_fn fn, struct output *o)
{
	for (size_t i = 0; i < n; i++) {
		int r;

		o->board = boards[i];
		o->headed = false;
		r = s->ops->plan(s, boards[i], span.from, span.to, fn, o);
		if (r < 0)
			return r;
	}
	return 0;
}

static json_t *summary_json(const struct summary_row *row)
{
	const struct showing *what = &row->what;

	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:f, s:b}", "board",
			 writer_string(row->board), "rule", writer_string_or_null(row->rule),
			 "playlist", writer_string_or_null(what->playlist), "law",
			 writer_string_or_null(what->law), "article",
			 writer_string_or_null(what->article), "text",
			 writer_string_or_null(what->text), "plays",
			 (json_int_t) (showing_is_dark(what) ? 0 : row->n_plays), "seconds",
			 (double) row->airtime / (double) USEC_PER_SEC, "provisional",
			 (int) row->provisional);
}

static void add_summary_row(struct table *t, const struct summary_row *row)
{
	_cleanup_(freep) char *citation = showing_citation(&row->what),
			      *rule = rule_label(row->rule, row->provisional);
	uint64_t seconds = (row->airtime + USEC_PER_SEC / 2) / USEC_PER_SEC;
	bool dark = showing_is_dark(&row->what);

	table_add(t, TINT_NONE, row->board);
	table_add(t, TINT_NONE, rule);
	table_add(t, TINT_NONE, *row->what.playlist && !dark ? row->what.playlist : "-");
	table_addf(t, TINT_NONE, "%5ju", (uintmax_t) (dark ? 0 : row->n_plays));
	table_addf(t, TINT_NONE, "%3ju:%02ju:%02ju", (uintmax_t) (seconds / 3600),
		   (uintmax_t) (seconds / 60 % 60), (uintmax_t) (seconds % 60));
	table_add(t, TINT_NONE, citation);
	table_add(t, TINT_NONE, dark ? "dark" : row->what.text);
}

static int summary_print(struct output *o, bool json)
{
	static const char *const headings[] = { "BOARD", "RULE",    "PLAYLIST", "PLAYS",
						"TIME",  "ARTICLE", "TEXT" };
	struct table t;
	int r;

	summary_sort(&o->summary);
	for (size_t i = 0; json && i < o->summary.n; i++)
		writer_item(&o->writer, summary_json(o->summary.rows[i]));
	if (json)
		return 0;
	table_init(&t, ARRAY_SIZE(headings), headings);
	for (size_t i = 0; i < o->summary.n; i++) {
		add_summary_row(&t, o->summary.rows[i]);
		o->provisional = o->provisional || o->summary.rows[i]->provisional;
	}
	printf("set %.12s\n", o->source->digest);
	r = table_print(&t, stdout, o->colors);
	table_done(&t);
	return r;
}

static int plan(const struct cli *cli, struct source *s, char *const *boards, size_t n,
		struct span_of_time span)
{
	plan_fn fn = cli->summary ? count_row : cli->json ? write_row : print_row;
	struct output o = { .source = s, .colors = terminal_has_colors(cli, stdout) };
	int r;

	r = plan_boards(s, boards, n, span, fn, &o);
	if (r >= 0 && cli->summary)
		r = summary_print(&o, cli->json);
	if (r >= 0 && cli->json)
		r = writer_array_stop(&o.writer);
	if (r >= 0 && o.provisional && puts(PROVISIONAL_LEGEND) == EOF)
		r = -EIO;
	summary_done(&o.summary);
	if (r == -ENOMEM)
		return out_of_memory();
	return r < 0 ? EXIT_FAILED : EXIT_DONE;
}

static int bad_time(const char *option, const char *text)
{
	return misused("'%s' of %s is not a time (try 2026-12-04 or \"2026-12-04 08:00\")", text,
		       option);
}

/* A clock time after --to is of the day of --from. */
static int parse_to(const char *text, const struct source *s, usec_t from, usec_t *ret)
{
	usec_t base = isdigit((unsigned char) *text) ? from : s->now;
	bool is_date;
	int r = time_parse(text, s->zone, base, ret, &is_date);

	if (r >= 0 && is_date)
		*ret = zone_midnight(s->zone, zone_day(s->zone, *ret) + 1);
	return r;
}

/* The same wall time so many days later. */
static usec_t days_after(const struct zone *z, usec_t at, int days)
{
	day_t day;
	int64_t msec = zone_wall(z, at, &day);

	return zone_instant(z, day + days, msec, ZONE_END);
}

static int parse_span(const struct cli *cli, const struct source *s, struct span_of_time *ret)
{
	struct span_of_time span = { .from = s->now };

	if (cli->from && time_parse(cli->from, s->zone, s->now, &span.from, NULL) < 0)
		return bad_time("--from", cli->from);
	span.to = zone_midnight(s->zone, zone_day(s->zone, span.from) + 1);
	if (cli->to && parse_to(cli->to, s, span.from, &span.to) < 0)
		return bad_time("--to", cli->to);
	if (span.to <= span.from)
		return misused("the plan would end before it begins");
	if (!cli->force && span.to > days_after(s->zone, span.from, PLAN_DAYS_MAX))
		return misused("the plan is longer than %d days (--force if it is meant)",
			       PLAN_DAYS_MAX);
	*ret = span;
	return EXIT_DONE;
}

static void names_free(char **names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(names[i]);
	free(names);
}

int verb_plan(const struct cli *cli, int argc, char **argv)
{
	_cleanup_(source_closep) struct source s = { 0 };
	struct span_of_time span;
	char **boards;
	size_t n;
	int r;

	if (cli->from && !time_is_written(cli->from))
		return bad_time("--from", cli->from);
	if (cli->to && !time_is_written(cli->to))
		return bad_time("--to", cli->to);
	r = source_open(&s, cli);
	if (r == EXIT_DONE)
		r = parse_span(cli, &s, &span);
	if (r != EXIT_DONE)
		return r;
	if (argc > 0)
		return plan(cli, &s, argv, 1, span);
	if (s.ops->boards(&s, &boards, &n) < 0)
		return EXIT_FAILED;
	r = plan(cli, &s, boards, n, span);
	names_free(boards, n);
	return r;
}
