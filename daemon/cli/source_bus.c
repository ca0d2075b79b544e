/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/source.h"

#define PLAN_ROW "ttsissssasuub"

/* Complain as the client says, and give back its error. */
static int fail(const struct client *c, int r)
{
	complain("%s", c->why);
	return r;
}

static int bus_boards(struct source *s, char ***ret, size_t *ret_n)
{
	struct board_view *boards;
	size_t n;
	char **names;
	int r;

	r = client_boards(&s->client, &boards, &n);
	if (r < 0)
		return fail(&s->client, r);
	names = calloc(n ? n : 1, sizeof(*names));
	for (size_t i = 0; names && i < n; i++)
		names[i] = TAKE_PTR(boards[i].name);
	board_views_free(boards, n);
	if (!names)
		return -ENOMEM;
	*ret = names;
	*ret_n = n;
	return 0;
}

static int copy_strings(char **const targets[], const char *const values[], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		*targets[i] = strdup(values[i]);
		if (!*targets[i])
			return -ENOMEM;
	}
	return 0;
}

static int read_row_fields(sd_bus_message *m, struct plan_line *line)
{
	struct showing *s = &line->showing;
	char **const targets[] = { &line->rule, &s->playlist, &s->law, &s->article, &s->text };
	const char *values[ARRAY_SIZE(targets)];
	uint32_t page, pages;
	uint64_t from, until;
	int32_t priority;
	int r, provisional;

	if (sd_bus_message_read(m, "ttsissss", &from, &until, &values[0], &priority, &values[1],
				&values[2], &values[3], &values[4]) <= 0)
		return -EBADMSG;
	r = copy_strings(targets, values, ARRAY_SIZE(targets));
	if (r >= 0)
		r = strings_read(m, &s->rows, &s->n_rows);
	if (r < 0)
		return r;
	if (sd_bus_message_read(m, "uub", &page, &pages, &provisional) <= 0 || until < from)
		return -EBADMSG;
	line->priority = priority;
	line->provisional = provisional;
	s->page = page;
	s->n_pages = pages;
	s->since = from;
	s->until = until;
	return 0;
}

/* 0: no more rows.  1: *ret is filled and the caller's. */
static int read_row(sd_bus_message *m, struct plan_line *ret)
{
	struct plan_line line = { 0 };
	int r = sd_bus_message_enter_container(m, 'r', PLAN_ROW);

	if (r <= 0)
		return r < 0 ? -EBADMSG : 0;
	r = read_row_fields(m, &line);
	if (r >= 0 && sd_bus_message_exit_container(m) < 0)
		r = -EBADMSG;
	if (r < 0) {
		plan_line_done(&line);
		return r;
	}
	*ret = line;
	return 1;
}

/* Rows up to the reply's end, and where to go on.  @from makes sure that it does go on. */
static int read_rows(struct client *c, sd_bus_message *m, usec_t from, plan_fn fn, void *userdata,
		     uint64_t *ret_next)
{
	struct plan_line line;
	int r;

	if (sd_bus_message_enter_container(m, 'a', "(" PLAN_ROW ")") <= 0)
		return fail(c, client_nonsense(c));
	while ((r = read_row(m, &line)) > 0) {
		r = fn(&line, userdata);
		plan_line_done(&line);
		if (r < 0)
			return r;
	}
	if (r < 0 || sd_bus_message_exit_container(m) < 0 ||
	    sd_bus_message_read(m, "t", ret_next) <= 0 || (*ret_next && *ret_next <= from))
		return fail(c, client_nonsense(c));
	return 0;
}

static int bus_plan(struct source *s, const char *board, usec_t from, usec_t to, plan_fn fn,
		    void *userdata)
{
	struct client *c = &s->client;

	while (from && from < to) {
		_cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
		uint64_t next = 0;
		int r;

		r = client_call(c, CALL_TIMEOUT, PUFA_PATH, PUFA_MANAGER, "Plan", &reply, "sttu",
				board, from, to, (uint32_t) 0);
		if (r < 0)
			return fail(c, r);
		r = read_rows(c, reply, from, fn, userdata, &next);
		if (r < 0)
			return r;
		from = next;
	}
	return 0;
}

static int read_considered(sd_bus_message *m, struct explanation *e)
{
	const char *values[3];
	int r;

	if (sd_bus_message_enter_container(m, 'a', "(sss)") <= 0)
		return -EBADMSG;
	while ((r = sd_bus_message_read(m, "(sss)", &values[0], &values[1], &values[2])) > 0) {
		struct weighed_rule *w = explanation_add(e);

		if (!w)
			return -ENOMEM;
		r = copy_strings((char **const[]){ &w->rule, &w->verdict, &w->why }, values, 3);
		if (r < 0)
			return r;
	}
	return r < 0 || sd_bus_message_exit_container(m) < 0 ? -EBADMSG : 0;
}

static int read_explanation(sd_bus_message *m, struct explanation *e)
{
	const char *because;
	int r = showing_read(m, &e->shows);

	if (r < 0)
		return r;
	if (sd_bus_message_read(m, "ts", &e->until, &because) <= 0)
		return -EBADMSG;
	e->because = strdup(because);
	return e->because ? read_considered(m, e) : -ENOMEM;
}

static int bus_explain(struct source *s, const char *board, usec_t at, struct explanation *ret)
{
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	struct explanation e = { 0 };
	int r;

	r = client_call(&s->client, CALL_TIMEOUT, PUFA_PATH, PUFA_MANAGER, "Explain", &reply, "st",
			board, at);
	if (r < 0)
		return fail(&s->client, r);
	r = read_explanation(reply, &e);
	if (r < 0) {
		explanation_done(&e);
		return fail(&s->client, client_nonsense(&s->client));
	}
	*ret = e;
	return 0;
}

const struct source_ops source_bus = {
	.boards = bus_boards,
	.plan = bus_plan,
	.explain = bus_explain,
};
