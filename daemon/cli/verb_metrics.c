/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/exposition.h"
#include "cli/figures.h"
#include "cli/metrics.h"
#include "cli/output.h"
#include "cli/verbs.h"
#include "cli/writer.h"

#define ORDER_FIELDS "tssttubsas"

void metrics_add_up(struct exposition *e, const char *gateway, bool up)
{
	const char *before = e->gateway;

	e->gateway = gateway;
	exposition_family(e, "pufa_up", "gauge", "1: pufad answered when it was asked.");
	exposition_sample(e, json_integer(up), LABELS_END);
	e->gateway = before;
}

static void add_time(struct exposition *e, const char *name, const char *help, usec_t at)
{
	exposition_family(e, name, "gauge", help);
	if (at != 0 && at != USEC_NEVER)
		exposition_sample(e, exposition_time(at), LABELS_END);
}

static void add_manager(struct exposition *e, struct client *c)
{
	const struct manager_view *m = &c->manager;

	exposition_family(e, "pufa_build_info", "gauge", "1; the version is a label.");
	exposition_sample(e, json_integer(1), "version", m->version, LABELS_END);
	exposition_family(e, "pufa_set_info", "gauge",
			  "1; the site and the digest of the files in force are labels.");
	exposition_sample(e, json_integer(1), "site", m->site, "digest", m->digest, LABELS_END);
	exposition_family(e, "pufa_clock_trusted", "gauge", "1: the clock is trusted.");
	exposition_sample(e, json_integer(strcmp(m->clock, "trusted") == 0), LABELS_END);
	exposition_family(e, "pufa_reload_ok", "gauge",
			  "0: the last reload was refused, the set before it is in force.");
	exposition_sample(e, json_integer(!m->last_reload_error || !*m->last_reload_error),
			  LABELS_END);
	add_time(e, "pufa_set_loaded_timestamp_seconds", "When the files in force were loaded.",
		 m->loaded_at);
	add_time(e, "pufa_log_last_record_timestamp_seconds",
		 "When the last record of the play log was made.", figures_ask_log_time(c));
}

static void add_states(struct exposition *e, const struct board_view *b)
{
	const struct state_look *look = state_find(b->state);

	for (size_t i = 0; i < N_BOARD_STATES; i++)
		exposition_sample(e, json_integer(look == &state_looks[i]), "board", b->name,
				  "line", b->line, "state", state_looks[i].name, LABELS_END);
}

static void add_board_times(struct exposition *e, const struct board_view *boards, size_t n)
{
	exposition_family(e, "pufa_board_last_seen_timestamp_seconds", "gauge",
			  "When the board was last heard; none where nothing came yet.");
	for (size_t i = 0; i < n; i++)
		if (boards[i].last_seen != 0 && boards[i].last_seen != USEC_NEVER)
			exposition_sample(e, exposition_time(boards[i].last_seen), "board",
					  boards[i].name, LABELS_END);
	exposition_family(e, "pufa_board_last_error_timestamp_seconds", "gauge",
			  "When something last went wrong with the board; none where nothing did.");
	for (size_t i = 0; i < n; i++)
		if (boards[i].last_error_at != 0 && boards[i].last_error_at != USEC_NEVER)
			exposition_sample(e, exposition_time(boards[i].last_error_at), "board",
					  boards[i].name, LABELS_END);
}

static void add_boards(struct exposition *e, const struct board_view *boards, size_t n)
{
	exposition_family(e, "pufa_board_state", "gauge", "1 for the state that the board is in.");
	for (size_t i = 0; i < n; i++)
		add_states(e, &boards[i]);
	exposition_family(e, "pufa_board_info", "gauge",
			  "1; certainty: the best that can be known of this make.");
	for (size_t i = 0; i < n; i++)
		exposition_sample(e, json_integer(1), "board", boards[i].name, "title",
				  boards[i].title, "certainty", boards[i].certainty, LABELS_END);
	add_board_times(e, boards, n);
	exposition_family(e, "pufa_board_forgot_total", "counter",
			  "How often the board lost what it was given, since pufad began.");
	for (size_t i = 0; i < n; i++)
		exposition_sample(e, json_integer(boards[i].forgot), "board", boards[i].name,
				  LABELS_END);
}

static void add_lines(struct exposition *e, const struct line_view *lines, size_t n)
{
	exposition_family(e, "pufa_line_up", "gauge",
			  "1: the port or connection is open; none where it was not used yet.");
	for (size_t i = 0; i < n; i++)
		if (strcmp(lines[i].state, "idle") != 0)
			exposition_sample(e, json_integer(strcmp(lines[i].state, "up") == 0),
					  "line", lines[i].name, "endpoint", lines[i].endpoint,
					  LABELS_END);
}

/* Does an earlier incident have the kind and level?  Then it was counted with that. */
static bool is_counted(const struct manager_view *m, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (m->incidents[i].open &&
		    strcmp(m->incidents[i].kind, m->incidents[at].kind) == 0 &&
		    strcmp(m->incidents[i].level, m->incidents[at].level) == 0)
			return true;
	return false;
}

