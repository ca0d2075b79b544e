/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Complaints about what a person wrote.  Each carries the file and line it is
 * about; a loader reports them all, so one run shows every mistake.
 *
 * An error refuses the whole set of files; a warning never does.
 */

#include "pufa/base.h"

enum severity {
	SEVERITY_WARNING,
	SEVERITY_ERROR,
};

/* Where a value was written.  @file is borrowed and lives as long as the value does. */
struct where {
	const char *file; /* NULL: nowhere in particular */
	unsigned line;    /* from 1; 0: the file as a whole */
};

struct diag {
	/* Called once per complaint; @message is borrowed and has no newline. */
	void (*emit)(struct diag *d, enum severity severity, struct where at, const char *message);
	unsigned n_errors, n_warnings;
};

void diag_error(struct diag *d, struct where at, const char *fmt, ...) _printf_(3, 4);
void diag_warning(struct diag *d, struct where at, const char *fmt, ...) _printf_(3, 4);

/* "error" or "warning". */
const char *severity_name(enum severity severity);
