/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <string.h>

#include "cli/report.h"

const char *report_by_name(enum report_by by)
{
	static const char *const names[] = {
		[BY_BOARD] = "board", [BY_LAW] = "law", [BY_MONTH] = "month", [BY_NODE] = "node"
	};

	return names[by];
}

const char *report_law(const char *law)
{
	return *law ? law : "(no law)";
}

const char *report_minutes(uint64_t ms, char *buf)
{
	uint64_t hundredths = ms / 600 + (ms % 600 >= 300);

	snprintf(buf, MINUTES_MAX, "%ju.%02ju", (uintmax_t) hundredths / 100,
		 (uintmax_t) hundredths % 100);
	return buf;
}

const char *report_percent(uint64_t part, uint64_t whole, char *buf)
{
	*buf = '\0';
	if (whole)
		snprintf(buf, MINUTES_MAX, "%.1f", 100.0 * (double) part / (double) whole);
	return buf;
}

/* A new line, with the sum of what @f lets through. */
static struct report_line *add(struct report_table *t, const struct report *r,
			       const struct report_filter *f, const char *name)
{
	struct report_line *grown = reallocarray(t->lines, t->n + 1, sizeof(*grown));

	if (!grown)
		return NULL;
	t->lines = grown;
	grown[t->n] = (struct report_line){ .name = name, .heard = 1, .sum = report_sum(r, f) };
	return &grown[t->n++];
}

static bool has_plays(const struct report_line *l)
{
	return report_plays(&l->sum) || report_shown(&l->sum) || l->sum.missed;
}

static int by_board(const struct report *r, struct report_table *t)
{
	for (size_t i = 0; i < r->board_names.n; i++) {
		struct report_filter f = report_everything(r);
		struct report_line *l;

		if (r->boards[i].first == 0)
			continue;
		f.board = (int) i;
		l = add(t, r, &f, r->board_names.list[i]);
		if (!l)
			return -ENOMEM;
		l->timed = true;
		l->period = report_period(r, (int) i, -1);
		l->unknown_ms = report_unknown(r, (int) i, -1);
		l->first = r->boards[i].first;
	}
	return 0;
}

static int by_law(const struct report *r, struct report_table *t)
{
	for (size_t i = 0; i < r->laws.n; i++) {
		struct report_filter f = report_everything(r);
		struct report_line *l;

		f.law = (int) i;
		l = add(t, r, &f, r->laws.list[i]);
		if (!l)
			return -ENOMEM;
		l->sum.dark_ms = 0;
		t->n -= !has_plays(l);
	}
	return 0;
}

static int by_month(const struct report *r, struct report_table *t)
{
	for (int m = 0; m < 12; m++) {
		struct report_filter f = report_everything(r);
		struct report_line *l;

		f.first = day_from_civil(r->year, m + 1, 1);
		f.last = f.first + days_in_month(r->year, m + 1) - 1;
		l = add(t, r, &f, NULL);
		if (!l)
			return -ENOMEM;
		snprintf(l->month, sizeof(l->month), "%04u-%02u", (unsigned) r->year % 10000,
			 (unsigned) (m + 1) % 100);
		l->timed = true;
		l->days = report_days(r, &f, &l->heard);
		l->period = report_period(r, -1, m);
		l->unknown_ms = report_unknown(r, -1, m);
	}
	return 0;
}

/* A node as a whole, and then each law on its days. */
static int add_node(const struct report *r, struct report_table *t, const struct calendar_node *n)
{
	struct report_filter f = report_everything(r);
	unsigned days, heard;
	struct report_line *l;
	uint64_t whole;

	f.days = n->days;
	days = report_days(r, &f, &heard);
	l = days ? add(t, r, &f, n->name) : NULL;
	if (!l)
		return days ? -ENOMEM : 0;
	l->days = days;
	l->heard = heard;
	whole = report_shown(&l->sum);
	for (size_t i = 0; i < r->laws.n; i++) {
		f.law = (int) i;
		l = add(t, r, &f, n->name);
		if (!l)
			return -ENOMEM;
		l->law = r->laws.list[i];
		l->days = days;
		l->heard = heard;
		l->of_ms = whole;
		l->sum.dark_ms = 0;
		t->n -= !has_plays(l);
	}
	return 0;
}

static int by_node(const struct report_document *d, struct report_table *t)
{
	for (size_t i = 0; d->nodes && i < d->nodes->n_nodes; i++)
		if (add_node(&d->figures, t, &d->nodes->nodes[i]) < 0)
			return -ENOMEM;
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct report_line *) a)->name,
		      ((const struct report_line *) b)->name);
}

static int fill(const struct report_document *d, enum report_by by, struct report_table *t)
{
	switch (by) {
	case BY_BOARD:
		return by_board(&d->figures, t);
	case BY_LAW:
		return by_law(&d->figures, t);
	case BY_MONTH:
		return by_month(&d->figures, t);
	case BY_NODE:
		return by_node(d, t);
	case N_REPORT_BY:
		break;
	}
	return 0;
}

int report_table_of(const struct report_document *d, enum report_by by, struct report_table *ret)
{
	struct report_filter all = report_everything(&d->figures);
	struct report_sum total = report_sum(&d->figures, &all);
	struct report_table t = { 0 };

	if (fill(d, by, &t) < 0) {
		free(t.lines);
		return -ENOMEM;
	}
	for (size_t i = 0; i < t.n; i++) {
		struct report_line *l = &t.lines[i];

		l->name = l->name ? l->name : l->month;
		l->of_ms = l->law ? l->of_ms : report_shown(&total);
	}
	if (t.n > 0 && (by == BY_BOARD || by == BY_LAW))
		qsort(t.lines, t.n, sizeof(*t.lines), by_name);
	*ret = t;
	return 0;
}
