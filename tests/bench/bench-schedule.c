/* SPDX-License-Identifier: MIT */
/*
 * How fast the schedule is: compiling a large town's programme over the whole
 * span, and asking it at random instants.  Prints a table; asserts nothing.
 */

#define FIXTURE_MAX 256
#include "bench/bench.h"
#include "unit/fixture.h"

#define N_RULES   200
#define N_CLASSES 20
#define N_ASKED   200000
#define N_RUNS    7

/* Nodes of a few days a year, weekdays and months, as a town has them. */
static const struct dayset *node(struct fixture *f, uint64_t *seed)
{
	struct dayset *s = fixture_days(f);
	uint64_t kind = test_random(seed) % 10;
	int month = 1 + (int) (test_random(seed) % 12), day = 1 + (int) (test_random(seed) % 28);
	int length = 1 + (int) (test_random(seed) % 14);

	for (int year = YEAR_FIRST; year <= YEAR_LAST; year++) {
		day_t first = day_from_civil(year, month, day + (int) (test_random(seed) % 3));

		dayset_add_range(s, first, first + length - 1);
	}
	if (kind == 0)
		dayset_fill(s);
	for (day_t d = DAY_FIRST; kind == 1 && d <= DAY_LAST; d++)
		if (weekday_of(d) <= FRIDAY)
			dayset_add(s, d);
	return s;
}

static void town(struct fixture *f, uint64_t *seed)
{
	for (int i = 0; i < 20; i++)
		fixture_list(f, 50, 6, 0);
	for (int i = 0; i < N_RULES; i++) {
		int from = 60 * (int) (6 + test_random(seed) % 12);
		struct rule *r = fixture_rule(f, node(f, seed), from, from + 240,
					      (int) (test_random(seed) % 3) * 10, 0);

		for (unsigned b = 0; b < N_CLASSES; b++)
			if (i % 10 == 0 || b == (unsigned) i % N_CLASSES)
				board_set_add(&r->boards, b);
		for (unsigned k = 0; k < 3; k++)
			fixture_play(f, r, ((unsigned) i + k * 7) % 20, 10 + k * 15);
	}
	fixture_limit(f, LIMIT_OFF, fixture_daily(f), 22 * 60, 30 * 60, UINT64_MAX);
}

int main(int argc, char **argv)
{
	uint64_t seed = test_seed(argc, argv);
	double compile[N_RUNS], ask[N_RUNS];
	static struct fixture f;
	usec_t from, checksum = 0;

	town(&f, &seed);
	for (int i = 0; i < N_RUNS; i++) {
		double start = seconds();

		programme_free(f.programme);
		if (fixture_compile(&f, N_CLASSES, 0) < 0)
			return EXIT_FAILURE;
		compile[i] = seconds() - start;
	}

	from = fixture_at(&f, 2001, 1, 1, 0, 0, 0);
	for (int i = 0; i < N_RUNS; i++) {
		double start = seconds();

		for (int k = 0; k < N_ASKED; k++) {
			usec_t now = from + test_random(&seed) % (99 * 365 * USEC_PER_DAY);

			checksum +=
				schedule_at(f.programme, &no_orders, (unsigned) k % N_CLASSES, now)
					.until;
		}
		ask[i] = (seconds() - start) / N_ASKED;
	}

	printf("%d rules, %u classes, 2000-2100 (median of %d; checksum %" PRIx64 ")\n", N_RULES,
	       programme_n_classes(f.programme), N_RUNS, checksum);
	printf("compile      %8.1f ms\n", median(compile, N_RUNS) * 1e3);
	printf("memory       %8.1f MiB\n", (double) programme_size(f.programme) / (1 << 20));
	printf("schedule_at  %8.0f ns\n", median(ask, N_RUNS) * 1e9);
	fixture_done(&f);
	return EXIT_SUCCESS;
}
