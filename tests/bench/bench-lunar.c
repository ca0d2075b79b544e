/* SPDX-License-Identifier: MIT */
/*
 * How fast the Chinese calendar is, beside ICU's in the same run, on the same
 * random days.  Prints medians and ratios; asserts nothing but that it counted.
 */
#include <unicode/ucal.h>

#include "bench/bench.h"
#include "check.h"
#include "schedule/lunar.h"
#include "schedule/statutory.h"
#include "schedule/terms.h"

#define N_RUNS  7
#define N_DATES 4096
#define N_OURS  (N_DATES * 256)
#define N_ICU   N_DATES

struct bench {
	day_t day[N_DATES];          /* random, of 1901-2100 */
	day_t span_day[N_DATES];     /* random, of 2000-2100 */
	struct lunar lunar[N_DATES]; /* of day[] */
	struct statutory statutory;
	UCalendar *icu;
	unsigned differ; /* days on which ICU is of another mind */
	uint64_t sum;    /* of all answers, so that none is left out */
};

/* Each asks once for the day at @i. */
static void ask_lunar(struct bench *b, size_t i)
{
	struct lunar l;

	if (lunar_from_day(b->day[i], &l) == 0)
		b->sum += (uint64_t) (l.month * 32 + l.day);
}

static void ask_back(struct bench *b, size_t i)
{
	day_t day;

	if (day_from_lunar(b->lunar[i], &day) == 0)
		b->sum += (uint64_t) day;
}

static void ask_term(struct bench *b, size_t i)
{
	b->sum += (uint64_t) term_on(b->day[i]);
}

static void ask_workday(struct bench *b, size_t i)
{
	b->sum += dayset_has(&b->statutory.workday, b->span_day[i]);
}

static void ask_fact(struct bench *b, size_t i)
{
	struct day_fact f;

	if (statutory_day(&b->statutory, b->span_day[i], &f) == 0)
		b->sum += f.holidays;
}

static void ask_icu(struct bench *b, size_t i)
{
	const struct lunar *l = &b->lunar[i];
	UErrorCode error = U_ZERO_ERROR;
	int month, day, leap;

	/* Noon, so that nothing hangs on an hour. */
	ucal_setMillis(b->icu, b->day[i] * 86400e3 + 4 * 3600e3, &error);
	month = ucal_get(b->icu, UCAL_MONTH, &error) + 1;
	day = ucal_get(b->icu, UCAL_DATE, &error);
	leap = ucal_get(b->icu, UCAL_IS_LEAP_MONTH, &error);
	if (U_FAILURE(error)) {
		printf("ICU: %s\n", u_errorName(error));
		exit(EXIT_FAILURE);
	}
	b->differ += month != l->month || day != l->day || leap != l->leap;
	b->sum += (uint64_t) day;
}

static void ask_build(struct bench *b, size_t i)
{
	(void) i;
	statutory_build(&b->statutory, NULL, 0);
	b->sum += b->statutory.workday.word[0];
}

/* The median time of one call, in nanoseconds.  Always inlined, so that @ask is called directly. */
static inline __attribute__((always_inline)) double measure(struct bench *b,
							    void (*ask)(struct bench *, size_t),
							    size_t calls)
{
	double runs[N_RUNS];

	for (int run = 0; run < N_RUNS; run++) {
		double start = seconds();

		for (size_t i = 0; i < calls; i++)
			ask(b, i % N_DATES);
		runs[run] = (seconds() - start) / (double) calls * 1e9;
	}
	return median(runs, N_RUNS);
}

static void prepare(struct bench *b, uint64_t *seed)
{
	static const UChar zone[] = u"GMT+8";
	UErrorCode error = U_ZERO_ERROR;

	for (size_t i = 0; i < N_DATES; i++) {
		int n = LUNAR_DAY_LAST - LUNAR_DAY_FIRST + 1;

		b->day[i] = LUNAR_DAY_FIRST + (day_t) (test_random(seed) % (unsigned) n);
		b->span_day[i] = DAY_FIRST + (day_t) (test_random(seed) % N_DAYS);
		(void) lunar_from_day(b->day[i], &b->lunar[i]);
	}
	statutory_build(&b->statutory, NULL, 0);
	b->icu = ucal_open(zone, -1, "zh@calendar=chinese", UCAL_TRADITIONAL, &error);
	if (U_FAILURE(error)) {
		printf("ICU: %s\n", u_errorName(error));
		exit(EXIT_FAILURE);
	}
}

int main(int argc, char **argv)
{
	uint64_t seed = test_seed(argc, argv);
	static struct bench b;
	double ours, icu;

	prepare(&b, &seed);
	printf("random days, median of %d runs\n", N_RUNS);
	ours = measure(&b, ask_lunar, N_OURS);
	printf("Gregorian to lunar        %10.1f ns\n", ours);
	icu = measure(&b, ask_icu, N_ICU);
	printf("  ICU %-8s            %10.1f ns  %.0f times\n", U_ICU_VERSION, icu, icu / ours);
	printf("  ICU differs on %u of %d days\n", b.differ / N_RUNS, N_DATES);
	printf("lunar to Gregorian        %10.1f ns\n", measure(&b, ask_back, N_OURS));
	printf("solar term of a day       %10.1f ns\n", measure(&b, ask_term, N_OURS));
	printf("is it a workday           %10.1f ns\n", measure(&b, ask_workday, N_OURS));
	printf("all about a day           %10.1f ns\n", measure(&b, ask_fact, N_OURS));
	printf("2000-2100 without notices %10.1f us\n", measure(&b, ask_build, 100) / 1e3);
	printf("checksum %" PRIx64 "\n", b.sum);
	ucal_close(b.icu);
	return EXIT_SUCCESS;
}
