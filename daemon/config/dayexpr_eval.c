/* SPDX-License-Identifier: MIT */
#include "config/dayexpr_internal.h"

/* Yearly things are computed for a year more on either side: they may reach into the span. */
#define EVAL_YEAR_FIRST (YEAR_FIRST - 1)
#define EVAL_YEAR_LAST  (YEAR_LAST + 1)

/* The first and last day of a date or part of one.  @year: for what is yearly. */
static day_t first_day(const struct dayexpr_date *d, int year)
{
	return day_from_civil(d->year ? d->year : year, d->month ? d->month : 1,
			      d->day ? d->day : 1);
}

static day_t last_day(const struct dayexpr_date *d, int year)
{
	int y = d->year ? d->year : year, month = d->month ? d->month : 12;
	int length = days_in_month(y, month);

	return day_from_civil(y, month, d->day && d->day < length ? d->day : length);
}

/*
 * Where there is no 29 February, a range that begins on it begins on 1 March and one that ends on
 * it ends on 28 February; the day alone is then empty.
 */
static void eval_dates(const struct dayexpr_work *w, const struct dayexpr_item *item,
		       struct dayset *ret)
{
	const struct dayexpr_date *from = &item->from, *to = &item->to;
	bool wraps = to->month < from->month || (to->month == from->month && to->day < from->day);

	(void) w;
	if (from->year) {
		dayset_add_range(ret, first_day(from, 0), last_day(to, 0));
		return;
	}
	for (int year = EVAL_YEAR_FIRST; year <= EVAL_YEAR_LAST; year++)
		dayset_add_range(ret, first_day(from, year), last_day(to, year + wraps));
}

static void eval_weekdays(const struct dayexpr_work *w, const struct dayexpr_item *item,
			  struct dayset *ret)
{
	int length = ((int) item->weekday_to - (int) item->weekday + 7) % 7;
	int ahead = ((int) item->weekday - (int) weekday_of(DAY_FIRST) + 7) % 7;

	(void) w;
	/* A week early, so that a run that began before the span is there. */
	for (day_t day = DAY_FIRST + ahead - 7; day <= DAY_LAST; day += 7)
		dayset_add_range(ret, day, day + length);
}

/* The nth weekday of a month; false: it has not that many. */
static bool nth_weekday(int year, int month, enum weekday weekday, int nth, day_t *ret)
{
	int length = days_in_month(year, month), day;
	day_t first = day_from_civil(year, month, 1), last = first + length - 1;

	if (nth > 0)
		day = 1 + ((int) weekday - (int) weekday_of(first) + 7) % 7 + (nth - 1) * 7;
	else
		day = length - ((int) weekday_of(last) - (int) weekday + 7) % 7 + (nth + 1) * 7;
	if (day < 1 || day > length)
		return false;
	*ret = first + day - 1;
	return true;
}

static void add_nth(const struct dayexpr_item *item, enum weekday weekday, int length,
		    struct dayset *ret)
{
	int first = item->from.year ? item->from.year : EVAL_YEAR_FIRST;
	int last = item->from.year ? item->from.year : EVAL_YEAR_LAST;
	day_t day;

	for (int year = first; year <= last; year++)
		if (nth_weekday(year, item->from.month, weekday, item->nth, &day))
			dayset_add_range(ret, day, day + length - 1);
}

static void eval_nth_weekday(const struct dayexpr_work *w, const struct dayexpr_item *item,
			     struct dayset *ret)
{
	(void) w;
	add_nth(item, item->weekday, 1, ret);
}

/* The week of the month's first Monday is its first. */
static void eval_nth_week(const struct dayexpr_work *w, const struct dayexpr_item *item,
			  struct dayset *ret)
{
	(void) w;
	add_nth(item, MONDAY, 7, ret);
}

static void eval_daily(const struct dayexpr_work *w, const struct dayexpr_item *item,
		       struct dayset *ret)
{
	(void) w;
	(void) item;
	dayset_fill(ret);
}

