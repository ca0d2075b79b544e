/* SPDX-License-Identifier: MIT */
#include "config/dayexpr_internal.h"

int dayexpr_check_date(struct dayexpr_parser *p, const struct dayexpr_token *at,
		       const struct dayexpr_date *d)
{
	const struct dayexpr_token *last = &p->w->tokens[p->next - 1];
	size_t n = (size_t) last->at + last->n - at->at;
	int year = d->year ? d->year : 2000; /* a leap year: 02-29 is a yearly date */

	if (d->year && (d->year < YEAR_FIRST || d->year > YEAR_LAST))
		return dayexpr_fail(p->w, at->at, "the year of \"%.*s\" is not within %d to %d",
				    DAYEXPR_WORD(p->w, at->at, n), YEAR_FIRST, YEAR_LAST);
	if ((d->month && !civil_is_valid(year, d->month, 1)) ||
	    (d->day && !civil_is_valid(year, d->month, d->day)))
		return dayexpr_fail(p->w, at->at, "there is no \"%.*s\"",
				    DAYEXPR_WORD(p->w, at->at, n));
	return 0;
}

static int zero_is_no_part(struct dayexpr_parser *p, const struct dayexpr_token *t)
{
	return dayexpr_fail(p->w, t->at, "\"%.*s\" is in no date", DAYEXPR_WORD(p->w, t->at, t->n));
}

/* 2026年12月4日 and every part of it that is a date; a day alone only as the end of a range. */
static int parse_chinese_date(struct dayexpr_parser *p, bool is_end, struct dayexpr_date *d)
{
	for (;;) {
		const struct dayexpr_token *t = dayexpr_peek(p, 0);
		enum dayexpr_token_kind unit = dayexpr_peek(p, 1)->kind;
		bool is_empty = !d->year && !d->month;

		if (t->kind != DX_NUMBER || d->day)
			break;
		if (unit == DX_YEAR && is_empty)
			d->year = t->value;
		else if (unit == DX_MONTH && !d->month)
			d->month = t->value;
		else if (unit == DX_DAY && (d->month || (is_empty && is_end)))
			d->day = t->value;
		else
			break;
		if (t->value == 0)
			return zero_is_no_part(p, t);
		p->next += 2;
	}
	if (!d->year && !d->month && !d->day)
		return dayexpr_unexpected(p, "a date such as 12月4日");
	return 0;
}

/* "-NN", glued to what is before it. */
static bool accept_part(struct dayexpr_parser *p, int *ret)
{
	const struct dayexpr_token *sign = dayexpr_peek(p, 0), *number = dayexpr_peek(p, 1);

	if (sign->kind != DX_MINUS || number->kind != DX_NUMBER || !sign->glued || !number->glued ||
	    number->digits == 0 || number->digits > 2)
		return false;
	*ret = number->value;
	p->next += 2;
	return true;
}

/* 2026-12-04, 12-04, 2026-12, 12, 2026. */
static int parse_ascii_date(struct dayexpr_parser *p, struct dayexpr_date *d)
{
	const struct dayexpr_token *first = dayexpr_peek(p, 0);
	bool has_day = false, has_month = true;

	p->next++;
	if (first->digits == 4) {
		d->year = first->value;
		has_month = accept_part(p, &d->month);
		has_day = has_month && accept_part(p, &d->day);
	} else if (first->digits > 0 && first->digits <= 2) {
		d->month = first->value;
		has_day = accept_part(p, &d->day);
	}
	if (!d->year &&
	    (first->digits == 0 || first->digits == 3 || (!has_day && first->digits == 1)))
		return dayexpr_fail(p->w, first->at,
				    "\"%.*s\" is no date; a day is written 12-04, a month 05",
				    DAYEXPR_WORD(p->w, first->at, first->n));
	if ((first->digits == 4 && !d->year) || (has_month && !d->month) || (has_day && !d->day))
		return zero_is_no_part(p, first);
	return 0;
}

bool dayexpr_is_chinese_date(const struct dayexpr_parser *p)
{
	enum dayexpr_token_kind unit = dayexpr_peek(p, 1)->kind;

	return unit == DX_YEAR || unit == DX_MONTH || unit == DX_DAY;
}

int dayexpr_parse_date(struct dayexpr_parser *p, bool is_end, struct dayexpr_date *ret)
{
	const struct dayexpr_token *first = dayexpr_peek(p, 0);
	struct dayexpr_date d = { 0 };
	int r;

	if (first->kind != DX_NUMBER)
		return dayexpr_unexpected(p, "a date");
	r = dayexpr_is_chinese_date(p) ? parse_chinese_date(p, is_end, &d)
				       : parse_ascii_date(p, &d);
	if (r < 0)
		return r;
	if (!d.month && d.day) { /* 12月1日至7日: the month comes from the start */
		*ret = d;
		return 0;
	}
	r = dayexpr_check_date(p, first, &d);
	if (r < 0)
		return r;
	*ret = d;
	return 0;
}

/* Every part that is written, as one number. */
static int date_order(const struct dayexpr_date *d)
{
	return (d->year * 16 + d->month) * 32 + d->day;
}

static bool same_parts(const struct dayexpr_date *a, const struct dayexpr_date *b)
{
	return !a->year == !b->year && !a->month == !b->month && !a->day == !b->day;
}

int dayexpr_complete_end(struct dayexpr_parser *p, size_t at, const struct dayexpr_date *from,
			 struct dayexpr_date *to)
{
	bool is_day_only = !to->month && to->day;

	if (is_day_only) {
		to->month = from->month;
		to->year = from->year;
		if (!from->day)
			return dayexpr_fail(p->w, at,
					    "the ends of a range must be alike: 12月1日至7日");
	} else if (from->year && !to->year) {
		struct dayexpr_date yearly = { 0, from->month, from->day };

		to->year = from->year + (date_order(to) < date_order(&yearly));
	}
	if (!same_parts(from, to))
		return dayexpr_fail(p->w, at,
				    "the ends of a range must be alike: 12-20..01-10, 11..02");
	if ((to->year || is_day_only) && date_order(to) < date_order(from))
		return dayexpr_fail(p->w, at, "the range ends before it begins");
	return 0;
}
