/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What an Onbon card is told to show: a page as its text, the area that the
 * text stands in, the update of a dynamic area, and the file of a flash
 * programme.  Pure.
 *
 * Source: Onbon, BX-5K/6K font card protocol v1.4: dynamic areas, programme
 * files, text coding.
 */

#include "octets.h"
#include "onbon_settings.h"

/* The text of a page as the card reads it. */
struct onbon_text {
	unsigned rows; /* 0: nothing to show */
	size_t n;
	uint8_t bytes[ONBON_TEXT_MAX];
};

/*
 * Join the rows of @page, but for blank ones at its end, with the card's newline.
 * -EMSGSIZE, -EILSEQ: as show().
 */
int onbon_text(const struct profile *p, const struct page *page, struct onbon_text *ret);

/* As struct driver's. */
bool onbon_allows(const struct profile *p, const uint8_t *code, size_t n);

enum onbon_lines {
	ONBON_LINES_SINGLE = 1,
	ONBON_LINES_MULTI = 2,
};

enum onbon_newline {
	ONBON_NEWLINE_MANUAL = 1,
	ONBON_NEWLINE_AUTOMATIC = 2,
};

#define ONBON_AREA_PROGRAMME 0xff /* number of every area of a flash programme */

/* Fields of an area, as on the wire. */
struct onbon_area {
	uint16_t x, y, width, height;
	uint8_t id;
	uint8_t line_spacing;
	uint8_t run_mode; /* enum onbon_run_mode */
	uint16_t timeout; /* seconds */
	uint8_t alignment;
	uint8_t lines;   /* enum onbon_lines */
	uint8_t newline; /* enum onbon_newline */
	uint8_t effect;  /* 1 static .. 6 down */
	uint8_t speed, stay;
	const uint8_t *text; /* borrowed */
	size_t n;
};

#define ONBON_AREA_FIXED 27 /* bytes of an area beside its text */

/* The area of the profile with @text in it. */
struct onbon_area onbon_area_of(const struct profile *p, const struct onbon_text *text);

/* The same in a flash programme. */
struct onbon_area onbon_programme_area_of(const struct profile *p, const struct onbon_text *text);

/* Payload of ONBON_AREAS: delete those of @ids, then update @area; NULL: none. */
void onbon_put_update(struct octets *o, const uint8_t *ids, size_t n_ids,
		      const struct onbon_area *area);

#define ONBON_NAME           4 /* bytes of a file's name */
#define ONBON_WEEK_EVERY_DAY 1
#define ONBON_FILE_FIXED     (1 + ONBON_NAME + 4 + 1 + 2 + 1 + 8 + 1 + 1 + 1 + 1 + 4 + 2)
#define ONBON_FILE_MAX       (ONBON_FILE_FIXED + ONBON_AREA_FIXED + ONBON_TEXT_MAX)
#define ONBON_BLOCK          256 /* bytes of a file in one frame: a 5K takes 512 */

/*
 * A programme of one area that plays at all hours.  The document's two examples of files do not
 * agree on what the length before an area counts.
 */
struct onbon_programme {
	char name[ONBON_NAME];
	uint8_t life[8]; /* first and last date, BCD, all FF: for ever */
	uint8_t week;    /* ONBON_WEEK_EVERY_DAY, or bits 1 Monday .. 7 Sunday */
	bool whole;      /* that length counts its own 4 bytes */
	struct onbon_area area;
};

/* The whole file, with its own checksum. */
void onbon_put_programme(struct octets *o, const struct onbon_programme *programme);

/* Payload of ONBON_BEGIN_FILE; what has that name is overwritten. */
void onbon_put_begin(struct octets *o, const char name[ONBON_NAME], size_t size);

/* Payload of ONBON_WRITE_BLOCK: block @i, from 0, of a file of @n bytes; returns where it ends. */
size_t onbon_put_block(struct octets *o, const char name[ONBON_NAME], const uint8_t *file, size_t n,
		       unsigned i);
