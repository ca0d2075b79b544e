/* SPDX-License-Identifier: MIT */
#include "config/dayexpr_internal.h"

/* sat#3, week#-1 */
static int parse_ascii_nth(struct dayexpr_parser *p, struct dayexpr_point *point)
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
	point->nth = sign * t->value;
	return 0;
}

/* 第三个, 最后一个, 倒数第二个 */
static int parse_chinese_nth(struct dayexpr_parser *p, struct dayexpr_point *point)
{
	int sign = 1;

	if (dayexpr_accept(p, DX_LAST)) {
		point->nth = -1;
		return 0;
	}
	if (dayexpr_accept(p, DX_FROM_END))
		sign = -1;
	if (!dayexpr_accept(p, DX_NTH))
		return dayexpr_unexpected(p, "第");
	if (dayexpr_peek(p, 0)->kind != DX_NUMBER)
		return dayexpr_unexpected(p, "which one of the month");
	point->nth = sign * dayexpr_peek(p, 0)->value;
	p->next++;
	dayexpr_accept(p, DX_PIECE);
	return 0;
}

static int parse_which(struct dayexpr_parser *p, struct dayexpr_point *point)
{
	const struct dayexpr_token *t = dayexpr_peek(p, 0);

	if (dayexpr_accept(p, DX_WEEKDAY)) {
		point->kind = POINT_NTH_WEEKDAY;
		point->weekday = (enum weekday) t->value;
		return 0;
	}
	point->kind = POINT_NTH_WEEK;
	return dayexpr_accept(p, DX_WEEK) ? 0 : dayexpr_unexpected(p, "a weekday or week");
}

/* The nth weekday or week of the month in point->date. */
static int parse_nth(struct dayexpr_parser *p, struct dayexpr_point *point)
{
	size_t at = dayexpr_peek(p, 0)->at;
	int r;

	if (dayexpr_accept(p, DX_MINUS)) {
		r = parse_which(p, point);
		if (r == 0)
			r = parse_ascii_nth(p, point);
	} else {
		r = parse_chinese_nth(p, point);
		if (r == 0)
			r = parse_which(p, point);
	}
	if (r < 0)
		return r;
	if (point->nth == 0 || point->nth > 5 || point->nth < -5)
		return dayexpr_fail(p->w, at,
				    "a month has no such week: 1 to 5, or -1 for the last");
	return 0;
}

static bool is_nth_ahead(const struct dayexpr_parser *p)
{
	enum dayexpr_token_kind kind = dayexpr_peek(p, 0)->kind, second = dayexpr_peek(p, 1)->kind;

	return kind == DX_NTH || kind == DX_LAST || kind == DX_FROM_END ||
	       (kind == DX_MINUS && (second == DX_WEEKDAY || second == DX_WEEK));
}

/* 八月十五 without 日, 九月初九 */
static bool is_lunar_day_ahead(const struct dayexpr_parser *p)
{
	const struct dayexpr_token *t = dayexpr_peek(p, 0);

	return t->kind == DX_LUNAR_DAY ||
	       (t->kind == DX_NUMBER && t->glued && p->w->tokens[p->next - 1].kind == DX_MONTH &&
		!dayexpr_is_chinese_date(p));
}

static bool is_date(const struct dayexpr_point *from)
{
	return from && from->kind == POINT_DATE;
}

/* 12-15, 公历12月15日, 09-sat#3.  What the end of a range of dates leaves out comes from its start.
 */
static int parse_date_point(struct dayexpr_parser *p, const struct dayexpr_point *from,
			    struct dayexpr_point *ret)
{
	const struct dayexpr_token *first;
	int r;

