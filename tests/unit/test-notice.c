/* SPDX-License-Identifier: MIT */
/* Which notices are believed: all that there ever were, all lawful ones to come, and none that is
 * spoiled. */
#include "unit/notices.h"

#include "schedule/holiday.h"

#define BIT(fault) (1U << (fault))

struct seen {
	unsigned faults; /* BIT() of each reported */
	unsigned n_errors;
	struct notice_problem last;
};

static void on_problem(void *userdata, const struct notice *notice,
		       const struct notice_problem *problem)
{
	struct seen *s = userdata;

	(void) notice;
	s->faults |= BIT(problem->fault);
	s->n_errors += problem->severity == SEVERITY_ERROR;
	s->last = *problem;
	CHECK(strlen(notice_fault_text(problem->fault)) > 10);
}

static struct seen check(const struct notice *n, const struct notice *all, size_t n_all)
{
	struct seen s = { 0 };

	CHECK(notice_check(n, all, n_all, on_problem, &s) == s.n_errors);
	return s;
}

/* Every notice of 2007-2026 and both revisions of the amended ones, without even a warning. */
static void test_true_ones(const struct notice_file *f)
{
	CHECK(f->n == 23);
	for (size_t i = 0; i < f->n; i++) {
		CHECK_ROW(f->list[i].at.line, check(&f->list[i], f->list, f->n).faults == 0);
		CHECK_ROW(f->list[i].at.line, check(&f->list[i], NULL, 0).faults == 0);
	}
}

/* A notice that can be changed. */
struct draft {
	struct notice notice;
	struct notice_off off[16];
	struct notice_work work[16];
};

static void draft_from(struct draft *d, const struct notice *n)
{
	d->notice = *n;
	memcpy(d->off, n->off, n->n_off * sizeof(*n->off));
	memcpy(d->work, n->work, n->n_work * sizeof(*n->work));
	d->notice.off = d->off;
	d->notice.work = d->work;
}

enum change {
	NOTHING,
	YEAR,
	CLEAR,
	DECREE,
	ADD_OFF,
	SET_OFF,
	ADD_WORK,
	SET_WORK,
	DROP_WORK,
	NAME,
	STATE_DAYS,
	STATE_FIRST,
	STATE_LAST,
	STATE_WORK,
};

struct edit {
	enum change change;
	int n; /* an index */
	const char *first, *last;
	int value;
};

#define DAYS(c, i, a, b)                                                                           \
	{                                                                                          \
		.change = (c), .n = (i), .first = (a), .last = (b)                                 \
	}
#define TEXT(c, i, a)                                                                              \
	{                                                                                          \
		.change = (c), .n = (i), .first = (a)                                              \
	}
#define VALUE(c, i, v)                                                                             \
	{                                                                                          \
		.change = (c), .n = (i), .value = (v)                                              \
	}

static void apply(struct draft *d, const struct edit *e)
{
	switch (e->change) {
	case NOTHING:
		break;
	case YEAR:
		d->notice.year = e->value;
		break;
	case CLEAR:
		d->notice.n_off = d->notice.n_work = 0;
		break;
	case DECREE:
		d->notice.decree = true;
		break;
	case ADD_OFF:
		d->off[d->notice.n_off++] = (struct notice_off){ .name = "纪念日",
								 .first = test_day(e->first),
								 .last = test_day(e->last) };
		break;
	case SET_OFF:
		d->off[e->n].first = test_day(e->first);
		d->off[e->n].last = test_day(e->last);
		break;
	case ADD_WORK:
		d->work[d->notice.n_work++] = (struct notice_work){ .day = test_day(e->first) };
		break;
	case SET_WORK:
		d->work[e->n].day = test_day(e->first);
		break;
	case DROP_WORK:
		d->work[e->n] = d->work[--d->notice.n_work];
		break;
	case NAME:
		d->off[e->n].name = e->first;
		break;
	case STATE_DAYS:
		d->off[e->n].stated_days = (unsigned) e->value;
		break;
	case STATE_FIRST:
		d->off[e->n].stated_first = (enum weekday) e->value;
		break;
	case STATE_LAST:
		d->off[e->n].stated_last = (enum weekday) e->value;
		break;
	case STATE_WORK:
		d->work[e->n].stated = (enum weekday) e->value;
		break;
	}
}

