/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/client.h"
#include "cli/states.h"
#include "cli/verbs.h"
#include "cli/writer.h"

static const char *const level_names[] = {
	[HEALTH_OK] = "OK",
	[HEALTH_WARNING] = "WARNING",
	[HEALTH_CRITICAL] = "CRITICAL",
	[HEALTH_UNKNOWN] = "UNKNOWN",
};

struct health {
	int level;
	bool counted; /* the boards could be asked for */
	unsigned counts[N_BOARD_STATES];
	unsigned incidents; /* open, or not seen */
	char message[768];
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

/* Given a page, a board of which nothing ever comes back is as well as it can be known to be. */
static bool is_at_best(const struct board_view *b)
{
	return b->certainty && strcmp(b->certainty, "sent") == 0 && b->showing.text &&
	       *b->showing.text;
}

static void weigh_boards(struct health *h, const struct board_view *boards, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct state_look *look = state_find(boards[i].state);

		h->counts[look - state_looks]++;
		if (look != &state_looks[BOARD_UNKNOWN] || !is_at_best(&boards[i]))
			raise_to(h, look->health);
	}
	h->counted = true;
	add(h, "%zu board%s", n, n == 1 ? "" : "s");
	for (size_t i = 0, k = 0; i < N_BOARD_STATES; i++)
		if (h->counts[i] > 0)
			add(h, "%s %u %s", k++ ? "," : ":", h->counts[i], state_looks[i].name);
}

static void weigh_manager(struct health *h, const struct manager_view *m)
{
	if (strcmp(m->clock, "trusted") != 0) {
		raise_to(h, HEALTH_WARNING);
		add(h, "; clock %s", m->clock);
	}
	if (m->last_reload_error && *m->last_reload_error) {
		raise_to(h, HEALTH_WARNING);
		add(h, "; last reload failed: %.*s", (int) strcspn(m->last_reload_error, "\n"),
		    m->last_reload_error);
	}
}

#define INCIDENTS_NAMED 3

static void weigh_incidents(struct health *h, const struct manager_view *m)
{
	for (size_t i = 0; i < m->n_incidents; i++) {
		const struct incident_view *v = &m->incidents[i];
		_cleanup_(freep) char *title = NULL;

		if (!incident_is_current(v))
			continue;
		raise_to(h, v->open && incident_is_err(v) ? HEALTH_CRITICAL : HEALTH_WARNING);
		if (++h->incidents > INCIDENTS_NAMED)
			continue;
		title = incident_title(v);
		add(h, "%s%s%s", h->incidents == 1 ? "; incidents: " : ", ", title ? title : "",
		    v->open ? "" : " (over, not seen)");
	}
	if (h->incidents > INCIDENTS_NAMED)
		add(h, " and %u more", h->incidents - INCIDENTS_NAMED);
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
	weigh_boards(h, boards, n);
	weigh_manager(h, &c.manager);
	weigh_incidents(h, &c.manager);
	board_views_free(boards, n);
}

static int print_json(const struct health *h)
{
	json_t *counts = json_object();

	for (size_t i = 0; i < N_BOARD_STATES; i++)
		json_object_set_new(counts, state_looks[i].name, json_integer(h->counts[i]));
	return writer_document(json_pack("{s:s, s:i, s:o, s:o, s:i}", "status",
					 level_names[h->level], "code", h->level, "message",
					 writer_string(h->message), "boards", counts, "incidents",
					 (int) h->incidents)) < 0
		       ? HEALTH_UNKNOWN
		       : h->level;
}

/* A plugin's one line: what is before the bar is for people, what is after it for graphs. */
static int print_line(struct health *h)
{
	_cleanup_(freep) char *safe = NULL;

	for (char *s = h->message; *s; s++)
		if (*s == '|')
			*s = '/';
	safe = text_escape(h->message);
	printf("PUFA %s - %s%s", level_names[h->level], safe ? safe : "", h->counted ? " |" : "");
	for (size_t i = 0; h->counted && i < N_BOARD_STATES; i++)
		printf(" %s=%u", state_looks[i].name, h->counts[i]);
	if (h->counted)
		printf(" incidents=%u", h->incidents);
	putchar('\n');
	return h->level;
}

int verb_health(const struct cli *cli, int argc, char **argv)
{
	struct health h = { .level = HEALTH_OK };

	(void) argc;
	(void) argv;
	ask(&h, cli->host);
	return cli->json ? print_json(&h) : print_line(&h);
}
