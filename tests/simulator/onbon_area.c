/* SPDX-License-Identifier: MIT */

/* Areas of an Onbon font card: section 8.3.1 of its protocol, and the escapes of its texts. */

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "onbon.h"

#define PIXELS 0x8000 /* else units of eight */

enum {
	RUN_LOOP = 0,
	RUN_HOLD = 1,
	RUN_TIMEOUT = 2,
};

static unsigned pixels(const struct board *b, unsigned value)
{
	if (value & PIXELS)
		return value & ~(unsigned) PIXELS;
	return onbon_variant(b)->raw_pixels ? value : 8 * value;
}

/* The part after the sound: lengths of what comes before the text are not fixed. */
static int parse_text(const uint8_t *p, size_t n, size_t at, struct onbon_area *ret)
{
	size_t extra;
	uint32_t size;

	if (at + 1 > n)
		return -ONBON_MEMORY;
	extra = p[at++];
	at += extra;
	if (at + 11 > n)
		return -ONBON_MEMORY;
	ret->align = p[at];
	ret->single = p[at + 1];
	ret->new_line = p[at + 2];
	ret->display = p[at + 3];
	ret->stay = p[at + 6];
	size = get32le(p + at + 7);
	at += 11;
	if (size > sizeof(ret->text) || at + size > n)
		return -ONBON_MEMORY;
	ret->n = (uint16_t) size;
	memcpy(ret->text, p + at, size);
	return (int) (at + size);
}

int onbon_area_parse(const struct board *b, const uint8_t *p, size_t n, struct onbon_area *ret)
{
	size_t at = 15;

	if (n < at || p[0] != 0)
		return -ONBON_MEMORY;
	*ret = (struct onbon_area){
		.live = true,
		.x = pixels(b, get16le(p + 1)),
		.y = get16le(p + 3),
		.width = pixels(b, get16le(p + 5)),
		.height = get16le(p + 7),
		.id = p[9],
		.spacing = p[10],
		.run_mode = p[11],
		.timeout = (uint16_t) get16le(p + 12),
		.since = b->now,
	};
	/* What is to be spoken: how, and with 2 a text of its own. */
	if (p[14] != 0)
		at += 3;
	if (p[14] == 2) {
		if (at + 4 > n || get32le(p + at) > n)
			return -ONBON_MEMORY;
		at += 4 + get32le(p + at);
	}
	return parse_text(p, n, at, ret);
}

bool onbon_area_lives(const struct board *b, const struct onbon_area *a)
{
	return a->live &&
	       (a->run_mode != RUN_TIMEOUT || b->now < a->since + a->timeout * USEC_PER_SEC);
}

/* By its number, or where there is room; NULL: there is none. */
static struct onbon_area *find_place(struct board *b, uint8_t id)
{
	struct onbon *o = b->state;
	struct onbon_area *place = NULL;

	for (unsigned i = onbon_variant(b)->areas_max; i-- > 0;) {
		struct onbon_area *a = &o->areas[i];

		if (a->live && a->id == id)
			return a;
		if (!onbon_area_lives(b, a))
			place = a;
	}
	return place;
}

static void delete_area(struct onbon *o, uint8_t id)
{
	for (unsigned i = 0; i < ONBON_AREAS_MAX; i++)
		if (o->areas[i].id == id)
			o->areas[i].live = false;
}

/* The ids to delete: none, all, or so many.  Returns their bytes; 0: they are not there. */
static size_t delete_areas(struct onbon *o, const uint8_t *p, size_t n)
{
	if (n < 1)
		return 0;
	if (p[0] == 0xff) {
		memset(o->areas, 0, sizeof(o->areas));
		return 1;
	}
	if (n < 1 + (size_t) p[0])
		return 0;
	for (unsigned i = 0; i < p[0]; i++)
		delete_area(o, p[1 + i]);
	return 1 + (size_t) p[0];
}

enum onbon_error onbon_update_areas(struct board *b, const uint8_t *p, size_t n)
{
	struct onbon *o = b->state;
	size_t at = delete_areas(o, p, n);
	unsigned count;

