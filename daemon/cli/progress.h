/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A bar for what takes longer than a second: on stderr, one line that is drawn
 * over and wiped at the end.  Where stderr is no terminal nothing is drawn.
 */

#include "pufa/base.h"

struct progress {
	size_t total;
	usec_t began;
	unsigned drawn; /* columns, to be wiped */
	bool quiet;
};

void progress_start(struct progress *p, size_t total);

/* @done of the total; @what is in hand. */
void progress_show(struct progress *p, size_t done, const char *what);

/* Wipe it: something else is to be printed, or it is over. */
void progress_wipe(struct progress *p);
