/* SPDX-License-Identifier: MIT */
#include <libical/ical.h>
#include <sha2.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/almanac.h"
#include "cli/calendar_day.h"
#include "cli/calendar_ics.h"

#define UID_DIGITS 32

struct book {
	const struct calendar *calendar;
	icalcomponent *root;
	struct icaltimetype stamp;
	day_t first, last; /* of the year */
	bool failed;       /* out of memory somewhere */
};

struct event {
	const char *kind; /* "holiday", "makeup", "node": its category, and part of its UID */
	const char *name;
	const char *summary;
	day_t first, last;
	bool tentative;
};

/*
 * From what the event is, not when: an announcement or amendment that moves it moves the entry
 * that somebody's calendar has already.  @nth: of those with one name in a year.
 */
static void make_uid(const struct event *e, unsigned nth, char *buf, size_t size)
{
	char hex[SHA256_DIGEST_STRING_LENGTH], key[512];

	snprintf(key, sizeof(key), "%d|%s|%s|%u", civil_from_day(e->first).year, e->kind, e->name,
		 nth);
	SHA256Data((const uint8_t *) key, strlen(key), hex);
	snprintf(buf, size, "%.*s@pufa", UID_DIGITS, hex);
}

static struct icaltimetype date_of(day_t day)
{
	struct civil c = civil_from_day(day);
	struct icaltimetype t = icaltime_null_date();

	t.year = c.year;
	t.month = c.month;
	t.day = c.day;
	return t;
}

static void put(struct book *b, icalcomponent *to, icalproperty *p)
{
	if (p && to)
		icalcomponent_add_property(to, p);
	else
		b->failed = true;
}

static void add_event(struct book *b, const struct event *e, unsigned nth, const char *description)
{
	icalcomponent *v = icalcomponent_new(ICAL_VEVENT_COMPONENT);
	char uid[UID_DIGITS + 16];

	make_uid(e, nth, uid, sizeof(uid));
	put(b, v, icalproperty_new_uid(uid));
	put(b, v, icalproperty_new_dtstamp(b->stamp));
	put(b, v, icalproperty_new_dtstart(date_of(e->first)));
	/* The end is the first day that is not of it any more: RFC 5545, 3.6.1. */
	put(b, v, icalproperty_new_dtend(date_of(e->last + 1)));
	put(b, v, icalproperty_new_summary(e->summary));
	if (description && *description)
		put(b, v, icalproperty_new_description(description));
	put(b, v, icalproperty_new_categories(e->kind));
	put(b, v,
	    icalproperty_new_status(e->tentative ? ICAL_STATUS_TENTATIVE : ICAL_STATUS_CONFIRMED));
	put(b, v, icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));
	if (v)
		icalcomponent_add_component(b->root, v);
}

/* Days off in a row under one name; days of December and January belong to both years. */
static bool is_same_rest(const struct calendar_day *a, const struct calendar_day *b)
{
	return calendar_day_is_off(b) && strcmp(a->holiday, b->holiday) == 0;
}

static day_t rest_end(const struct calendar *c, const struct calendar_day *first)
{
	struct calendar_day d;
	day_t last = first->day;

	while (calendar_day_get(c, last + 1, &d) >= 0 && is_same_rest(first, &d))
		last++;
	return last;
}

static const char *rest_text(const struct day_fact *f, char *buf, size_t size)
{
	if (f->notice)
		snprintf(buf, size, "%s", f->notice->document);
	else
		snprintf(buf, size, "没有该年的放假通知，按法定日和惯例推算，以通知为准");
	return buf;
}

/* How many of the same name began in the same year before it. */
static unsigned count_before(const struct calendar *c, const struct calendar_day *first)
{
	struct calendar_day d, before;
	unsigned n = 0;

	for (day_t day = day_from_civil(civil_from_day(first->day).year, 1, 1); day < first->day;
	     day++) {
		if (calendar_day_get(c, day, &d) < 0 || !is_same_rest(first, &d))
			continue;
		if (calendar_day_get(c, day - 1, &before) < 0 || !is_same_rest(first, &before))
			n++;
	}
	return n;
}

static void add_rest(struct book *b, const struct calendar_day *first, day_t last)
{
	char summary[HOLIDAYS_TEXT_MAX + 16], description[256];
	struct event e = {
		.kind = "holiday",
		.name = first->holiday,
		.summary = summary,
		.first = first->day,
		.last = last,
		.tentative = first->fact.provisional,
	};

	snprintf(summary, sizeof(summary), "%s（休）", first->holiday);
	add_event(b, &e, count_before(b->calendar, first),
		  rest_text(&first->fact, description, sizeof(description)));
}

/* The first day off that the year shares with the year before. */
static day_t rest_begin(const struct calendar *c, day_t day)
{
	struct calendar_day d, before;

	if (calendar_day_get(c, day, &d) < 0 || !calendar_day_is_off(&d))
		return day;
	while (calendar_day_get(c, day - 1, &before) >= 0 && is_same_rest(&d, &before))
		day--;
	return day;
}

