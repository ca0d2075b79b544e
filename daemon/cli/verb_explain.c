/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/source.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "cli/writer.h"
#include "config/timetext.h"

static json_t *considered_json(const struct explanation *e)
{
	json_t *list = json_array();
	int r = 0;

	for (size_t i = 0; i < e->n_considered; i++) {
		const struct weighed_rule *w = &e->considered[i];

		r |= json_array_append_new(list, json_pack("{s:o, s:o, s:o}", "rule",
							   writer_string(w->rule), "verdict",
							   writer_string(w->verdict), "why",
							   writer_string(w->why)));
	}
	if (r >= 0)
		return list;
	json_decref(list);
	return NULL;
}

static int explain_json(const struct explanation *e, const struct zone *z)
{
	json_t *shows = showing_json_or_null(&e->shows, z);
	int r = writer_document(
		json_pack("{s:o, s:o, s:o, s:o}", "shows", shows, "until", writer_time(e->until, z),
			  "because", writer_string(e->because), "considered", considered_json(e)));

	return r < 0 ? failed("the answer could not be written") : EXIT_DONE;
}

static void add_shows(struct table *t, const struct showing *s)
{
	_cleanup_(freep) char *citation = showing_citation(s), *rows = showing_joined_rows(s);

	table_add(t, TINT_DIM, "shows");
	if (showing_is_dark(s)) {
		table_add(t, TINT_NONE, "nothing");
		return;
	}
	table_addf(t, TINT_NONE, "%s: %s", citation ? citation : "", s->text);
	table_add(t, TINT_DIM, "page");
	table_addf(t, TINT_NONE, "%u of %u: %s", s->page + 1, s->n_pages, rows ? rows : "");
}

static void add_times(struct table *t, const struct explanation *e, const struct zone *z)
{
	char buf[TIMETEXT_MAX];

	table_add(t, TINT_DIM, "because");
	table_add(t, TINT_NONE, e->because);
	table_add(t, TINT_DIM, "until");
	if (e->until && e->until != USEC_NEVER)
		table_add(t, TINT_NONE, time_format(e->until, z, buf));
	else
		table_add(t, TINT_NONE, "not known");
}

static enum tint verdict_tint(const char *verdict)
{
	return strcmp(verdict, "won") == 0 || strcmp(verdict, "shares") == 0 ? TINT_GOOD
									     : TINT_NONE;
}

static int print_considered(const struct explanation *e, bool colors)
{
	static const char *const headings[] = { "RULE", "VERDICT", "WHY" };
	struct table t;
	int r;

	putchar('\n');
	if (e->n_considered == 0)
		return puts("no rule names this board") == EOF ? -EIO : 0;
	table_init(&t, ARRAY_SIZE(headings), headings);
	for (size_t i = 0; i < e->n_considered; i++) {
		const struct weighed_rule *w = &e->considered[i];

		table_add(&t, TINT_NONE, w->rule);
		table_add(&t, verdict_tint(w->verdict), w->verdict);
		table_add(&t, TINT_NONE, w->why);
	}
	r = table_print(&t, stdout, colors);
	table_done(&t);
	return r;
}

static int explain_text(const struct explanation *e, const struct source *s, const char *board,
			usec_t at, bool colors)
{
	day_t day = zone_day(s->zone, at);
	char buf[TIMETEXT_MAX];
	struct table t;
	int r;

	table_pad(stdout, board, 0);
	printf(" at %s (set %.12s)\n", time_format(at, s->zone, buf), s->digest);
	table_init(&t, 2, NULL);
	add_shows(&t, &e->shows);
	add_times(&t, e, s->zone);
	r = table_print(&t, stdout, colors);
	table_done(&t);
	/* Outside of its span a schedule weighs no rule, and has said so. */
	if (r >= 0 && day >= DAY_FIRST && day <= DAY_LAST)
		r = print_considered(e, colors);
	return r < 0 ? out_of_memory() : EXIT_DONE;
}

static int bad_time(const char *text)
{
	return misused("'%s' is not a time (try 2026-12-04 or \"2026-12-04 08:00\")", text);
}

int verb_explain(const struct cli *cli, int argc, char **argv)
{
	_cleanup_(source_closep) struct source s = { 0 };
	struct explanation e;
	usec_t at;
	int r;

	if (argc > 1 && !time_is_written(argv[1]))
		return bad_time(argv[1]);
	r = source_open(&s, cli);
	if (r != EXIT_DONE)
		return r;
	at = s.now;
	r = argc > 1 ? time_parse(argv[1], s.zone, s.now, &at, NULL) : 0;
	if (r == -ERANGE)
		return misused("'%s' is too far: the schedule knows only the years %d to %d",
			       argv[1], YEAR_FIRST, YEAR_LAST);
	if (r < 0)
		return bad_time(argv[1]);
	if (s.ops->explain(&s, argv[0], at, &e) < 0)
		return EXIT_FAILED;
	/* A page has its whole time there; what cuts it short is in the answer's own. */
	if (e.until && e.until < e.shows.until)
		e.shows.until = e.until;
	r = cli->json ? explain_json(&e, s.zone)
		      : explain_text(&e, &s, argv[0], at, terminal_has_colors(cli, stdout));
	explanation_done(&e);
	return r;
}
