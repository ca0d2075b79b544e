/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/fleet_print.h"
#include "cli/showing.h"
#include "cli/states.h"
#include "cli/table.h"

#define NOT_ASKED "not asked"

/* Of an object; "" for what is not there, or no string. */
static const char *text(const json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));

	return s ? s : "";
}

static const char *text_or_dash(const json_t *object, const char *key)
{
	const char *s = text(object, key);

	return *s ? s : "-";
}

/* RFC 3339; the clock alone where it is of the same day as @now. */
static void add_time(struct table *t, const char *at, const char *now)
{
	if (strlen(at) < 19)
		table_add(t, TINT_NONE, "-");
	else if (strncmp(at, now, 10) == 0)
		table_addf(t, TINT_NONE, "%.8s", at + 11);
	else
		table_addf(t, TINT_NONE, "%.10s %.8s", at, at + 11);
}

static void add_showing(struct table *t, const json_t *showing)
{
	_cleanup_(freep) char *citation = NULL;

	if (!json_is_object(showing)) {
		table_add(t, TINT_NONE, "-");
		table_add(t, TINT_NONE, NULL);
		return;
	}
	citation = citation_text(text(showing, "playlist"), text(showing, "law"),
				 text(showing, "article"));
	table_add(t, TINT_NONE, citation);
	table_addf(t, TINT_NONE, "%s / %d of %d", text(showing, "text"),
		   (int) json_integer_value(json_object_get(showing, "page")),
		   (int) json_integer_value(json_object_get(showing, "pages")));
}

static void add_board(struct table *t, const char *host, const json_t *board, const char *now)
{
	const json_t *showing = json_object_get(board, "showing");
	const struct state_look *look = state_find(text(board, "state"));
	_cleanup_(freep) char *rule =
		rule_label(text(board, "rule"),
			   json_is_true(json_object_get(board, "provisional")));

	table_add(t, TINT_NONE, host);
	table_add(t, TINT_NONE, text(board, "name"));
	table_add(t, TINT_NONE, text(board, "line"));
	table_add(t, look ? look->tint : TINT_NONE, text(board, "state"));
	table_add(t, TINT_DIM, text_or_dash(board, "at_best"));
	add_time(t, text(showing, "since"), now);
	add_time(t, text(showing, "until"), now);
	table_add(t, TINT_NONE, rule);
	add_showing(t, showing);
}

/* A row of dashes, with a word in its place and @text at the end. */
static void add_row(struct table *t, const char *host, unsigned column, enum tint tint,
		    const char *word, const char *text_at_end)
{
	table_add(t, TINT_NONE, host);
	for (unsigned i = 1; i + 1 < t->n_columns; i++)
		table_add(t, i == column ? tint : TINT_NONE, i == column ? word : "-");
	table_add(t, TINT_NONE, text_at_end);
}

static void add_gateway(struct table *t, const struct fleet_answer *a)
{
	json_t *boards = json_object_get(a->json, "boards"), *board;
	size_t i;

	if (!fleet_answered(a)) {
		add_row(t, a->host, 3, TINT_BAD, NOT_ASKED, fleet_error(a));
		return;
	}
	if (json_array_size(boards) == 0)
		add_row(t, a->host, 1, TINT_DIM, "no boards", NULL);
	json_array_foreach(boards, i, board) add_board(t, a->host, board, text(a->json, "time"));
}

static bool is_provisional(const json_t *json)
{
	json_t *board;
	size_t i;

	json_array_foreach(json_object_get(json, "boards"), i,
			   board) if (json_is_true(json_object_get(board,
								   "provisional"))) return true;
	return false;
}

/* What is not well there besides the boards. */
static void print_notes(const struct fleet_answer *a)
{
	const char *clock = text(a->json, "clock");
	size_t n = json_array_size(json_object_get(a->json, "incidents"));

	if (!fleet_answered(a))
		return;
	if (strcmp(clock, "trusted") != 0) {
		table_pad(stdout, a->host, 0);
		printf(": clock ");
		table_pad(stdout, clock, 0);
		putchar('\n');
	}
	if (*text(a->json, "reload_error")) {
		table_pad(stdout, a->host, 0);
		puts(": the last reload was refused");
	}
	if (n > 0) {
		table_pad(stdout, a->host, 0);
		printf(": %zu incident%s\n", n, n == 1 ? "" : "s");
	}
}

int fleet_print_status(const struct cli *cli, const struct fleet_answer *answers, size_t n)
{
	static const char *const headings[] = { "GATEWAY", "BOARD", "LINE", "STATE",   "AT BEST",
						"SINCE",   "UNTIL", "RULE", "ARTICLE", "TEXT" };
	bool provisional = false;
	struct table t;
	int r;

	table_init(&t, ARRAY_SIZE(headings), headings);
	for (size_t i = 0; i < n; i++) {
		add_gateway(&t, &answers[i]);
		provisional |= is_provisional(answers[i].json);
	}
	r = table_print(&t, stdout, terminal_has_colors(cli, stdout));
	table_done(&t);
	if (provisional)
		puts(PROVISIONAL_LEGEND);
	for (size_t i = 0; i < n; i++)
		print_notes(&answers[i]);
	return r < 0 ? out_of_memory() : EXIT_DONE;
}

static void add_incident(struct table *t, const char *host, const json_t *v)
{
	bool open = json_is_true(json_object_get(v, "open"));
	const char *level = text(v, "level");

	table_add(t, TINT_NONE, host);
	table_addf(t, TINT_NONE, "%" JSON_INTEGER_FORMAT,
		   json_integer_value(json_object_get(v, "id")));
	table_add(t, strcmp(level, "err") == 0 ? TINT_BAD : TINT_WARN, level);
	table_add(t, TINT_NONE, text(v, "kind"));
	table_add(t, TINT_NONE, text_or_dash(v, "subject"));
	add_time(t, text(v, "opened"), "");
	if (open)
		table_add(t, TINT_BOLD, "open");
	else
		add_time(t, text(v, "closed"), "");
	table_addf(t, TINT_NONE, "%" JSON_INTEGER_FORMAT,
		   json_integer_value(json_object_get(v, "count")));
	table_add(t, TINT_DIM, json_is_true(json_object_get(v, "seen")) ? "yes" : "no");
	table_add(t, TINT_NONE, text(v, "text"));
}

int fleet_print_incidents(const struct cli *cli, const struct fleet_answer *answers, size_t n)
{
	static const char *const headings[] = { "GATEWAY", "ID",    "LEVEL", "INCIDENT", "ABOUT",
						"SINCE",   "UNTIL", "COUNT", "SEEN",     "TEXT" };
	size_t rows = 0, k;
	struct table t;
	json_t *v;
	int r = 0;

	table_init(&t, ARRAY_SIZE(headings), headings);
	for (size_t i = 0; i < n; i++) {
		if (!fleet_answered(&answers[i]))
			add_row(&t, answers[i].host, 3, TINT_BAD, NOT_ASKED,
				fleet_error(&answers[i]));
		rows += fleet_answered(&answers[i]) ? json_array_size(answers[i].json) : 1;
		json_array_foreach(answers[i].json, k, v) add_incident(&t, answers[i].host, v);
	}
	if (rows > 0)
		r = table_print(&t, stdout, terminal_has_colors(cli, stdout));
	else
		puts(cli->all ? "no incidents" : "no incidents that are open or not seen");
	table_done(&t);
	return r < 0 ? out_of_memory() : EXIT_DONE;
}
