/* SPDX-License-Identifier: MIT */
/*
 * A law's text of any kind: every character that can be seen is in a line of a kind, what is left
 * out of a line are marks and the article's number, an article is its lines and no more, numbers
 * rise, and what an article is split into is the article.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "config/lawfile.h"
#include "config/lawsplit.h"
#include "config/lawtext.h"
#include "schedule/layout.h"

/* The characters of @s, up to @end, that can be seen, onto the end of *to. */
static void gather(char **to, const char *s, const char *end)
{
	while (s < end) {
		const char *from = s;
		int32_t c = utf8_next(&s);

		assert(c > 0);
		if (!law_is_blank((uint32_t) c)) {
			memcpy(*to, from, (size_t) (s - from));
			*to += s - from;
		}
	}
	**to = '\0';
}

static void gather_all(char **to, const char *s)
{
	gather(to, s, s + strlen(s));
}

/* What stands before a line's content. */
static void check_mark(const struct law_line *l, const struct law_number *expected)
{
	const char *s = l->text, *end = l->content;
	struct law_number n;
	size_t k;

	assert(end >= s && end <= s + strlen(s));
	while (s < end) {
		k = law_blanks(s);
		if (k == 0)
			k = strspn(s, "#*_");
		if (k == 0 && expected) {
			k = law_number_parse(s, &n);
			assert(k > 0 && law_number_compare(n, *expected) == 0);
			expected = NULL;
		}
		assert(k > 0);
		s += k;
	}
	assert(!expected);
}

static bool never(void *userdata, const char *text)
{
	(void) userdata;
	(void) text;
	return false;
}

static bool is_short(void *userdata, const char *text)
{
	return strlen(text) <= *(const size_t *) userdata;
}

static void check_split(const struct law_article *a, law_fits_fn fits, size_t length, char *one,
			char *two)
{
	char piece[TEXT_MAX + 1], *end = one;
	const char *at = a->text;

	*one = '\0';
	while (law_split(&at, fits, &length, piece)) {
		size_t n = strlen(piece);

		assert(n > 0 && law_blanks(piece) == 0 && !strchr(piece, '\n'));
		assert(a->damaged || text_width(piece) >= 0);
		assert(!fits || fits(&length, piece) || n <= 4);
		gather_all(&end, piece);
	}
	end = two;
	gather_all(&end, a->text);
	assert(strcmp(one, two) == 0);
}

static void check_lines(const struct lawtext *t, const char *text, char *one, char *two)
{
	char *end = one;
	size_t article = 0;

	*one = '\0';
	for (size_t i = 0; i < t->n_lines; i++) {
		const struct law_line *l = &t->lines[i];
		bool begins = l->kind == LAW_ARTICLE;

		assert(i == 0 || l->number > l[-1].number);
		assert((l->kind == LAW_UNKNOWN) == (l->why != NULL));
		check_mark(l, begins ? &t->articles[article].number : NULL);
		assert(!begins || t->articles[article].line == l->number);
		article += begins;
		gather_all(&end, l->text);
	}
	assert(article == t->n_articles);
	end = two;
	gather_all(&end, text);
	assert(strcmp(one, two) == 0);
}

/* The lines of article @i are its text. */
static void check_article(const struct lawtext *t, size_t i, char *one, char *two)
{
	const struct law_article *a = &t->articles[i];
	char *end = one;

	assert(i == 0 || law_number_compare(a[-1].number, a->number) < 0);
	*one = '\0';
	for (size_t k = 0; k < t->n_lines; k++) {
		const struct law_line *l = &t->lines[k];
		bool last = i + 1 == t->n_articles || l->number < a[1].line;

		if (l->number >= a->line && last &&
		    (l->kind == LAW_ARTICLE || l->kind == LAW_PARAGRAPH))
			gather_all(&end, l->content);
	}
	end = two;
	gather_all(&end, a->text);
	assert(strcmp(one, two) == 0);
	assert(a->damaged || !strpbrk(a->text, "\r\t"));
	check_split(a, NULL, 0, one, two);
	check_split(a, is_short, 60 + i * 37 % 300, one, two);
	if (strlen(a->text) < 200)
		check_split(a, never, 0, one, two);
}

static void emit(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	(void) severity;
	assert(message[0] && at.file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct source s = { .path = "law.md", .text = malloc(size + 1), .n = size };
	_cleanup_(freep) char *one = malloc(4 * size + 1), *two = malloc(4 * size + 1);
	_cleanup_(arena_done) struct arena arena = { 0 };
	struct diag diag = { .emit = emit };
	struct lawtext t;
	int r;

	memcpy(s.text, data, size);
	s.text[size] = '\0';
	r = law_decode(&s, &diag);
	assert(r == 0 || (r == -EINVAL && diag.n_errors == 1));
	if (r == 0) {
		assert(lawtext_parse(&t, s.text, s.n, false, &arena) == 0);
		check_lines(&t, s.text, one, two);
		for (size_t i = 0; i < t.n_articles; i++)
			check_article(&t, i, one, two);
	}
	source_done(&s);
	return 0;
}
