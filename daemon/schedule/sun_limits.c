/* SPDX-License-Identifier: MIT */
/*
 * Limits by the sun in a programme.  Rounded to minutes there are some hundreds of different days
 * in a century, so such a limit is compiled like the others: days on which its hours are the same
 * are of one kind.
 */
#include "schedule/compiled.h"

/* What asking for the hours of a day costs, in the units of WORK_MAX. */
#define SPAN_WORK 16

/* The part of [from, to) that lies in a day that begins at @midnight and is @length long. */
static bool clip(usec_t from, usec_t to, usec_t midnight, usec_t length, struct stretch *ret)
{
	usec_t end = midnight + length;

	if (from < midnight)
		from = midnight;
	if (to > end)
		to = end;
	if (from >= to)
		return false;
	*ret = (struct stretch){ (uint32_t) ((from - midnight) / USEC_PER_MSEC),
				 (uint32_t) ((to - midnight) / USEC_PER_MSEC) };
	return true;
}

size_t sun_stretches(struct sun_memo *m, const struct dayset *days, const struct sun_hours *sun,
		     size_t n, const struct day_frame *f, struct stretch *ret)
{
	size_t k = 0;

	for (day_t day = f->day - SUN_HOURS_DAYS; day <= f->day + SUN_HOURS_DAYS; day++) {
		if (!dayset_has(days, day))
			continue;
		for (size_t i = 0; i < n; i++) {
			usec_t from, to;

			if (sun_hours_on(m, &sun[i], day, &from, &to))
				k += clip(from, to, f->midnight, f->length * USEC_PER_MSEC,
					  &ret[k]);
		}
	}
	return k;
}

int sun_days_init(struct sun_days *s, const struct programme_tables *t)
{
	s->sun = sun_hours_table(t->zone, t->place);
	s->midnights = calloc(N_DAYS + 1, sizeof(*s->midnights));
	if (!s->sun || !s->midnights)
		return -ENOMEM;
	for (uint32_t i = 0; i <= N_DAYS; i++)
		s->midnights[i] = zone_midnight(t->zone, DAY_FIRST + (day_t) i);
	return 0;
}

void sun_days_done(struct sun_days *s)
{
	free(s->sun);
	free(s->midnights);
	*s = (struct sun_days){ NULL, NULL };
}

static uint64_t mix(uint64_t h, const struct stretch *s)
{
	h = (h ^ ((uint64_t) s->from << 32 | s->to)) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ h >> 29;
}

/* Add what hours from @from to @to of day number @i leave on the days about it. */
static void add_to_keys(const struct sun_days *s, uint32_t i, usec_t from, usec_t to,
			uint64_t *keys)
{
	uint32_t k = i < SUN_HOURS_DAYS ? 0 : i - SUN_HOURS_DAYS;

	for (; k < N_DAYS && k <= i + SUN_HOURS_DAYS; k++) {
		struct stretch part;

		if (clip(from, to, s->midnights[k], s->midnights[k + 1] - s->midnights[k], &part))
			keys[k] = mix(keys[k], &part);
	}
}

/* Hash what each day has of a limit's hours: days with the same key have the same hours. */
static void make_keys(const struct programme *p, const struct limit *l, uint64_t *keys)
{
	struct sun_memo m = sun_memo(p->tables.zone, p->tables.place);

	m.all = p->days.sun;
	for (day_t day = DAY_FIRST; dayset_next(l->days, day, &day); day++)
		for (size_t i = 0; i < l->n_sun; i++) {
			usec_t from, to;

			if (sun_hours_on(&m, &l->sun[i], day, &from, &to))
				add_to_keys(&p->days, (uint32_t) (day - DAY_FIRST), from, to, keys);
		}
}

int sun_refine(struct programme *p, const struct class *c, struct kinds *k)
{
	_cleanup_(freep) uint64_t *keys = NULL;

	if (c->n_sun == 0)
		return 0;
	p->work += (uint64_t) c->n_sun * N_DAYS * SPAN_WORK;
	if (p->work > WORK_MAX)
		return -EFBIG;
	keys = calloc(N_DAYS, sizeof(*keys));
	if (!keys)
		return -ENOMEM;
	for (size_t i = 0; i < c->limits.n; i++) {
		const struct limit *l = &p->tables.limits[c->limits.v[i]];

		if (l->n_sun > 0)
			make_keys(p, l, keys);
	}
	return kinds_refine_by(k, keys);
}
