/* SPDX-License-Identifier: MIT */
#include "schedule/zone.h"

#define USEC_MAX INT64_MAX

/*
 * All is computed in signed microseconds: `local` is what a clock on the wall
 * reads, counted from 1970-01-01T00:00 on that wall.  It falls back where a
 * change repeats a wall time, so two questions have one answer each for any
 * table: when does the wall first read at least w, and until when does it
 * read no more than w?  Both are monotone in w, and meet outside a repeat.
 */

static int64_t start_of(const struct zone *z, size_t i)
{
	return (int64_t) z->changes[i].at;
}

static int64_t end_of(const struct zone *z, size_t i)
{
	return i + 1 < z->n_changes ? start_of(z, i + 1) : USEC_MAX;
}

static int64_t shift_of(const struct zone *z, size_t i)
{
	return z->changes[i].offset * (int64_t) USEC_PER_SEC;
}

/* The index of the change in force at @at. */
static size_t find_change(const struct zone *z, usec_t at)
{
	size_t low = 0, high = z->n_changes;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (z->changes[middle].at <= at)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static size_t find_change_signed(const struct zone *z, int64_t at)
{
	return at <= 0 ? 0 : find_change(z, (usec_t) at);
}

/* The first instant at which the wall reads @local or later. */
static usec_t first_instant(const struct zone *z, int64_t local)
{
	int64_t reach = ZONE_OFFSET_MAX * (int64_t) USEC_PER_SEC;

	for (size_t i = find_change_signed(z, local - reach); i < z->n_changes; i++) {
		int64_t t = local - shift_of(z, i);

		if (t < start_of(z, i))
			t = start_of(z, i);
		if (t < end_of(z, i))
			return (usec_t) t;
	}
	return (usec_t) USEC_MAX;
}

/* The last instant at which the wall reads @local or, up to a gap, earlier. */
static usec_t last_instant(const struct zone *z, int64_t local)
{
	int64_t reach = ZONE_OFFSET_MAX * (int64_t) USEC_PER_SEC;

	for (size_t i = find_change_signed(z, local + reach) + 1; i-- > 0;) {
		int64_t t = local - shift_of(z, i);

		if (t > end_of(z, i))
			t = end_of(z, i);
		if (t >= start_of(z, i))
			return (usec_t) t;
	}
	return 0;
}

/*
 * Instants and wall times are cut off far beyond any programme, where they are
 * still safe to compute with; the wall's limit is the higher one, so that there is
 * a next midnight after every instant.
 */
static int64_t clamp_local(int64_t msec)
{
	const int64_t limit = USEC_MAX / 2 / (int64_t) USEC_PER_MSEC;

	if (msec > limit)
		msec = limit;
	if (msec < -limit)
		msec = -limit;
	return msec * (int64_t) USEC_PER_MSEC;
}

static usec_t clamp_instant(usec_t at)
{
	return at < (usec_t) USEC_MAX / 4 ? at : (usec_t) USEC_MAX / 4;
}

static int64_t local_at(const struct zone *z, usec_t at)
{
	at = clamp_instant(at);
	return (int64_t) at + shift_of(z, find_change(z, at));
}

static day_t local_day(int64_t local)
{
	const int64_t day = (int64_t) USEC_PER_DAY;

	return (day_t) ((local >= 0 ? local : local - day + 1) / day);
}

int32_t zone_offset(const struct zone *z, usec_t at)
{
	return z->changes[find_change(z, at)].offset;
}

usec_t zone_instant(const struct zone *z, day_t day, int64_t msec, enum zone_side side)
{
	int64_t msec_per_day = (int64_t) MINUTES_PER_DAY * MSEC_PER_MINUTE;
	int64_t local = clamp_local(day * msec_per_day + msec);

	return side == ZONE_START ? first_instant(z, local) : last_instant(z, local);
}

usec_t zone_midnight(const struct zone *z, day_t day)
{
	return zone_instant(z, day, 0, ZONE_START);
}

day_t zone_day(const struct zone *z, usec_t at)
{
	day_t day = local_day(local_at(z, at));

	/* Once begun, a day is not left again, even when the clock is put back over midnight. */
	while (zone_midnight(z, day + 1) <= clamp_instant(at))
		day++;
	return day;
}

int64_t zone_wall(const struct zone *z, usec_t at, day_t *ret_day)
{
	int64_t local = local_at(z, at);
	day_t day = local_day(local);

	*ret_day = day;
	return (local - day * (int64_t) USEC_PER_DAY) / (int64_t) USEC_PER_MSEC;
}
