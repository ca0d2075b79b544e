/* SPDX-License-Identifier: MIT */
#include <uchar.h>

#include "schedule/layout.h"
#include "schedule/linebreak.h"

/* Each mark stands in one of these only. */
static const struct {
	enum break_class class;
	const char32_t *marks;
} classes[] = {
	{ CLASS_SPACE, U" \u2002\u2003\u2009\u3000" },
	{ CLASS_GLUE, U"\u00a0\u202f" },
	{ CLASS_OPEN, U"([{#$£¥§‘“‚„€№〈《「『【〔〖〘〚〝＃＄（［｛｟｢￡￥﹙﹛﹝" },
	{ CLASS_CLOSE, U"!%);?]}~¢°²³·‐‑‒–”•‧‰′″‼⁇⁈⁉℃℉、。々〉》」』】〕〗〙〛〜〞〟・ーヽヾゝゞ" },
	{ CLASS_CLOSE, U"﹐﹑﹒﹔﹕﹖﹗﹚﹜﹞！％），；？］｝～｠｡｣､･￠" },
	{ CLASS_DASH, U"—―‥…⋯" },
	{ CLASS_BOTH, U"/／" },
	{ CLASS_QUOTE, U"\"＂" },
	{ CLASS_POINT, U".．" },
	{ CLASS_COMMA, U",:：" },
	{ CLASS_APOSTROPHE, U"'’＇" },
	{ CLASS_HYPHEN, U"-−－" },
	{ CLASS_PLUS, U"+±＋" },
	{ CLASS_LETTER, U"&@\\_＆＠＿" },
};

/* Code points of one class; first match wins. */
static const struct {
	uint32_t first, last;
	enum break_class class;
} ranges[] = {
	{ 0x4e00, 0x9fff, CLASS_OTHER }, /* most of what we see: found at once */
	{ '0', '9', CLASS_DIGIT },        { 'A', 'Z', CLASS_LETTER },
	{ 'a', 'z', CLASS_LETTER },       { 0xff10, 0xff19, CLASS_DIGIT },
	{ 0xff21, 0xff3a, CLASS_LETTER }, { 0xff41, 0xff5a, CLASS_LETTER },
	{ 0x00d7, 0x00d7, CLASS_OTHER }, /* the signs amidst Latin-1's letters */
	{ 0x00f7, 0x00f7, CLASS_OTHER },  { 0x00c0, 0x024f, CLASS_LETTER },
	{ 0x0370, 0x052f, CLASS_LETTER }, /* Greek, Cyrillic */
};

static enum break_class class_of(uint32_t c)
{
	for (size_t i = 0; i < ARRAY_SIZE(ranges); i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return ranges[i].class;

	for (size_t i = 0; i < ARRAY_SIZE(classes); i++)
		for (const char32_t *mark = classes[i].marks; *mark; mark++)
			if (*mark == c)
				return classes[i].class;
	return CLASS_OTHER;
}

static int take_apart(const char *text, struct unit *ret)
{
	const char *s = text;
	int n = 0;

	for (;;) {
		const char *at = s;
		int32_t c = utf8_next(&s);
		int width;

		if (c <= 0)
			return c < 0 ? c : n;
		width = char_width((uint32_t) c);
		if (width < 0)
			return -EILSEQ;
		ret[n] = (struct unit){
			.at = (uint16_t) (at - text),
			.n = (uint8_t) (s - at),
			.width = (uint8_t) width,
			.code_point = (uint32_t) c,
			.class = class_of((uint32_t) c),
		};
		/* What combines is of its base's kind: a letter with an accent stays one. */
		if (width == 0 && n > 0 && ret[n - 1].class != CLASS_SPACE)
			ret[n].class = ret[n - 1].class;
		n++;
	}
}

static bool is_word(enum break_class c)
{
	return c == CLASS_LETTER || c == CLASS_DIGIT;
}

/* What a mark of many uses is between @before and @after. */
static enum break_class class_between(const struct unit *u, enum break_class before,
				      enum break_class after)
{
	bool in_word = is_word(before) && is_word(after);
	bool signs = !is_word(before) && after == CLASS_DIGIT;

