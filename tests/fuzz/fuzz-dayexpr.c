/* SPDX-License-Identifier: MIT */
/* What parses is printed; what is printed parses to the same days and prints as the same text. */
#include <stdio.h>
#include <string.h>

#include "config/dayexpr.h"

static struct dayset constitution_day, constitution_week, once;

static const struct anchor list[] = {
	{ "国家宪法日", &constitution_day },
	{ "宪法宣传周", &constitution_week },
	{ "once", &once },
	{ "once or more", &constitution_day },
};
static const struct anchors anchors = { list, ARRAY_SIZE(list) };

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void) argc;
	(void) argv;
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

	if (!text)
		return 0;
	if (dayexpr_parse(text, &anchors, &days, &canonical, &error) < 0) {
		demand(error.column > 0 && error.column <= strlen(text) + 1 && error.message[0],
		       "no place or no message", text);
		return 0;
	}
	demand(dayexpr_parse(canonical, &anchors, &same, &again, &error) == 0, "not read back",
	       canonical);
	demand(strcmp(canonical, again) == 0, "printed in another way", canonical);
	demand(dayset_equal(&days, &same), "other days", canonical);
	return 0;
}
