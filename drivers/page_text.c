/* SPDX-License-Identifier: MIT */
#include "page_text.h"

static bool fits(const struct profile *p, const struct page *page)
{
	if (page->n_rows > p->rows || page->n_rows > ROWS_MAX)
		return false;
	for (unsigned i = 0; i < page->n_rows; i++)
		if (page->rows[i].n > p->columns || page->rows[i].n > ROW_BYTES_MAX)
			return false;
	return true;
}

bool page_may_say(const struct profile *p, const uint8_t *bytes, size_t n, page_allows_fn allows)
{
	size_t step;

	for (size_t i = 0; i < n; i += step) {
		step = character_bytes(p->charset, bytes + i, n - i);
		if (!allows(p, bytes + i, step))
			return false;
	}
	return true;
}

int page_check(const struct profile *p, const struct page *page, page_allows_fn allows)
{
	if (!fits(p, page))
		return -EMSGSIZE;
	for (unsigned i = 0; i < page->n_rows; i++)
		if (!page_may_say(p, page->rows[i].bytes, page->rows[i].n, allows))
			return -EILSEQ;
	return 0;
}

unsigned page_rows_used(const struct page *page)
{
	unsigned n = page->n_rows;

	while (n > 0 && page->rows[n - 1].n == 0)
		n--;
	return n;
}
