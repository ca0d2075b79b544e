/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Inside a day expression, in four steps, each its own file:
 *
 *   text -> characters    dayexpr_text.c   decoding, full-width forms, complaints, nearest words
 *   -> tokens             dayexpr_lex.c    the words of both languages in one table
 *   -> items              dayexpr_parse.c  the grammar; items are in postfix order
 *                         dayexpr_kinds.c  each kind of day
 *                         dayexpr_date.c   dates and the ends of ranges
 *   -> days, text         dayexpr_eval.c, dayexpr_print.c
 *
 * A new kind of day is a word, a case in parse_atom(), an item, and its row in
 * eval and print.  Items in postfix order need no recursion afterwards.
 * Everything of one call lives in one struct, whose arrays are sized by the
 * cap on the text: nothing here can grow.
 */

#include "config/dayexpr.h"

enum dayexpr_token_kind {
	DX_END,
	DX_NUMBER,
	DX_MINUS,
	DX_PLUS,
	DX_HASH,
	DX_OPEN,
	DX_CLOSE,
	DX_RANGE, /* .. ~ 至 到 */
	DX_AND,
	DX_OR, /* or 或 , */
	DX_EXCEPT,
	DX_SINCE,  /* since */
	DX_UNTIL,  /* until */
	DX_FROM,   /* 自, as in 自2026年起 */
	DX_ONWARD, /* 起 */
	DX_STOP,   /* 止 */
	DX_DAILY,
	DX_WEEKEND,
	DX_WEEKDAY,
	DX_WEEK,
	DX_YEAR,     /* 年 */
	DX_MONTH,    /* 月 */
	DX_DAY,      /* 日 号 天 */
	DX_NTH,      /* 第 */
	DX_PIECE,    /* 个 */
	DX_LAST,     /* 最后一个 */
	DX_FROM_END, /* 倒数 */
	DX_BEFORE,   /* 前 */
	DX_AFTER,    /* 后 */
	DX_SAME_DAY, /* 当天 */
	DX_ANCHOR,
	DX_SKIP,   /* words that add nothing: 每年, 的 */
	DX_FUTURE, /* words of the lunar and holiday calendars */
};

struct dayexpr_token {
	enum dayexpr_token_kind kind;
	int value;      /* number, weekday, anchor's index */
	uint8_t digits; /* of a number; 0: in Chinese numerals */
	bool glued;     /* nothing between it and the token before */
	bool is_word;   /* in letters, not in signs */
	uint16_t at, n; /* characters */
};

/* What is 0 was not written: 2026-12-04, 12-04, 2026-12, 12, 2026. */
struct dayexpr_date {
	int year, month, day;
};

/* "-3" counts back from an occurrence's first day, "+3" on from its last; -0 and +0 are those days.
 */
struct dayexpr_offset {
	bool after;
	int days;
};

enum dayexpr_item_kind {
	ITEM_DATES,       /* from..to, which may be equal; a wrap of the year is yearly only */
	ITEM_TO_ANCHOR,   /* from..@anchor, with n_offsets 0 or 1 */
	ITEM_ANCHOR,      /* n_offsets 0, 1 or 2 */
	ITEM_WEEKDAYS,    /* weekday..weekday_to */
	ITEM_NTH_WEEKDAY, /* the nth @weekday of from.month (and year) */
	ITEM_NTH_WEEK,
	ITEM_DAILY,
	ITEM_WEEKEND,
	ITEM_SINCE,
	ITEM_UNTIL,
	ITEM_AND, /* of the two before */
	ITEM_EXCEPT,
	ITEM_OR,
};

struct dayexpr_item {
	enum dayexpr_item_kind kind;
	struct dayexpr_date from, to;
	bool is_single; /* ITEM_DATES, ITEM_WEEKDAYS: written without an end */
	enum weekday weekday, weekday_to;
	int nth; /* 1..5, or -1..-5 from the month's end */
	size_t anchor;
	unsigned n_offsets;
	struct dayexpr_offset offset[2];
};

struct dayexpr_work {
	const struct anchors *anchors;
	struct dayexpr_error *error;

	const char *bytes;
	size_t n_chars;
	uint32_t raw[DAYEXPR_MAX];        /* characters as written: names are matched in these */
	uint32_t plain[DAYEXPR_MAX];      /* full-width forms and upper case made plain */
	uint16_t offset[DAYEXPR_MAX + 1]; /* of each character, in bytes */

