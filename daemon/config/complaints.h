/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A diag that stands before another.  It keeps what is said, and in the end
 * passes it on in the order of files and lines, no more than a person would
 * read, and where wanted only what is about one file.
 */

#include "pufa/diag.h"

#define COMPLAINTS_MAX 200 /* of each severity */

struct complaints {
	struct diag diag; /* complain here */
	struct diag *to;
	const char *only; /* complaints about this file alone; NULL: all */
	struct complaint *kept;
	size_t n_kept, kept_size;
	unsigned n[2]; /* by severity: kept, and beyond COMPLAINTS_MAX just counted */
};

void complaints_init(struct complaints *c, struct diag *to);

/* Forgets all that was said. */
void complaints_drop(struct complaints *c);

/* Passes all on, and how many were too many.  What they are about must still be there. */
void complaints_finish(struct complaints *c);
