/* SPDX-License-Identifier: MIT */
/*
 * Random day expressions in both spellings, against a plain predicate that
 * asks libc what each date is; and scraps of them in any order.
 */
#include <stdarg.h>
#include <time.h>

#include "check.h"
#include "config/dayexpr.h"

#define D(y, m, d)   day_from_civil(y, m, d)
#define N_RANDOM     150
#define N_SCRAPS     40000
#define N_LEAVES_MAX 8
#define RANDOM_TEXT  DAYEXPR_MAX

static struct dayset constitution_day, constitution_week, once;

static const struct anchor anchor_list[] = {
	{ "国家宪法日", &constitution_day },
	{ "宪法宣传周", &constitution_week },
	{ "once", &once },
	{ "once or twice", &constitution_day },
};
static const struct anchors anchors = { anchor_list, ARRAY_SIZE(anchor_list) };

static void fill_anchors(void)
{
	for (int y = YEAR_FIRST; y <= YEAR_LAST; y++) {
		dayset_add(&constitution_day, D(y, 12, 4));
		dayset_add_range(&constitution_week, D(y, 12, 1), D(y, 12, 7));
	}
	dayset_add_range(&once, D(2026, 12, 30), D(2027, 1, 2));
}

/* The canonical text means the same and is its own canonical text. */
static bool is_stable(const char *canonical, const struct dayset *days)
{
	_cleanup_(freep) char *again = NULL;
	struct dayexpr_error error;
	struct dayset s;

	if (dayexpr_parse(canonical, &anchors, &s, &again, &error) < 0) {
		printf("%s: %u: %s\n", canonical, error.column, error.message);
		return false;
	}
	return strcmp(again, canonical) == 0 && dayset_equal(&s, days);
}

/* What libc says a date is. */
struct date {
	int year, month, day, weekday; /* 1 is Monday */
};

static struct date dates[N_DAYS];

static void fill_dates(void)
{
	for (int i = 0; i < N_DAYS; i++) {
		time_t t = (time_t) (DAY_FIRST + i) * 86400;
		struct tm tm;

		gmtime_r(&t, &tm);
		dates[i] = (struct date){ tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
					  tm.tm_wday == 0 ? 7 : tm.tm_wday };
	}
}

enum leaf_kind {
	LEAF_DATE,
	LEAF_FULL_DATE,
	LEAF_RANGE,
	LEAF_MONTHS,
	LEAF_WEEKDAYS,
	LEAF_NTH,
	LEAF_LAST,
	LEAF_WEEK,
	LEAF_WEEKEND,
	LEAF_SINCE,
	LEAF_UNTIL,
	LEAF_ANCHOR,
	N_LEAF_KINDS,
};

struct leaf {
	enum leaf_kind kind;
	int a, b, c, d;
};

static bool between(int x, int from, int to)
{
	return from <= to ? x >= from && x <= to : x >= from || x <= to;
}

static bool in_anchor(const struct leaf *l, day_t day)
{
	/* The constitution week, its offsets before and after. */
	for (int year = YEAR_FIRST; year <= YEAR_LAST; year++)
		if (day >= D(year, 12, 1) - l->a && day <= D(year, 12, 7) + l->b)
			return true;
	return false;
}

static bool in_leaf(const struct leaf *l, int i)
{
	const struct date *x = &dates[i];
	int month_day = x->month * 100 + x->day, monday = i - (x->weekday - 1);

	switch (l->kind) {
	case LEAF_DATE:
		return month_day == l->a * 100 + l->b;
	case LEAF_FULL_DATE:
		return x->year == l->c && month_day == l->a * 100 + l->b;
	case LEAF_RANGE:
		return between(month_day, l->a * 100 + l->b, l->c * 100 + l->d);
	case LEAF_MONTHS:
		return between(x->month, l->a, l->c);
	case LEAF_WEEKDAYS:
		return between(x->weekday, l->b % 7 + 1, l->d % 7 + 1);
	case LEAF_NTH:
		return x->month == l->a && x->weekday == l->b % 7 + 1 &&
		       (x->day - 1) / 7 == l->d % 5;
	case LEAF_LAST:
		return x->month == l->a && x->weekday == l->b % 7 + 1 &&
		       (i + 7 >= N_DAYS || dates[i + 7].month != l->a);
	case LEAF_WEEK:
		if (monday < 0) /* 1999-12-27 */
			return l->a == 12 && l->d % 5 == 3;
		return dates[monday].month == l->a && (dates[monday].day - 1) / 7 == l->d % 5;
	case LEAF_WEEKEND:
		return x->weekday >= 6;
	case LEAF_SINCE:
		return x->year >= l->c;
	case LEAF_UNTIL:
		return x->year <= l->c;
	case LEAF_ANCHOR:
		return in_anchor(l, DAY_FIRST + i);
	case N_LEAF_KINDS:
		break;
	}
	return false;
}

