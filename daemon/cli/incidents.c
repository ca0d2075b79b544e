/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/client.h"
#include "cli/incidents.h"
#include "cli/table.h"
#include "cli/writer.h"
#include "config/timetext.h"

#define INCIDENTS_LIMIT 20000 /* that are still taken for those of one site */
#define FIELDS          "tssssttub"
#define NO_DATE         1 /* an end whose time is not known */

static void done(struct incident_view *v)
{
	free(v->kind);
	free(v->level);
	free(v->subject);
	free(v->text);
}

void incident_views_free(struct incident_view *views, size_t n)
{
	for (size_t i = 0; i < n; i++)
		done(&views[i]);
	free(views);
}

static int read_fields(sd_bus_message *m, struct incident_view *v)
{
	const char *kind, *level, *subject, *text;
	uint64_t closed;
	int seen;

	if (sd_bus_message_read(m, FIELDS, &v->id, &kind, &level, &subject, &text, &v->opened,
				&closed, &v->count, &seen) <= 0)
		return -EBADMSG;
	if (strcmp(level, "err") != 0 && strcmp(level, "warning") != 0)
		return -EBADMSG;
	v->open = closed == 0;
	v->closed = closed == NO_DATE ? 0 : closed;
	v->seen = seen;
	v->kind = strdup(kind);
	v->level = strdup(level);
	v->subject = strdup(subject);
	v->text = strdup(text);
	return v->kind && v->level && v->subject && v->text ? 0 : -ENOMEM;
}

static int read_one(sd_bus_message *m, struct incident_view **views, size_t *n)
{
	struct incident_view v = { 0 }, *grown;
	int r = *n < INCIDENTS_LIMIT ? read_fields(m, &v) : -EBADMSG;

	grown = r < 0 ? NULL : reallocarray(*views, *n + 1, sizeof(v));
	if (!grown) {
		done(&v);
		return r < 0 ? r : -ENOMEM;
	}
	*views = grown;
	grown[(*n)++] = v;
	return 0;
}

int incident_views_read(sd_bus_message *m, struct incident_view **ret, size_t *ret_n)
{
	struct incident_view *views = NULL;
	size_t n = 0;
	int r = sd_bus_message_enter_container(m, 'a', INCIDENT_TYPE) <= 0 ? -EBADMSG : 0;

	while (r >= 0 && (r = sd_bus_message_enter_container(m, 'r', FIELDS)) > 0) {
		r = read_one(m, &views, &n);
		if (r >= 0)
			r = sd_bus_message_exit_container(m);
	}
	if (r < 0 || sd_bus_message_exit_container(m) < 0) {
		incident_views_free(views, n);
		return r == -ENOMEM ? r : -EBADMSG;
	}
	*ret = views;
	*ret_n = n;
	return 0;
}

bool incident_is_current(const struct incident_view *v)
{
	return v->open || !v->seen;
}

bool incident_is_err(const struct incident_view *v)
{
	return strcmp(v->level, "err") == 0;
}

char *incident_title(const struct incident_view *v)
{
	char *title;

	if (asprintf(&title, "%s%s%s", v->kind, *v->subject ? " " : "", v->subject) < 0)
		return NULL;
	return title;
}

json_t *incident_json(const struct incident_view *v, const struct client *c)
{
	return json_pack("{s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:b, s:I}", "id",
			 (json_int_t) v->id, "kind", writer_string(v->kind), "level",
			 writer_string(v->level), "subject", writer_string_or_null(v->subject),
			 "text", writer_string(v->text), "opened", writer_time(v->opened, &c->zone),
			 "closed", writer_time(v->closed, &c->zone), "open", v->open, "seen",
			 v->seen, "count", (json_int_t) v->count);
}

static bool is_chosen(const struct incident_view *v, const char *board, const char *line, bool all)
{
	if (!all && !incident_is_current(v))
		return false;
	return !board || strcmp(v->subject, board) == 0 || (line && strcmp(v->subject, line) == 0);
}

json_t *incidents_json(const struct client *c, const char *board, const char *line, bool all)
{
	json_t *list = json_array();
	int r = 0;

	for (size_t i = 0; list && i < c->manager.n_incidents; i++)
		if (is_chosen(&c->manager.incidents[i], board, line, all))
			r |= json_array_append_new(list,
						   incident_json(&c->manager.incidents[i], c));
	if (r == 0)
		return list;
	json_decref(list);
	return NULL;
}

static void add_time(struct table *t, usec_t at, const struct client *c)
{
	char buf[TIMETEXT_MAX];

	if (at == 0 || at == USEC_NEVER) {
		table_add(t, TINT_NONE, "-");
		return;
	}
	time_format(at, &c->zone, buf);
	buf[10] = ' ';
	table_addf(t, TINT_NONE, "%.19s", buf);
}

static void add_row(struct table *t, const struct incident_view *v, const struct client *c)
{
	table_addf(t, TINT_NONE, "%llu", (unsigned long long) v->id);
	table_add(t, incident_is_err(v) ? TINT_BAD : TINT_WARN, v->level);
	table_add(t, TINT_NONE, v->kind);
	table_add(t, TINT_NONE, *v->subject ? v->subject : "-");
	add_time(t, v->opened, c);
	if (v->open)
		table_add(t, TINT_BOLD, "open");
	else
		add_time(t, v->closed, c);
	table_addf(t, TINT_NONE, "%u", v->count);
	table_add(t, TINT_DIM, v->seen ? "yes" : "no");
	table_add(t, TINT_NONE, v->text);
}

size_t incidents_count(const struct client *c, const char *board, const char *line, bool all)
{
	size_t n = 0;

	for (size_t i = 0; i < c->manager.n_incidents; i++)
		n += is_chosen(&c->manager.incidents[i], board, line, all);
	return n;
}

int incidents_print(const struct client *c, const char *board, const char *line, bool all,
		    bool colors)
{
	static const char *const headings[] = { "ID",    "LEVEL", "INCIDENT", "ABOUT", "SINCE",
						"UNTIL", "COUNT", "SEEN",     "TEXT" };
	struct table t;
	int r;

	table_init(&t, ARRAY_SIZE(headings), headings);
	for (size_t i = 0; i < c->manager.n_incidents; i++)
		if (is_chosen(&c->manager.incidents[i], board, line, all))
			add_row(&t, &c->manager.incidents[i], c);
	r = table_print(&t, stdout, colors);
	table_done(&t);
	return r;
}
