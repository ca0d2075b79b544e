/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "schedule/sun.h"

/*
 * Times are days since 2000-01-01T12:00 UTC.  That the sun's place goes by dynamical time, a minute
 * or three ahead, moves nothing by a second.
 */
#define EPOCH_USEC (INT64_C(946728000) * (int64_t) USEC_PER_SEC)
#define DAY_USEC   ((double) USEC_PER_DAY)

#define TURN      (2 * M_PI)
#define RADIANS   (M_PI / 180)
#define STEPS_MAX 60 /* halving alone reaches the clock's grain from half a day in 40 */

/* sin(-50'): 34' of refraction and 16' of the sun's radius. */
#define HORIZON (-0.014543897651582654)

/* A unit vector to the sun: to the equinox, a right angle east of it on the equator, north. */
struct direction {
	double x, y, z;
};

static struct direction sun_direction(double days)
{
	double t = days / 36525;
	double anomaly = (357.52911 + (35999.05029 - 0.0001537 * t) * t) * RADIANS;
	double node = (125.04 - 1934.136 * t) * RADIANS;
	double centre = (1.914602 - (0.004817 + 0.000014 * t) * t) * sin(anomaly) +
			(0.019993 - 0.000101 * t) * sin(2 * anomaly) + 0.000289 * sin(3 * anomaly);
	double longitude = 280.46646 + (36000.76983 + 0.0003032 * t) * t + centre - 0.00569 -
			   0.00478 * sin(node);
	double obliquity = 23.4392911 - 0.0130042 * t + 0.00256 * cos(node);
	double s = sin(longitude * RADIANS);

	return (struct direction){ cos(longitude * RADIANS), s * cos(obliquity * RADIANS),
				   s * sin(obliquity * RADIANS) };
}

/* The sun as seen from a place; north and the meridian are those of the equator's plane. */
struct sight {
	double altitude; /* its sine */
	double south;    /* towards the upper meridian */
	double west;
};

static struct sight sight(const struct location *p, double days)
{
	struct direction d = sun_direction(days);
	double t = days / 36525;
	double sidereal =
		280.46061837 + 360.98564736629 * days + 0.000387933 * t * t + p->longitude;
	double c = cos(sidereal * RADIANS), s = sin(sidereal * RADIANS);
	double south = d.x * c + d.y * s;

	return (struct sight){
		.altitude = d.z * sin(p->latitude * RADIANS) + south * cos(p->latitude * RADIANS),
		.south = south,
		.west = d.x * s - d.y * c,
	};
}

/*
 * When the sun crosses the meridian next to @mean, where the mean sun does: above the pole, or at
 * midnight below it.  They are a quarter of an hour apart at most, in which the difference changes
 * by a third of a second: the second step leaves nothing.
 */
static double transit(const struct location *p, double mean, bool midnight)
{
	double sign = midnight ? -1 : 1;

	for (unsigned i = 0; i < 2; i++) {
		struct sight s = sight(p, mean);

		mean -= atan2(sign * s.west, sign * s.south) / TURN;
	}
	return mean;
}

/*
 * When the sun is at the horizon between @low, where it is below, and @high, where it is not.
 * Newton's steps, and where one would leave the stretch, half of it.
 */
static double crossing(const struct location *p, double low, double high)
{
	double at = (low + high) / 2, scale = cos(p->latitude * RADIANS) * TURN;

	for (unsigned i = 0; i < STEPS_MAX; i++) {
		struct sight s = sight(p, at);
		double step, next;

		if (s.altitude < HORIZON)
			low = at;
		else
			high = at;
		step = (s.altitude - HORIZON) / (scale * s.west);
		next = at + step;
		if (!((next > low && next < high) || (next > high && next < low)))
			next = (low + high) / 2;
		step = fabs(next - at);
		at = next;
		if (step * DAY_USEC < 1)
			break;
	}
	return at;
}

/* The rise or the set between a midnight and a noon, or what stands for it. */
static usec_t event(const struct location *p, double midnight, double noon, bool *ret_happens)
{
	bool up = sight(p, noon).altitude >= HORIZON;
	double at = up ? midnight : noon, usec;

	*ret_happens = up && sight(p, midnight).altitude < HORIZON;
	if (*ret_happens)
		at = crossing(p, midnight, noon);
	usec = at * DAY_USEC + (double) EPOCH_USEC;
	return usec > 0 ? (usec_t) (usec / USEC_PER_MSEC + 0.5) * USEC_PER_MSEC : 0;
}

struct sun_day sun_day(const struct location *p, usec_t about)
{
	/* A mean solar day begins at 12:00 UTC on the 180th meridian. */
	double local = ((double) about - (double) EPOCH_USEC) / DAY_USEC + p->longitude / 360;
	double mean = floor(local + 0.5) - p->longitude / 360;
	double noon = transit(p, mean, false);
	struct sun_day s;

	s.rise = event(p, transit(p, mean - 0.5, true), noon, &s.rises);
	s.set = event(p, transit(p, mean + 0.5, true), noon, &s.sets);
	return s;
}
