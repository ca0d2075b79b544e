/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "screen.h"

#define LINES_MAX 512

void screen_init(struct screen *s, unsigned width, unsigned height, unsigned cell_width,
		 unsigned cell_height)
{
	*s = (struct screen){
		.width = width,
		.height = height,
		.rows = height / cell_height,
		.columns = width / cell_width,
		.cell_width = cell_width,
		.cell_height = cell_height,
	};
	if (s->rows < 1)
		s->rows = 1;
	if (s->rows > SCREEN_ROWS_MAX)
		s->rows = SCREEN_ROWS_MAX;
	if (s->columns < 1)
		s->columns = 1;
	if (s->columns > SCREEN_ROW_MAX)
		s->columns = SCREEN_ROW_MAX;
	memset(s->cells, ' ', sizeof(s->cells));
}

static uint8_t as_seen(uint8_t c)
{
	if (c == 0)
		return ' ';
	return c < 0x20 || c >= 0x7f ? '?' : c;
}

void screen_put(struct screen *s, unsigned row, unsigned column, unsigned room,
		const uint8_t *bytes, size_t n)
{
	if (row >= s->rows || column >= SCREEN_ROW_MAX)
		return;
	if (room > SCREEN_ROW_MAX - column)
		room = SCREEN_ROW_MAX - column;
	for (size_t i = 0, size; i < n; i += size) {
		uint8_t *cell = &s->cells[row][column];

		size = character_size(bytes + i, n - i);
		if (size > room)
			break;
		memcpy(cell, bytes + i, size);
		if (size == 1)
			*cell = as_seen(*cell);
		column += (unsigned) size;
		room -= (unsigned) size;
	}
	if (s->n[row] < column)
		s->n[row] = (uint16_t) column;
}

/* A line of an area: a piece of its text, on a page. */
struct line_of {
	const uint8_t *text;
	size_t n;
	unsigned page, row;
};

struct flow {
	struct line_of lines[LINES_MAX];
	unsigned n, rows_per_page;
};

/* Where the line that begins at @text ends: at a mark, at the room's end, at the text's end. */
static size_t line_size(const uint8_t *text, size_t n, size_t room)
{
	size_t i = 0;

	while (i < n && text[i] != '\n' && text[i] != '\f') {
		size_t size = character_size(text + i, n - i);

		if (i + size > room && i > 0)
			break;
		i += size;
	}
	return i;
}

static void flow_text(struct flow *f, const struct area *a)
{
	size_t room = a->wrap && !a->passes ? a->width / a->advance : SIZE_MAX;
	unsigned page = 0, row = 0;

	for (size_t at = 0; at < a->n && f->n < LINES_MAX;) {
		size_t n = line_size(a->text + at, a->n - at, room);

		if (row == f->rows_per_page)
			page++, row = 0;
		f->lines[f->n++] = (struct line_of){ a->text + at, n, page, row++ };
		at += n;
		if (at < a->n && a->text[at] == '\f')
			row = f->rows_per_page;
		if (at < a->n && (a->text[at] == '\n' || a->text[at] == '\f'))
			at++;
	}
}

static unsigned page_at(const struct area *a, unsigned n_pages, usec_t now)
{
	usec_t turn;

	if (a->dwell == 0 || n_pages < 2 || now < a->since)
		return 0;
	turn = (now - a->since) / a->dwell;
	if (a->hold)
		return turn < n_pages ? (unsigned) turn : n_pages - 1;
	return (unsigned) (turn % n_pages);
}

static unsigned shift(enum align align, unsigned room, unsigned used)
{
	if (used >= room || align == ALIGN_START)
		return 0;
	return align == ALIGN_END ? room - used : (room - used) / 2;
}

void screen_text(struct screen *s, const struct area *a, usec_t now)
{
	unsigned step = a->font + a->spacing, columns = a->width / a->advance, page, top, rows = 0;
	struct flow f = { .n = 0 };

	if (a->x + a->width > s->width || a->y + a->height > s->height)
		return;
	f.rows_per_page = a->single ? 1 : (a->height + a->spacing) / step;
	if (f.rows_per_page < 1)
		f.rows_per_page = 1;
	flow_text(&f, a);
	if (f.n == 0)
		return;
	page = page_at(a, f.lines[f.n - 1].page + 1, now);
	for (unsigned i = 0; i < f.n; i++)
		rows += f.lines[i].page == page;
	top = a->y + shift(a->down, a->height, rows * step - a->spacing);

	for (unsigned i = 0; i < f.n; i++) {
		const struct line_of *l = &f.lines[i];

		if (l->page == page)
			screen_put(s, (top + l->row * step) / s->cell_height,
				   a->x / s->cell_width + shift(a->passes ? ALIGN_START : a->across,
								columns, (unsigned) l->n),
				   a->passes ? SCREEN_ROW_MAX : columns, l->text, l->n);
	}
}
