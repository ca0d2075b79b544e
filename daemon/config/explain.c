/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "config/basis.h"
#include "config/explain.h"
#include "config/hours.h"

struct text {
	char *buf;
	size_t size, n; /* n: of the whole text, also of what did not fit */
};

static void add(struct text *t, const char *fmt, ...) _printf_(2, 3);

static void add(struct text *t, const char *fmt, ...)
{
	size_t room = t->n < t->size ? t->size - t->n : 0;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(room ? t->buf + t->n : NULL, room, fmt, ap);
	va_end(ap);
	if (n > 0)
		t->n += (size_t) n;
}

/* What did not fit is cut before a whole character. */
static int finish(struct text *t)
{
	static const char dots[] = "...";
	size_t cut;

	if (t->n < t->size)
		return (int) t->n;
	if (t->size < sizeof(dots))
		return -EINVAL;

	cut = t->size - sizeof(dots);
	while (cut > 0 && ((unsigned char) t->buf[cut] & 0xc0) == 0x80)
		cut--;
	memcpy(t->buf + cut, dots, sizeof(dots));
	return (int) (cut + sizeof(dots) - 1);
}

static void add_day(struct text *t, day_t day)
{
	struct civil c = civil_from_day(day);

	add(t, "%04d-%02d-%02d", c.year, c.month, c.day);
}

/* Wall time to the minute, or to the second where it needs one. */
static void add_wall(struct text *t, int64_t msec)
{
	int s = (int) (msec / MSEC_PER_SEC);

	add(t, "%02d:%02d", s / 3600, s / 60 % 60);
	if (s % 60)
		add(t, ":%02d", s % 60);
}

/* An instant: the time alone where it is on @now's day. */
static void add_instant(struct text *t, const struct zone *z, usec_t at, usec_t now)
{
	day_t day, today;
	int64_t wall = zone_wall(z, at, &day);

	(void) zone_wall(z, now, &today);
	if (day != today) {
		add_day(t, day);
		add(t, " ");
	}
	add_wall(t, wall);
}

static void add_until(struct text *t, const struct zone *z, usec_t until, usec_t now)
{
	if (until == USEC_NEVER)
		return;
	add(t, " until ");
	add_instant(t, z, until, now);
}

static void add_hours(struct text *t, const struct hours *hours, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned to = hours[i].to;

		/* 24:00 ends a day; past it, the time of the next day. */
		if (to > MINUTES_PER_DAY)
			to -= MINUTES_PER_DAY;
		add(t, "%s%02u:%02u-%02u:%02u", i ? ", " : "", hours[i].from / 60u,
		    hours[i].from % 60u, to / 60, to % 60);
	}
}

static void add_sun_hours(struct text *t, const struct sun_hours *sun, size_t n)
{
	char buf[HOURS_TEXT_MAX];

	for (size_t i = 0; i < n; i++)
		add(t, "%s%s", i ? ", " : "", sun_hours_format(&sun[i], buf));
}

static bool is_whole_day(const struct hours *hours, size_t n)
{
	return n == 1 && hours[0].from == 0 && hours[0].to == MINUTES_PER_DAY;
}

static void add_when(struct text *t, const char *days, const struct hours *hours, size_t n)
{
	add(t, "%s", days ? days : "daily");
	if (is_whole_day(hours, n))
		return;
	add(t, ", ");
	add_hours(t, hours, n);
}

static void add_rule(struct text *t, const struct rule *r)
{
	add(t, "rule '%s' (", r->name);
	add_when(t, r->days_text, r->hours, r->n_hours);
	add(t, "; priority %d)", r->priority);
}

static void add_limit(struct text *t, const struct limit *l)
{
	if (l->name)
		add(t, "limit '%s' (", l->name);
	else if (l->at.file)
		add(t, "the limit of %s:%u (", l->at.file, l->at.line);
	else
		add(t, "a limit (");
	add(t, "%s; ", l->action == LIMIT_OFF ? "off" : "sober");
	if (l->n_sun == 0) {
		add_when(t, l->days_text, l->hours, l->n_hours);
	} else {
		add(t, "%s, ", l->days_text ? l->days_text : "daily");
		add_hours(t, l->hours, l->n_hours);
		add(t, "%s", l->n_hours ? ", " : "");
		add_sun_hours(t, l->sun, l->n_sun);
	}
	add(t, ")");
}

/* Names of a few lists: "'a'", "'a' and 'b'", "'a', 'b' and 2 more". */
static void add_lists(struct text *t, const struct programme_tables *tables, const uint16_t *lists,
		      size_t n)
{
	size_t shown = n > 3 ? 2 : n;

	for (size_t i = 0; i < shown; i++) {
		if (i > 0)
			add(t, "%s", i + 1 == n ? " and " : ", ");
		add(t, "'%s'", tables->playlists[lists[i]].name);
	}
	if (shown < n)
		add(t, " and %zu more", n - shown);
}

