/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "config/lawline.h"
#include "schedule/layout.h"

#define LEVELS 5 /* of headings; 0 is not used */

enum place {
	IN_FRONT,    /* before anything of the body */
	IN_CONTENTS, /* the table of contents */
	IN_BODY,     /* below a heading, before its first article */
	IN_ARTICLE,
	IN_STRAY, /* an article that can not come here, and what follows it */
	IN_ANNEX,
};

struct parser {
	struct lawtext *out;
	struct arena *arena;
	bool paragraphs; /* no line goes on in the next */
	enum place place;
	const char *entry;            /* the first of the table of contents */
	const char *headings[LEVELS]; /* by level; NULL: none */
	char *at;                     /* where the text of articles goes */
	const char *before;           /* of the line just before this one; NULL: it is blank */
	const char *last;             /* the content that the article ends with so far */
};

static struct law_article *article(struct parser *p)
{
	return p->place == IN_ARTICLE ? &p->out->articles[p->out->n_articles - 1] : NULL;
}

static struct law_number last_number(const struct parser *p)
{
	const struct lawtext *t = p->out;

	return t->n_articles ? t->articles[t->n_articles - 1].number : (struct law_number){ 0 };
}

static bool follows(struct law_number before, struct law_number n)
{
	return (n.main == before.main + 1 && n.sub == 0) ||
	       (n.main == before.main && n.sub == before.sub + 1);
}

/* Blanks that are seen stay, as plain ones where they are of an odd kind. */
static void copy_clean(char **to, const char *s)
{
	while (*s) {
		const char *from = s;
		uint32_t c = (uint32_t) utf8_next(&s);
		size_t n = (size_t) (s - from);

		if (!law_is_blank(c) || c == 0x3000) {
			memcpy(*to, from, n);
			*to += n;
		} else if (c == '\t' || char_width(c) > 0) {
			*(*to)++ = ' ';
		}
	}
}

/* A copy in the arena.  NULL: no memory. */
static char *clean(struct parser *p, const char *s)
{
	char *copy = arena_alloc(p->arena, strlen(s) + 1), *end = copy;

	if (copy)
		copy_clean(&end, s);
	return copy;
}

static void append(struct parser *p, const char *content)
{
	const char *last = p->last;

	if (!*content)
		return;
	if (*last && (law_ends_paragraph(last) || !p->before))
		*p->at++ = '\n';
	else if (*last && (unsigned char) last[strlen(last) - 1] < 0x80 &&
		 (unsigned char) *content < 0x80)
		*p->at++ = ' ';
	copy_clean(&p->at, content);
	*p->at = '\0';
	p->last = content;
}

static const char *joined_headings(struct parser *p)
{
	const char *joined = "";

	for (unsigned i = 1; i < LEVELS && joined; i++)
		if (p->headings[i])
			joined = arena_printf(p->arena, "%s%s%s", joined, *joined ? ", " : "",
					      p->headings[i]);
	return joined;
}

static enum law_kind unknown(struct law_line *line, const char *why)
{
	line->why = why;
	return LAW_UNKNOWN;
}

static enum law_kind begin_article(struct parser *p, struct law_line *line,
				   const struct law_shape *shape)
{
	struct law_number before = last_number(p);

	if (p->place == IN_ANNEX)
		return LAW_OUTSIDE;
	if (law_number_compare(shape->number, before) <= 0) {
		p->place = IN_STRAY;
		return unknown(line, "an article out of order: its number came already");
	}
	p->out->articles[p->out->n_articles++] = (struct law_article){
		.number = shape->number,
		.text = ++p->at,
		.headings = joined_headings(p),
		.line = line->number,
		.gap = !follows(before, shape->number),
	};
	p->place = IN_ARTICLE;
	p->last = "";
	append(p, shape->content);
	line->content = shape->content;
	return LAW_ARTICLE;
}

/* Does the line before break off, so that this one must be more of the same? */
static bool is_wrapped(const struct parser *p)
{
	return p->before && p->place == IN_ARTICLE && *p->last && p->before == p->last &&
	       !law_ends_paragraph(p->last);
}

