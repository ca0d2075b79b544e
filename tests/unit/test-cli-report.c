/* SPDX-License-Identifier: MIT */
/* The year's figures from records and roll-ups: what is shown, what is planned, what nobody knows.
 */
#include "check.h"
#include "cli/report_count.h"

#define MINUTE UINT64_C(60000)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

/* 2024-01-01T00:00:00Z, of a leap year. */
#define YEAR_2024 UINT64_C(1704067200000)

static const struct zone_change utc_changes[] = { { 0, 0 } };
static const struct zone utc = { .name = "UTC", .changes = utc_changes, .n_changes = 1 };

/* Makes records, whose numbers and monotonic times follow each other. */
struct maker {
	struct report r;
	uint64_t seq, at, mono;
};

static void begin(struct maker *m, uint64_t at, uint64_t now)
{
	*m = (struct maker){ .at = at };
	CHECK(report_init(&m->r, 2024, &utc, now * USEC_PER_MSEC) == 0);
}

static void pass(struct maker *m, uint64_t ms)
{
	m->at += ms;
	m->mono += ms;
}

static void feed(struct maker *m, struct record r)
{
	r.seq = ++m->seq;
	r.at = r.at ? 0 : m->at; /* 1: the clock is not trusted */
	r.mono = m->mono;
	CHECK(report_feed(&m->r, &r) == 0);
}

static struct record play(const struct maker *m, const char *board, const char *law, uint64_t ms,
			  enum reach how)
{
	return (struct record){ .kind = RECORD_PLAY,
				.board = board,
				.law = law,
				.digest = law,
				.from = m->at,
				.until = m->at + ms,
				.how = how };
}

static void feed_play(struct maker *m, const char *board, const char *law, uint64_t ms,
		      enum reach how)
{
	feed(m, play(m, board, law, ms, how));
}

static void feed_kind(struct maker *m, enum record_kind kind)
{
	feed(m, (struct record){ .kind = kind });
}

static struct report_sum total(const struct maker *m)
{
	struct report_filter f = report_everything(&m->r);

	return report_sum(&m->r, &f);
}

static struct report_sum of_month(const struct maker *m, int month)
{
	struct report_filter f = report_everything(&m->r);

	f.first = day_from_civil(2024, month, 1);
	f.last = f.first + days_in_month(2024, month) - 1;
	return report_sum(&m->r, &f);
}

static void test_reach(void)
{
	struct maker m;
	struct report_sum s;
	struct record again;

	begin(&m, YEAR_2024 + DAY, YEAR_2024 + 2 * DAY);
	feed_kind(&m, RECORD_START);
	again = play(&m, "a", "x", MINUTE, REACH_SENT);
	feed(&m, again);
	pass(&m, 1000);
	again.how = REACH_VERIFIED;
	feed(&m, again);
	pass(&m, MINUTE - 1000);
	feed_play(&m, "a", "y", MINUTE, REACH_ACKNOWLEDGED);
	pass(&m, MINUTE);
	feed_kind(&m, RECORD_STOP);
	CHECK(report_finish(&m.r) == 0);
	s = total(&m);
	CHECK(s.plays[REACH_SENT] == 0 && s.plays[REACH_VERIFIED] == 1);
	CHECK(s.plays[REACH_ACKNOWLEDGED] == 1 && report_plays(&s) == 2);
	CHECK(s.ms[REACH_SENT] == 1000 && s.ms[REACH_VERIFIED] == MINUTE - 1000);
	CHECK(s.planned_ms == 2 * MINUTE && s.compared_ms == 2 * MINUTE);
	CHECK(report_period(&m.r, -1, -1) == DAY);
	CHECK(report_unknown(&m.r, -1, -1) == DAY - 2 * MINUTE);
	report_done(&m.r);
}

