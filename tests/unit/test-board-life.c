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

int main(int argc, char **argv)
{
	uint64_t seed = test_seed(argc, argv);

	check_power();
	check_causes();
	for (int i = 0; i < 50; i++)
		check_random(&seed);
	return test_result();
}
