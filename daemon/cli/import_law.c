/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/docx.h"
#include "cli/import_law.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "config/lawsplit.h"
#include "config/loader.h"
#include "config/names.h"
#include "config/sayable.h"
#include "schedule/layout.h"

#define IMPORT_MAX   20000 /* in one playlist's file */
#define STATE_PREFIX "中华人民共和国"
#define NAME_ELSE    "law"

struct import {
	struct law_import *out;
	const struct law_options *options;
	struct diag *diag;
	bool hit[LAW_CHOICES_MAX]; /* choices that an article was found for */
};

static struct where at_line(const struct import *m, unsigned line)
{
	return (struct where){ m->out->file.path, line };
}

static bool is_chosen(struct import *m, struct law_number n)
{
	const struct law_choices *c = &m->options->choices;
	bool chosen = c->n == 0;

	for (size_t i = 0; i < c->n; i++) {
		/* Article 56 as the end of a range takes 56-1 along, by itself it does not. */
		struct law_number last = c->list[i].last;
		bool range = law_number_compare(c->list[i].first, last) != 0;

		if (range && last.sub == 0)
			last.sub = LAW_ARTICLE_MAX;
		if (law_number_compare(n, c->list[i].first) < 0 || law_number_compare(n, last) > 0)
			continue;
		m->hit[i] = true;
		chosen = true;
	}
	return chosen;
}

static bool fits(void *userdata, const char *text)
{
	static struct layout layout;
	const struct profile *p = userdata;

	return layout_text(text, (unsigned) p->rows, (unsigned) p->columns, &layout) == 0 &&
	       layout.n_pages <= LAW_PAGES_MAX;
}

static int add_message(struct import *m, const struct law_article *a, const char *number,
		       const char *text)
{
	struct law_import *o = m->out;

	if (o->n_messages == IMPORT_MAX) {
		diag_error(m->diag, at_line(m, a->line),
			   "more than %d messages; import fewer articles at a time", IMPORT_MAX);
		return -EINVAL;
	}
	text = arena_strdup(&o->arena, text);
	if (!text)
		return -ENOMEM;
	o->messages[o->n_messages++] = (struct law_message){ a, number, text };
	return 0;
}

/* The first character that boards of the profile can not be told; 0: none. */
static uint32_t find_refused(struct import *m, const struct law_article *a, bool *ret_obeyed)
{
	char *copy = m->options->profile ? arena_strdup(&m->out->arena, a->text) : NULL;

	if (!copy)
		return 0;
	for (char *s = copy; *s; s++)
		if (*s == '\n')
			*s = ' ';
	return profile_refuses(m->options->profile, copy, ret_obeyed);
}

/* Can an article be no message?  Why is said. */
static bool is_refused(struct import *m, const struct law_article *a, const char *number)
{
	bool obeyed = false;
	uint32_t bad = find_refused(m, a, &obeyed);
	struct where at = at_line(m, a->line);
	char character[8] = "";

	if (a->damaged)
		diag_warning(m->diag, at,
			     "article %s is left out: a character of it can be shown by no board",
			     number);
	else if (!*a->text)
		diag_warning(m->diag, at, "article %s is left out: it has no text", number);
	else if (bad)
		diag_warning(m->diag, at, "article %s is left out: profile %s %s U+%04X %s", number,
			     m->options->profile->name,
			     obeyed ? "would take for a command" : "can not show", bad,
			     utf8_write(character, bad) ? character : "");
	return a->damaged || !*a->text || bad;
}

static int add_article(struct import *m, const struct law_article *a)
{
	char buf[LAW_NUMBER_TEXT_MAX], piece[TEXT_MAX + 1];
	const char *number = arena_strdup(&m->out->arena, law_number_format(a->number, buf));
	const char *at = a->text;
	const struct profile *p = m->options->profile;
	int r = 0;

	if (!number)
		return -ENOMEM;
	if (is_refused(m, a, number))
		return 0;
	while (r >= 0 && law_split(&at, p ? fits : NULL, (void *) p, piece))
		r = add_message(m, a, number, piece);
	return r;
}

static void say_gap(struct import *m, size_t i)
{
	const struct law_article *a = &m->out->text.articles[i];
	char before[LAW_NUMBER_TEXT_MAX] = "none", number[LAW_NUMBER_TEXT_MAX];

	if (!a->gap || m->options->choices.n)
		return;
	if (i > 0)
		law_number_format(a[-1].number, before);
	diag_warning(m->diag, at_line(m, a->line),
		     "article %s, and before it %s: what is in between is missing",
		     law_number_format(a->number, number), before);
}

static int add_articles(struct import *m)
{
	struct law_import *o = m->out;
	int r = 0;

	o->messages = arena_array(&o->arena, IMPORT_MAX, sizeof(*o->messages));
	if (!o->messages)
		return -ENOMEM;
	for (size_t i = 0; r >= 0 && i < o->text.n_articles; i++) {
		say_gap(m, i);
		if (is_chosen(m, o->text.articles[i].number))
			r = add_article(m, &o->text.articles[i]);
	}
	return r;
}

/* Does the range go on behind the law's last article? */
static bool is_too_long(const struct import *m, const struct law_choice *c)
{
	const struct lawtext *t = &m->out->text;

	return t->n_articles > 0 &&
	       law_number_compare(c->last, t->articles[t->n_articles - 1].number) > 0;
}