/* Ranges of the notice for 2026. */
#define SPRING 1
#define LABOUR 3
#define AUTUMN 5

static const struct {
	int line;
	struct edit edits[2];
	unsigned faults;
	const char *day; /* of the last fault; NULL: it has none */
} spoiled[] = {
	{ __LINE__, { VALUE(NOTHING, 0, 0) }, 0, NULL },
	{ __LINE__, { VALUE(YEAR, 0, 1999) }, BIT(NOTICE_YEAR), NULL },
	{ __LINE__, { VALUE(YEAR, 0, 2101) }, BIT(NOTICE_YEAR), NULL },
	{ __LINE__, { VALUE(YEAR, 0, INT32_MIN) }, BIT(NOTICE_YEAR), NULL },
	{ __LINE__, { VALUE(CLEAR, 0, 0) }, BIT(NOTICE_EMPTY), NULL },

	{ __LINE__,
	  { DAYS(SET_OFF, LABOUR, "2026-05-05", "2026-05-01") },
	  BIT(NOTICE_BACKWARDS) | BIT(NOTICE_LEGAL) | BIT(NOTICE_UNBALANCED),
	  NULL },
	{ __LINE__,
	  { DAYS(ADD_OFF, 0, "2025-12-19", "2025-12-19") },
	  BIT(NOTICE_OUTSIDE),
	  "2025-12-19" },
	{ __LINE__, { DAYS(ADD_OFF, 0, "2025-12-20", "2025-12-20") }, 0, NULL },
	{ __LINE__, { DAYS(ADD_OFF, 0, "2026-12-27", "2026-12-27") }, 0, NULL },
	{ __LINE__,
	  { DAYS(ADD_OFF, 0, "2027-01-01", "2027-01-01") },
	  BIT(NOTICE_OUTSIDE),
	  "2027-01-01" },
	{ __LINE__, { TEXT(ADD_WORK, 0, "2027-01-02") }, BIT(NOTICE_OUTSIDE), "2027-01-02" },
	{ __LINE__, { TEXT(ADD_WORK, 0, "2025-12-14") }, BIT(NOTICE_OUTSIDE), "2025-12-14" },

	{ __LINE__,
	  { DAYS(ADD_OFF, 0, "2026-05-05", "2026-05-05") },
	  BIT(NOTICE_TWICE),
	  "2026-05-05" },
	{ __LINE__, { DAYS(ADD_OFF, 0, "2026-04-25", "2026-04-26") }, 0, NULL },
	{ __LINE__, { TEXT(ADD_WORK, 0, "2026-05-09") }, BIT(NOTICE_TWICE), "2026-05-09" },
	{ __LINE__, { TEXT(ADD_WORK, 0, "2026-05-03") }, BIT(NOTICE_BOTH), "2026-05-03" },
	{ __LINE__,
	  { TEXT(ADD_WORK, 0, "2026-05-01") },
	  BIT(NOTICE_BOTH) | BIT(NOTICE_WORK_WEEKDAY),
	  "2026-05-01" },
	{ __LINE__, { TEXT(ADD_WORK, 0, "2026-07-01") }, BIT(NOTICE_WORK_WEEKDAY), "2026-07-01" },
	{ __LINE__,
	  { TEXT(SET_WORK, 3, "2026-05-08") },
	  BIT(NOTICE_WORK_WEEKDAY) | BIT(NOTICE_UNBALANCED) | BIT(NOTICE_WORKDAYS),
	  NULL },

	{ __LINE__, { VALUE(STATE_DAYS, SPRING, 9) }, 0, NULL },
	{ __LINE__, { VALUE(STATE_DAYS, SPRING, 8) }, BIT(NOTICE_DAYS), "2026-02-15" },
	{ __LINE__, { VALUE(STATE_DAYS, SPRING, -1) }, BIT(NOTICE_DAYS), "2026-02-15" },
	{ __LINE__, { VALUE(STATE_FIRST, SPRING, SUNDAY) }, 0, NULL },
	{ __LINE__, { VALUE(STATE_FIRST, SPRING, MONDAY) }, BIT(NOTICE_WEEKDAY), "2026-02-15" },
	{ __LINE__, { VALUE(STATE_LAST, SPRING, SUNDAY) }, BIT(NOTICE_WEEKDAY), "2026-02-23" },
	{ __LINE__, { VALUE(STATE_WORK, 0, SUNDAY) }, 0, NULL },
	{ __LINE__, { VALUE(STATE_WORK, 0, SATURDAY) }, BIT(NOTICE_WEEKDAY), "2026-01-04" },

	{ __LINE__,
	  { DAYS(SET_OFF, AUTUMN, "2026-09-26", "2026-09-27") },
	  BIT(NOTICE_LEGAL),
	  "2026-09-25" },
	{ __LINE__, { TEXT(NAME, AUTUMN, "国庆节") }, BIT(NOTICE_NAME), "2026-09-25" },
	{ __LINE__, { TEXT(NAME, AUTUMN, "中秋") }, 0, NULL },
	{ __LINE__, { TEXT(NAME, AUTUMN, "国庆节、中秋节") }, 0, NULL },
	{ __LINE__,
	  { VALUE(DROP_WORK, 4, 0) },
	  BIT(NOTICE_UNBALANCED) | BIT(NOTICE_WORKDAYS),
	  NULL },
	{ __LINE__, { TEXT(ADD_WORK, 0, "2026-11-07") }, BIT(NOTICE_UNBALANCED), NULL },
	{ __LINE__,
	  { DAYS(SET_OFF, SPRING, "2026-02-15", "2026-02-22") },
	  BIT(NOTICE_UNBALANCED),
	  NULL },
	{ __LINE__,
	  { DAYS(ADD_OFF, 0, "2026-09-03", "2026-09-03") },
	  BIT(NOTICE_UNBALANCED) | BIT(NOTICE_WORKDAYS),
	  NULL },
	{ __LINE__,
	  { VALUE(DECREE, 0, 0), DAYS(ADD_OFF, 0, "2026-09-03", "2026-09-03") },
	  0,
	  NULL },
	{ __LINE__, { VALUE(DECREE, 0, 0) }, BIT(NOTICE_IDLE_DECREE), NULL },
	{ __LINE__,
	  { VALUE(DECREE, 0, 0), TEXT(ADD_WORK, 0, "2026-11-07") },
	  BIT(NOTICE_UNBALANCED),
	  NULL },
	{ __LINE__,
	  { VALUE(DECREE, 0, 0), DAYS(ADD_OFF, 0, "2026-09-07", "2026-09-11") },
	  BIT(NOTICE_WORKDAYS),
	  NULL },

	{ __LINE__, { TEXT(SET_WORK, 4, "2026-09-19") }, 0, NULL },
	{ __LINE__, { TEXT(SET_WORK, 4, "2026-10-11") }, BIT(NOTICE_LONG_RUN), "2026-10-08" },
};

