/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The weeks of one month drawn on a canvas, Monday first.  How much of a day
 * is drawn depends on how wide its cell is.
 */

#include "cli/calendar_text.h"
#include "cli/canvas.h"

#define CELL_WIDE    10 /* and wider: the name of a holiday has a line of its own */
#define CELL_WIDEST  12
#define CELL_COMPACT 6 /* number, 休 or 班, a dot; and the lunar day below it */
#define CELL_SMALL   3 /* the number and a mark */
#define GRID_COLUMNS 7

struct grid {
	int year, month;
	unsigned cell; /* columns of a day */
};

/* Lines that the grid takes, its heading included. */
unsigned grid_height(const struct grid *g);

void grid_draw(const struct grid *g, const struct calendar *c, const struct calendar_look *look,
	       struct canvas *canvas, unsigned x, unsigned y);

/* "September 2026". */
#define MONTH_TITLE_MAX 32
const char *month_title(int year, int month, char *buf);
