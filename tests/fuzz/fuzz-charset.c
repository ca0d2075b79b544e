/* SPDX-License-Identifier: MIT */

/*
 * The first byte names a set, the rest is taken as bytes of a board, then as a
 * text.  What bytes are read as is UTF-8 without controls; what is accepted of
 * a text comes back as the same bytes; encode and missing agree.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "config/charset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool good)
{
	if (!good)
		abort();
}

static void try_bytes(enum charset c, const uint8_t *bytes, size_t n)
{
	char text[4 * ROW_BYTES_MAX + 1];
	struct row row;

	if (n > ROW_BYTES_MAX)
		return;
	charset_decode(c, bytes, n, text, 4 * n + 1);
	must(text_width(text) >= 0);
	if (strstr(text, "\ufffd"))
		return;
	must(charset_encode(c, text, strlen(text), &row, NULL) == 0 && row.n == n);
	/* Big5 has ten signs twice, and gives them back by the other code. */
	must(c == CHARSET_BIG5 || memcmp(row.bytes, bytes, n) == 0);
}

static void try_text(enum charset c, const char *text, size_t n)
{
	char back[4 * ROW_BYTES_MAX + 1];
	struct row row, again;
	uint32_t bad = 0;
	int r = charset_encode(c, text, n, &row, &bad);

	must(r == 0 || r == -EILSEQ || r == -EMSGSIZE);
	if (strlen(text) == n)
		must(r == -EMSGSIZE || charset_missing(c, text) == bad);
	if (r < 0)
		return;
	must(text_width(text) >= (int) row.n);
	must(c == CHARSET_ASCII || text_width(text) == (int) row.n);
	charset_decode(c, row.bytes, row.n, back, 4u * row.n + 1);
	must(charset_encode(c, back, strlen(back), &again, NULL) == 0);
	must(again.n == row.n && memcmp(again.bytes, row.bytes, row.n) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;
	enum charset c;

	if (size < 1)
		return 0;
	c = (enum charset)(data[0] % 4);
	text = malloc(size);
	if (!text)
		return 0;
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	try_bytes(c, data + 1, size - 1);
	try_text(c, text, size - 1);
	free(text);
	return 0;
}