static const char *const weekdays[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
static const char *const chinese[] = { "一", "二", "三", "四", "五", "六", "日" };

static _printf_(2, 3) void append(char *text, const char *fmt, ...)
{
	size_t n = strlen(text);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text + n, RANDOM_TEXT - n, fmt, ap);
	va_end(ap);
}

static void write_ascii(char *text, const struct leaf *l)
{
	switch (l->kind) {
	case LEAF_DATE:
		return append(text, "%02d-%02d", l->a, l->b);
	case LEAF_FULL_DATE:
		return append(text, "%04d-%02d-%02d", l->c, l->a, l->b);
	case LEAF_RANGE:
		return append(text, "%02d-%02d..%02d-%02d", l->a, l->b, l->c, l->d);
	case LEAF_MONTHS:
		return append(text, "%02d..%02d", l->a, l->c);
	case LEAF_WEEKDAYS:
		return append(text, "%s..%s", weekdays[l->b % 7], weekdays[l->d % 7]);
	case LEAF_NTH:
		return append(text, "%02d-%s#%d", l->a, weekdays[l->b % 7], l->d % 5 + 1);
	case LEAF_LAST:
		return append(text, "%02d-%s#-1", l->a, weekdays[l->b % 7]);
	case LEAF_WEEK:
		return append(text, "%02d-week#%d", l->a, l->d % 5 + 1);
	case LEAF_WEEKEND:
		return append(text, "weekend");
	case LEAF_SINCE:
		return append(text, "since %d", l->c);
	case LEAF_UNTIL:
		return append(text, "until %d", l->c);
	case LEAF_ANCHOR:
		return append(text, "@宪法宣传周 -%d..+%d", l->a, l->b);
	case N_LEAF_KINDS:
		return;
	}
}

static void write_chinese(char *text, const struct leaf *l)
{
	switch (l->kind) {
	case LEAF_DATE:
		return append(text, "%d月%d日", l->a, l->b);
	case LEAF_FULL_DATE:
		return append(text, "%d年%d月%d日", l->c, l->a, l->b);
	case LEAF_RANGE:
		return append(text, "%d月%d日至%d月%d日", l->a, l->b, l->c, l->d);
	case LEAF_MONTHS:
		return append(text, "%d月至%d月", l->a, l->c);
	case LEAF_WEEKDAYS:
		return append(text, "周%s至周%s", chinese[l->b % 7], chinese[l->d % 7]);
	case LEAF_NTH:
		return append(text, "%d月第%s个星期%s", l->a, chinese[l->d % 5], chinese[l->b % 7]);
	case LEAF_LAST:
		return append(text, "%d月最后一个星期%s", l->a, chinese[l->b % 7]);
	case LEAF_WEEK:
		return append(text, "%d月第%s周", l->a, chinese[l->d % 5]);
	case LEAF_WEEKEND:
		return append(text, "周末");
	case LEAF_SINCE:
		return append(text, "%d年起", l->c);
	case LEAF_UNTIL:
		return append(text, "至%d年", l->c);
	case LEAF_ANCHOR:
		return append(text, "@宪法宣传周前%d天至后%d天", l->a, l->b);
	case N_LEAF_KINDS:
		return;
	}
}

static int pick(uint64_t *rng, int low, int high)
{
	return low + (int) (test_random(rng) % (uint64_t) (high - low + 1));
}

static struct leaf random_leaf(uint64_t *rng)
{
	struct leaf l = { .kind = (enum leaf_kind) pick(rng, 0, N_LEAF_KINDS - 1) };

	l.a = pick(rng, 1, 12);
	l.b = pick(rng, 1, 28);
	l.c = pick(rng, 1, 12);
	l.d = pick(rng, 1, 28);
	if (l.kind == LEAF_RANGE && l.a == 2 && l.b == 28)
		l.b = 29;
	if (l.kind == LEAF_FULL_DATE || l.kind == LEAF_SINCE || l.kind == LEAF_UNTIL)
		l.c = pick(rng, YEAR_FIRST, YEAR_LAST);
	return l;
}