/*
 * The day that hours belong to at @now: the one on which they began, which is yesterday for hours
 * that run on past midnight.
 */
static day_t day_of_hours(const struct zone *z, const struct dayset *days,
			  const struct hours *hours, size_t n, usec_t now)
{
	day_t today;
	int64_t minute = zone_wall(z, now, &today) / MSEC_PER_MINUTE;

	for (size_t i = 0; i < n; i++)
		if (dayset_has(days, today) && minute >= hours[i].from && minute < hours[i].to)
			return today;
	for (size_t i = 0; i < n; i++)
		if (dayset_has(days, today - 1) && minute + MINUTES_PER_DAY < hours[i].to)
			return today - 1;
	return today;
}

/* The same of a limit, which may go by the sun. */
static day_t day_of_limit(const struct programme_tables *tables, const struct limit *l, usec_t now)
{
	struct sun_memo m = sun_memo(tables->zone, tables->place);
	day_t today = zone_day(tables->zone, now);

	for (size_t i = 0; i < l->n_sun; i++)
		for (day_t day = today; day >= today - SUN_HOURS_DAYS; day--) {
			usec_t from, to;

			if (dayset_has(l->days, day) &&
			    sun_hours_on(&m, &l->sun[i], day, &from, &to) && from <= now &&
			    now < to)
				return day;
		}
	return day_of_hours(tables->zone, l->days, l->hours, l->n_hours, now);
}

/* What working days rest on, where the days of a rule or a limit depend on it. */
static void add_basis(struct text *t, const struct programme_tables *tables, day_t day)
{
	char basis[BASIS_TEXT_MAX];

	if (tables->statutory && basis_text(tables->statutory, day, basis)[0])
		add(t, "; %s", basis);
}

static void add_rule_basis(struct text *t, const struct programme_tables *tables,
			   const struct rule *r, usec_t now)
{
	if (r->statutory)
		add_basis(t, tables,
			  day_of_hours(tables->zone, r->days, r->hours, r->n_hours, now));
}

static void add_limit_basis(struct text *t, const struct programme_tables *tables, int limit,
			    usec_t now)
{
	const struct limit *l = limit >= 0 ? &tables->limits[limit] : NULL;

	if (l && l->statutory)
		add_basis(t, tables, day_of_limit(tables, l, now));
}

static void why_not_today(struct text *t, const struct programme_tables *tables,
			  const struct rule *r, usec_t now)
{
	day_t today = zone_day(tables->zone, now), next;

	add_day(t, today);
	add(t, ", a %s, is not one of its days, ", weekday_name(weekday_of(today)));
	add(t, "%s; ", r->days_text ? r->days_text : "daily");
	if (dayset_next(r->days, today, &next)) {
		add(t, "the next is ");
		add_day(t, next);
	} else {
		add(t, "there is none to come");
	}
}

/* The next time its hours begin: later today, or on its next day. */
static bool next_start(const struct rule *r, day_t today, int64_t wall, day_t *ret_day,
		       unsigned *ret_from)
{
	if (dayset_has(r->days, today))
		for (size_t i = 0; i < r->n_hours; i++)
			if ((int64_t) r->hours[i].from * MSEC_PER_MINUTE > wall) {
				*ret_day = today;
				*ret_from = r->hours[i].from;
				return true;
			}
	*ret_from = r->hours[0].from;
	return dayset_next(r->days, today + 1, ret_day);
}

static void why_not_now(struct text *t, const struct programme_tables *tables, const struct rule *r,
			usec_t now)
{
	unsigned from;
	day_t today, day;
	int64_t wall = zone_wall(tables->zone, now, &today);

	add(t, "its day (%s), but ", r->days_text ? r->days_text : "daily");
	add_wall(t, wall);
	add(t, " is outside its hours, ");
	add_hours(t, r->hours, r->n_hours);
	if (!next_start(r, today, wall, &day, &from))
		return;
	add(t, "; next at ");
	if (day != today) {
		add_day(t, day);
		add(t, " ");
	}
	add_wall(t, (int64_t) from * MSEC_PER_MINUTE);
}

static void why_lost(struct text *t, const struct programme_tables *tables, const struct rule *r,
		     int by)
{
	add(t, "its priority is %d, and ", r->priority);
	if (by < 0) {
		add(t, "another rule has a higher one");
		return;
	}
	add(t, "rule '%s' has %d", tables->rules[by].name, tables->rules[by].priority);
}

static void why_limited(struct text *t, const struct programme_tables *tables, int limit)
{
	const struct limit *l;

	if (limit < 0) {
		add(t, "an order put up by a person is stronger");
		return;
	}
	l = &tables->limits[limit];
	add_limit(t, l);
	if (l->action == LIMIT_OFF) {
		add(t, " keeps the board dark");
	} else {
		add(t, " leaves only ");
		add_lists(t, tables, l->playlists, l->n_playlists);
	}
}

