/* SPDX-License-Identifier: MIT */
/*
 * Nodes: the named days of the publicity year.  A node may refer to others, so
 * they are worked out in the order in which they need each other.
 */
#include <stdio.h>
#include <string.h>

#include "config/loader.h"
#include "schedule/holiday.h"

/* A run of days longer than this has no year to which it belongs. */
#define RUN_MAX 366

#define HOLIDAY_BYTES_MAX 16

enum progress {
	PROGRESS_NEW,
	PROGRESS_OPEN, /* on the way: what it needs is being worked out */
	PROGRESS_DONE,
};

struct node {
	const struct node_text *text;
	struct dayset *days;
	bool statutory;
	enum progress progress;
	bool counted; /* its needs are known */
	unsigned *needs;
	unsigned n_needs, next;
};

struct graph {
	struct loader *l;
	struct node *nodes;
	unsigned n;
	unsigned *path; /* from the node asked for to the one being worked on */
	unsigned n_path;
};

/* The length of the longest name of a statutory holiday at @s; 0: none. */
static size_t holiday_length(const char *s)
{
	char name[HOLIDAY_BYTES_MAX + 1];

	for (size_t n = strnlen(s, HOLIDAY_BYTES_MAX); n > 0; n--) {
		memcpy(name, s, n);
		name[n] = '\0';
		if (holiday_find(name) >= 0)
			return n;
	}
	return 0;
}

/*
 * The node that is named at @s: the longest name there is counts, as in a day expression, be it a
 * holiday's.  -1: none.
 */
static int longest_name(const struct graph *g, const char *s)
{
	size_t best_length = holiday_length(s);
	int best = -1;

	for (unsigned i = 0; i < g->n; i++) {
		const char *name = g->nodes[i].text->name;
		size_t length = strlen(name);

		if (length > 0 && length >= best_length && strncmp(s, name, length) == 0) {
			best_length = length;
			best = (int) i;
		}
	}
	return best;
}

static void need(struct node *n, unsigned index)
{
	for (unsigned i = 0; i < n->n_needs; i++)
		if (n->needs[i] == index)
			return;
	n->needs[n->n_needs++] = index;
}

/* Past the @ and what may stand between it and a name; NULL: there is no more @. */
static const char *next_reference(const char *s)
{
	const char *narrow = strchr(s, '@'), *wide = strstr(s, "＠");

	if (!narrow || (wide && wide < narrow)) {
		narrow = wide;
		if (!narrow)
			return NULL;
		narrow += strlen("＠") - 1;
	}
	narrow++;
	narrow += strspn(narrow, " \"");
	return narrow;
}

static void scan_text(const struct graph *g, struct node *n, const char *text)
{
	for (const char *s = text; (s = next_reference(s));) {
		int i = longest_name(g, s);

		if (i >= 0)
			need(n, (unsigned) i);
	}
}

static int scan(const struct graph *g, struct node *n)
{
	n->needs = arena_array(&g->l->scratch, g->n, sizeof(*n->needs));
	if (!n->needs)
		return -ENOMEM;
	scan_text(g, n, n->text->days);
	for (size_t i = 0; i < n->text->n_years; i++)
		if (n->text->years[i].days)
			scan_text(g, n, n->text->years[i].days);
	return 0;
}

/* The days of @s that belong to @year: whole runs by their first day, very long ones by date. */
static void days_of_year(const struct dayset *s, int year, struct dayset *ret)
{
	day_t from = day_from_civil(year, 1, 1), to = day_from_civil(year, 12, 31);
	day_t first, last;

	dayset_clear(ret);
	for (day_t at = from; at <= to && dayset_next_run(s, at, &first, &last); at = last + 1) {
		if (last - first >= RUN_MAX) {
			dayset_add_range(ret, first > from ? first : from, last < to ? last : to);
			continue;
		}
		if (first >= from && first <= to)
			dayset_add_range(ret, first, last);
	}
}

/* What the years say: which days are no longer meant, and which are meant instead. */
struct overrides {
	struct dayset out, in;
};

static int override_year(struct graph *g, struct node *n, const struct node_year_text *y,
			 struct overrides *o)
{
	struct dayset stated, ours, theirs;
	bool statutory;
	int r;