/* All brackets written: (((a and b) or c) except d); the truth beside it as an array. */
static void random_expression(uint64_t *rng, char *text, bool *truth)
{
	static const char *const ascii[] = { " and ", " or ", " except ", ", " };
	static const char *const words[] = { "且", "或", "除外", "，" };
	int n = pick(rng, 1, N_LEAVES_MAX);

	text[0] = '\0';
	for (int i = 1; i < n; i++)
		append(text, "%s", pick(rng, 0, 1) ? "(" : "（");
	for (int i = 0; i < n; i++) {
		struct leaf l = random_leaf(rng);
		int op = pick(rng, 0, 2);

		if (l.kind != LEAF_SINCE && l.kind != LEAF_UNTIL && op == 1)
			op = pick(rng, 0, 1) ? 1 : 3;
		if (i > 0)
			append(text, "%s", (pick(rng, 0, 1) ? ascii : words)[op]);
		(pick(rng, 0, 1) ? write_ascii : write_chinese)(text, &l);
		if (i > 0)
			append(text, "%s", pick(rng, 0, 1) ? ")" : "）");
		for (int d = 0; d < N_DAYS; d++) {
			bool in = in_leaf(&l, d);

			if (i == 0)
				truth[d] = in;
			else if (op == 0)
				truth[d] = truth[d] && in;
			else
				truth[d] = op == 2 ? truth[d] && !in : truth[d] || in;
		}
	}
}

/* "a or since 2026" is taken, but a comma after a validity is not. */
static bool is_comma_refused(const struct dayexpr_error *error)
{
	return strstr(error->message, "a comma means") != NULL;
}

static void test_random_expressions(uint64_t *rng)
{
	static bool truth[N_DAYS];
	unsigned n_taken = 0;

	for (int round = 0; round < N_RANDOM; round++) {
		_cleanup_(freep) char *canonical = NULL;
		struct dayexpr_error error;
		char text[RANDOM_TEXT];
		struct dayset s;
		unsigned wrong = 0;

		random_expression(rng, text, truth);
		if (dayexpr_parse(text, &anchors, &s, &canonical, &error) < 0) {
			if (!is_comma_refused(&error))
				printf("%s: %u: %s\n", text, error.column, error.message);
			CHECK(is_comma_refused(&error));
			continue;
		}
		n_taken++;
		for (int d = 0; d < N_DAYS; d++)
			wrong += dayset_has(&s, DAY_FIRST + d) != truth[d];
		if (wrong)
			printf("%s = %s: %u days are wrong\n", text, canonical, wrong);
		CHECK(wrong == 0);
		CHECK(is_stable(canonical, &s));
	}
	CHECK(n_taken > N_RANDOM * 8 / 10);
}

/* Scraps put together at random: never a crash, an error within the text, or a stable form. */
static void test_scraps(uint64_t *rng)
{
	static const char *const scraps[] = {
		"12",      "-",     "04",          "2026",   "..",   "至",          "到",   "月",
		"日",      "年",    "周",          "六",     "第",   "三",          "个",   "#",
		"sat",     "week",  "(",           ")",      "（",   ",",           "、",   "and",
		"or",      "且",    "除外",        "except", "起",   "止",          "自",   "since",
		"until",   "@once", "@宪法宣传周", "@",      "前",   "后",          "3",    "天",
		"当天",    "+",     "\"",          " ",      " ",    "每周",        "每年", "最后",
		"weekend", "daily", "倒数",        "十",     "\xe5", "@国家宪法日",
	};

	for (int round = 0; round < N_SCRAPS; round++) {
		_cleanup_(freep) char *canonical = NULL;
		struct dayexpr_error error;
		char text[RANDOM_TEXT] = "";
		struct dayset s;
		int r;

		for (int i = pick(rng, 1, 12); i > 0; i--)
			append(text, "%s", scraps[test_random(rng) % ARRAY_SIZE(scraps)]);
		r = dayexpr_parse(text, &anchors, &s, &canonical, &error);
		if (r < 0) {
			CHECK(r == -EINVAL && error.message[0]);
			CHECK(error.column >= 1 && error.column <= strlen(text) + 1);
			continue;
		}
		if (!is_stable(canonical, &s)) {
			printf("%s = %s is not stable\n", text, canonical);
			test_failures++;
		}
	}
}

int main(int argc, char **argv)
{
	uint64_t rng = test_seed(argc, argv);

	fill_anchors();
	fill_dates();
	test_random_expressions(&rng);
	test_scraps(&rng);
	return test_result();
}
