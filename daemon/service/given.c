/* SPDX-License-Identifier: MIT */
#include "service/content.h"
#include "service/given.h"

#define PARTS_MAX (1 + GIVEN_SENT_MAX + 1)

/* Pages that another one may be made of. */
struct parts {
	const struct page *pages[PARTS_MAX];
	unsigned n;
};

/* Padding and spaces are one and the same. */
static unsigned place(const struct page *page, unsigned row, unsigned at)
{
	const struct row *r = &page->rows[row];
	unsigned byte = row < page->n_rows && at < r->n ? r->bytes[at] : 0;

	return byte == ' ' ? 0 : byte;
}

static bool stands_in(const struct parts *parts, unsigned byte, unsigned row, unsigned at)
{
	for (unsigned i = 0; i < parts->n; i++)
		if (place(parts->pages[i], row, at) == byte)
			return true;
	return false;
}

static bool is_mixed_of(const struct page *page, const struct parts *parts)
{
	for (unsigned row = 0; row < ROWS_MAX; row++)
		for (unsigned at = 0; at < ROW_BYTES_MAX; at++)
			if (!stands_in(parts, place(page, row, at), row, at))
				return false;
	return true;
}

static bool is_garbled(const struct page *page, const struct page *sent)
{
	unsigned n = 0, n_equal = 0;

	for (unsigned row = 0; row < sent->n_rows; row++)
		for (unsigned at = 0; at < sent->rows[row].n; at++) {
			unsigned byte = place(sent, row, at);

			n += byte != 0;
			n_equal += byte != 0 && place(page, row, at) == byte;
		}
	return 2 * n_equal > n;
}

static unsigned count_sent(const struct given *g)
{
	return g->n_sent < GIVEN_SENT_MAX ? g->n_sent : GIVEN_SENT_MAX;
}

static struct parts ours(const struct given *g)
{
	struct parts parts = { .n = 0 };

	if (g->has_before)
		parts.pages[parts.n++] = &g->before;
	for (unsigned i = 0; i < count_sent(g); i++)
		parts.pages[parts.n++] = &g->sent[i];
	return parts;
}

static bool is_ours(const struct given *g, const struct page *page)
{
	struct parts parts = ours(g);

	if (!g->has_before || page_rows(page) == 0 || is_mixed_of(page, &parts))
		return true;
	for (unsigned i = 0; i < count_sent(g); i++)
		if (is_garbled(page, &g->sent[i]))
			return true;
	return false;
}

static bool was_told_of(const struct given *g, const struct page *page)
{
	struct parts parts = ours(g);

	if (!g->has_found)
		return false;
	parts.pages[parts.n++] = &g->found;
	return is_mixed_of(page, &parts);
}

void given_reached(struct given *g, const struct page *page)
{
	g->known = g->has_before = true;
	g->before = *page;
	g->off = g->has_found = false;
	g->n_sent = g->n_unread = g->n_foreign = 0;
}

void given_off(struct given *g)
{
	g->off = true;
}

void given_sent(struct given *g, const struct page *page)
{
	if (g->n_sent > 0 && page_equal(&g->sent[(g->n_sent - 1) % GIVEN_SENT_MAX], page))
		return;
	g->sent[g->n_sent++ % GIVEN_SENT_MAX] = *page;
	g->n_unread++;
}

bool given_must_be_read(const struct given *g)
{
	return g->known && g->n_unread >= GIVEN_SENT_MAX;
}

void given_found(struct given *g, const struct page *page)
{
	g->has_found = page != NULL;
	if (page)
		g->found = *page;
	g->n_unread = 0;
}

/* Is there nothing but this page that it could hold? */
static bool is_all(const struct given *g, const struct page *page)
{
	return g->n_sent == 0 && !g->has_found && page_equal(&g->before, page);
}

bool given_take_read(struct given *g, const struct page *page, const struct page *expected)
{
	bool judged = g->known || g->n_foreign > 0;
	bool foreign = judged && (page ? !is_ours(g, page) : is_all(g, expected));

	g->n_unread = 0;
	if (page && !foreign) {
		g->has_before = true;
		g->before = *page;
		g->n_foreign = 0;
	}
	if (!foreign || (page && was_told_of(g, page)))
		return false;
	given_found(g, page);
	return true;
}

bool given_take_other(struct given *g, const struct page *page)
{
	g->n_unread = 0;
	if (is_ours(g, page)) {
		g->n_foreign = 0;
		return false;
	}
	if (++g->n_foreign < 2)
		return false;
	given_found(g, page);
	return true;
}
