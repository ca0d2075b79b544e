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
#define SIDEREAL  360.98564736629 /* degrees that the earth turns in a day */
#define MOTION    0.0172021       /* radians that the sun moves in one, on average */
#define STEPS_MAX 60              /* halving alone reaches a second from half a day in 16 */

/* Newton's step after one this long leaves less than a millisecond. */
#define CLOSE (1.0 / 86400)

/* Of an event that follows from the day before's: its sine from the meridian, its move in days. */
#define STEEP 0.3
#define NEAR  (1.0 / 48)

/* sin(-50'): 34' of refraction and 16' of the sun's radius. */
#define HORIZON (-0.014543897651582654)

/* To the equinox, a right angle east of it on the equator, north. */
struct vector {
	double x, y, z;
};

/* A unit vector to the sun, and how it changes in a day. */
struct direction {
	struct vector at, change;
};

static struct direction sun_direction(double days)
{
	double t = days / 36525;
	double anomaly = (357.52911 + (35999.05029 - 0.0001537 * t) * t) * RADIANS;
	double node = (125.04 - 1934.136 * t) * RADIANS;
	double s = sin(anomaly), c = cos(anomaly);
	/* Of the sines of the anomaly, of twice and of three times of it. */
	double centre = (1.914602 - (0.004817 + 0.000014 * t) * t) * s +
			(0.019993 - 0.000101 * t) * 2 * s * c + 0.000289 * (3 - 4 * s * s) * s;
	double longitude = (280.46646 + (36000.76983 + 0.0003032 * t) * t + centre - 0.00569 -
			    0.00478 * sin(node)) *
			   RADIANS;
	double obliquity = (23.4392911 - 0.0130042 * t + 0.00256 * cos(node)) * RADIANS;
	double x = cos(longitude), y = sin(longitude), motion = MOTION * (1 + 0.0334 * c);

	c = cos(obliquity);
	s = sin(obliquity);
	return (struct direction){ { x, y * c, y * s },
				   { -motion * y, motion * x * c, motion * x * s } };
}

/* A place, ready for looking from. */
struct observer {
	double east;     /* longitude in turns */
	double sin, cos; /* of the latitude */
};

static struct observer observer(const struct location *p)
{
	return (struct observer){ p->longitude / 360, sin(p->latitude * RADIANS),
				  cos(p->latitude * RADIANS) };
}

/* The sun as seen from a place; south and west are in the equator's plane. */
struct sight {
	double altitude; /* its sine */
	double change;   /* of that in a day */
	double south, west;
};

static struct sight sight(const struct observer *o, double days)
{
	struct direction d = sun_direction(days);
	double t = days / 36525;
	double sidereal =
		(280.46061837 + SIDEREAL * days + 0.000387933 * t * t) * RADIANS + o->east * TURN;
	double c = cos(sidereal), s = sin(sidereal);
	double south = d.at.x * c + d.at.y * s, west = d.at.x * s - d.at.y * c;

	return (struct sight){
		.altitude = d.at.z * o->sin + south * o->cos,
		.change = d.change.z * o->sin + (d.change.x * c + d.change.y * s) * o->cos -
			  west * o->cos * SIDEREAL * RADIANS,
		.south = south,
		.west = west,
	};
}

/*
 * When the sun crosses the meridian next to @mean, where the mean sun does: above the pole, or at
 * midnight below it.  They are a quarter of an hour apart at most, in which the difference changes
 * by a third of a second: the second step leaves nothing.
 */
static double transit(const struct observer *o, double mean, bool midnight)
{
	double sign = midnight ? -1 : 1;

	for (unsigned i = 0; i < 2; i++) {
		struct sight s = sight(o, mean);

		mean -= atan2(sign * s.west, sign * s.south) / TURN;
	}
	return mean;
}

/* In how many days the sun is at the horizon, were its height to change on as it does. */
static double newton(const struct sight *s)
{
	return (HORIZON - s->altitude) / s->change;
}

/*
 * When the sun is at the horizon between @low, where it is below, and @high, where it is not.
 * Newton's steps, and where one would leave the stretch, half of it.
 */
static double crossing(const struct observer *o, double low, double high)
{
	double at = (low + high) / 2, before;
	unsigned n = 0;

	do {
		struct sight s = sight(o, at);

		before = at;
		if (s.altitude < HORIZON)
			low = at;
		else
			high = at;
		at += newton(&s);
		if (!((at >= low && at <= high) || (at >= high && at <= low)))
			at = (low + high) / 2;
	} while (fabs(at - before) > CLOSE && ++n < STEPS_MAX);
	return at;
}

static usec_t instant(double days)
{
	double usec = days * DAY_USEC + (double) EPOCH_USEC;

	return usec > 0 ? (usec_t) (usec / USEC_PER_MSEC + 0.5) * USEC_PER_MSEC : 0;
}

/* The rise or the set between a midnight and a noon, or what stands for it. */
static usec_t event(const struct observer *o, double midnight, double noon, bool *ret_happens)
{
	bool up = sight(o, noon).altitude >= HORIZON;

	*ret_happens = up && sight(o, midnight).altitude < HORIZON;
	if (*ret_happens)
		return instant(crossing(o, midnight, noon));
	return instant(up ? midnight : noon);
}

/* A mean solar day begins at 12:00 UTC on the 180th meridian: the noon of the one about. */
static double mean_noon(const struct observer *o, usec_t about)
{
	double days = ((double) about - (double) EPOCH_USEC) / DAY_USEC;

	return floor(days + o->east + 0.5) - o->east;
}

struct sun_day sun_day(const struct location *p, usec_t about)
{
	struct observer o = observer(p);
	double mean = mean_noon(&o, about), noon = transit(&o, mean, false);
	struct sun_day s;

	s.rise = event(&o, transit(&o, mean - 0.5, true), noon, &s.rises);
	s.set = event(&o, transit(&o, mean + 0.5, true), noon, &s.sets);
	return s;
}

/*
 * An event from that of the day before: it moves by minutes, and where the sun is steep there is
 * but one.  False: not to be had so.
 */
static bool follow(const struct observer *o, usec_t before, double mean, int side, usec_t *ret)
{
	double guess = ((double) before - (double) EPOCH_USEC) / DAY_USEC + 1, at = guess, step;
	unsigned n = 0;

	if (fabs(guess - mean - side * 0.25) > 0.25)
		return false;
	do {
		struct sight s = sight(o, at);

		if (s.west * side < STEEP)
			return false;
		step = newton(&s);
		at += step;
		if (fabs(at - guess) > NEAR || ++n == STEPS_MAX)
			return false;
	} while (fabs(step) > CLOSE);
	*ret = instant(at);
	return true;
}

struct sun_day sun_day_after(const struct location *p, usec_t about, const struct sun_day *before)
{
	struct observer o = observer(p);
	double mean = mean_noon(&o, about);
	struct sun_day s = { .rises = true, .sets = true };

	if (before->rises && before->sets && follow(&o, before->rise, mean, -1, &s.rise) &&
	    follow(&o, before->set, mean, 1, &s.set))
		return s;
	return sun_day(p, about);
}
