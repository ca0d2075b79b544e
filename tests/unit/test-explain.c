/* SPDX-License-Identifier: MIT */
/* Every reason and every verdict in words, from the schedule's own answers. */
#include "config/basis.h"
#include "config/explain.h"
#include "fixture.h"

enum {
	BOARD_PLAIN = 1, /* bits of boards */
	BOARD_LIMITED = 2,
	BOARD_BARE = 4,
};

static const struct location beijing = { 39.79, 116.45 };
static const struct sun_hours evening[] = {
	{ { HOURS_SUNSET, false, 300 }, { HOURS_SUNRISE, true, -30 } },
};

static void make(struct fixture *f)
{
	unsigned a = fixture_list(f, 3, 10, 0), b = fixture_list(f, 2, 10, 0);
	struct dayset *weekdays = fixture_days(f), *day = fixture_days(f);
	struct rule *r;
	struct limit *l;

	for (day_t d = DAY_FIRST; d <= DAY_LAST; d++)
		if (weekday_of(d) <= FRIDAY)
			dayset_add(weekdays, d);
	dayset_add(day, day_from_civil(2026, 12, 4));

	r = fixture_rule(f, weekdays, 8 * 60, 12 * 60, 0, BOARD_PLAIN | BOARD_LIMITED);
	r->days_text = "mon..fri";
	fixture_play(f, r, a, 1);
	r = fixture_rule(f, day, 0, 1440, 50, BOARD_PLAIN);
	r->days_text = "12-04";
	fixture_play(f, r, b, 1);
	r = fixture_rule(f, fixture_daily(f), 8 * 60, 9 * 60, 0, BOARD_PLAIN);
	fixture_play(f, r, b, 1);

	l = fixture_limit(f, LIMIT_OFF, fixture_daily(f), 22 * 60, 30 * 60, BOARD_LIMITED);
	l->name = "quiet";
	l = fixture_limit(f, LIMIT_SOBER, day, 0, 1440, BOARD_LIMITED);
	l->at = (struct where){ "rules.cfg", 7 };
	l->days_text = "12-04";
	fixture_allow(f, l, b);
	l = fixture_limit(f, LIMIT_OFF, fixture_daily(f), 13 * 60, 14 * 60, BOARD_BARE);
	l->sun = evening;
	l->n_sun = ARRAY_SIZE(evening);
	f->place = &beijing;
	CHECK(fixture_compile(f, 3, a) == 0);
}

static const struct {
	int line;
	unsigned board;
	int day, hour, minute; /* of December 2026; the 4th is a Friday */
	const char *because;   /* its beginning */
	int rule;              /* of which the next is the why; -1: none */
	const char *why;
} rows[] = {
	{ __LINE__, 0, 3, 8, 30,
	  "rule 'rule-0' (mon..fri, 08:00-12:00; priority 0) plays 'list-0', this message until ",
	  0,
	  "its day and hour (mon..fri, 08:00-12:00); it shares the time with other rules of priority 0" },
	{ __LINE__, 0, 3, 11, 0, "rule 'rule-0' (", 0,
	  "its day and hour (mon..fri, 08:00-12:00), and no other rule has its priority, 0, or more" },
	{ __LINE__, 0, 4, 9, 30, "rule 'rule-1' (12-04; priority 50) plays 'list-1'", 0,
	  "its priority is 0, and rule 'rule-1' has 50" },
	{ __LINE__, 0, 4, 9, 30, "rule 'rule-1' (", 2,
	  "its day (daily), but 09:30 is outside its hours, 08:00-09:00; next at 2026-12-05 08:00" },
	{ __LINE__, 0, 4, 7, 30, "rule 'rule-1' (", 2,
	  "its day (daily), but 07:30 is outside its hours, 08:00-09:00; next at 08:00" },
	{ __LINE__, 0, 5, 10, 0, "no rule plays now: the site's filler, 'list-0', this message", 0,
	  "2026-12-05, a Saturday, is not one of its days, mon..fri; the next is 2026-12-07" },
	{ __LINE__, 0, 5, 10, 0, "no rule plays now", 1,
	  "2026-12-05, a Saturday, is not one of its days, 12-04; there is none to come" },
	{ __LINE__, 1, 8, 23, 0,
	  "limit 'quiet' (off; daily, 22:00-06:00) keeps the board dark until ", -1, NULL },
	{ __LINE__, 1, 4, 10, 0,
	  "the limit of rules.cfg:7 (sober; 12-04) leaves nothing to show until 22:00", 0,
	  "the limit of rules.cfg:7 (sober; 12-04) leaves only 'list-1'" },
	{ __LINE__, 2, 3, 8, 30, "no rule plays now: the site's filler, 'list-0'", -1, NULL },
	{ __LINE__, 2, 3, 22, 30,
	  "a limit (off; daily, 13:00-14:00, sunset+5h..sunrise-30m) keeps the board dark until "
	  "2026-12-04 06:49",
	  -1, NULL },
};