static void say_missing(struct import *m)
{
	for (size_t i = 0; i < m->options->choices.n; i++) {
		const struct law_choice *c = &m->options->choices.list[i];
		char first[LAW_NUMBER_TEXT_MAX], last[LAW_NUMBER_TEXT_MAX];

		if (m->hit[i] && !is_too_long(m, c))
			continue;
		law_number_format(c->first, first);
		law_number_format(c->last, last);
		if (m->hit[i])
			diag_warning(m->diag, at_line(m, 0),
				     "the articles from %s to %s end before that", first, last);
		else if (law_number_compare(c->first, c->last) == 0)
			diag_warning(m->diag, at_line(m, 0), "there is no article %s", first);
		else
			diag_warning(m->diag, at_line(m, 0), "there is no article from %s to %s",
				     first, last);
	}
}

/* Lines in a row that belong to no article are told of together. */
static int list_left(struct import *m)
{
	struct law_import *o = m->out;
	const struct law_line *last = NULL;

	o->left = arena_array(&o->arena, o->text.n_lines + 1, sizeof(*o->left));
	if (!o->left)
		return -ENOMEM;
	for (size_t i = 0; i < o->text.n_lines; i++) {
		const struct law_line *l = &o->text.lines[i];
		struct law_left *left = &o->left[o->n_left];

		if (l->kind == LAW_OUTSIDE && last && last->kind == LAW_OUTSIDE) {
			left[-1].last = l->number;
		} else if (l->kind == LAW_OUTSIDE || l->kind == LAW_UNKNOWN) {
			*left = (struct law_left){
				.first = l->number,
				.last = l->number,
				.outside = l->kind == LAW_OUTSIDE,
				.why = l->why ? l->why : "belongs to no article",
				.text = l->text,
			};
			o->n_left++;
		}
		last = l;
	}
	return 0;
}

static void ignore(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	(void) severity;
	(void) at;
	(void) message;
}

static int find_title(struct import *m)
{
	struct law_import *o = m->out;
	struct diag silent = { .emit = ignore };
	const char *name;

	o->law = m->options->law ? m->options->law : o->text.title;
	if (!o->law || !*o->law) {
		diag_error(m->diag, at_line(m, 0),
			   "no title of a law is found; give it with --law");
		return -EINVAL;
	}
	if (strlen(o->law) > TITLE_TEXT_MAX || text_width(o->law) < 0 || text_invisible(o->law)) {
		diag_error(m->diag, at_line(m, 0),
			   "the law's title must have at most %d bytes, all of them visible; give "
			   "another with --law",
			   TITLE_TEXT_MAX);
		return -EINVAL;
	}
	name = o->law;
	if (strncmp(name, STATE_PREFIX, strlen(STATE_PREFIX)) == 0)
		name += strlen(STATE_PREFIX);
	o->name = name_check(name, at_line(m, 0), "a name", &silent) ? name : NAME_ELSE;
	return 0;
}

int law_import_parse(struct law_import *ret, const struct law_options *options, struct diag *diag)
{
	struct import m = { .out = ret, .options = options, .diag = diag };
	int r;

	r = lawtext_parse(&ret->text, ret->file.text, ret->file.n, ret->paragraphs, &ret->arena);
	if (r == -EILSEQ) {
		diag_error(diag, at_line(&m, (unsigned) ret->text.n_lines), "not text");
		return -EINVAL;
	}
	if (r >= 0)
		r = list_left(&m);
	if (r >= 0)
		r = find_title(&m);
	if (r >= 0)
		r = add_articles(&m);
	if (r >= 0)
		say_missing(&m);
	if (r >= 0 && ret->text.n_articles == 0) {
		diag_error(diag, at_line(&m, 0),
			   "no article is found: none of its lines begins like 第一条 and a blank");
		return -EINVAL;
	}
	return r;
}

static int read_document(struct law_import *ret, struct diag *diag)
{
	struct docx_numbers numbers;
	int r = docx_read(&ret->file, &numbers, diag);

	if (r < 0)
		return r;
	ret->paragraphs = true;
	if (numbers.n)
		diag_warning(
			diag, (struct where){ ret->file.path, numbers.first },
			"%u paragraph%s from here on have numbers that the word processor makes "
			"itself; they are not read",
			numbers.n, numbers.n == 1 ? "" : "s");
	return 0;
}

int import_law(struct law_import *ret, const char *path, const struct law_options *options,
	       struct diag *diag)
{
	int r = source_read(&ret->file, path, diag);

	if (r >= 0)
		r = docx_is_likely(&ret->file) ? read_document(ret, diag)
					       : law_decode(&ret->file, diag);
	return r < 0 ? r : law_import_parse(ret, options, diag);
}

void law_import_print(const struct law_import *i, FILE *f)
{
	const char *headings = "";

	fputs("# 按条导入的法律条文；太长的条文在句末分成几条。\n\nplaylist = { name = ", f);
	output_string(f, i->name);
	fputs("; title = ", f);
	output_string(f, i->name);
	fputs("; law = ", f);
	output_string(f, i->law);
	fputs("; };\n\nmessages = (\n", f);
	for (size_t k = 0; k < i->n_messages; k++) {
		const struct law_message *m = &i->messages[k];

		if (strcmp(m->article->headings, headings) != 0) {
			headings = m->article->headings;
			fprintf(f, "  # %s\n", headings);
		}
		fprintf(f, "  { article = \"%s\"; text = ", m->number);
		output_string(f, m->text);
		fprintf(f, "; }%s\n", k + 1 < i->n_messages ? "," : "");
	}
	fputs(");\n", f);
}

void law_import_done(struct law_import *i)
{
	source_done(&i->file);
	arena_done(&i->arena);
	*i = (struct law_import){ 0 };
}
