/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Hours as people write them: "07:20-08:30, 17:00-18:30".  Pure.
 */

#include "schedule/programme.h"

#define HOURS_ERROR_MAX 160

/*
 * At most @max spans into @ret, sorted.  24:00 may end a span; one that ends before it starts
 * runs past midnight.  Returns how many, or -EINVAL with what is wrong in @error
 * (HOURS_ERROR_MAX): not a time, nothing between from and to, spans that overlap.
 */
int hours_parse(const char *text, struct hours *ret, size_t max, char *error);
