/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>

#include "config/basis.h"
#include "config/notice_text.h"

#define DATE_TEXT_MAX 32

struct sentence {
	const struct notice *n;
	const struct notice_problem *p;
	const struct notice *all;
	size_t n_all;
	char *text;
	char date[DATE_TEXT_MAX]; /* of the problem's day */
};

static void put(struct sentence *s, const char *fmt, ...) _printf_(2, 3);

static void put(struct sentence *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(s->text, NOTICE_TEXT_MAX, fmt, ap);
	va_end(ap);
}

static void date_text(day_t day, char buf[DATE_TEXT_MAX])
{
	struct civil c = civil_from_day(day);

	snprintf(buf, DATE_TEXT_MAX, "%04d-%02d-%02d", c.year, c.month, c.day);
}

static const char *weekday_text(int weekday)
{
	return weekday >= MONDAY && weekday <= SUNDAY ? weekday_name((enum weekday) weekday) : "?";
}

const struct notice *notice_same_revision(const struct notice *n, const struct notice *all,
					  size_t n_all)
{
	for (size_t i = 0; i < n_all; i++)
		if (&all[i] != n && all[i].year == n->year && all[i].revision == n->revision)
			return &all[i];
	return NULL;
}

static bool names_day(const struct notice *n, day_t day)
{
	if (notice_find_off(n, day))
		return true;
	for (size_t i = 0; i < n->n_work; i++)
		if (n->work[i].day == day)
			return true;
	return false;
}

static const struct notice *neighbour(const struct sentence *s, day_t day)
{
	for (int step = -1; step <= 1; step += 2) {
		const struct notice *other = notice_newest(s->all, s->n_all, s->n->year + step);

		if (other && names_day(other, day))
			return other;
	}
	return NULL;
}

static const char *name_of(const struct sentence *s)
{
	return s->p->name ? s->p->name : "?";
}

static void say_empty(struct sentence *s)
{
	put(s,
	    "the notice of %d lists no day and counts as absent; leave it out until it is "
	    "published",
	    s->n->year);
}

static void say_revised(struct sentence *s)
{
	const struct notice *other = notice_same_revision(s->n, s->all, s->n_all);

	if (!other)
		return;
	put(s,
	    "a second notice of %d with revision %u, the first is in %s, line %u; an amendment is "
	    "a whole notice with a higher revision",
	    s->n->year, s->n->revision, other->at.file, other->at.line);
}

static void say_backwards(struct sentence *s)
{
	const struct notice_off *o = NULL;
	char last[DATE_TEXT_MAX] = "";

	for (size_t i = 0; i < s->n->n_off && !o; i++)
		if (s->n->off[i].first == s->p->day && s->n->off[i].last < s->p->day)
			o = &s->n->off[i];
	if (o)
		date_text(o->last, last);
	put(s, "the days off end before they begin: %s..%s", s->date, last);
}

static void say_outside(struct sentence *s)
{
	put(s, "%s: a notice of %d names days from %04d-12-%d to %04d-12-31 only", s->date,
	    s->n->year, s->n->year - 1, NOTICE_DECEMBER, s->n->year);
}

static void say_twice(struct sentence *s)
{
	put(s, "%s is listed twice", s->date);
}

static void say_both(struct sentence *s)
{
	put(s, "%s is listed as off and as a workday", s->date);
}

static void say_days(struct sentence *s)
{
	put(s, "%s from %s has %d days, stated are %d", name_of(s), s->date, s->p->expected,
	    s->p->found);
}

static void say_weekday(struct sentence *s)
{
	put(s, "%s is a %s, stated is a %s", s->date, weekday_text(s->p->expected),
	    weekday_text(s->p->found));
}

static void say_work_weekday(struct sentence *s)
{
	put(s, "%s is a %s; a make-up workday is a Saturday or a Sunday", s->date,
	    weekday_name(weekday_of(s->p->day)));
}

static void say_legal(struct sentence *s)
{
	put(s, "%s, a legal holiday (%s), is not off", s->date, name_of(s));
}

static void say_name(struct sentence *s)
{
	const struct notice_off *o = notice_find_off(s->n, s->p->day);

	put(s, "%s, a legal holiday (%s), is off under the name %s", s->date, name_of(s),
	    o ? o->name : "?");
}

static void say_unbalanced(struct sentence *s)
{
	put(s,
	    "the notice of %d does not balance: its weekdays off beyond the legal days, less its "
	    "make-up workdays, are %d, by law they are %d%s",
	    s->n->year, s->p->found, s->p->expected,
	    s->n->decree ? " and a decree grants more" : "");
}

static void say_idle_decree(struct sentence *s)
{
	put(s, "the notice of %d is marked as a decree, but grants no day beyond the law",
	    s->n->year);
}

static void say_workdays(struct sentence *s)
{
	put(s, "the notice leaves %d working days in %d; no year has %s than %d", s->p->found,
	    s->n->year, s->p->found < s->p->expected ? "fewer" : "more", s->p->expected);
}

static void say_long_run(struct sentence *s)
{
	put(s, "%d workdays in a row from %s on, more than %d", s->p->found, s->date,
	    s->p->expected);
}

static void say_clash(struct sentence *s)
{
	const struct notice *other = neighbour(s, s->p->day);
	bool off = notice_find_off(s->n, s->p->day);

	if (!other)
		return;
	put(s, "%s is %s here, but %s by the notice of %d in %s, line %u", s->date,
	    off ? "off" : "a workday", off ? "a workday" : "off", other->year, other->at.file,
	    other->at.line);
}

/* The others stay as notice_fault_text() says them. */
static void (*const sayers[])(struct sentence *) = {
	[NOTICE_EMPTY] = say_empty,
	[NOTICE_REVISED] = say_revised,
	[NOTICE_BACKWARDS] = say_backwards,
	[NOTICE_OUTSIDE] = say_outside,
	[NOTICE_TWICE] = say_twice,
	[NOTICE_BOTH] = say_both,
	[NOTICE_DAYS] = say_days,
	[NOTICE_WEEKDAY] = say_weekday,
	[NOTICE_WORK_WEEKDAY] = say_work_weekday,
	[NOTICE_LEGAL] = say_legal,
	[NOTICE_NAME] = say_name,
	[NOTICE_UNBALANCED] = say_unbalanced,
	[NOTICE_IDLE_DECREE] = say_idle_decree,
	[NOTICE_WORKDAYS] = say_workdays,
	[NOTICE_LONG_RUN] = say_long_run,
	[NOTICE_CLASH] = say_clash,
};

static void say(struct sentence *s)
{
	const struct notice_problem *p = s->p;

	date_text(p->day, s->date);
	put(s, "%s%s%s", p->has_day ? s->date : "", p->has_day ? ": " : "",
	    notice_fault_text(p->fault));
	if ((size_t) p->fault < ARRAY_SIZE(sayers) && sayers[p->fault])
		sayers[p->fault](s);
}

const char *notice_problem_text(const struct notice *n, const struct notice_problem *p,
				const struct notice *all, size_t n_all, char buf[NOTICE_TEXT_MAX])
{
	say(&(struct sentence){ n, p, all, n_all, buf, "" });
	return buf;
}
