/* SPDX-License-Identifier: MIT */
/* What parses is printed; what is printed parses to the same days and prints as the same text. */
#include <stdio.h>
#include <string.h>

#include "config/dayexpr.h"

static struct dayset constitution_day, constitution_week, once;
static struct statutory statutory;

static const struct anchor list[] = {
	{ "国家宪法日", &constitution_day, false },
	{ "宪法宣传周", &constitution_week, true },
	{ "once", &once, false },
	{ "once or more", &constitution_day, false },
	{ "清明节", &constitution_week, false },
};
static const struct dayexpr_names names = { list, ARRAY_SIZE(list), &statutory };

/* 2026 in part, with names of its own. */
static void build_statutory(void)
{
	static struct notice_off off[] = { { .name = "春节" },
					   { .name = "胜利纪念日" },
					   { .name = "胜利纪念日 (2)" },
					   { .name = "国庆节、中秋节" } };
	static struct notice_work work[1];
	static const struct notice notice = { .year = 2026,
					      .revision = 1,
					      .off = off,
					      .n_off = ARRAY_SIZE(off),
					      .work = work,
					      .n_work = ARRAY_SIZE(work) };

	for (size_t i = 0; i < ARRAY_SIZE(off); i++) {
		off[i].first = day_from_civil(2026, 2 + 3 * (int) i, 10);
		off[i].last = off[i].first + 8;
	}
	work[0].day = day_from_civil(2026, 2, 28);
	statutory_build(&statutory, &notice, 1);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void) argc;
	(void) argv;
	build_statutory();
	for (int year = YEAR_FIRST; year <= YEAR_LAST; year++) {
		dayset_add(&constitution_day, day_from_civil(year, 12, 4));
		dayset_add_range(&constitution_week, day_from_civil(year, 12, 1),
				 day_from_civil(year, 12, 7));
	}
	dayset_add_range(&once, day_from_civil(2026, 12, 30), day_from_civil(2027, 1, 2));
	return 0;
}

static void demand(bool kept, const char *what, const char *canonical)
{
	if (kept)
		return;
	fprintf(stderr, "%s: %s\n", what, canonical);
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	_cleanup_(freep) char *text = strndup((const char *) data, n);
	_cleanup_(freep) char *canonical = NULL, *again = NULL;
	struct dayexpr_error error = { 0 };
	struct dayset days, same;
	bool depends, again_depends;

	if (!text)
		return 0;
	if (dayexpr_parse(text, &names, &days, &canonical, &depends, &error) < 0) {
		demand(error.column > 0 && error.column <= strlen(text) + 1 && error.message[0],
		       "no place or no message", text);
		return 0;
	}
	demand(dayexpr_parse(canonical, &names, &same, &again, &again_depends, &error) == 0,
	       "not read back", canonical);
	demand(strcmp(canonical, again) == 0, "printed in another way", canonical);
	demand(dayset_equal(&days, &same), "other days", canonical);
	demand(depends == again_depends, "depends on notices in another way", canonical);
	return 0;
}