	r = days_parse(g->l, y->days, y->days_at, &stated, &statutory);
	if (r < 0)
		return r;
	n->statutory |= statutory;
	days_of_year(&stated, y->year, &theirs);
	if (days_are_never(g->l, y->days, &theirs, statutory)) {
		diag_error(g->l->diag, y->days_at, "days: none of them is in the year %d", y->year);
		return -EINVAL;
	}
	days_of_year(n->days, y->year, &ours);
	dayset_or(&o->out, &ours);
	dayset_or(&o->in, &theirs);
	return 0;
}

static bool year_is_twice(struct graph *g, const struct node_text *t, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (t->years[k].year != t->years[i].year)
			continue;
		diag_error(g->l->diag, t->years[i].at,
			   "the year %d is given twice, first in line %u", t->years[i].year,
			   t->years[k].at.line);
		return true;
	}
	return false;
}

static int override_years(struct graph *g, struct node *n)
{
	struct overrides o = { 0 };
	int r = 0;

	for (size_t i = 0; r != -ENOMEM && i < n->text->n_years; i++) {
		int q = 0;

		if (n->text->years[i].days && n->text->years[i].year &&
		    !year_is_twice(g, n->text, i))
			q = override_year(g, n, &n->text->years[i], &o);
		if (q < 0)
			r = q;
	}
	dayset_except(n->days, &o.out);
	dayset_or(n->days, &o.in);
	return r;
}

/* All that the node needs is worked out.  A wrong one is every day, so as not to be missed again.
 */
static int work_out(struct graph *g, struct node *n)
{
	int r;

	r = days_parse(g->l, n->text->days, n->text->days_at, n->days, &n->statutory);
	if (r >= 0)
		r = override_years(g, n);
	if (r >= 0 && days_are_never(g->l, n->text->days, n->days, n->statutory)) {
		diag_error(g->l->diag, n->text->days_at, "days: no day between %d and %d is meant",
			   YEAR_FIRST, YEAR_LAST);
		r = -EINVAL;
	}
	if (r == -EINVAL) {
		dayset_fill(n->days);
		g->l->wrong_nodes = true;
	}
	g->l->anchors[n - g->nodes].statutory = n->statutory;
	return r == -ENOMEM ? r : 0;
}

/* @index is needed by the last of the path, and stands in the path itself. */
static void complain_of_circle(struct graph *g, unsigned index)
{
	const struct node *n = &g->nodes[index];
	char circle[800];
	size_t at = 0;
	unsigned i = 0;

	while (g->path[i] != index)
		i++;
	circle[0] = '\0';
	for (; i < g->n_path && at < sizeof(circle); i++)
		at += (size_t) snprintf(circle + at, sizeof(circle) - at, "%s -> ",
					g->nodes[g->path[i]].text->name);
	diag_error(g->l->diag, n->text->at, "nodes that need each other in a circle: %s%s", circle,
		   n->text->name);
	g->l->wrong_nodes = true;
	for (i = 0; i < g->n_path; i++) {
		dayset_fill(g->nodes[g->path[i]].days);
		g->nodes[g->path[i]].progress = PROGRESS_DONE;
	}
}

/* One step with the last node of the path: go down to what it needs, or finish it. */
static int step(struct graph *g)
{
	struct node *n = &g->nodes[g->path[g->n_path - 1]];

	while (n->next < n->n_needs) {
		unsigned index = n->needs[n->next++];

		if (g->nodes[index].progress == PROGRESS_DONE)
			continue;
		if (g->nodes[index].progress == PROGRESS_OPEN) {
			complain_of_circle(g, index);
			g->n_path = 0;
			return 0;
		}
		g->nodes[index].progress = PROGRESS_OPEN;
		g->path[g->n_path++] = index;
		return scan(g, &g->nodes[index]);
	}
	n->progress = PROGRESS_DONE;
	g->n_path--;
	return work_out(g, n);
}