	dayexpr_accept(p, DX_CIVIL);
	first = dayexpr_peek(p, 0);
	ret->kind = POINT_DATE;
	r = dayexpr_parse_date(p, is_date(from), &ret->date);
	if (r < 0)
		return r;
	if (ret->date.month && !ret->date.day && is_nth_ahead(p))
		return parse_nth(p, ret);
	if (ret->date.month && !ret->date.day && is_lunar_day_ahead(p))
		return dayexpr_fail(
			p->w, dayexpr_peek(p, 0)->at,
			"this is no civil day: 8月15日, or 农历八月十五 for the lunar one");
	if (is_date(from)) {
		r = dayexpr_complete_end(p, first->at, &from->date, &ret->date);
		if (r == 0)
			r = dayexpr_check_date(p, first, &ret->date);
	}
	return r;
}

/* term qiufen, 秋分; the end of a range of terms may leave out the word. */
static int parse_term(struct dayexpr_parser *p, const struct dayexpr_point *from,
		      struct dayexpr_point *ret)
{
	bool has_word = dayexpr_accept(p, DX_TERM_WORD) || (from && from->kind == POINT_TERM);
	const struct dayexpr_token *t = dayexpr_peek(p, 0);

	ret->kind = POINT_TERM;
	ret->term = (enum term) t->value;
	if (t->kind == DX_PINYIN && !has_word)
		return dayexpr_fail(p->w, t->at,
				    "\"%.*s\" is a solar term; did you mean \"term %s\"?",
				    DAYEXPR_WORD(p->w, t->at, t->n), term_pinyin(ret->term));
	if (t->kind != DX_PINYIN && t->kind != DX_TERM)
		return dayexpr_unexpected(p, "one of the 24 solar terms, as in term qiufen,");
	p->next++;
	dayexpr_accept(p, DX_DAY);
	return 0;
}

static int parse_anchor(struct dayexpr_parser *p, bool is_end, struct dayexpr_point *ret)
{
	ret->kind = POINT_ANCHOR;
	ret->name = dayexpr_peek(p, 0)->name;
	p->next++;
	if (!dayexpr_is_offset(p))
		return 0;
	ret->n_offsets = 1;
	return dayexpr_parse_offset(p, is_end, &ret->offset[0]);
}

static bool is_lunar(const struct dayexpr_parser *p, const struct dayexpr_point *from)
{
	enum dayexpr_token_kind kind = dayexpr_peek(p, 0)->kind;

	if (from && from->kind == POINT_LUNAR && dayexpr_is_lunar_end(p))
		return true;
	return kind == DX_LUNAR || kind == DX_LEAP || kind == DX_LUNAR_MONTH;
}

bool dayexpr_is_point(const struct dayexpr_parser *p)
{
	enum dayexpr_token_kind kind = dayexpr_peek(p, 0)->kind;

	return kind == DX_NUMBER || kind == DX_CIVIL || kind == DX_ANCHOR || kind == DX_TERM ||
	       kind == DX_TERM_WORD || kind == DX_PINYIN || kind == DX_LUNAR_DAY ||
	       is_lunar(p, NULL);
}

int dayexpr_parse_point(struct dayexpr_parser *p, const struct dayexpr_point *from,
			struct dayexpr_point *ret)
{
	const struct dayexpr_token *t = dayexpr_peek(p, 0);

	*ret = (struct dayexpr_point){ 0 };
	if (is_lunar(p, from)) {
		ret->kind = POINT_LUNAR;
		return dayexpr_parse_lunar(p,
					   from && from->kind == POINT_LUNAR ? &from->lunar : NULL,
					   &ret->lunar);
	}
	if (t->kind == DX_LUNAR_DAY)
		return dayexpr_fail(p->w, t->at, "\"%.*s\" needs its lunar month: 农历正月%.*s",
				    DAYEXPR_WORD(p->w, t->at, t->n),
				    DAYEXPR_WORD(p->w, t->at, t->n));
	if (t->kind == DX_TERM || t->kind == DX_TERM_WORD || t->kind == DX_PINYIN)
		return parse_term(p, from, ret);
	if (t->kind == DX_ANCHOR)
		return parse_anchor(p, from != NULL, ret);
	if (t->kind == DX_NUMBER || t->kind == DX_CIVIL)
		return parse_date_point(p, from, ret);
	return dayexpr_unexpected(p, from ? "the end of the range" : "a day");
}
