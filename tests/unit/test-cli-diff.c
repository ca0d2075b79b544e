/* SPDX-License-Identifier: MIT */
/* Days, hours and lists in few words. */
#include "check.h"
#include "cli/diff_words.h"

static const struct zone_change shanghai_change = { 0, 8 * 3600 };
static const struct zone shanghai = { "Asia/Shanghai", &shanghai_change, 1 };
static struct statutory statutory;

/* Of 28 days from Thursday 2026-01-01 on, those marked. */
static void test_days(void)
{
	static const struct {
		int line;
		const char *days, *words;
	} rows[] = {
		{ __LINE__, "x", "2026-01-01" },
		{ __LINE__, "xx", "2026-01-01..01-02 (2 days)" },
		{ __LINE__, "xxxxxxxxxxxxxxxxxxxxxxxxxxxx", "every day (28 days)" },
		{ __LINE__, "xxxxxxxx.xxxxxxx", "2026-01-01..01-16 but for 2026-01-09 (15 days)" },
		{ __LINE__, "x.............x", "2026-01-01, 2026-01-15 (2 days)" },
		{ __LINE__, "....x......x......x", "mon 2026-01-05..01-19 (3 days)" },
		{ __LINE__, "..xx.....xx.....xx", "days off 2026-01-03..01-18 (6 days)" },
		{ __LINE__, "..x.x....x.x....x.x", "mon, sat 2026-01-03..01-19 (6 days)" },
		{ __LINE__, "....xxxxx..xxxxx..xxxxx", "workdays 2026-01-05..01-23 (15 days)" },
		{ __LINE__, "....xxxxx..x.xxx..xxxxx",
		  "workdays 2026-01-05..01-23 but for 2026-01-13 (14 days)" },
		{ __LINE__, "x.x.x.x.x.x",
		  "2026-01-01, 2026-01-03, 2026-01-05, 2026-01-07 and 2 "
		  "more (6 days)" },
	};

	statutory_build(&statutory, NULL, 0);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct arena a = { 0 };
		struct diff_days how = { .statutory = &statutory,
					 .first = day_from_civil(2026, 1, 1) };
		day_t days[28];
		size_t n = 0;
		const char *words;

		how.last = how.first + 27;
		for (int k = 0; rows[i].days[k]; k++)
			if (rows[i].days[k] == 'x')
				days[n++] = how.first + k;
		words = diff_days_words(&a, &how, days, n);
		CHECK_ROW(rows[i].line, words && strcmp(words, rows[i].words) == 0);
		if (!words || strcmp(words, rows[i].words) != 0)
			printf("  %s\n", words ? words : "(none)");
		arena_done(&a);
	}
}

static void test_hours(void)
{
	const struct change_span day = { 0, 24 * 3600000 };
	const struct change_span two[] = { { 0, 6 * 3600000 + 1800000 },
					   { 22 * 3600000, 24 * 3600000 } };
	struct arena a = { 0 };
	day_t at = day_from_civil(2026, 1, 1);

	CHECK(strcmp(diff_hours_words(&a, &shanghai, at, &day, 1), "all day") == 0);
	CHECK(strcmp(diff_hours_words(&a, &shanghai, at, two, 2), "00:00-06:30, 22:00-24:00") == 0);
	arena_done(&a);
}

static void test_lists(void)
{
	struct diff_list lists[] = { { "b", 20 }, { "a", 20 }, { "c", 60 } };
	struct arena a = { 0 };

	CHECK(strcmp(diff_lists_words(&a, lists, 1), "b") == 0);
	CHECK(strcmp(diff_lists_words(&a, lists, 3), "c 60, a 20, b 20") == 0);
	arena_done(&a);
}

int main(void)
{
	test_days();
	test_hours();
	test_lists();
	return test_result();
}
