/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "config/dayexpr_internal.h"

#define NUMBER_MAX 9999

static bool is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

/* 0-9, 10 for 十, -1 for anything else. */
static int chinese_digit(uint32_t c)
{
	static const uint32_t digits[] = { 0x3007, 0x4e00, 0x4e8c, 0x4e09, 0x56db, 0x4e94,
					   0x516d, 0x4e03, 0x516b, 0x4e5d, 0x5341 }; /* 〇一…十 */

	for (size_t i = 0; i < ARRAY_SIZE(digits); i++)
		if (digits[i] == c)
			return (int) i;
	return c == 0x96f6 ? 0 : -1; /* 零 */
}

/* 一 to 九十九 in the usual way, and years digit by digit: 二〇二六. */
static bool chinese_value(const int *digits, size_t n, int *ret)
{
	size_t ten = 0;
	int value = 0;

	while (ten < n && digits[ten] != 10)
		ten++;
	if (ten == n) {
		if (n != 1 && n != 4)
			return false;
		for (size_t i = 0; i < n; i++)
			value = value * 10 + digits[i];
		*ret = value;
		return true;
	}
	if (ten > 1 || n > ten + 2 || (ten == 1 && digits[0] == 0))
		return false;
	value = ten == 1 ? digits[0] * 10 : 10;
	if (n == ten + 2) {
		if (digits[n - 1] == 10 || digits[n - 1] == 0)
			return false;
		value += digits[n - 1];
	}
	*ret = value;
	return true;
}

static int lex_chinese_number(struct dayexpr_work *w, struct dayexpr_token *t)
{
	int digits[5] = { 0 };
	size_t n = 0;

	while (n < ARRAY_SIZE(digits) && chinese_digit(dayexpr_char(w, t->at + n)) >= 0) {
		digits[n] = chinese_digit(dayexpr_char(w, t->at + n));
		n++;
	}
	if (!chinese_value(digits, n, &t->value))
		return dayexpr_fail(w, t->at, "\"%.*s\" is not a number from 1 to 99 or a year",
				    DAYEXPR_WORD(w, t->at, n));
	t->kind = DX_NUMBER;
	t->n = (uint16_t) n;
	return 0;
}

static int lex_number(struct dayexpr_work *w, struct dayexpr_token *t)
{
	size_t n = 0;

	for (t->value = 0; is_digit(dayexpr_char(w, t->at + n)); n++)
		if (t->value <= NUMBER_MAX)
			t->value = t->value * 10 + (int) (dayexpr_char(w, t->at + n) - '0');
	if (n > 4)
		return dayexpr_fail(w, t->at, "\"%.*s\" has too many digits",
				    DAYEXPR_WORD(w, t->at, n));
	t->kind = DX_NUMBER;
	t->digits = (uint8_t) n;
	t->n = (uint16_t) n;
	return 0;
}

/* Where an unknown word ends: before anything that could not be in one. */
static size_t unknown_length(const struct dayexpr_work *w, size_t at)
{
	size_t n = 0;

	while (at + n < w->n_chars && w->plain[at + n] > ' ' &&
	       !strchr("()#@,.+-~\"", w->plain[at + n] < 128 ? (int) w->plain[at + n] : 'x') &&
	       (n == 0 || dayexpr_is_letter(w->plain[at]) == dayexpr_is_letter(w->plain[at + n])))
		n++;
	return n ? n : 1;
}

/* What a name is looked up as. */
static enum dayexpr_near near_of(enum dayexpr_token_kind kind)
{
	return kind == DX_ANCHOR ? NEAR_ANCHOR : kind == DX_LEGAL ? NEAR_LEGAL : NEAR_HOLIDAY;
}

static int fail_name(struct dayexpr_work *w, enum dayexpr_token_kind kind, size_t at, size_t n)
{
	char nearest[DAYEXPR_NEAREST_MAX];

	if (n == 0)
		return dayexpr_fail(w, at, "a %s name is missing",
				    kind == DX_ANCHOR ? "node's" : "holiday's");
	dayexpr_nearest(w, at, n, near_of(kind), nearest);
	return dayexpr_fail(w, at, "no %s is called \"%.*s\"%s",
			    kind == DX_ANCHOR ? "node" : "holiday", DAYEXPR_WORD(w, at, n),
			    nearest);
}

/* The closing mark of a quoted name; 0: @c opens none. */
static uint32_t closing_quote(uint32_t c)
{
	return c == '"' ? '"' : c == 0x201c ? 0x201d : 0; /* “ ” */
}

/* The law names days of its own seven holidays only. */
static bool is_wanted(enum dayexpr_token_kind kind, const struct dayexpr_name *name)
{
	return kind != DX_LEGAL || name->holiday >= 0;
}

