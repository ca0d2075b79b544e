/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Day expressions: what a person writes for days, in Chinese or ASCII, to a
 * set of days, and back to the canonical ASCII spelling.
 *
 * Pure but for allocation.  Anchors (`@name`) are looked up in a table that
 * the caller fills; the lookup is longest name first.
 */

#include "schedule/dayset.h"

#define DAYEXPR_MAX	  1024 /* bytes of one expression */
#define DAYEXPR_DEPTH_MAX 32   /* nested brackets */

/* A named set of days: a node of the publicity year. */
struct anchor {
	const char *name;
	const struct dayset *days;
};

struct anchors {
	const struct anchor *list;
	size_t n;
};

struct dayexpr_error {
	unsigned column; /* from 1, in characters */
	char message[256]; /* what is wrong, with the offending word, and the nearest right form */
};

/*
 * @canonical: NULL, or gets the canonical text, which the caller frees.
 * -EINVAL with *error filled.  -ENOMEM.
 */
int dayexpr_parse(const char *text, const struct anchors *anchors, struct dayset *ret,
		  char **canonical, struct dayexpr_error *error);
