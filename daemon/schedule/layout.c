/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "schedule/layout.h"
#include "schedule/linebreak.h"

/* A row as a string, with its NUL, goes into a buffer of this size. */
#define ROW_TEXT_MAX (ROW_BYTES_MAX * 2)

/* A row while it is made: its first unit, and the one past its last; spaces at a break are in none.
 */
struct piece {
	uint16_t first, end;
};

struct work {
	unsigned columns;
	unsigned n_units, n_rows;
	struct unit units[TEXT_MAX];
	struct piece rows[LAYOUT_ROWS_MAX];
};

static unsigned skip_spaces(const struct work *w, unsigned i)
{
	while (i < w->n_units && w->units[i].class == CLASS_SPACE)
		i++;
	return i;
}

static unsigned drop_spaces(const struct work *w, unsigned first, unsigned end)
{
	while (end > first && w->units[end - 1].class == CLASS_SPACE)
		end--;
	return end;
}

static unsigned width_of(const struct work *w, unsigned first, unsigned end)
{
	unsigned width = 0;

	for (unsigned i = first; i < end; i++)
		width += w->units[i].width;
	return width;
}

/* An indent is kept where what it indents still fits beside it. */
static unsigned first_unit(const struct work *w)
{
	unsigned first = skip_spaces(w, 0), end = first + 1;

	if (first == w->n_units)
		return first;
	while (end < w->n_units && w->units[end].before != BREAK_FREE)
		end++;
	end = drop_spaces(w, first, end);
	return width_of(w, 0, end) <= w->columns ? 0 : first;
}

/*
 * Where the row after the one from @first begins: the last of the cheapest breaks in reach, or
 * the text's end.  Always past @first, as every code point fits a row.
 */
static unsigned next_row(const struct work *w, unsigned first)
{
	unsigned best = first, width = 0, bytes = 0;

	for (unsigned i = first; i < w->n_units; i++) {
		const struct unit *u = &w->units[i];

		width += u->width;
		bytes += u->n;
		if (u->class == CLASS_SPACE)
			continue;
		if (i > first && (best == first || u->before <= w->units[best].before))
			best = i;
		if (width > w->columns || bytes >= ROW_TEXT_MAX)
			return best;
	}
	return w->n_units;
}

static void fill(struct work *w)
{
	unsigned first = first_unit(w);

	while (first < w->n_units) {
		unsigned next = next_row(w, first);

		w->rows[w->n_rows++] = (struct piece){
			.first = (uint16_t) first,
			.end = (uint16_t) drop_spaces(w, first, next),
		};
		first = next;
	}
}

/* Characters that say something: no marks, no spaces, no accents. */
static unsigned count_characters(const struct work *w, unsigned first, unsigned end)
{
	unsigned n = 0;

	for (unsigned i = first; i < end; i++) {
		enum break_class c = w->units[i].class;

		n += w->units[i].width > 0 &&
		     (c == CLASS_OTHER || c == CLASS_LETTER || c == CLASS_DIGIT);
	}
	return n;
}

/* May the last row begin at @i, inside the row before it? */
static bool can_begin_last(const struct work *w, unsigned i)
{
	const struct piece *before = &w->rows[w->n_rows - 2], *last = before + 1;
	unsigned moved;

	if (w->units[i].before != BREAK_FREE || width_of(w, i, last->end) > w->columns)
		return false;
	moved = count_characters(w, i, last->end);
	return moved >= 2 && moved <= count_characters(w, before->first, i);
}

/* A last page that says one character or none gets some of the row before. */
static void mend_scrap(struct work *w, unsigned rows_per_page)
{
	struct piece *before, *last;

	if (w->n_rows < 2 || (w->n_rows - 1) % rows_per_page != 0)
		return;

	last = &w->rows[w->n_rows - 1];
	before = last - 1;
	if (count_characters(w, last->first, last->end) > 1)
		return;
	for (unsigned i = before->end - 1u; i > before->first; i--) {
		if (w->units[i].class == CLASS_SPACE || !can_begin_last(w, i))
			continue;
		last->first = (uint16_t) i;
		before->end = (uint16_t) drop_spaces(w, before->first, i);
		return;
	}
}

static struct span span_of(const struct work *w, const struct piece *p)
{
	const struct unit *first = &w->units[p->first], *last = &w->units[p->end - 1];

	return (struct span){ .at = first->at, .n = (uint16_t) (last->at + last->n - first->at) };
}

int layout_text(const char *text, unsigned rows, unsigned columns, struct layout *ret)
{
	struct work w;
	int n;

	if (rows < 1 || rows > ROWS_MAX || columns < 2 || columns > COLUMNS_MAX)
		return -EINVAL;
	if (strnlen(text, TEXT_MAX + 1) > TEXT_MAX)
		return -EMSGSIZE;

	n = linebreak_units(text, columns, w.units);
	if (n < 0)
		return n;
	w.n_units = (unsigned) n;
	w.columns = columns;
	w.n_rows = 0;
	fill(&w);
	mend_scrap(&w, rows);

	ret->rows_per_page = rows;
	ret->n_rows = w.n_rows ? w.n_rows : 1;
	ret->n_pages = (ret->n_rows + rows - 1) / rows;
	ret->rows[0] = (struct span){ 0, 0 };
	for (unsigned i = 0; i < w.n_rows; i++)
		ret->rows[i] = span_of(&w, &w.rows[i]);
	return 0;
}

unsigned layout_page_rows(const struct layout *l, unsigned page)
{
	unsigned first = page * l->rows_per_page;

	if (page >= l->n_pages)
		return 0;
	return l->n_rows - first < l->rows_per_page ? l->n_rows - first : l->rows_per_page;
}

void layout_row(const struct layout *l, const char *text, unsigned page, unsigned row, char *buf,
		size_t size)
{
	const struct span *s;

	buf[0] = '\0';
	if (row >= layout_page_rows(l, page))
		return;
	s = &l->rows[page * l->rows_per_page + row];
	if (s->n >= size)
		return;
	memcpy(buf, text + s->at, s->n);
	buf[s->n] = '\0';
}
