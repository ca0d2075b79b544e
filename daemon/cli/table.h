/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A table of text for people: columns as wide as their widest cell, full-width
 * characters counted as two, the last column left ragged.  On a terminal that
 * is too narrow for it nothing is cut off: the last column is folded, or where
 * that would not do each line becomes a few, with their headings.  It keeps all
 * its cells until it is printed; what has no end is printed line by line
 * instead, with table_pad().
 */

#include <stdio.h>

#include "cli/terminal.h"

#define TABLE_COLUMNS_MAX 10

struct table_cell {
	char *text; /* escaped */
	enum tint tint;
};

struct table {
	unsigned n_columns;
	struct table_cell *cells;
	size_t n, size; /* cells, not lines */
	bool headed;    /* the first line has the headings */
	bool failed;    /* out of memory somewhere */
};

/* @headings: one for each column; NULL: none. */
void table_init(struct table *t, unsigned n_columns, const char *const *headings);
void table_done(struct table *t);

/* The next cell, line by line.  @text is copied and escaped; NULL is an empty cell. */
void table_add(struct table *t, enum tint tint, const char *text);
void table_addf(struct table *t, enum tint tint, const char *fmt, ...) _printf_(3, 4);

/* -ENOMEM: not all of it could be kept; nothing is printed. */
int table_print(const struct table *t, FILE *out, bool colors);

/* The same for @width columns; UINT_MAX: as many as it takes. */
int table_print_within(const struct table *t, unsigned width, FILE *out, bool colors);

/* Print @text, escaped, and spaces up to @width columns.  -ENOMEM. */
int table_pad(FILE *out, const char *text, unsigned width);
