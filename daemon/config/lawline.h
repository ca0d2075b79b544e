/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What one line of a law's text looks like by itself, whatever stands around it.
 * Pure.  For lawtext.c alone.
 */

#include "config/lawtext.h"

enum law_form {
	FORM_EMPTY,    /* nothing but marks */
	FORM_CONTENTS, /* 目录 */
	FORM_HEADING,  /* 第一章 …, 序言, 附则, or any of Markdown */
	FORM_ANNEX,    /* 附件一 */
	FORM_ANNEXED,  /* 附件：名单; to be told of */
	FORM_ARTICLE,  /* 第一条 and a blank, or alone */
	FORM_MENTION,  /* 第一条 with text close behind it: an article, or a mention of one */
	FORM_PAGE,     /* — 3 — */
	FORM_NUMBER,   /* 3 */
	FORM_REMARK,   /* somebody's note on the text, where it was taken from */
	FORM_TEXT,
};

struct law_shape {
	enum law_form form;
	bool unshown;   /* has a character that no board can show */
	bool marked;    /* a heading of Markdown */
	unsigned level; /* of a heading: 1 part, 2 subpart, 3 chapter, 4 section; 0: else */
	struct law_number number;
	const char *whole;   /* without marks */
	const char *content; /* without marks and an article's number */
};

/* @text: without blanks at its ends. */
void law_shape_of(const char *text, struct law_shape *ret);

/* Does a line end a sentence or a piece of one, so that the next is a new paragraph? */
bool law_ends_paragraph(const char *text);

/*
 * Where no article is: is it of the law's making, 2020年5月28日…通过 and the like?  Below a
 * @heading it must be a date in digits and a blank to begin with: preambles tell of years, too.
 */
bool law_is_note(const char *text, bool heading);

/* May it be the law's title? */
bool law_is_title(const char *text);

/* The same but for blanks? */
bool law_same(const char *a, const char *b);