static bool index_ok(int i, size_t n)
{
	return i >= -1 && (i < 0 || (size_t) i < n);
}

int explain_why(const struct programme *p, const struct consideration *c, usec_t now, char *buf,
		size_t size)
{
	const struct programme_tables *tables = programme_tables(p);
	struct text t = { .buf = buf, .size = size };
	const struct rule *r;

	if (c->rule < 0 || !index_ok(c->rule, tables->n_rules) ||
	    !index_ok(c->limit, tables->n_limits) || !index_ok(c->by, tables->n_rules))
		return -EINVAL;
	r = &tables->rules[c->rule];

	switch (c->verdict) {
	case VERDICT_WON:
		add(&t, "its day and hour (");
		add_when(&t, r->days_text, r->hours, r->n_hours);
		add(&t, "), and no other rule has its priority, %d, or more", r->priority);
		break;
	case VERDICT_SHARES:
		add(&t, "its day and hour (");
		add_when(&t, r->days_text, r->hours, r->n_hours);
		add(&t, "); it shares the time with other rules of priority %d", r->priority);
		break;
	case VERDICT_LOST:
		why_lost(&t, tables, r, c->by);
		break;
	case VERDICT_NOT_TODAY:
		why_not_today(&t, tables, r, now);
		break;
	case VERDICT_NOT_NOW:
		why_not_now(&t, tables, r, now);
		break;
	case VERDICT_LIMITED:
		why_limited(&t, tables, c->limit);
		if (c->limit >= 0 && tables->limits[c->limit].statutory) {
			add_limit_basis(&t, tables, c->limit, now);
			return finish(&t);
		}
		break;
	}
	add_rule_basis(&t, tables, r, now);
	return finish(&t);
}

static void because_filler(struct text *t, const struct programme_tables *tables,
			   const struct decision *d)
{
	if (d->limit >= 0) {
		add_limit(t, &tables->limits[d->limit]);
		add(t, " leaves no rule to play");
	} else {
		add(t, "no rule plays now");
	}
	add(t, ": the site's filler, '%s'", tables->playlists[tables->filler].name);
}

static void because_order(struct text *t, const struct programme_tables *tables,
			  const struct decision *d, usec_t now)
{
	add(t, d->reason == REASON_BLANK ? "blanked by a person" : "a notice put up by a person");
	if (d->order) {
		if (d->order->who)
			add(t, " (order %" PRIu32 ", by %s)", d->order->id, d->order->who);
		else
			add(t, " (order %" PRIu32 ")", d->order->id);
		add_until(t, tables->zone, d->order->until, now);
	}
}

/* Each reason in its own words; a message's own end is said where one plays. */
static void because(struct text *t, const struct programme_tables *tables, const struct decision *d,
		    usec_t now)
{
	switch (d->reason) {
	case REASON_BLANK:
	case REASON_NOTICE:
		because_order(t, tables, d, now);
		return;
	case REASON_OFF:
		if (d->limit >= 0)
			add_limit(t, &tables->limits[d->limit]);
		else
			add(t, "a limit");
		add(t, " keeps the board dark");
		break;
	case REASON_RULES:
		if (d->rule >= 0)
			add_rule(t, &tables->rules[d->rule]);
		else
			add(t, "the rules");
		if (d->playlist >= 0)
			add(t, " plays '%s'", tables->playlists[d->playlist].name);
		break;
	case REASON_FILLER:
		because_filler(t, tables, d);
		break;
	case REASON_NOTHING:
		if (d->limit >= 0)
			add_limit(t, &tables->limits[d->limit]);
		add(t, "%s",
		    d->limit >= 0 ? " leaves nothing to show" : "there is nothing to show");
		break;
	case REASON_OUTSIDE:
		add(t, "the schedule knows only the years %d to %d", YEAR_FIRST, YEAR_LAST);
		return;
	}
	if (d->message)
		add(t, ", this message");
	add_until(t, tables->zone, d->until, now);
	if (d->reason == REASON_RULES && d->rule >= 0)
		add_rule_basis(t, tables, &tables->rules[d->rule], now);
	else
		add_limit_basis(t, tables, d->limit, now);
}

int explain_because(const struct programme *p, const struct decision *d, usec_t now, char *buf,
		    size_t size)
{
	const struct programme_tables *tables = programme_tables(p);
	struct text t = { .buf = buf, .size = size };

	if (!index_ok(d->rule, tables->n_rules) || !index_ok(d->limit, tables->n_limits) ||
	    !index_ok(d->playlist, tables->n_playlists))
		return -EINVAL;
	because(&t, tables, d, now);
	return finish(&t);
}