static unsigned count_like(const struct manager_view *m, const struct incident_view *v)
{
	unsigned n = 0;

	for (size_t i = 0; i < m->n_incidents; i++)
		n += m->incidents[i].open && strcmp(m->incidents[i].kind, v->kind) == 0 &&
		     strcmp(m->incidents[i].level, v->level) == 0;
	return n;
}

static void add_incidents(struct exposition *e, const struct manager_view *m)
{
	unsigned unseen = 0;

	exposition_family(e, "pufa_incidents_open", "gauge",
			  "Incidents that are open; none of a kind that is not.");
	for (size_t i = 0; i < m->n_incidents; i++) {
		const struct incident_view *v = &m->incidents[i];

		unseen += !v->seen;
		if (v->open && !is_counted(m, i))
			exposition_sample(e, json_integer(count_like(m, v)), "kind", v->kind,
					  "level", v->level, LABELS_END);
	}
	exposition_family(e, "pufa_incidents_unseen", "gauge",
			  "Incidents, open or over, that nobody has seen yet.");
	exposition_sample(e, json_integer(unseen), LABELS_END);
}

struct order_counts {
	unsigned notices, blanks;
};

static int count_orders(sd_bus_message *m, struct order_counts *ret)
{
	const char *kind;
	int r;

	if (sd_bus_message_enter_container(m, 'v', "a(" ORDER_FIELDS ")") <= 0 ||
	    sd_bus_message_enter_container(m, 'a', "(" ORDER_FIELDS ")") <= 0)
		return -EBADMSG;
	while ((r = sd_bus_message_enter_container(m, 'r', ORDER_FIELDS)) > 0) {
		if (sd_bus_message_read(m, "ts", NULL, &kind) <= 0)
			return -EBADMSG;
		ret->notices += strcmp(kind, "notice") == 0;
		ret->blanks += strcmp(kind, "blank") == 0;
		if (sd_bus_message_skip(m, "sttubsas") < 0 || sd_bus_message_exit_container(m) < 0)
			return -EBADMSG;
	}
	return r < 0 ? -EBADMSG : 0;
}

/* A service of before there were orders has none to tell. */
static void add_orders(struct exposition *e, struct client *c)
{
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	struct order_counts counts = { 0 };

	if (client_call(c, CALL_TIMEOUT, PUFA_PATH, "org.freedesktop.DBus.Properties", "Get",
			&reply, "ss", PUFA_MANAGER, "Orders") < 0 ||
	    count_orders(reply, &counts) < 0)
		return;
	exposition_family(e, "pufa_orders", "gauge", "Orders that people put up and that last.");
	exposition_sample(e, json_integer(counts.notices), "kind", "notice", LABELS_END);
	exposition_sample(e, json_integer(counts.blanks), "kind", "blank", LABELS_END);
}

/* All or, but for pufa_up, nothing: what is not known is no zero. */
static int ask(struct exposition *e, struct client *c, const char *host)
{
	struct board_view *boards = NULL;
	struct line_view *lines = NULL;
	size_t n_boards = 0, n_lines = 0;
	int r = client_open(c, host);

	if (r >= 0)
		r = client_boards(c, &boards, &n_boards);
	if (r >= 0)
		r = client_lines(c, &lines, &n_lines);
	metrics_add_up(e, host, r >= 0);
	if (r >= 0) {
		add_manager(e, c);
		add_boards(e, boards, n_boards);
		add_lines(e, lines, n_lines);
		add_incidents(e, &c->manager);
		add_orders(e, c);
	}
	board_views_free(boards, n_boards);
	line_views_free(lines, n_lines);
	return r;
}

static void put(FILE *f, const void *userdata)
{
	exposition_print(userdata, f);
}

int metrics_write(const struct cli *cli, struct exposition *e)
{
	if (e->failed)
		return out_of_memory();
	if (cli->output)
		return output_write(cli->output, put, e);
	if (cli->json)
		return writer_document(json_incref(e->families)) < 0
			       ? failed("the answer could not be written")
			       : EXIT_DONE;
	exposition_print(e, stdout);
	return EXIT_DONE;
}

int metrics_check(const struct cli *cli)
{
	if (cli->output && cli->json)
		return misused("'--output' and '--json' do not go together");
	return EXIT_DONE;
}

int verb_metrics(const struct cli *cli, int argc, char **argv)
{
	_cleanup_(exposition_donep) struct exposition e = { 0 };
	_cleanup_(client_closep) struct client c = { 0 };
	int r = metrics_check(cli), up;

	(void) argc;
	(void) argv;
	if (r != EXIT_DONE)
		return r;
	exposition_init(&e, cli->host);
	up = ask(&e, &c, cli->host);
	r = metrics_write(cli, &e);
	/* In a file pufa_up says it, every minute; an alarm is made of that. */
	return r == EXIT_DONE && up < 0 && !cli->output ? failed("%s", c.why) : r;
}
