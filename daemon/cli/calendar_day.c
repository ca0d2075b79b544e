/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/almanac.h"
#include "cli/calendar_day.h"
#include "cli/writer.h"
#include "schedule/terms.h"

/* Before the schedule's span, or without any rule about it, a day is what its weekday makes it. */
static void fact_by_weekday(day_t day, struct day_fact *ret)
{
	*ret = (struct day_fact){ .work = weekday_of(day) <= FRIDAY, .basis = BASIS_WEEKDAY };
}

int calendar_day_get(const struct calendar *c, day_t day, struct calendar_day *ret)
{
	struct calendar_day d = { .day = day };
	int term;

	if (lunar_from_day(day, &d.lunar) < 0)
		return -ERANGE;
	term = term_on(day);
	d.term = term >= 0 ? term_name((enum term) term) : NULL;
	if (statutory_day(c->statutory, day, &d.fact) < 0)
		fact_by_weekday(day, &d.fact);
	if (!d.fact.work && d.fact.words)
		snprintf(d.holiday, sizeof(d.holiday), "%s", d.fact.words);
	else if (!d.fact.work && d.fact.holidays)
		holidays_text(d.fact.holidays, d.holiday);
	*ret = d;
	return 0;
}

bool calendar_day_is_off(const struct calendar_day *d)
{
	return !d->fact.work && *d->holiday;
}

bool calendar_has_node(const struct calendar *c, day_t day)
{
	for (size_t i = 0; i < c->n_nodes; i++) {
		const struct dayset *s = c->nodes[i].days;
		day_t first, last;

		if (dayset_has(s, day) && dayset_next_run(s, day, &first, &last) &&
		    last - first < NODE_DAYS_MARKED)
			return true;
	}
	return false;
}

static json_t *nodes_json(const struct calendar *c, day_t day)
{
	json_t *list = json_array();
	int r = 0;

	for (size_t i = 0; list && i < c->n_nodes; i++)
		if (dayset_has(c->nodes[i].days, day))
			r |= json_array_append_new(list, writer_string(c->nodes[i].name));
	if (r >= 0)
		return list;
	json_decref(list);
	return NULL;
}

json_t *calendar_day_json(const struct calendar *c, const struct calendar_day *d)
{
	char date[DATE_MAX];

	return json_pack("{s:s, s:s, s:{s:i, s:i, s:i, s:b}, s:o, s:s, s:s, s:o, s:b, s:b, s:o}",
			 "date", date_format(d->day, date), "weekday",
			 weekday_word(weekday_of(d->day)), "lunar", "year", d->lunar.year, "month",
			 d->lunar.month, "day", d->lunar.day, "leap", (int) d->lunar.leap, "term",
			 writer_string_or_null(d->term), "kind", d->fact.work ? "work" : "rest",
			 "basis", basis_name(d->fact.basis), "holiday",
			 writer_string_or_null(d->holiday), "makeup", (int) d->fact.makeup,
			 "provisional", (int) d->fact.provisional, "nodes", nodes_json(c, d->day));
}

struct run_list {
	struct calendar_run *runs;
	size_t n, size;
};

static const struct calendar_node_year *find_year(const struct calendar_node *n, day_t first)
{
	int year = civil_from_day(first).year;

	for (size_t i = 0; i < n->n_years; i++)
		if (n->years[i].year == year)
			return &n->years[i];
	return NULL;
}

static int add_run(struct run_list *l, const struct calendar_node *n, day_t first, day_t last)
{
	if (l->n == l->size) {
		size_t size = l->size ? 2 * l->size : 64;
		struct calendar_run *grown = reallocarray(l->runs, size, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		l->runs = grown;
		l->size = size;
	}
	l->runs[l->n++] = (struct calendar_run){ n, first, last, find_year(n, first) };
	return 0;
}

static int by_first_day(const void *a, const void *b)
{
	const struct calendar_run *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return x->node < y->node ? -1 : x->node > y->node;
}

int calendar_runs(const struct calendar *c, day_t first, day_t last, struct calendar_run **ret,
		  size_t *ret_n)
{
	struct run_list l = { 0 };

	for (size_t i = 0; i < c->n_nodes; i++) {
		const struct calendar_node *n = &c->nodes[i];
		day_t from = first, run_first, run_last;

		while (dayset_next_run(n->days, from, &run_first, &run_last) && run_first <= last) {
			if (add_run(&l, n, run_first, run_last) < 0) {
				free(l.runs);
				return -ENOMEM;
			}
			from = run_last + 1;
		}
	}
	if (l.n)
		qsort(l.runs, l.n, sizeof(*l.runs), by_first_day);
	*ret = l.runs;
	*ret_n = l.n;
	return 0;
}

bool calendar_run_is_guess(const struct calendar_run *r)
{
	return r->node->announced && !r->year;
}

const char *calendar_run_theme(const struct calendar_run *r)
{
	if (r->year && r->year->theme)
		return r->year->theme;
	/* One that was said for no year in particular may be last year's. */
	return r->node->announced ? NULL : r->node->theme;
}

const char *calendar_run_source(const struct calendar_run *r)
{
	if (r->year && r->year->source)
		return r->year->source;
	return r->node->source;
}

const char *lunar_month_text(const struct lunar *l, char *buf)
{
	snprintf(buf, LUNAR_TEXT_MAX, "%s%s", l->leap ? "闰" : "", lunar_month_name(l->month));
	return buf;
}

const char *lunar_text(const struct lunar *l, char *buf)
{
	static const char *const stems[] = { "庚", "辛", "壬", "癸", "甲",
					     "乙", "丙", "丁", "戊", "己" };
	static const char *const branches[] = { "申", "酉", "戌", "亥", "子", "丑",
						"寅", "卯", "辰", "巳", "午", "未" };

	snprintf(buf, LUNAR_TEXT_MAX, "%s%s年%s%s%s", stems[l->year % 10], branches[l->year % 12],
		 l->leap ? "闰" : "", lunar_month_name(l->month), lunar_day_name(l->day));
	return buf;
}
