/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/board_json.h"
#include "cli/states.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "cli/writer.h"
#include "config/timetext.h"

struct chosen {
	const struct board_view *boards;
	size_t n;
	const char *board, *line; /* of the one that was named; NULL: all */
};

/* Null: the files on the disk are in force. */
static json_t *rollback_json(const struct client *c)
{
	const struct manager_view *m = &c->manager;

	if (!m->rolled_back_by || !*m->rolled_back_by)
		return json_null();
	return json_pack("{s:o, s:o}", "by", writer_string(m->rolled_back_by), "at",
			 writer_time(m->rolled_back_at, &c->zone));
}

static int status_json(const struct client *c, struct chosen chosen)
{
	json_t *list = json_array();
	int r = 0;

	for (size_t i = 0; i < chosen.n; i++)
		r |= json_array_append_new(list, board_json(&chosen.boards[i], &c->zone));
	if (r < 0) {
		json_decref(list);
		return out_of_memory();
	}
	r = writer_document(json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "site",
				      writer_string(c->manager.site), "time",
				      writer_time(client_now(c), &c->zone), "clock",
				      writer_string(c->manager.clock), "reload_error",
				      writer_string_or_null(c->manager.last_reload_error),
				      "rolled_back", rollback_json(c), "boards", list, "incidents",
				      incidents_json(c, chosen.board, chosen.line, false), "orders",
				      orders_json(c, chosen.board)));
	return r < 0 ? failed("the answer could not be written") : EXIT_DONE;
}

/* The clock alone where it is of today, with the date where it is not. */
static void add_time(struct table *t, usec_t at, const struct client *c)
{
	char buf[TIMETEXT_MAX];
	bool today;

	if (at == 0 || at == USEC_NEVER) {
		table_add(t, TINT_NONE, "-");
		return;
	}
	today = zone_day(&c->zone, at) == zone_day(&c->zone, client_now(c));
	time_format(at, &c->zone, buf);
	buf[10] = ' ';
	table_addf(t, TINT_NONE, "%.*s", today ? 8 : 19, today ? buf + 11 : buf);
}

static void add_board(struct table *t, const struct board_view *b, const struct client *c)
{
	_cleanup_(freep) char *citation = showing_citation(&b->showing),
			      *rule = rule_label(b->rule, b->provisional);
	const struct state_look *look = state_find(b->state);

	table_add(t, TINT_NONE, b->name);
	table_add(t, TINT_NONE, b->line);
	table_add(t, look ? look->tint : TINT_NONE, b->state);
	table_add(t, TINT_DIM, b->certainty && *b->certainty ? b->certainty : "-");
	add_time(t, b->showing.since, c);
	add_time(t, b->showing.until, c);
	table_add(t, TINT_NONE, rule);
	if (showing_is_dark(&b->showing)) {
		table_add(t, TINT_NONE, "-");
		table_add(t, TINT_NONE, NULL);
		return;
	}
	table_add(t, TINT_NONE, citation);
	table_addf(t, TINT_NONE, "%s / %u of %u", b->showing.text, b->showing.page + 1,
		   b->showing.n_pages);
}

static void print_error(const struct board_view *b, const struct client *c, bool colors)
{
	char buf[TIMETEXT_MAX];

	if (!b->last_error || !*b->last_error)
		return;
	printf("%s", colors ? tint_start(TINT_BAD) : "");
	table_pad(stdout, b->name, 0);
	printf("%s: ", colors ? tint_start(TINT_NONE) : "");
	table_pad(stdout, b->last_error, 0);
	if (b->last_error_at && b->last_error_at != USEC_NEVER)
		printf(" (%s)", time_format(b->last_error_at, &c->zone, buf));
	putchar('\n');
}

static void print_heading(const struct client *c, bool colors)
{
	char buf[TIMETEXT_MAX];
	bool trusted = strcmp(c->manager.clock, "trusted") == 0;

	table_pad(stdout, c->manager.site, 0);
	printf("  %s  clock %s%s%s  set %.12s\n\n", time_format(client_now(c), &c->zone, buf),
	       colors && !trusted ? tint_start(TINT_WARN) : "", c->manager.clock,
	       colors && !trusted ? tint_start(TINT_NONE) : "", c->manager.digest);
}

