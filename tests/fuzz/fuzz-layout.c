/* SPDX-License-Identifier: MIT */

/*
 * Any text on any board: two bytes say the board's size, the rest is the text.
 * Rows and the spaces between them are the text, none is too wide, and where a
 * row starts with a closing mark there was no pair of hanzi to part before it.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "schedule/layout.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool good)
{
	if (!good)
		abort();
}

/* Only what layout counts as a space, with no character that combines with it. */
static const char *skip_spaces(const char *s, const char *end)
{
	while (s < end) {
		int32_t c = utf8_next(&s);

		must(c == ' ' || c == 0x2002 || c == 0x2003 || c == 0x2009 || c == 0x3000);
	}
	return s;
}

static bool has_hanzi_pair(const char *row)
{
	bool before = false;
	int32_t c;

	while ((c = utf8_next(&row)) > 0) {
		bool hanzi = c >= 0x4e00 && c <= 0x9fff;

		if (hanzi && before)
			return true;
		before = hanzi;
	}
	return false;
}

static bool is_closing(const char *row)
{
	int32_t c = utf8_next(&row);

	return c == 0x3001 || c == 0x3002 || c == 0xff0c || c == 0xff1b || c == 0x300b ||
	       c == 0xff09 || c == 0x201d;
}

static void check(const struct layout *l, const char *text, unsigned columns)
{
	char row[ROW_BYTES_MAX * 2] = "";
	const char *at = text;
	unsigned n = 0;

	for (unsigned p = 0; p < l->n_pages; p++)
		for (unsigned r = 0; r < layout_page_rows(l, p); r++, n++) {
			const struct span *s = &l->rows[n];
			bool parted = has_hanzi_pair(row);

			must(s->n < sizeof(row));
			at = skip_spaces(at, text + s->at);
			must(at == text + s->at);
			layout_row(l, text, p, r, row, sizeof(row));
			must(strlen(row) == s->n && strncmp(row, at, s->n) == 0);
			must(text_width(row) >= 0 && text_width(row) <= (int) columns);
			must(!is_closing(row) || !parted);
			at += s->n;
		}
	must(n == l->n_rows);
	at = skip_spaces(at, text + strlen(text));
	must(*at == '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct layout l, again;
	char text[TEXT_MAX + 2] = "";
	unsigned rows, columns;
	int r;

	if (size < 2 || size - 2 >= sizeof(text))
		return 0;
	rows = 1 + data[0] % ROWS_MAX;
	columns = 2 + data[1] % (COLUMNS_MAX - 1);
	memcpy(text, data + 2, size - 2);

	r = layout_text(text, rows, columns, &l);
	if (r < 0) {
		must(r == -EILSEQ || (r == -EMSGSIZE && strlen(text) > TEXT_MAX));
		must(r != -EILSEQ || text_width(text) < 0);
		return 0;
	}
	must(layout_text(text, rows, columns, &again) == 0 && again.n_rows == l.n_rows);
	must(memcmp(again.rows, l.rows, l.n_rows * sizeof(*l.rows)) == 0);
	must(l.n_pages == (l.n_rows + rows - 1) / rows);
	check(&l, text, columns);
	return 0;
}