/* A run that was killed is known up to its last record, one that stopped up to its end. */
static void test_restart(bool killed, uint64_t shown)
{
	struct maker m;
	struct report_sum s;

	begin(&m, YEAR_2024, YEAR_2024 + HOUR);
	feed_kind(&m, RECORD_START);
	feed_play(&m, "a", "x", 10 * MINUTE, REACH_VERIFIED);
	pass(&m, MINUTE);
	feed(&m, (struct record){ .kind = RECORD_SET });
	pass(&m, MINUTE);
	if (!killed)
		feed_kind(&m, RECORD_STOP);
	pass(&m, 8 * MINUTE);
	m.mono = 0;
	feed_kind(&m, RECORD_START);
	feed_play(&m, "a", "y", MINUTE, REACH_VERIFIED);
	pass(&m, MINUTE);
	feed_kind(&m, RECORD_STOP);
	CHECK(report_finish(&m.r) == 0);
	s = total(&m);
	CHECK(report_shown(&s) == shown + MINUTE && s.planned_ms == 11 * MINUTE);
	CHECK(report_unknown(&m.r, -1, 0) == HOUR - shown - MINUTE);
	CHECK(m.r.n_killed == killed);
	report_done(&m.r);
}

/* Records that were dropped: nothing is known between. */
static void test_gap(void)
{
	struct maker m;
	struct report_sum s;

	begin(&m, YEAR_2024, YEAR_2024 + 10 * MINUTE);
	feed_kind(&m, RECORD_START);
	feed_play(&m, "a", "x", 10 * MINUTE, REACH_VERIFIED);
	pass(&m, 5 * MINUTE);
	feed(&m, (struct record){ .kind = RECORD_GAP, .n = 3 });
	pass(&m, MINUTE);
	m.seq += 5;
	feed_play(&m, "a", "y", MINUTE, REACH_VERIFIED);
	pass(&m, MINUTE);
	feed_kind(&m, RECORD_STOP);
	CHECK(report_finish(&m.r) == 0);
	s = total(&m);
	CHECK(report_shown(&s) == MINUTE && m.r.n_gaps == 2);
	CHECK(report_unknown(&m.r, -1, -1) == 9 * MINUTE);
	report_done(&m.r);
}

/* A clock that is set adds and takes nothing; what it shows too much of is not less than nothing.
 */
static void test_clock_step(void)
{
	struct maker m;
	struct report_sum s;

	begin(&m, YEAR_2024, YEAR_2024 + HOUR);
	feed_kind(&m, RECORD_START);
	feed_play(&m, "a", "x", 40 * MINUTE, REACH_VERIFIED);
	pass(&m, 40 * MINUTE);
	m.at -= 40 * MINUTE;
	feed(&m, (struct record){ .kind = RECORD_CLOCK });
	feed_play(&m, "a", "y", 40 * MINUTE, REACH_VERIFIED);
	pass(&m, 40 * MINUTE);
	feed_kind(&m, RECORD_STOP);
	CHECK(report_finish(&m.r) == 0);
	s = total(&m);
	CHECK(report_shown(&s) == 80 * MINUTE);
	CHECK(report_unknown(&m.r, -1, -1) == 0);
	report_done(&m.r);
}

/* What has no date is in no month, and its time is unknown. */
static void test_untrusted(void)
{
	struct maker m;
	struct record r;
	struct report_sum s;

	begin(&m, YEAR_2024, YEAR_2024 + HOUR);
	feed_kind(&m, RECORD_START);
	feed(&m, (struct record){ .kind = RECORD_DARK, .board = "a" });
	pass(&m, MINUTE);
	r = play(&m, "a", "x", MINUTE, REACH_SENT);
	r.at = 1;
	feed(&m, r);
	pass(&m, 3 * MINUTE);
	feed_kind(&m, RECORD_STOP);
	CHECK(report_finish(&m.r) == 0);
	s = total(&m);
	CHECK(report_plays(&s) == 0 && s.dark_ms == MINUTE);
	CHECK(m.r.undated_plays == 1 && m.r.undated_ms == 3 * MINUTE);
	CHECK(report_unknown(&m.r, -1, -1) == 59 * MINUTE);
	report_done(&m.r);
}

