/* SPDX-License-Identifier: MIT */
#include "config/dayexpr_internal.h"

#define OFFSET_MAX 999 /* days; no node is more than a year from anything it announces */

/* A stretch of time from a year's part to another, for `since` and `until`. */
static int emit_validity(struct dayexpr_parser *p, enum dayexpr_item_kind kind, size_t at,
			 const struct dayexpr_date *d)
{
	if (!d->year)
		return dayexpr_fail(p->w, at, "a validity needs a year: since 2026, 2026年起");
	dayexpr_emit(p, &(struct dayexpr_item){ .kind = kind, .from = *d });
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
	if (kind == DX_FROM && !dayexpr_accept(p, DX_ONWARD))
		return dayexpr_unexpected(p, "起");
	if (kind == DX_RANGE)
		dayexpr_accept(p, DX_STOP);
	return emit_validity(p, kind == DX_SINCE || kind == DX_FROM ? ITEM_SINCE : ITEM_UNTIL, at,
			     &d);
}

static int check_offset(struct dayexpr_parser *p, const struct dayexpr_token *t)
{
	if (t->value > OFFSET_MAX)
		return dayexpr_fail(p->w, t->at, "\"%.*s\" is more than %d days",
				    DAYEXPR_WORD(p->w, t->at, t->n), OFFSET_MAX);
	return 0;
}

/* -3 or +3 */
static int parse_ascii_offset(struct dayexpr_parser *p, struct dayexpr_offset *ret)
{
	const struct dayexpr_token *t;

	ret->after = dayexpr_peek(p, 0)->kind == DX_PLUS;
	if (!dayexpr_accept(p, DX_PLUS) && !dayexpr_accept(p, DX_MINUS))
		return dayexpr_unexpected(p, "\"-\" or \"+\" and a number of days");
	t = dayexpr_peek(p, 0);
	if (!dayexpr_accept(p, DX_NUMBER))
		return dayexpr_unexpected(p, "a number of days");
	ret->days = t->value;
	return check_offset(p, t);
}

/* 前3天 or 后3天 */
static int parse_chinese_offset(struct dayexpr_parser *p, struct dayexpr_offset *ret)
{
	const struct dayexpr_token *t;

	ret->after = dayexpr_peek(p, 0)->kind == DX_AFTER;
	if (!dayexpr_accept(p, DX_BEFORE) && !dayexpr_accept(p, DX_AFTER))
		return dayexpr_unexpected(p, "days before or after, as in -3, +3 or 前3天,");
	t = dayexpr_peek(p, 0);
	if (!dayexpr_accept(p, DX_NUMBER))
		return dayexpr_unexpected(p, "a number of days");
	if (!dayexpr_accept(p, DX_DAY))
		return dayexpr_unexpected(p, "天");
	ret->days = t->value;
	return check_offset(p, t);
}

static bool starts_offset(const struct dayexpr_parser *p)
{
	enum dayexpr_token_kind kind = dayexpr_peek(p, 0)->kind;

	return kind == DX_MINUS || kind == DX_PLUS || kind == DX_BEFORE || kind == DX_AFTER ||
	       kind == DX_SAME_DAY;
}

/* The day itself is -0 where something starts and +0 where it ends. */
static int parse_offset(struct dayexpr_parser *p, bool is_end, struct dayexpr_offset *ret)
{
	enum dayexpr_token_kind kind = dayexpr_peek(p, 0)->kind;

	if (dayexpr_accept(p, DX_SAME_DAY)) {
		*ret = (struct dayexpr_offset){ .after = is_end };
		return 0;
	}
	return kind == DX_MINUS || kind == DX_PLUS ? parse_ascii_offset(p, ret)
						   : parse_chinese_offset(p, ret);
}

/* A year alone follows 至: that is a validity. */
static bool is_until_ahead(const struct dayexpr_parser *p)
{
	return dayexpr_peek(p, 0)->kind == DX_RANGE && dayexpr_peek(p, 0)->is_word &&
	       dayexpr_peek(p, 1)->kind == DX_NUMBER && dayexpr_peek(p, 1)->value >= 1000;
}

