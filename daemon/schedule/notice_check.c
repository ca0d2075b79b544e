/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "schedule/holiday.h"
#include "schedule/notice.h"

#define WINDOW_DAYS (31 - NOTICE_DECEMBER + 1 + 366)

/* Every year from 2007 to 2026 had 248 to 251 working days. */
#define WORKDAYS_MIN    248
#define WORKDAYS_MAX    251
#define DECREE_DAYS_MAX 3

/* Article 7, of 2025. */
#define RUN_SINCE 2025
#define RUN_MAX   6
#define WEEK      7

enum mark {
	MARK_NONE,
	MARK_OFF,
	MARK_WORK,
};

/* What a notice says of each day it may speak of. */
struct marks {
	day_t first, last;
	uint8_t mark[WINDOW_DAYS];
};

struct check {
	const struct notice *notice;
	struct marks own, before, after; /* of the neighbours; all unmarked where there is none */
	struct legal_day legal[LEGAL_DAYS_MAX];
	int n_legal;
	notice_report_fn report;
	void *userdata;
	unsigned n_errors;
};

static void report(struct check *c, struct notice_problem p)
{
	p.severity = p.fault == NOTICE_NAME || p.fault == NOTICE_IDLE_DECREE ||
				     p.fault == NOTICE_LONG_RUN
			     ? SEVERITY_WARNING
			     : SEVERITY_ERROR;
	c->n_errors += p.severity == SEVERITY_ERROR;
	c->report(c->userdata, c->notice, &p);
}

static void report_day(struct check *c, enum notice_fault fault, struct where at, day_t day)
{
	report(c, (struct notice_problem){ .fault = fault, .at = at, .has_day = true, .day = day });
}

static void init_marks(struct marks *m, int year)
{
	memset(m, 0, sizeof(*m));
	m->first = day_from_civil(year - 1, 12, NOTICE_DECEMBER);
	m->last = day_from_civil(year, 12, 31);
}

static uint8_t *mark_of(struct marks *m, day_t day)
{
	return &m->mark[day - m->first];
}

static enum mark get_mark(const struct marks *m, day_t day)
{
	return day < m->first || day > m->last ? MARK_NONE : (enum mark) m->mark[day - m->first];
}

/* Mark a range, or what of it is in the window; says where it first met a mark.  */
static enum mark put_marks(struct marks *m, day_t first, day_t last, enum mark mark, day_t *ret_met)
{
	enum mark met = MARK_NONE;

	if (first < m->first)
		first = m->first;
	if (last > m->last)
		last = m->last;
	for (day_t d = first; d <= last; d++) {
		if (*mark_of(m, d) == MARK_NONE) {
			*mark_of(m, d) = (uint8_t) mark;
		} else if (met == MARK_NONE) {
			met = (enum mark) * mark_of(m, d);
			*ret_met = d;
		}
	}
	return met;
}

/* A neighbour's marks, without a word about its faults: they are reported with itself. */
static void mark_neighbour(struct marks *m, const struct notice *n, int year)
{
	day_t met;

	init_marks(m, year);
	for (size_t i = 0; n && i < n->n_off; i++)
		put_marks(m, n->off[i].first, n->off[i].last, MARK_OFF, &met);
	for (size_t i = 0; n && i < n->n_work; i++)
		put_marks(m, n->work[i].day, n->work[i].day, MARK_WORK, &met);
}

static void mark_range(struct check *c, day_t first, day_t last, enum mark mark, struct where at)
{
	day_t met_at = 0;
	enum mark met;

	if (first < c->own.first || last > c->own.last)
		report_day(c, NOTICE_OUTSIDE, at, first < c->own.first ? first : last);
	met = put_marks(&c->own, first, last, mark, &met_at);
	if (met != MARK_NONE)
		report_day(c, met == mark ? NOTICE_TWICE : NOTICE_BOTH, at, met_at);
}

