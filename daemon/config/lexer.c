/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <string.h>

#include "config/lexer.h"

#define FLOAT_MAX 32 /* characters of a number with a fraction */

void lexer_init(struct lexer *l, const char *text, size_t n, const char *file, struct diag *diag)
{
	*l = (struct lexer){ .at = text, .end = text + n, .file = file, .line = 1, .diag = diag };
}

static struct where here(const struct lexer *l)
{
	return (struct where){ l->file, l->line };
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_hex_digit(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Bytes of the UTF-8 character that begins with @c. */
static size_t character_size(char c)
{
	unsigned char u = (unsigned char) c;

	return u < 0x80 ? 1 : u < 0xe0 ? 2 : u < 0xf0 ? 3 : 4;
}

static bool begins(const struct lexer *l, const char *s)
{
	size_t n = strlen(s);

	return (size_t) (l->end - l->at) >= n && memcmp(l->at, s, n) == 0;
}

static void skip_line(struct lexer *l)
{
	while (l->at < l->end && *l->at != '\n')
		l->at++;
}

static void skip_comment(struct lexer *l)
{
	struct where open = here(l);

	for (l->at += 2; l->at < l->end; l->at++) {
		if (begins(l, "*/")) {
			l->at += 2;
			return;
		}
		if (*l->at == '\n')
			l->line++;
	}
	l->cut = true;
	diag_error(l->diag, open, "the comment that begins here with /* is never closed with */");
}

static void skip_blanks(struct lexer *l)
{
	while (l->at < l->end) {
		if (*l->at == '\n') {
			l->line++;
			l->at++;
		} else if (*l->at == ' ' || *l->at == '\t' || *l->at == '\r') {
			l->at++;
		} else if (*l->at == '#' || begins(l, "//")) {
			skip_line(l);
		} else if (begins(l, "/*")) {
			skip_comment(l);
		} else {
			return;
		}
	}
}

/*
 * Only \" and \\ may be escaped: \x could put any byte at all into a string, and drops a NUL, the
 * others are control characters, and a backslash before anything else stays where it is.
 */
static bool check_escape(struct lexer *l)
{
	size_t n;

	if (l->at + 1 < l->end && (l->at[1] == '"' || l->at[1] == '\\'))
		return true;
	n = l->at + 1 < l->end ? character_size(l->at[1]) : 0;
	if (n && (l->at[1] == '\n' || l->at[1] == '\r'))
		n = 0;
	diag_error(l->diag, here(l), "\\%.*s: in a string only \\\" and \\\\ are escapes", (int) n,
		   l->at + 1);
	return false;
}

static struct token read_string(struct lexer *l)
{
	struct token t = { .kind = TOKEN_STRING, .at = l->at, .line = l->line };

	for (l->at++; l->at < l->end && *l->at != '\n' && *l->at != '"'; l->at++) {
		if (*l->at != '\\')
			continue;
		if (check_escape(l))
			l->at++;
		else
			t.kind = TOKEN_BAD;
	}
	if (l->at >= l->end || *l->at != '"') {
		l->at = l->at < l->end ? l->at : l->end;
		l->cut = true;
		diag_error(l->diag, here(l), "the string that begins here has no closing \"");
		t.kind = TOKEN_BAD;
	} else {
		l->at++;
	}
	t.n = (size_t) (l->at - t.at);
	if (t.n > STRING_MAX + 2) {
		diag_error(l->diag, here(l), "a string of %zu bytes; at most %d can be", t.n - 2,
			   STRING_MAX);
		t.kind = TOKEN_BAD;
	}
	return t;
}

static bool is_word(char c)
{
	return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '+' || c == '.' ||
	       c == '*';
}

/* For messages: a hostile word is not repeated whole. */
static int shown(const struct token *t)
{
	return t->n < 40 ? (int) t->n : 40;
}

static size_t count_digits(const char *s, size_t n, bool (*is)(char))
{
	size_t i = 0;

	while (i < n && is(s[i]))
		i++;
	return i;
}

static enum token_kind out_of_range(const struct lexer *l, const struct token *t)
{
	diag_error(l->diag, here(l), "%.*s: a number between %d and %d was expected", shown(t),
		   t->at, INT_MIN, INT_MAX);
	return TOKEN_BAD;
}

static enum token_kind check_decimal(const struct lexer *l, const struct token *t, bool negative,
				     const char *digits, size_t n)
{
	long long v = 0;

	if (n > 1 && digits[0] == '0') {
		diag_error(l->diag, here(l), "%.*s: a number can not begin with 0", shown(t),
			   t->at);
		return TOKEN_BAD;
	}
	if (n > 10)
		return out_of_range(l, t);
	for (size_t i = 0; i < n; i++)
		v = v * 10 + (digits[i] - '0');
	if (v > INT_MAX && !(negative && v == -(long long) INT_MIN))
		return out_of_range(l, t);
	return TOKEN_INT;
}

/* @n hexadecimal digits; eight of them fit when the first is at most 7. */
static enum token_kind check_hex(const struct lexer *l, const struct token *t, const char *digits,
				 size_t n)
{
	if (n > 8 || (n == 8 && digits[0] > '7'))
		return out_of_range(l, t);
	return TOKEN_INT;
}

/* [digits] . [digits] [e [sign] digits] */
static bool is_float(const char *s, size_t n)
{
	size_t whole = count_digits(s, n, is_digit), fraction = 0, at = whole, exponent;
	bool point = at < n && s[at] == '.';

	if (point) {
		at++;
		fraction = count_digits(s + at, n - at, is_digit);
		at += fraction;
	}
	if (whole + fraction == 0)
		return false;
	if (at == n)
		return point;
	if (s[at] != 'e' && s[at] != 'E')
		return false;
	at++;
	if (at < n && (s[at] == '+' || s[at] == '-'))
		at++;
	exponent = count_digits(s + at, n - at, is_digit);
	/* Three digits can be beyond what a double holds. */
	return exponent >= 1 && exponent <= 2 && at + exponent == n;
}

static enum token_kind check_number(const struct lexer *l, const struct token *t)
{
	bool sign = t->at[0] == '-' || t->at[0] == '+';
	const char *s = t->at + sign;
	size_t n = t->n - sign;

	if (n > 0 && count_digits(s, n, is_digit) == n)
		return check_decimal(l, t, t->at[0] == '-', s, n);
	if (!sign && n > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X') &&
	    count_digits(s + 2, n - 2, is_hex_digit) == n - 2)
		return check_hex(l, t, s + 2, n - 2);
	if (n <= FLOAT_MAX && is_float(s, n))
		return TOKEN_FLOAT;
	diag_error(l->diag, here(l),
		   "%.*s: not a number; text, dates and times stand between \" and \"", shown(t),
		   t->at);
	return TOKEN_BAD;
}

static bool is_ci(const struct token *t, const char *word)
{
	return t->n == strlen(word) && strncasecmp(t->at, word, t->n) == 0;
}

static enum token_kind check_name(const struct lexer *l, const struct token *t)
{
	if (is_ci(t, "true") || is_ci(t, "false"))
		return TOKEN_BOOL;
	if (t->n > SETTING_NAME_MAX || memchr(t->at, '.', t->n) || memchr(t->at, '+', t->n)) {
		diag_error(l->diag, here(l),
			   "%.*s: not a setting's name; text stands between \" and \"", shown(t),
			   t->at);
		return TOKEN_BAD;
	}
	return TOKEN_NAME;
}

static struct token read_word(struct lexer *l)
{
	struct token t = { .at = l->at, .line = l->line };

	while (l->at < l->end && is_word(*l->at))
		l->at++;
	t.n = (size_t) (l->at - t.at);
	if (is_letter(*t.at) || *t.at == '*')
		t.kind = check_name(l, &t);
	else
		t.kind = check_number(l, &t);
	return t;
}

/* What an input method leaves behind where ASCII was meant. */
static const struct {
	const char *wide, *ascii;
} look_alikes[] = {
	{ "“", "\"" }, { "”", "\"" }, { "＂", "\"" },    { "；", ";" }, { "，", "," },
	{ "、", "," }, { "＝", "=" }, { "：", "=" },     { "（", "(" }, { "）", ")" },
	{ "［", "[" }, { "］", "]" }, { "【", "[" },     { "】", "]" }, { "｛", "{" },
	{ "｝", "}" }, { "＃", "#" }, { "\u3000", " " },
};

static const char *ascii_for(const struct lexer *l)
{
	for (size_t i = 0; i < ARRAY_SIZE(look_alikes); i++)
		if (begins(l, look_alikes[i].wide))
			return look_alikes[i].ascii;
	return NULL;
}

static void refuse_character(struct lexer *l, size_t n)
{
	const char *ascii = ascii_for(l);

	if (begins(l, "@include"))
		diag_error(l->diag, here(l),
			   "@include is not allowed; each file is read by itself");
	else if (begins(l, "\xef\xbb\xbf"))
		diag_error(l->diag, here(l),
			   "a byte order mark (U+FEFF); save the file without it");
	else if (ascii)
		diag_error(l->diag, here(l), "the full-width %.*s can not stand here; write %s",
			   (int) n, l->at, strcmp(ascii, " ") == 0 ? "a space" : ascii);
	else
		diag_error(l->diag, here(l),
			   "%.*s can not stand here; text stands between \" and \"", (int) n,
			   l->at);
}

/* A run of characters that mean nothing outside of a string is said once. */
static struct token read_garbage(struct lexer *l)
{
	struct token t = { .kind = TOKEN_BAD, .at = l->at, .line = l->line };

	refuse_character(l, character_size(*l->at));
	if (*l->at == '@') {
		skip_line(l);
	} else {
		l->at += character_size(*l->at);
		while (l->at < l->end && (unsigned char) *l->at >= 0x80 && !ascii_for(l))
			l->at += character_size(*l->at);
	}
	t.n = (size_t) (l->at - t.at);
	return t;
}

static const struct {
	char character;
	enum token_kind kind;
} marks[] = {
	{ '=', TOKEN_ASSIGN },     { ':', TOKEN_ASSIGN },      { ',', TOKEN_COMMA },
	{ ';', TOKEN_SEMICOLON },  { '{', TOKEN_GROUP_OPEN },  { '}', TOKEN_GROUP_CLOSE },
	{ '[', TOKEN_ARRAY_OPEN }, { ']', TOKEN_ARRAY_CLOSE }, { '(', TOKEN_LIST_OPEN },
	{ ')', TOKEN_LIST_CLOSE },
};

struct token lexer_next(struct lexer *l)
{
	skip_blanks(l);
	if (l->at >= l->end)
		return (struct token){ .kind = TOKEN_END, .at = l->end, .line = l->line };
	if (*l->at == '"')
		return read_string(l);
	if (is_word(*l->at) && *l->at != '_')
		return read_word(l);
	for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
		if (*l->at == marks[i].character)
			return (struct token){ marks[i].kind, l->at++, 1, l->line };
	return read_garbage(l);
}
