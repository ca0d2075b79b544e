/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Hours whose ends are given by the clock or by the sun: "sunset-30m..sunrise".  Pure.
 *
 * A span belongs to the day on which it starts; the sun's events of a day are those around its
 * noon, so that a sunset after midnight is still the old day's.  They are taken to the whole
 * minute, as almanacs print them.  A span whose end is not after its start does not happen on that
 * day: 17:00..sunset in winter, sunset..sunrise where the sun stays up.  Where it stays down, day
 * after day of sunset..sunrise are one whole (sun.h).
 */

#include "schedule/dayset.h"
#include "schedule/sun.h"
#include "schedule/zone.h"

#define SUN_OFFSET_MAX 720 /* minutes before or after the sun's event */

/* The spans of a day begin and end less than so many days from its midnights. */
#define SUN_HOURS_DAYS 3

enum hours_base {
	HOURS_CLOCK,
	HOURS_SUNRISE,
	HOURS_SUNSET,
};

struct hours_end {
	enum hours_base base;
	bool next; /* HOURS_SUNRISE, HOURS_SUNSET: of the day after */
	/*
	 * HOURS_CLOCK: minutes of the day, as those of struct hours: 0..1439 of a start, 1..2880 of
	 * an end.  Else minutes after the event, at most SUN_OFFSET_MAX, or before it (negative).
	 */
	int16_t minutes;
};

struct sun_hours {
	struct hours_end from, to;
};

bool hours_need_sun(const struct sun_hours *s);

/* Does it keep what is promised above? */
bool sun_hours_are_good(const struct sun_hours *s);

/* The sun's events of a day, in minutes since 1970. */
struct sun_minutes {
	uint32_t rise, set;
};

/* The days that were last asked for, or all of them: computing them is most of the work. */
struct sun_memo {
	const struct zone *zone;
	const struct location *place;
	const struct sun_minutes *all; /* of sun_hours_table(); NULL: there is none */
	struct {
		day_t day;
		bool known;
		struct sun_minutes sun;
	} days[16];
};

static inline struct sun_memo sun_memo(const struct zone *z, const struct location *p)
{
	return (struct sun_memo){ .zone = z, .place = p };
}

/* Of every day of the span and the one after it, for sun_memo's @all.  NULL: no memory. */
struct sun_minutes *sun_hours_table(const struct zone *z, const struct location *p);

/*
 * The instants of a span of @day: *ret_from <= t < *ret_to.  False: it does not happen that day.
 * A clock's end that a change of the zone skips or repeats is as zone.h has it, and stays on its
 * day.
 */
bool sun_hours_on(struct sun_memo *m, const struct sun_hours *s, day_t day, usec_t *ret_from,
		  usec_t *ret_to);

/* Does it happen on any of the first few hundred of those days?  True too when there are none. */
bool sun_hours_happen(struct sun_memo *m, const struct sun_hours *s, const struct dayset *days);
