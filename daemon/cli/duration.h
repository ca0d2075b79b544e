/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Spans of time as people write them: 90s, 30m, 2h, 1h30m, 7d.
 */

#include "pufa/base.h"

#define DURATION_MAX 64

/*
 * Whole numbers with d, h, m or s after each, the larger unit first and each but once.  -EINVAL:
 * not so written.  -ERANGE: a number is past all use.
 */
int duration_parse(const char *text, usec_t *ret);

/* In the same words, whole seconds of it; "0s".  @buf of DURATION_MAX; returns @buf. */
const char *duration_format(usec_t span, char *buf);
