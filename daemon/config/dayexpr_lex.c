/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "config/dayexpr_internal.h"

#define NUMBER_MAX 9999

struct word {
	const char *text;
	enum dayexpr_token_kind kind;
	int value;
};

/* Both spellings.  A Chinese word is the longest that fits; a word of letters ends with them. */
static const struct word words[] = {
	{ "and", DX_AND, 0 },
	{ "daily", DX_DAILY, 0 },
	{ "except", DX_EXCEPT, 0 },
	{ "fri", DX_WEEKDAY, FRIDAY },
	{ "friday", DX_WEEKDAY, FRIDAY },
	{ "mon", DX_WEEKDAY, MONDAY },
	{ "monday", DX_WEEKDAY, MONDAY },
	{ "or", DX_OR, 0 },
	{ "sat", DX_WEEKDAY, SATURDAY },
	{ "saturday", DX_WEEKDAY, SATURDAY },
	{ "since", DX_SINCE, 0 },
	{ "sun", DX_WEEKDAY, SUNDAY },
	{ "sunday", DX_WEEKDAY, SUNDAY },
	{ "thu", DX_WEEKDAY, THURSDAY },
	{ "thursday", DX_WEEKDAY, THURSDAY },
	{ "tue", DX_WEEKDAY, TUESDAY },
	{ "tuesday", DX_WEEKDAY, TUESDAY },
	{ "until", DX_UNTIL, 0 },
	{ "wed", DX_WEEKDAY, WEDNESDAY },
	{ "wednesday", DX_WEEKDAY, WEDNESDAY },
	{ "week", DX_WEEK, 0 },
	{ "weekend", DX_WEEKEND, 0 },
	{ "且", DX_AND, 0 },
	{ "或", DX_OR, 0 },
	{ "除外", DX_EXCEPT, 0 },
	{ "至", DX_RANGE, 0 },
	{ "到", DX_RANGE, 0 },
	{ "自", DX_FROM, 0 },
	{ "从", DX_FROM, 0 },
	{ "起", DX_ONWARD, 0 },
	{ "止", DX_STOP, 0 },
	{ "每天", DX_DAILY, 0 },
	{ "每日", DX_DAILY, 0 },
	{ "周末", DX_WEEKEND, 0 },
	{ "周", DX_WEEK, 0 },
	{ "星期", DX_WEEK, 0 },
	{ "礼拜", DX_WEEK, 0 },
	{ "年", DX_YEAR, 0 },
	{ "月", DX_MONTH, 0 },
	{ "日", DX_DAY, 0 },
	{ "号", DX_DAY, 0 },
	{ "天", DX_DAY, 0 },
	{ "第", DX_NTH, 0 },
	{ "个", DX_PIECE, 0 },
	{ "最后", DX_LAST, 0 },
	{ "最后一", DX_LAST, 0 },
	{ "最后一个", DX_LAST, 0 },
	{ "倒数", DX_FROM_END, 0 },
	{ "前", DX_BEFORE, 0 },
	{ "后", DX_AFTER, 0 },
	{ "当天", DX_SAME_DAY, 0 },
	{ "当日", DX_SAME_DAY, 0 },
	{ "的", DX_SKIP, 0 },
	{ "每年", DX_SKIP, 0 },
};

/* Their kinds of days come with the lunar and holiday calendars. */
static const struct word future_words[] = {
	{ "holiday", DX_FUTURE, 0 }, { "legal", DX_FUTURE, 0 },   { "lunar", DX_FUTURE, 0 },
	{ "makeup", DX_FUTURE, 0 },  { "restday", DX_FUTURE, 0 }, { "term", DX_FUTURE, 0 },
	{ "wd", DX_FUTURE, 0 },      { "workday", DX_FUTURE, 0 }, { "农历", DX_FUTURE, 0 },
	{ "正月", DX_FUTURE, 0 },    { "腊月", DX_FUTURE, 0 },    { "闰", DX_FUTURE, 0 },
	{ "工作日", DX_FUTURE, 0 },  { "休息日", DX_FUTURE, 0 },  { "调休", DX_FUTURE, 0 },
	{ "节气", DX_FUTURE, 0 },    { "假期", DX_FUTURE, 0 },    { "法定", DX_FUTURE, 0 },
	{ "元旦", DX_FUTURE, 0 },    { "春节", DX_FUTURE, 0 },    { "除夕", DX_FUTURE, 0 },
	{ "清明", DX_FUTURE, 0 },    { "劳动节", DX_FUTURE, 0 },  { "端午", DX_FUTURE, 0 },
	{ "中秋", DX_FUTURE, 0 },    { "国庆", DX_FUTURE, 0 },    { "立春", DX_FUTURE, 0 },
	{ "雨水", DX_FUTURE, 0 },    { "惊蛰", DX_FUTURE, 0 },    { "春分", DX_FUTURE, 0 },
	{ "谷雨", DX_FUTURE, 0 },    { "立夏", DX_FUTURE, 0 },    { "小满", DX_FUTURE, 0 },
	{ "芒种", DX_FUTURE, 0 },    { "夏至", DX_FUTURE, 0 },    { "小暑", DX_FUTURE, 0 },
	{ "大暑", DX_FUTURE, 0 },    { "立秋", DX_FUTURE, 0 },    { "处暑", DX_FUTURE, 0 },
	{ "白露", DX_FUTURE, 0 },    { "秋分", DX_FUTURE, 0 },    { "寒露", DX_FUTURE, 0 },
	{ "霜降", DX_FUTURE, 0 },    { "立冬", DX_FUTURE, 0 },    { "小雪", DX_FUTURE, 0 },
	{ "大雪", DX_FUTURE, 0 },    { "冬至", DX_FUTURE, 0 },    { "小寒", DX_FUTURE, 0 },
	{ "大寒", DX_FUTURE, 0 },
};

