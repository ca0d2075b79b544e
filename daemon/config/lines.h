/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The lines of a site's file: what may be written, and what it means.
 */

#include "config/loader.h"

struct line_text {
	const char *name, *title, *serial, *host, *framing;
	int port, baud;
	int timeout, turnaround; /* milliseconds */
	bool rs485;
	bool has_port, has_baud, has_framing, has_rs485;
	struct where at, name_at, serial_at, host_at, baud_at, framing_at;
};

extern const struct setting line_members[];
extern const struct line_text line_defaults;

/* Checks all of them and puts them into the configuration; fills @names with their indices. */
void lines_build(struct loader *l, const struct line_text *texts, size_t n,
		 struct name_table *names);

/* Can the driver of the board written @at run on that line? */
void line_check_kind(const struct line_text *t, const struct driver *d, struct where at,
		     struct diag *diag);
