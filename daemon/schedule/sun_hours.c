/* SPDX-License-Identifier: MIT */
#include "schedule/sun_hours.h"

#define DAYS_TRIED 400 /* more than a year of daily ones */

bool hours_need_sun(const struct sun_hours *s)
{
	return s->from.base != HOURS_CLOCK || s->to.base != HOURS_CLOCK;
}

static usec_t to_minute(usec_t at)
{
	at += USEC_PER_MINUTE / 2;
	return at - at % USEC_PER_MINUTE;
}

static usec_t sun_instant(struct sun_memo *m, const struct hours_end *e, day_t day)
{
	size_t i = (size_t) day % ARRAY_SIZE(m->days);
	int64_t at;

	if (!m->days[i].known || m->days[i].day != day) {
		usec_t noon = zone_instant(m->zone, day, 12 * 60 * MSEC_PER_MINUTE, ZONE_START);
		struct sun_day s = sun_day(m->place, noon);

		m->days[i].day = day;
		m->days[i].known = true;
		m->days[i].rise = to_minute(s.rise);
		m->days[i].set = to_minute(s.set);
	}
	at = (int64_t) (e->base == HOURS_SUNRISE ? m->days[i].rise : m->days[i].set) +
	     e->minutes * (int64_t) USEC_PER_MINUTE;
	return at > 0 ? (usec_t) at : 0;
}

/* A repeated hour that belongs to a neighbour's day is not this day's. */
static usec_t clock_instant(const struct zone *z, day_t day, int minute, enum zone_side side)
{
	usec_t first = zone_midnight(z, day), last = zone_midnight(z, day + 1);
	usec_t at = zone_instant(z, day, (int64_t) minute * MSEC_PER_MINUTE, side);

	if (at > last || minute == MINUTES_PER_DAY)
		return last;
	return at < first ? first : at;
}

static usec_t end_instant(struct sun_memo *m, const struct hours_end *e, day_t day,
			  enum zone_side side)
{
	if (e->base != HOURS_CLOCK)
		return sun_instant(m, e, e->next ? day + 1 : day);
	if (e->minutes > MINUTES_PER_DAY)
		return clock_instant(m->zone, day + 1, e->minutes - MINUTES_PER_DAY, side);
	return clock_instant(m->zone, day, e->minutes, side);
}

bool sun_hours_on(struct sun_memo *m, const struct sun_hours *s, day_t day, usec_t *ret_from,
		  usec_t *ret_to)
{
	*ret_from = end_instant(m, &s->from, day, ZONE_START);
	*ret_to = end_instant(m, &s->to, day, ZONE_END);
	return *ret_from < *ret_to;
}

bool sun_hours_happen(struct sun_memo *m, const struct sun_hours *s, const struct dayset *days)
{
	unsigned n = 0;

	for (day_t day = DAY_FIRST; n < DAYS_TRIED && dayset_next(days, day, &day); day++, n++) {
		usec_t from, to;

		if (sun_hours_on(m, s, day, &from, &to))
			return true;
	}
	return n == 0;
}
