/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What a C-Power controller holds (Lumen, "External Calls Communication
 * Protocol" and "Basic Protocol LED Display Controller"): windows in RAM, a
 * copy of them in flash, and programmes of a template in flash.
 */

#include "board.h"

#define CPOWER_WINDOWS_MAX    10
#define CPOWER_PROGRAMMES_MAX 16 /* of a hundred that a real one has */
#define CPOWER_TEXT_MAX       1024

/* Return values of a reply to 7B. */
enum cpower_result {
	CPOWER_OK = 0,
	CPOWER_CHECKSUM = 0x01, /* also: no template, not in template mode */
	CPOWER_ORDER = 0x02,
	CPOWER_FLAG = 0x10,
	CPOWER_PROGRAMME = 0x11,
	CPOWER_WINDOW = 0x12,
	CPOWER_NO_TEMPLATE_MODE = 0x80,
	CPOWER_UNKNOWN = 0xff, /* ours: the document has no word for it */
};

struct cpower_window {
	uint16_t x, y, width, height; /* pixels */
	uint8_t effect, align, font;
	uint16_t stay; /* s */
	usec_t since;
	uint16_t n;
	uint8_t text[CPOWER_TEXT_MAX];
};

struct cpower_windows {
	unsigned n;
	struct cpower_window window[CPOWER_WINDOWS_MAX];
};

struct cpower_programme {
	bool stored;
	uint8_t number; /* from 1 */
	uint32_t append_code;
	struct cpower_windows windows;
};

struct cpower {
	bool external; /* windows are shown, not programmes */
	struct cpower_windows windows;
	bool saved;
	struct cpower_windows flash;

	bool has_template, template_mode;
	struct cpower_windows template;
	struct cpower_programme programmes[CPOWER_PROGRAMMES_MAX];

	uint8_t hours[24]; /* brightness; 32 and more: by a sensor */

	/* A command that comes in several packets. */
	unsigned next_packet;
	uint16_t n_command;
	uint8_t command[2048];
};

void cpower_reset_windows(const struct board *b, struct cpower_windows *w);

/* A whole command CC; what the reply carries behind CC goes to @out. */
enum cpower_result cpower_obey(struct board *b, const uint8_t *p, size_t n, struct octets *out);

void cpower_show(const struct board *b, struct screen *s);