static void test_spoiled(const struct notice_file *f)
{
	const struct notice *n = notice_newest(f->list, f->n, 2026);

	for (size_t i = 0; i < ARRAY_SIZE(spoiled); i++) {
		struct draft d;
		struct seen s;

		draft_from(&d, n);
		for (size_t k = 0; k < ARRAY_SIZE(spoiled[i].edits); k++)
			apply(&d, &spoiled[i].edits[k]);
		s = check(&d.notice, NULL, 0);
		CHECK_ROW(spoiled[i].line, s.faults == spoiled[i].faults);
		if (spoiled[i].day)
			CHECK_ROW(spoiled[i].line,
				  s.last.has_day && s.last.day == test_day(spoiled[i].day));
	}
}

/* What is reported beside the fault. */
static void test_report(const struct notice_file *f)
{
	struct draft d;
	struct seen s;

	draft_from(&d, notice_newest(f->list, f->n, 2026));
	apply(&d, &(struct edit) VALUE(DROP_WORK, 4, 0));
	apply(&d, &(struct edit) TEXT(ADD_WORK, 0, "2026-11-07"));
	apply(&d, &(struct edit) TEXT(ADD_WORK, 0, "2026-11-14"));
	s = check(&d.notice, NULL, 0);
	CHECK(s.faults == BIT(NOTICE_UNBALANCED) && s.last.severity == SEVERITY_ERROR);
	CHECK(s.last.found == s.last.expected - 1);
	CHECK(s.last.at.line == d.notice.at.line);

	draft_from(&d, notice_newest(f->list, f->n, 2026));
	apply(&d, &(struct edit) DAYS(SET_OFF, SPRING, "2026-02-17", "2026-02-23"));
	s = check(&d.notice, NULL, 0);
	CHECK(s.faults & BIT(NOTICE_LEGAL));

	draft_from(&d, notice_newest(f->list, f->n, 2026));
	apply(&d, &(struct edit) VALUE(STATE_DAYS, SPRING, 8));
	s = check(&d.notice, NULL, 0);
	CHECK(s.last.found == 8 && s.last.expected == 9 && strcmp(s.last.name, "春节") == 0);
	CHECK(s.last.at.line == d.off[SPRING].at.line);

	draft_from(&d, notice_newest(f->list, f->n, 2026));
	apply(&d, &(struct edit) TEXT(SET_WORK, 4, "2026-10-11"));
	s = check(&d.notice, NULL, 0);
	CHECK(s.last.severity == SEVERITY_WARNING && s.n_errors == 0 && s.last.found == 9);
}

