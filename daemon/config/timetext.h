/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Times as people write and read them.  In: RFC 3339, or a date, a local time
 * `2026-12-04 08:00[:30]`, `08:00` of today or `now`, in a site's zone.  Out: RFC 3339 with the
 * zone's offset and milliseconds.
 */

#include "schedule/zone.h"

#define TIMETEXT_MAX 40

/*
 * @now: for `now`, `today`, `tomorrow` and a bare `08:00`.  *ret_is_date: true when @text names a
 * whole day (NULL to ignore); the instant is then that day's first. -EINVAL: not a time.  -ERANGE:
 * outside 1970-2100.
 */
int time_parse(const char *text, const struct zone *z, usec_t now, usec_t *ret, bool *ret_is_date);

/* "2026-12-04T08:00:00.000+08:00"; @buf of TIMETEXT_MAX; returns @buf. */
const char *time_format(usec_t at, const struct zone *z, char *buf);
