/* SPDX-License-Identifier: MIT */
/* Single instants, by table: priorities, limits, hours past midnight, orders, pages, plans. */
#include "unit/fixture.h"

enum {
	CONSTITUTION,
	CRIMINAL,
	CIVIL
};

/* Two boards: 0 is a community's, 1 an enterprise's. */
static void town(struct fixture *f)
{
	struct dayset *workdays = fixture_days(f), *week = fixture_days(f),
		      *sober = fixture_days(f);
	struct rule *r;

	for (day_t day = DAY_FIRST; day <= DAY_LAST; day++) {
		struct civil c = civil_from_day(day);

		if (weekday_of(day) <= FRIDAY)
			dayset_add(workdays, day);
		if (c.month == 12 && c.day <= 7)
			dayset_add(week, day);
		if (c.month == 12 && c.day == 13)
			dayset_add(sober, day);
	}
	for (int i = 0; i < 3; i++)
		fixture_list(f, 10, 10, 0);

	r = fixture_rule(f, workdays, 8 * 60, 18 * 60, 0, 2);
	fixture_play(f, r, CIVIL, 60);
	fixture_play(f, r, CRIMINAL, 40);
	r = fixture_rule(f, week, 7 * 60, 21 * 60, 50, 3);
	fixture_play(f, r, CONSTITUTION, 100);
	r = fixture_rule(f, fixture_daily(f), 20 * 60, 26 * 60, 0, 1);
	fixture_play(f, r, CRIMINAL, 1);

	fixture_limit(f, LIMIT_OFF, fixture_daily(f), 22 * 60, 30 * 60, 1);
	fixture_allow(f, fixture_limit(f, LIMIT_SOBER, sober, 0, 1440, 3), CONSTITUTION);
	CHECK(fixture_compile(f, 2, CIVIL) == 0);
}

static const struct {
	int line;
	unsigned board;
	int month, day, hour, minute; /* of 2026 */
	enum reason reason;
	int playlist, rule, limit;
} cases[] = {
	{ __LINE__, 1, 6, 1, 7, 59, REASON_FILLER, CIVIL, -1, -1 },
	{ __LINE__, 1, 6, 1, 8, 0, REASON_RULES, -2, 0, -1 },
	{ __LINE__, 1, 6, 1, 17, 59, REASON_RULES, -2, 0, -1 },
	{ __LINE__, 1, 6, 1, 18, 0, REASON_FILLER, CIVIL, -1, -1 },
	{ __LINE__, 1, 6, 6, 12, 0, REASON_FILLER, CIVIL, -1, -1 },       /* Saturday */
	{ __LINE__, 1, 12, 1, 12, 0, REASON_RULES, CONSTITUTION, 1, -1 }, /* priority */
	{ __LINE__, 1, 12, 7, 20, 59, REASON_RULES, CONSTITUTION, 1, -1 },
	{ __LINE__, 1, 12, 8, 12, 0, REASON_RULES, -2, 0, -1 },
	{ __LINE__, 0, 6, 1, 20, 0, REASON_RULES, CRIMINAL, 2, -1 },
	{ __LINE__, 0, 6, 1, 21, 59, REASON_RULES, CRIMINAL, 2, -1 },
	{ __LINE__, 0, 6, 1, 22, 0, REASON_OFF, -1, -1, 0 },
	{ __LINE__, 0, 6, 2, 0, 0, REASON_OFF, -1, -1, 0 },
	{ __LINE__, 0, 6, 2, 5, 59, REASON_OFF, -1, -1, 0 },
	{ __LINE__, 0, 6, 2, 6, 0, REASON_FILLER, CIVIL, -1, -1 },
	{ __LINE__, 0, 12, 13, 12, 0, REASON_NOTHING, -1, -1, 1 }, /* the filler is not allowed */
	{ __LINE__, 0, 12, 13, 20, 30, REASON_NOTHING, -1, -1, 1 },
};

static void test_cases(const struct fixture *f)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		usec_t now = fixture_at(f, 2026, cases[i].month, cases[i].day, cases[i].hour,
					cases[i].minute, 0);
		struct decision d = schedule_at(f->programme, &no_orders, cases[i].board, now);

		CHECK_ROW(cases[i].line, d.reason == cases[i].reason);
		CHECK_ROW(cases[i].line,
			  cases[i].playlist == -2 || d.playlist == cases[i].playlist);
		CHECK_ROW(cases[i].line, d.rule == cases[i].rule && d.limit == cases[i].limit);
	}
}