static void add_rests(struct book *b)
{
	struct calendar_day d;

	for (day_t day = rest_begin(b->calendar, b->first); day <= b->last; day++) {
		if (calendar_day_get(b->calendar, day, &d) < 0 || !calendar_day_is_off(&d))
			continue;
		day = rest_end(b->calendar, &d);
		add_rest(b, &d, day);
	}
}

static void add_makeups(struct book *b)
{
	struct calendar_day d;
	unsigned n = 0;

	for (day_t day = b->first; day <= b->last; day++) {
		const struct event e = {
			.kind = "makeup",
			.name = "调休上班日",
			.summary = "调休上班（班）",
			.first = day,
			.last = day,
		};

		if (calendar_day_get(b->calendar, day, &d) >= 0 && d.fact.makeup)
			add_event(b, &e, n++, d.fact.notice ? d.fact.notice->document : NULL);
	}
}

static _printf_(2, 3) void describe(FILE *f, const char *fmt, ...)
{
	va_list ap;

	if (ftell(f) > 0)
		fputc('\n', f);
	va_start(ap, fmt);
	vfprintf(f, fmt, ap);
	va_end(ap);
}

/* Law, source, theme: a line each, those there are. */
static char *describe_run(const struct calendar_run *r)
{
	const char *theme = calendar_run_theme(r), *source = calendar_run_source(r);
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		return NULL;
	if (theme)
		describe(f, "主题：%s", theme);
	if (r->node->law)
		describe(f, "法律：%s", r->node->law);
	if (source)
		describe(f, "依据：%s", source);
	if (calendar_run_is_guess(r))
		describe(f, "当年日期尚未公布，按惯例推算");
	if (fclose(f) == 0)
		return text;
	free(text);
	return NULL;
}

/* The runs are in order, so that those of one year and node before it have been counted. */
static unsigned runs_before(const struct calendar_run *r)
{
	day_t year = day_from_civil(civil_from_day(r->first).year, 1, 1), first, last;
	unsigned n = 0;

	for (day_t d = year; dayset_next_run(r->node->days, d, &first, &last) && first < r->first;
	     d = last + 1)
		n += first >= year;
	return n;
}

static int add_nodes(struct book *b)
{
	struct calendar_run *runs;
	size_t n;
	int r = calendar_runs(b->calendar, b->first, b->last, &runs, &n);

	for (size_t i = 0; r >= 0 && i < n; i++) {
		_cleanup_(freep) char *description = describe_run(&runs[i]);
		const struct event e = {
			.kind = "node",
			.name = runs[i].node->name,
			.summary = runs[i].node->name,
			.first = runs[i].first,
			.last = runs[i].last,
			.tentative =
				calendar_run_is_guess(&runs[i]) ||
				(runs[i].node->statutory &&
				 dayset_has(&b->calendar->statutory->provisional, runs[i].first)),
		};

		b->failed |= !description;
		add_event(b, &e, runs_before(&runs[i]), description);
	}
	if (r >= 0)
		free(runs);
	return r;
}

static void put_x(struct book *b, const char *name, const char *value)
{
	icalproperty *p = icalproperty_new_x(value);

	if (p)
		icalproperty_set_x_name(p, name);
	put(b, b->root, p);
}

static void begin(struct book *b, int year)
{
	char name[64];

	snprintf(name, sizeof(name), "%d年普法日历", year);
	put(b, b->root, icalproperty_new_version("2.0"));
	put(b, b->root, icalproperty_new_prodid("-//Pufa//pufactl " PUFA_VERSION "//ZH"));
	put(b, b->root, icalproperty_new_calscale("GREGORIAN"));
	put(b, b->root, icalproperty_new_name(name));
	/* For the many that do not know RFC 7986. */
	put_x(b, "X-WR-CALNAME", name);
}

int calendar_ics(const struct calendar *c, int year, usec_t now, char **ret)
{
	struct book b = {
		.calendar = c,
		.first = day_from_civil(year, 1, 1),
		.last = day_from_civil(year, 12, 31),
		.stamp = icaltime_from_timet_with_zone((time_t) (now / USEC_PER_SEC), 0,
						       icaltimezone_get_utc_timezone()),
	};
	char *text;
	int r;

	b.root = icalcomponent_new(ICAL_VCALENDAR_COMPONENT);
	if (!b.root)
		return -ENOMEM;
	begin(&b, year);
	add_rests(&b);
	add_makeups(&b);
	r = add_nodes(&b);
	text = b.failed || r < 0 ? NULL : icalcomponent_as_ical_string_r(b.root);
	icalcomponent_free(b.root);
	if (!text)
		return -ENOMEM;
	*ret = strdup(text);
	icalmemory_free_buffer(text);
	return *ret ? 0 : -ENOMEM;
}
