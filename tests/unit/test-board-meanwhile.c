/* SPDX-License-Identifier: MIT */
/* What others write to a board while nothing is known of it, and over each page that it is given.
 */
#include "service/retry.h"
#include "unit/board_foreign.h"

static void fail(struct world *w, int error, int job)
{
	w->error = error;
	CHECK(run(w) == job);
	w->error = 0;
}

/* While its line was lost, or it was silent: @holds is what it is found with. */
static void check_meanwhile(void)
{
	static const struct {
		int line;
		char holds, wanted;
		const char *events;
	} rows[] = {
		{ __LINE__, 'a', 'a', "" },
		{ __LINE__, 'a', 'b', "" },  /* as it was left */
		{ __LINE__, 'b', 'b', "" },  /* right by chance */
		{ __LINE__, '\0', 'b', "" }, /* restarted */
		{ __LINE__, 'x', 'a', "foreign:x" },
		{ __LINE__, 'x', 'b', "foreign:x" },
		{ __LINE__, 'x', '\0', "foreign:x" },
		{ __LINE__, 'b', 'a', "foreign:b" }, /* ours, but never given to it */
		{ __LINE__, 'z', 'b', "foreign:z" }, /* what it held long ago */
	};

	for (size_t i = 0; i < 2 * ARRAY_SIZE(rows); i++) {
		size_t k = i / 2;
		struct world w;

		start(&w, &readable, FOREIGN_RESTORE, 1);
		if (i % 2) {
			board_forget(&w.b, &w.now);
		} else {
			pass(&w, 60000);
			fail(&w, -ETIMEDOUT, JOB_READ);
		}
		w.holds = rows[k].holds;
		want(&w, rows[k].wanted);
		w.events[0] = '\0';
		CHECK_ROW(rows[k].line, run(&w) == JOB_READ);
		CHECK_ROW(rows[k].line, strcmp(w.events, rows[k].events) == 0);
		run_on(&w);
		CHECK_ROW(rows[k].line, w.holds == rows[k].wanted && w.b.n_failures == 0);
		CHECK_ROW(rows[k].line, strcmp(w.events, rows[k].events) == 0);
		board_done(&w.b);
	}
}

