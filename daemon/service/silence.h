/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A board does not answer: is it the board, or the line that it is on?
 *
 * A wire that was cut, a serial server that accepts and says nothing and a converter
 * without power are one fault, however many boards are behind it.  A board is
 * silent by itself where another on its line has answered between two of its
 * failures, or answers with an error, or where there is no other.  The line is silent
 * where none of its boards has answered since, and all were asked.
 *
 * Main thread.  No clock, no I/O.
 */

#include "pufa/base.h"

struct device;
struct manager;

enum silence {
	SILENCE_NONE,    /* it answers, or fails in another way */
	SILENCE_UNCLEAR, /* others of its line were not asked since; for a minute at most */
	SILENCE_BOARD,
	SILENCE_LINE,
};

enum silence silence_of(const struct manager *m, const struct device *d, usec_t now);
