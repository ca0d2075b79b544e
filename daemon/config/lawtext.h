/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * An official law text, plain or in Markdown, to its articles.
 *
 * Every line with anything on it is given a kind, so that nothing of it is lost: what
 * is neither an article's nor understood is there to be told of.  An article
 * begins at a line's start and its number is above the last one's; a mention
 * of an article at the start of a wrapped line is none.  An article with a
 * character that can not be shown is damaged: no one may show it as it is.
 *
 * Values only, all in the arena.  Pure.
 */

#include "config/arena.h"
#include "config/lawnumber.h"

enum law_kind {
	LAW_TITLE,     /* the law's own; again further down: a page's running head */
	LAW_CONTENTS,  /* the table of contents */
	LAW_HEADING,   /* of a part, a chapter, a section; of the preamble, of an annex */
	LAW_NOTE,      /* when it was passed, amended, published */
	LAW_PAGE,      /* a page's number */
	LAW_ARTICLE,   /* an article's first line */
	LAW_PARAGRAPH, /* more of the same article */
	LAW_OUTSIDE,   /* belongs to no article: a preamble, an annex; to be told of */
	LAW_UNKNOWN,   /* not understood; to be told of */
};

struct law_line {
	enum law_kind kind;
	unsigned number;  /* from 1 */
	const char *text; /* as it is in the file */
	/* Of @text: without blanks around, marks of Markdown, and the article's number. */
	const char *content;
	const char *why; /* LAW_UNKNOWN: a sentence */
};

struct law_article {
	struct law_number number;
	const char *text;     /* its lines' content; a newline between paragraphs, none at a wrap */
	const char *headings; /* "第一编 总则, 第二章 犯罪"; "": none */
	unsigned line;
	bool damaged; /* a character of it can be shown by no board */
	bool gap;     /* it does not follow the one before it */
};

struct lawtext {
	const char *title; /* NULL: none was found */
	struct law_line *lines;
	struct law_article *articles;
	size_t n_lines, n_articles;
};

/*
 * @text: UTF-8, @n bytes and a NUL.  @paragraphs: each line is one, and none goes on in the next.
 * -EILSEQ: not UTF-8, or a NUL in it; ret->n_lines is the line
 * then.  -ENOMEM.
 */
int lawtext_parse(struct lawtext *ret, const char *text, size_t n, bool paragraphs,
		  struct arena *arena);