const char *dayexpr_known_word(size_t i)
{
	return i < ARRAY_SIZE(words) ? words[i].text : NULL;
}

static bool is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(uint32_t c)
{
	return c >= 'a' && c <= 'z';
}

static uint32_t char_at(const struct dayexpr_work *w, size_t at)
{
	return at < w->n_chars ? w->plain[at] : 0;
}

/* Does the text go on with @word?  Its length in characters, else 0. */
static size_t begins_with(const struct dayexpr_work *w, size_t at, const char *word)
{
	size_t n = 0;

	while (*word) {
		uint32_t c;

		word += dayexpr_decode(word, &c);
		if (char_at(w, at + n++) != c)
			return 0;
	}
	return n;
}

/* A word of letters must end where the letters end. */
static bool word_ends(const struct dayexpr_work *w, size_t at, size_t n)
{
	return !is_letter(w->plain[at]) || !is_letter(char_at(w, at + n));
}

static const struct word *find_word(const struct dayexpr_work *w, size_t at,
				    const struct word *table, size_t n_table, size_t *ret_n)
{
	const struct word *best = NULL;

	*ret_n = 0;
	for (size_t i = 0; i < n_table; i++) {
		size_t n = begins_with(w, at, table[i].text);

		if (n > *ret_n && word_ends(w, at, n)) {
			*ret_n = n;
			best = &table[i];
		}
	}
	return best;
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

	while (n < ARRAY_SIZE(digits) && chinese_digit(char_at(w, t->at + n)) >= 0) {
		digits[n] = chinese_digit(char_at(w, t->at + n));
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

	for (t->value = 0; is_digit(char_at(w, t->at + n)); n++)
		if (t->value <= NUMBER_MAX)
			t->value = t->value * 10 + (int) (char_at(w, t->at + n) - '0');
	if (n > 4)
		return dayexpr_fail(w, t->at, "\"%.*s\" has too many digits",
				    DAYEXPR_WORD(w, t->at, n));
	t->kind = DX_NUMBER;
	t->digits = (uint8_t) n;
	t->n = (uint16_t) n;
	return 0;
}

bool dayexpr_match_anchor(const struct dayexpr_work *w, size_t at, size_t *ret_anchor,
			  size_t *ret_n)
{
	bool found = false;
	size_t best = 0;

	for (size_t i = 0; i < w->anchors->n; i++) {
		const char *name = w->anchors->list[i].name;
		size_t bytes = strlen(name), n = 0;

		if (bytes == 0 || strncmp(w->bytes + w->offset[at], name, bytes) != 0)
			continue;
		while (at + n < w->n_chars && w->offset[at + n] < w->offset[at] + bytes)
			n++;
		if (n > best) {
			best = n;
			*ret_anchor = i;
			*ret_n = n;
			found = true;
		}
	}
	return found;
}

/* Where an unknown word ends: before anything that could not be in one. */
static size_t unknown_length(const struct dayexpr_work *w, size_t at)
{
	size_t n = 0;

	while (at + n < w->n_chars && w->plain[at + n] > ' ' &&
	       !strchr("()#@,.+-~\"", w->plain[at + n] < 128 ? (int) w->plain[at + n] : 'x') &&
	       (n == 0 || is_letter(w->plain[at]) == is_letter(w->plain[at + n])))
		n++;
	return n ? n : 1;
}

static bool is_future(const struct dayexpr_work *w, size_t at)
{
	size_t n;

	return at < w->n_chars && find_word(w, at, future_words, ARRAY_SIZE(future_words), &n);
}

static int fail_future(struct dayexpr_work *w, size_t at, size_t n)
{
	return dayexpr_fail(
		w, at, "\"%.*s\" is not known yet: this version has no lunar or holiday calendar",
		DAYEXPR_WORD(w, at, n));
}

static int fail_anchor(struct dayexpr_work *w, size_t at, size_t n)
{
	char nearest[DAYEXPR_NEAREST_MAX];

	if (n == 0)
		return dayexpr_fail(w, at, "\"@\" needs a node's name after it");
	dayexpr_nearest(w, at, n, true, nearest);
	if (!nearest[0] && is_future(w, at))
		return fail_future(w, at, n);
	return dayexpr_fail(w, at, "no node is called \"%.*s\"%s", DAYEXPR_WORD(w, at, n), nearest);
}

/* The closing mark of a quoted name; 0: @c opens none. */
static uint32_t closing_quote(uint32_t c)
{
	return c == '"' ? '"' : c == 0x201c ? 0x201d : 0; /* “ ” */
}

static int lex_quoted(struct dayexpr_work *w, struct dayexpr_token *t, uint32_t close)
{
	size_t from = t->at + 2u, to = from;

	while (to < w->n_chars && w->plain[to] != close)
		to++;
	if (to == w->n_chars)
		return dayexpr_fail(w, from - 1, "the quotes are not closed");
	for (size_t i = 0; i < w->anchors->n; i++) {
		const char *name = w->anchors->list[i].name;
		size_t bytes = (size_t) w->offset[to] - w->offset[from];

		if (bytes == 0 || strlen(name) != bytes ||
		    memcmp(name, w->bytes + w->offset[from], bytes) != 0)
			continue;
		t->value = (int) i;
		t->n = (uint16_t) (to + 1 - t->at);
		return 0;
	}
	return fail_anchor(w, from, to - from);
}

static int lex_anchor(struct dayexpr_work *w, struct dayexpr_token *t)
{
	uint32_t close = closing_quote(char_at(w, t->at + 1u));
	size_t from = t->at + 1u, anchor, n;

	t->kind = DX_ANCHOR;
	if (close)
		return lex_quoted(w, t, close);
	if (from == w->n_chars)
		return fail_anchor(w, t->at, 0);
	if (!dayexpr_match_anchor(w, from, &anchor, &n))
		return fail_anchor(w, from, unknown_length(w, from));
	t->value = (int) anchor;
	t->n = (uint16_t) (n + 1);
	return 0;
}

/* 周三, 星期日: a weekday follows. */
static void lex_weekday(const struct dayexpr_work *w, struct dayexpr_token *t)
{
	uint32_t c = char_at(w, t->at + t->n);
	int day = chinese_digit(c);

	if (c == 0x65e5 || c == 0x5929) /* 日 天 */
		day = SUNDAY;
	else if (day < MONDAY || day > SATURDAY)
		return;
	t->kind = DX_WEEKDAY;
	t->value = day;
	t->n++;
}

static int lex_word(struct dayexpr_work *w, struct dayexpr_token *t)
{
	char nearest[DAYEXPR_NEAREST_MAX];
	const struct word *word;
	size_t n, anchor;

	word = find_word(w, t->at, words, ARRAY_SIZE(words), &n);
	if (word) {
		t->kind = word->kind;
		t->value = word->value;
		t->is_word = true;
		t->n = (uint16_t) n;
		if (t->kind == DX_WEEK && !is_letter(w->plain[t->at]))
			lex_weekday(w, t);
		return 0;
	}
	if (chinese_digit(w->plain[t->at]) >= 0)
		return lex_chinese_number(w, t);
	/* 春节假期 is not the node 春节. */
	if (dayexpr_match_anchor(w, t->at, &anchor, &n) && !is_future(w, t->at + n))
		return dayexpr_fail(w, t->at, "\"%.*s\" is a node; did you mean \"@%.*s\"?",
				    DAYEXPR_WORD(w, t->at, n), DAYEXPR_WORD(w, t->at, n));
	if (is_future(w, t->at))
		return fail_future(w, t->at, unknown_length(w, t->at));
	n = unknown_length(w, t->at);
	dayexpr_nearest(w, t->at, n, false, nearest);
	return dayexpr_fail(w, t->at, "unknown word \"%.*s\"%s", DAYEXPR_WORD(w, t->at, n),
			    nearest);
}

/* 每周六 is 周六; but 每 alone is no word, so that nobody takes 每2月 for every second month. */
static bool is_each_week(const struct dayexpr_work *w, size_t at)
{
	return begins_with(w, at, "每周") || begins_with(w, at, "每星期") ||
	       begins_with(w, at, "每礼拜");
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
	if (c == '@')
		return lex_anchor(w, t);
	for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
		if (c == (uint8_t) signs[i].sign) {
			t->kind = signs[i].kind;
			return 0;
		}
	if (c == '.' && char_at(w, t->at + 1u) == '.') {
		t->kind = DX_RANGE;
		t->n = 2;
		return 0;
	}
	if (is_each_week(w, t->at)) {
		t->kind = DX_SKIP;
		return 0;
	}
	return lex_word(w, t);
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
