/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/canvas.h"
#include "cli/terminal.h"
#include "schedule/layout.h"

int canvas_init(struct canvas *c, unsigned width, unsigned height)
{
	struct canvas fresh = { .width = width, .height = height };
	size_t n = (size_t) width * height;

	fresh.cells = calloc(n ? n : 1, sizeof(*fresh.cells));
	if (!fresh.cells)
		return -ENOMEM;
	*c = fresh;
	for (unsigned y = 0; y < height; y++)
		canvas_fill(c, 0, y, width, ' ', INK_PLAIN);
	return 0;
}

void canvas_done(struct canvas *c)
{
	free(c->cells);
	*c = (struct canvas){ 0 };
}

static struct canvas_cell *cell_at(const struct canvas *c, unsigned x, unsigned y)
{
	return &c->cells[(size_t) y * c->width + x];
}

void canvas_fill(struct canvas *c, unsigned x, unsigned y, unsigned n, uint32_t code_point,
		 enum ink ink)
{
	for (unsigned i = 0; i < n && x + i < c->width && y < c->height; i++)
		*cell_at(c, x + i, y) = (struct canvas_cell){ code_point, (uint8_t) ink };
}

unsigned canvas_text(struct canvas *c, unsigned x, unsigned y, unsigned max, const char *text,
		     enum ink ink)
{
	unsigned used = 0;

	while (*text) {
		const char *from = text;
		int32_t code_point = utf8_next(&text);
		int width = code_point < 0 ? 1 : char_width((uint32_t) code_point);

		if (code_point < 0) {
			text = from + 1;
			code_point = 0xfffd;
		}
		if (width <= 0)
			continue;
		if (used + (unsigned) width > max || x + used + (unsigned) width > c->width)
			break;
		canvas_fill(c, x + used, y, 1, (uint32_t) code_point, ink);
		if (width == 2)
			canvas_fill(c, x + used + 1, y, 1, 0, ink);
		used += (unsigned) width;
	}
	return used;
}

static const char *ink_start(enum ink ink)
{
	static const char *const sequences[] = {
		[INK_PLAIN] = "\033[0m",    [INK_BOARD] = "\033[0;1;38;5;214;40m",
		[INK_FRAME] = "\033[0;2m",  [INK_TITLE] = "\033[0;1m",
		[INK_GOOD] = "\033[0;32m",  [INK_WARN] = "\033[0;33m",
		[INK_BAD] = "\033[0;1;31m", [INK_BAR] = "\033[0;36m",
	};

	return sequences[ink];
}

/* How the cell at @x lies on a terminal. */
static unsigned cell_span(const struct canvas *c, unsigned x, unsigned y)
{
	return x + 1 < c->width && cell_at(c, x + 1, y)->code_point == 0 ? 2 : 1;
}

static void put_code_point(uint32_t code_point, FILE *out)
{
	char buf[4] = { 0 };

	/* Half of a wide character that something else was drawn over. */
	fwrite(buf, 1, utf8_write(buf, code_point ? code_point : ' '), out);
}

static void change_ink(int *ink, enum ink wanted, FILE *out, bool colors)
{
	if (colors && *ink != (int) wanted)
		fputs(ink_start(wanted), out);
	*ink = (int) wanted;
}

static unsigned line_end(const struct canvas *c, unsigned y)
{
	unsigned end = c->width;

	while (end > 0) {
		const struct canvas_cell *cell = cell_at(c, end - 1, y);

		if (cell->code_point != ' ' || cell->ink == INK_BOARD)
			break;
		end--;
	}
	return end;
}

static void print_line(const struct canvas *c, unsigned y, FILE *out, bool colors)
{
	unsigned end = line_end(c, y);
	int ink = INK_PLAIN;

	for (unsigned x = 0; x < end;) {
		const struct canvas_cell *cell = cell_at(c, x, y);
		unsigned span = cell_span(c, x, y);

		change_ink(&ink, cell->ink, out, colors);
		put_code_point(cell->code_point, out);
		if (span == 2 && terminal_char_width(cell->code_point) == 1)
			fputc(' ', out);
		x += span;
	}
	change_ink(&ink, INK_PLAIN, out, colors);
	fputc('\n', out);
}

void canvas_print(const struct canvas *c, FILE *out, bool colors)
{
	for (unsigned y = 0; y < c->height; y++)
		print_line(c, y, out, colors);
}

/* A terminal that was cleared shows blanks. */
static bool is_shown(const struct canvas *c, const struct canvas *shown, unsigned x, unsigned y,
		     unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		const struct canvas_cell blank = { ' ', INK_PLAIN }, *p = cell_at(c, x + i, y);
		const struct canvas_cell *q = shown ? cell_at(shown, x + i, y) : &blank;

		if (p->code_point != q->code_point || p->ink != q->ink)
			return false;
	}
	return true;
}

static void update_line(const struct canvas *c, const struct canvas *shown, unsigned y, FILE *out,
			bool colors, int *ink)
{
	unsigned cursor = UINT32_MAX; /* where the terminal's is, if on this line */

	for (unsigned x = 0; x < c->width;) {
		const struct canvas_cell *cell = cell_at(c, x, y);
		unsigned span = cell_span(c, x, y);

		if (!is_shown(c, shown, x, y, span)) {
			bool doubtful = span == 2 && terminal_char_width(cell->code_point) != 2;

			change_ink(ink, cell->ink, out, colors);
			if (cursor != x)
				fprintf(out, "\033[%u;%uH", y + 1, x + 1);
			if (doubtful)
				fprintf(out, "  \033[%u;%uH", y + 1, x + 1);
			put_code_point(cell->code_point, out);
			cursor = doubtful ? UINT32_MAX : x + span;
		}
		x += span;
	}
}

void canvas_update(const struct canvas *c, const struct canvas *shown, FILE *out, bool colors)
{
	int ink = -1;

	if (shown && (shown->width != c->width || shown->height != c->height))
		shown = NULL;
	if (!shown)
		fputs("\033[0m\033[2J", out);
	for (unsigned y = 0; y < c->height; y++)
		update_line(c, shown, y, out, colors, &ink);
	change_ink(&ink, INK_PLAIN, out, colors);
	fflush(out);
}
