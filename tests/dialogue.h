/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A bytes line for tests of drivers: it must be asked exactly these requests in
 * this order, and answers as it says.  Answers are given byte by byte, so that
 * a parser that takes half an answer for a whole one is found out; what a real
 * line would throw away behind an answer is never seen by the driver.
 */

#include "pufa/line.h"

/* One exchange.  Bytes are in hex; blanks between them are for people. */
struct turn {
	const char *request; /* NULL: any, and it is not compared */
	const char *answer;  /* NULL: none comes; -ETIMEDOUT where one is waited for */
	int result;          /* not 0: the line's own error, instead of an answer */
};

struct dialogue {
	struct line line;
	const struct turn *at, *end;
	bool departed; /* something else was asked for */
};

void dialogue_init(struct dialogue *d, const struct turn *turns, size_t n);

/* All of it, and nothing else, was asked for. */
bool dialogue_done(const struct dialogue *d);

/* Hex to bytes; returns their number.  Anything but hex and blanks ends the program. */
size_t unhex(const char *hex, uint8_t *ret, size_t max);
