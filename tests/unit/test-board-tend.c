/* SPDX-License-Identifier: MIT */
/* What goes along with a board's jobs: brightness, clock, the kept page, and texts that fade. */
#include "unit/board_world.h"

static void settle(struct world *w, const struct driver *driver)
{
	world_start(w, driver, CERTAINTY_ACKNOWLEDGED, 'z');
	w->brightness = -1;
	want(w, 'a');
	CHECK(run(w) == JOB_SHOW && w->b.state == BOARD_ACKNOWLEDGED);
}

/* It goes with the page where there is one to send, and by itself where the board is idle. */
static void test_brightness(void)
{
	struct world w;

	settle(&w, &tended);
	CHECK(w.brightness == -1 && w.n_clock == 0);
	board_set_brightness(&w.b, 40, &w.now);
	CHECK(run(&w) == JOB_TEND && w.brightness == 40 && w.b.state == BOARD_ACKNOWLEDGED);
	CHECK(run(&w) == NO_JOB);
	board_set_brightness(&w.b, 40, &w.now);
	CHECK(run(&w) == NO_JOB);

	want(&w, 'b');
	board_set_brightness(&w.b, 0, &w.now);
	CHECK(run(&w) == JOB_SHOW && w.brightness == 0 && w.holds == 'b');
	board_set_brightness(&w.b, -1, &w.now);
	CHECK(run(&w) == NO_JOB && w.brightness == 0);

	/* A dark board gets it with its next page. */
	want(&w, '\0');
	CHECK(run(&w) == JOB_DARKEN);
	board_set_brightness(&w.b, 70, &w.now);
	CHECK(run(&w) == NO_JOB && w.brightness == 0);
	board_set_clock(&w.b, true, &w.now);
	CHECK(run(&w) == JOB_TEND && w.n_clock == 1 && w.brightness == 0);
	want(&w, 'c');
	CHECK(run(&w) == JOB_SHOW && w.brightness == 70);

	/* After a restart it has its own again. */
	w.brightness = 100;
	w.holds = '\0';
	pass(&w, 60000);
	CHECK(run(&w) == JOB_PROBE && run(&w) == JOB_SHOW && w.brightness == 70);
	board_done(&w.b);
}

/* What fails is no failure of the text, is said once, and is not tried with every page. */
static void test_refusals(void)
{
	struct world w;

	settle(&w, &tended);
	w.tend_error = -EREMOTEIO;
	board_set_brightness(&w.b, 40, &w.now);
	CHECK(run(&w) == JOB_TEND && w.b.state == BOARD_ACKNOWLEDGED && w.b.n_failures == 0);
	CHECK(strcmp(w.events, "tended") == 0);
	CHECK(run(&w) == NO_JOB);
	w.tend_error = 0;
	pass(&w, 30000);
	want(&w, 'b');
	CHECK(run(&w) == JOB_SHOW && w.brightness == -1);
	pass(&w, 30000); /* a minute after the try, whatever has happened since */
	want(&w, 'c');
	CHECK(run(&w) == JOB_SHOW && w.brightness == 40);
	CHECK(strcmp(w.events, "tended tended") == 0);

	/* A profile without it is asked once. */
	w.tend_error = -EOPNOTSUPP;
	board_set_brightness(&w.b, 50, &w.now);
	CHECK(run(&w) == JOB_TEND && w.b.upkeep.error == 0 && w.b.upkeep.known_brightness == -1);
	w.tend_error = 0;
	pass(&w, 60000);
	CHECK(run(&w) == JOB_PROBE && w.brightness == 40);
	board_done(&w.b);
}

static void test_clock(void)
{
	struct world w;

	settle(&w, &tended);
	board_set_clock(&w.b, true, &w.now);
	CHECK(run(&w) == JOB_TEND && w.n_clock == 1);
	CHECK(run(&w) == NO_JOB);
	w.error = -ENODEV;
	for (int i = 0; i < 5; i++) {
		pass(&w, 60000);
		run(&w);
	}
	CHECK(w.b.state == BOARD_OFFLINE);
	w.error = 0;
	pass(&w, 60000);
	CHECK(run(&w) == JOB_SHOW && w.n_clock == 2);
	board_done(&w.b);
}