static void print_reload_error(const struct client *c, bool colors)
{
	const char *error = c->manager.last_reload_error;
	usec_t loaded = c->manager.loaded_at;
	bool dated = loaded && loaded != USEC_NEVER;
	char buf[TIMETEXT_MAX];

	if (!error || !*error)
		return;
	printf("%sthe last reload was refused; the set %s%s is still in force:%s\n",
	       colors ? tint_start(TINT_BAD) : "", dated ? "of " : "before it",
	       dated ? time_format(loaded, &c->zone, buf) : "",
	       colors ? tint_start(TINT_NONE) : "");
	print_lines(stdout, "  ", error);
}

static void print_rollback(const struct client *c, bool colors)
{
	const struct manager_view *m = &c->manager;
	bool dated = m->rolled_back_at && m->rolled_back_at != USEC_NEVER;
	char buf[TIMETEXT_MAX];

	if (!m->rolled_back_by || !*m->rolled_back_by)
		return;
	printf("%srolled back by ", colors ? tint_start(TINT_WARN) : "");
	table_pad(stdout, m->rolled_back_by, 0);
	printf("%s%s: the files on the disk are not in force (pufactl reload puts them in force)%s\n",
	       dated ? " at " : "", dated ? time_format(m->rolled_back_at, &c->zone, buf) : "",
	       colors ? tint_start(TINT_NONE) : "");
}

static bool is_provisional(struct chosen chosen)
{
	for (size_t i = 0; i < chosen.n; i++)
		if (chosen.boards[i].provisional)
			return true;
	return false;
}

static int print_incidents(const struct client *c, struct chosen chosen, bool colors)
{
	if (incidents_count(c, chosen.board, chosen.line, false) == 0)
		return 0;
	putchar('\n');
	return incidents_print(c, chosen.board, chosen.line, false, colors);
}

static int print_orders(const struct client *c, struct chosen chosen, bool colors)
{
	if (orders_count(c, chosen.board) == 0)
		return 0;
	putchar('\n');
	return orders_print(c, chosen.board, colors);
}

static int status_text(const struct client *c, struct chosen chosen, bool colors)
{
	static const char *const headings[] = { "BOARD", "LINE", "STATE",   "AT BEST", "SINCE",
						"UNTIL", "RULE", "ARTICLE", "TEXT" };
	struct table t;
	int r;

	print_heading(c, colors);
	table_init(&t, ARRAY_SIZE(headings), headings);
	for (size_t i = 0; i < chosen.n; i++)
		add_board(&t, &chosen.boards[i], c);
	r = table_print(&t, stdout, colors);
	table_done(&t);
	if (is_provisional(chosen))
		puts(PROVISIONAL_LEGEND);
	for (size_t i = 0; i < chosen.n; i++)
		print_error(&chosen.boards[i], c, colors);
	print_rollback(c, colors);
	print_reload_error(c, colors);
	if (r >= 0)
		r = print_orders(c, chosen, colors);
	if (r >= 0)
		r = print_incidents(c, chosen, colors);
	return r < 0 ? out_of_memory() : EXIT_DONE;
}

static bool choose(struct chosen *chosen, const char *name)
{
	for (size_t i = 0; i < chosen->n; i++)
		if (strcmp(chosen->boards[i].name, name) == 0) {
			*chosen = (struct chosen){ &chosen->boards[i], 1, name,
						   chosen->boards[i].line };
			return true;
		}
	return false;
}

int verb_status(const struct cli *cli, int argc, char **argv)
{
	_cleanup_(client_closep) struct client c = { 0 };
	struct board_view *boards;
	struct chosen chosen;
	size_t n;
	int r;

	if (client_open(&c, cli->host) < 0 || client_boards(&c, &boards, &n) < 0)
		return failed("%s", c.why);
	chosen = (struct chosen){ .boards = boards, .n = n };
	if (argc > 0 && !choose(&chosen, argv[0]))
		r = failed("no board is called '%s'", argv[0]);
	else if (cli->json)
		r = status_json(&c, chosen);
	else
		r = status_text(&c, chosen, terminal_has_colors(cli, stdout));
	board_views_free(boards, n);
	return r;
}