static int lex_quoted(struct dayexpr_work *w, struct dayexpr_token *t, enum dayexpr_space space,
		      uint32_t close)
{
	size_t from = t->at + t->n + 1u, to = from;

	while (to < w->n_chars && w->plain[to] != close)
		to++;
	if (to == w->n_chars)
		return dayexpr_fail(w, from - 1, "the quotes are not closed");
	if (!dayexpr_find_name(w, space, from, to - from, &t->name) ||
	    !is_wanted(t->kind, &t->name))
		return fail_name(w, t->kind, from, to - from);
	t->n = (uint16_t) (to + 1 - t->at);
	return 0;
}

/* The name that comes after "@" or "holiday:", which is in the token already. */
static int lex_name(struct dayexpr_work *w, struct dayexpr_token *t)
{
	enum dayexpr_space space = t->kind == DX_ANCHOR ? SPACE_ANCHORS : SPACE_HOLIDAYS;
	size_t from, n;
	uint32_t close;

	while (t->kind != DX_ANCHOR && dayexpr_char(w, (size_t) t->at + t->n) == ' ')
		t->n++;
	from = (size_t) t->at + t->n;
	close = closing_quote(dayexpr_char(w, from));

	if (close)
		return lex_quoted(w, t, space, close);
	if (from == w->n_chars)
		return fail_name(w, t->kind, from, 0);
	if (!dayexpr_match_name(w, space, from, &t->name, &n) || !is_wanted(t->kind, &t->name))
		return fail_name(w, t->kind, from, unknown_length(w, from));
	t->n = (uint16_t) (t->n + n);
	return 0;
}

/* 春节假期, 春节法定日 */
static bool lex_period(const struct dayexpr_work *w, struct dayexpr_token *t)
{
	static const struct {
		const char *text;
		enum dayexpr_token_kind kind;
	} suffixes[] = {
		{ "假期", DX_HOLIDAY },
		{ "法定日", DX_LEGAL },
		{ "法定假日", DX_LEGAL },
		{ "法定节假日", DX_LEGAL },
	};
	struct dayexpr_name name;
	size_t n;

	if (!dayexpr_match_name(w, SPACE_HOLIDAYS, t->at, &name, &n))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
		size_t more = dayexpr_begins_with(w, t->at + n, suffixes[i].text);

		if (more == 0 || !is_wanted(suffixes[i].kind, &name))
			continue;
		t->kind = suffixes[i].kind;
		t->name = name;
		t->n = (uint16_t) (n + more);
		return true;
	}
	return false;
}

/* A name that stands without what says how it is meant. */
static int fail_bare_name(struct dayexpr_work *w, size_t at, const struct dayexpr_name *name,
			  size_t n)
{
	if (name->anchor || name->holiday == HOLIDAY_EVE)
		return dayexpr_fail(w, at, "\"%.*s\" is a %s; did you mean \"@%.*s\"?",
				    DAYEXPR_WORD(w, at, n), name->anchor ? "node" : "day",
				    DAYEXPR_WORD(w, at, n));
	return dayexpr_fail(w, at,
			    "\"%.*s\" is a holiday; did you mean \"@%.*s\" (its day), \"%.*s假期\" "
			    "(all days off) or \"%.*s法定日\"?",
			    DAYEXPR_WORD(w, at, n), DAYEXPR_WORD(w, at, n), DAYEXPR_WORD(w, at, n),
			    DAYEXPR_WORD(w, at, n));
}

/* 初九, 廿三, 廿 */
static bool lex_lunar_day(const struct dayexpr_work *w, struct dayexpr_token *t)
{
	uint32_t c = w->plain[t->at];
	int digit = chinese_digit(dayexpr_char(w, t->at + 1u));
	int most = c == 0x521d ? 10 : 9; /* 初 */

	if (c != 0x521d && c != 0x5eff) /* 廿 */
		return false;
	if (digit < 1 || digit > most) {
		if (c == 0x521d)
			return false;
		digit = 0;
	}
	t->kind = DX_LUNAR_DAY;
	t->value = digit + (c == 0x521d ? 0 : 20);
	t->n = digit ? 2 : 1;
	return true;
}

/* 周三, 星期日: a weekday follows. */
static void lex_weekday(const struct dayexpr_work *w, struct dayexpr_token *t)
{
	uint32_t c = dayexpr_char(w, t->at + t->n);
	int day = chinese_digit(c);

	if (c == 0x65e5 || c == 0x5929) /* 日 天 */
		day = SUNDAY;
	else if (day < MONDAY || day > SATURDAY)
		return;
	t->kind = DX_WEEKDAY;
	t->value = day;
	t->n++;
}

