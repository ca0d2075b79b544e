/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A board drawn in cells: a frame with a title and a mark, the rows of a page
 * as the board would show them, and below them a few notes and a bar.
 * Shared by fit, notices and watch.
 */

#include "cli/canvas.h"
#include "pufa/message.h"

#define PANEL_NOTES_MAX 3

struct panel {
	const char *title;
	const char *mark; /* at the right of the title; NULL: none */
	enum ink mark_ink;

	unsigned rows, columns; /* cells of the board */
	char *const *texts;     /* rows of the page; what is past n_texts is blank */
	size_t n_texts;

	const char *notes[PANEL_NOTES_MAX];
	unsigned n_notes;
	unsigned inner; /* least width inside the frame; 0: the board's */
	int bar;        /* per mille of the bar that is full; -1: no bar */
};

unsigned panel_width(const struct panel *p);
unsigned panel_height(const struct panel *p);
void panel_draw(const struct panel *p, struct canvas *c, unsigned x, unsigned y);

/* How many panels of a width, a cell apart, fit side by side in @columns: at least 1. */
unsigned panels_across(unsigned width, unsigned columns);

/* Draw panel @i, which is as large as @p, with its title and texts.  -ENOMEM. */
typedef int (*panel_fn)(const struct panel *p, struct canvas *c, unsigned i, unsigned x, unsigned y,
			const void *userdata);

/* Print @n panels, as many side by side as the terminal takes.  -ENOMEM, or what @draw returned. */
int panels_print(const struct panel *p, unsigned n, panel_fn draw, const void *userdata, FILE *out,
		 bool colors);