	struct dayexpr_token tokens[DAYEXPR_MAX + 1]; /* the last is DX_END */
	size_t n_tokens;

	struct dayexpr_item items[DAYEXPR_MAX];
	size_t n_items;
};

/* For "%.*s": a stretch of the text as written, of at most 40 characters. */
#define DAYEXPR_WORD(w, at, n) dayexpr_word_length((w), (at), (n)), (w)->bytes + (w)->offset[(at)]
int dayexpr_word_length(const struct dayexpr_work *w, size_t at, size_t n);

/* Fills the error and returns -EINVAL; @at: the character it is about, from 0. */
int dayexpr_fail(struct dayexpr_work *w, size_t at, const char *fmt, ...) _printf_(3, 4);

/* One character of UTF-8 at @p, and its length in bytes; 0: not UTF-8. */
size_t dayexpr_decode(const char *p, uint32_t *ret);

int dayexpr_read_text(struct dayexpr_work *w, const char *text);

/*
 * What the characters from @at on might have been meant for: a known word, or "@name".  "" when
 * nothing is near.
 */
#define DAYEXPR_NEAREST_MAX 96
const char *dayexpr_nearest(const struct dayexpr_work *w, size_t at, size_t n, bool is_name,
			    char buf[DAYEXPR_NEAREST_MAX]);

/* The words known, for dayexpr_nearest(); NULL after the last. */
const char *dayexpr_known_word(size_t i);

int dayexpr_lex(struct dayexpr_work *w);
int dayexpr_compile(struct dayexpr_work *w);
struct dayexpr_parser {
	struct dayexpr_work *w;
	size_t next; /* token */
	unsigned depth;
};

static inline const struct dayexpr_token *dayexpr_peek(const struct dayexpr_parser *p, size_t ahead)
{
	size_t last = p->w->n_tokens - 1, i = p->next + ahead;

	return &p->w->tokens[i < last ? i : last];
}

static inline bool dayexpr_accept(struct dayexpr_parser *p, enum dayexpr_token_kind kind)
{
	if (dayexpr_peek(p, 0)->kind != kind)
		return false;
	p->next++;
	return true;
}

/* There are never more items than characters: an operator that is not written joins a validity. */
static inline void dayexpr_emit(struct dayexpr_parser *p, const struct dayexpr_item *item)
{
	p->w->items[p->w->n_items++] = *item;
}

static inline void dayexpr_emit_kind(struct dayexpr_parser *p, enum dayexpr_item_kind kind)
{
	dayexpr_emit(p, &(struct dayexpr_item){ .kind = kind });
}

/* "expected a day before ...": -EINVAL. */
int dayexpr_unexpected(struct dayexpr_parser *p, const char *expected);

/* Dates: dayexpr_date.c.  @is_end: the end of a range may be a day alone. */
bool dayexpr_is_chinese_date(const struct dayexpr_parser *p);
int dayexpr_parse_date(struct dayexpr_parser *p, bool is_end, struct dayexpr_date *ret);
int dayexpr_check_date(struct dayexpr_parser *p, const struct dayexpr_token *at,
		       const struct dayexpr_date *d);

/* What a range's end leaves out it takes from the start: 12月1日至7日, 2026-12-20..01-10. */
int dayexpr_complete_end(struct dayexpr_parser *p, size_t at, const struct dayexpr_date *from,
			 struct dayexpr_date *to);

/* The kinds of days, each up to its item: dayexpr_kinds.c. */
int dayexpr_parse_dates(struct dayexpr_parser *p);
int dayexpr_parse_weekdays(struct dayexpr_parser *p);
int dayexpr_parse_anchor(struct dayexpr_parser *p);
int dayexpr_parse_validity(struct dayexpr_parser *p);

/* Is what comes a validity? */
bool dayexpr_is_validity(const struct dayexpr_parser *p);

int dayexpr_eval(const struct dayexpr_work *w, struct dayset *ret);

/* -EINVAL where the canonical text would be longer than DAYEXPR_MAX. */
int dayexpr_print(struct dayexpr_work *w, char **ret);

/* The anchor whose name is longest of those that the characters from @at on begin with. */
bool dayexpr_match_anchor(const struct dayexpr_work *w, size_t at, size_t *ret_anchor,
			  size_t *ret_n);