static enum law_kind take_text(struct parser *p, const struct law_shape *shape)
{
	if ((p->place == IN_FRONT || p->place == IN_BODY) &&
	    law_is_note(shape->whole, p->place == IN_BODY))
		return LAW_NOTE;
	if (p->place != IN_ARTICLE)
		return LAW_OUTSIDE;
	append(p, shape->whole);
	return LAW_PARAGRAPH;
}

static enum law_kind take_mention(struct parser *p, struct law_line *line,
				  const struct law_shape *shape)
{
	bool may = p->place != IN_STRAY && p->place != IN_ANNEX && !is_wrapped(p);

	if (may && follows(last_number(p), shape->number))
		return begin_article(p, line, shape);
	return take_text(p, shape);
}

static enum law_kind take_heading(struct parser *p, const struct law_shape *shape)
{
	unsigned level = shape->level ? shape->level : 1;

	if (!shape->marked && is_wrapped(p))
		return take_text(p, shape);
	if (p->place != IN_ANNEX)
		p->place = IN_BODY;
	for (unsigned i = level; i < LEVELS; i++)
		p->headings[i] = NULL;
	p->headings[level] = clean(p, shape->whole);
	return LAW_HEADING;
}

/* Without the dots and the page that a line of the table of contents ends with. */
static const char *entry_text(struct parser *p, const char *s)
{
	static const char *const tail[] = { "…", ".", "·", " ", "\u3000" };
	size_t n = strlen(s);

	while (n > 0 && s[n - 1] >= '0' && s[n - 1] <= '9')
		n--;
	for (size_t i = 0; i < ARRAY_SIZE(tail); i++) {
		size_t k = strlen(tail[i]);

		if (n >= k && memcmp(s + n - k, tail[i], k) == 0) {
			n -= k;
			i = SIZE_MAX; /* from the first on again */
		}
	}
	return arena_strndup(p->arena, s, n);
}

static bool is_entry(const char *s)
{
	size_t n = strlen(s);

	return n > 0 && s[n - 1] >= '0' && s[n - 1] <= '9' && (strstr(s, "…") || strstr(s, ".."));
}

/* Still the table of contents?  Its first entry again, or an article, is the body. */
static bool is_contents(struct parser *p, const struct law_shape *shape)
{
	if (p->place != IN_CONTENTS)
		return false;
	if (is_entry(shape->whole))
		return true;
	if (shape->form != FORM_HEADING)
		return false;
	if (p->entry && law_same(p->entry, shape->whole)) {
		p->place = IN_FRONT;
		return false;
	}
	return true;
}

static enum law_kind take_contents(struct parser *p, const struct law_shape *shape)
{
	if (!p->entry)
		p->entry = entry_text(p, shape->whole);
	return LAW_CONTENTS;
}

static enum law_kind take_title(struct parser *p, const struct law_shape *shape)
{
	if (!p->out->title)
		p->out->title = clean(p, shape->whole);
	return LAW_TITLE;
}

static bool is_title(const struct parser *p, const struct law_shape *shape)
{
	bool plain = shape->form == FORM_TEXT || (shape->form == FORM_HEADING && !shape->level);

	if (!plain)
		return false;
	if (p->out->title)
		return law_same(p->out->title, shape->whole);
	return p->place == IN_FRONT && law_is_title(shape->whole);
}

