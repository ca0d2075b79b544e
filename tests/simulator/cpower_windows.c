/* SPDX-License-Identifier: MIT */

/*
 * The commands CC of C-Power's external calls, sections 2.2.2 and 2.2.3.  Numbers
 * in them are big-endian, unlike those around them.
 */

#include <string.h>

#include "cpower.h"

#define FONT_16        2
#define SCROLL_LEFT    11
#define CONTINUOUS     14
#define CELL           3 /* bytes of a character of formatted text */
#define TEMPLATE_HEAD  24
#define WINDOW_DEFAULT 16 /* bytes of a window in a template */

static const unsigned heights[] = { 8, 12, 16, 24, 32, 40, 48, 56 };

void cpower_reset_windows(const struct board *b, struct cpower_windows *w)
{
	memset(w, 0, sizeof(*w));
	w->n = 1;
	w->window[0].width = (uint16_t) b->width;
	w->window[0].height = (uint16_t) b->height;
	w->window[0].font = FONT_16;
}

/* x y w h */
static void set_place(struct cpower_window *w, const uint8_t *p)
{
	w->x = (uint16_t) get16be(p);
	w->y = (uint16_t) get16be(p + 2);
	w->width = (uint16_t) get16be(p + 4);
	w->height = (uint16_t) get16be(p + 6);
}

/* A string that ends with 00; 0D begins a line.  False: it does not end. */
static bool set_text(struct board *b, struct cpower_window *w, const uint8_t *p, size_t n)
{
	const uint8_t *end = memchr(p, 0, n);

	if (!end || (size_t) (end - p) > sizeof(w->text))
		return false;
	w->n = (uint16_t) (end - p);
	w->since = b->now;
	for (unsigned i = 0; i < w->n; i++)
		w->text[i] = p[i] == '\r' ? '\n' : p[i];
	return true;
}

/* Cells of three bytes: colour and size, then the character in two. */
static bool set_cells(struct board *b, struct cpower_window *w, const uint8_t *p, size_t n)
{
	struct octets text = OCTETS(w->text);

	w->since = b->now;
	for (; n >= CELL && (p[0] || p[1] || p[2]); p += CELL, n -= CELL) {
		if (p[1])
			octets_put8(&text, p[1]);
		octets_put8(&text, p[2] == '\r' ? '\n' : p[2]);
		/* Sizes here begin with 8 and have no 12. */
		w->font = p[0] & 0xf ? (p[0] & 0xf) + 1 : 0;
	}
	w->n = (uint16_t) text.n;
	return !text.overflow;
}

typedef enum cpower_result (*command_fn)(struct board *b, const uint8_t *p, size_t n,
					 struct octets *out);

static enum cpower_result run_nothing(struct board *b, const uint8_t *p, size_t n,
				      struct octets *out)
{
	(void) b;
	(void) p;
	(void) n;
	(void) out;
	return CPOWER_OK;
}

static enum cpower_result run_split(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	struct cpower *c = b->state;

	(void) out;
	if (n < 2 || p[1] < 1 || p[1] > 8 || n != 2 + 8 * (size_t) p[1])
		return CPOWER_WINDOW;
	memset(&c->windows, 0, sizeof(c->windows));
	c->windows.n = p[1];
	for (unsigned i = 0; i < c->windows.n; i++)
		set_place(&c->windows.window[i], p + 2 + 8 * i);
	c->external = true;
	return CPOWER_OK;
}

/* The window that is written to, counted from 0; NULL: there is none. */
static struct cpower_window *open_window(struct board *b, unsigned number)
{
	struct cpower *c = b->state;

	if (number >= c->windows.n)
		return NULL;
	c->external = true;
	return &c->windows.window[number];
}

static enum cpower_result run_cells(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	struct cpower_window *w = n >= 7 ? open_window(b, p[1]) : NULL;

	(void) out;
	if (!w)
		return CPOWER_WINDOW;
	w->effect = p[2];
	w->align = p[3];
	w->stay = (uint16_t) get16be(p + 5);
	return set_cells(b, w, p + 7, n - 7) ? CPOWER_OK : CPOWER_CHECKSUM;
}

/* Data type, alignment, an area within the window, font, colour. */
static enum cpower_result run_static(struct board *b, const uint8_t *p, size_t n,
				     struct octets *out)
{
	struct cpower_window *w = n >= 17 ? open_window(b, p[1]) : NULL;

	(void) out;
	if (!w)
		return CPOWER_WINDOW;
	w->effect = 0;
	w->align = p[3];
	w->font = p[12];
	w->stay = 0;
	return set_text(b, w, p + 16, n - 16) ? CPOWER_OK : CPOWER_CHECKSUM;
}