static void test_span(const struct fixture *f)
{
	usec_t begin = fixture_at(f, 2000, 1, 1, 0, 0, 0), end = fixture_at(f, 2101, 1, 1, 0, 0, 0);
	struct decision d;

	d = schedule_at(f->programme, &no_orders, 0, 0);
	CHECK(d.reason == REASON_OUTSIDE && !d.message && d.until == begin);
	CHECK(schedule_at(f->programme, &no_orders, 1, begin).reason == REASON_FILLER);
	CHECK(schedule_at(f->programme, &no_orders, 1, end - 1).until == end);
	d = schedule_at(f->programme, &no_orders, 1, end);
	CHECK(d.reason == REASON_OUTSIDE && d.until == USEC_NEVER);
}

/* From @from for @seconds, on the boards whose bits are set. */
static struct order order(enum order_kind kind, uint32_t id, usec_t from, unsigned seconds,
			  uint64_t boards)
{
	return (struct order){
		.kind = kind,
		.id = id,
		.from = from,
		.until = from + seconds * USEC_PER_SEC,
		.urgency = 1,
		.message = { .text = "notice", .duration_ms = 6000 },
		.boards = fixture_boards(boards),
	};
}

/* Orders, strongest first: blank, a notice through quiet hours, off, a plain notice. */
static void test_orders(const struct fixture *f)
{
	usec_t noon = fixture_at(f, 2026, 6, 1, 12, 0, 0), night = noon + 11 * USEC_PER_HOUR;
	usec_t soon = noon + 60 * USEC_PER_SEC;
	struct order list[] = {
		order(ORDER_NOTICE, 1, noon, 3600, 3),
		order(ORDER_NOTICE, 2, soon, 3540, 1),
		order(ORDER_NOTICE, 3, soon, 3540, 2),
		order(ORDER_BLANK, 4, soon + 60 * USEC_PER_SEC, 60, 1),
		order(ORDER_NOTICE, 5, night, 3600, 1),
		order(ORDER_NOTICE, 6, night, 3600, 1),
	};
	const struct orders orders = { list, ARRAY_SIZE(list) }, quiet = { list, 5 };
	struct decision before = schedule_at(f->programme, &no_orders, 1, noon - 1), d;

	list[1].urgency = 3;
	list[1].message.duration_ms = 7000;
	list[4].urgency = 3;
	list[5].through_quiet = true;
	d = schedule_at(f->programme, &orders, 1, noon - 1);
	CHECK(d.message == before.message && d.until <= noon);
	d = schedule_at(f->programme, &orders, 0, noon);
	CHECK(d.reason == REASON_NOTICE && d.order == &list[0] &&
	      d.end - d.start == 6 * USEC_PER_SEC);
	d = schedule_at(f->programme, &orders, 0, noon + 74 * USEC_PER_SEC);
	CHECK(d.order == &list[1] && d.start == noon + 74 * USEC_PER_SEC); /* 60 + 2 x 7 */
	CHECK(schedule_at(f->programme, &orders, 1, noon + 74 * USEC_PER_SEC).order == &list[2]);
	d = schedule_at(f->programme, &orders, 0, noon + 120 * USEC_PER_SEC);
	CHECK(d.reason == REASON_BLANK && !d.message && d.until == noon + 180 * USEC_PER_SEC);
	d = schedule_at(f->programme, &orders, 0, noon + 180 * USEC_PER_SEC);
	CHECK(d.order == &list[1]);
	CHECK(schedule_at(f->programme, &quiet, 0, night).reason == REASON_OFF);
	CHECK(schedule_at(f->programme, &orders, 0, night).order == &list[5]);

	/* The programme's own clocks do not stop for orders. */
	d = schedule_at(f->programme, &orders, 0, noon + 2 * USEC_PER_HOUR);
	before = schedule_at(f->programme, &no_orders, 0, noon + 2 * USEC_PER_HOUR);
	CHECK(d.message == before.message && d.start == before.start);
}