static void check_weekday(struct check *c, day_t day, enum weekday stated, struct where at)
{
	if (stated && stated != weekday_of(day))
		report(c, (struct notice_problem){
				  .fault = NOTICE_WEEKDAY,
				  .at = at,
				  .has_day = true,
				  .day = day,
				  .expected = (int) weekday_of(day),
				  .found = (int) stated,
			  });
}

static void check_off(struct check *c, const struct notice_off *o)
{
	int64_t days = (int64_t) o->last - o->first + 1;

	if (days < 1) {
		report_day(c, NOTICE_BACKWARDS, o->at, o->first);
		return;
	}
	mark_range(c, o->first, o->last, MARK_OFF, o->at);
	check_weekday(c, o->first, o->stated_first, o->at);
	check_weekday(c, o->last, o->stated_last, o->at);
	if (o->stated_days && (int64_t) o->stated_days != days)
		report(c, (struct notice_problem){
				  .fault = NOTICE_DAYS,
				  .at = o->at,
				  .has_day = true,
				  .day = o->first,
				  .name = o->name,
				  .expected = days > INT32_MAX ? INT32_MAX : (int) days,
				  .found = o->stated_days > INT32_MAX ? INT32_MAX
								      : (int) o->stated_days,
			  });
}

static void check_work(struct check *c, const struct notice_work *w)
{
	mark_range(c, w->day, w->day, MARK_WORK, w->at);
	check_weekday(c, w->day, w->stated, w->at);
	if (weekday_of(w->day) <= FRIDAY)
		report_day(c, NOTICE_WORK_WEEKDAY, w->at, w->day);
}

/* Every legal day is off, and under its own name. */
static void check_legal(struct check *c)
{
	for (int i = 0; i < c->n_legal; i++) {
		const struct legal_day *l = &c->legal[i];
		const struct notice_off *o = notice_find_off(c->notice, l->day);
		struct notice_problem p = {
			.fault = NOTICE_LEGAL,
			.at = c->notice->at,
			.has_day = true,
			.day = l->day,
			.name = l->name,
		};

		if (o) {
			p.fault = NOTICE_NAME;
			p.at = o->at;
		}
		if (!o || !(holidays_in_name(o->name) >> l->holiday & 1))
			report(c, p);
	}
}

static bool is_legal(const struct check *c, day_t day)
{
	for (int i = 0; i < c->n_legal; i++)
		if (c->legal[i].day == day)
			return true;
	return false;
}

/* Legal days on weekends, and second ones on one date: each gives a weekday off instead. */
static int days_owed(const struct check *c)
{
	int owed = 0;

	for (int i = 0; i < c->n_legal; i++) {
		bool second = i > 0 && c->legal[i].day == c->legal[i - 1].day;

		owed += second || weekday_of(c->legal[i].day) > FRIDAY;
	}
	return owed;
}

/* Weekdays off that are not legal days, less make-up workdays. */
static int days_given(const struct check *c)
{
	int given = 0;

	for (day_t d = c->own.first; d <= c->own.last; d++) {
		enum mark m = get_mark(&c->own, d);

		given += m == MARK_OFF && weekday_of(d) <= FRIDAY && !is_legal(c, d);
		given -= m == MARK_WORK && weekday_of(d) > FRIDAY;
	}
	return given;
}

static void check_balance(struct check *c)
{
	int given = days_given(c), owed = days_owed(c);
	struct notice_problem p = {
		.fault = NOTICE_UNBALANCED,
		.at = c->notice->at,
		.expected = owed,
		.found = given,
	};

	if (c->notice->decree && given == owed)
		p.fault = NOTICE_IDLE_DECREE;
	if (c->notice->decree ? given <= owed : given != owed)
		report(c, p);
}

static bool works_by(const struct marks *m, day_t day)
{
	enum mark mark = get_mark(m, day);

	return mark == MARK_NONE ? weekday_of(day) <= FRIDAY : mark == MARK_WORK;
}

/*
 * The working days of the year, the notice's own days of December moved into it.  The law itself
 * may leave fewer than there ever were: 2028 begins on a Saturday, and 260 weekdays less 13 are
 * 247.
 */
