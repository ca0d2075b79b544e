/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cpower_frame.h"
#include "cpower_settings.h"
#include "cpower_text.h"
#include "page_text.h"

#define MARK_AT       1 /* in 85 */
#define PARAMETERS    5
#define TEMPLATE_PACE 9 /* the slowest of a window's own speeds */

#define PROPERTY_OWN_FORMAT 0x10
#define PROPERTY_IMMEDIATE  0x20

#define TEMPLATE_STAYS 0x10 /* "save mode" */

static const struct cpower_settings *settings(const struct profile *p)
{
	return p->settings;
}

static bool is_double(const struct profile *p, uint8_t byte)
{
	return p->charset != CHARSET_ASCII && byte > 0x80;
}

bool cpower_allows(const struct profile *p, const uint8_t *code, size_t n)
{
	if (n == 2)
		return is_double(p, code[0]) && code[1] >= 0x40 && code[1] != 0x7f;
	return n == 1 && code[0] >= 0x20 && code[0] < 0x7f;
}

/* Blanks at a row's end would move it from the middle. */
static size_t unpadded(const struct row *row)
{
	size_t n = row->n;

	while (n > 0 && row->bytes[n - 1] == ' ')
		n--;
	return n;
}

/* Pages that look the same have the same text, and so the same mark. */
static int put_text(const struct profile *p, const struct page *page, struct octets *o)
{
	unsigned n_rows = page->n_rows;
	const uint8_t *end;
	size_t n_end = cpower_row_end(settings(p), &end);
	int r = page_check(p, page, cpower_allows);

	if (r < 0)
		return r;
	while (n_rows > 0 && unpadded(&page->rows[n_rows - 1]) == 0)
		n_rows--;
	for (unsigned i = 0; i < n_rows; i++) {
		if (i > 0)
			octets_put(o, end, n_end);
		octets_put(o, page->rows[i].bytes, unpadded(&page->rows[i]));
	}
	octets_put8(o, 0);
	return o->overflow ? -EMSGSIZE : 0;
}

static unsigned font(const struct cpower_settings *s)
{
	return (unsigned) (cpower_font_code(s->font) | s->style << 4);
}

static unsigned alignment(const struct cpower_settings *s)
{
	return (unsigned) (s->align | s->valign << 2);
}

int cpower_text(const struct profile *p, const struct page *page, struct octets *o)
{
	const struct cpower_settings *s = settings(p);

	octets_put8(o, CPOWER_TEXT);
	octets_put8(o, (unsigned) s->window);
	octets_put8(o, (unsigned) s->effect);
	octets_put8(o, alignment(s));
	octets_put8(o, (unsigned) s->speed);
	octets_put16be(o, (unsigned) s->stay);
	octets_put8(o, font(s));
	octets_put8(o, (unsigned) s->colour.red);
	octets_put8(o, (unsigned) s->colour.green);
	octets_put8(o, (unsigned) s->colour.blue);
	return put_text(p, page, o);
}

static void put_screen(const struct profile *p, struct octets *o)
{
	octets_put16be(o, 0);
	octets_put16be(o, 0);
	octets_put16be(o, cpower_width(p));
	octets_put16be(o, cpower_height(p));
}

void cpower_split(const struct profile *p, struct octets *o)
{
	octets_put8(o, CPOWER_SPLIT);
	octets_put8(o, 1);
	put_screen(p, o);
}

void cpower_leave(struct octets *o)
{
	octets_put8(o, CPOWER_LEAVE);
}

uint32_t cpower_crc32(const uint8_t *bytes, size_t n)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < n; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ UINT32_C(0xedb88320) : crc >> 1;
	}
	return ~crc;
}

int cpower_programme(const struct profile *p, const struct page *page, struct octets *o,
		     uint32_t *ret_mark)
{
	const struct cpower_settings *s = settings(p);
	struct octets mark = { .bytes = o->bytes + MARK_AT, .size = 4 };
	size_t after = MARK_AT + mark.size;
	int r;

	octets_put8(o, CPOWER_PROGRAMME_TEXT);
	octets_put32be(o, 0);
	octets_put8(o, (unsigned) s->programme);
	octets_put8(o, 1); /* the window, here from 1 */
	octets_put8(o, PROPERTY_OWN_FORMAT | (s->immediate ? PROPERTY_IMMEDIATE : 0));
	octets_put16be(o, (unsigned) s->stay);
	octets_put8(o, (unsigned) s->speed);
	octets_put8(o, font(s));
	octets_put8(o, cpower_colour_bits(&s->colour));
	octets_put8(o, (unsigned) s->effect);
	octets_put8(o, alignment(s));
	octets_put8(o, 0);
	r = put_text(p, page, o);
	if (r < 0)
		return r;

	*ret_mark = cpower_crc32(o->bytes + after, o->n - after);
	if (*ret_mark == 0)
		*ret_mark = UINT32_MAX; /* 0 is what a card has that was given none */
	octets_put32be(&mark, *ret_mark);
	return 0;
}