static void check_rows(const struct fixture *f)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		usec_t now = fixture_at(f, 2026, 12, rows[i].day, rows[i].hour, rows[i].minute, 0);
		struct consideration list[FIXTURE_MAX];
		char text[EXPLAIN_MAX] = "";
		struct decision d;
		size_t n = schedule_explain(f->programme, &no_orders, rows[i].board, now, &d, list);
		bool found = rows[i].rule < 0;

		CHECK_ROW(rows[i].line, explain_because(f->programme, &d, now, text,
							sizeof(text)) == (int) strlen(text));
		CHECK_ROW(rows[i].line,
			  strncmp(text, rows[i].because, strlen(rows[i].because)) == 0);
		for (size_t j = 0; j < n; j++) {
			int r = explain_why(f->programme, &list[j], now, text, sizeof(text));

			CHECK_ROW(rows[i].line, r == (int) strlen(text));
			if (list[j].rule != rows[i].rule)
				continue;
			found = true;
			CHECK_ROW(rows[i].line, strcmp(text, rows[i].why) == 0);
		}
		CHECK_ROW(rows[i].line, found);
	}
}

static void check_orders(const struct fixture *f)
{
	usec_t now = fixture_at(f, 2026, 12, 3, 8, 30, 0);
	const struct order notice = { .kind = ORDER_NOTICE,
				      .id = 7,
				      .from = now,
				      .until = now + USEC_PER_HOUR,
				      .urgency = 2,
				      .message = { .text = "text", .duration_ms = 6000 },
				      .boards = fixture_boards(BOARD_PLAIN) };
	const struct orders orders = { &notice, 1 };
	struct consideration list[FIXTURE_MAX];
	char text[EXPLAIN_MAX];
	struct decision d;

	CHECK(schedule_explain(f->programme, &orders, 0, now, &d, list) == 3);
	CHECK(explain_because(f->programme, &d, now, text, sizeof(text)) > 0);
	CHECK(strcmp(text, "a notice put up by a person (order 7) until 09:30") == 0);
	CHECK(list[0].verdict == VERDICT_LIMITED);
	CHECK(explain_why(f->programme, &list[0], now, text, sizeof(text)) > 0);
	CHECK(strcmp(text, "an order put up by a person is stronger") == 0);
}

/* Cut at a whole character, whatever the room; indices that can not be are refused. */
static void check_edges(struct fixture *f)
{
	usec_t now = fixture_at(f, 2026, 12, 4, 9, 30, 0);
	struct decision d = schedule_at(f->programme, &no_orders, 0, now);
	struct consideration c = { .rule = 99, .verdict = VERDICT_WON, .limit = -1, .by = -1 };
	char text[64];

	f->rules[1].name = "宪法宪法宪法宪法宪法宪法";
	for (size_t size = 4; size <= sizeof(text); size++) {
		int n = explain_because(f->programme, &d, now, text, size);

		CHECK(n > 0 && (size_t) n == strlen(text) && (size_t) n < size);
		CHECK(strcmp(text + n - 3, "...") == 0);
		CHECK(((unsigned char) text[n - 4 < 0 ? 0 : n - 4] & 0xc0) != 0xc0);
	}
	CHECK(explain_because(f->programme, &d, now, text, 3) == -EINVAL);
	CHECK(explain_why(f->programme, &c, now, text, sizeof(text)) == -EINVAL);
	c = (struct consideration){ .rule = 0, .verdict = VERDICT_LIMITED, .limit = 9, .by = -1 };
	CHECK(explain_why(f->programme, &c, now, text, sizeof(text)) == -EINVAL);
	d.playlist = 1000;
	CHECK(explain_because(f->programme, &d, now, text, sizeof(text)) == -EINVAL);
	d = (struct decision){ .reason = REASON_OUTSIDE, .playlist = -1, .rule = -1, .limit = -1 };
	CHECK(explain_because(f->programme, &d, now, text, sizeof(text)) > 0);
}

