/* SPDX-License-Identifier: MIT */
#include "schedule/sun_hours.h"

#define DAYS_TRIED 400 /* more than a year of daily ones */

bool hours_need_sun(const struct sun_hours *s)
{
	return s->from.base != HOURS_CLOCK || s->to.base != HOURS_CLOCK;
}

static bool is_good(const struct hours_end *e, int first, int last)
{
	if (e->base == HOURS_CLOCK)
		return e->minutes >= first && e->minutes <= last;
	return e->minutes >= -SUN_OFFSET_MAX && e->minutes <= SUN_OFFSET_MAX;
}

bool sun_hours_are_good(const struct sun_hours *s)
{
	return is_good(&s->from, 0, MINUTES_PER_DAY - 1) && !s->from.next &&
	       is_good(&s->to, 1, 2 * MINUTES_PER_DAY);
}

static usec_t noon_of(const struct zone *z, day_t day)
{
	return zone_instant(z, day, 12 * 60 * MSEC_PER_MINUTE, ZONE_START);
}

static struct sun_minutes to_minutes(const struct sun_day *s)
{
	return (struct sun_minutes){
		(uint32_t) ((s->rise + USEC_PER_MINUTE / 2) / USEC_PER_MINUTE),
		(uint32_t) ((s->set + USEC_PER_MINUTE / 2) / USEC_PER_MINUTE),
	};
}

struct sun_minutes *sun_hours_table(const struct zone *z, const struct location *p)
{
	struct sun_minutes *all = calloc(N_DAYS + 1, sizeof(*all));
	struct sun_day s = { .rises = false };

	for (uint32_t i = 0; all && i <= N_DAYS; i++) {
		s = sun_day_after(p, noon_of(z, DAY_FIRST + (day_t) i), &s);
		all[i] = to_minutes(&s);
	}
	return all;
}

static const struct sun_minutes *sun_of(struct sun_memo *m, day_t day)
{
	uint32_t at = (uint32_t) day - (uint32_t) DAY_FIRST;
	size_t i = (size_t) day % ARRAY_SIZE(m->days);

	if (m->all && at <= N_DAYS)
		return &m->all[at];
	if (!m->days[i].known || m->days[i].day != day) {
		struct sun_day s = sun_day(m->place, noon_of(m->zone, day));

		m->days[i].day = day;
		m->days[i].known = true;
		m->days[i].sun = to_minutes(&s);
	}
	return &m->days[i].sun;
}

static usec_t sun_instant(struct sun_memo *m, const struct hours_end *e, day_t day)
{
	const struct sun_minutes *s = sun_of(m, day);
	int64_t at = (int64_t) (e->base == HOURS_SUNRISE ? s->rise : s->set) + e->minutes;

	return at > 0 ? (usec_t) at * USEC_PER_MINUTE : 0;
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
