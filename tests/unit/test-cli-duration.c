/* SPDX-License-Identifier: MIT */
/* Spans of time as people write them: text to span, and back in the shortest words. */
#include <string.h>

#include "check.h"
#include "cli/duration.h"

#define S USEC_PER_SEC
#define M USEC_PER_MINUTE
#define H USEC_PER_HOUR
#define D USEC_PER_DAY

static const struct {
	int line;
	const char *text;
	usec_t span;
	const char *again; /* as it is printed */
} good[] = {
	{ __LINE__, "0s", 0, "0s" },
	{ __LINE__, "90s", 90 * S, "1m30s" },
	{ __LINE__, "30m", 30 * M, "30m" },
	{ __LINE__, "60m", H, "1h" },
	{ __LINE__, "2h", 2 * H, "2h" },
	{ __LINE__, "1h30m", 90 * M, "1h30m" },
	{ __LINE__, "1h5s", H + 5 * S, "1h5s" },
	{ __LINE__, "24h", D, "1d" },
	{ __LINE__, "1d", D, "1d" },
	{ __LINE__, "7d", 7 * D, "7d" },
	{ __LINE__, "1d2h3m4s", D + 2 * H + 3 * M + 4 * S, "1d2h3m4s" },
	{ __LINE__, "007m", 7 * M, "7m" },
	{ __LINE__, "999999d", 999999 * D, "999999d" },
};

static const struct {
	int line;
	const char *text;
	int error;
} bad[] = {
	{ __LINE__, "", -EINVAL },         { __LINE__, "30", -EINVAL },
	{ __LINE__, "m", -EINVAL },        { __LINE__, "h30m", -EINVAL },
	{ __LINE__, "1h30", -EINVAL },     { __LINE__, "1.5h", -EINVAL },
	{ __LINE__, "-1h", -EINVAL },      { __LINE__, "+1h", -EINVAL },
	{ __LINE__, " 1h", -EINVAL },      { __LINE__, "1h ", -EINVAL },
	{ __LINE__, "1 h", -EINVAL },      { __LINE__, "1H", -EINVAL },
	{ __LINE__, "1w", -EINVAL },       { __LINE__, "30m1h", -EINVAL },
	{ __LINE__, "1h1h", -EINVAL },     { __LINE__, "2小时", -EINVAL },
	{ __LINE__, "1000000d", -ERANGE }, { __LINE__, "99999999999999999999h", -ERANGE },
};

static void test_good(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		char buf[DURATION_MAX];
		usec_t span = USEC_NEVER, again = USEC_NEVER;

		CHECK_ROW(good[i].line, duration_parse(good[i].text, &span) == 0);
		CHECK_ROW(good[i].line, span == good[i].span);
		CHECK_ROW(good[i].line, strcmp(duration_format(span, buf), good[i].again) == 0);
		CHECK_ROW(good[i].line, duration_parse(buf, &again) == 0 && again == span);
	}
}

static void test_bad(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		usec_t span = 17;

		CHECK_ROW(bad[i].line, duration_parse(bad[i].text, &span) == bad[i].error);
		CHECK_ROW(bad[i].line, span == 17);
	}
}

static void test_format(void)
{
	char buf[DURATION_MAX];

	CHECK(strcmp(duration_format(S / 2, buf), "0s") == 0);
	CHECK(strcmp(duration_format(USEC_NEVER - 1, buf), "") != 0 && strlen(buf) < DURATION_MAX);
}

int main(void)
{
	test_good();
	test_bad();
	test_format();
	return test_result();
}