static enum cpower_result run_text(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	struct cpower_window *w = n >= 12 ? open_window(b, p[1]) : NULL;

	(void) out;
	if (!w)
		return CPOWER_WINDOW;
	w->effect = p[2];
	w->align = p[3];
	w->stay = (uint16_t) get16be(p + 5);
	w->font = p[7];
	return set_text(b, w, p + 11, n - 11) ? CPOWER_OK : CPOWER_CHECKSUM;
}

static enum cpower_result run_leave(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	struct cpower *c = b->state;

	(void) p;
	(void) n;
	(void) out;
	c->external = false;
	cpower_reset_windows(b, &c->windows);
	return CPOWER_OK;
}

static enum cpower_result run_save(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	struct cpower *c = b->state;

	(void) out;
	if (n < 4 || p[1] > 1)
		return CPOWER_UNKNOWN;
	b->n_flash++;
	c->saved = p[1] == 0;
	c->flash = c->windows;
	return CPOWER_OK;
}

/* A window of a template, @own its part of it: what it does not say is that of the whole. */
static void set_default(struct cpower_window *w, const uint8_t *whole, const uint8_t *own)
{
	bool is_text = own[8] == 1;

	set_place(w, own);
	w->effect = is_text ? own[9] : whole[13];
	w->font = is_text ? own[10] : whole[11];
	w->stay = (uint16_t) get16be(is_text ? own + 13 : whole + 8);
	w->align = is_text ? own[15] : whole[17];
}

static enum cpower_result run_template(struct board *b, const uint8_t *p, size_t n,
				       struct octets *out)
{
	struct cpower *c = b->state;
	unsigned count = n >= TEMPLATE_HEAD ? p[6] : 0;

	(void) out;
	if (count < 1 || count > CPOWER_WINDOWS_MAX ||
	    n != TEMPLATE_HEAD + WINDOW_DEFAULT * (size_t) count)
		return CPOWER_WINDOW;
	b->n_flash++;
	memset(&c->template, 0, sizeof(c->template));
	c->has_template = true;
	c->template_mode |= p[7] & 1;
	c->template.n = count;
	for (unsigned i = 0; i < count; i++)
		set_default(&c->template.window[i], p, p + TEMPLATE_HEAD + WINDOW_DEFAULT * i);
	return CPOWER_OK;
}

static enum cpower_result run_mode(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	struct cpower *c = b->state;

	(void) out;
	if (n < 2 || !c->has_template)
		return CPOWER_CHECKSUM;
	b->n_flash += p[1] >> 4 & 1;
	c->template_mode = p[1] & 1;
	return CPOWER_OK;
}

static enum cpower_result run_query_template(struct board *b, const uint8_t *p, size_t n,
					     struct octets *out)
{
	const struct cpower *c = b->state;

	if (n < 2)
		return CPOWER_UNKNOWN;
	octets_put8(out, p[1]);
	octets_put8(out, c->template_mode);
	octets_put8(out, c->has_template);
	return CPOWER_OK;
}

static struct cpower_programme *find_programme(struct cpower *c, unsigned number)
{
	for (size_t i = 0; i < ARRAY_SIZE(c->programmes); i++)
		if (c->programmes[i].stored && c->programmes[i].number == number)
			return &c->programmes[i];
	return NULL;
}

static enum cpower_result run_delete(struct board *b, const uint8_t *p, size_t n,
				     struct octets *out)
{
	struct cpower *c = b->state;

	(void) out;
	if (!c->template_mode)
		return CPOWER_NO_TEMPLATE_MODE;
	if (n < 2 || ((p[1] & 1) && (n < 3 || n != 3 + (size_t) p[2])))
		return CPOWER_UNKNOWN;
	b->n_flash++;
	if (!(p[1] & 1))
		memset(c->programmes, 0, sizeof(c->programmes));
	for (unsigned i = 0; (p[1] & 1) && i < p[2]; i++) {
		struct cpower_programme *f = find_programme(c, p[3 + i]);

		if (f)
			f->stored = false;
	}
	return CPOWER_OK;
}

/* The programme of a number, made if there is none; NULL: there is no room. */
static struct cpower_programme *make_programme(struct cpower *c, unsigned number)
{
	struct cpower_programme *f = find_programme(c, number);

	for (size_t i = 0; !f && i < ARRAY_SIZE(c->programmes); i++)
		if (!c->programmes[i].stored) {
			f = &c->programmes[i];
			*f = (struct cpower_programme){ .stored = true,
							.number = (uint8_t) number,
							.windows = c->template };
		}
	return f;
}