/* Are the two offsets in order?  "-n" is before all of the occurrence's end, "+n" after its start.
 */
static bool in_order(const struct dayexpr_offset *a, const struct dayexpr_offset *b)
{
	if (a->after != b->after)
		return b->after;
	return a->after ? a->days <= b->days : a->days >= b->days;
}

int dayexpr_parse_anchor(struct dayexpr_parser *p)
{
	struct dayexpr_item item = { .kind = ITEM_ANCHOR };
	size_t at;
	int r;

	item.anchor = (size_t) dayexpr_peek(p, 0)->value;
	p->next++;
	at = dayexpr_peek(p, 0)->at;
	if (starts_offset(p)) {
		item.n_offsets = 1;
		r = parse_offset(p, false, &item.offset[0]);
		if (r < 0)
			return r;
	}
	if (item.n_offsets == 1 && !is_until_ahead(p) && dayexpr_accept(p, DX_RANGE)) {
		item.n_offsets = 2;
		r = parse_offset(p, true, &item.offset[1]);
		if (r < 0)
			return r;
		if (!in_order(&item.offset[0], &item.offset[1]))
			return dayexpr_fail(p->w, at, "the span ends before it begins");
	}
	dayexpr_emit(p, &item);
	return 0;
}

static int parse_anchor_end(struct dayexpr_parser *p, const struct dayexpr_date *from)
{
	struct dayexpr_item item = { .kind = ITEM_TO_ANCHOR, .from = *from };

	if (!from->month)
		return dayexpr_fail(
			p->w, dayexpr_peek(p, 0)->at,
			"a range to a node begins on a day or in a month: 12-15..@name");
	item.anchor = (size_t) dayexpr_peek(p, 0)->value;
	p->next++;
	if (starts_offset(p)) {
		int r = parse_offset(p, true, &item.offset[0]);

		if (r < 0)
			return r;
		item.n_offsets = 1;
	}
	dayexpr_emit(p, &item);
	return 0;
}

/* What comes after a date's "..". */
static int parse_range_end(struct dayexpr_parser *p, const struct dayexpr_date *from)
{
	struct dayexpr_item item = { .kind = ITEM_DATES, .from = *from };
	const struct dayexpr_token *first = dayexpr_peek(p, 0);
	int r;

	if (first->kind == DX_ANCHOR)
		return parse_anchor_end(p, from);
	if (first->kind != DX_NUMBER)
		return dayexpr_unexpected(p, "the end of the range");
	r = dayexpr_parse_date(p, true, &item.to);
	if (r < 0)
		return r;
	r = dayexpr_complete_end(p, first->at, from, &item.to);
	if (r < 0)
		return r;
	r = dayexpr_check_date(p, first, &item.to);
	if (r < 0)
		return r;
	dayexpr_accept(p, DX_STOP);
	dayexpr_emit(p, &item);
	return 0;
}

/* sat#3, week#-1 */
static int parse_ascii_nth(struct dayexpr_parser *p, struct dayexpr_item *item)
{
	const struct dayexpr_token *t;
	int sign = 1;

	if (!dayexpr_accept(p, DX_HASH))
		return dayexpr_unexpected(p, "\"#\" and which one of the month, as in 09-sat#3");
	if (dayexpr_accept(p, DX_MINUS))
		sign = -1;
	t = dayexpr_peek(p, 0);
	if (!dayexpr_accept(p, DX_NUMBER))
		return dayexpr_unexpected(p, "which one of the month, 1 to 5 or -1 for the last");
	item->nth = sign * t->value;
	return 0;
}

