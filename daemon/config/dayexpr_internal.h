/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Inside a day expression, in four steps, each its own file:
 *
 *   text -> characters    dayexpr_text.c   decoding, full-width forms, complaints, nearest words
 *   -> tokens             dayexpr_lex.c    signs, numbers, words and names
 *                         dayexpr_words.c  the words of both languages in one table
 *                         dayexpr_names.c  what names mean: nodes, holidays
 *   -> items              dayexpr_parse.c  the grammar; items are in postfix order
 *                         dayexpr_kinds.c  each kind of day
 *                         dayexpr_point.c  what a range can begin or end at
 *                         dayexpr_date.c, dayexpr_lunar.c, dayexpr_offset.c   its parts
 *   -> days, text         dayexpr_eval.c, dayexpr_occur.c, dayexpr_print.c
 *
 * A new kind of day is a word, a case in parse_atom(), an item, and its row in
 * eval and print; where it is one day an occurrence it is a point instead.  Items in postfix order
 * need no recursion afterwards. Everything of one call lives in one struct, whose arrays are sized
 * by the cap on the text: nothing here can grow.
 */

#include "config/dayexpr.h"
#include "schedule/terms.h"

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
	DX_YEAR,        /* 年 */
	DX_MONTH,       /* 月 */
	DX_DAY,         /* 日 号 天 */
	DX_NTH,         /* 第 */
	DX_PIECE,       /* 个 */
	DX_LAST,        /* 最后一个 */
	DX_FROM_END,    /* 倒数 */
	DX_BEFORE,      /* 前 */
	DX_AFTER,       /* 后 */
	DX_SAME_DAY,    /* 当天 */
	DX_CIVIL,       /* 公历 */
	DX_LUNAR,       /* 农历 */
	DX_LEAP,        /* 闰, L */
	DX_LUNAR_MONTH, /* 正月 冬月 腊月 */
	DX_LUNAR_DAY,   /* 初九 廿三 */
	DX_MONTH_END,   /* last */
	DX_TERM_WORD,   /* 节气 */
	DX_TERM,        /* 秋分 */
	DX_PINYIN,      /* qiufen */
	DX_WORKDAY,
	DX_RESTDAY,
	DX_MAKEUP,
	DX_WD, /* wd, after a number */
	DX_ANCHOR,
	DX_HOLIDAY, /* holiday:春节, 春节假期 */
	DX_LEGAL,   /* legal:春节, 春节法定日 */
	DX_SKIP,    /* words that add nothing: 每年, 的 */
};

/* What a name stands for. */
#define HOLIDAY_EVE N_HOLIDAYS /* 除夕, which has no period of its own */
struct dayexpr_name {
	const char *text;            /* as it was written */
	const struct anchor *anchor; /* NULL: not a node */
	int holiday; /* enum holiday, HOLIDAY_EVE; -1: a node, or days a notice names */
};

struct dayexpr_token {
	enum dayexpr_token_kind kind;
	int value;      /* number, weekday, term */
	uint8_t digits; /* of a number; 0: in Chinese numerals */
	bool glued;     /* nothing between it and the token before */
	bool is_word;   /* in letters, not in signs */
	uint16_t at, n; /* characters */
	struct dayexpr_name name;
};

/* What is 0 was not written: 2026-12-04, 12-04, 2026-12, 12, 2026. */
struct dayexpr_date {
	int year, month, day;
};

#define LUNAR_LAST 31 /* whichever day is a lunar month's last */

struct dayexpr_lunar {
	int month;
	int day; /* 0: the whole month */
	bool leap;
};

/*
 * "-3" counts back from an occurrence's first day, "+3" on from its last; -0 and +0 are those
 * days.
 */
struct dayexpr_offset {
	bool after;
	bool workdays;
	int n;
};

enum dayexpr_point_kind {
	POINT_DATE,
	POINT_LUNAR,
	POINT_TERM,
	POINT_NTH_WEEKDAY, /* the nth @weekday of date.month (and year) */
	POINT_NTH_WEEK,
	POINT_ANCHOR,
};

