/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Sunrise and sunset.  Pure arithmetic, by the low-accuracy sun of Meeus (Astronomical Algorithms,
 * 2nd edition, chapters 12, 22 and 25): from 2000 to 2100 within ten seconds of the full theory, up
 * to 65 degrees north and south.  Real air refracts otherwise than a standard one, by more than
 * that.
 */

#include "pufa/base.h"

/* A place on the map, in degrees; north and east are positive. */
struct location {
	double latitude;  /* -90..90 */
	double longitude; /* -180..180 */
};

/*
 * One noon of the sun, the rise before it and the set after it: the instants at which the upper
 * edge of the sun, refracted by a standard atmosphere, touches a level horizon (the sun's centre
 * at -50', as almanacs have it).  Whole milliseconds.
 *
 * Beyond the polar circles a sun that stays down is said to rise and to set at its noon, one that
 * stays up at the midnights before and after: the limits of ever shorter days and nights.
 */
struct sun_day {
	usec_t rise, set;
	bool rises, sets; /* does it, or is it only said to? */
};

/*
 * Of the mean solar day of @p, from midnight to midnight, in which @about lies: for a civil day, an
 * instant about its noon.
 */
struct sun_day sun_day(const struct location *p, usec_t about);

/*
 * The same for the day after that of @before, whose events tell where to look: several times as
 * fast.  It may round to another millisecond.
 */
struct sun_day sun_day_after(const struct location *p, usec_t about, const struct sun_day *before);
