/* SPDX-License-Identifier: MIT */
#include "config/dayexpr_internal.h"

/* A stretch of time from a year's part to another, for `since` and `until`. */
static int emit_validity(struct dayexpr_parser *p, enum dayexpr_item_kind kind, size_t at,
			 const struct dayexpr_date *d)
{
	if (!d->year)
		return dayexpr_fail(p->w, at, "a validity needs a year: since 2026, 2026年起");
	dayexpr_emit(p, &(struct dayexpr_item){ .kind = kind, .from = { .date = *d } });
	return 0;
}

/* since D, until D, 至2030年止, 自2026年起 */
int dayexpr_parse_validity(struct dayexpr_parser *p)
{
	enum dayexpr_token_kind kind = dayexpr_peek(p, 0)->kind;
	size_t at = dayexpr_peek(p, 0)->at;
	struct dayexpr_date d;
	int r;

	p->next++;
	r = dayexpr_parse_date(p, false, &d);
	if (r < 0)
		return r;
	if (kind == DX_FROM && dayexpr_peek(p, 0)->kind == DX_RANGE)
		return dayexpr_fail(p->w, at,
				    "a range is written without 自 or 从: 12月20日至1月10日");
	if (kind == DX_FROM && !dayexpr_accept(p, DX_ONWARD))
		return dayexpr_unexpected(p, "起");
	if (kind == DX_RANGE)
		dayexpr_accept(p, DX_STOP);
	return emit_validity(p, kind == DX_SINCE || kind == DX_FROM ? ITEM_SINCE : ITEM_UNTIL, at,
			     &d);
}

/* A year alone follows 至: that is a validity. */
static bool is_until_ahead(const struct dayexpr_parser *p)
{
	return dayexpr_peek(p, 0)->kind == DX_RANGE && dayexpr_peek(p, 0)->is_word &&
	       dayexpr_peek(p, 1)->kind == DX_NUMBER && dayexpr_peek(p, 1)->value >= 1000;
}

/* Is that what a dash may stand before: something in Chinese, which could be no offset? */
static bool is_chinese_end(const struct dayexpr_parser *p, size_t ahead)
{
	enum dayexpr_token_kind kind = dayexpr_peek(p, ahead)->kind;
	enum dayexpr_token_kind unit = dayexpr_peek(p, ahead + 1)->kind;

	return kind == DX_LUNAR || kind == DX_LUNAR_MONTH || kind == DX_LUNAR_DAY ||
	       kind == DX_TERM || kind == DX_CIVIL ||
	       (kind == DX_NUMBER && (unit == DX_YEAR || unit == DX_MONTH || unit == DX_DAY));
}

/* Between two Chinese dates or two weekdays, a dash is as good: 5月1日-7日, mon-fri. */
static bool accept_range(struct dayexpr_parser *p)
{
	const struct dayexpr_token *before = &p->w->tokens[p->next - 1];

	if (dayexpr_accept(p, DX_RANGE))
		return true;
	if (dayexpr_peek(p, 0)->kind != DX_MINUS ||
	    (before->kind == DX_NUMBER && before->digits > 0))
		return false;
	if (before->kind == DX_WEEKDAY ? dayexpr_peek(p, 1)->kind != DX_WEEKDAY
				       : !is_chinese_end(p, 1))
		return false;
	p->next++;
	return true;
}

/*
 * Are the two offsets in order?  "-n" is before all of the occurrence's end, "+n" after its start;
 * days and working days can not be compared.
 */
static bool in_order(const struct dayexpr_offset *a, const struct dayexpr_offset *b)
{
	if (a->after != b->after)
		return b->after;
	if (a->workdays != b->workdays)
		return true;
	return a->after ? a->n <= b->n : a->n >= b->n;
}

/* The ".." of @name -3..+3 has been taken. */
static int parse_second_offset(struct dayexpr_parser *p, struct dayexpr_item *item, size_t at)
{
	struct dayexpr_point *point = &item->from;
	int r;

	point->n_offsets = 2;
	item->is_single = true;
	r = dayexpr_parse_offset(p, true, &point->offset[1]);
	if (r == 0 && !in_order(&point->offset[0], &point->offset[1]))
		return dayexpr_fail(p->w, at, "the span ends before it begins");
	return r;
}

