/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "config/dayexpr_internal.h"

#define WORD_MAX    40 /* characters of a word that a message quotes */
#define NEAREST_LEN 30 /* characters of a word that are compared */

size_t dayexpr_decode(const char *p, uint32_t *ret)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const uint8_t *s = (const uint8_t *) p;
	size_t n = s[0] < 0x80       ? 1
		   : s[0] >> 5 == 6  ? 2
		   : s[0] >> 4 == 14 ? 3
		   : s[0] >> 3 == 30 ? 4
				     : 0;
	uint32_t c;

	if (n <= 1) {
		*ret = s[0];
		return n;
	}
	c = s[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if (s[i] >> 6 != 2)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*ret = c;
	return n;
}

int dayexpr_word_length(const struct dayexpr_work *w, size_t at, size_t n)
{
	return w->offset[at + (n < WORD_MAX ? n : WORD_MAX)] - w->offset[at];
}

/* Cutting a message must not cut a character. */
static void trim_partial(char *text)
{
	size_t n = strlen(text), i = n;
	uint32_t c;

	while (i > 0 && ((uint8_t) text[i - 1] & 0xc0) == 0x80)
		i--;
	if (i > 0 && dayexpr_decode(text + i - 1, &c) != n - i + 1)
		text[i - 1] = '\0';
}

int dayexpr_fail(struct dayexpr_work *w, size_t at, const char *fmt, ...)
{
	va_list ap;

	w->error->column = (unsigned) at + 1;
	va_start(ap, fmt);
	vsnprintf(w->error->message, sizeof(w->error->message), fmt, ap);
	va_end(ap);
	trim_partial(w->error->message);
	return -EINVAL;
}

/* Full-width forms, Chinese punctuation and upper case as the plain ASCII they stand for. */
static uint32_t make_plain(uint32_t c)
{
	if (c >= 0xff01 && c <= 0xff5e)
		c -= 0xff01 - '!';
	if (c >= 'A' && c <= 'Z')
		c += 'a' - 'A';
	if (c == '\t' || c == '\n' || c == '\r' || c == 0x3000 || c == 0xa0)
		return ' ';
	if (c == 0x2013 || c == 0x2014) /* – — */
		return '-';
	return c == 0x3001 ? ',' : c; /* 、 */
}

int dayexpr_read_text(struct dayexpr_work *w, const char *text)
{
	const char *p = text;

	w->bytes = text;
	w->n_chars = 0;
	w->offset[0] = 0;
	while (*p) {
		uint32_t c;
		size_t n = dayexpr_decode(p, &c);

		if (n == 0)
			return dayexpr_fail(w, w->n_chars, "the text is not UTF-8 here");
		if (p + n - text > DAYEXPR_MAX)
			return dayexpr_fail(w, w->n_chars, "the expression is longer than %d bytes",
					    DAYEXPR_MAX);
		w->raw[w->n_chars] = c;
		w->plain[w->n_chars++] = make_plain(c);
		p += n;
		w->offset[w->n_chars] = (uint16_t) (p - text);
	}
	return 0;
}

static size_t decode_word(const char *text, uint32_t *ret, size_t max)
{
	size_t n = 0, step;

	for (; *text && n < max; text += step) {
		step = dayexpr_decode(text, &ret[n++]);
		if (step == 0)
			return 0;
	}
	return n;
}

