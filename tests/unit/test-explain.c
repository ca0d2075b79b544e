/* SPDX-License-Identifier: MIT */
/* Every reason and every verdict in words, from the schedule's own answers. */
#include "config/explain.h"
#include "fixture.h"

enum {
	BOARD_PLAIN = 1, /* bits of boards */
	BOARD_LIMITED = 2,
	BOARD_BARE = 4,
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

int main(void)
{
	struct fixture f = { 0 };

	make(&f);
	if (f.programme) {
		check_rows(&f);
		check_orders(&f);
		check_edges(&f);
	}
	fixture_done(&f);
	return test_result();
}
