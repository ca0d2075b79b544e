/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The terminal: how wide it is, whether it has colours, and what may be sent
 * to it.  Text that came from a file, a person or the bus goes out through
 * text_escape() and never raw.  Keeps no state.
 */

#include <stdio.h>

#include "pufa/base.h"

enum tint {
	TINT_NONE,
	TINT_BAD,  /* red */
	TINT_WARN, /* yellow */
	TINT_GOOD, /* green */
	TINT_DIM,
	TINT_BOLD,
};

struct cli;

/* Colours for @out?  Not when it is no terminal, on --no-color, NO_COLOR or TERM=dumb. */
bool terminal_has_colors(const struct cli *cli, FILE *out);

/* Does the environment ask for Chinese? */
bool terminal_is_chinese(void);

/* Columns and lines of the terminal on stdout: its own word, else COLUMNS and LINES, else 80x24. */
void terminal_size(unsigned *ret_columns, unsigned *ret_lines);

/* The escape sequence that begins a tint; TINT_NONE ends one. */
const char *tint_start(enum tint tint);

/*
 * A copy that is safe to print: control characters, marks that change the direction of text and
 * bytes that are not UTF-8 become \xHH or \u{HHHH}.  NULL: out of memory.
 */
char *text_escape(const char *text);

/* Each line of a text that is not empty, escaped, after @indent. */
void print_lines(FILE *out, const char *indent, const char *text);

/* Columns a text takes in a terminal, where the marks that a board draws wide may be narrow. */
unsigned terminal_width(const char *text);

/* The same for one code point: 0, 1 or 2. */
unsigned terminal_char_width(uint32_t code_point);

/* Write a code point as UTF-8; returns the number of bytes, at most 4. */
size_t utf8_write(char *buf, uint32_t code_point);