static void check_workdays(struct check *c)
{
	day_t first = day_from_civil(c->notice->year, 1, 1);
	int found = 0, plain = 0, least, most;

	for (day_t d = c->own.first; d <= c->own.last; d++) {
		plain += d >= first && weekday_of(d) <= FRIDAY;
		found += works_by(&c->own, d) - (d < first && weekday_of(d) <= FRIDAY);
	}
	plain -= c->n_legal;
	least = plain - (c->notice->decree ? DECREE_DAYS_MAX : 0);
	if (least > WORKDAYS_MIN)
		least = WORKDAYS_MIN;
	most = plain > WORKDAYS_MAX ? plain : WORKDAYS_MAX;
	if (found < least || found > most)
		report(c, (struct notice_problem){
				  .fault = NOTICE_WORKDAYS,
				  .at = c->notice->at,
				  .expected = found < least ? least : most,
				  .found = found,
			  });
}

static bool works(const struct check *c, day_t day)
{
	if (get_mark(&c->own, day) != MARK_NONE)
		return works_by(&c->own, day);
	if (get_mark(&c->after, day) != MARK_NONE)
		return works_by(&c->after, day);
	return works_by(&c->before, day);
}

static void check_runs(struct check *c)
{
	day_t last = c->own.last + WEEK;
	int run = 0;

	for (day_t d = c->own.first - WEEK; d <= last; d++) {
		if (works(c, d)) {
			run++;
			continue;
		}
		if (run > RUN_MAX)
			report(c, (struct notice_problem){
					  .fault = NOTICE_LONG_RUN,
					  .at = c->notice->at,
					  .has_day = true,
					  .day = d - run,
					  .expected = RUN_MAX,
					  .found = run,
				  });
		run = 0;
	}
}

static void check_clash(struct check *c)
{
	for (day_t d = c->own.first; d <= c->own.last; d++) {
		enum mark own = get_mark(&c->own, d);
		enum mark before = get_mark(&c->before, d), after = get_mark(&c->after, d);

		if (own != MARK_NONE && ((before != MARK_NONE && before != own) ||
					 (after != MARK_NONE && after != own)))
			report_day(c, NOTICE_CLASH, c->notice->at, d);
	}
}

static void check_revision(struct check *c, const struct notice *all, size_t n_all)
{
	const struct notice *n = c->notice;

	for (size_t i = 0; i < n_all; i++)
		if (&all[i] != n && all[i].year == n->year && all[i].revision == n->revision) {
			report(c, (struct notice_problem){ .fault = NOTICE_REVISED,
							   .at = n->at,
							   .found = (int) n->revision });
			return;
		}
}

unsigned notice_check(const struct notice *n, const struct notice *all, size_t n_all,
		      notice_report_fn report_fn, void *userdata)
{
	struct check c = { .notice = n, .report = report_fn, .userdata = userdata };

	c.n_legal = legal_days(n->year, c.legal);
	if (c.n_legal < 0 || n->n_off + n->n_work == 0) {
		report(&c, (struct notice_problem){
				   .fault = c.n_legal < 0 ? NOTICE_YEAR : NOTICE_EMPTY,
				   .at = n->at,
				   .found = n->year,
			   });
		return c.n_errors;
	}
	init_marks(&c.own, n->year);
	mark_neighbour(&c.before, notice_newest(all, n_all, n->year - 1), n->year - 1);
	mark_neighbour(&c.after, notice_newest(all, n_all, n->year + 1), n->year + 1);

	check_revision(&c, all, n_all);
	for (size_t i = 0; i < n->n_off; i++)
		check_off(&c, &n->off[i]);
	for (size_t i = 0; i < n->n_work; i++)
		check_work(&c, &n->work[i]);
	check_legal(&c);
	check_balance(&c);
	check_workdays(&c);
	if (n->year >= RUN_SINCE)
		check_runs(&c);
	check_clash(&c);
	return c.n_errors;
}
