/* SPDX-License-Identifier: MIT */
/* A board's life: its light, the causes of its failures, and whatever may happen by chance. */
#include <netdb.h>

#include "service/error_text.h"
#include "unit/board_world.h"

/* The light goes with the page, and is put out again where somebody else turned it on. */
static void check_power(void)
{
	struct world w;

	world_start(&w, &switched, CERTAINTY_VERIFIED, 'a');

	want(&w, 'a');
	CHECK(run(&w) == JOB_READ && w.lit && w.b.state == BOARD_VERIFIED);
	want(&w, '\0');
	CHECK(run(&w) == JOB_DARKEN && !w.lit && w.b.state == BOARD_DARK && w.holds == 'a');
	w.lit = true;
	pass(&w, 60000);
	CHECK(run(&w) == JOB_DARKEN && !w.lit && w.b.state == BOARD_DARK);
	want(&w, 'b');
	CHECK(run(&w) == JOB_SHOW && w.lit && w.b.state == BOARD_VERIFIED && w.holds == 'b');
	board_done(&w.b);
}

/* Why a line failed comes with the failure, and goes with the next one. */
static void check_causes(void)
{
#define GONE "the port or connection is gone, or can not be opened"
	static const struct {
		int line, error, cause, kept;
		const char *text;
	} rows[] = {
		{ __LINE__, -ENODEV, 0, 0, GONE },
		{ __LINE__, -ENODEV, EACCES, EACCES, GONE ": Permission denied" },
		{ __LINE__, -ENODEV, EBUSY, EBUSY, GONE ": Device or resource busy" },
		{ __LINE__, -ENODEV, EAI_NONAME, EAI_NONAME, GONE ": Name or service not known" },
		{ __LINE__, -ENODEV, 99999, 99999, GONE }, /* it has no words */
		/* What the line once had is not the cause of anything else. */
		{ __LINE__, -ETIMEDOUT, EACCES, 0, "no answer" },
	};
	struct world w;
	struct error_text buf;

	world_start(&w, &readable, CERTAINTY_VERIFIED, 'z');
	want(&w, 'a');
	CHECK(strcmp(error_text(w.b.last_error, w.b.last_cause, &buf), "") == 0);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		w.error = rows[i].error;
		w.line.cause = rows[i].cause;
		pass(&w, 60000);
		CHECK_ROW(rows[i].line, run(&w) == JOB_READ);
		CHECK_ROW(rows[i].line, w.b.last_error == rows[i].error);
		CHECK_ROW(rows[i].line, w.b.last_cause == rows[i].kept);
		CHECK_ROW(rows[i].line, strcmp(error_text(w.b.last_error, w.b.last_cause, &buf),
					       rows[i].text) == 0);
	}
	board_done(&w.b);
#undef GONE
}

/* Whatever happens in whatever order: one job at most, and in the end the wanted page is up. */
static void check_random(uint64_t *seed)
{
	static const int errors[] = { 0,          0,      0,       -ETIMEDOUT, -EPROTO,
				      -EREMOTEIO, -EBUSY, -ENODEV, -EMSGSIZE,  -EIO };
	struct world w;
	char last = 'a';

	world_start(&w, &readable, CERTAINTY_VERIFIED, 'z');
	want(&w, last);
	for (int i = 0; i < 2000; i++) {
		uint64_t r = test_random(seed);

		w.events[0] = '\0';
		switch (r % 6) {
		case 0:
			last = "abc\0"[r / 6 % 4];
			want(&w, last);
			break;
		case 1:
			w.holds = (char) ('p' + r / 6 % 8);
			break;
		case 2:
			pass(&w, (int) (r / 6 % 20000));
			break;
		case 3:
			board_forget(&w.b, &w.now);
			break;
		default:
			w.error = errors[r / 6 % ARRAY_SIZE(errors)];
			run(&w);
			w.error = 0;
			break;
		}
		CHECK(w.b.busy || w.wake != USEC_NEVER); /* there is always something to come */
		if (w.b.state == BOARD_VERIFIED)
			CHECK(w.b.knowledge == KNOW_CONTENT);
	}
	for (int i = 0; i < 20; i++) {
		pass(&w, 60000);
		while (run(&w) != NO_JOB)
			continue;
	}
	CHECK(w.holds == last);
	CHECK(w.b.state == (last ? BOARD_VERIFIED : BOARD_DARK));
	board_done(&w.b);
}

