/* SPDX-License-Identifier: MIT */
#include "config/dayexpr_internal.h"
#include "schedule/lunar.h"

/* The longest year: a lunar one of thirteen months. */
#define LONG_YEAR 385

/*
 * Where there is no 29 February, a range that begins on it begins on 1 March and one that ends on
 * it ends on 28 February; the day alone is then empty.
 */
static void eval_dates(struct dayexpr_work *w, const struct dayexpr_item *item, struct dayset *ret)
{
	const struct dayexpr_date *from = &item->from.date, *to = &item->to.date;
	bool wraps = to->month < from->month || (to->month == from->month && to->day < from->day);

	(void) w;
	if (from->year) {
		dayset_add_range(ret, dayexpr_first_day(from, 0), dayexpr_last_day(to, 0));
		return;
	}
	for (int year = EVAL_YEAR_FIRST; year <= EVAL_YEAR_LAST; year++)
		dayset_add_range(ret, dayexpr_first_day(from, year),
				 dayexpr_last_day(to, year + wraps));
}

static void eval_weekdays(struct dayexpr_work *w, const struct dayexpr_item *item,
			  struct dayset *ret)
{
	int length = ((int) item->weekday_to - (int) item->weekday + 7) % 7;
	int ahead = ((int) item->weekday - (int) weekday_of(DAY_FIRST) + 7) % 7;

	(void) w;
	/* A week early, so that a run that began before the span is there. */
	for (day_t day = DAY_FIRST + ahead - 7; day <= DAY_LAST; day += 7)
		dayset_add_range(ret, day, day + length);
}

static void eval_daily(struct dayexpr_work *w, const struct dayexpr_item *item, struct dayset *ret)
{
	(void) w;
	(void) item;
	dayset_fill(ret);
}

static void eval_weekend(struct dayexpr_work *w, const struct dayexpr_item *item,
			 struct dayset *ret)
{
	struct dayexpr_item days = { .weekday = SATURDAY, .weekday_to = SUNDAY };

	(void) item;
	eval_weekdays(w, &days, ret);
}

static void eval_since(struct dayexpr_work *w, const struct dayexpr_item *item, struct dayset *ret)
{
	(void) w;
	dayset_add_range(ret, dayexpr_first_day(&item->from.date, 0), DAY_LAST);
}

static void eval_until(struct dayexpr_work *w, const struct dayexpr_item *item, struct dayset *ret)
{
	(void) w;
	dayset_add_range(ret, DAY_FIRST, dayexpr_last_day(&item->from.date, 0));
}

static int lunar_order(const struct dayexpr_lunar *l, bool is_end)
{
	int day = l->day ? l->day : is_end ? LUNAR_LAST : 1;

	return (l->month * 2 + l->leap) * 32 + day;
}

/* One lunar year's range; what is not known is beyond the span. */
static void add_lunar_range(const struct dayexpr_item *item, int year, int to_year,
			    struct dayset *ret)
{
	struct dayexpr_span from, to;
	int r;

	if (dayexpr_lunar_days(&item->from.lunar, year, &from) < 0)
		return;
	r = dayexpr_lunar_days(&item->to.lunar, to_year, &to);
	if (r == -ERANGE && !item->to.lunar.leap)
		to.last = DAY_LAST;
	else if (r < 0)
		return;
	dayset_add_range(ret, from.first, to.last);
}

/* Day 30 of a month that has 29: alone it does not exist, a range begins after it or ends before.
 */
static void eval_lunar(struct dayexpr_work *w, const struct dayexpr_item *item, struct dayset *ret)
{
	bool wraps = lunar_order(&item->to.lunar, true) < lunar_order(&item->from.lunar, false);

	(void) w;
	for (int year = EVAL_YEAR_FIRST - 1; year <= LUNAR_YEAR_LAST; year++)
		add_lunar_range(item, year, year + wraps, ret);
}

/* All occurrences, or what lies about each. */
static void eval_point(struct dayexpr_work *w, const struct dayexpr_item *item, struct dayset *ret)
{
	const struct dayexpr_point *point = &item->from;
	const struct dayexpr_offset *from = &point->offset[0];
	const struct dayexpr_offset *to = point->n_offsets == 2 ? &point->offset[1] : from;
	size_t n = dayexpr_occurrences(point, w->starts);

	for (size_t i = 0; i < n; i++) {
		day_t first = w->starts[i].first, last = w->starts[i].last;

		if (point->n_offsets && (!dayexpr_shift(w, from, &w->starts[i], &first) ||
					 !dayexpr_shift(w, to, &w->starts[i], &last)))
			continue;
		dayset_add_range(ret, first, last);
	}
}

/* Where ranges begin or end: with the whole occurrence, or where its offset says.  In order. */
static size_t collect(struct dayexpr_work *w, const struct dayexpr_point *point,
		      struct dayexpr_span *spans)
{
	size_t n = dayexpr_occurrences(point, spans), kept = 0;

	for (size_t i = 0; i < n; i++) {
		day_t day;

		if (point->n_offsets) {
			if (!dayexpr_shift(w, &point->offset[0], &spans[i], &day))
				continue;
			spans[i].first = spans[i].last = day;
		}
		spans[kept++] = spans[i];
	}
	return kept;
}

/* Does the point come again after the span, on a day that is not known here? */
static bool goes_on(const struct dayexpr_point *point)
{
	switch (point->kind) {
	case POINT_LUNAR:
		return !point->lunar.leap;
	case POINT_TERM:
		return true;
	case POINT_ANCHOR:
		return point->name.holiday >= 0;
	case POINT_DATE:
	case POINT_NTH_WEEKDAY:
	case POINT_NTH_WEEK:
		break;
	}
	return false;
}