/* Until somebody knows the time, and when nobody does any more, it is not set to a wrong one. */
static void test_no_time(void)
{
	struct world w;

	settle(&w, &tended);
	w.holds = '\0';
	pass(&w, 60000);
	CHECK(run(&w) == JOB_PROBE && run(&w) == JOB_SHOW && w.n_clock == 0);
	board_set_clock(&w.b, true, &w.now);
	CHECK(run(&w) == JOB_TEND && w.n_clock == 1);
	board_set_clock(&w.b, false, &w.now);
	w.holds = '\0';
	pass(&w, 60000);
	CHECK(run(&w) == JOB_PROBE && run(&w) == JOB_SHOW && w.n_clock == 1);
	CHECK(run(&w) == NO_JOB);
	board_done(&w.b);
}

static void test_store(void)
{
	struct world w;

	settle(&w, &tended);
	board_store(&w.b, make_content('f'), &w.now);
	CHECK(run(&w) == JOB_STORE && w.stored == 'f' && w.b.stored.error == 0);
	CHECK(w.b.state == BOARD_ACKNOWLEDGED && w.holds == 'a' && run(&w) == NO_JOB);
	CHECK(strcmp(w.events, "stored") == 0);

	/* The text comes first, and one try is all there is. */
	want(&w, 'b');
	board_store(&w.b, make_content('g'), &w.now);
	w.tend_error = -EREMOTEIO;
	CHECK(run(&w) == JOB_SHOW && w.holds == 'b');
	CHECK(run(&w) == JOB_STORE && w.b.stored.error == -EREMOTEIO && !w.b.stored.due);
	CHECK(w.b.state == BOARD_ACKNOWLEDGED && run(&w) == NO_JOB && w.stored == 'f');

	w.tend_error = -ETIMEDOUT;
	board_store(&w.b, make_content('g'), &w.now);
	CHECK(run(&w) == JOB_STORE && w.b.state == BOARD_SENDING);
	w.tend_error = 0;
	CHECK(run(&w) == JOB_SHOW && w.b.state == BOARD_ACKNOWLEDGED);
	board_store(&w.b, make_content('h'), &w.now);
	board_done(&w.b);
}

/* A page with a life of its own is sent again before that is over, whatever else is looked at. */
static void test_lifetime(void)
{
	struct world w;
	unsigned n_shows;

	world_start(&w, &talking, CERTAINTY_ACKNOWLEDGED, 'z');
	w.b.lifetime = 200 * USEC_PER_SEC;
	want(&w, 'a');
	CHECK(run(&w) == JOB_SHOW);
	n_shows = w.n_shows;
	pass(&w, 60000);
	CHECK(run(&w) == JOB_PROBE);
	pass(&w, 39980); /* between two looks, and with time for a second try */
	CHECK(run(&w) == JOB_SHOW && w.n_shows == n_shows + 1);
	CHECK(w.b.state == BOARD_ACKNOWLEDGED);

	w.b.lifetime = 20 * USEC_PER_SEC;
	want(&w, 'b');
	CHECK(run(&w) == JOB_SHOW);
	pass(&w, 10000);
	CHECK(run(&w) == JOB_SHOW);

	/* The same text once more does not make it younger. */
	pass(&w, 8000);
	want(&w, 'b');
	CHECK(run(&w) == NO_JOB);
	pass(&w, 2000);
	CHECK(run(&w) == JOB_SHOW);

	/* Darkness does not fade. */
	want(&w, '\0');
	CHECK(run(&w) == JOB_DARKEN);
	pass(&w, 59000);
	CHECK(run(&w) == NO_JOB);
	pass(&w, 1000);
	CHECK(run(&w) == JOB_PROBE);
	board_done(&w.b);
}

/* Where it can not even be asked whether it is there, it is given its page again. */
static void test_unasked(void)
{
	struct world w;

	world_start(&w, &talking, CERTAINTY_ACKNOWLEDGED, 'z');
	w.unasked = true;
	want(&w, 'a');
	CHECK(run(&w) == JOB_SHOW);
	pass(&w, 60000);
	CHECK(run(&w) == JOB_PROBE && w.b.state == BOARD_ACKNOWLEDGED && w.b.n_failures == 0);
	pass(&w, 60000);
	w.holds = 'x';
	CHECK(run(&w) == JOB_SHOW && w.holds == 'a');
	want(&w, '\0');
	CHECK(run(&w) == JOB_DARKEN);
	w.holds = 'x';
	pass(&w, 60000);
	CHECK(run(&w) == JOB_DARKEN && w.holds == '\0' && w.b.state == BOARD_DARK);
	board_done(&w.b);
}

int main(void)
{
	test_brightness();
	test_refusals();
	test_clock();
	test_no_time();
	test_store();
	test_lifetime();
	test_unasked();
	return test_result();
}
