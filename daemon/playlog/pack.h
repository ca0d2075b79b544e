/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Compressed files that are whole on the disk before they take their name, and before whatever
 * they replace goes.  A file that ends in ".new" is what was left of a try.
 */

#include "pufa/base.h"

#define PACK_NEW ".new"

/* @name in the directory @dir is the compressed text from now on, or as it was before. */
int pack_write(int dir, const char *name, const char *text, size_t n);

/* Segment @number, closed and plain, becomes a compressed one. */
struct segments;
int pack_segment(const struct segments *s, unsigned number);