int cpower_take_programme(const struct profile *p, uint32_t mark, const uint8_t *data, size_t n)
{
	if (n < 8 || (data[0] != CPOWER_PROGRAMME_TEXT && data[0] != CPOWER_ASK_TEMPLATE))
		return -EPROTO;
	if (get32be(data + MARK_AT) != mark || data[5] != settings(p)->programme || data[6] != 1)
		return -EPROTO;
	return data[7] == 0 ? 0 : -EPROTO; /* packets still missing */
}

void cpower_set_template(const struct profile *p, struct octets *o)
{
	const struct cpower_settings *s = settings(p);
	unsigned colour = cpower_colour_bits(&s->colour);

	octets_put8(o, CPOWER_SET_TEMPLATE);
	octets_put8(o, cpower_template_colours(s));
	octets_put16be(o, cpower_width(p));
	octets_put16be(o, cpower_height(p));
	octets_put8(o, 1); /* window */
	octets_put8(o, 0); /* options: the user's disk */

	octets_put16be(o, (unsigned) s->stay);
	octets_put8(o, (unsigned) s->speed);
	octets_put8(o, font(s));
	octets_put8(o, colour);
	octets_put8(o, (unsigned) s->effect);
	octets_put(o, (uint8_t[3]){ 0 }, 3); /* of pictures and clocks */
	octets_put8(o, alignment(s));
	octets_put(o, (uint8_t[6]){ 0 }, 6);

	put_screen(p, o);
	octets_put8(o, 1); /* text */
	octets_put8(o, (unsigned) s->effect);
	octets_put8(o, font(s));
	octets_put8(o, colour);
	octets_put8(o, s->speed < TEMPLATE_PACE ? (unsigned) s->speed : TEMPLATE_PACE);
	octets_put16be(o, (unsigned) s->stay);
	octets_put8(o, alignment(s));
}

void cpower_enter_template(struct octets *o)
{
	octets_put8(o, CPOWER_ENTER_TEMPLATE);
	octets_put8(o, 1 | TEMPLATE_STAYS);
}

void cpower_ask_template(struct octets *o)
{
	octets_put8(o, CPOWER_ASK_TEMPLATE);
	octets_put8(o, 3); /* state, and size */
}

int cpower_take_template(const struct profile *p, const uint8_t *data, size_t n,
			 struct cpower_template *ret)
{
	if (n < 4 || data[0] != CPOWER_ASK_TEMPLATE || data[2] > 1)
		return -EPROTO;
	*ret = (struct cpower_template){
		.entered = data[2] == 1,
		.available = (data[3] & 3) == 1,
		.fits = true,
	};
	/* Cards that know no size stop here; it follows the colour. */
	if (n >= 10)
		ret->fits = get16be(data + 5) == cpower_width(p) &&
			    get16be(data + 7) == cpower_height(p) && data[9] == 1;
	return 0;
}

static void ask_programmes(struct octets *o, unsigned flag, unsigned programme)
{
	octets_put8(o, CPOWER_ASK_PROGRAMMES);
	octets_put8(o, flag);
	octets_put8(o, programme);
	octets_put(o, (uint8_t[PARAMETERS - 1]){ 0 }, PARAMETERS - 1);
}

/* The question is repeated in the answer; returns where the rest begins. */
static int skip_question(const uint8_t *data, size_t n, unsigned flag, unsigned programme)
{
	uint8_t bytes[2 + PARAMETERS];
	struct octets question = OCTETS(bytes);

	ask_programmes(&question, flag, programme);
	if (n <= question.n || memcmp(data, question.bytes, question.n) != 0)
		return -EPROTO;
	return (int) question.n;
}

void cpower_ask_list(struct octets *o)
{
	ask_programmes(o, 1, 0);
}

int cpower_take_list(const struct profile *p, const uint8_t *data, size_t n)
{
	int r = skip_question(data, n, 1, 0);
	size_t count;

	if (r < 0)
		return r;
	count = data[r];
	if (count > n - (size_t) r - 1)
		return -EPROTO;
	return count == 1 && data[r + 1] == settings(p)->programme;
}

void cpower_ask_mark(const struct profile *p, struct octets *o)
{
	ask_programmes(o, 2, (unsigned) settings(p)->programme);
}

int cpower_take_mark(const struct profile *p, const uint8_t *data, size_t n, uint32_t *ret)
{
	unsigned programme = (unsigned) settings(p)->programme;
	int r = skip_question(data, n, 2, programme);

	if (r < 0)
		return r;
	if (n - (size_t) r < 6 || data[r] != 1 || data[r + 1] != programme)
		return -EPROTO;
	*ret = get32be(data + r + 2);
	return 0;
}