/* What comes about once in a while and may begin or end a range. */
struct dayexpr_point {
	enum dayexpr_point_kind kind;
	struct dayexpr_date date;
	struct dayexpr_lunar lunar;
	enum term term;
	enum weekday weekday;
	int nth;                  /* 1..5, or -1..-5 from the month's end */
	struct dayexpr_name name; /* of an anchor */
	unsigned n_offsets;       /* 2: from the first to the second, and no other end */
	struct dayexpr_offset offset[2];
};

enum dayexpr_item_kind {
	ITEM_DATES,    /* from..to, which may be equal; a wrap of the year is yearly only */
	ITEM_LUNAR,    /* likewise */
	ITEM_POINT,    /* all occurrences of from */
	ITEM_SPAN,     /* from each occurrence of from to the next one of to */
	ITEM_WEEKDAYS, /* weekday..weekday_to */
	ITEM_DAILY,
	ITEM_WEEKEND,
	ITEM_WORKDAY,
	ITEM_RESTDAY,
	ITEM_MAKEUP,
	ITEM_HOLIDAY,
	ITEM_LEGAL,
	ITEM_SINCE,
	ITEM_UNTIL,
	ITEM_AND, /* of the two before */
	ITEM_EXCEPT,
	ITEM_OR,
};

struct dayexpr_item {
	enum dayexpr_item_kind kind;
	struct dayexpr_point from, to;
	bool is_single; /* a range that was written without an end */
	enum weekday weekday, weekday_to;
	struct dayexpr_name name; /* ITEM_HOLIDAY, ITEM_LEGAL */
};

struct dayexpr_span {
	day_t first, last;
};

/* Runs of days have a gap between them. */
#define OCCURRENCES_MAX ((N_DAYS + 1) / 2)

struct dayexpr_work {
	const struct dayexpr_names *names;
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

	/* While days are found: what a range begins and ends at, and all working days in order. */
	struct dayexpr_span starts[OCCURRENCES_MAX], ends[OCCURRENCES_MAX];
	day_t workdays[N_DAYS];
	size_t n_workdays;
};

/* For "%.*s": a stretch of the text as written, of at most 40 characters. */
#define DAYEXPR_WORD(w, at, n) dayexpr_word_length((w), (at), (n)), (w)->bytes + (w)->offset[(at)]
int dayexpr_word_length(const struct dayexpr_work *w, size_t at, size_t n);

/* Fills the error and returns -EINVAL; @at: the character it is about, from 0. */
int dayexpr_fail(struct dayexpr_work *w, size_t at, const char *fmt, ...) _printf_(3, 4);

/* One character of UTF-8 at @p, and its length in bytes; 0: not UTF-8. */
size_t dayexpr_decode(const char *p, uint32_t *ret);

int dayexpr_read_text(struct dayexpr_work *w, const char *text);

/* Where names are looked up. */
enum dayexpr_space {
	SPACE_ANCHORS,  /* after "@": nodes, then statutory holidays */
	SPACE_HOLIDAYS, /* what has days off: holidays, then names that notices use */
};

struct dayexpr_names_iter {
	size_t i, year, off;
};

/* All names of a space; of equal ones the first counts.  Begins with a zeroed @iter. */
bool dayexpr_next_name(const struct dayexpr_work *w, enum dayexpr_space space,
		       struct dayexpr_names_iter *iter, struct dayexpr_name *ret);

/* The longest name that the characters from @at on begin with, and its length. */
bool dayexpr_match_name(const struct dayexpr_work *w, enum dayexpr_space space, size_t at,
			struct dayexpr_name *ret, size_t *ret_n);

/* The name that is exactly the @n characters from @at on. */
bool dayexpr_find_name(const struct dayexpr_work *w, enum dayexpr_space space, size_t at, size_t n,
		       struct dayexpr_name *ret);

/* The full name of a holiday's short one, unless that would be another thing here. */
const char *dayexpr_full_name(const struct dayexpr_work *w, enum dayexpr_space space,
			      const struct dayexpr_name *name);

/* The days on which a holiday that is an anchor lies, one a year; false: not known in @year. */
bool dayexpr_holiday_day(int holiday, int year, day_t *ret);

struct dayexpr_word {
	const char *text;
	enum dayexpr_token_kind kind;
	int value;
};

/* The longest word that the characters from @at on begin with; NULL: none. */
bool dayexpr_find_word(const struct dayexpr_work *w, size_t at, struct dayexpr_word *ret,
		       size_t *ret_n);

