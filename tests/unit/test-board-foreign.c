/* SPDX-License-Identifier: MIT */
/* Boards that somebody else writes to again and again: given back, kept dark, or left alone. */
#include "unit/board_foreign.h"

static void check_restored(void)
{
	struct world w;

	start(&w, &readable, FOREIGN_RESTORE, 3);
	for (int i = 0; i < 50; i++) {
		find(&w, 'x');
		CHECK(strcmp(w.events, "foreign:x") == 0);
		CHECK(run(&w) == JOB_SHOW && w.b.state == BOARD_VERIFIED && w.holds == 'a');
	}
	CHECK(w.b.foreign.bar == BAR_NONE);
	board_done(&w.b);
}

/* Three within an hour, not three in all. */
static void check_window(void)
{
	struct world w;

	start(&w, &readable, FOREIGN_BLANK, 3);
	for (int i = 0; i < 10; i++) {
		find(&w, 'x');
		run_on(&w);
		for (int k = 0; k < 30; k++) {
			pass(&w, 60000);
			run_on(&w);
		}
		CHECK(w.b.state == BOARD_VERIFIED && w.holds == 'a');
	}
	/* 31 minutes apart so far; now a third within the hour. */
	find(&w, 'x');
	run_on(&w);
	CHECK(w.b.state == BOARD_VERIFIED);
	find(&w, 'x');
	run_on(&w);
	CHECK(w.b.state == BOARD_BLANKED && w.holds == '\0');
	board_done(&w.b);
}

static void check_blanked(const struct driver *driver)
{
	struct world w;

	start(&w, driver, FOREIGN_BLANK, 2);
	find(&w, 'x');
	run_on(&w);
	CHECK(w.b.state == BOARD_VERIFIED && w.holds == 'a');
	find(&w, 'y');
	CHECK(w.b.foreign.bar == BAR_DARK);
	run_on(&w);
	CHECK(w.b.state == BOARD_BLANKED && w.holds == '\0' && !w.b.shown.content);

	/* New pages wait, further finds are made dark, what forgets is dark already. */
	want(&w, 'b');
	run_on(&w);
	CHECK(w.b.state == BOARD_BLANKED && w.holds == '\0');
	find(&w, 'x');
	CHECK(strcmp(w.events, driver == &marking ? "foreign" : "foreign:x") == 0);
	run_on(&w);
	CHECK(w.b.state == BOARD_BLANKED && w.holds == '\0');
	want(&w, '\0');
	run_on(&w);
	CHECK(w.b.state == BOARD_BLANKED);
	want(&w, 'c');

	board_release(&w.b, &w.now);
	run_on(&w);
	CHECK(w.b.state == BOARD_VERIFIED && w.holds == 'c');
	/* It counts anew. */
	find(&w, 'x');
	run_on(&w);
	CHECK(w.b.state == BOARD_VERIFIED && w.holds == 'c');
	board_done(&w.b);
}

/* By its power, where it has that: what somebody writes then is not seen by anybody. */
static void check_blanked_by_power(void)
{
	struct world w;

	start(&w, &switched, FOREIGN_BLANK, 1);
	find(&w, 'x');
	run_on(&w);
	CHECK(w.b.state == BOARD_BLANKED && !w.lit);
	w.lit = true;
	pass(&w, 60000);
	CHECK(run(&w) == JOB_DARKEN && !w.lit && w.b.state == BOARD_BLANKED);
	board_release(&w.b, &w.now);
	run_on(&w);
	CHECK(w.b.state == BOARD_VERIFIED && w.lit && w.holds == 'a');
	board_done(&w.b);
}

