/* SPDX-License-Identifier: MIT */
/*
 * Random day expressions in both spellings, against a plain predicate that
 * asks libc and the calendars, a day at a time, what each date is.
 */
#include <time.h>

#include "schedule/lunar.h"
#include "schedule/terms.h"
#include "unit/test-dayexpr.h"

#define N_RANDOM     300
#define N_LEAVES_MAX 8

static struct dayset constitution_day, constitution_week, once;

static const struct anchor anchor_list[] = {
	{ "国家宪法日", &constitution_day, false },
	{ "宪法宣传周", &constitution_week, false },
	{ "once", &once, false },
	{ "once or twice", &constitution_day, false },
};
static const struct dayexpr_names names = { anchor_list, ARRAY_SIZE(anchor_list), &test_statutory };

static void fill_anchors(void)
{
	for (int y = YEAR_FIRST; y <= YEAR_LAST; y++) {
		dayset_add(&constitution_day, D(y, 12, 4));
		dayset_add_range(&constitution_week, D(y, 12, 1), D(y, 12, 7));
	}
	dayset_add_range(&once, D(2026, 12, 30), D(2027, 1, 2));
}

/* What libc and the calendars say a date is. */
struct date {
	int year, month, day, weekday; /* 1 is Monday */
	struct lunar lunar;
	int lunar_key; /* in the order of a lunar year; a leap month after its own */
	int term;
	struct day_fact fact;
};

static struct date dates[N_DAYS];

static int lunar_key(int month, bool leap, int day)
{
	return (month * 2 + leap) * 100 + day;
}