	switch (u->class) {
	case CLASS_POINT:
		return in_word ? CLASS_INFIX : CLASS_CLOSE;
	case CLASS_COMMA:
		return before == CLASS_DIGIT && after == CLASS_DIGIT ? CLASS_INFIX : CLASS_CLOSE;
	case CLASS_APOSTROPHE:
		if (in_word)
			return CLASS_INFIX;
		return u->code_point == U'’' ? CLASS_CLOSE : CLASS_BOTH;
	case CLASS_HYPHEN:
		if (in_word)
			return CLASS_INFIX;
		return signs ? CLASS_PREFIX : CLASS_CLOSE;
	case CLASS_PLUS:
		return signs ? CLASS_PREFIX : CLASS_OTHER;
	case CLASS_OTHER:
	case CLASS_SPACE:
	case CLASS_GLUE:
	case CLASS_LETTER:
	case CLASS_DIGIT:
	case CLASS_OPEN:
	case CLASS_CLOSE:
	case CLASS_DASH:
	case CLASS_BOTH:
	case CLASS_QUOTE:
	case CLASS_INFIX:
	case CLASS_PREFIX:
		break;
	}
	return u->class;
}

static void decide_classes(struct unit *u, int n)
{
	enum break_class before = CLASS_SPACE, quote = CLASS_OPEN;

	for (int i = 0; i < n; i++) {
		int next = i + 1;

		while (next < n && u[next].width == 0)
			next++;
		u[i].class = class_between(&u[i], before, next < n ? u[next].class : CLASS_SPACE);
		if (u[i].class == CLASS_QUOTE) {
			u[i].class = quote;
			quote = quote == CLASS_OPEN ? CLASS_CLOSE : CLASS_OPEN;
		}
		before = u[i].class;
	}
}

/* Of neighbours without a space between them. */
static enum break_cost cost_between(const struct unit *a, const struct unit *b)
{
	if (b->class == CLASS_INFIX || a->class == CLASS_PREFIX || a->class == CLASS_BOTH ||
	    b->class == CLASS_BOTH)
		return BREAK_MARK;
	if (a->class == CLASS_GLUE || b->class == CLASS_GLUE || a->class == CLASS_INFIX)
		return BREAK_WORD;
	return is_word(a->class) && is_word(b->class) ? BREAK_WORD : BREAK_FREE;
}

static enum break_cost cost_before(const struct unit *u, int i)
{
	int a = i - 1;

	while (a >= 0 && u[a].class == CLASS_SPACE)
		a--;
	if (u[i].width == 0 || a < 0)
		return BREAK_NEVER;
	if (u[a].class == CLASS_OPEN || u[i].class == CLASS_CLOSE || u[i].class == CLASS_DASH)
		return BREAK_MARK;
	return a < i - 1 ? BREAK_FREE : cost_between(&u[a], &u[i]);
}

/* In a run of dashes or dots, which are drawn two by two, the second of each stays with its first.
 */
static void keep_pairs(struct unit *u, int n)
{
	bool second = false;

	for (int i = 1; i < n; i++) {
		second = !second && u[i].class == CLASS_DASH &&
			 u[i].code_point == u[i - 1].code_point;
		if (second)
			u[i].before = BREAK_PAIR;
	}
}

/* A word that no row can hold has to be cut anyway: it may be cut anywhere but at its marks. */
static void free_long_words(struct unit *u, int n, unsigned columns)
{
	for (int start = 0, end; start < n; start = end) {
		unsigned width = u[start].width;

		for (end = start + 1; end < n; end++) {
			if (u[end].before != BREAK_WORD && u[end].class != CLASS_INFIX &&
			    u[end].width != 0)
				break;
			width += u[end].width;
		}
		if (width <= columns)
			continue;
		for (int i = start; i < end; i++)
			if (u[i].before == BREAK_WORD)
				u[i].before = BREAK_FREE;
	}
}

int linebreak_units(const char *text, unsigned columns, struct unit ret[TEXT_MAX])
{
	int n = take_apart(text, ret);

	if (n < 0)
		return n;
	decide_classes(ret, n);
	for (int i = 0; i < n; i++)
		ret[i].before = cost_before(ret, i);
	keep_pairs(ret, n);
	free_long_words(ret, n, columns);
	return n;
}