static void check_held(void)
{
	struct world w;
	unsigned n_shows;

	start(&w, &readable, FOREIGN_HOLD, 2);
	find(&w, 'x');
	run_on(&w);
	find(&w, 'x');
	n_shows = w.n_shows;
	run_on(&w);
	CHECK(w.b.state == BOARD_HELD && w.holds == 'x' && !w.b.shown.content);

	/* Read, not written; the same text is no news, another is. */
	want(&w, 'b');
	run_on(&w);
	find(&w, 'x');
	CHECK(w.b.state == BOARD_HELD && w.events[0] == '\0');
	find(&w, 'y');
	CHECK(w.b.state == BOARD_HELD && strcmp(w.events, "foreign:y") == 0);
	find(&w, '\0');
	CHECK(w.b.state == BOARD_HELD && w.events[0] == '\0');
	board_set_brightness(&w.b, 40, &w.now);
	board_store(&w.b, make_content('f'), &w.now);
	CHECK(run(&w) == NO_JOB);

	/* Silence is noticed, and its end. */
	w.holds = 'y';
	pass(&w, 60000);
	w.error = -ETIMEDOUT;
	for (int i = 0; i < 8 && w.b.state != BOARD_OFFLINE; i++) {
		if (run(&w) == NO_JOB)
			pass(&w, 20000);
	}
	CHECK(w.b.state == BOARD_OFFLINE);
	w.error = 0;
	w.events[0] = '\0';
	pass(&w, 20000);
	run_on(&w);
	CHECK(w.b.state == BOARD_HELD && strstr(w.events, "recovered") && w.b.n_failures == 0);
	board_forget(&w.b, &w.now);
	CHECK(w.n_shows == n_shows);

	board_release(&w.b, &w.now);
	run_on(&w);
	CHECK(w.b.state == BOARD_VERIFIED && w.holds == 'b');
	board_done(&w.b);
}

/* It was barred, and has a profile since by which it can not be read: it is still not written. */
static void check_held_unreadable(void)
{
	static const struct driver *const unreadable[] = { &talking, &mute };

	for (size_t i = 0; i < ARRAY_SIZE(unreadable); i++) {
		struct world w;

		world_start(&w, unreadable[i], CERTAINTY_ACKNOWLEDGED, 'x');
		w.b.foreign.policy = FOREIGN_HOLD;
		board_bar(&w.b);
		want(&w, 'a');
		for (int k = 0; k < 10; k++) {
			run_on(&w);
			CHECK(w.b.state == BOARD_HELD && w.holds == 'x' && w.b.n_failures == 0);
			pass(&w, 60000);
		}
		board_release(&w.b, &w.now);
		run_on(&w);
		CHECK(w.b.state == BOARD_ACKNOWLEDGED && w.holds == 'a');
		CHECK(strcmp(w.events, "") == 0);
		board_done(&w.b);
	}
}

/* A reload ends a hold; a blank only where the site does not say that any more. */
static void check_reload(void)
{
	static const struct {
		int line;
		enum foreign_policy before, after;
		enum board_state state;
	} rows[] = {
		{ __LINE__, FOREIGN_HOLD, FOREIGN_HOLD, BOARD_VERIFIED },
		{ __LINE__, FOREIGN_HOLD, FOREIGN_RESTORE, BOARD_VERIFIED },
		{ __LINE__, FOREIGN_BLANK, FOREIGN_BLANK, BOARD_BLANKED },
		{ __LINE__, FOREIGN_BLANK, FOREIGN_HOLD, BOARD_VERIFIED },
		{ __LINE__, FOREIGN_BLANK, FOREIGN_RESTORE, BOARD_VERIFIED },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct world w;

		start(&w, &readable, rows[i].before, 1);
		find(&w, 'x');
		run_on(&w);
		CHECK_ROW(rows[i].line, w.b.foreign.bar != BAR_NONE);
		board_set_foreign(&w.b, rows[i].after, 2, &w.now);
		run_on(&w);
		CHECK_ROW(rows[i].line, w.b.state == rows[i].state);
		CHECK_ROW(rows[i].line, w.holds == (rows[i].state == BOARD_VERIFIED ? 'a' : '\0'));
		board_done(&w.b);
	}
}