/* A page was on its way when the error came: it or the one before it may be up. */
static void check_in_flight(void)
{
	static const struct {
		int line;
		int error;
		char holds;
		const char *events;
	} rows[] = {
		{ __LINE__, -ETIMEDOUT, 'a', "" },
		{ __LINE__, -ETIMEDOUT, 'b', "" },
		{ __LINE__, -ETIMEDOUT, 'x', "foreign:x" },
		{ __LINE__, -EBUSY, 'x', "lost foreign:x recovered" },
		{ __LINE__, -EPROTO, 'b', "" },
		{ __LINE__, -EPROTO, 'x', "lost foreign:x recovered" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		bool long_gone = strstr(rows[i].events, "lost");
		struct world w;

		start(&w, &readable, FOREIGN_RESTORE, 1);
		want(&w, 'b');
		fail(&w, rows[i].error, JOB_SHOW);
		w.holds = rows[i].holds;
		for (int n = 0; long_gone && w.b.state != BOARD_OFFLINE; n++) {
			pass(&w, 14000);
			w.error = rows[i].error;
			run(&w);
			w.error = 0;
			CHECK_ROW(rows[i].line, n < 20);
		}
		pass(&w, 14000);
		want(&w, 'c');
		run_on(&w);
		CHECK_ROW(rows[i].line, strcmp(w.events, rows[i].events) == 0);
		CHECK_ROW(rows[i].line, w.b.state == BOARD_VERIFIED && w.holds == 'c');
		board_done(&w.b);
	}
}

/* Pages of which no answer makes sense: read before there are too many to tell ours from others. */
static void check_many_in_flight(void)
{
	struct world w;

	start(&w, &readable, FOREIGN_RESTORE, 1);
	want(&w, 'b');
	fail(&w, -EPROTO, JOB_SHOW);
	want(&w, 'c');
	fail(&w, -EPROTO, JOB_SHOW);
	want(&w, 'd');
	w.holds = 'b';
	w.events[0] = '\0';
	CHECK(run(&w) == JOB_READ && run(&w) == JOB_SHOW && w.b.state == BOARD_VERIFIED);
	CHECK(!w.events[0]);
	board_done(&w.b);
}

/* One writing is one find, however long it takes to restore the board. */
static void check_told_once(void)
{
	struct world w;

	start(&w, &readable, FOREIGN_HOLD, 2);
	board_forget(&w.b, &w.now);
	w.holds = 'x';
	CHECK(run(&w) == JOB_READ && strcmp(w.events, "foreign:x") == 0);
	for (int i = 0; i < 2; i++) {
		fail(&w, -ETIMEDOUT, JOB_SHOW);
		CHECK(run(&w) == JOB_READ);
	}
	CHECK(strcmp(w.events, "foreign:x") == 0 && w.b.foreign.bar == BAR_NONE);
	CHECK(run(&w) == JOB_SHOW && w.holds == 'a' && w.b.state == BOARD_VERIFIED);

	/* The same text once more is another find. */
	board_forget(&w.b, &w.now);
	w.holds = 'x';
	CHECK(run(&w) == JOB_READ && w.b.state == BOARD_HELD);
	CHECK(strcmp(w.events, "foreign:x foreign:x") == 0);
	board_release(&w.b, &w.now);
	run_on(&w);
	CHECK(strcmp(w.events, "foreign:x foreign:x") == 0 && w.holds == 'a');
	board_done(&w.b);
}

/* Nothing has reached it yet: what it holds is from before. */
static void check_cold(void)
{
	struct world w;

	world_start(&w, &readable, CERTAINTY_VERIFIED, 'z');
	want(&w, 'a');
	fail(&w, -ETIMEDOUT, JOB_READ);
	w.holds = 'x';
	CHECK(run(&w) == JOB_READ);
	fail(&w, -ETIMEDOUT, JOB_SHOW);
	w.holds = 'y';
	run_on(&w);
	CHECK(!w.events[0] && w.b.state == BOARD_VERIFIED && w.holds == 'a');
	board_done(&w.b);
}

/* A board that was turned off keeps what it had, and may not be readable. */
static void check_turned_off(void)
{
	struct world w;

	start(&w, &switched, FOREIGN_RESTORE, 1);
	want(&w, '\0');
	CHECK(run(&w) == JOB_DARKEN && w.b.state == BOARD_DARK && w.holds == 'a');
	board_forget(&w.b, &w.now);
	CHECK(run(&w) == JOB_DARKEN && w.b.state == BOARD_DARK);
	board_forget(&w.b, &w.now);
	want(&w, 'b');
	CHECK(run(&w) == JOB_READ && run(&w) == JOB_SHOW && !w.events[0] && w.holds == 'b');
	board_done(&w.b);
}

/* A mark says only whether it is the text that it is asked for. */
static void check_mark(void)
{
	struct world w;

	start(&w, &marking, FOREIGN_RESTORE, 1);
	board_forget(&w.b, &w.now);
	w.holds = 'x';
	CHECK(run(&w) == JOB_READ && strcmp(w.events, "foreign") == 0);
	run_on(&w);
	CHECK(w.b.state == BOARD_VERIFIED && w.holds == 'a');

	w.events[0] = '\0';
	board_forget(&w.b, &w.now);
	want(&w, 'b');
	run_on(&w);
	CHECK(!w.events[0] && w.b.state == BOARD_VERIFIED && w.holds == 'b');
	board_done(&w.b);
}

static unsigned count(const struct world *w, const char *event)
{
	unsigned n = 0;

	for (const char *at = w->events; (at = strstr(at, event)); at++)
		n++;
	return n;
}

/* The line goes on for so long; events are counted anew. */
static void run_for(struct world *w, int seconds)
{
	w->events[0] = '\0';
	for (int i = 0; i < 10 * seconds; i++) {
		run_on(w);
		pass(w, 100);
	}
}

/* Once is a page that was garbled on its way, and nobody is called. */
static void check_garbled_once(void)
{
	struct world w;

	start(&w, &readable, FOREIGN_RESTORE, 1);
	want(&w, 'b');
	w.writer = 'x';
	CHECK(run(&w) == JOB_SHOW && w.b.state == BOARD_SENDING && !w.events[0]);
	w.writer = '\0';
	CHECK(run(&w) == JOB_SHOW && w.b.state == BOARD_VERIFIED && !w.events[0]);
	/* Nor does it count for the next. */
	want(&w, 'c');
	w.writer = 'x';
	CHECK(run(&w) == JOB_SHOW && !w.events[0]);
	w.writer = '\0';
	CHECK(run(&w) == JOB_SHOW && w.b.state == BOARD_VERIFIED && !w.events[0]);
	board_done(&w.b);
}

/* Somebody who goes on: told of each time, tried with pauses, never offline; all well once he ends.
 */
static void check_writer(bool cold)
{
	struct world w;

	if (cold) {
		world_start(&w, &readable, CERTAINTY_VERIFIED, 'z');
		want(&w, 'a');
		CHECK(run(&w) == JOB_READ);
	} else {
		start(&w, &readable, FOREIGN_RESTORE, 1);
	}
	want(&w, 'b');
	w.writer = 'x';
	CHECK(run(&w) == JOB_SHOW && !w.events[0]);
	CHECK(run(&w) == JOB_SHOW && strcmp(w.events, "foreign:x") == 0);
	CHECK(w.b.state == BOARD_BACKOFF && w.b.last_error == BOARD_OVERWRITTEN);
	run_for(&w, 60);
	CHECK(count(&w, "foreign:x") >= 5 && count(&w, "lost") == 0);
	CHECK(w.b.state == BOARD_BACKOFF || w.b.state == BOARD_SENDING);

	/* A lost answer in between does not make it silent. */
	w.events[0] = '\0';
	while (run(&w) == NO_JOB)
		pass(&w, 100);
	fail(&w, -ETIMEDOUT, JOB_SHOW);
	run_for(&w, 60);
	CHECK(count(&w, "foreign:x") >= 5 && count(&w, "lost") == 0);

	w.writer = '\0';
	run_for(&w, 14);
	CHECK(w.b.state == BOARD_VERIFIED && w.holds == 'b' && w.b.n_failures == 0);
	CHECK(!w.events[0]);
	board_done(&w.b);
}

/* Found by a look, and then it writes over each page as well. */
static void check_writer_after_look(void)
{
	struct world w;

	start(&w, &readable, FOREIGN_RESTORE, 1);
	w.writer = 'x';
	find(&w, 'x');
	CHECK(run(&w) == JOB_SHOW && strcmp(w.events, "foreign:x") == 0);
	CHECK(run(&w) == JOB_SHOW && strcmp(w.events, "foreign:x foreign:x") == 0);
	CHECK(w.b.state == BOARD_BACKOFF);
	board_done(&w.b);
}

static void check_writer_is_barred(void)
{
	struct world w;

	start(&w, &readable, FOREIGN_BLANK, 2);
	want(&w, 'b');
	w.writer = 'x';
	run_for(&w, 4);
	CHECK(w.b.foreign.bar == BAR_DARK && count(&w, "lost") == 0);
	w.writer = '\0';
	run_for(&w, 14);
	CHECK(w.b.state == BOARD_BLANKED && w.holds == '\0');
	board_done(&w.b);

	start(&w, &readable, FOREIGN_HOLD, 2);
	want(&w, 'b');
	w.writer = 'x';
	run_for(&w, 4);
	CHECK(w.b.state == BOARD_HELD && w.holds == 'x' && w.b.n_failures == 0);
	CHECK(count(&w, "foreign:x") == 2);
	board_done(&w.b);
}

/* It was offline: it answers now, whatever else is wrong with it. */
static void check_writer_after_silence(void)
{
	struct world w;

	start(&w, &readable, FOREIGN_RESTORE, 1);
	w.error = -ETIMEDOUT;
	pass(&w, 60000);
	run_for(&w, 30);
	CHECK(w.b.state == BOARD_OFFLINE);
	want(&w, 'b');
	w.error = 0;
	w.writer = 'x';
	run_for(&w, 20);
	CHECK(strncmp(w.events, "foreign:x recovered", 19) == 0 && count(&w, "lost") == 0);
	CHECK(w.b.state != BOARD_OFFLINE);
	board_done(&w.b);
}

/* It keeps what it had: out of order, and nobody's doing. */
static void check_deaf(void)
{
	struct world w;

	start(&w, &readable, FOREIGN_RESTORE, 1);
	want(&w, 'b');
	w.deaf = true;
	run_for(&w, 20);
	CHECK(w.b.state == BOARD_OFFLINE && count(&w, "foreign") == 0 && count(&w, "lost") == 1);
	w.deaf = false;
	run_for(&w, 20);
	CHECK(w.b.state == BOARD_VERIFIED && w.holds == 'b');
	board_done(&w.b);
}

int main(void)
{
	check_meanwhile();
	check_in_flight();
	check_many_in_flight();
	check_told_once();
	check_cold();
	check_turned_off();
	check_mark();
	check_garbled_once();
	check_writer(false);
	check_writer(true);
	check_writer_after_look();
	check_writer_is_barred();
	check_writer_after_silence();
	check_deaf();
	return test_result();
}