/* A day in December that two years speak of. */
static void test_neighbours(const struct notice_file *f)
{
	static const struct edit off = DAYS(ADD_OFF, 0, "2025-12-27", "2025-12-28");
	static const struct edit work = TEXT(ADD_WORK, 0, "2025-12-27");
	struct draft before, after;
	struct notice both[2];

	draft_from(&before, notice_newest(f->list, f->n, 2025));
	draft_from(&after, notice_newest(f->list, f->n, 2026));
	apply(&before, &off);
	apply(&after, &off);
	both[0] = before.notice;
	both[1] = after.notice;
	CHECK(check(&both[0], both, 2).faults == 0);
	CHECK(check(&both[1], both, 2).faults == 0);

	draft_from(&after, notice_newest(f->list, f->n, 2026));
	apply(&after, &work);
	both[1] = after.notice;
	CHECK(check(&both[0], both, 2).faults == BIT(NOTICE_CLASH));
	CHECK(check(&both[0], both, 2).last.day == test_day("2025-12-27"));
	CHECK(check(&both[1], both, 2).faults & BIT(NOTICE_CLASH));
	CHECK(!(check(&both[1], both + 1, 1).faults & BIT(NOTICE_CLASH)));

	both[0] = both[1] = *notice_newest(f->list, f->n, 2026);
	CHECK(check(&both[0], both, 2).faults == BIT(NOTICE_REVISED));
	both[1].revision++;
	CHECK(check(&both[0], both, 2).faults == 0 && check(&both[1], both, 2).faults == 0);
	CHECK(notice_newest(both, 2, 2026) == &both[1] && !notice_newest(both, 2, 2027));
}

struct lawful {
	struct draft draft;
	struct notice_off off[64]; /* one a day */
	char name[64][HOLIDAYS_TEXT_MAX];
	int owed; /* weekdays off beyond the law's, still to be worked for */
};

