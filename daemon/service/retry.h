/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * From an error to what is done about it.  A good board's first failures are
 * tried again at once, behind the other boards of its line; from then on pauses
 * double.  A dead board costs its line one answer's timeout in each pause; a lost
 * port costs nobody anything, so it is looked for more often.
 *
 * A table and what follows from it.  Pure.
 */

#include "pufa/driver.h"

/* The board took a page and then held another one. */
#define BOARD_MISMATCH (-EBADE)

/* It took a page, and somebody else has written over it already, again. */
#define BOARD_OVERWRITTEN (-EADV)

struct retry {
	int error;
	const char *text;
	unsigned quick; /* tries at once */
	usec_t pause_first, pause_max;
	bool reads_first; /* it may hold anything, or just what it should: look before writing */
	bool hopeless;    /* it is not the wire: someone must come */
};

/* Never NULL: what is in no table is an unexpected error. */
const struct retry *retry_find(int error);

/* After the @n_failures-th failure in a row, from 1. */
usec_t retry_pause(int error, unsigned n_failures);

/* An error as a person understands it, without its cause: see service/error_text.h. */
const char *board_error_text(int error);