static unsigned min_of(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Letters to add, drop, change or swap with their neighbour; both at most NEAREST_LEN long. */
static unsigned distance(const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b)
{
	unsigned d[NEAREST_LEN + 1][NEAREST_LEN + 1];

	for (size_t i = 0; i <= n_a; i++)
		d[i][0] = (unsigned) i;
	for (size_t j = 0; j <= n_b; j++)
		d[0][j] = (unsigned) j;
	for (size_t i = 1; i <= n_a; i++) {
		for (size_t j = 1; j <= n_b; j++) {
			unsigned best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);

			best = min_of(best, 1 + min_of(d[i - 1][j], d[i][j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				best = min_of(best, d[i - 2][j - 2] + 1);
			d[i][j] = best;
		}
	}
	return d[n_a][n_b];
}

/* Is @part what is left of @whole when some characters are taken out? */
static bool is_left_of(const uint32_t *part, size_t n_part, const uint32_t *whole, size_t n_whole)
{
	size_t k = 0;

	for (size_t i = 0; i < n_whole && k < n_part; i++)
		k += whole[i] == part[k];
	return k == n_part;
}

/* What is compared: the characters, and the best of what they were compared with. */
struct search {
	const uint32_t *chars;
	size_t n;
	unsigned best;
	const char *prefix, *found;
};

/* Of a name or a Chinese word the beginning counts as well: more may follow without a space. */
static void try_word(struct search *s, const char *text, const char *prefix, bool is_name)
{
	uint32_t word[NEAREST_LEN];
	size_t n = decode_word(text, word, NEAREST_LEN);
	unsigned allowed = n < 4 ? 1 : (unsigned) n / 3;
	size_t shortest = is_name && n < s->n ? n - 1 : s->n;

	if (n < 2)
		return;
	/* Names are long, and people shorten them: 宪法日 for 国家宪法日. */
	if (is_name && s->n >= 2 && s->best > 0 && n < NEAREST_LEN &&
	    is_left_of(s->chars, s->n, word, n)) {
		s->best = 0;
		s->found = text;
		s->prefix = prefix;
	}
	for (size_t length = shortest; length <= s->n && length <= n + 1; length++) {
		unsigned d = distance(s->chars, length, word, n);

		if (d <= allowed && d < s->best && d < n) {
			s->best = d;
			s->found = text;
			s->prefix = prefix;
		}
	}
}

static void try_words(struct search *s, bool terms_only)
{
	struct dayexpr_word word;

	for (size_t i = 0; dayexpr_next_word(i, &word); i++) {
		bool is_term = word.kind == DX_PINYIN || word.kind == DX_TERM;

		if (is_term || !terms_only)
			try_word(s, word.text, word.kind == DX_PINYIN ? "term " : "",
				 !dayexpr_is_letter((uint8_t) word.text[0]));
	}
}

static void try_names(struct search *s, const struct dayexpr_work *w, enum dayexpr_near what)
{
	static const char *const prefixes[] = {
		[NEAR_WORD] = "@",
		[NEAR_ANCHOR] = "@",
		[NEAR_HOLIDAY] = "holiday:",
		[NEAR_LEGAL] = "legal:",
	};
	enum dayexpr_space space =
		what == NEAR_WORD || what == NEAR_ANCHOR ? SPACE_ANCHORS : SPACE_HOLIDAYS;
	struct dayexpr_names_iter iter = { 0 };
	struct dayexpr_name name;

	while (dayexpr_next_name(w, space, &iter, &name))
		if (what != NEAR_LEGAL || name.holiday >= 0)
			try_word(s, name.text, prefixes[what], true);
}

const char *dayexpr_nearest(const struct dayexpr_work *w, size_t at, size_t n,
			    enum dayexpr_near what, char buf[DAYEXPR_NEAREST_MAX])
{
	struct search s = { .n = n < NEAREST_LEN ? n : NEAREST_LEN, .best = 100 };

	s.chars = w->plain + at;
	if (what == NEAR_WORD || what == NEAR_TERM)
		try_words(&s, what == NEAR_TERM);
	s.chars = w->raw + at;
	if (what != NEAR_TERM)
		try_names(&s, w, what);
	buf[0] = '\0';
	if (s.found)
		snprintf(buf, DAYEXPR_NEAREST_MAX, "; did you mean \"%s%s\"?", s.prefix, s.found);
	trim_partial(buf);
	return buf;
}