/* No more jobs on end than a few, or nothing but this board is served any more. */
#define JOBS_MAX 8

static void run_all(struct world *w)
{
	unsigned n = 0;

	while (n <= JOBS_MAX && run(w) != NO_JOB)
		n++;
	CHECK(n <= JOBS_MAX);
	CHECK(w->b.busy || w->wake != USEC_NEVER);
}

static void disturb(struct world *w, uint64_t r)
{
	static const int errors[] = { 0,          0,      0,       -ETIMEDOUT, -EPROTO,
				      -EREMOTEIO, -EBUSY, -ENODEV, -ESTALE,    -EOPNOTSUPP };
	uint64_t arg = r / 16;

	w->events[0] = '\0';
	switch (r % 16) {
	case 0:
		want(w, "abc\0"[arg % 4]);
		break;
	case 1:
		w->holds = "pq\0"[arg % 3];
		break;
	case 2:
		board_forget(&w->b, &w->now);
		break;
	case 3:
		board_nudge(&w->b, &w->now);
		break;
	case 4:
		board_set_brightness(&w->b, (int) (arg % 102) - 1, &w->now);
		break;
	case 5:
		board_set_clock(&w->b, arg % 2, &w->now);
		break;
	case 6:
		board_store(&w->b, make_content('f'), &w->now);
		break;
	case 7:
		board_adopt(&w->b, w, w->b.verify_interval);
		break;
	case 8:
		w->error = errors[arg % ARRAY_SIZE(errors)];
		w->tend_error = errors[arg / 16 % ARRAY_SIZE(errors)];
		break;
	default:
		pass(w, (int) (arg % 20000));
		break;
	}
}

/* Whatever a board can and can not do: it is served, it rests, and it ends well. */
static void check_any(uint64_t *seed, const struct driver *driver, enum certainty certainty)
{
	static const enum board_state lit[] = { BOARD_UNKNOWN, BOARD_ACKNOWLEDGED, BOARD_VERIFIED };
	struct world w;

	world_start(&w, driver, certainty, 'z');
	w.b.lifetime = test_random(seed) % 2 ? USEC_NEVER : 25 * USEC_PER_SEC;
	want(&w, 'a');
	for (int i = 0; i < 1000; i++) {
		disturb(&w, test_random(seed));
		run_all(&w);
	}
	w.error = w.tend_error = 0;
	for (int i = 0; i < 20; i++) {
		pass(&w, 60000);
		run_all(&w);
	}
	CHECK(w.b.state == (w.b.wanted.content ? lit[certainty] : BOARD_DARK));
	CHECK(!w.b.stored.due);
	board_done(&w.b);
}

static void test_any(uint64_t *seed)
{
	static const struct {
		const struct driver *driver;
		enum certainty certainty;
	} boards[] = {
		{ &readable, CERTAINTY_VERIFIED }, { &switched, CERTAINTY_VERIFIED },
		{ &marking, CERTAINTY_VERIFIED },  { &talking, CERTAINTY_ACKNOWLEDGED },
		{ &slow, CERTAINTY_ACKNOWLEDGED }, { &tended, CERTAINTY_ACKNOWLEDGED },
		{ &mute, CERTAINTY_SENT },
	};

	for (int i = 0; i < 20; i++)
		for (size_t k = 0; k < ARRAY_SIZE(boards); k++)
			check_any(seed, boards[k].driver, boards[k].certainty);
}

int main(int argc, char **argv)
{
	uint64_t seed = test_seed(argc, argv);

	check_power();
	check_causes();
	for (int i = 0; i < 50; i++)
		check_random(&seed);
	test_any(&seed);
	return test_result();
}