static void test_pages(void)
{
	static const struct {
		int line;
		unsigned ms, n_pages, x, page, since, until;
	} rows[] = {
		{ __LINE__, 8000, 1, 0, 0, 0, 8000 },
		{ __LINE__, 8000, 1, 7999, 0, 0, 8000 },
		{ __LINE__, 8000, 3, 2665, 0, 0, 2666 },
		{ __LINE__, 8000, 3, 2666, 1, 2666, 5333 },
		{ __LINE__, 8000, 3, 5332, 1, 2666, 5333 },
		{ __LINE__, 8000, 3, 5333, 2, 5333, 8000 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		usec_t start = 5 * USEC_PER_SEC;
		struct decision d = { .start = start, .end = start + rows[i].ms * USEC_PER_MSEC };
		struct page_time t =
			page_at(&d, rows[i].n_pages, start + rows[i].x * USEC_PER_MSEC);

		CHECK_ROW(rows[i].line, t.page == rows[i].page);
		CHECK_ROW(rows[i].line, t.since == start + rows[i].since * USEC_PER_MSEC);
		CHECK_ROW(rows[i].line, t.until == start + rows[i].until * USEC_PER_MSEC);
	}
}

static void test_untrusted(const struct fixture *f)
{
	struct decision d = schedule_untrusted(f->programme, 0);

	CHECK(d.message == &f->lists[CIVIL].messages[0] && d.until == 10 * USEC_PER_SEC);
	d = schedule_untrusted(f->programme, 10 * USEC_PER_SEC);
	CHECK(d.message == &f->lists[CIVIL].messages[1] && d.start == 10 * USEC_PER_SEC);
	d = schedule_untrusted(f->programme, 105 * USEC_PER_SEC);
	CHECK(d.message == &f->lists[CIVIL].messages[0] && d.until == 110 * USEC_PER_SEC);
}

/* A plan tiles its span; a night is one row; text of two pages makes two rows a play. */
static void test_plan(const struct fixture *f)
{
	static struct layout l;
	struct plan plan = {
		.programme = f->programme,
		.orders = &no_orders,
		.board = 0,
		.rows = 1,
		.columns = 4,
		.now = fixture_at(f, 2026, 6, 1, 0, 0, 0),
		.to = fixture_at(f, 2026, 6, 2, 0, 0, 0),
	};
	usec_t at = plan.now;
	unsigned n_dark = 0, n = 0;
	struct plan_row row;

	while (plan_next(&plan, &l, &row)) {
		CHECK(row.from == at && row.until > row.from);
		CHECK(!row.decision.message || (row.n_pages == 2 && row.page == n % 2));
		n_dark += !row.decision.message;
		n += row.decision.message != NULL;
		at = row.until;
	}
	CHECK(at == plan.to && n_dark == 2);
	CHECK(n == 2 * 16 * 360); /* 06:00 to 22:00, ten seconds a message */
}

/*
 * Board 0 has a rule by notices past midnight, board 1 a limit by notices within the day, board 2
 * only a rule that is not.  2027-01-01 to 2027-01-02 is doubtful, and 2027-03-06.
 */
static void doubtful_town(struct fixture *f, struct statutory *s)
{
	const struct dayset *daily = fixture_daily(f);
	struct rule *r;

	dayset_add_range(&s->provisional, day_from_civil(2027, 1, 1), day_from_civil(2027, 1, 2));
	dayset_add(&s->unsettled, day_from_civil(2027, 3, 6));
	fixture_list(f, 10, 10, 0);
	r = fixture_rule(f, daily, 20 * 60, 26 * 60, 0, 1);
	r->statutory = true;
	fixture_play(f, r, 0, 1);
	r = fixture_rule(f, daily, 20 * 60, 30 * 60, 0, 4);
	fixture_play(f, r, 0, 1);
	fixture_limit(f, LIMIT_OFF, daily, 8 * 60, 9 * 60, 2)->statutory = true;
	/* The nights of all boards, but not by notices. */
	fixture_limit(f, LIMIT_OFF, daily, 21 * 60, 30 * 60, 7);
}

static const struct {
	int line;
	int year, month, day, hour, minute;
	bool by_rule, by_limit;
} doubts[] = {
	{ __LINE__, 2026, 12, 31, 23, 59, false, false },
	{ __LINE__, 2027, 1, 1, 0, 0, true, true },
	{ __LINE__, 2027, 1, 1, 12, 0, true, true },
	{ __LINE__, 2027, 1, 2, 23, 59, true, true },
	{ __LINE__, 2027, 1, 3, 0, 0, true, false },
	{ __LINE__, 2027, 1, 3, 1, 59, true, false },
	{ __LINE__, 2027, 1, 3, 2, 0, false, false },
	{ __LINE__, 2027, 3, 5, 23, 59, false, false },
	{ __LINE__, 2027, 3, 6, 0, 0, true, true },
	{ __LINE__, 2027, 3, 7, 1, 59, true, false },
	{ __LINE__, 2027, 3, 7, 2, 0, false, false },
};

static void test_doubts(struct fixture *f)
{
	for (size_t i = 0; i < ARRAY_SIZE(doubts); i++) {
		usec_t now = fixture_at(f, doubts[i].year, doubts[i].month, doubts[i].day,
					doubts[i].hour, doubts[i].minute, 59);
		const struct programme *p = f->programme;

		CHECK_ROW(doubts[i].line, schedule_is_provisional(p, 0, now) == doubts[i].by_rule);
		CHECK_ROW(doubts[i].line, schedule_is_provisional(p, 1, now) == doubts[i].by_limit);
		CHECK_ROW(doubts[i].line, !schedule_is_provisional(p, 2, now));
	}
	CHECK(!schedule_is_provisional(f->programme, 0, 0));
	CHECK(!schedule_is_provisional(f->programme, 0, fixture_at(f, 2101, 1, 1, 0, 0, 0)));
}

/* The rows of a plan from the evening before the doubtful days to the morning after them. */
static void test_doubtful_plan(struct fixture *f)
{
	struct plan plan = {
		.programme = f->programme,
		.orders = &no_orders,
		.rows = 2,
		.columns = 16,
		.now = fixture_at(f, 2026, 12, 31, 20, 0, 0),
		.to = fixture_at(f, 2027, 1, 3, 20, 0, 0),
	};
	usec_t first = fixture_at(f, 2027, 1, 1, 0, 0, 0),
	       last = fixture_at(f, 2027, 1, 3, 2, 0, 0);
	struct plan_row row;
	struct layout l;
	size_t n = 0;

	/* A dark row goes on over midnight and may be of several days. */
	for (; plan_next(&plan, &l, &row); n++)
		CHECK(row.provisional == (row.from < last && row.until > first));
	CHECK(n > 3);
}

static void test_provisional(void)
{
	static struct statutory s;
	struct fixture f = { .statutory = &s };

	doubtful_town(&f, &s);
	CHECK(fixture_compile(&f, 3, 0) == 0);
	test_doubts(&f);
	test_doubtful_plan(&f);
	fixture_done(&f);

	f.statutory = NULL;
	doubtful_town(&f, &s);
	CHECK(fixture_compile(&f, 3, 0) == 0);
	CHECK(!schedule_is_provisional(f.programme, 0, fixture_at(&f, 2027, 1, 1, 12, 0, 0)));
	fixture_done(&f);
}

static void test_refusals(void)
{
	struct fixture f = { 0 };
	struct rule *r;

	fixture_list(&f, 3, 6, 0);
	CHECK(fixture_compile(&f, 1, 1) == -EINVAL); /* no such filler */
	r = fixture_rule(&f, fixture_daily(&f), 0, 1440, 0, 1);
	CHECK(fixture_compile(&f, 1, 0) == -EINVAL); /* plays nothing */
	fixture_play(&f, r, 1, 1);
	CHECK(fixture_compile(&f, 1, 0) == -EINVAL); /* no such list */
	fixture_done(&f);
}

/* Rules made to hurt: every day is a kind of its own, cut by the minute. */
static void test_too_much(void)
{
	static struct hours minutes[MINUTES_PER_DAY / 2];
	struct fixture f = { 0 };
	uint64_t seed = 1;

	for (size_t i = 0; i < ARRAY_SIZE(minutes); i++)
		minutes[i] = (struct hours){ (uint16_t) (2 * i), (uint16_t) (2 * i + 1) };
	fixture_list(&f, 3, 6, 0);
	for (int i = 0; i < 50; i++) {
		struct dayset *days = fixture_days(&f);
		struct rule *r = fixture_rule(&f, days, 0, 1, 0, 1);

		for (size_t k = 0; k < DAYSET_WORDS; k++)
			days->word[k] = test_random(&seed);
		r->hours = minutes;
		r->n_hours = ARRAY_SIZE(minutes);
		fixture_play(&f, r, 0, 1);
	}
	CHECK(fixture_compile(&f, 1, 0) == -EFBIG);
	fixture_done(&f);
}

int main(void)
{
	struct fixture f = { 0 };

	town(&f);
	test_cases(&f);
	test_span(&f);
	test_orders(&f);
	test_untrusted(&f);
	test_plan(&f);
	fixture_done(&f);
	test_pages();
	test_provisional();
	test_refusals();
	test_too_much();
	return test_result();
}
