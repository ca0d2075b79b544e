/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Why a board shows what it shows, as plain English sentences: rules, days as
 * written, hours, priorities, limits, until when, and where days depend on
 * working days, what those rest on.  Text from values: no clock, no files, no
 * state, any thread.  Instants are given in the programme's zone.
 *
 * Both functions write one line without a full stop into @buf, cut at a whole
 * character and ended with "..." where it does not fit, and return its length
 * in bytes.  -EINVAL: an index in the value does not belong to @p.
 */

#include "schedule/schedule.h"

#define EXPLAIN_MAX 1024 /* bytes of @buf that are enough but for very long names and day texts */

/* Why this rule plays, or does not, at @now. */
int explain_why(const struct programme *p, const struct consideration *c, usec_t now, char *buf,
		size_t size);

/* Why the board shows what @d, decided at @now, says, and until when that holds. */
int explain_because(const struct programme *p, const struct decision *d, usec_t now, char *buf,
		    size_t size);
