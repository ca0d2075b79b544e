/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Day expressions: what a person writes for days, in Chinese or ASCII, to a
 * set of days, and back to the canonical ASCII spelling.
 *
 * Pure but for allocation.  Anchors (`@name`) are looked up in a table that
 * the caller fills; the lookup is longest name first.
 *
 * Where the notation leaves a choice:
 * - 02-29 exists in leap years only.  In other years a range that begins on it begins
 *   on 03-01, one that ends on it ends on 02-28.
 * - An occurrence of an anchor is a run of consecutive days.  `@N -0` is its first day,
 *   `@N +0` its last.
 * - `12-15..@N` ends on the last day of the next occurrence, `12-15..@N -0` on its first.  A
 *   start with no such end within a year, before the next start, counts for nothing.
 * - A validity needs no `and` (`12-04 since 2026`), but is refused beside a comma or where it
 *   could be about one set or several.
 */

#include "schedule/dayset.h"

#define DAYEXPR_MAX       1024 /* bytes of one expression */
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
	unsigned column;   /* from 1, in characters */
	char message[256]; /* what is wrong, with the offending word, and the nearest right form */
};

/*
 * @anchors: may be NULL.  An empty set is no error here.
 * @canonical: NULL, or gets the canonical text, which the caller frees; it parses to
 * the same set and is its own canonical text.
 * -EINVAL with *error filled.  -ENOMEM.
 */
int dayexpr_parse(const char *text, const struct anchors *anchors, struct dayset *ret,
		  char **canonical, struct dayexpr_error *error);
