/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What a profile may say about an Onbon font card: where its area lies on the
 * screen, how the text stands and moves in it, and in which of the forms that
 * its documents and programs disagree about it is told so.
 */

#include "pufa/profile.h"

enum onbon_units {
	ONBON_UNITS_BYTES,     /* 8 pixels */
	ONBON_UNITS_PIXELS,    /* pixels, said so by bit 15 */
	ONBON_UNITS_RAWPIXELS, /* pixels without that */
};

/* As in the frame's header. */
enum onbon_display_mode {
	ONBON_DISPLAY_TOGETHER,
	ONBON_DISPLAY_FIRST,
};

/* As in the two halves of TextAlignment. */
enum onbon_align {
	ONBON_ALIGN_START, /* left, top */
	ONBON_ALIGN_END,
	ONBON_ALIGN_CENTRE,
};

enum onbon_run_mode {
	ONBON_RUN_LOOP,
	ONBON_RUN_HOLD,    /* play, then keep the last page */
	ONBON_RUN_TIMEOUT, /* loop, and delete the area after the timeout */
};

enum onbon_effect {
	ONBON_EFFECT_STATIC,
	ONBON_EFFECT_INSTANT,
	ONBON_EFFECT_LEFT,
	ONBON_EFFECT_RIGHT,
	ONBON_EFFECT_UP,
	ONBON_EFFECT_DOWN,
};

enum onbon_brightness_form {
	ONBON_BRIGHTNESS_SHORT, /* 2 bytes */
	ONBON_BRIGHTNESS_LONG,  /* 50 bytes, with a table of half hours */
};

/* What the length before an area of a flash programme counts. */
enum onbon_programme_length {
	ONBON_LENGTH_AREA,
	ONBON_LENGTH_WHOLE, /* itself too */
};

#define ONBON_FONT_NONE (-1) /* the card's own choice */
#define ONBON_FONT_LAST 2    /* 16, 24, 32 pixels */
#define ONBON_TEXT_MAX  988  /* bytes, of a 6K: its buffer less what goes before the text */

struct onbon_settings {
	int x, y, width, height; /* pixels; width and height 0: by rows and columns */
	int units;               /* enum onbon_units, of x and width */
	int display_mode;        /* enum onbon_display_mode */
	int device_type;
	int area; /* its number on the card */
	int process_mode;

	int align, valign; /* enum onbon_align */
	int run_mode;      /* enum onbon_run_mode, without ttl */
	int effect;        /* enum onbon_effect */
	int speed;         /* 0 the fastest .. 24 */
	int stay;          /* half seconds */
	int line_spacing;  /* pixels */
	int font;          /* of Chinese; ONBON_FONT_NONE, 0..2 */
	int latin_font;
	int text_max; /* bytes, escapes of ours included */
	int ttl;      /* seconds; 0: for ever */

	int brightness_form;  /* enum onbon_brightness_form */
	int programme_length; /* enum onbon_programme_length */
	bool special_bytes;   /* the status tells of the special area: all but BX-5K1 */
	bool check_screen;    /* ask for the screen's size before the first page */
	bool delete_others;   /* areas that other programs have left */
};

extern const struct setting onbon_setting_table[];
extern const struct onbon_settings onbon_settings_defaults;

/* What the table can not say; complaints are about the profile. */
void onbon_settings_check(const struct profile *p, struct diag *d);

/* The area's size in pixels: as said, or what the cells of its font take. */
int onbon_width(const struct profile *p);
int onbon_height(const struct profile *p);
