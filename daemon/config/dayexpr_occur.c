/* SPDX-License-Identifier: MIT */
#include "config/dayexpr_internal.h"
#include "schedule/lunar.h"

day_t dayexpr_first_day(const struct dayexpr_date *d, int year)
{
	return day_from_civil(d->year ? d->year : year, d->month ? d->month : 1,
			      d->day ? d->day : 1);
}

day_t dayexpr_last_day(const struct dayexpr_date *d, int year)
{
	int y = d->year ? d->year : year, month = d->month ? d->month : 12;
	int length = days_in_month(y, month);

	return day_from_civil(y, month, d->day && d->day < length ? d->day : length);
}

int dayexpr_lunar_days(const struct dayexpr_lunar *l, int year, struct dayexpr_span *ret)
{
	int length = lunar_month_days(year, l->month, l->leap), r;
	int first = l->day ? l->day : 1, last = l->day ? l->day : length;
	day_t day;

	if (length < 0)
		return length;
	if (l->day == LUNAR_LAST)
		first = length;
	if (last > length)
		last = length;
	r = day_from_lunar((struct lunar){ year, l->month, 1, l->leap }, &day);
	if (r < 0)
		return r;
	*ret = (struct dayexpr_span){ day + first - 1, day + last - 1 };
	return 0;
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

/* The week of the month's first Monday is its first. */
static bool nth_of_year(const struct dayexpr_point *point, int year, struct dayexpr_span *ret)
{
	bool is_week = point->kind == POINT_NTH_WEEK;
	enum weekday weekday = is_week ? MONDAY : point->weekday;

	if (!nth_weekday(year, point->date.month, weekday, point->nth, &ret->first))
		return false;
	ret->last = ret->first + (is_week ? 6 : 0);
	return true;
}

/* The point in a civil year, or a lunar one; false: it is not in this year, or not known. */
static bool in_year(const struct dayexpr_point *point, int year, struct dayexpr_span *ret)
{
	bool found = true;

	switch (point->kind) {
	case POINT_DATE:
		ret->first = dayexpr_first_day(&point->date, year);
		ret->last = dayexpr_last_day(&point->date, year);
		return true;
	case POINT_LUNAR:
		return dayexpr_lunar_days(&point->lunar, year, ret) == 0;
	case POINT_TERM:
		found = term_day(year, point->term, &ret->first) == 0;
		break;
	case POINT_NTH_WEEKDAY:
	case POINT_NTH_WEEK:
		return nth_of_year(point, year, ret);
	case POINT_ANCHOR:
		found = dayexpr_holiday_day(point->name.holiday, year, &ret->first);
		break;
	}
	ret->last = ret->first;
	return found;
}

/* An occurrence of a node is a run of its days. */
static size_t anchor_runs(const struct dayset *days, struct dayexpr_span *ret)
{
	day_t last = DAY_FIRST - 1;
	size_t n = 0;

	while (dayset_next_run(days, last + 1, &ret[n].first, &ret[n].last))
		last = ret[n++].last;
	return n;
}

size_t dayexpr_occurrences(const struct dayexpr_point *point,
			   struct dayexpr_span ret[OCCURRENCES_MAX])
{
	/* A range that begins a lunar year and more before the span may reach into it. */
	int year = point->date.year ? point->date.year : EVAL_YEAR_FIRST - 1;
	int last = point->date.year ? point->date.year : EVAL_YEAR_LAST;
	size_t n = 0;

	if (point->name.anchor)
		return anchor_runs(point->name.anchor->days, ret);
	for (; year <= last; year++)
		n += in_year(point, year, &ret[n]);
	return n;
}

/* How many working days lie before @day. */
static size_t workdays_before(const struct dayexpr_work *w, day_t day)
{
	size_t low = 0, high = w->n_workdays;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (w->workdays[middle] < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool shift_workdays(const struct dayexpr_work *w, const struct dayexpr_offset *offset,
			   const struct dayexpr_span *span, day_t *ret)
{
	size_t n = (size_t) offset->n, i;

	/* Working days outside the span are not known, and those nearer to it not their number. */
	if (offset->after ? span->last < DAY_FIRST - 1 : span->first > DAY_LAST + 1)
		return false;
	i = workdays_before(w, offset->after ? span->last + 1 : span->first);
	if (offset->after ? n > w->n_workdays - i : n > i)
		return false;
	*ret = w->workdays[offset->after ? i + n - 1 : i - n];
	return true;
}

bool dayexpr_shift(const struct dayexpr_work *w, const struct dayexpr_offset *offset,
		   const struct dayexpr_span *span, day_t *ret)
{
	if (offset->workdays)
		return shift_workdays(w, offset, span, ret);
	*ret = offset->after ? span->last + offset->n : span->first - offset->n;
	return true;
}