/* 第三个, 最后一个, 倒数第二个 */
static int parse_chinese_nth(struct dayexpr_parser *p, struct dayexpr_item *item)
{
	int sign = 1;

	if (dayexpr_accept(p, DX_LAST)) {
		item->nth = -1;
		return 0;
	}
	if (dayexpr_accept(p, DX_FROM_END))
		sign = -1;
	if (!dayexpr_accept(p, DX_NTH))
		return dayexpr_unexpected(p, "第");
	if (dayexpr_peek(p, 0)->kind != DX_NUMBER)
		return dayexpr_unexpected(p, "which one of the month");
	item->nth = sign * dayexpr_peek(p, 0)->value;
	p->next++;
	dayexpr_accept(p, DX_PIECE);
	return 0;
}

static int parse_which(struct dayexpr_parser *p, struct dayexpr_item *item)
{
	const struct dayexpr_token *t = dayexpr_peek(p, 0);

	if (dayexpr_accept(p, DX_WEEKDAY)) {
		item->kind = ITEM_NTH_WEEKDAY;
		item->weekday = (enum weekday) t->value;
		return 0;
	}
	item->kind = ITEM_NTH_WEEK;
	return dayexpr_accept(p, DX_WEEK) ? 0 : dayexpr_unexpected(p, "a weekday or week");
}

/* The nth weekday or week of the month *from. */
static int parse_nth(struct dayexpr_parser *p, const struct dayexpr_date *from)
{
	struct dayexpr_item item = { .from = *from };
	size_t at = dayexpr_peek(p, 0)->at;
	int r;

	if (dayexpr_accept(p, DX_MINUS)) {
		r = parse_which(p, &item);
		if (r == 0)
			r = parse_ascii_nth(p, &item);
	} else {
		r = parse_chinese_nth(p, &item);
		if (r == 0)
			r = parse_which(p, &item);
	}
	if (r < 0)
		return r;
	if (item.nth == 0 || item.nth > 5 || item.nth < -5)
		return dayexpr_fail(p->w, at,
				    "a month has no such week: 1 to 5, or -1 for the last");
	dayexpr_emit(p, &item);
	return 0;
}

static bool is_nth_ahead(const struct dayexpr_parser *p)
{
	enum dayexpr_token_kind kind = dayexpr_peek(p, 0)->kind, second = dayexpr_peek(p, 1)->kind;

	return kind == DX_NTH || kind == DX_LAST || kind == DX_FROM_END ||
	       (kind == DX_MINUS && (second == DX_WEEKDAY || second == DX_WEEK));
}

/* Between two Chinese dates or two weekdays, a dash is as good: 5月1日-7日, mon-fri. */
static bool accept_range(struct dayexpr_parser *p)
{
	enum dayexpr_token_kind before = p->w->tokens[p->next - 1].kind;
	enum dayexpr_token_kind after = dayexpr_peek(p, 1)->kind, unit = dayexpr_peek(p, 2)->kind;
	bool is_unit = unit == DX_YEAR || unit == DX_MONTH || unit == DX_DAY;

	if (dayexpr_accept(p, DX_RANGE))
		return true;
	if (dayexpr_peek(p, 0)->kind != DX_MINUS || before == DX_NUMBER)
		return false;
	if (before == DX_WEEKDAY ? after != DX_WEEKDAY : after != DX_NUMBER || !is_unit)
		return false;
	p->next++;
	return true;
}

int dayexpr_parse_dates(struct dayexpr_parser *p)
{
	size_t at = dayexpr_peek(p, 0)->at;
	struct dayexpr_date d;
	int r;

	r = dayexpr_parse_date(p, false, &d);
	if (r < 0)
		return r;
	if (d.month && !d.day && is_nth_ahead(p))
		return parse_nth(p, &d);
	if (dayexpr_accept(p, DX_ONWARD))
		return emit_validity(p, ITEM_SINCE, at, &d);
	if (dayexpr_accept(p, DX_STOP))
		return emit_validity(p, ITEM_UNTIL, at, &d);
	if ((d.year || !is_until_ahead(p)) && accept_range(p))
		return parse_range_end(p, &d);
	dayexpr_emit(p, &(struct dayexpr_item){
				.kind = ITEM_DATES, .from = d, .to = d, .is_single = true });
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
