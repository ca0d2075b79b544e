/* SPDX-License-Identifier: MIT */
/*
 *   or      = except { ("or" | ",") except }
 *   except  = and { "except" and }
 *   and     = atom { "and" atom }           and a validity may stand without "and"
 *   atom    = "(" or ")" | a kind of day
 *
 * Only a bracket recurses, at most DAYEXPR_DEPTH_MAX deep.
 */
#include "config/dayexpr_internal.h"

/* What stands between one pair of brackets. */
struct level {
	bool has_validity; /* one that stands without "and" */
	size_t validity_at;
	bool has_several; /* or, except */
};

static int parse_or(struct dayexpr_parser *p); /* a bracket holds one */

int dayexpr_unexpected(struct dayexpr_parser *p, const char *expected)
{
	const struct dayexpr_token *t = dayexpr_peek(p, 0);

	if (t->kind == DX_END)
		return dayexpr_fail(p->w, t->at, "%s is missing at the end", expected);
	return dayexpr_fail(p->w, t->at, "expected %s before \"%.*s\"", expected,
			    DAYEXPR_WORD(p->w, t->at, t->n));
}

static int parse_brackets(struct dayexpr_parser *p)
{
	size_t at = dayexpr_peek(p, 0)->at;
	int r;

	if (p->depth == DAYEXPR_DEPTH_MAX)
		return dayexpr_fail(p->w, at, "more than %d brackets within each other",
				    DAYEXPR_DEPTH_MAX);
	p->next++;
	p->depth++;
	r = parse_or(p);
	p->depth--;
	if (r < 0)
		return r;
	if (dayexpr_peek(p, 0)->kind == DX_END)
		return dayexpr_fail(p->w, at, "the bracket is not closed");
	return dayexpr_accept(p, DX_CLOSE)
		       ? 0
		       : dayexpr_unexpected(p, "\"and\", \"or\", \"except\" or \")\"");
}

/* The kinds that are one word. */
static bool find_simple(enum dayexpr_token_kind token, enum dayexpr_item_kind *ret)
{
	static const struct {
		enum dayexpr_token_kind token;
		enum dayexpr_item_kind item;
	} kinds[] = {
		{ DX_DAILY, ITEM_DAILY },     { DX_WEEKEND, ITEM_WEEKEND },
		{ DX_WORKDAY, ITEM_WORKDAY }, { DX_RESTDAY, ITEM_RESTDAY },
		{ DX_MAKEUP, ITEM_MAKEUP },   { DX_HOLIDAY, ITEM_HOLIDAY },
		{ DX_LEGAL, ITEM_LEGAL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (kinds[i].token == token) {
			*ret = kinds[i].item;
			return true;
		}
	return false;
}

static int parse_atom(struct dayexpr_parser *p)
{
	const struct dayexpr_token *t = dayexpr_peek(p, 0);
	struct dayexpr_item item = { .name = t->name };

	if (dayexpr_is_validity(p) && t->kind != DX_NUMBER)
		return dayexpr_parse_validity(p);
	if (t->kind == DX_OPEN)
		return parse_brackets(p);
	if (t->kind == DX_WEEKDAY)
		return dayexpr_parse_weekdays(p);
	if (dayexpr_is_point(p))
		return dayexpr_parse_range(p);
	if (!find_simple(t->kind, &item.kind))
		return dayexpr_unexpected(p, "a day or a set of days");
	p->next++;
	dayexpr_emit(p, &item);
	return 0;
}

static bool starts_atom(const struct dayexpr_parser *p)
{
	enum dayexpr_token_kind kind = dayexpr_peek(p, 0)->kind;
	enum dayexpr_item_kind item;

	return kind == DX_OPEN || kind == DX_WEEKDAY || dayexpr_is_point(p) ||
	       find_simple(kind, &item);
}

/* @N 2026年起, 2026年起 周六: a validity needs no "and", before or after what it is about. */
static int parse_and(struct dayexpr_parser *p, struct level *level)
{
	bool after_validity = dayexpr_is_validity(p);
	int r;

	r = parse_atom(p);
	while (r == 0) {
		if (dayexpr_accept(p, DX_AND)) {
			after_validity = dayexpr_is_validity(p);
		} else if (dayexpr_is_validity(p) || (after_validity && starts_atom(p))) {
			after_validity = after_validity && dayexpr_is_validity(p);
			level->has_validity = true;
			level->validity_at = dayexpr_peek(p, 0)->at;
		} else {
			break;
		}
		r = parse_atom(p);
		if (r == 0)
			dayexpr_emit_kind(p, ITEM_AND);
	}
	return r;
}

static int parse_except(struct dayexpr_parser *p, struct level *level)
{
	int r;

	r = parse_and(p, level);
	while (r == 0 && dayexpr_accept(p, DX_EXCEPT)) {
		level->has_several = true;
		if (dayexpr_peek(p, 0)->kind == DX_END)
			return dayexpr_fail(
				p->w, dayexpr_peek(p, 0)->at,
				"what is left out comes after \"except\": 每天除外周末");
		r = parse_and(p, level);
		if (r == 0)
			dayexpr_emit_kind(p, ITEM_EXCEPT);
	}
	return r;
}

/*
 * "周六，2026年起" says "from 2026 on", not "or any day from 2026 on": beside a comma a validity is
 * refused.  Whoever means it writes "or".
 */
static int check_comma(struct dayexpr_parser *p)
{
	const struct dayexpr_token *comma = &p->w->tokens[p->next - 1];
	enum dayexpr_item_kind left = p->w->items[p->w->n_items - 1].kind;
	bool after_validity =
		(left == ITEM_SINCE || left == ITEM_UNTIL) && comma[-1].kind != DX_CLOSE;

	if (comma->is_word || !(after_validity || dayexpr_is_validity(p)))
		return 0;
	return dayexpr_fail(p->w, comma->at,
			    "a comma means \"or\", so the validity would add days: use \"and\"");
}

static int parse_or(struct dayexpr_parser *p)
{
	struct level level = { 0 };
	int r;

	r = parse_except(p, &level);
	while (r == 0 && dayexpr_accept(p, DX_OR)) {
		level.has_several = true;
		r = check_comma(p);
		if (r == 0)
			r = parse_except(p, &level);
		if (r == 0)
			dayexpr_emit_kind(p, ITEM_OR);
	}
	if (r == 0 && level.has_validity && level.has_several)
		return dayexpr_fail(
			p->w, level.validity_at,
			"the validity could be about one or all: use \"and\", or brackets "
			"around what it is about");
	return r;
}

int dayexpr_compile(struct dayexpr_work *w)
{
	struct dayexpr_parser p = { .w = w };
	const struct dayexpr_token *t;
	int r;

	w->n_items = 0;
	r = parse_or(&p);
	if (r < 0)
		return r;
	t = dayexpr_peek(&p, 0);
	if (t->kind == DX_END)
		return 0;
	if (t->kind == DX_MINUS || t->kind == DX_PLUS || t->kind == DX_BEFORE ||
	    t->kind == DX_AFTER)
		return dayexpr_fail(w, t->at,
				    "days before and after belong to a node: @name -3..+3");
	if (t->kind == DX_RANGE)
		return dayexpr_fail(w, t->at,
				    "a range begins on a date, in a month, on a lunar day, a "
				    "solar term, a node or a weekday");
	return dayexpr_unexpected(&p, "\"and\", \"or\" or \"except\"");
}
