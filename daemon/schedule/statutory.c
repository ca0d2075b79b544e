/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "schedule/statutory.h"

#define WEEK 7

/* Make-up workdays lie within a week of their holiday; of 132 in 20 years one did not. */
#define PAYING_DAYS 7

const char *basis_name(enum basis basis)
{
	static const char *const names[] = {
		[BASIS_WEEKDAY] = "weekday",
		[BASIS_PRINCIPLE] = "principle",
		[BASIS_LEGAL] = "legal",
		[BASIS_NOTICE] = "notice",
	};

	return names[basis];
}

static bool in_span(day_t day)
{
	return day >= DAY_FIRST && day <= DAY_LAST;
}

static void set_basis(struct statutory *s, day_t day, enum basis basis)
{
	if (in_span(day))
		s->basis[day - DAY_FIRST] = (uint8_t) basis;
}

static enum basis get_basis(const struct statutory *s, day_t day)
{
	return (enum basis) s->basis[day - DAY_FIRST];
}

static void put_weekends(struct statutory *s)
{
	day_t saturday = DAY_FIRST + SATURDAY - (day_t) weekday_of(DAY_FIRST);

	for (day_t d = saturday - WEEK; d <= DAY_LAST; d += WEEK)
		dayset_add_range(&s->restday, d, d + 1);
}

static void add_periods(struct statutory *s, unsigned holidays, day_t first, day_t last)
{
	for (int h = 0; h < N_HOLIDAYS; h++)
		if (holidays >> h & 1)
			dayset_add_range(&s->period[h], first, last);
}

/* The days that the principle lays out are taken away again when all are known. */
static void add_unsettled(struct statutory *s, const struct holiday_span *p)
{
	for (day_t d = p->first - PAYING_DAYS; d <= p->last + PAYING_DAYS; d++)
		if (weekday_of(d) > FRIDAY)
			dayset_add(&s->unsettled, d);
}

static void put_principle(struct statutory *s, int year)
{
	struct holiday_span spans[N_HOLIDAYS];
	int n = holiday_spans(year, spans);

	dayset_add_range(&s->provisional, day_from_civil(year, 1, 1), day_from_civil(year, 12, 31));
	for (int i = 0; i < n; i++) {
		const struct holiday_span *p = &spans[i];

		dayset_add_range(&s->restday, p->first, p->last);
		dayset_add_range(&s->provisional, p->first, p->last);
		add_periods(s, p->holidays, p->first, p->last);
		for (day_t d = p->first; d <= p->last; d++)
			set_basis(s, d, BASIS_PRINCIPLE);
		if (p->borrows)
			add_unsettled(s, p);
	}
}

static void put_legal(struct statutory *s, int year)
{
	struct legal_day legal[LEGAL_DAYS_MAX];
	int n = legal_days(year, legal);

	for (int i = 0; i < n; i++) {
		dayset_add(&s->restday, legal[i].day);
		dayset_add(&s->legal[legal[i].holiday], legal[i].day);
		dayset_add(&s->period[legal[i].holiday], legal[i].day);
		set_basis(s, legal[i].day, BASIS_LEGAL);
	}
}

static void settle(struct statutory *s)
{
	for (day_t d = DAY_FIRST; dayset_next(&s->unsettled, d, &d); d++)
		if (get_basis(s, d) != BASIS_WEEKDAY)
			dayset_remove(&s->unsettled, d);
	dayset_or(&s->provisional, &s->unsettled);
}

/* A day that a notice names is known, whatever was thought of it. */
static void put_notice_day(struct statutory *s, day_t day, bool work)
{
	if (!in_span(day))
		return;
	set_basis(s, day, BASIS_NOTICE);
	dayset_remove(&s->provisional, day);
	dayset_remove(&s->unsettled, day);
	for (int h = 0; h < N_HOLIDAYS; h++)
		if (work || !dayset_has(&s->legal[h], day))
			dayset_remove(&s->period[h], day);
	if (!work) {
		dayset_add(&s->restday, day);
		return;
	}
	dayset_remove(&s->restday, day);
	if (weekday_of(day) > FRIDAY)
		dayset_add(&s->makeup, day);
}

