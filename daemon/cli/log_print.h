/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A record of the play log for people, a line each, and for programs.  Lines
 * are printed as they come; what is aligned is so as far as can be known.
 */

#include <jansson.h>

#include "playlog/reader.h"

struct zone;

struct log_printer {
	const struct zone *zone;
	bool colors;
	unsigned board_width; /* the widest so far */
};

/*
 * "2026-12-04 08:00:16.250  south-gate  verified      宪法 第33条         法律面前，人人平等".
 * -ENOMEM.
 */
int log_print(struct log_printer *p, const struct entry *e);

/* {seq, at, mono, kind, ...}; NULL: out of memory. */
json_t *log_json(const struct entry *e, const struct zone *z);

/* From the log's milliseconds; 0 for 0 and for what no calendar has. */
usec_t log_time(uint64_t msec);