static bool is_year_alone(const struct dayexpr_point *point)
{
	return point->kind == POINT_DATE && !point->date.month;
}

static int parse_end(struct dayexpr_parser *p, struct dayexpr_item *item)
{
	size_t at = dayexpr_peek(p, 0)->at;
	bool alike;
	int r;

	r = dayexpr_parse_point(p, &item->from, &item->to);
	if (r < 0)
		return r;
	alike = item->from.kind == POINT_DATE && item->to.kind == POINT_DATE;
	if (!alike && (is_year_alone(&item->from) || is_year_alone(&item->to)))
		return dayexpr_fail(
			p->w, at,
			"such a range begins and ends on a day or in a month: 12-15..@name");
	dayexpr_accept(p, DX_STOP);
	return 0;
}

static enum dayexpr_item_kind kind_of_range(const struct dayexpr_item *item)
{
	bool alike = item->is_single || item->from.kind == item->to.kind;

	if (alike && item->from.kind == POINT_DATE)
		return ITEM_DATES;
	if (alike && item->from.kind == POINT_LUNAR)
		return ITEM_LUNAR;
	return item->is_single ? ITEM_POINT : ITEM_SPAN;
}

/* A date, a lunar day, a solar term, a node: alone, or with the end of a range. */
int dayexpr_parse_range(struct dayexpr_parser *p)
{
	struct dayexpr_item item = { .is_single = true };
	size_t at = dayexpr_peek(p, 0)->at, at_offset = at;
	int r;

	if (dayexpr_peek(p, 0)->kind == DX_ANCHOR)
		at_offset = dayexpr_peek(p, 1)->at;
	r = dayexpr_parse_point(p, NULL, &item.from);
	if (r < 0)
		return r;
	if (item.from.kind == POINT_DATE && dayexpr_accept(p, DX_ONWARD))
		return emit_validity(p, ITEM_SINCE, at, &item.from.date);
	if (item.from.kind == POINT_DATE && dayexpr_accept(p, DX_STOP))
		return emit_validity(p, ITEM_UNTIL, at, &item.from.date);
	if ((item.from.date.year || !is_until_ahead(p)) && accept_range(p)) {
		item.is_single = false;
		r = item.from.n_offsets == 1 &&
				    (dayexpr_is_offset(p) || dayexpr_peek(p, 0)->kind == DX_END)
			    ? parse_second_offset(p, &item, at_offset)
			    : parse_end(p, &item);
		if (r < 0)
			return r;
	}
	if (item.is_single)
		item.to = item.from;
	item.kind = kind_of_range(&item);
	dayexpr_emit(p, &item);
	return 0;
}

int dayexpr_parse_weekdays(struct dayexpr_parser *p)
{
	struct dayexpr_item item = { .kind = ITEM_WEEKDAYS, .is_single = true };

	item.weekday = item.weekday_to = (enum weekday) dayexpr_peek(p, 0)->value;
	p->next++;
	if (!is_until_ahead(p) && accept_range(p)) {
		const struct dayexpr_token *t = dayexpr_peek(p, 0);
		bool is_short = t->kind == DX_NUMBER && t->digits == 0 && t->value >= MONDAY &&
				t->value <= SATURDAY; /* 周一至五 */

		if (t->kind != DX_WEEKDAY && (!is_short || dayexpr_is_chinese_date(p)))
			return dayexpr_unexpected(p, "a weekday");
		p->next++;
		item.weekday_to = (enum weekday) t->value;
		item.is_single = false;
	}
	dayexpr_emit(p, &item);
	return 0;
}

bool dayexpr_is_validity(const struct dayexpr_parser *p)
{
	size_t i = 0;
	enum dayexpr_token_kind kind = dayexpr_peek(p, 0)->kind;

	if (kind == DX_SINCE || kind == DX_UNTIL || kind == DX_FROM)
		return true;
	if (kind != DX_NUMBER)
		return is_until_ahead(p);
	for (; kind == DX_NUMBER || kind == DX_MINUS || kind == DX_YEAR || kind == DX_MONTH ||
	       kind == DX_DAY;
	     kind = dayexpr_peek(p, i)->kind)
		i++;
	return kind == DX_ONWARD || kind == DX_STOP;
}
