/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A picture of terminal cells in memory.  What is drawn over its edge is cut.
 * It can be printed as lines, or sent to a terminal as the difference from
 * what that shows already.  A wide character takes its cell and the next, as a
 * board counts (schedule/layout.h); where terminals draw such a character
 * narrow, what follows is put in its right place all the same.
 */

#include <stdio.h>

#include "pufa/base.h"

enum ink {
	INK_PLAIN,
	INK_BOARD, /* what a lamp shows: amber on black */
	INK_FRAME, /* dim */
	INK_TITLE, /* bold */
	INK_GOOD,
	INK_WARN,
	INK_BAD,
	INK_BAR,
};

struct canvas_cell {
	uint32_t code_point; /* 0: the second half of a wide character */
	uint8_t ink;
};

struct canvas {
	unsigned width, height;
	struct canvas_cell *cells;
};

/* Blank, of any size that fits memory.  -ENOMEM. */
int canvas_init(struct canvas *c, unsigned width, unsigned height);
void canvas_done(struct canvas *c);

void canvas_fill(struct canvas *c, unsigned x, unsigned y, unsigned n, uint32_t code_point,
		 enum ink ink);

/*
 * At most @max cells of @text; control characters are left out.  Returns the cells taken.
 */
unsigned canvas_text(struct canvas *c, unsigned x, unsigned y, unsigned max, const char *text,
		     enum ink ink);

/* As lines, without trailing blanks. */
void canvas_print(const struct canvas *c, FILE *out, bool colors);

/* Bring a terminal that shows @shown up to date.  NULL, or another size: all of it. */
void canvas_update(const struct canvas *c, const struct canvas *shown, FILE *out, bool colors);
