/* SPDX-License-Identifier: MIT */
#include "cli/panel.h"
#include "cli/terminal.h"
#include "schedule/layout.h"

/* A board would draw these wide; on a terminal they take one cell each. */
#define BOX_HORIZONTAL   0x2500
#define BOX_HEAVY        0x2501
#define BOX_VERTICAL     0x2502
#define BOX_TOP_LEFT     0x250c
#define BOX_TOP_RIGHT    0x2510
#define BOX_BOTTOM_LEFT  0x2514
#define BOX_BOTTOM_RIGHT 0x2518

static unsigned inner_width(const struct panel *p)
{
	return p->columns > p->inner ? p->columns : p->inner;
}

unsigned panel_width(const struct panel *p)
{
	return inner_width(p) + 2;
}

unsigned panel_height(const struct panel *p)
{
	return p->rows + p->n_notes + (p->bar >= 0 ? 1 : 0) + 2;
}

unsigned panels_across(unsigned width, unsigned columns)
{
	unsigned n = (columns + 1) / (width + 1);

	return n ? n : 1;
}

static void draw_edge(const struct panel *p, struct canvas *c, unsigned x, unsigned y,
		      uint32_t left, uint32_t right)
{
	unsigned inner = inner_width(p);

	canvas_fill(c, x, y, 1, left, INK_FRAME);
	canvas_fill(c, x + 1, y, inner, BOX_HORIZONTAL, INK_FRAME);
	canvas_fill(c, x + 1 + inner, y, 1, right, INK_FRAME);
}

/* "┌ title ──────── mark ┐": the mark is kept whole before the title is. */
static void draw_title(const struct panel *p, struct canvas *c, unsigned x, unsigned y)
{
	int mark = p->mark ? text_width(p->mark) : 0;
	unsigned room = inner_width(p), right = mark > 0 ? (unsigned) mark + 2 : 0, used;

	draw_edge(p, c, x, y, BOX_TOP_LEFT, BOX_TOP_RIGHT);
	if (right > 0 && right <= room) {
		canvas_fill(c, x + 1 + room - right, y, right, ' ', INK_FRAME);
		canvas_text(c, x + 2 + room - right, y, right, p->mark, p->mark_ink);
		room -= right;
	}
	if (room < 4 || !p->title || !*p->title)
		return;
	canvas_fill(c, x + 1, y, 1, ' ', INK_FRAME);
	used = canvas_text(c, x + 2, y, room - 2, p->title, INK_TITLE);
	canvas_fill(c, x + 2 + used, y, 1, ' ', INK_FRAME);
}

static void draw_sides(const struct panel *p, struct canvas *c, unsigned x, unsigned y)
{
	canvas_fill(c, x, y, 1, BOX_VERTICAL, INK_FRAME);
	canvas_fill(c, x + 1 + inner_width(p), y, 1, BOX_VERTICAL, INK_FRAME);
}

/* A board narrower than its frame stands in the middle. */
static void draw_rows(const struct panel *p, struct canvas *c, unsigned x, unsigned y)
{
	unsigned left = x + 1 + (inner_width(p) - p->columns) / 2;

	for (unsigned i = 0; i < p->rows; i++) {
		draw_sides(p, c, x, y + i);
		canvas_fill(c, left, y + i, p->columns, ' ', INK_BOARD);
		if (i < p->n_texts)
			canvas_text(c, left, y + i, p->columns, p->texts[i], INK_BOARD);
	}
}

static void draw_bar(const struct panel *p, struct canvas *c, unsigned x, unsigned y)
{
	unsigned inner = inner_width(p);
	unsigned full = inner * (unsigned) (p->bar > 1000 ? 1000 : p->bar) / 1000;

	draw_sides(p, c, x, y);
	canvas_fill(c, x + 1, y, full, BOX_HEAVY, INK_BAR);
}

void panel_draw(const struct panel *p, struct canvas *c, unsigned x, unsigned y)
{
	draw_title(p, c, x, y++);
	draw_rows(p, c, x, y);
	y += p->rows;
	for (unsigned i = 0; i < p->n_notes; i++, y++) {
		draw_sides(p, c, x, y);
		if (p->notes[i])
			canvas_text(c, x + 1, y, inner_width(p), p->notes[i], INK_PLAIN);
	}
	if (p->bar >= 0)
		draw_bar(p, c, x, y++);
	draw_edge(p, c, x, y, BOX_BOTTOM_LEFT, BOX_BOTTOM_RIGHT);
}

int panels_print(const struct panel *p, unsigned n, panel_fn draw, const void *userdata, FILE *out,
		 bool colors)
{
	_cleanup_(canvas_done) struct canvas c = { 0 };
	unsigned columns, lines, across, down;
	int r;

	if (n == 0)
		return 0;
	terminal_size(&columns, &lines);
	across = panels_across(panel_width(p), columns);
	if (across > n)
		across = n;
	down = (n + across - 1) / across;
	r = canvas_init(&c, across * (panel_width(p) + 1), down * panel_height(p));
	for (unsigned i = 0; r >= 0 && i < n; i++)
		r = draw(p, &c, i, i % across * (panel_width(p) + 1), i / across * panel_height(p),
			 userdata);
	if (r >= 0)
		canvas_print(&c, out, colors);
	return r;
}