/* All words known: false after the last. */
bool dayexpr_next_word(size_t i, struct dayexpr_word *ret);

/* Does the text go on with @word?  Its length in characters, else 0. */
size_t dayexpr_begins_with(const struct dayexpr_work *w, size_t at, const char *word);

/* The hint for a word that could be meant in several ways; NULL: it is none of those. */
const char *dayexpr_ambiguous(const struct dayexpr_work *w, size_t at, size_t *ret_n);

static inline bool dayexpr_is_letter(uint32_t c)
{
	return c >= 'a' && c <= 'z';
}

static inline uint32_t dayexpr_char(const struct dayexpr_work *w, size_t at)
{
	return at < w->n_chars ? w->plain[at] : 0;
}

/* What the characters from @at on might have been meant for: "" when nothing is near. */
#define DAYEXPR_NEAREST_MAX 96
enum dayexpr_near {
	NEAR_WORD, /* any word, and "@name" */
	NEAR_ANCHOR,
	NEAR_HOLIDAY,
	NEAR_LEGAL,
	NEAR_TERM,
};
const char *dayexpr_nearest(const struct dayexpr_work *w, size_t at, size_t n,
			    enum dayexpr_near what, char buf[DAYEXPR_NEAREST_MAX]);

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

/* A lunar date, with or without 农历; @from: where the range began, for its end, or NULL. */
int dayexpr_parse_lunar(struct dayexpr_parser *p, const struct dayexpr_lunar *from,
			struct dayexpr_lunar *ret);
bool dayexpr_is_lunar_end(const struct dayexpr_parser *p);

/* -3, +2wd, 前3天, 后第1个工作日, 当天 */
bool dayexpr_is_offset(const struct dayexpr_parser *p);
int dayexpr_parse_offset(struct dayexpr_parser *p, bool is_end, struct dayexpr_offset *ret);

/* Does a point begin here? */
bool dayexpr_is_point(const struct dayexpr_parser *p);

/* @from: NULL, or the point at which the range began whose end this is. */
int dayexpr_parse_point(struct dayexpr_parser *p, const struct dayexpr_point *from,
			struct dayexpr_point *ret);

/* The kinds of days, each up to its item: dayexpr_kinds.c. */
int dayexpr_parse_range(struct dayexpr_parser *p);
int dayexpr_parse_weekdays(struct dayexpr_parser *p);
int dayexpr_parse_validity(struct dayexpr_parser *p);

/* Is what comes a validity? */
bool dayexpr_is_validity(const struct dayexpr_parser *p);

int dayexpr_eval(struct dayexpr_work *w, struct dayset *ret);

/* Do the days depend on notices? */
bool dayexpr_is_statutory(const struct dayexpr_work *w);

/* -EINVAL where the canonical text would be longer than DAYEXPR_MAX. */
int dayexpr_print(struct dayexpr_work *w, char **ret);

/*
 * The occurrences of a point in order, with a year more on either side of the span where they can
 * be known; returns how many.  As a start, first counts, as an end last: where a day does not
 * exist, they differ.
 */
size_t dayexpr_occurrences(const struct dayexpr_point *point,
			   struct dayexpr_span ret[OCCURRENCES_MAX]);

/* false: there is no such day in the span. */
bool dayexpr_shift(const struct dayexpr_work *w, const struct dayexpr_offset *offset,
		   const struct dayexpr_span *span, day_t *ret);

/* The first and last day of a date or part of one.  @year: for what is yearly. */
day_t dayexpr_first_day(const struct dayexpr_date *d, int year);
day_t dayexpr_last_day(const struct dayexpr_date *d, int year);

/*
 * The first and last day of a lunar date in a lunar year.  What does not exist in a month begins
 * after it and ends with it.  -ENOENT: the year has no such month.  -ERANGE: not known.
 */
int dayexpr_lunar_days(const struct dayexpr_lunar *l, int year, struct dayexpr_span *ret);

/* Yearly things are computed for a year more on either side: they may reach into the span. */
#define EVAL_YEAR_FIRST (YEAR_FIRST - 1)
#define EVAL_YEAR_LAST  (YEAR_LAST + 1)