static const struct notice_off days_off[] = {
	{ .name = "春节", .first = 20499, .last = 20507 },           /* 2026-02-15..23 */
	{ .name = "抗战胜利纪念日", .first = 20699, .last = 20699 }, /* 2026-09-03 */
};
static const struct notice_work days_worked[] = {
	{ .day = 20716 }, /* 2026-09-20 */
};
static const struct notice notice_2026 = {
	.year = 2026,
	.document = "国办发明电〔2025〕7号",
	.revision = 1,
	.off = days_off,
	.n_off = ARRAY_SIZE(days_off),
	.work = days_worked,
	.n_work = ARRAY_SIZE(days_worked),
};
static struct statutory statutory;

static const struct {
	int line;
	int year, month, day;
	const char *text;
} basis_rows[] = {
	{ __LINE__, 2026, 9, 20, "Sunday 2026-09-20 is a workday by notice 国办发明电〔2025〕7号" },
	{ __LINE__, 2026, 2, 15,
	  "Sunday 2026-02-15 is a rest day by notice 国办发明电〔2025〕7号 (春节)" },
	{ __LINE__, 2026, 9, 3,
	  "Thursday 2026-09-03 is a rest day by notice 国办发明电〔2025〕7号 (抗战胜利纪念日)" },
	{ __LINE__, 2026, 3, 10, "Tuesday 2026-03-10 is a workday by its weekday" },
	{ __LINE__, 2026, 3, 14, "Saturday 2026-03-14 is a rest day by its weekday" },
	{ __LINE__, 2027, 2, 6,
	  "Saturday 2027-02-06 is a rest day by law (春节), provisional: there is no notice of 2027 yet" },
	{ __LINE__, 2027, 2, 10,
	  "Wednesday 2027-02-10 is a rest day by the principle of 2025 (春节), provisional: there is no "
	  "notice of 2027 yet" },
	{ __LINE__, 2027, 2, 13,
	  "Saturday 2027-02-13 is a rest day by its weekday, provisional: there is no notice of 2027 "
	  "yet, which may make it a workday" },
	{ __LINE__, 2027, 3, 10,
	  "Wednesday 2027-03-10 is a workday by its weekday, provisional: there is no notice of 2027 yet" },
	{ __LINE__, 1999, 12, 31, "" },
	{ __LINE__, 2101, 1, 1, "" },
};

static void check_basis(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(basis_rows); i++) {
		char text[BASIS_TEXT_MAX];

		basis_text(&statutory,
			   day_from_civil(basis_rows[i].year, basis_rows[i].month,
					  basis_rows[i].day),
			   text);
		CHECK_ROW(basis_rows[i].line, strcmp(text, basis_rows[i].text) == 0);
		if (strcmp(text, basis_rows[i].text) != 0)
			printf("says: %s\n", text);
	}
}

/* Board 0 has rules by working days, board 1 a limit. */
static void make_working(struct fixture *f)
{
	unsigned a = fixture_list(f, 3, 10, 0);
	struct programme_tables tables;
	struct rule *r;
	struct limit *l;

	r = fixture_rule(f, &statutory.workday, 8 * 60, 12 * 60, 0, BOARD_PLAIN | BOARD_LIMITED);
	r->days_text = "workday";
	r->statutory = true;
	fixture_play(f, r, a, 1);
	r = fixture_rule(f, &statutory.restday, 22 * 60, 26 * 60, 0, BOARD_PLAIN);
	r->days_text = "restday";
	r->statutory = true;
	fixture_play(f, r, a, 1);
	r = fixture_rule(f, fixture_daily(f), 9 * 60, 10 * 60, 50, BOARD_PLAIN);
	fixture_play(f, r, a, 1);
	l = fixture_limit(f, LIMIT_OFF, &statutory.restday, 20 * 60, 30 * 60, BOARD_LIMITED);
	l->days_text = "restday";
	l->statutory = true;
	l->name = "rest";

	f->zone = shanghai;
	tables = (struct programme_tables){
		.zone = &f->zone,
		.playlists = f->lists,
		.n_playlists = f->n_lists,
		.rules = f->rules,
		.n_rules = f->n_rules,
		.limits = f->limits,
		.n_limits = f->n_limits,
		.n_boards = 2,
		.filler = a,
		.statutory = &statutory,
	};
	CHECK(programme_new(&f->programme, &tables) == 0);
}

