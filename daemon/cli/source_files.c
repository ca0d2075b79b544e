/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/mistakes.h"
#include "cli/source.h"
#include "config/explain.h"
#include "schedule/plan.h"

static const struct orders no_orders;

int files_load(struct config **ret, const struct cli *cli, const char *site)
{
	struct config_paths paths = {
		.site = site,
		.profile_dir = cli->profiles,
		.playlist_dir = cli->playlists,
	};
	struct mistakes mistakes;
	int r;

	mistakes_init(&mistakes, stderr, terminal_has_colors(cli, stderr), true);
	r = config_load(ret, &paths, drivers, &mistakes.diag);
	if (r == -ENOMEM)
		complain("not enough memory");
	else if (r < 0 && mistakes.diag.n_errors == 0)
		complain("%s: %s", site, strerror(-r));
	return r;
}

static int find_board(const struct source *s, const char *name, const struct config_board **ret)
{
	*ret = config_find_board(s->config, name);
	if (*ret)
		return (int) (*ret - s->config->boards);
	complain("no board is called '%s'", name);
	return -ENOENT;
}

static int files_boards(struct source *s, char ***ret, size_t *ret_n)
{
	char **names = calloc(s->config->n_boards ? s->config->n_boards : 1, sizeof(*names));

	for (size_t i = 0; names && i < s->config->n_boards; i++) {
		names[i] = strdup(s->config->boards[i].name);
		if (!names[i]) {
			complain("not enough memory");
			return -ENOMEM;
		}
	}
	if (!names)
		return -ENOMEM;
	*ret = names;
	*ret_n = s->config->n_boards;
	return 0;
}

static int copy(char **target, const char *text)
{
	if (!text)
		return 0;
	*target = strdup(text);
	return *target ? 0 : -ENOMEM;
}

static int copy_rows(struct showing *s, const char *text, const struct layout *l, unsigned page)
{
	unsigned n = layout_page_rows(l, page);

	s->rows = calloc(n ? n : 1, sizeof(*s->rows));
	if (!s->rows)
		return -ENOMEM;
	for (unsigned i = 0; i < n; i++) {
		char buf[ROW_BYTES_MAX * 2];

		layout_row(l, text, page, i, buf, sizeof(buf));
		if (copy(&s->rows[i], buf) < 0)
			return -ENOMEM;
		s->n_rows = i + 1;
	}
	return 0;
}

/* What a decision puts on a board; a dark one leaves @s but for its times. */
static int fill_showing(struct showing *s, const struct programme *p, const struct decision *d,
			const struct layout *l, unsigned page)
{
	const struct message *m = d->message;
	const char *playlist =
		d->playlist >= 0 ? programme_tables(p)->playlists[d->playlist].name : NULL;

	if (!m)
		return 0;
	if (copy(&s->playlist, playlist) < 0 || copy(&s->law, m->law) < 0 ||
	    copy(&s->article, m->article) < 0 || copy(&s->text, m->text) < 0)
		return -ENOMEM;
	s->page = page;
	s->n_pages = l->n_pages;
	return copy_rows(s, m->text, l, page);
}

static int fill_line(struct plan_line *line, const struct programme *p, const struct plan_row *row)
{
	int rule = row->decision.rule;

	if (rule >= 0) {
		line->priority = programme_tables(p)->rules[rule].priority;
		if (copy(&line->rule, programme_tables(p)->rules[rule].name) < 0)
			return -ENOMEM;
	}
	line->provisional = row->provisional;
	line->showing.since = row->from;
	line->showing.until = row->until;
	return fill_showing(&line->showing, p, &row->decision, row->layout, row->page);
}

static int files_plan(struct source *s, const char *board, usec_t from, usec_t to, plan_fn fn,
		      void *userdata)
{
	_cleanup_(freep) struct layout *l = malloc(sizeof(*l));
	const struct config_board *b;
	struct plan_row row;
	int r, index = find_board(s, board, &b);

	if (index < 0)
		return index;
	if (!l) {
		complain("not enough memory");
		return -ENOMEM;
	}
	struct plan plan = {
		.programme = s->config->programme,
		.orders = &no_orders,
		.board = (unsigned) index,
		.rows = (unsigned) b->profile->rows,
		.columns = (unsigned) b->profile->columns,
		.now = from,
		.to = to,
	};
	while (plan_next(&plan, l, &row)) {
		struct plan_line line = { 0 };

		r = fill_line(&line, s->config->programme, &row);
		if (r < 0)
			complain("not enough memory");
		else
			r = fn(&line, userdata);
		plan_line_done(&line);
		if (r < 0)
			return r;
	}
	return 0;
}

static int fill_considered(struct explanation *e, const struct programme *p,
			   const struct consideration *list, size_t n, usec_t at)
{
	for (size_t i = 0; i < n; i++) {
		struct weighed_rule *w = explanation_add(e);
		char why[EXPLAIN_MAX];

		if (!w || explain_why(p, &list[i], at, why, sizeof(why)) < 0 ||
		    copy(&w->rule, programme_tables(p)->rules[list[i].rule].name) < 0 ||
		    copy(&w->verdict, verdict_name(list[i].verdict)) < 0 || copy(&w->why, why) < 0)
			return -ENOMEM;
	}
	return 0;
}

static int fill_page(struct explanation *e, const struct programme *p, const struct decision *d,
		     const struct profile *profile, usec_t at)
{
	_cleanup_(freep) struct layout *l = malloc(sizeof(*l));
	struct page_time t;
	int r;

	if (!l)
		return -ENOMEM;
	if (!d->message)
		return 0;
	r = layout_text(d->message->text, (unsigned) profile->rows, (unsigned) profile->columns, l);
	if (r < 0)
		return r;
	t = page_at(d, l->n_pages, at);
	e->shows.since = t.since;
	e->shows.until = t.until;
	return fill_showing(&e->shows, p, d, l, t.page);
}

static int fill_explanation(struct explanation *e, const struct programme *p, unsigned board,
			    const struct profile *profile, usec_t at)
{
	size_t n_rules = programme_tables(p)->n_rules;
	_cleanup_(freep) struct consideration *list = calloc(n_rules ? n_rules : 1, sizeof(*list));
	char because[EXPLAIN_MAX];
	struct decision d;
	size_t n;
	int r;

	if (!list)
		return -ENOMEM;
	n = schedule_explain(p, &no_orders, board, at, &d, list);
	r = explain_because(p, &d, at, because, sizeof(because));
	if (r >= 0)
		r = copy(&e->because, because);
	if (r >= 0)
		r = fill_page(e, p, &d, profile, at);
	if (r >= 0)
		r = fill_considered(e, p, list, n, at);
	e->until = d.message && e->shows.until < d.until ? e->shows.until : d.until;
	return r;
}

static int files_explain(struct source *s, const char *board, usec_t at, struct explanation *ret)
{
	struct explanation e = { 0 };
	const struct config_board *b;
	int r, index = find_board(s, board, &b);

	if (index < 0)
		return index;
	r = fill_explanation(&e, s->config->programme, (unsigned) index, b->profile, at);
	if (r < 0) {
		complain("this can not be explained: %s", strerror(-r));
		explanation_done(&e);
		return r;
	}
	*ret = e;
	return 0;
}

const struct source_ops source_files = {
	.boards = files_boards,
	.plan = files_plan,
	.explain = files_explain,
};
