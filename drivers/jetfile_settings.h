/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What a profile may say about a board that speaks JetFile II: which file its
 * text is kept in, how the text is set, and what boards are known to do
 * differently.  Plain values, filled by the config floor through the table.
 *
 * Chainzone, JetFile II Protocol 2.5.4.
 */

#include "pufa/profile.h"

/* Byte order of the two bytes that name a board: the documents disagree. */
enum jetfile_address_order {
	JETFILE_GROUP_FIRST,
	JETFILE_UNIT_FIRST,
};

/* How a text file begins; boards are known to show either. */
enum jetfile_head {
	JETFILE_HEAD_Z00,     /* 01 'Z' '0' '0' 02 'A' and the file's first letter */
	JETFILE_HEAD_QZ00SAX, /* those letters */
};

enum jetfile_line_feed {
	JETFILE_BETWEEN, /* one between two rows */
	JETFILE_AFTER,   /* one after every row */
};

/* What makes the board take up a file that has been written. */
enum jetfile_start {
	JETFILE_START_NONE,
	JETFILE_START_RESTART, /* the playlist from its first file, 0601 */
	JETFILE_START_REPLAY,  /* the file that is on, 0602 */
};

enum jetfile_clock {
	JETFILE_CLOCK_MINUTES, /* 0502 */
	JETFILE_CLOCK_SECONDS, /* 0504 */
};

enum jetfile_week {
	JETFILE_SUNDAY_1, /* .. Saturday 7 */
	JETFILE_MONDAY_1, /* .. Sunday 7 */
	JETFILE_SUNDAY_0, /* .. Saturday 6 */
};

enum jetfile_brightness_command {
	JETFILE_BRIGHTNESS_REGION, /* 020A */
	JETFILE_BRIGHTNESS_LEVEL,  /* 0407 */
};

#define JETFILE_LABEL 12 /* bytes of a file's name on the wire */

struct jetfile_brightness {
	int command;       /* enum jetfile_brightness_command */
	int min, max;      /* at 0 % and 100 % */
	int width, height; /* pixels of the region; 0 with 0407 */
};

struct jetfile_settings {
	int group;         /* 1..254; the unit is the board's address */
	int address_order; /* enum jetfile_address_order */

	const char *file; /* 1..JETFILE_LABEL characters, in folder T of the RAM disk */
	int head;         /* enum jetfile_head */
	int packet;       /* bytes of a file in one packet */
	int start;        /* enum jetfile_start */
	bool trailing_nul;
	bool readable; /* the file, its name while it is on, and the state can be asked for */

	const char *font;         /* one character */
	int color;                /* 0 red, 1 green, 2 yellow */
	int line_spacing;         /* pixels, 0..9 */
	int vertical, horizontal; /* 0 middle, 1 top or left, 2 bottom or right */
	int hold;                 /* seconds until the file is begun anew */
	bool typeset;             /* else one endless line */
	int line_feed;            /* enum jetfile_line_feed */

	int clock;    /* enum jetfile_clock */
	int timezone; /* hours east of UTC: said to the board, never added */
	int week;     /* enum jetfile_week */

	struct jetfile_brightness brightness;
	bool has_brightness;
};

extern const struct setting jetfile_setting_table[];
extern const struct jetfile_settings jetfile_settings_defaults;

/* What the table can not say; complaints are about the profile. */
void jetfile_settings_check(const struct profile *p, struct diag *d);