/* 85: append code, programme, window from 1, property, eight bytes of format where it says so. */
static enum cpower_result run_programme_text(struct board *b, const uint8_t *p, size_t n,
					     struct octets *out)
{
	struct cpower *c = b->state;
	struct cpower_programme *f;
	struct cpower_window *w;
	size_t at = 8;
	bool good;

	if (!c->template_mode)
		return c->has_template ? CPOWER_NO_TEMPLATE_MODE : CPOWER_CHECKSUM;
	if (n < at || p[5] < 1 || p[5] > 100)
		return CPOWER_PROGRAMME;
	if (p[6] < 1 || p[6] > c->template.n)
		return CPOWER_WINDOW;
	f = make_programme(c, p[5]);
	if (!f)
		return CPOWER_PROGRAMME;
	w = &f->windows.window[p[6] - 1];
	if (p[7] & 0x10) {
		if (n < at + 8)
			return CPOWER_CHECKSUM;
		w->stay = (uint16_t) get16be(p + at);
		w->font = p[at + 3];
		w->effect = p[at + 5];
		w->align = p[at + 6];
		at += 8;
	}
	good = p[7] & 0xf ? n > at && p[at] == 1 && set_cells(b, w, p + at + 1, n - at - 1)
			  : set_text(b, w, p + at, n - at);
	if (!good)
		return CPOWER_CHECKSUM;
	b->n_flash++;
	f->append_code = get32be(p + 1);
	octets_put(out, p + 1, 6);
	octets_put8(out, 0);
	return CPOWER_OK;
}

static enum cpower_result run_query(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	struct cpower *c = b->state;
	const struct cpower_programme *f;
	uint8_t numbers[CPOWER_PROGRAMMES_MAX], count = 0;

	if (!c->template_mode)
		return CPOWER_CHECKSUM;
	if (n != 7 || p[1] < 1 || p[1] > 2)
		return CPOWER_FLAG;
	f = find_programme(c, p[2]);
	if (p[1] == 2 && !f)
		return CPOWER_PROGRAMME;
	octets_put(out, p + 1, 6);
	if (p[1] == 2) {
		octets_put8(out, 1);
		octets_put8(out, f->number);
		octets_put32be(out, f->append_code);
		return CPOWER_OK;
	}
	for (size_t i = 0; i < ARRAY_SIZE(c->programmes); i++)
		if (c->programmes[i].stored)
			numbers[count++] = c->programmes[i].number;
	octets_put8(out, count);
	octets_put(out, numbers, count);
	return CPOWER_OK;
}

static const struct {
	uint8_t code;
	command_fn run;
} commands[] = {
	{ 0x01, run_split },          { 0x02, run_cells },    { 0x04, run_static },
	{ 0x05, run_nothing },        { 0x06, run_leave },    { 0x07, run_save },
	{ 0x12, run_text },           { 0x81, run_template }, { 0x82, run_mode },
	{ 0x83, run_query_template }, { 0x84, run_delete },   { 0x85, run_programme_text },
	{ 0x89, run_query },
};

enum cpower_result cpower_obey(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (commands[i].code == p[0])
			return commands[i].run(b, p, n, out);
	return CPOWER_UNKNOWN;
}

static void show_windows(const struct board *b, const struct cpower_windows *all, struct screen *s)
{
	static const enum align aligns[] = { ALIGN_START, ALIGN_MIDDLE, ALIGN_END, ALIGN_START };

	for (unsigned i = 0; i < all->n; i++) {
		const struct cpower_window *w = &all->window[i];

		screen_text(s,
			    &(struct area){
				    .x = w->x,
				    .y = w->y,
				    .width = w->width,
				    .height = w->height,
				    .font = heights[w->font & 7],
				    .advance = heights[w->font & 7] / 2,
				    .across = aligns[w->align & 3],
				    .down = aligns[w->align >> 2 & 3],
				    .wrap = true,
				    .passes = w->effect == SCROLL_LEFT || w->effect == CONTINUOUS,
				    .since = w->since,
				    .dwell = (w->stay ? w->stay : 1) * USEC_PER_SEC,
				    .text = w->text,
				    .n = w->n,
			    },
			    b->now);
	}
}

/* Windows, else the first programme of the template. */
void cpower_show(const struct board *b, struct screen *s)
{
	const struct cpower *c = b->state;
	const struct cpower_programme *first = NULL;

	if (c->external) {
		show_windows(b, &c->windows, s);
		return;
	}
	for (size_t i = 0; c->template_mode && i < ARRAY_SIZE(c->programmes); i++) {
		const struct cpower_programme *f = &c->programmes[i];

		if (f->stored && (!first || f->number < first->number))
			first = f;
	}
	if (first)
		show_windows(b, &first->windows, s);
}