	if (at == 0 || at >= n)
		return ONBON_MEMORY;
	for (count = p[at++]; count > 0; count--) {
		struct onbon_area area, *place;
		size_t size;
		int r;

		if (at + 2 > n)
			return ONBON_MEMORY;
		size = get16le(p + at);
		at += 2;
		if (size > n - at || size > onbon_variant(b)->area_bytes_max)
			return ONBON_MEMORY;
		r = onbon_area_parse(b, p + at, size, &area);
		if (r < 0)
			return (enum onbon_error) - r;
		place = find_place(b, area.id);
		if (!place || (size_t) r != size)
			return ONBON_MEMORY;
		*place = area;
		o->cleared = false;
		at += size;
	}
	return at == n ? ONBON_OK : ONBON_MEMORY;
}

/* A piece of the clock: \DY \DL \DD \DH \DM \DS \DW; the rest of what it is written with. */
static size_t put_clock(const struct board *b, uint8_t what, struct octets *out)
{
	char text[8] = "";
	struct tm t;

	board_clock(b, &t);
	if (what == 'Y')
		snprintf(text, sizeof(text), "%04d", (t.tm_year + 1900) % 10000);
	else if (what == 'W')
		snprintf(text, sizeof(text), "%d", t.tm_wday ? t.tm_wday : 7);
	else
		snprintf(text, sizeof(text), "%02d",
			 (what == 'L'   ? t.tm_mon + 1
			  : what == 'D' ? t.tm_mday
			  : what == 'H' ? t.tm_hour
			  : what == 'M' ? t.tm_min
					: t.tm_sec) %
				 100);
	octets_put(out, text, strlen(text));
	return 2;
}

/* An escape, @p being behind its backslash; how much of it there is. */
static size_t take_escape(const struct board *b, const uint8_t *p, size_t n, unsigned *font,
			  struct octets *out)
{
	static const unsigned heights[] = { 16, 24, 32 };
	const uint8_t *bar;

	if (p[0] == 'n') {
		octets_put8(out, '\n');
		return 1;
	}
	if (p[0] == 'C' && n >= 2)
		return 2;
	if (p[0] == 'F' && n >= 5 && (p[1] == 'O' || p[1] == 'E')) {
		if (p[1] == 'O' && p[4] >= '0' && p[4] <= '2')
			*font = heights[p[4] - '0'];
		return 5;
	}
	if (p[0] == 'D' && n >= 2)
		return put_clock(b, p[1], out);
	if (p[0] == 'W' && n >= 4) {
		octets_put(out, "25", 2);
		return 4;
	}
	bar = p[0] == 'T' ? memchr(p, '|', n) : NULL;
	return bar ? (size_t) (bar - p) + 1 : 1;
}

/* The text as it is seen.  Returns the height of its last font. */
static unsigned unescape(const struct board *b, const struct onbon_area *a, struct octets *out)
{
	unsigned font = 16;

	for (size_t i = 0; i < a->n;) {
		size_t size = character_size(a->text + i, a->n - i);

		if (a->text[i] == '\\' && i + 1 < a->n) {
			i += 1 + take_escape(b, a->text + i + 1, a->n - i - 1, &font, out);
			continue;
		}
		octets_put(out, a->text + i, size);
		i += size;
	}
	return font;
}

void onbon_area_show(const struct board *b, const struct onbon_area *a, struct screen *s)
{
	static const enum align across[] = { ALIGN_START, ALIGN_END, ALIGN_MIDDLE, ALIGN_START };
	uint8_t text[2 * ONBON_TEXT_MAX];
	struct octets out = OCTETS(text);
	unsigned font = unescape(b, a, &out);

	screen_text(s,
		    &(struct area){
			    .x = a->x,
			    .y = a->y,
			    .width = a->width,
			    .height = a->height,
			    .font = font,
			    .advance = font / 2,
			    .spacing = a->spacing,
			    .across = across[a->align & 3],
			    .down = across[a->align >> 2 & 3],
			    .wrap = a->new_line == 2,
			    .single = a->single == 1,
			    .passes = a->single == 1 && (a->display == 3 || a->display == 4),
			    .hold = a->run_mode == RUN_HOLD,
			    .since = a->since,
			    .dwell = (a->stay ? a->stay : 1) * (USEC_PER_SEC / 2),
			    .text = text,
			    .n = out.n,
		    },
		    b->now);
}
