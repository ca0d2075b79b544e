/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The terminal while a live picture is on it: alternate screen, no cursor,
 * keys read as they come.  screen_close() puts all of that back; whoever opens
 * a screen sees to it that every way out leads there.
 */

#include <termios.h>

#include "cli/canvas.h"

struct screen {
	bool open, colors;
	bool has_keys; /* stdin is a terminal, set to give keys */
	struct termios saved;
	struct canvas shown; /* what the terminal shows; no cells: not known */
};

void screen_open(struct screen *s, bool colors);
void screen_close(struct screen *s);

/* Show a canvas, which is the screen's from then on. */
void screen_show(struct screen *s, struct canvas *c);
/* What the terminal shows is not known any more: the next picture is sent whole. */
void screen_forget(struct screen *s);