/* A board of which nothing was said before July is not unknown from January on. */
static void test_mid_year(void)
{
	const uint64_t july = YEAR_2024 + 182 * DAY;
	struct maker m;

	begin(&m, YEAR_2024 + HOUR, YEAR_2024 + 366 * DAY);
	feed_kind(&m, RECORD_START);
	feed(&m, (struct record){ .kind = RECORD_LOST, .board = "old" });
	pass(&m, 182 * DAY - HOUR);
	feed_play(&m, "new", "x", MINUTE, REACH_SENT);
	pass(&m, MINUTE);
	feed_kind(&m, RECORD_STOP);
	CHECK(report_finish(&m.r) == 0);
	CHECK(m.r.boards[1].first == july && m.r.months[6] == july);
	CHECK(report_unknown(&m.r, 0, -1) == 366 * DAY - HOUR);
	CHECK(report_unknown(&m.r, 1, -1) == 184 * DAY - MINUTE);
	CHECK(report_period(&m.r, 1, 5) == 0 && report_period(&m.r, 1, 6) == 31 * DAY);
	report_done(&m.r);
}

/* Leap day, and a dark night over the end of a month and of the year. */
static void test_days(void)
{
	struct maker m;
	struct report_sum s;
	struct report_filter f;

	begin(&m, YEAR_2024 - 2 * HOUR, YEAR_2024 + 60 * DAY + HOUR);
	feed_kind(&m, RECORD_START);
	feed(&m, (struct record){ .kind = RECORD_DARK, .board = "a" });
	pass(&m, 3 * HOUR);
	feed(&m, (struct record){ .kind = RECORD_LOST, .board = "a" });
	pass(&m, 59 * DAY);
	feed_play(&m, "a", "x", HOUR, REACH_SENT);
	pass(&m, 2 * HOUR);
	feed(&m, (struct record){ .kind = RECORD_DARK, .board = "a" });
	pass(&m, 22 * HOUR);
	feed_kind(&m, RECORD_STOP);
	CHECK(report_finish(&m.r) == 0);
	s = of_month(&m, 1);
	CHECK(s.dark_ms == 0); /* it began in the year before */
	CHECK(report_unknown(&m.r, -1, 0) == 31 * DAY - HOUR);
	s = of_month(&m, 2);
	CHECK(report_shown(&s) == 2 * HOUR && s.dark_ms == 22 * HOUR);
	f = report_everything(&m.r);
	f.first = f.last = day_from_civil(2024, 2, 29);
	s = report_sum(&m.r, &f);
	CHECK(report_shown(&s) == 2 * HOUR && report_plays(&s) == 1);
	CHECK(report_unknown(&m.r, -1, 1) == 28 * DAY + HOUR);
	CHECK(report_unknown(&m.r, -1, 2) == 0);
	CHECK(report_lasted(&m.r, &(struct report_incident){ .closed = YEAR_2024 }, &s.missed) ==
	      -ENODATA);
	CHECK(report_lasted(&m.r,
			    &(struct report_incident){ .opened = YEAR_2024 - HOUR,
						       .closed = YEAR_2024 + MINUTE },
			    &s.missed) == 0 &&
	      s.missed == MINUTE);
	report_done(&m.r);
}

static void test_missed(void)
{
	struct maker m;
	struct report_sum s;
	struct record r;

	begin(&m, YEAR_2024, YEAR_2024 + HOUR);
	feed_kind(&m, RECORD_START);
	r = play(&m, "a", "x", MINUTE, REACH_SENT);
	r.kind = RECORD_MISSED;
	feed(&m, r);
	CHECK(report_finish(&m.r) == 0);
	s = total(&m);
	CHECK(s.missed == 1 && s.planned_ms == MINUTE && report_shown(&s) == 0);
	CHECK(report_unknown(&m.r, -1, -1) == HOUR);
	report_done(&m.r);
}

