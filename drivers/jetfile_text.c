/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "jetfile_text.h"
#include "pufa/driver.h"
#include "page_text.h"

#define HEAD_SIZE   7
#define LINE_FEED   0x0d
#define END_OF_FILE 0x04
#define HALF_SPACE  0x82 /* the one control code above ASCII */

static void put_head(struct octets *o, const struct jetfile_settings *s)
{
	if (s->head == JETFILE_HEAD_QZ00SAX) {
		octets_put(o, "QZ00SAX", HEAD_SIZE);
		return;
	}
	octets_put(o, "\001Z00\002A", HEAD_SIZE - 1);
	octets_put(o, s->file, 1);
}

/* In the order in which the maker's own editor writes them: 1B must come before the others. */
static void put_format(struct octets *o, const struct jetfile_settings *s)
{
	char hold[8];

	octets_put(o, s->typeset ? "\0330b" : "\0330a", 3);
	octets_put8(o, 0x08);
	octets_put8(o, '0' + (unsigned) s->line_spacing);
	snprintf(hold, sizeof(hold), "\0162%04u", (unsigned) s->hold % 10000);
	octets_put(o, hold, 6);
	octets_put8(o, 0x1f);
	octets_put8(o, '0' + (unsigned) s->vertical);
	octets_put8(o, 0x1e);
	octets_put8(o, '0' + (unsigned) s->horizontal);
	octets_put(o, "\nI0\nO0", 6); /* in and out without an effect */
	octets_put8(o, 0x1c);
	octets_put8(o, '1' + (unsigned) s->color);
	octets_put(o, "\0350", 2); /* on black */
	octets_put8(o, 0x1a);
	octets_put(o, s->font, 1);
	octets_put(o, "\0070", 2); /* not flashing */
}

bool jetfile_allows(const struct profile *p, const uint8_t *code, size_t n)
{
	/* Trail bytes of GBK and Big5 begin at 40, those of GB2312 at A1, as do its lead bytes. */
	uint8_t least = p->charset == CHARSET_GB2312 ? 0xa1 : 0x40;

	if (n == 1)
		return code[0] >= 0x20 && code[0] < 0x7f;
	if (n != 2 || p->charset == CHARSET_ASCII)
		return false;
	/* A board that does not pair bytes would see a half space in either place. */
	if (code[0] == HALF_SPACE || code[1] == HALF_SPACE || code[1] == 0x7f)
		return false;
	return code[0] >= 0x81 && code[0] >= least && code[1] >= least && code[0] != 0xff &&
	       code[1] != 0xff;
}

int jetfile_write_text(struct octets *o, const struct profile *p, const struct page *page)
{
	const struct jetfile_settings *s = p->settings;
	unsigned n;
	int r;

	r = page_check(p, page, jetfile_allows);
	if (r < 0)
		return r;

	put_head(o, s);
	put_format(o, s);
	n = page_rows_used(page);
	if (n == 0)
		octets_put8(o, ' ');
	for (unsigned i = 0; i < n; i++) {
		if (i > 0)
			octets_put8(o, LINE_FEED);
		octets_put(o, page->rows[i].bytes, page->rows[i].n);
	}
	if (s->line_feed == JETFILE_AFTER)
		octets_put8(o, LINE_FEED);
	octets_put8(o, END_OF_FILE);
	return o->overflow ? -EMSGSIZE : 0;
}

/* Bytes being taken apart. */
struct span {
	const uint8_t *at;
	size_t n;
};

static bool take_start(struct span *s, const uint8_t *start, size_t n)
{
	if (s->n < n || memcmp(s->at, start, n) != 0)
		return false;
	s->at += n;
	s->n -= n;
	return true;
}

static bool take_end(struct span *s, uint8_t end)
{
	if (s->n == 0 || s->at[s->n - 1] != end)
		return false;
	s->n--;
	return true;
}

/* A row up to a line feed, or to the end. */
static bool take_row(const struct profile *p, struct span *s, struct row *ret)
{
	const uint8_t *end = memchr(s->at, LINE_FEED, s->n);
	size_t n = end ? (size_t) (end - s->at) : s->n;

	if (n > (size_t) p->columns || !page_may_say(p, s->at, n, jetfile_allows))
		return false;
	ret->n = (uint16_t) n;
	memcpy(ret->bytes, s->at, n);
	s->at += n;
	s->n -= n;
	return true;
}

static bool take_rows(const struct profile *p, struct span *s, struct page *ret)
{
	unsigned i = 0;

	do {
		if (i == (unsigned) p->rows || !take_row(p, s, &ret->rows[i++]))
			return false;
	} while (take_start(s, &(uint8_t){ LINE_FEED }, 1));
	return true;
}

/*
 * Some boards put a head and an end of their own around the file that was sent, and give both
 * back; that changes nothing of what is shown.
 */
static bool take_around(struct span *s, const struct jetfile_settings *settings)
{
	uint8_t bytes[JETFILE_FORMAT_MAX];
	struct octets head = OCTETS(bytes), format;
	size_t n_head;

	put_head(&head, settings);
	n_head = head.n;
	format = head;
	put_format(&format, settings);

	if (!take_start(s, bytes, n_head) || !take_end(s, END_OF_FILE))
		return false;
	if (take_start(s, bytes, n_head) && !take_end(s, END_OF_FILE))
		return false;
	return take_start(s, bytes + n_head, format.n - n_head) &&
	       (settings->line_feed != JETFILE_AFTER || take_end(s, LINE_FEED));
}

int jetfile_read_text(const struct profile *p, const uint8_t *bytes, size_t n, struct page *ret)
{
	struct page page = { .n_rows = (uint16_t) p->rows };
	struct span s = { bytes, n };

	if (!take_around(&s, p->settings) || !take_rows(p, &s, &page))
		return READ_OTHER;
	/* The blank that stands for no text. */
	if (page.rows[0].n == 1 && page.rows[0].bytes[0] == ' ')
		page.rows[0].n = 0;
	*ret = page;
	return 0;
}