static enum law_kind take(struct parser *p, struct law_line *line, const struct law_shape *shape)
{
	if (is_title(p, shape))
		return take_title(p, shape);
	if (is_contents(p, shape))
		return take_contents(p, shape);
	switch (shape->form) {
	case FORM_EMPTY:
		return LAW_HEADING;
	case FORM_CONTENTS:
		p->place = p->place == IN_FRONT ? IN_CONTENTS : p->place;
		return LAW_CONTENTS;
	case FORM_HEADING:
		return take_heading(p, shape);
	case FORM_ANNEX:
		p->place = IN_ANNEX;
		return LAW_HEADING;
	case FORM_ANNEXED:
		if (is_wrapped(p))
			return take_text(p, shape);
		p->place = IN_ANNEX;
		return LAW_OUTSIDE;
	case FORM_ARTICLE:
		return begin_article(p, line, shape);
	case FORM_MENTION:
		return take_mention(p, line, shape);
	case FORM_PAGE:
		return LAW_PAGE;
	case FORM_NUMBER:
		return unknown(line, "a number alone, taken for a page's");
	case FORM_REMARK:
		return unknown(line, "taken for a remark on the text, not a part of it");
	case FORM_TEXT:
		return take_text(p, shape);
	}
	return LAW_UNKNOWN;
}

/* An article may have it, and is damaged; nothing else that is shown to anybody may. */
static enum law_kind take_unshown(struct parser *p, struct law_line *line,
				  const struct law_shape *shape)
{
	enum law_kind kind = LAW_UNKNOWN;

	if (shape->form == FORM_ARTICLE || shape->form == FORM_MENTION || shape->form == FORM_TEXT)
		kind = is_title(p, shape) ? LAW_UNKNOWN : take(p, line, shape);
	if (kind == LAW_ARTICLE || kind == LAW_PARAGRAPH)
		article(p)->damaged = true;
	return kind == LAW_UNKNOWN && !line->why
		       ? unknown(line, "a character that no board can show")
		       : kind;
}

/* @text has @n bytes of one line. */
static int take_line(struct parser *p, const char *text, size_t n, unsigned number)
{
	struct law_line *line = &p->out->lines[p->out->n_lines];
	struct law_shape shape;
	size_t blanks;
	char *copy = arena_strndup(p->arena, text, n);

	if (!copy)
		return -ENOMEM;
	blanks = law_blanks(copy);
	if (!copy[blanks]) {
		p->before = NULL;
		return 0;
	}
	*line = (struct law_line){ .number = number, .text = copy };
	for (const char *s = copy, *end = copy; *s;) {
		bool blank = law_is_blank((uint32_t) utf8_next(&s));

		end = blank ? end : s;
		n = (size_t) (end - copy);
	}
	copy[n] = '\0';
	law_shape_of(copy + blanks, &shape);
	line->content = shape.whole;
	line->kind = shape.unshown ? take_unshown(p, line, &shape) : take(p, line, &shape);
	p->before = p->paragraphs ? NULL : line->content;
	p->out->n_lines++;
	return 0;
}

/* Lines of the text, at most; -EILSEQ: it is not UTF-8, *ret is the line. */
static int count_lines(const char *text, size_t n, size_t *ret)
{
	const char *s = text;
	int32_t c;

	*ret = 1;
	while ((c = utf8_next(&s)) > 0)
		*ret += c == '\n' || c == '\r';
	return s == text + n ? 0 : -EILSEQ;
}

int lawtext_parse(struct lawtext *ret, const char *text, size_t n, bool paragraphs,
		  struct arena *arena)
{
	struct parser p = { .out = ret, .arena = arena, .paragraphs = paragraphs, .last = "" };
	size_t n_lines;
	unsigned number = 1;
	int r;

	*ret = (struct lawtext){ 0 };
	r = count_lines(text, n, &n_lines);
	if (r < 0) {
		ret->n_lines = n_lines;
		return r;
	}
	ret->lines = arena_array(arena, n_lines, sizeof(*ret->lines));
	ret->articles = arena_array(arena, n_lines, sizeof(*ret->articles));
	p.at = arena_alloc(arena, n + 2 * n_lines + 2);
	if (!ret->lines || !ret->articles || !p.at)
		return -ENOMEM;
	for (const char *end = text + n; text < end; number++) {
		size_t length = strcspn(text, "\r\n");

		r = take_line(&p, text, length, number);
		if (r < 0)
			return r;
		text += length;
		text += text[0] == '\r' && text[1] == '\n' ? 2 : text < end;
	}
	return arena->failed ? -ENOMEM : 0;
}
