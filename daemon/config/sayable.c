/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "config/charset.h"
#include "config/sayable.h"

/* Bytes of text encoded at once: in no set here do they take more room than a row has. */
#define CHUNK_BYTES 192

static bool allows_row(const struct profile *p, const struct row *row)
{
	size_t n;

	for (size_t i = 0; i < row->n; i += n) {
		n = character_bytes(p->charset, row->bytes + i, row->n - i);
		if (!p->driver->allows(p, row->bytes + i, n))
			return false;
	}
	return true;
}

/* -ENOMEM. */
static int allows_text(const struct profile *p, const char *text, size_t n)
{
	struct row row;
	int r = charset_encode(p->charset, text, n, &row, NULL);

	return r == -ENOMEM ? r : r < 0 || allows_row(p, &row);
}

/* Whole characters of @text, at most so many bytes of them. */
static size_t next_chunk(const char *text, size_t most)
{
	const char *s = text;
	size_t n = 0;

	while (*s && utf8_next(&s) > 0 && (size_t) (s - text) <= most)
		n = (size_t) (s - text);
	return n;
}

/* One by one only where something is known to be wrong: encoding has its price. */
static uint32_t find_obeyed(const struct profile *p, const char *text, size_t n)
{
	const char *s = text;

	while (s < text + n) {
		const char *from = s;
		int32_t c = utf8_next(&s);
		int r = allows_text(p, from, (size_t) (s - from));

		if (r <= 0)
			return r < 0 ? CHARSET_UNSURE : (uint32_t) c;
	}
	return 0;
}

uint32_t profile_refuses(const struct profile *p, const char *text, bool *ret_obeyed)
{
	uint32_t c = charset_missing(p->charset, text);
	size_t n;

	*ret_obeyed = false;
	if (c || !p->driver->allows)
		return c;
	for (; (n = next_chunk(text, CHUNK_BYTES)) > 0; text += n) {
		int r = allows_text(p, text, n);

		c = r > 0 ? 0 : r < 0 ? CHARSET_UNSURE : find_obeyed(p, text, n);
		*ret_obeyed = c && c != CHARSET_UNSURE;
		if (c)
			return c;
	}
	return 0;
}
