/* SPDX-License-Identifier: MIT */
#include "config/dayexpr_internal.h"

#define LUNAR_DAYS_MAX 30

/* A day's number, or -1, which check_lunar() refuses. */
static int valid_day(int day)
{
	return day >= 1 && day <= LUNAR_DAYS_MAX ? day : -1;
}

/* 正月, 九月, 9月 */
static bool accept_chinese_month(struct dayexpr_parser *p, int *ret)
{
	const struct dayexpr_token *t = dayexpr_peek(p, 0);

	if (dayexpr_accept(p, DX_LUNAR_MONTH)) {
		*ret = t->value;
		return true;
	}
	if (t->kind != DX_NUMBER || dayexpr_peek(p, 1)->kind != DX_MONTH)
		return false;
	*ret = t->value;
	p->next += 2;
	return true;
}

/* 初九, 十五, 9日, 最后一天 */
static bool accept_chinese_day(struct dayexpr_parser *p, int *ret)
{
	const struct dayexpr_token *t = dayexpr_peek(p, 0), *unit = dayexpr_peek(p, 1);

	if (t->kind == DX_LAST && unit->kind == DX_DAY) {
		*ret = LUNAR_LAST;
		p->next += 2;
		return true;
	}
	if (t->kind != DX_LUNAR_DAY && (t->kind != DX_NUMBER || t->digits > 2 || t->value > 99 ||
					unit->kind == DX_YEAR || unit->kind == DX_MONTH))
		return false;
	*ret = valid_day(t->value);
	p->next++;
	dayexpr_accept(p, DX_DAY);
	return true;
}

/* "9" and "9-9", "12-last"; false: no number. */
static bool accept_ascii(struct dayexpr_parser *p, struct dayexpr_lunar *l)
{
	const struct dayexpr_token *t = dayexpr_peek(p, 0), *minus, *day;

	if (t->kind != DX_NUMBER || t->digits == 0 || t->digits > 2)
		return false;
	l->month = t->value;
	p->next++;
	minus = dayexpr_peek(p, 0);
	day = dayexpr_peek(p, 1);
	if (minus->kind != DX_MINUS || !minus->glued || !day->glued)
		return true;
	if (day->kind == DX_MONTH_END)
		l->day = LUNAR_LAST;
	else if (day->kind == DX_NUMBER && day->digits > 0)
		l->day = valid_day(day->value);
	else
		return true;
	p->next += 2;
	return true;
}

static int check_lunar(struct dayexpr_parser *p, const struct dayexpr_token *first,
		       const struct dayexpr_lunar *l)
{
	const struct dayexpr_token *last = &p->w->tokens[p->next - 1];
	size_t n = (size_t) last->at + last->n - first->at;

	if (l->month < 1 || l->month > 12 || l->day < 0)
		return dayexpr_fail(p->w, first->at, "there is no \"%.*s\" in the lunar calendar",
				    DAYEXPR_WORD(p->w, first->at, n));
	return 0;
}

static int parse_month_and_day(struct dayexpr_parser *p, const struct dayexpr_lunar *from,
			       struct dayexpr_lunar *l)
{
	const struct dayexpr_token *t = dayexpr_peek(p, 0);
	bool is_day_alone = from && !l->leap &&
			    (t->kind == DX_LUNAR_DAY || t->kind == DX_LAST || t->digits == 0 ||
			     dayexpr_peek(p, 1)->kind == DX_DAY);

	if (accept_chinese_month(p, &l->month)) {
		accept_chinese_day(p, &l->day);
		return 0;
	}
	if (!is_day_alone)
		return accept_ascii(p, l) ? 0
					  : dayexpr_unexpected(p, "a lunar day such as lunar 9-9 "
								  "or 农历九月初九");
	if (!accept_chinese_day(p, &l->day))
		return dayexpr_unexpected(p, "the end of the range");
	l->month = from->month;
	l->leap = from->leap;
	if (!from->day)
		return dayexpr_fail(p->w, t->at,
				    "the ends of a range must be alike: 农历正月初一至初三");
	return l->day > 0 && l->day < from->day
		       ? dayexpr_fail(p->w, t->at, "the range ends before it begins")
		       : 0;
}

int dayexpr_parse_lunar(struct dayexpr_parser *p, const struct dayexpr_lunar *from,
			struct dayexpr_lunar *ret)
{
	const struct dayexpr_token *first = dayexpr_peek(p, 0);
	struct dayexpr_lunar l = { 0 };
	int r;

	dayexpr_accept(p, DX_LUNAR);
	if (dayexpr_peek(p, 0)->kind == DX_NUMBER &&
	    (dayexpr_peek(p, 0)->digits == 4 || dayexpr_peek(p, 1)->kind == DX_YEAR))
		return dayexpr_fail(
			p->w, dayexpr_peek(p, 0)->at,
			"a lunar day is written without a year: lunar 9-9 and 2026, 农历九月初九且2026年");
	l.leap = dayexpr_accept(p, DX_LEAP);
	r = parse_month_and_day(p, from, &l);
	if (r == 0)
		r = check_lunar(p, first, &l);
	if (r < 0)
		return r;
	if (from && !from->day != !l.day)
		return dayexpr_fail(
			p->w, first->at,
			"the ends of a range must be alike: lunar 12-23..1-15, lunar 9..10");
	*ret = l;
	return 0;
}

bool dayexpr_is_lunar_end(const struct dayexpr_parser *p)
{
	enum dayexpr_token_kind kind = dayexpr_peek(p, 0)->kind;

	return kind == DX_NUMBER || kind == DX_LUNAR || kind == DX_LEAP || kind == DX_LUNAR_MONTH ||
	       kind == DX_LUNAR_DAY || kind == DX_LAST;
}