static void take_off(struct lawful *l, day_t day, unsigned holidays)
{
	size_t n = l->draft.notice.n_off;

	if (notice_find_off(&l->draft.notice, day))
		return;
	l->off[n] = (struct notice_off){ .first = day, .last = day, .name = l->name[n] };
	holidays_text(holidays, l->name[n]);
	l->draft.notice.n_off++;
	l->owed += weekday_of(day) <= FRIDAY;
}

static void work_on(struct lawful *l, day_t day)
{
	if (l->owed <= 0 || weekday_of(day) <= FRIDAY || notice_find_off(&l->draft.notice, day))
		return;
	for (size_t i = 0; i < l->draft.notice.n_work; i++)
		if (l->draft.work[i].day == day)
			return;
	l->draft.work[l->draft.notice.n_work++] = (struct notice_work){ .day = day };
	l->owed--;
}

/* A notice as the law and the principle would have it, weekends worked nearest to their holidays.
 */
static void draft_lawful(struct lawful *l, int year)
{
	struct holiday_span spans[N_HOLIDAYS];
	struct legal_day legal[LEGAL_DAYS_MAX];
	int n = holiday_spans(year, spans);

	memset(l, 0, sizeof(*l));
	l->draft.notice = (struct notice){ .year = year, .off = l->off, .work = l->draft.work };
	l->owed = -legal_days(year, legal);
	for (int i = 0; i < n; i++)
		for (day_t day = spans[i].first; day <= spans[i].last; day++)
			take_off(l, day, spans[i].holidays);
	/* A Mid-Autumn weekend that runs into October: the law gives the days after. */
	for (day_t day = day_from_civil(year, 10, 8); l->owed < 0; day++)
		take_off(l, day, 1U << HOLIDAY_NATIONAL_DAY);
	for (int away = 1; away <= 7; away++)
		for (int i = 0; i < n; i++) {
			if (!spans[i].borrows)
				continue;
			work_on(l, spans[i].last + away);
			work_on(l, spans[i].first - away);
		}
}

/* No lawful year is refused: 2028, which begins on a Saturday, has 247 working days. */
static void test_lawful_years(void)
{
	for (int year = 2025; year <= YEAR_LAST; year++) {
		struct lawful l;
		struct seen s;

		draft_lawful(&l, year);
		s = check(&l.draft.notice, NULL, 0);
		if (s.n_errors)
			printf("%d: %s\n", year, notice_fault_text(s.last.fault));
		CHECK(s.n_errors == 0 && l.draft.notice.n_work > 0);
		l.draft.notice.n_work--;
		CHECK(check(&l.draft.notice, NULL, 0).faults & BIT(NOTICE_UNBALANCED));
	}
}

/* Whatever days are thrown at it, it counts right and keeps within its bounds. */
static void test_thrown(uint64_t seed, const struct notice_file *f)
{
	for (int i = 0; i < 20000; i++) {
		const struct notice *n = &f->list[test_random(&seed) % f->n];
		struct draft d;
		size_t k;

		draft_from(&d, n);
		k = test_random(&seed) % n->n_off;
		d.off[k].first = (day_t) (test_random(&seed) >> (test_random(&seed) % 33));
		if (test_random(&seed) % 2)
			d.off[k].last = (day_t) test_random(&seed);
		if (n->n_work)
			d.work[test_random(&seed) % n->n_work].day = (day_t) test_random(&seed);
		CHECK(check(&d.notice, f->list, f->n).n_errors > 0);
	}
}

int main(int argc, char **argv)
{
	static struct notice_file f;
	uint64_t seed = test_seed(argc - 1, argv + 1);

	read_notices(&f, argc > 1 ? argv[1] : NULL);
	test_true_ones(&f);
	test_spoiled(&f);
	test_report(&f);
	test_neighbours(&f);
	test_lawful_years();
	test_thrown(seed, &f);
	return test_result();
}