static void add_row(struct rollup *day, const char *board, enum rollup_outcome outcome,
		    uint64_t plays, uint64_t ms)
{
	struct rollup_row *row = rollup_row(day, &(struct rollup_row){ board, "x", "1", "d", "p",
								       outcome, 0, 0, NULL });

	CHECK(row);
	row->plays = plays;
	row->ms = ms;
}

/* A day whose records are gone, and what is left of them is not counted twice. */
static void test_rollup(void)
{
	_cleanup_(rollup_freep) struct rollup *day = NULL;
	struct maker m;
	struct report_sum s;
	unsigned heard;
	struct report_filter f;

	begin(&m, YEAR_2024 + 23 * HOUR, YEAR_2024 + 2 * DAY);
	CHECK(rollup_new(&day, day_from_civil(2024, 1, 1)) == 0);
	add_row(day, "a", ROLLUP_VERIFIED, 7, HOUR);
	add_row(day, "a", ROLLUP_DARK, 1, 2 * HOUR);
	add_row(day, "a", ROLLUP_LOST, 1, 3 * HOUR);
	add_row(day, "a", ROLLUP_MISSED, 2, MINUTE);
	CHECK(report_add_rollup(&m.r, day) == 0);
	m.r.detail_from = day->day + 1;
	feed_kind(&m, RECORD_START);
	feed_play(&m, "a", "x", MINUTE, REACH_SENT);
	pass(&m, HOUR);
	feed_play(&m, "a", "y", MINUTE, REACH_SENT);
	pass(&m, HOUR);
	feed_kind(&m, RECORD_STOP);
	CHECK(report_finish(&m.r) == 0);
	s = total(&m);
	CHECK(s.plays[REACH_VERIFIED] == 7 && s.plays[REACH_SENT] == 1 && s.missed == 2);
	CHECK(report_shown(&s) == 2 * HOUR && s.dark_ms == 2 * HOUR);
	CHECK(s.planned_ms == MINUTE && s.compared_ms == HOUR);
	CHECK(report_unknown(&m.r, -1, -1) == 44 * HOUR);
	f = report_everything(&m.r);
	CHECK(report_days(&m.r, &f, &heard) == 2 && heard == 2);
	report_done(&m.r);
}

static void feed_incident(struct maker *m, uint64_t id, const char *what, bool dated)
{
	feed(m, (struct record){ .kind = RECORD_INCIDENT,
				 .id = id,
				 .at = !dated,
				 .what = what,
				 .incident = "board-offline" });
}

/* A gateway without a clock: the power fails, and the board is back before the time is known. */
static void test_undated_incidents(void)
{
	struct maker m;
	uint64_t ms;

	begin(&m, YEAR_2024 - 10 * DAY, YEAR_2024 + 20 * DAY);
	feed_kind(&m, RECORD_START);
	feed_incident(&m, 1, "opened", true); /* over in the year before */
	feed_incident(&m, 1, "closed", false);
	pass(&m, 11 * DAY);
	feed_incident(&m, 2, "opened", true);
	pass(&m, DAY);
	feed(&m, (struct record){ .kind = RECORD_START, .at = 1 });
	feed_incident(&m, 2, "closed", false);
	feed_incident(&m, 3, "opened", false);
	pass(&m, DAY);
	feed_kind(&m, RECORD_CLOCK);
	CHECK(report_finish(&m.r) == 0);
	CHECK(m.r.n_incidents == 2 && m.r.n_killed == 1);
	CHECK(m.r.incidents[0].id == 2 && !m.r.incidents[0].open);
	CHECK(report_lasted(&m.r, &m.r.incidents[0], &ms) == -ENODATA);
	CHECK(m.r.incidents[1].id == 3 && m.r.incidents[1].open);
	CHECK(report_lasted(&m.r, &m.r.incidents[1], &ms) == -ENODATA);
	report_done(&m.r);
}

int main(void)
{
	test_reach();
	test_restart(true, MINUTE);
	test_restart(false, 2 * MINUTE);
	test_gap();
	test_clock_step();
	test_untrusted();
	test_mid_year();
	test_days();
	test_missed();
	test_rollup();
	test_undated_incidents();
	return test_result();
}