/* Letters or Chinese that are no word. */
static int fail_word(struct dayexpr_work *w, size_t at)
{
	char nearest[DAYEXPR_NEAREST_MAX];
	struct dayexpr_name name;
	const char *hint;
	size_t n;

	hint = dayexpr_ambiguous(w, at, &n);
	if (hint)
		return dayexpr_fail(w, at, "\"%.*s\" %s", DAYEXPR_WORD(w, at, n), hint);
	if (dayexpr_match_name(w, SPACE_ANCHORS, at, &name, &n))
		return fail_bare_name(w, at, &name, n);
	n = unknown_length(w, at);
	dayexpr_nearest(w, at, n, NEAR_WORD, nearest);
	return dayexpr_fail(w, at, "unknown word \"%.*s\"%s", DAYEXPR_WORD(w, at, n), nearest);
}

/* 清明 is a solar term, but 清明节 a holiday, and 五一 no number. */
static bool is_bare_holiday(const struct dayexpr_work *w, size_t at, size_t longer_than,
			    struct dayexpr_name *ret, size_t *ret_n)
{
	return dayexpr_match_name(w, SPACE_HOLIDAYS, at, ret, ret_n) && ret->holiday >= 0 &&
	       *ret_n > longer_than;
}

static int lex_word(struct dayexpr_work *w, struct dayexpr_token *t)
{
	struct dayexpr_word word = { 0 };
	struct dayexpr_name name;
	size_t n = 0, n_name;

	if (lex_period(w, t))
		return 0;
	if (dayexpr_find_word(w, t->at, &word, &n) && word.kind != DX_TERM) {
		t->kind = word.kind;
		t->value = word.value;
		t->is_word = true;
		t->n = (uint16_t) n;
		if (t->kind == DX_WEEK && !dayexpr_is_letter(w->plain[t->at]))
			lex_weekday(w, t);
		return t->kind == DX_HOLIDAY || t->kind == DX_LEGAL ? lex_name(w, t) : 0;
	}
	if (is_bare_holiday(w, t->at, n, &name, &n_name))
		return fail_bare_name(w, t->at, &name, n_name);
	if (n > 0) {
		t->kind = word.kind;
		t->value = word.value;
		t->n = (uint16_t) n;
		return 0;
	}
	if (lex_lunar_day(w, t))
		return 0;
	if (chinese_digit(w->plain[t->at]) >= 0)
		return lex_chinese_number(w, t);
	return fail_word(w, t->at);
}

/* 每周六 is 周六; but 每 alone is no word, so that nobody takes 每2月 for every second month. */
static bool lex_each(const struct dayexpr_work *w, struct dayexpr_token *t)
{
	static const struct {
		const char *text;
		uint16_t n; /* characters that add nothing */
	} each[] = {
		{ "每周", 1 },     { "每星期", 1 },   { "每礼拜", 1 },     { "每个周", 2 },
		{ "每个星期", 2 }, { "每个礼拜", 2 }, { "每个工作日", 2 }, { "每个休息日", 2 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(each); i++)
		if (dayexpr_begins_with(w, t->at, each[i].text)) {
			t->kind = DX_SKIP;
			t->n = each[i].n;
			return true;
		}
	return false;
}

static int lex_one(struct dayexpr_work *w, struct dayexpr_token *t)
{
	static const struct {
		char sign;
		enum dayexpr_token_kind kind;
	} signs[] = {
		{ '#', DX_HASH }, { '(', DX_OPEN },  { ')', DX_CLOSE }, { '+', DX_PLUS },
		{ ',', DX_OR },   { '-', DX_MINUS }, { '~', DX_RANGE },
	};
	uint32_t c = w->plain[t->at];

	t->n = 1;
	if (is_digit(c))
		return lex_number(w, t);
	if (c == '@') {
		t->kind = DX_ANCHOR;
		return lex_name(w, t);
	}
	for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
		if (c == (uint8_t) signs[i].sign) {
			t->kind = signs[i].kind;
			return 0;
		}
	if (c == '.' && dayexpr_char(w, t->at + 1u) == '.') {
		t->kind = DX_RANGE;
		t->n = 2;
		return 0;
	}
	return lex_each(w, t) ? 0 : lex_word(w, t);
}

int dayexpr_lex(struct dayexpr_work *w)
{
	size_t at = 0;
	bool glued = false;
	int r;

	w->n_tokens = 0;
	while (at < w->n_chars) {
		struct dayexpr_token t = { .glued = glued, .at = (uint16_t) at };

		if (w->plain[at] == ' ') {
			glued = false;
			at++;
			continue;
		}
		r = lex_one(w, &t);
		if (r < 0)
			return r;
		if (t.kind != DX_SKIP)
			w->tokens[w->n_tokens++] = t;
		glued = true;
		at += t.n;
	}
	w->tokens[w->n_tokens++] = (struct dayexpr_token){ .kind = DX_END, .at = (uint16_t) at };
	return 0;
}
