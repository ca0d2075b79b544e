/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Complaints about files, as they come: a line each, "file:line: error: text",
 * or an item of a JSON array.
 */

#include "cli/terminal.h"
#include "cli/writer.h"
#include "pufa/diag.h"

struct mistakes {
	struct diag diag;
	FILE *out;             /* NULL: to the writer */
	struct writer *writer; /* NULL: to @out */
	bool colors;
	bool errors_only;
};

/* As lines. */
void mistakes_init(struct mistakes *m, FILE *out, bool colors, bool errors_only);
/* As items of an array that is open. */
void mistakes_init_json(struct mistakes *m, struct writer *writer);
