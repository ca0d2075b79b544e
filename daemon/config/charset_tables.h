/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What is particular to each character set: its name in the C library, the
 * shape of its two-byte codes, and what may stand for characters it lacks.
 * For charset.c alone; constant data.
 *
 * A substitution is harmless: a reader takes it for the same mark.  It never
 * takes more cells than what it stands for, since the layout was made before;
 * in the two-byte sets it takes exactly as many.
 */

#include "pufa/profile.h"

#define SUBSTITUTE_MAX 3 /* bytes of UTF-8 */

struct substitution {
	uint32_t code_point;
	const char *with; /* UTF-8; "": nothing at all; NULL: refused, whatever iconv says */
};

/* Where the C library reads a code otherwise than boards and other programs do. */
struct reading {
	const char *libc, *ours; /* UTF-8 */
};

struct charset_rules {
	const char *iconv;                /* NULL: ASCII and nothing else */
	uint8_t lead_min, lead_max;       /* of a two-byte code */
	uint8_t low_min, low_max;         /* its second byte: in here, */
	uint8_t high_min, high_max;       /* or in here */
	bool folds_forms;                 /* full-width forms of ASCII become ASCII */
	const struct substitution *table; /* sorted by code point */
	size_t n;
	const struct reading *readings; /* ends with NULLs; NULL: none */
};

extern const struct charset_rules charset_rules[];

/* For every set: spaces that do not break, invisible joiners, hyphens of another name. */
extern const struct substitution charset_common[];
extern const size_t charset_n_common;
