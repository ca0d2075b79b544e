/* SPDX-License-Identifier: MIT */
/*
 * A profile of any text at all: no crash, no hang, a word for everything that is refused; and what
 * is taken can be driven: a board of it can be made, and gives frames for a page of ordinary text,
 * or says which of its few reasons it has not to.
 */
#include <assert.h>
#include <string.h>

#include "config/charset.h"
#include "config/profiles.h"
#include "drivers.h"

#define NAME "fuzz"

static void emit(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	(void) severity;
	assert(message[0] && at.file);
}

static int count_frame(void *userdata, const uint8_t *frame, size_t n)
{
	unsigned *frames = userdata;

	assert(frame && n > 0 && n <= LINE_REQUEST_MAX);
	(*frames)++;
	return 0;
}

static void check_page(const struct profile *p, const void *self, const char *text)
{
	static struct layout layout;
	static struct page page;
	unsigned frames = 0;
	int r;

	assert(layout_text(text, (unsigned) p->rows, (unsigned) p->columns, &layout) == 0);
	for (unsigned i = 0; i < layout.n_pages; i++) {
		if (charset_encode_page(p->charset, text, &layout, i, &page) < 0)
			return;
		frames = 0;
		r = p->driver->encode(self, &page, count_frame, &frames);
		assert(r == -EMSGSIZE || r == -EILSEQ || (r == 0 && frames > 0));
	}
}

static void check_medium(const struct profile *p, enum line_medium medium)
{
	const struct driver *d = p->driver;
	_cleanup_(freep) void *self = calloc(1, d->size ? d->size : 1);

	assert(d->init(self, p, d->address_min, medium) == 0);
	check_page(p, self, "Law 2026");
	check_page(p, self, "宪法具有最高的法律效力 Law 2026");
}

static void check(const struct profile *p)
{
	const struct driver *d = p->driver;

	assert(p->name && p->title && d && p->settings);
	assert(p->rows >= 1 && p->rows <= ROWS_MAX);
	assert(p->columns >= 2 && p->columns <= COLUMNS_MAX);
	assert(d->certainty(p) <= CERTAINTY_VERIFIED);
	check_medium(p, LINE_SERIAL);
	if (d->tcp_port || d->udp_port)
		check_medium(p, LINE_NETWORK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct diag diag = { .emit = emit };
	_cleanup_(profile_set_freep) struct profile_set *set = NULL;
	const struct profile *p;
	struct document d;
	int r;

	if (document_parse(&d, (const char *) data, size, "fuzz.cfg", &diag) < 0)
		return 0;
	assert(profile_set_new(&set) == 0);
	r = profile_set_add_document(set, &d, drivers, &diag);
	document_done(&d);
	assert((r < 0) == (diag.n_errors > 0));
	p = profile_set_find(set, NAME);
	assert(r >= 0 || !p);
	if (p)
		check(p);
	return 0;
}
