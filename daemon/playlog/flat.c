/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "playlog/flat.h"
#include "schedule/layout.h"

#define MARK_CUT    "…"
#define MARK_NO_UTF "\xef\xbf\xbd"
#define PIECE_MAX   12 /* one character as written, and a NUL */

static void put(struct flat_writer *w, const char *s, size_t n)
{
	if (w->full || n >= w->size - w->n) {
		w->full = true;
		return;
	}
	memcpy(w->buf + w->n, s, n);
	w->n += n;
	w->buf[w->n] = '\0';
}

void flat_write_raw(struct flat_writer *w, const char *text)
{
	put(w, text, strlen(text));
}

/* One character of @s as it is written; moves @s on. */
static size_t escape(char buf[static PIECE_MAX], const char **s)
{
	const char *start = *s;
	int32_t c = utf8_next(s);

	if (c <= 0) {
		(*s)++;
		memcpy(buf, MARK_NO_UTF, sizeof(MARK_NO_UTF) - 1);
		return sizeof(MARK_NO_UTF) - 1;
	}
	if (c == '"' || c == '\\')
		return (size_t) sprintf(buf, "\\%c", (char) c);
	if (c < ' ' || c == 0x7f)
		return (size_t) sprintf(buf, "\\u%04x", (unsigned) c & 0x7f);
	memcpy(buf, start, (size_t) (*s - start));
	return (size_t) (*s - start);
}

static void put_string(struct flat_writer *w, const char *s)
{
	size_t most = FLAT_STRING_MAX - (sizeof(MARK_CUT) - 1), used = 0;
	char piece[PIECE_MAX];

	put(w, "\"", 1);
	while (s && *s) {
		size_t n = escape(piece, &s);

		if (used + n > most) {
			put(w, MARK_CUT, sizeof(MARK_CUT) - 1);
			break;
		}
		put(w, piece, n);
		used += n;
	}
	put(w, "\"", 1);
}

static void put_value(struct flat_writer *w, const struct flat_key *key, const void *from)
{
	const char *at = (const char *) from + key->offset;
	char number[24];

	switch (key->type) {
	case FLAT_STRING:
		put_string(w, *(const char *const *) at);
		break;
	case FLAT_NUMBER:
		snprintf(number, sizeof(number), "%llu",
			 (unsigned long long) *(const uint64_t *) at);
		flat_write_raw(w, number);
		break;
	case FLAT_NAME:
		put_string(w, key->names[*(const unsigned *) at]);
		break;
	}
}

void flat_write(struct flat_writer *w, const struct flat_key *keys, size_t n_keys, const void *from)
{
	for (size_t i = 0; i < n_keys; i++) {
		flat_write_raw(w, w->n && w->buf[w->n - 1] != '{' ? ",\"" : "\"");
		flat_write_raw(w, keys[i].name);
		flat_write_raw(w, "\":");
		put_value(w, &keys[i], from);
	}
}

static bool take(struct flat_reader *r, char c)
{
	if (r->at == r->end || *r->at != c)
		return false;
	r->at++;
	return true;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -EBADMSG;
}

/* After "\u": only what the writer writes, control characters. */
static int take_code(struct flat_reader *r)
{
	int code = 0;

	for (int i = 0; i < 4; i++) {
		int digit = r->at < r->end ? hex_digit(*r->at++) : -EBADMSG;

		if (digit < 0)
			return -EBADMSG;
		code = code << 4 | digit;
	}
	return (code > 0 && code < ' ') || code == 0x7f ? code : -EBADMSG;
}

static int take_escape(struct flat_reader *r)
{
	if (take(r, '"'))
		return '"';
	if (take(r, '\\'))
		return '\\';
	return take(r, 'u') ? take_code(r) : -EBADMSG;
}

static bool is_utf8(const char *s)
{
	while (*s)
		if (utf8_next(&s) <= 0)
			return false;
	return true;
}

/* Unescaped where it stands: it only gets shorter, and its NUL takes the closing quote's place. */
static int take_string(struct flat_reader *r, const char **ret)
{
	char *start, *to;

	if (!take(r, '"'))
		return -EBADMSG;
	start = to = r->at;
	while (!take(r, '"')) {
		int c = r->at < r->end ? (uint8_t) *r->at++ : -EBADMSG;

		if (c < ' ' || c == 0x7f)
			return -EBADMSG;
		if (c == '\\')
			c = take_escape(r);
		if (c < 0)
			return -EBADMSG;
		*to++ = (char) c;
	}
	*to = '\0';
	*ret = start;
	return is_utf8(start) ? 0 : -EBADMSG;
}

static int take_number(struct flat_reader *r, uint64_t *ret)
{
	const char *start = r->at;
	uint64_t n = 0;

	while (r->at < r->end && *r->at >= '0' && *r->at <= '9') {
		unsigned digit = (unsigned) (*r->at++ - '0');

		if (n > (UINT64_MAX - digit) / 10)
			return -EBADMSG;
		n = n * 10 + digit;
	}
	if (r->at == start || (*start == '0' && r->at - start > 1))
		return -EBADMSG;
	*ret = n;
	return 0;
}

/* What is said of a wrong value. */
static const char *const complaints[] = {
	[FLAT_STRING] = "a value is not the string that it must be",
	[FLAT_NUMBER] = "a value is not the whole number that it must be",
	[FLAT_NAME] = "a value is none of the names that it may be",
};

static int take_value(struct flat_reader *r, const struct flat_key *key, void *to)
{
	char *member = (char *) to + key->offset;
	const char *name;

	if (key->type == FLAT_STRING)
		return take_string(r, (const char **) member);
	if (key->type == FLAT_NUMBER)
		return take_number(r, (uint64_t *) member);
	if (take_string(r, &name) < 0)
		return -EBADMSG;
	for (unsigned i = 0; key->names[i]; i++)
		if (strcmp(key->names[i], name) == 0) {
			*(unsigned *) member = i;
			return 0;
		}
	return -EBADMSG;
}

/* Members are read from "{" or "," on. */
static int take_key(struct flat_reader *r, const char **ret)
{
	if (!take(r, '{') && !take(r, ','))
		return -EBADMSG;
	return take_string(r, ret) < 0 || !take(r, ':') ? -EBADMSG : 0;
}

int flat_read(struct flat_reader *r, const struct flat_key *keys, size_t n_keys, void *to,
	      const char **ret_why)
{
	const char *name;

	for (size_t i = 0; i < n_keys; i++) {
		if (take_key(r, &name) < 0 || strcmp(name, keys[i].name) != 0) {
			*ret_why = "its keys are not those of its kind";
			return -EBADMSG;
		}
		if (take_value(r, &keys[i], to) < 0) {
			*ret_why = complaints[keys[i].type];
			return -EBADMSG;
		}
	}
	return 0;
}

int flat_skip(struct flat_reader *r, const char *until, const char **ret_why)
{
	const size_t n = strlen(until);
	const char *s;
	uint64_t number;

	*ret_why = "it is no line of text and numbers";
	while (r->at < r->end) {
		if ((size_t) (r->end - r->at) > n + 3 && memcmp(r->at, ",\"", 2) == 0 &&
		    memcmp(r->at + 2, until, n) == 0 && r->at[n + 2] == '"')
			return 0;
		if (take_key(r, &s) < 0)
			return -EBADMSG;
		if (r->at < r->end && *r->at == '"' ? take_string(r, &s) < 0
						    : take_number(r, &number) < 0)
			return -EBADMSG;
	}
	return 0;
}
