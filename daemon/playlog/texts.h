/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The texts of one segment by their number, and back: a text is written once in a segment, and
 * plays refer to it.  Owns copies.
 */

#include "playlog/record.h"

struct text {
	uint64_t ref;
	struct record record; /* its strings point behind the struct */
};

struct texts {
	struct text **list;
	size_t n;
	uint64_t last; /* the highest number */
};

void texts_clear(struct texts *t); /* a new segment */

/* The text of a record that has one, by the number @ref.  -ENOMEM. */
int texts_add(struct texts *t, uint64_t ref, const struct record *r);

/* The number of the text that @r carries; 0: not known yet. */
uint64_t texts_find(const struct texts *t, const struct record *r);

/* Give @r the text of its number; without one its strings are "". */
void texts_fill(const struct texts *t, struct record *r);
