/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The grammar of a libconfig file, checked before libconfig sees it: settings,
 * groups, lists, arrays; their nesting and their numbers; no name twice.
 * Pure: bytes in, complaints out.
 */

#include "pufa/diag.h"

/* What the text holds: the line of every string that is an element of a list or array, in order. */
struct element_lines {
	unsigned *line;
	size_t n;
	size_t n_values; /* of any kind, in the whole text */
};

/*
 * @text as lexer_init() wants it.  *ret_lines is the caller's to free.
 * -EINVAL: mistakes, said to @diag.  -ENOMEM.
 */
int grammar_check(const char *text, size_t n, const char *file, struct element_lines *ret_lines,
		  struct diag *diag);
