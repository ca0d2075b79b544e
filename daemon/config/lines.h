/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The lines of a site's file: what may be written, and what it means.
 */

#include "config/loader.h"

struct line_text {
	const char *name, *title, *serial, *host, *framing;
	int transport; /* of a host: an index into "tcp", "udp" */
	int port, baud;
	int timeout, turnaround; /* milliseconds */
	bool rs485;
	bool has_port, has_baud, has_framing, has_rs485, has_transport;
	struct where at, name_at, serial_at, host_at, baud_at, framing_at;
};

extern const struct setting line_members[];
extern const struct line_text line_defaults;

/*
 * Checks all of them by themselves; fills @names with their indices.  Returns the lines, which
 * are the configuration's too; NULL: out of memory.
 */
struct config_line *lines_build(struct loader *l, const struct line_text *texts, size_t n,
				struct name_table *names);

/*
 * The driver of a line's first board, written @at, settles what the words left open: the kind of
 * the line, what frames look like on it, the port.  Says what can not go together.
 */
void line_resolve(struct config_line *line, const struct line_text *t, const struct driver *d,
		  struct where at, struct diag *diag);

/* Once all are settled: no two may share a port. */
void lines_check_ports(struct loader *l);