#define MADE_UP "; Sunday 2026-09-20 is a workday by notice 国办发明电〔2025〕7号"
#define PRINCIPLE                                                                                     \
	"; Wednesday 2027-02-10 is a rest day by the principle of 2025 (春节), provisional: there " \
	"is no notice of 2027 yet"

static const struct {
	int line;
	unsigned board;
	int year, month, day, hour;
	const char *because; /* its end */
	int rule;            /* of which the next is the end of the why; -1: none */
	const char *why;
} working_rows[] = {
	{ __LINE__, 0, 2026, 9, 20, 8, MADE_UP, 0, MADE_UP },
	{ __LINE__, 0, 2026, 9, 20, 9, "this message until 09:00:10", 0, MADE_UP }, /* lost */
	{ __LINE__, 0, 2026, 9, 20, 9, "", 1, MADE_UP },                            /* not today */
	{ __LINE__, 0, 2026, 9, 20, 14, "", 0, MADE_UP },                           /* not now */
	{ __LINE__, 0, 2026, 9, 20, 9, "", 2, "no other rule has its priority, 50, or more" },
	{ __LINE__, 0, 2027, 2, 10, 23, PRINCIPLE, 1, PRINCIPLE },
	/* Hours that began yesterday are yesterday's. */
	{ __LINE__, 0, 2027, 2, 11, 1, PRINCIPLE, 1, PRINCIPLE },
	{ __LINE__, 1, 2027, 2, 10, 21, "keeps the board dark until 2027-02-11 06:00" PRINCIPLE, -1,
	  NULL },
	{ __LINE__, 1, 2027, 2, 11, 4, PRINCIPLE, -1, NULL },
};

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && strcmp(text + n - m, end) == 0;
}

static void check_working(const struct fixture *f)
{
	for (size_t i = 0; i < ARRAY_SIZE(working_rows); i++) {
		int line = working_rows[i].line;
		usec_t now = fixture_at(f, working_rows[i].year, working_rows[i].month,
					working_rows[i].day, working_rows[i].hour, 0, 0);
		struct consideration list[FIXTURE_MAX];
		char text[EXPLAIN_MAX] = "";
		struct decision d;
		size_t n = schedule_explain(f->programme, &no_orders, working_rows[i].board, now,
					    &d, list);

		CHECK_ROW(line, explain_because(f->programme, &d, now, text, sizeof(text)) > 0);
		CHECK_ROW(line, ends_with(text, working_rows[i].because));
		if (!ends_with(text, working_rows[i].because))
			printf("because %s\n", text);
		for (size_t j = 0; j < n; j++) {
			if (list[j].rule != working_rows[i].rule)
				continue;
			CHECK_ROW(line,
				  explain_why(f->programme, &list[j], now, text, sizeof(text)) > 0);
			CHECK_ROW(line, ends_with(text, working_rows[i].why));
			if (!ends_with(text, working_rows[i].why))
				printf("why %s\n", text);
		}
	}
}

/* A limit by working days, and no calendar that could say why. */
static void check_limited(const struct fixture *f)
{
	struct consideration c = { .rule = 0, .verdict = VERDICT_LIMITED, .limit = 0, .by = -1 };
	usec_t now = fixture_at(f, 2027, 2, 10, 21, 0, 0);
	char text[EXPLAIN_MAX];

	CHECK(explain_why(f->programme, &c, now, text, sizeof(text)) > 0);
	CHECK(ends_with(text, "keeps the board dark" PRINCIPLE));
}

int main(void)
{
	struct fixture f = { 0 }, working = { 0 };

	statutory_build(&statutory, &notice_2026, 1);
	check_basis();
	make_working(&working);
	if (working.programme) {
		check_working(&working);
		check_limited(&working);
	}
	fixture_done(&working);

	make(&f);
	if (f.programme) {
		check_rows(&f);
		check_orders(&f);
		check_edges(&f);
	}
	fixture_done(&f);
	return test_result();
}
