/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <stdarg.h>

#include "cli/table.h"

#define GAP 2 /* spaces between columns */

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
	*t = (struct table){ .n_columns = n_columns };
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

static void print_cell(const struct table_cell *cell, FILE *out, bool colors)
{
	bool tinted = colors && cell->tint != TINT_NONE && *cell->text;

	if (tinted)
		fputs(tint_start(cell->tint), out);
	fputs(cell->text, out);
	if (tinted)
		fputs(tint_start(TINT_NONE), out);
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

int table_print(const struct table *t, FILE *out, bool colors)
{
	unsigned widths[TABLE_COLUMNS_MAX] = { 0 };

	if (t->failed)
		return -ENOMEM;
	measure(t, widths);
	for (size_t i = 0; i < t->n; i++) {
		const struct table_cell *cell = &t->cells[i];

		print_cell(cell, out, colors);
		if (!ends_line(t, i))
			fprintf(out, "%*s",
				(int) (widths[i % t->n_columns] - terminal_width(cell->text) + GAP),
				"");
		if ((i + 1) % t->n_columns == 0 || i + 1 == t->n)
			fputc('\n', out);
	}
	return 0;
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