static void eval_weekend(const struct dayexpr_work *w, const struct dayexpr_item *item,
			 struct dayset *ret)
{
	struct dayexpr_item days = { .weekday = SATURDAY, .weekday_to = SUNDAY };

	(void) item;
	eval_weekdays(w, &days, ret);
}

static void eval_since(const struct dayexpr_work *w, const struct dayexpr_item *item,
		       struct dayset *ret)
{
	(void) w;
	dayset_add_range(ret, first_day(&item->from, 0), DAY_LAST);
}

static void eval_until(const struct dayexpr_work *w, const struct dayexpr_item *item,
		       struct dayset *ret)
{
	(void) w;
	dayset_add_range(ret, DAY_FIRST, last_day(&item->from, 0));
}

static day_t shifted(const struct dayexpr_offset *offset, day_t first, day_t last)
{
	return offset->after ? last + offset->days : first - offset->days;
}

/* An occurrence is a run of days of the node. */
static void eval_anchor(const struct dayexpr_work *w, const struct dayexpr_item *item,
			struct dayset *ret)
{
	const struct dayset *days = w->anchors->list[item->anchor].days;
	const struct dayexpr_offset *from = &item->offset[0];
	const struct dayexpr_offset *to = item->n_offsets == 2 ? &item->offset[1] : from;
	day_t first, last = DAY_FIRST - 1;

	if (item->n_offsets == 0) {
		dayset_or(ret, days);
		return;
	}
	while (dayset_next_run(days, last + 1, &first, &last))
		dayset_add_range(ret, shifted(from, first, last), shifted(to, first, last));
}

/* The end of a range that begins on @day: the first occurrence whose end is not before it. */
static bool find_end(const struct dayset *days, const struct dayexpr_item *item, day_t day,
		     day_t *ret)
{
	const struct dayexpr_offset whole = { .after = true, .days = 0 };
	const struct dayexpr_offset *offset = item->n_offsets ? &item->offset[0] : &whole;
	day_t first, last = day - 1 - (offset->after ? offset->days : 0);

	while (dayset_next_run(days, last + 1, &first, &last)) {
		*ret = shifted(offset, first, last);
		if (*ret >= day)
			return true;
	}
	return false;
}

/* A start whose end does not come within a year, before the next start, counts for nothing. */
static void eval_to_anchor(const struct dayexpr_work *w, const struct dayexpr_item *item,
			   struct dayset *ret)
{
	const struct dayset *days = w->anchors->list[item->anchor].days;
	int year = item->from.year ? item->from.year : EVAL_YEAR_FIRST;
	int last = item->from.year ? item->from.year : EVAL_YEAR_LAST;

	for (; year <= last; year++) {
		day_t from = first_day(&item->from, year), to;
		struct dayexpr_date next = { year + 1, item->from.month, item->from.day };

		if (find_end(days, item, from, &to) && to < first_day(&next, 0))
			dayset_add_range(ret, from, to);
	}
}

/* By kind; the operators come after the last of these. */
static void (*const eval_kind[])(const struct dayexpr_work *w, const struct dayexpr_item *item,
				 struct dayset *ret) = {
	[ITEM_DATES] = eval_dates,
	[ITEM_TO_ANCHOR] = eval_to_anchor,
	[ITEM_ANCHOR] = eval_anchor,
	[ITEM_WEEKDAYS] = eval_weekdays,
	[ITEM_NTH_WEEKDAY] = eval_nth_weekday,
	[ITEM_NTH_WEEK] = eval_nth_week,
	[ITEM_DAILY] = eval_daily,
	[ITEM_WEEKEND] = eval_weekend,
	[ITEM_SINCE] = eval_since,
	[ITEM_UNTIL] = eval_until,
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

int dayexpr_eval(const struct dayexpr_work *w, struct dayset *ret)
{
	_cleanup_(freep) struct dayset *stack = calloc(sets_needed(w), sizeof(*stack));
	struct dayset *top = stack;

	if (!stack)
		return -ENOMEM;
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
