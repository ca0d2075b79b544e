/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The rule at the end of a zone file: POSIX TZ with the extensions of RFC 8536
 * section 3.3 (names like <+08>, hours from -167 to 167 in the time of a change).
 * Pure.
 */

#include "pufa/base.h"

enum zonerule_kind {
	RULE_JULIAN,     /* Jn: 1..365, 29 February is never counted */
	RULE_DAY,        /* n: 0..365 */
	RULE_MONTH_WEEK, /* Mm.w.d */
};

struct zonerule_day {
	enum zonerule_kind kind;
	int day;   /* n, or 0..6 from Sunday */
	int month; /* 1..12 */
	int week;  /* 1..5, 5 is the last */
	int time;  /* seconds after midnight, may be negative */
};

struct zonerule {
	int standard, summer; /* seconds east */
	bool has_summer;
	struct zonerule_day start, end;
};

/* -EINVAL: not such a rule. */
int zonerule_parse(const char *text, struct zonerule *ret);

/* The instant of a change in @year, in seconds since 1970; @offset is the one that holds before it.
 */
int64_t zonerule_time(const struct zonerule_day *rule, int year, int offset);
