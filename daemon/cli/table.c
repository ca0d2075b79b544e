/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "cli/table.h"
#include "schedule/layout.h"

#define GAP        2  /* spaces between columns */
#define FOLDED_MIN 20 /* columns of a last column that is folded */

static bool grow(struct table *t)
{
	size_t size = t->size ? 2 * t->size : 64;
	struct table_cell *cells;

	if (t->n < t->size)
		return true;
	cells = reallocarray(t->cells, size, sizeof(*cells));
	if (!cells)
		return false;
	t->cells = cells;
	t->size = size;
	return true;
}

void table_add(struct table *t, enum tint tint, const char *text)
{
	_cleanup_(freep) char *safe = text_escape(text ? text : "");

	if (!safe || !grow(t)) {
		t->failed = true;
		return;
	}
	t->cells[t->n++] = (struct table_cell){ TAKE_PTR(safe), tint };
}

void table_addf(struct table *t, enum tint tint, const char *fmt, ...)
{
	_cleanup_(freep) char *text = NULL;
	va_list ap;
	int r;

	va_start(ap, fmt);
	r = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (r < 0)
		text = NULL;
	table_add(t, tint, text);
}

void table_init(struct table *t, unsigned n_columns, const char *const *headings)
{
	assert(n_columns >= 1 && n_columns <= TABLE_COLUMNS_MAX);
	*t = (struct table){ .n_columns = n_columns, .headed = headings };
	for (unsigned i = 0; headings && i < n_columns; i++)
		table_add(t, TINT_BOLD, headings[i]);
}

void table_done(struct table *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->cells[i].text);
	free(t->cells);
	*t = (struct table){ 0 };
}

static void measure(const struct table *t, unsigned widths[])
{
	for (size_t i = 0; i < t->n; i++) {
		unsigned width = terminal_width(t->cells[i].text),
			 *widest = &widths[i % t->n_columns];

		if (width > *widest)
			*widest = width;
	}
}

static void print_part(const struct table_cell *cell, const char *part, size_t n, FILE *out,
		       bool colors)
{
	bool tinted = colors && cell->tint != TINT_NONE && n > 0;

	fprintf(out, "%s%.*s%s", tinted ? tint_start(cell->tint) : "", (int) n, part,
		tinted ? tint_start(TINT_NONE) : "");
}

/* Bytes of @text for a line of @room columns: up to a blank if there is one, at least a character.
 */
static size_t fitting(const char *text, unsigned room)
{
	const char *s = text, *blank = NULL, *end = text;
	unsigned used = 0;

	while (*s) {
		int32_t c = utf8_next(&s);

		if (c <= 0)
			break;
		used += terminal_char_width((uint32_t) c);
		if (used > room && end > text)
			return (size_t) ((blank ? blank : end) - text);
		if (c == ' ')
			blank = s - 1;
		end = s;
	}
	return strlen(text);
}

/* The cell begins at column @indent, and so do the lines it goes on in. */
static void print_folded(const struct table_cell *cell, unsigned indent, unsigned width, FILE *out,
			 bool colors)
{
	const char *text = cell->text;

	for (;;) {
		size_t n = fitting(text, width > indent ? width - indent : 1);

		print_part(cell, text, n, out, colors);
		text += n + strspn(text + n, " ");
		if (!*text)
			break;
		fprintf(out, "\n%*s", (int) indent, "");
	}
}

/* Is everything after cell @i of its line empty?  Then no spaces follow it. */
static bool ends_line(const struct table *t, size_t i)
{
	size_t end = i - i % t->n_columns + t->n_columns;

	for (size_t j = i + 1; j < end && j < t->n; j++)
		if (*t->cells[j].text)
			return false;
	return true;
}

/* Where the last column begins. */
static unsigned start_of_last(const struct table *t, const unsigned widths[])
{
	unsigned start = 0;

	for (unsigned i = 0; i + 1 < t->n_columns; i++)
		start += widths[i] + GAP;
	return start;
}

static void print_lines_of(const struct table *t, const unsigned widths[], unsigned width,
			   FILE *out, bool colors)
{
	unsigned last = start_of_last(t, widths);

	for (size_t i = 0; i < t->n; i++) {
		const struct table_cell *cell = &t->cells[i];
		bool ends = ends_line(t, i);

		if (width != UINT_MAX && (i + 1) % t->n_columns == 0)
			print_folded(cell, last, width, out, colors);
		else
			print_part(cell, cell->text, strlen(cell->text), out, colors);
		if (!ends)
			fprintf(out, "%*s",
				(int) (widths[i % t->n_columns] - terminal_width(cell->text) + GAP),
				"");
		if ((i + 1) % t->n_columns == 0 || i + 1 == t->n)
			fputc('\n', out);
	}
}

/* A line's first cell, and below it the others, each behind its heading. */
static void print_records(const struct table *t, unsigned width, FILE *out, bool colors)
{
	unsigned indent = 0;

	for (unsigned i = 1; i < t->n_columns; i++)
		if (terminal_width(t->cells[i].text) + 2 * GAP > indent)
			indent = terminal_width(t->cells[i].text) + 2 * GAP;
	for (size_t i = t->n_columns; i < t->n; i++) {
		const struct table_cell *heading = &t->cells[i % t->n_columns];

		if (i % t->n_columns == 0) {
			print_folded(&t->cells[i], 0, width, out, colors);
		} else if (*t->cells[i].text) {
			fprintf(out, "%*s", GAP, "");
			print_part(heading, heading->text, strlen(heading->text), out, colors);
			fprintf(out, "%*s", (int) (indent - GAP - terminal_width(heading->text)),
				"");
			print_folded(&t->cells[i], indent, width, out, colors);
		} else {
			continue;
		}
		fputc('\n', out);
	}
}

int table_print_within(const struct table *t, unsigned width, FILE *out, bool colors)
{
	unsigned widths[TABLE_COLUMNS_MAX] = { 0 }, last;

	if (t->failed)
		return -ENOMEM;
	measure(t, widths);
	last = start_of_last(t, widths);
	if (last + widths[t->n_columns - 1] <= width)
		print_lines_of(t, widths, UINT_MAX, out, colors);
	else if (last + FOLDED_MIN <= width || !t->headed || t->n_columns < 3)
		print_lines_of(t, widths, width, out, colors);
	else
		print_records(t, width, out, colors);
	return 0;
}

int table_print(const struct table *t, FILE *out, bool colors)
{
	unsigned columns = UINT_MAX, lines;

	if (isatty(fileno(out)))
		terminal_size(&columns, &lines);
	return table_print_within(t, columns, out, colors);
}

int table_pad(FILE *out, const char *text, unsigned width)
{
	_cleanup_(freep) char *safe = text_escape(text);
	unsigned used;

	if (!safe)
		return -ENOMEM;
	used = terminal_width(safe);
	fprintf(out, "%s%*s", safe, used < width ? (int) (width - used) : 0, "");
	return 0;
}
