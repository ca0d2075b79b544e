/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "onbon_area.h"
#include "page_text.h"

#define PIXEL_UNIT 0x8000

/* A backslash begins a command, also as the second half of a character. */
bool onbon_allows(const struct profile *p, const uint8_t *code, size_t n)
{
	(void) p;
	if (n == 1)
		return code[0] >= 0x20 && code[0] < 0x7f && code[0] != '\\';
	return n == 2 && code[0] > 0x80 && code[0] < 0xff && code[1] >= 0x40 && code[1] < 0xff &&
	       code[1] != 0x7f && code[1] != '\\';
}

static void put_font(struct octets *o, char script, int font)
{
	if (font != ONBON_FONT_NONE)
		octets_put(o, (char[]){ '\\', 'F', script, '0', '0', (char) ('0' + font) }, 6);
}

static void put_text(struct octets *o, const struct onbon_settings *s, const struct page *page,
		     unsigned rows)
{
	put_font(o, 'O', s->font);
	put_font(o, 'E', s->latin_font);
	for (unsigned i = 0; i < rows; i++) {
		if (i > 0)
			octets_put(o, "\\n", 2);
		octets_put(o, page->rows[i].bytes, page->rows[i].n);
	}
}

int onbon_text(const struct profile *p, const struct page *page, struct onbon_text *ret)
{
	const struct onbon_settings *s = p->settings;
	struct octets o = { .bytes = ret->bytes, .size = (size_t) s->text_max };
	int r = page_check(p, page, onbon_allows);

	if (r < 0)
		return r;
	ret->rows = page_rows_used(page);
	if (ret->rows > 0)
		put_text(&o, s, page, ret->rows);
	ret->n = o.n;
	return o.overflow ? -EMSGSIZE : 0;
}

/* X and width; y and height are always in pixels. */
static uint16_t across(const struct onbon_settings *s, int pixels)
{
	if (s->units == ONBON_UNITS_BYTES)
		return (uint16_t) (pixels / 8);
	return (uint16_t) (s->units == ONBON_UNITS_PIXELS ? pixels | PIXEL_UNIT : pixels);
}

struct onbon_area onbon_area_of(const struct profile *p, const struct onbon_text *text)
{
	const struct onbon_settings *s = p->settings;

	return (struct onbon_area){
		.x = across(s, s->x),
		.y = (uint16_t) s->y,
		.width = across(s, onbon_width(p)),
		.height = (uint16_t) onbon_height(p),
		.id = (uint8_t) s->area,
		.line_spacing = (uint8_t) s->line_spacing,
		.run_mode = (uint8_t) (s->ttl ? ONBON_RUN_TIMEOUT : s->run_mode),
		.timeout = (uint16_t) s->ttl,
		.alignment = (uint8_t) (s->valign << 2 | s->align),
		.lines = text->rows > 1 ? ONBON_LINES_MULTI : ONBON_LINES_SINGLE,
		.newline = ONBON_NEWLINE_MANUAL,
		.effect = (uint8_t) (s->effect + 1),
		.speed = (uint8_t) s->speed,
		.stay = (uint8_t) s->stay,
		.text = text->bytes,
		.n = text->n,
	};
}

struct onbon_area onbon_programme_area_of(const struct profile *p, const struct onbon_text *text)
{
	struct onbon_area a = onbon_area_of(p, text);

	/* There is no refresh that a timeout could wait for. */
	a.id = ONBON_AREA_PROGRAMME;
	a.run_mode = ONBON_RUN_LOOP;
	a.timeout = 0;
	return a;
}

static void put_area(struct octets *o, const struct onbon_area *a)
{
	octets_put8(o, 0); /* AreaType */
	octets_put16le(o, a->x);
	octets_put16le(o, a->y);
	octets_put16le(o, a->width);
	octets_put16le(o, a->height);
	octets_put8(o, a->id);
	octets_put8(o, a->line_spacing);
	octets_put8(o, a->run_mode);
	octets_put16le(o, a->timeout);
	octets_put8(o, 0); /* SoundMode */
	octets_put8(o, 0); /* ExtendParaLen */
	octets_put8(o, a->alignment);
	octets_put8(o, a->lines);
	octets_put8(o, a->newline);
	octets_put8(o, a->effect);
	octets_put8(o, 0); /* ExitMode */
	octets_put8(o, a->speed);
	octets_put8(o, a->stay);
	octets_put32le(o, (uint32_t) a->n);
	octets_put(o, a->text, a->n);
}

void onbon_put_update(struct octets *o, const uint8_t *ids, size_t n_ids,
		      const struct onbon_area *area)
{
	octets_put8(o, (unsigned) n_ids);
	if (n_ids > 0)
		octets_put(o, ids, n_ids);
	octets_put8(o, area != NULL);
	if (!area)
		return;
	octets_put16le(o, (unsigned) (ONBON_AREA_FIXED + area->n));
	put_area(o, area);
}

void onbon_put_programme(struct octets *o, const struct onbon_programme *programme)
{
	const struct onbon_area *area = &programme->area;

	octets_put8(o, 0); /* file type */
	octets_put(o, programme->name, ONBON_NAME);
	octets_put32le(o, (uint32_t) (ONBON_FILE_FIXED + ONBON_AREA_FIXED + area->n));
	octets_put8(o, 0xff); /* Priority */
	octets_put16le(o, 0); /* DisplayType: in sequence */
	octets_put8(o, 1);    /* PlayTimes */
	octets_put(o, programme->life, sizeof(programme->life));
	octets_put8(o, programme->week);
	octets_put8(o, 0); /* ProgramTime */
	octets_put8(o, 0); /* PeriodNum */
	octets_put8(o, 1); /* AreaNum */
	octets_put32le(o, (uint32_t) (ONBON_AREA_FIXED + area->n + (programme->whole ? 4 : 0)));
	put_area(o, area);
	octets_put16le(o, crc16(0, o->bytes, o->n));
}

void onbon_put_begin(struct octets *o, const char name[ONBON_NAME], size_t size)
{
	octets_put8(o, 1); /* overwrite */
	octets_put(o, name, ONBON_NAME);
	octets_put32le(o, (uint32_t) size);
}

size_t onbon_put_block(struct octets *o, const char name[ONBON_NAME], const uint8_t *file, size_t n,
		       unsigned i)
{
	size_t at = (size_t) i * ONBON_BLOCK, size = n - at < ONBON_BLOCK ? n - at : ONBON_BLOCK;

	octets_put(o, name, ONBON_NAME);
	octets_put8(o, at + size == n); /* the last? */
	octets_put16le(o, i);
	octets_put16le(o, (unsigned) size);
	octets_put32le(o, (uint32_t) at);
	octets_put(o, file + at, size);
	return at + size;
}
