/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/figures.h"
#include "cli/health.h"
#include "cli/verbs.h"
#include "cli/writer.h"

const char *const health_names[] = {
	[HEALTH_OK] = "OK",
	[HEALTH_WARNING] = "WARNING",
	[HEALTH_CRITICAL] = "CRITICAL",
	[HEALTH_UNKNOWN] = "UNKNOWN",
};

#define DETAILS_MAX 50 /* lines; a plugin's output is cut by some at 8 KiB */

struct health {
	int level;
	bool counted; /* the boards could be asked for */
	struct figures figures;
	char message[512];
	char *details[DETAILS_MAX + 1]; /* lines that say more */
	size_t n_details;
};

static void raise_to(struct health *h, int level)
{
	if (level > h->level)
		h->level = level;
}

static _printf_(2, 3) void add(struct health *h, const char *fmt, ...)
{
	size_t n = strlen(h->message);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(h->message + n, sizeof(h->message) - n, fmt, ap);
	va_end(ap);
}

/* One that can not be kept is left out: the first line says it all in short. */
static _printf_(2, 3) void add_detail(struct health *h, const char *fmt, ...)
{
	bool is_last = h->n_details == DETAILS_MAX;
	va_list ap;
	int r;

	if (h->n_details > DETAILS_MAX)
		return;
	va_start(ap, fmt);
	r = is_last ? asprintf(&h->details[h->n_details], "and more")
		    : vasprintf(&h->details[h->n_details], fmt, ap);
	va_end(ap);
	h->n_details += r >= 0;
}

/* Given a page, a board of which nothing ever comes back is as well as it can be known to be. */
static bool is_at_best(const struct board_view *b)
{
	return b->certainty && strcmp(b->certainty, "sent") == 0 && b->showing.text &&
	       *b->showing.text;
}

static void weigh_board(struct health *h, const struct board_view *b)
{
	const struct state_look *look = state_find(b->state);
	bool has_error = b->last_error && *b->last_error;

	if (look->health == HEALTH_OK || (look == &state_looks[BOARD_UNKNOWN] && is_at_best(b)))
		return;
	raise_to(h, look->health);
	add_detail(h, "board %s %s%s%s", b->name, look->name, has_error ? ": " : "",
		   has_error ? b->last_error : "");
}

/* "5 boards verified", "5 boards: 4 verified, 1 offline". */
static void add_states(struct health *h)
{
	const struct figures *f = &h->figures;
	bool first = true;

	add(h, "%u board%s", f->boards, f->boards == 1 ? "" : "s");
	for (size_t i = 0; i < N_BOARD_STATES; i++) {
		if (f->states[i] == 0)
			continue;
		if (f->states[i] == f->boards)
			add(h, " %s", state_looks[i].name);
		else
			add(h, "%s %u %s", first ? ":" : ",", f->states[i], state_looks[i].name);
		first = false;
	}
}

static void weigh_boards(struct health *h, const struct client *c, const struct board_view *boards,
			 size_t n)
{
	figures_count(&h->figures, c, boards, n);
	h->counted = true;
	add_states(h);
	for (size_t i = 0; i < n; i++)
		weigh_board(h, &boards[i]);
}

static void weigh_manager(struct health *h, const struct manager_view *m)
{
	if (strcmp(m->clock, "trusted") != 0) {
		raise_to(h, HEALTH_WARNING);
		add(h, "; clock %s", m->clock);
	}
	if (m->last_reload_error && *m->last_reload_error) {
		raise_to(h, HEALTH_WARNING);
		add(h, "; last reload refused");
		add_detail(h, "last reload refused: %.*s",
			   (int) strcspn(m->last_reload_error, "\n"), m->last_reload_error);
	}
	if (m->rolled_back_by && *m->rolled_back_by) {
		raise_to(h, HEALTH_WARNING);
		add(h, "; rolled back by %s: the files on the disk are not in force",
		    m->rolled_back_by);
	}
}

static void weigh_incidents(struct health *h, const struct manager_view *m)
{
	unsigned n = h->figures.incidents;

	if (n > 0)
		add(h, "; %u incident%s", n, n == 1 ? "" : "s");
	for (size_t i = 0; i < m->n_incidents; i++) {
		const struct incident_view *v = &m->incidents[i];
		_cleanup_(freep) char *title = NULL;

		if (!incident_is_current(v))
			continue;
		raise_to(h, v->open && incident_is_err(v) ? HEALTH_CRITICAL : HEALTH_WARNING);
		title = incident_title(v);
		add_detail(h, "incident %llu %s%s: %s", (unsigned long long) v->id,
			   title ? title : "", v->open ? "" : " (over, not seen)", v->text);
	}
}

static void ask(struct health *h, const char *host)
{
	_cleanup_(client_closep) struct client c = { 0 };
	struct board_view *boards;
	size_t n;

	if (client_open(&c, host) < 0 || client_boards(&c, &boards, &n) < 0) {
		raise_to(h, HEALTH_CRITICAL);
		add(h, "%s", c.why);
		return;
	}
	weigh_boards(h, &c, boards, n);
	weigh_manager(h, &c.manager);
	weigh_incidents(h, &c.manager);
	h->figures.log_age = figures_age(figures_ask_log_time(&c), client_now(&c));
	board_views_free(boards, n);
}

static json_t *details_json(const struct health *h)
{
	json_t *list = json_array();
	int r = 0;

	for (size_t i = 0; i < h->n_details; i++)
		r |= json_array_append_new(list, writer_string(h->details[i]));
	if (r == 0)
		return list;
	json_decref(list);
	return NULL;
}

static int print_json(const struct health *h)
{
	json_t *object = json_pack("{s:s, s:i, s:o, s:o, s:n, s:n, s:n, s:n, s:n, s:n}", "status",
				   health_names[h->level], "code", h->level, "message",
				   writer_string(h->message), "details", details_json(h), "boards",
				   "incidents", "incidents_open", "incidents_err", "last_seen_age",
				   "log_age");

	if (object && h->counted && figures_put(&h->figures, object) < 0) {
		json_decref(object);
		object = NULL;
	}
	return writer_document(object) < 0 ? HEALTH_UNKNOWN : h->level;
}

void health_print_line(FILE *out, const char *text)
{
	_cleanup_(freep) char *safe = text_escape(text);

	for (char *s = safe; s && *s; s++)
		if (*s == '|')
			*s = '/';
	fputs(safe ? safe : "", out);
}

/* What is before the bar of the first line is for people, what is after it for graphs. */
static int print_lines_of(const struct health *h)
{
	printf("PUFA %s - ", health_names[h->level]);
	health_print_line(stdout, h->message);
	if (h->counted) {
		fputs(" |", stdout);
		figures_print(&h->figures, stdout);
	}
	putchar('\n');
	for (size_t i = 0; i < h->n_details; i++) {
		health_print_line(stdout, h->details[i]);
		putchar('\n');
	}
	return h->level;
}

int verb_health(const struct cli *cli, int argc, char **argv)
{
	struct health h = { .level = HEALTH_OK };
	int r;

	(void) argc;
	(void) argv;
	figures_init(&h.figures);
	ask(&h, cli->host);
	r = cli->json ? print_json(&h) : print_lines_of(&h);
	for (size_t i = 0; i < h.n_details; i++)
		free(h.details[i]);
	return r;
}
