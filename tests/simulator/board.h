/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * One simulated board of any make: what all makes have in common, and the
 * state that its protocol keeps.
 */

#include <time.h>

#include "protocol.h"
#include "pufa/profile.h"

/* A make by name: a protocol, and what differs among those that speak it. */
struct kind {
	const char *name;
	const struct protocol *protocol;
	unsigned variant; /* the protocol knows what it means */
	enum charset charset;
	unsigned width, height; /* pixels, where nobody says */
	const char *what;       /* for people */
};

extern const struct kind kinds[]; /* by name, ending with a NULL name */

/* @n bytes of @name.  NULL: there is none. */
const struct kind *kind_find(const char *name, size_t n);

struct board {
	const struct kind *kind;
	const struct protocol *protocol;
	const struct profile *profile; /* NULL: none; borrowed */
	unsigned address;
	unsigned width, height; /* pixels */
	enum charset charset;
	usec_t now; /* of CLOCK_MONOTONIC, when it is spoken to or looked at */

	bool on;
	unsigned brightness; /* in its own steps */
	int64_t clock;       /* its own local time at clock_at, seconds since 1970 */
	usec_t clock_at;

	/* What it was asked for since the simulator began; a restart does not change that. */
	unsigned n_requests, n_destructive, n_restarts, n_flash;

	void *state, *spare; /* protocol->size bytes each */
	char *recorded;      /* the text that was last recorded; NULL: none yet */
};

int board_init(struct board *b, const struct kind *k, unsigned address);
void board_done(struct board *b);

/* As after a power cut; @everything: as it came from its maker. */
void board_restart(struct board *b, bool everything);

/* Its local time, and a new one. */
void board_clock(const struct board *b, struct tm *ret);
void board_set_clock(struct board *b, const struct tm *t);

void board_show(struct board *b, usec_t now, struct screen *ret);

/*
 * What is seen, in UTF-8: rows joined by '|' without the spaces around them and without the blank
 * rows at the end; "dark" when it is off, "?" where only a profile would tell.
 */
#define BOARD_TEXT_MAX (SCREEN_ROWS_MAX * (4 * SCREEN_ROW_MAX + 1))
void board_text(struct board *b, usec_t now, char buf[BOARD_TEXT_MAX]);

/* Put up a text in UTF-8, rows split by '|'.  Errors of foreign(), and those of charset_encode().
 */
int board_foreign(struct board *b, usec_t now, const char *text);

/* Two binary-coded decimal digits; -1: they are none. */
int from_bcd(uint8_t digits);