static int resolve(struct graph *g, unsigned index)
{
	int r;

	if (g->nodes[index].progress == PROGRESS_DONE)
		return 0;
	g->nodes[index].progress = PROGRESS_OPEN;
	g->path[g->n_path++] = index;
	r = scan(g, &g->nodes[index]);
	while (r >= 0 && g->n_path > 0)
		r = step(g);
	return r;
}

static int add_node(struct graph *g, const struct node_text *t)
{
	struct loader *l = g->l;
	struct dayset *days;
	const struct name_entry *e;

	if (!t->name || !t->days || !name_check(t->name, t->at, "a node's name", l->diag))
		return 0;
	if (g->n == NODES_MAX) {
		diag_error(l->diag, t->at, "more than %d nodes", NODES_MAX);
		return -EINVAL;
	}
	if (name_table_add(&l->node_names, t->name, 0, g->n, t->at) == -EEXIST) {
		e = name_table_find(&l->node_names, t->name);
		diag_error(l->diag, t->at, "a second node %s, the first is in %s, line %u", t->name,
			   e->at.file, e->at.line);
		return 0;
	}
	if (holiday_find(t->name) >= 0 || strcmp(t->name, "除夕") == 0)
		diag_warning(
			l->diag, t->at,
			"node %s takes a statutory holiday's name: @%s means the node's days now",
			t->name, t->name);
	days = arena_alloc(l->arena, sizeof(*days));
	if (!days)
		return -ENOMEM;
	l->anchors[g->n] = (struct anchor){ .name = t->name, .days = days };
	g->nodes[g->n++] = (struct node){ .text = t, .days = days };
	return 0;
}

static const char *class_of(const struct node_text *t)
{
	if (t->has_class)
		return node_class_name(t->class);
	return t->announced ? "announced" : "local";
}

/* The years that were said, without those that were wrong. */
static int put_years(struct loader *l, const struct node_text *t, struct calendar_node *ret)
{
	struct calendar_node_year *years = arena_array(l->arena, t->n_years, sizeof(*years));

	if (!years)
		return -ENOMEM;
	for (size_t i = 0; i < t->n_years; i++)
		if (t->years[i].year)
			years[ret->n_years++] =
				(struct calendar_node_year){ t->years[i].year, t->years[i].source,
							     t->years[i].theme, t->years[i].at };
	ret->years = years;
	return 0;
}

/* What people see of them. */
static int put_nodes(const struct graph *g)
{
	struct loader *l = g->l;
	struct calendar_node *nodes = arena_array(l->arena, g->n, sizeof(*nodes));
	int r = 0;

	if (!nodes)
		return -ENOMEM;
	for (unsigned i = 0; r >= 0 && i < g->n; i++) {
		const struct node_text *t = g->nodes[i].text;

		nodes[i] = (struct calendar_node){
			.name = t->name,
			.days = g->nodes[i].days,
			.class = class_of(t),
			.law = t->law,
			.source = t->source,
			.theme = t->theme,
			.announced = t->announced,
			.statutory = g->nodes[i].statutory,
			.at = t->at,
		};
		r = put_years(l, t, &nodes[i]);
	}
	l->calendar->nodes = nodes;
	l->calendar->n_nodes = g->n;
	return r;
}

int nodes_build(struct loader *l)
{
	struct graph g = { .l = l };
	int r = 0;

	name_table_init(&l->node_names, &l->scratch);
	l->anchors = arena_array(l->arena, NODES_MAX, sizeof(*l->anchors));
	g.nodes = arena_array(&l->scratch, NODES_MAX, sizeof(*g.nodes));
	g.path = arena_array(&l->scratch, NODES_MAX, sizeof(*g.path));
	if (!l->anchors || !g.nodes || !g.path)
		return -ENOMEM;
	for (size_t i = 0; i < l->n_files; i++)
		for (size_t k = 0; r >= 0 && k < l->files[i].n_nodes; k++)
			r = add_node(&g, &l->files[i].nodes[k]);
	if (r == -ENOMEM)
		return r;
	l->day_names->anchors = l->anchors;
	l->day_names->n_anchors = g.n;
	for (unsigned i = 0; i < g.n; i++) {
		r = resolve(&g, i);
		if (r < 0)
			return r;
	}
	return put_nodes(&g);
}
