/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What a profile may say about a board with a C-Power card.  Plain values,
 * filled by the config floor through the table.  Those that no document
 * settles, or two settle differently, are here for that reason.
 */

#include "pufa/profile.h"

enum cpower_row_end {
	CPOWER_END_CR,
	CPOWER_END_CRLF,
};

/* Bits of the card's own one-byte colours: Text Color Code. */
#define CPOWER_RED   0x01
#define CPOWER_GREEN 0x02
#define CPOWER_BLUE  0x04

struct cpower_colour {
	int red, green, blue; /* 0..255 */
};

struct cpower_settings {
	const char *id_code; /* eight hex digits; on the network */
	bool old_firmware;   /* APP 3.2 or below: answers look like requests */
	int packet_max;      /* bytes of CC... in one packet */

	int width, height; /* of the screen, in pixels; 0: what rows and columns take */
	bool split;        /* first make the screen one window */
	bool resplit;      /* before each page again */
	int window;        /* from 0 */

	int effect;
	int align, valign; /* 0 left or top, 1 middle, 2 right or bottom */
	int speed;         /* 0..100, 0 the fastest */
	int stay;          /* seconds */
	int font;          /* pixels: 8, 12, 16, 24, 32, 40, 48, 56 */
	int style;
	struct cpower_colour colour;
	bool has_colour;
	int row_end; /* enum cpower_row_end */

	bool power;  /* it obeys 76 */
	int dimmest; /* the level of 0 %: 0..31 */

	bool template;        /* text goes to a programme that keeps a mark of it */
	int programme;        /* 1..100 */
	int template_colours; /* index: see cpower_template_colours() */
	bool immediate;       /* bit 5 of the property: play at once */
};

extern const struct setting cpower_setting_table[];
extern const struct cpower_settings cpower_settings_defaults;

/* What the table can not say; complaints are about the profile. */
void cpower_settings_check(const struct profile *p, struct diag *d);

/* -EINVAL: not eight hex digits. */
int cpower_id_code(const char *text, uint32_t *ret);

/* Font Size Code, 0..7.  -EINVAL: there is no such font. */
int cpower_font_code(int pixels);

/* The nearest of the eight colours: a part of 128 or more counts. */
unsigned cpower_colour_bits(const struct cpower_colour *c);

/* Colour and gray of a template: what the screen has. */
uint8_t cpower_template_colours(const struct cpower_settings *s);

/* The screen's size in pixels. */
unsigned cpower_width(const struct profile *p);
unsigned cpower_height(const struct profile *p);

/* Bytes between two rows: 1 or 2. */
size_t cpower_row_end(const struct cpower_settings *s, const uint8_t **ret);

/* Bytes of the longest text, its end with it. */
size_t cpower_text_size(const struct profile *p);
