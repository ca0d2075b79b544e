/* SPDX-License-Identifier: MIT */
#include "config/dayexpr_internal.h"

#define OFFSET_MAX   999 /* days; no node is more than a year from anything it announces */
#define WORKDAYS_MAX 250 /* about as many as a year has */

bool dayexpr_is_offset(const struct dayexpr_parser *p)
{
	enum dayexpr_token_kind kind = dayexpr_peek(p, 0)->kind;

	return kind == DX_MINUS || kind == DX_PLUS || kind == DX_BEFORE || kind == DX_AFTER ||
	       kind == DX_SAME_DAY;
}

static int check_offset(struct dayexpr_parser *p, const struct dayexpr_token *t,
			const struct dayexpr_offset *o)
{
	int most = o->workdays ? WORKDAYS_MAX : OFFSET_MAX;

	if (o->workdays && o->n == 0)
		return dayexpr_fail(
			p->w, t->at,
			"the first working day before is -1wd, the first one after +1wd");
	if (o->n > most)
		return dayexpr_fail(p->w, t->at, "\"%.*s\" is more than %d %s",
				    DAYEXPR_WORD(p->w, t->at, t->n), most,
				    o->workdays ? "working days" : "days");
	return 0;
}

/* -3, +3, -2wd */
static int parse_ascii(struct dayexpr_parser *p, struct dayexpr_offset *ret)
{
	const struct dayexpr_token *t;

	ret->after = dayexpr_peek(p, 0)->kind == DX_PLUS;
	p->next++;
	t = dayexpr_peek(p, 0);
	if (!dayexpr_accept(p, DX_NUMBER))
		return dayexpr_unexpected(p, "a number of days");
	ret->n = t->value;
	ret->workdays = dayexpr_accept(p, DX_WD);
	return check_offset(p, t, ret);
}

/* 前最后一个工作日, 后第2个工作日 */
static int parse_nth_workday(struct dayexpr_parser *p, struct dayexpr_offset *ret)
{
	const struct dayexpr_token *t = dayexpr_peek(p, 0);

	ret->workdays = true;
	ret->n = 1;
	if (dayexpr_accept(p, DX_LAST)) {
		if (ret->after)
			return dayexpr_fail(
				p->w, t->at,
				"no working day after is the last: 后第1个工作日 (+1wd)");
	} else {
		p->next++; /* 第 */
		t = dayexpr_peek(p, 0);
		if (!dayexpr_accept(p, DX_NUMBER))
			return dayexpr_unexpected(p, "which working day, as in 前第2个工作日,");
		ret->n = t->value;
		dayexpr_accept(p, DX_PIECE);
	}
	if (!dayexpr_accept(p, DX_WORKDAY))
		return dayexpr_unexpected(p, "工作日");
	return check_offset(p, t, ret);
}

/* "前2个工作日" could be one day or both; "前1个工作日" can not. */
static int parse_counted_workdays(struct dayexpr_parser *p, const struct dayexpr_token *first,
				  struct dayexpr_offset *ret)
{
	dayexpr_accept(p, DX_PIECE);
	if (!dayexpr_accept(p, DX_WORKDAY))
		return dayexpr_unexpected(p, "工作日");
	ret->workdays = true;
	if (ret->n > 1 && ret->after)
		return dayexpr_fail(
			p->w, first->at,
			"this could be one day or %d: did you mean 后第%d个工作日 (+%dwd), "
			"or 后第1个工作日至后第%d个工作日 (+1wd..+%dwd)?",
			ret->n, ret->n, ret->n, ret->n, ret->n);
	if (ret->n > 1)
		return dayexpr_fail(
			p->w, first->at,
			"this could be one day or %d: did you mean 前第%d个工作日 (-%dwd), "
			"or 前第%d个工作日至前第1个工作日 (-%dwd..-1wd)?",
			ret->n, ret->n, ret->n, ret->n, ret->n);
	return check_offset(p, first, ret);
}

/* 前3天 or 后3天 */
static int parse_chinese(struct dayexpr_parser *p, struct dayexpr_offset *ret)
{
	const struct dayexpr_token *side = dayexpr_peek(p, 0), *t = dayexpr_peek(p, 1), *unit;

	ret->after = side->kind == DX_AFTER;
	p->next++;
	if (t->kind == DX_NTH || t->kind == DX_LAST)
		return parse_nth_workday(p, ret);
	if (!dayexpr_accept(p, DX_NUMBER))
		return dayexpr_unexpected(p, "a number of days");
	ret->n = t->value;
	unit = dayexpr_peek(p, 0);
	if (unit->kind == DX_WORKDAY || unit->kind == DX_PIECE)
		return parse_counted_workdays(p, side, ret);
	if (!dayexpr_accept(p, DX_DAY))
		return dayexpr_unexpected(p, "天");
	return check_offset(p, t, ret);
}

/* The day itself is -0 where something starts and +0 where it ends. */
int dayexpr_parse_offset(struct dayexpr_parser *p, bool is_end, struct dayexpr_offset *ret)
{
	enum dayexpr_token_kind kind = dayexpr_peek(p, 0)->kind;
	struct dayexpr_offset o = { .after = is_end };
	int r = 0;

	if (kind == DX_MINUS || kind == DX_PLUS)
		r = parse_ascii(p, &o);
	else if (kind == DX_BEFORE || kind == DX_AFTER)
		r = parse_chinese(p, &o);
	else if (!dayexpr_accept(p, DX_SAME_DAY))
		r = dayexpr_unexpected(p, "days before or after, as in -3, +3 or 前3天,");
	if (r == 0)
		*ret = o;
	return r;
}
