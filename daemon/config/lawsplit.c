/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "config/lawnumber.h"
#include "config/lawsplit.h"
#include "config/loader.h"
#include "schedule/layout.h"

/* Where a piece may end, from the worst on. */
enum cut_kind {
	CUT_ANYWHERE, /* even in a word or a number */
	CUT_CHARACTER,
	CUT_COMMA,
	CUT_CLAUSE,
	CUT_SENTENCE,
	CUT_END,
};

struct cut {
	size_t n; /* bytes of the text before it */
	enum cut_kind kind;
};

static bool is_closing(uint32_t c)
{
	return c == 0x201d || c == 0x2019 || c == 0x300b || c == 0x300d || c == 0x300f ||
	       c == 0xff09 || c == ')';
}

static enum cut_kind kind_after(uint32_t c)
{
	switch (c) {
	case '\n':
	case 0x3002: /* 。 */
	case 0xff01: /* ！ */
	case 0xff1f: /* ？ */
		return CUT_SENTENCE;
	case ';':
	case 0xff1b: /* ； */
	case 0xff1a: /* ： */
		return CUT_CLAUSE;
	case 0xff0c: /* ， */
	case 0x3001: /* 、 */
		return CUT_COMMA;
	}
	return CUT_CHARACTER;
}

static bool is_word(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '.' || c == '%';
}

/* What kind of cut lies between two characters; @closed: what one before closing marks is. */
static enum cut_kind kind_between(uint32_t a, uint32_t b, enum cut_kind closed)
{
	enum cut_kind kind = is_closing(a) && closed > CUT_COMMA ? closed : kind_after(a);

	if (b == 0)
		return CUT_END;
	if (char_width(b) == 0 || (is_word(a) && is_word(b)))
		return CUT_ANYWHERE;
	return b != '\n' && (is_closing(b) || kind_after(b) != CUT_CHARACTER) ? CUT_ANYWHERE : kind;
}

/* All of them within a message's length.  Returns how many. */
static size_t find_cuts(const char *text, struct cut cuts[TEXT_CHARACTERS_MAX])
{
	enum cut_kind closed = CUT_CHARACTER;
	const char *s = text;
	size_t n = 0, characters = 0, bytes = 0;
	uint32_t c = (uint32_t) utf8_next(&s);

	while (c != 0 && n < TEXT_CHARACTERS_MAX) {
		const char *next = s;
		int32_t after = utf8_next(&next);

		if (c != '\n') {
			characters++;
			bytes = (size_t) (s - text);
			if (characters > TEXT_CHARACTERS_MAX || bytes > TEXT_MAX)
				break;
			cuts[n] = (struct cut){ bytes, kind_between(c, (uint32_t) after, closed) };
			if (after == '\n')
				cuts[n].kind = CUT_SENTENCE;
			closed = cuts[n].kind;
			if (closed == CUT_ANYWHERE)
				closed = kind_after(c);
			n++;
		}
		c = (uint32_t) after;
		s = next;
	}
	return n;
}

/* Without newlines, and without blanks at its ends. */
static void copy_piece(const char *text, size_t n, char *buf)
{
	const char *end = text + n, *last;
	char *to = buf;

	text += law_blanks(text);
	for (; text < end; text++)
		if (*text != '\n')
			*to++ = *text;
	*to = '\0';
	last = buf;
	for (const char *s = buf; *s;)
		if (!law_is_blank((uint32_t) utf8_next(&s)))
			last = s;
	buf[last - buf] = '\0';
}

static bool fitting(const char *text, const struct cut *cut, law_fits_fn fits, void *userdata,
		    char *buf)
{
	copy_piece(text, cut->n, buf);
	return !fits || !*buf || fits(userdata, buf);
}

/* The longest piece with the best cut. */
static size_t choose(const char *text, law_fits_fn fits, void *userdata, char *buf)
{
	struct cut cuts[TEXT_CHARACTERS_MAX];
	size_t n = find_cuts(text, cuts);

	for (int kind = CUT_END; kind >= CUT_ANYWHERE; kind--)
		for (size_t i = n; i > 0; i--)
			if ((int) cuts[i - 1].kind == kind &&
			    fitting(text, &cuts[i - 1], fits, userdata, buf))
				return cuts[i - 1].n;
	copy_piece(text, cuts[0].n, buf);
	return cuts[0].n;
}

bool law_split(const char **at, law_fits_fn fits, void *userdata, char *buf)
{
	for (;;) {
		*at += law_blanks(*at);
		if (!**at)
			return false;
		*at += choose(*at, fits, userdata, buf);
		if (*buf)
			return true;
	}
}
