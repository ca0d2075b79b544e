/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Hours as people write them: "07:20-08:30, 17:00-18:30", and where the sun may
 * give an end, "sunset-30m..sunrise", "日落前30分至日出".  Pure.
 *
 * The span of two clock times runs past midnight where it ends before it
 * starts.  With the sun it does where it begins in the evening and ends in the
 * morning: sunset and times from 12:00 on are of the evening, sunrise and times
 * before 12:00 of the morning, 00:00 as an end is the day's.  So what a span
 * means does not depend on the season: 17:00..sunset ends on the day itself or,
 * in winter, does not happen.
 */

#include "schedule/programme.h"
#include "schedule/sun_hours.h"

#define HOURS_MAX       48 /* spans in one setting */
#define HOURS_ERROR_MAX 200
#define HOURS_TEXT_MAX  40

/*
 * At most @max spans into @ret, sorted.  24:00 may end a span; one that ends before it starts
 * runs past midnight.  Returns how many, or -EINVAL with what is wrong in @error
 * (HOURS_ERROR_MAX): not a time, nothing between from and to, spans that overlap, the sun.
 */
int hours_parse(const char *text, struct hours *ret, size_t max, char *error);

/* The same with the sun; overlaps are told only of spans that go by the clock alone. */
int sun_hours_parse(const char *text, struct sun_hours *ret, size_t max, char *error);

/* "sunset-30m..sunrise", "22:00-06:30"; @buf of HOURS_TEXT_MAX; returns @buf. */
const char *sun_hours_format(const struct sun_hours *s, char *buf);
