/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What can be seen on a board at an instant, in cells: a byte of the board's
 * character set takes one, so a full-width character of two bytes takes two.
 * Pixels become cells by the size of the board's own font.
 *
 * A text in an area flows into lines and pages as boards do it: pages that do
 * not fit at once are shown in turn.
 */

#include "pufa/base.h"

#define SCREEN_ROWS_MAX 16
#define SCREEN_ROW_MAX  1024 /* a text that passes by is longer than the board is wide */

struct screen {
	unsigned width, height;           /* pixels */
	unsigned cell_width, cell_height; /* pixels */
	unsigned rows, columns;           /* cells */
	bool dark;                        /* switched off: nothing of what follows is lit */
	bool unknown;                     /* only a profile would say what is shown */
	uint16_t n[SCREEN_ROWS_MAX];      /* cells of the row that were written to */
	uint8_t cells[SCREEN_ROWS_MAX][SCREEN_ROW_MAX];
};

/* A blank screen of so many pixels; at least one cell each way. */
void screen_init(struct screen *s, unsigned width, unsigned height, unsigned cell_width,
		 unsigned cell_height);

/*
 * Write a row's bytes from a column on, at most @room of them.  A character that is only half
 * inside is left out; NUL shows as a blank, another control character as '?'.
 */
void screen_put(struct screen *s, unsigned row, unsigned column, unsigned room,
		const uint8_t *bytes, size_t n);

enum align {
	ALIGN_START,
	ALIGN_MIDDLE,
	ALIGN_END,
};

/* A text on a part of the board.  In it '\n' ends a line and '\f' a page. */
struct area {
	unsigned x, y, width, height; /* pixels */
	unsigned font, advance;       /* pixels: a line's height, a half-width character's width */
	unsigned spacing;             /* pixels between lines */
	enum align across, down;
	bool wrap;    /* lines that are too long go on in the next one */
	bool single;  /* one line at a time, however high the area is */
	bool passes;  /* it moves through: all of it is seen */
	bool hold;    /* the last page stays */
	usec_t since; /* when it was put up */
	usec_t dwell; /* of a page; 0: the first stays */
	const uint8_t *text;
	size_t n;
};

/* What an area shows at @now.  An area that is not wholly on the board shows nothing. */
void screen_text(struct screen *s, const struct area *a, usec_t now);

/* Bytes of the character that begins here: 1 or 2. */
static inline size_t character_size(const uint8_t *bytes, size_t n)
{
	return bytes[0] >= 0x81 && n > 1 ? 2 : 1;
}
