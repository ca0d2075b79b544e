/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Day expressions: what a person writes for days, in Chinese or ASCII, to a
 * set of days, and back to the canonical ASCII spelling.
 *
 * Pure but for allocation.  Names are looked up in tables that the caller fills, longest
 * first.  After `@` stand nodes, then the statutory holidays, each of one day a year
 * (春节 is lunar 1-1, 除夕 the day before); after `holiday:` the seven holidays and what
 * notices call days off of their own.  Short names (清明, 五一) print as the full ones.
 *
 * Where the notation leaves a choice:
 * - 02-29 exists in leap years only.  In other years a range that begins on it begins
 *   on 03-01, one that ends on it ends on 02-28.  So too the 30th of a lunar month of 29
 *   days: alone it does not exist, a range begins after the month or ends with it.
 * - A plain lunar month is never the leap month, but a range is every day from its first
 *   to its last: a leap month between them is in it.  A range that names a leap month
 *   exists in the years that have it.
 * - The end of a lunar range is lunar; `lunar 12-23..civil 02-01` ends on a civil date.
 * - An occurrence of an anchor is a run of consecutive days.  `@N -0` is its first day,
 *   `@N +0` its last.  `-2wd` is one day, the second working day before the first, and
 *   is nothing where the span has no such day.  前2个工作日 could mean two days: refused.
 * - A range between unlike things, `term qingming..05-01`, `@春节..lunar 1-15`, goes from each
 *   start to the next end: from an occurrence's first day (or its offset) to one's last, so
 *   `12-15..@N -0` ends on N's first.  A start with no such end within a (lunar) year, before
 *   the next start, counts for nothing.  What ends after 2100 runs to the end of the span.
 * - A validity needs no `and` (`12-04 since 2026`), but is refused beside a comma or where it
 *   could be about one set or several.
 */

#include "schedule/statutory.h"

#define DAYEXPR_MAX       1024 /* bytes of one expression */
#define DAYEXPR_DEPTH_MAX 32   /* nested brackets */

/* A named set of days: a node of the publicity year. */
struct anchor {
	const char *name;
	const struct dayset *days;
	bool statutory; /* its days depend on notices */
};

/* What names in an expression mean. */
struct dayexpr_names {
	const struct anchor *anchors;
	size_t n_anchors;
	const struct statutory *statutory; /* never NULL */
};

struct dayexpr_error {
	unsigned column;   /* from 1, in characters */
	char message[256]; /* what is wrong, with the offending word, and the nearest right form */
};

/*
 * @names: its anchors go before the statutory holidays of the same name.  An empty set is no
 * error here.
 * @canonical: NULL, or gets the canonical text, which the caller frees; it parses to
 * the same set and is its own canonical text.
 * @statutory: NULL, or gets whether the days depend on notices (working days, days off), itself or
 * through an anchor.
 * -EINVAL with *error filled.  -ENOMEM.
 */
int dayexpr_parse(const char *text, const struct dayexpr_names *names, struct dayset *ret,
		  char **canonical, bool *statutory, struct dayexpr_error *error);