/* A start whose end does not come within a year, before the next start, counts for nothing. */
static void eval_span(struct dayexpr_work *w, const struct dayexpr_item *item, struct dayset *ret)
{
	size_t n = collect(w, &item->from, w->starts), n_ends = collect(w, &item->to, w->ends);
	bool open = goes_on(&item->to);

	for (size_t i = 0, k = 0; i < n; i++) {
		day_t from = w->starts[i].first, to = DAY_LAST + 1;

		while (k < n_ends && w->ends[k].last < from)
			k++;
		if (k == n_ends && !open)
			return;
		if (k < n_ends)
			to = w->ends[k].last;
		if (to - from < LONG_YEAR && (i + 1 == n || to < w->starts[i + 1].first))
			dayset_add_range(ret, from, to);
	}
}

static void eval_workday(struct dayexpr_work *w, const struct dayexpr_item *item,
			 struct dayset *ret)
{
	(void) item;
	*ret = w->names->statutory->workday;
}

static void eval_restday(struct dayexpr_work *w, const struct dayexpr_item *item,
			 struct dayset *ret)
{
	(void) item;
	*ret = w->names->statutory->restday;
}

static void eval_makeup(struct dayexpr_work *w, const struct dayexpr_item *item, struct dayset *ret)
{
	(void) item;
	*ret = w->names->statutory->makeup;
}

static void eval_holiday(struct dayexpr_work *w, const struct dayexpr_item *item,
			 struct dayset *ret)
{
	const struct statutory *s = w->names->statutory;

	/* The name was found among theirs. */
	if (item->name.holiday >= 0)
		*ret = s->period[item->name.holiday];
	else
		(void) statutory_period(s, item->name.text, ret);
}

static void eval_legal(struct dayexpr_work *w, const struct dayexpr_item *item, struct dayset *ret)
{
	*ret = w->names->statutory->legal[item->name.holiday];
}

/* By kind; the operators come after the last of these. */
static void (*const eval_kind[])(struct dayexpr_work *w, const struct dayexpr_item *item,
				 struct dayset *ret) = {
	[ITEM_DATES] = eval_dates,       [ITEM_LUNAR] = eval_lunar,
	[ITEM_POINT] = eval_point,       [ITEM_SPAN] = eval_span,
	[ITEM_WEEKDAYS] = eval_weekdays, [ITEM_DAILY] = eval_daily,
	[ITEM_WEEKEND] = eval_weekend,   [ITEM_WORKDAY] = eval_workday,
	[ITEM_RESTDAY] = eval_restday,   [ITEM_MAKEUP] = eval_makeup,
	[ITEM_HOLIDAY] = eval_holiday,   [ITEM_LEGAL] = eval_legal,
	[ITEM_SINCE] = eval_since,       [ITEM_UNTIL] = eval_until,
};

static void (*const eval_operator[])(struct dayset *s, const struct dayset *other) = {
	[ITEM_AND] = dayset_and,
	[ITEM_EXCEPT] = dayset_except,
	[ITEM_OR] = dayset_or,
};

/* How many sets are in hand at once: few, as operators take two as soon as they can. */
static size_t sets_needed(const struct dayexpr_work *w)
{
	size_t now = 0, most = 0;

	for (size_t i = 0; i < w->n_items; i++) {
		now += w->items[i].kind < ITEM_AND ? 1 : (size_t) -1;
		most = now > most ? now : most;
	}
	return most;
}

static bool counts_workdays(const struct dayexpr_point *point)
{
	for (unsigned i = 0; i < point->n_offsets; i++)
		if (point->offset[i].workdays)
			return true;
	return false;
}

static bool has_workdays(const struct dayexpr_item *item)
{
	return counts_workdays(&item->from) || counts_workdays(&item->to);
}

static void list_workdays(struct dayexpr_work *w)
{
	bool needed = false;
	day_t day = DAY_FIRST;

	w->n_workdays = 0;
	for (size_t i = 0; i < w->n_items; i++)
		needed = needed || has_workdays(&w->items[i]);
	for (; needed && dayset_next(&w->names->statutory->workday, day, &day); day++)
		w->workdays[w->n_workdays++] = day;
}

int dayexpr_eval(struct dayexpr_work *w, struct dayset *ret)
{
	_cleanup_(freep) struct dayset *stack = calloc(sets_needed(w), sizeof(*stack));
	struct dayset *top = stack;

	if (!stack)
		return -ENOMEM;
	list_workdays(w);
	for (size_t i = 0; i < w->n_items; i++) {
		const struct dayexpr_item *item = &w->items[i];

		if (item->kind < ITEM_AND) {
			dayset_clear(top);
			eval_kind[item->kind](w, item, top++);
		} else {
			top--;
			eval_operator[item->kind](top - 1, top);
		}
	}
	*ret = stack[0];
	return 0;
}

static bool names_statutory(const struct dayexpr_point *point)
{
	return point->name.anchor && point->name.anchor->statutory;
}

/* The days that the law names, and anchors that are holidays, are the same without any notice. */
bool dayexpr_is_statutory(const struct dayexpr_work *w)
{
	for (size_t i = 0; i < w->n_items; i++) {
		const struct dayexpr_item *item = &w->items[i];

		if (item->kind == ITEM_WORKDAY || item->kind == ITEM_RESTDAY ||
		    item->kind == ITEM_MAKEUP || item->kind == ITEM_HOLIDAY || has_workdays(item) ||
		    names_statutory(&item->from) || names_statutory(&item->to))
			return true;
	}
	return false;
}
