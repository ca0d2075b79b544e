/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * How a text lies on a board: rows and pages, on cells.
 *
 * A full-width character takes two cells, a half-width one takes one, by our
 * own width table (never the locale's).  Chinese line breaking: no closing
 * mark at a row's start, no opening mark at its end, no break inside a number
 * or a Latin word that fits a row.  Spaces at a break belong to neither row.
 *
 * Rows are filled one after the other, each as far as it goes; a mark that may
 * not start a row takes the character before it along.  A rule gives way only
 * where what it holds together is wider than a row, words before marks and
 * marks before the halves of a dash.  Spaces before the text, an indent, are
 * kept where the text's first piece fits beside them.  Where the last page
 * would be one row of a single character (marks not counted), it gets as much
 * of the row before as makes it two or more, if that row keeps as many.
 *
 * Pure: memory and strings only, may be called from any thread.
 */

#include "pufa/message.h"

#define LAYOUT_ROWS_MAX (TEXT_MAX + 1) /* one character a row, at worst */

/* A row is a piece of the text. */
struct span {
	uint16_t at; /* bytes from the text's start */
	uint16_t n;  /* bytes */
};

struct layout {
	unsigned rows_per_page;
	unsigned n_rows; /* at least 1 */
	unsigned n_pages;
	struct span rows[LAYOUT_ROWS_MAX];
};

/*
 * Lay @text out on pages of @rows rows of @columns cells.
 * -EILSEQ: not UTF-8, or a control character in it.  -EMSGSIZE: longer than TEXT_MAX.
 * -EINVAL: a board can not have that size.
 */
int layout_text(const char *text, unsigned rows, unsigned columns, struct layout *ret);

/* How many rows a page of the layout has: rows_per_page but on the last; 0: no such page. */
unsigned layout_page_rows(const struct layout *l, unsigned page);

/* Copy row @row of page @page as a string, "" past the last; @size at least ROW_BYTES_MAX * 2. */
void layout_row(const struct layout *l, const char *text, unsigned page, unsigned row, char *buf,
		size_t size);

/*
 * Next code point of UTF-8 at *s, moving it on.  -EILSEQ: not well-formed there; 0: the end; *s
 * stays in both.  Strict: nothing overlong, no surrogates, nothing above U+10FFFF.
 */
int32_t utf8_next(const char **s);

/*
 * Cells of a code point: 0 (combining, invisible), 1 or 2; -1 for a control character, those
 * that reorder or hide text included.
 */
int char_width(uint32_t code_point);

/* Cells of a whole string; -1: not well-formed or with control characters. */
int text_width(const char *text);