static void fill_dates(void)
{
	for (int i = 0; i < N_DAYS; i++) {
		time_t t = (time_t) (DAY_FIRST + i) * 86400;
		struct tm tm;

		gmtime_r(&t, &tm);
		dates[i] = (struct date){ .year = tm.tm_year + 1900,
					  .month = tm.tm_mon + 1,
					  .day = tm.tm_mday,
					  .weekday = tm.tm_wday == 0 ? 7 : tm.tm_wday,
					  .term = term_on(DAY_FIRST + i) };
		CHECK(lunar_from_day(DAY_FIRST + i, &dates[i].lunar) == 0);
		CHECK(statutory_day(&test_statutory, DAY_FIRST + i, &dates[i].fact) == 0);
		dates[i].lunar_key =
			lunar_key(dates[i].lunar.month, dates[i].lunar.leap, dates[i].lunar.day);
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
	LEAF_LUNAR,
	LEAF_LEAP,
	LEAF_LUNAR_MONTH,
	LEAF_LUNAR_LAST,
	LEAF_LUNAR_RANGE,
	LEAF_TERM,
	LEAF_TERMS,
	LEAF_WORKDAY,
	LEAF_RESTDAY,
	LEAF_MAKEUP,
	LEAF_HOLIDAY,
	LEAF_LEGAL,
	LEAF_BEFORE, /* the nth working day before the constitution week */
	LEAF_AFTER,
	LEAF_AUTUMN, /* days about 中秋节 */
	LEAF_TO_SPRING,
	LEAF_FROM_SPRING,
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

static bool is_plain(const struct lunar *l, int month, int day)
{
	return !l->leap && l->month == month && (day == 0 || l->day == day);
}

/* Going back a day at a time: does the term that begins the range come before the one that ends it?
 */
static bool in_terms(int from, int to, int i)
{
	if (dates[i].term == to)
		return true;
	for (; i >= 0 && dates[i].term != to; i--)
		if (dates[i].term == from)
			return true;
	return i < 0 && from > to; /* begun in 1999 */
}

/* Is a working day the nth one before the week, or after it? */
static bool is_nth_workday(const struct leaf *l, int i, int step)
{
	int n = 0, edge = step > 0 ? 1 : 7;

	if (!dates[i].fact.work)
		return false;
	for (; i >= 0 && i < N_DAYS && n <= l->a; i += step) {
		if (dates[i].month == 12 && dates[i].day == edge)
			return n == l->a;
		n += dates[i].fact.work;
	}
	return false;
}

static bool about_autumn(const struct leaf *l, int i)
{
	for (int k = i - l->b; k <= i + l->a; k++)
		if (k >= 0 && k < N_DAYS && is_plain(&dates[k].lunar, 8, 15))
			return true;
	return false;
}

static bool in_calendar_leaf(const struct leaf *l, int i)
{
	const struct date *x = &dates[i];
	const struct lunar *m = &x->lunar;
	bool spring = is_plain(m, 1, 1);

	switch ((int) l->kind) {
	case LEAF_LUNAR:
		return is_plain(m, l->a, l->b);
	case LEAF_LEAP:
		return m->leap && m->month == l->a && m->day == l->b;
	case LEAF_LUNAR_MONTH:
		return is_plain(m, l->a, 0);
	case LEAF_LUNAR_LAST:
		return is_plain(m, l->a, 0) &&
		       (i + 1 < N_DAYS ? dates[i + 1].lunar.day == 1 : m->day == 30);
	case LEAF_LUNAR_RANGE:
		return between(x->lunar_key, lunar_key(l->a, false, l->b),
			       lunar_key(l->c, false, l->d));
	case LEAF_TERM:
		return x->term == l->b % N_TERMS;
	case LEAF_TERMS:
		return in_terms(l->b % N_TERMS, l->d % N_TERMS, i);
	case LEAF_WORKDAY:
		return x->fact.work;
	case LEAF_RESTDAY:
		return !x->fact.work;
	case LEAF_MAKEUP:
		return x->fact.makeup;
	case LEAF_HOLIDAY:
		return x->fact.holidays >> (l->b % N_HOLIDAYS) & 1;
	case LEAF_LEGAL:
		return x->fact.legal >> (l->b % N_HOLIDAYS) & 1;
	case LEAF_BEFORE:
		return is_nth_workday(l, i, 1);
	case LEAF_AFTER:
		return is_nth_workday(l, i, -1);
	case LEAF_AUTUMN:
		return about_autumn(l, i);
	case LEAF_TO_SPRING:
		return x->month * 100 + x->day >= 1200 + l->b || m->year < x->year || spring;
	case LEAF_FROM_SPRING: /* to lunar 3-15: two months later, or three with a leap month */
		return x->lunar_key <= lunar_key(3, false, 15);
	}
	return false;
}

static bool in_leaf(const struct leaf *l, int i)
{
	const struct date *x = &dates[i];
	int month_day = x->month * 100 + x->day, monday = i - (x->weekday - 1);

	switch ((int) l->kind) {
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
	}
	return in_calendar_leaf(l, i);
}

static const char *const weekdays[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
static const char *const chinese[] = { "一", "二", "三", "四", "五", "六", "日" };

static void write_calendar_ascii(char *text, const struct leaf *l)
{
	switch ((int) l->kind) {
	case LEAF_LUNAR:
		return append(text, "lunar %d-%d", l->a, l->b);
	case LEAF_LEAP:
		return append(text, "lunar L%d-%d", l->a, l->b);
	case LEAF_LUNAR_MONTH:
		return append(text, "lunar %d", l->a);
	case LEAF_LUNAR_LAST:
		return append(text, "lunar %d-last", l->a);
	case LEAF_LUNAR_RANGE:
		return append(text, "lunar %d-%d..%d-%d", l->a, l->b, l->c, l->d);
	case LEAF_TERM:
		return append(text, "term %s", term_pinyin((enum term)(l->b % N_TERMS)));
	case LEAF_TERMS:
		return append(text, "term %s..term %s", term_pinyin((enum term)(l->b % N_TERMS)),
			      term_pinyin((enum term)(l->d % N_TERMS)));
	case LEAF_WORKDAY:
		return append(text, "workday");
	case LEAF_RESTDAY:
		return append(text, "restday");
	case LEAF_MAKEUP:
		return append(text, "makeup");
	case LEAF_HOLIDAY:
		return append(text, "holiday:%s", holiday_name((enum holiday)(l->b % N_HOLIDAYS)));
	case LEAF_LEGAL:
		return append(text, "legal:%s", holiday_name((enum holiday)(l->b % N_HOLIDAYS)));
	case LEAF_BEFORE:
		return append(text, "@宪法宣传周 -%dwd", l->a);
	case LEAF_AFTER:
		return append(text, "@宪法宣传周 +%dwd", l->a);
	case LEAF_AUTUMN:
		return append(text, "@中秋节 -%d..+%d", l->a, l->b);
	case LEAF_TO_SPRING:
		return append(text, "12-%02d..@春节", l->b);
	case LEAF_FROM_SPRING:
		return append(text, "@春节..lunar 3-15");
	}
}

static void write_calendar_chinese(char *text, const struct leaf *l)
{
	switch ((int) l->kind) {
	case LEAF_LUNAR:
		return append(text, "农历%s%s", lunar_month_name(l->a), lunar_day_name(l->b));
	case LEAF_LEAP:
		return append(text, "农历闰%s%d日", lunar_month_name(l->a), l->b);
	case LEAF_LUNAR_MONTH:
		return append(text, "农历%s", lunar_month_name(l->a));
	case LEAF_LUNAR_LAST:
		return append(text, "农历%d月最后一天", l->a);
	case LEAF_LUNAR_RANGE:
		return append(text, "农历%s%s至%s%s", lunar_month_name(l->a), lunar_day_name(l->b),
			      lunar_month_name(l->c), lunar_day_name(l->d));
	case LEAF_TERM:
		return append(text, "%s", term_name((enum term)(l->b % N_TERMS)));
	case LEAF_TERMS:
		return append(text, "%s至%s", term_name((enum term)(l->b % N_TERMS)),
			      term_name((enum term)(l->d % N_TERMS)));
	case LEAF_WORKDAY:
		return append(text, "工作日");
	case LEAF_RESTDAY:
		return append(text, "休息日");
	case LEAF_MAKEUP:
		return append(text, "调休上班日");
	case LEAF_HOLIDAY:
		return append(text, "%s假期", holiday_name((enum holiday)(l->b % N_HOLIDAYS)));
	case LEAF_LEGAL:
		return append(text, "%s法定日", holiday_name((enum holiday)(l->b % N_HOLIDAYS)));
	case LEAF_BEFORE:
		return append(text, "@宪法宣传周前第%d个工作日", l->a);
	case LEAF_AFTER:
		return append(text, "@宪法宣传周后第%d个工作日", l->a);
	case LEAF_AUTUMN:
		return append(text, "@中秋前%d天至后%d天", l->a, l->b);
	case LEAF_TO_SPRING:
		return append(text, "12月%d日至@春节", l->b);
	case LEAF_FROM_SPRING:
		return append(text, "@春节至农历三月十五");
	}
}

static void write_ascii(char *text, const struct leaf *l)
{
	switch ((int) l->kind) {
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
	}
	write_calendar_ascii(text, l);
}

static void write_chinese(char *text, const struct leaf *l)
{
	switch ((int) l->kind) {
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
	}
	write_calendar_chinese(text, l);
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
	if (l.kind == LEAF_LUNAR_RANGE || l.kind == LEAF_LUNAR || l.kind == LEAF_LEAP) {
		l.b += pick(rng, 0, 2);
		l.d += pick(rng, 0, 2);
	}
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
		bool statutory;

		random_expression(rng, text, truth);
		if (dayexpr_parse(text, &names, &s, &canonical, &statutory, &error) < 0) {
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
		CHECK(is_stable(&names, canonical, &s, statutory));
	}
	CHECK(n_taken > N_RANDOM * 8 / 10);
}

int main(int argc, char **argv)
{
	uint64_t rng = test_seed(argc, argv);

	build_statutory();
	fill_anchors();
	fill_dates();
	test_random_expressions(&rng);
	return test_result();
}