static void put_notice(struct statutory *s, const struct notice *n)
{
	for (size_t i = 0; i < n->n_off; i++) {
		const struct notice_off *o = &n->off[i];
		day_t first = o->first > DAY_FIRST ? o->first : DAY_FIRST;
		day_t last = o->last < DAY_LAST ? o->last : DAY_LAST;

		for (day_t d = first; d <= last; d++)
			put_notice_day(s, d, false);
		add_periods(s, holidays_in_name(o->name), first, last);
	}
	for (size_t i = 0; i < n->n_work; i++)
		put_notice_day(s, n->work[i].day, true);
}

void statutory_build(struct statutory *s, const struct notice *notices, size_t n)
{
	memset(s, 0, sizeof(*s));
	for (int y = 0; y < N_YEARS; y++)
		s->notice[y] = notice_newest(notices, n, YEAR_FIRST + y);

	put_weekends(s);
	for (int year = YEAR_FIRST; year <= YEAR_LAST; year++)
		if (!statutory_has_notice(s, year))
			put_principle(s, year);
	for (int year = YEAR_FIRST; year <= YEAR_LAST; year++)
		put_legal(s, year);
	settle(s);
	for (int y = 0; y < N_YEARS; y++)
		if (s->notice[y])
			put_notice(s, s->notice[y]);
	dayset_fill(&s->workday);
	dayset_except(&s->workday, &s->restday);
}

static bool notice_has_work(const struct notice *n, day_t day)
{
	for (size_t i = 0; i < n->n_work; i++)
		if (n->work[i].day == day)
			return true;
	return false;
}

/* The notice that names the day: the next year's, of a day in December, before the year's own. */
static const struct notice *notice_of(const struct statutory *s, day_t day)
{
	int own = civil_from_day(day).year - YEAR_FIRST;

	for (int y = own + 1; y >= own; y--) {
		const struct notice *n = y < N_YEARS ? s->notice[y] : NULL;

		if (n && (notice_find_off(n, day) || notice_has_work(n, day)))
			return n;
	}
	return NULL;
}

static unsigned holidays_with(const struct dayset sets[N_HOLIDAYS], day_t day)
{
	unsigned holidays = 0;

	for (int h = 0; h < N_HOLIDAYS; h++)
		holidays |= (unsigned) dayset_has(&sets[h], day) << h;
	return holidays;
}

int statutory_day(const struct statutory *s, day_t day, struct day_fact *ret)
{
	struct day_fact f;

	if (!in_span(day))
		return -ERANGE;
	f = (struct day_fact){
		.work = dayset_has(&s->workday, day),
		.makeup = dayset_has(&s->makeup, day),
		.provisional = dayset_has(&s->provisional, day),
		.unsettled = dayset_has(&s->unsettled, day),
		.basis = get_basis(s, day),
		.holidays = holidays_with(s->period, day),
		.legal = holidays_with(s->legal, day),
	};
	if (f.basis == BASIS_NOTICE) {
		const struct notice_off *o;

		f.notice = notice_of(s, day);
		o = f.notice && !f.work ? notice_find_off(f.notice, day) : NULL;
		f.words = o ? o->name : NULL;
	}
	*ret = f;
	return 0;
}

/* Days off that notices call by a name of their own. */
static bool add_named(const struct notice *n, const char *name, struct dayset *days)
{
	bool found = false;

	for (size_t i = 0; i < n->n_off; i++)
		if (strcmp(n->off[i].name, name) == 0) {
			dayset_add_range(days, n->off[i].first, n->off[i].last);
			found = true;
		}
	return found;
}

int statutory_period(const struct statutory *s, const char *name, struct dayset *ret)
{
	int h = holiday_find(name);
	struct dayset days;
	bool found = false;

	if (h >= 0) {
		*ret = s->period[h];
		return 0;
	}
	dayset_clear(&days);
	for (int y = 0; y < N_YEARS; y++)
		if (s->notice[y] && add_named(s->notice[y], name, &days))
			found = true;
	if (!found)
		return -ENOENT;
	*ret = days;
	return 0;
}

bool statutory_has_notice(const struct statutory *s, int year)
{
	return year >= YEAR_FIRST && year <= YEAR_LAST && s->notice[year - YEAR_FIRST];
}