/* Barred before the service was restarted. */
static void check_restart(void)
{
	struct world w;

	world_start(&w, &readable, CERTAINTY_VERIFIED, 'x');
	w.b.foreign.policy = FOREIGN_BLANK;
	board_bar(&w.b);
	want(&w, 'a');
	run_on(&w);
	CHECK(w.b.state == BOARD_BLANKED && w.holds == '\0' && w.n_shows == 1);
	board_done(&w.b);

	world_start(&w, &readable, CERTAINTY_VERIFIED, 'x');
	w.b.foreign.policy = FOREIGN_HOLD;
	board_bar(&w.b);
	want(&w, 'a');
	run_on(&w);
	CHECK(w.b.state == BOARD_HELD && w.holds == 'x' && w.n_shows == 0 && !w.events[0]);
	find(&w, 'y');
	CHECK(strcmp(w.events, "foreign:y") == 0);
	board_done(&w.b);

	/* The site does not say so any more. */
	world_start(&w, &readable, CERTAINTY_VERIFIED, 'x');
	board_bar(&w.b);
	want(&w, 'a');
	run_on(&w);
	CHECK(w.b.state == BOARD_VERIFIED && w.holds == 'a');
	board_done(&w.b);
}

/* A board that loses its text is no matter for anybody, however often. */
static void check_forgotten(void)
{
	struct world w;

	start(&w, &readable, FOREIGN_HOLD, 1);
	for (unsigned i = 1; i <= 5; i++) {
		find(&w, '\0');
		CHECK(strcmp(w.events, "forgot") == 0 && w.b.n_forgot == i);
		run_on(&w);
		CHECK(w.b.state == BOARD_VERIFIED && w.holds == 'a');
	}
	board_done(&w.b);
}

/* Whatever happens: a barred board never shows a page of ours, a held one is never written. */
static void check_random(uint64_t *seed)
{
	static const int errors[] = { 0, 0, 0, 0, -ETIMEDOUT, -EBUSY, -ENODEV, -EPROTO };
	enum foreign_policy policy = 1 + test_random(seed) % 2;
	struct world w;

	start(&w, &readable, policy, 1 + test_random(seed) % 4);
	for (int i = 0; i < 2000; i++) {
		uint64_t r = test_random(seed);
		enum bar bar = w.b.foreign.bar;
		unsigned n_shows = w.n_shows;

		w.events[0] = '\0';
		switch (r % 8) {
		case 0:
			want(&w, "abc\0"[r / 8 % 4]);
			break;
		case 1:
			w.holds = (char) ('p' + r / 8 % 8);
			w.writer = r / 64 % 4 ? '\0' : w.holds;
			break;
		case 2:
			pass(&w, (int) (r / 8 % 60000));
			break;
		case 3:
			if (r / 8 % 40 == 0)
				board_release(&w.b, &w.now);
			break;
		case 4:
			if (r / 8 % 4 == 0)
				board_forget(&w.b, &w.now);
			break;
		default:
			w.error = errors[r / 8 % ARRAY_SIZE(errors)];
			run(&w);
			w.error = 0;
			break;
		}
		CHECK(w.b.busy || w.wake != USEC_NEVER);
		if (bar == BAR_HELD)
			CHECK(w.n_shows == n_shows);
		if (bar == BAR_DARK && w.n_shows != n_shows)
			CHECK(w.holds == w.writer);
		if (w.b.state == BOARD_VERIFIED)
			CHECK(w.b.knowledge == KNOW_CONTENT && w.b.foreign.bar == BAR_NONE);
	}
	board_done(&w.b);
}

int main(int argc, char **argv)
{
	uint64_t seed = test_seed(argc, argv);

	check_restored();
	check_window();
	check_blanked(&readable);
	check_blanked(&marking);
	check_blanked_by_power();
	check_held();
	check_held_unreadable();
	check_reload();
	check_restart();
	check_forgotten();
	for (int i = 0; i < 50; i++)
		check_random(&seed);
	return test_result();
}
