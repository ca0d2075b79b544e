/* SPDX-License-Identifier: MIT */
#include <csv.h>
#include <string.h>

#include "cli/csv_rows.h"

struct reading {
	struct csv_rows *out;
	const struct source *source;
	struct arena *arena;
	struct diag *diag;
	const char *cells[CSV_COLUMNS_MAX];
	size_t n;
	bool filled; /* some cell of the row is not empty */
	unsigned line, row_line;
	int error;
};

static void refuse(struct reading *r, const char *why)
{
	if (!r->error)
		diag_error(r->diag, (struct where){ r->source->path, r->row_line }, "%s", why);
	r->error = -EINVAL;
}

static void on_cell(void *text, size_t n, void *userdata)
{
	struct reading *r = userdata;

	if (r->n == CSV_COLUMNS_MAX) {
		refuse(r, "more than 64 cells in a row");
		return;
	}
	r->cells[r->n] = arena_strndup(r->arena, text, n);
	if (!r->cells[r->n])
		r->error = -ENOMEM;
	r->filled |= n > 0;
	r->n++;
}

static int grow(struct csv_rows *out, struct arena *arena)
{
	size_t size = out->size ? 2 * out->size : 256;
	struct csv_row *rows = arena_array(arena, size, sizeof(*rows));

	if (!rows)
		return -ENOMEM;
	if (out->n)
		memcpy(rows, out->rows, out->n * sizeof(*rows));
	out->rows = rows;
	out->size = size;
	return 0;
}

static int add_row(struct reading *r)
{
	struct csv_rows *out = r->out;
	const char *const *cells;

	if (out->n == out->size && grow(out, r->arena) < 0)
		return -ENOMEM;
	cells = arena_memdup(r->arena, r->cells, r->n * sizeof(*r->cells));
	if (!cells)
		return -ENOMEM;
	out->rows[out->n++] = (struct csv_row){ r->row_line, cells, r->n };
	return 0;
}

static void on_row(int end, void *userdata)
{
	struct reading *r = userdata;

	(void) end;
	if (!r->error && r->filled)
		r->error = add_row(r);
	r->n = 0;
	r->filled = false;
	r->row_line = r->line + 1;
}

/* What stands between the cells of the first line, outside of quotes, most often. */
static unsigned char find_separator(const char *text)
{
	static const unsigned char separators[] = { ',', '\t', ';' };
	unsigned n[ARRAY_SIZE(separators)] = { 0 };
	size_t best = 0;
	bool quoted = false;

	for (; *text && (quoted || (*text != '\n' && *text != '\r')); text++) {
		quoted ^= *text == '"';
		for (size_t i = 0; i < ARRAY_SIZE(separators); i++)
			n[i] += !quoted && (unsigned char) *text == separators[i];
	}
	for (size_t i = 1; i < ARRAY_SIZE(separators); i++)
		best = n[i] > n[best] ? i : best;
	return separators[best];
}

/* Character by character: only so is it known on which line a row begins. */
static void read_all(struct reading *r, struct csv_parser *p)
{
	const char *text = r->source->text;

	for (size_t i = 0; !r->error && i < r->source->n; i++) {
		bool ends = text[i] == '\n' || (text[i] == '\r' && text[i + 1] != '\n');

		if (csv_parse(p, text + i, 1, on_cell, on_row, r) != 1) {
			if (csv_error(p) == CSV_EPARSE)
				refuse(r, "a quote \" stands in the middle of a cell that does not "
					  "begin with one, or text behind its last one");
			else
				r->error = -ENOMEM;
		}
		r->line += ends;
		if (ends && r->n == 0)
			r->row_line = r->line;
	}
	if (!r->error && csv_fini(p, on_cell, on_row, r) < 0)
		refuse(r, "the cell with a quote \" that begins in this row has no closing one");
}

int csv_rows_read(struct csv_rows *ret, const struct source *s, struct arena *arena,
		  struct diag *diag)
{
	struct reading r = {
		.out = ret, .source = s, .arena = arena, .diag = diag, .line = 1, .row_line = 1
	};
	struct csv_parser p;

	*ret = (struct csv_rows){ 0 };
	if (csv_init(&p, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) < 0)
		return -ENOMEM;
	csv_set_delim(&p, find_separator(s->text));
	read_all(&r, &p);
	csv_free(&p);
	return r.error;
}
