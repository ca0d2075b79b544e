/* SPDX-License-Identifier: MIT */
/* What one programme shows otherwise than another, found on programmes made here. */
#include "unit/fixture.h"

#include "schedule/compare.h"

#define FIRST ((day_t) 20484) /* 2026-01-31, a Saturday */
#define LAST  (FIRST + 27)

static const bool nothing_edited[FIXTURE_MAX];

static const struct dayset *workweek(struct fixture *f)
{
	struct dayset *s = fixture_days(f);

	for (day_t day = DAY_FIRST; day <= DAY_LAST; day++)
		if (weekday_of(day) <= FRIDAY)
			dayset_add(s, day);
	return s;
}

/* Two lists from 8 to 18 o'clock, on workdays, by @first and @second; nights are dark. */
static void town(struct fixture *f, unsigned first, unsigned second, int until)
{
	struct rule *r;

	*f = (struct fixture){ 0 };
	fixture_list(f, 4, 6, 0);
	fixture_list(f, 5, 6, 0);
	fixture_list(f, 3, 6, 0);
	r = fixture_rule(f, workweek(f), 8 * 60, until * 60, 0, 3);
	fixture_play(f, r, 0, first);
	fixture_play(f, r, 1, second);
	fixture_limit(f, LIMIT_OFF, fixture_daily(f), 22 * 60, 30 * 60, 7);
	CHECK(fixture_compile(f, 3, 2) == 0);
}

static struct comparison *compare(const struct fixture *a, const struct fixture *b,
				  const bool *edited)
{
	struct comparison *c;

	CHECK(comparison_new(&c, a->programme, b->programme, edited, FIRST, LAST) == 0);
	for (unsigned i = 0; i < 3; i++)
		CHECK(comparison_add(c, (int) i, i) == 0);
	return c;
}

/* By other shares of the same parts nothing changes. */
static void test_same(void)
{
	struct fixture a, b;
	struct comparison *c;
	size_t n;

	town(&a, 60, 40, 18);
	town(&b, 3, 2, 18);
	c = compare(&a, &b, nothing_edited);
	comparison_finish(c, &n);
	CHECK(n == 0);
	comparison_free(c);
	fixture_done(&a);
	fixture_done(&b);
}

static void test_hours(void)
{
	struct fixture a, b;
	struct comparison *c;
	const struct change *v;
	const struct shown *before, *after;
	size_t n;

	town(&a, 60, 40, 18);
	town(&b, 60, 40, 20);
	c = compare(&a, &b, nothing_edited);
	v = comparison_finish(c, &n);
	CHECK(n == 1 && v->kind == CHANGE_LISTS);
	CHECK(v->n_days == 20 && v->days[0] == FIRST + 2 && weekday_of(v->days[0]) == MONDAY);
	CHECK(v->n_spans == 1 && v->spans[0].from == 18 * 3600000 &&
	      v->spans[0].to == 20 * 3600000);
	CHECK(v->boards.word[0] == 3);
	before = comparison_shown(c, v->before);
	after = comparison_shown(c, v->after);
	CHECK(before->n == 1 && before->lists[0].playlist == 2);
	CHECK(after->n == 2 && after->lists[0].weight == 60 && after->lists[1].playlist == 1);
	comparison_free(c);
	fixture_done(&a);
	fixture_done(&b);
}

/* Spans of one cause are one change; a board that is new has nothing before. */
static void test_new_board(void)
{
	struct fixture a, b;
	struct comparison *c;
	const struct change *v;
	size_t n;

	town(&a, 60, 40, 18);
	town(&b, 60, 40, 18);
	CHECK(comparison_new(&c, a.programme, b.programme, nothing_edited, FIRST, LAST) == 0);
	CHECK(comparison_add(c, -1, 2) == 0 && comparison_add(c, 0, 0) == 0);
	v = comparison_finish(c, &n);
	CHECK(n == 2); /* dark, and the filler between */
	for (size_t i = 0; i < n; i++) {
		const struct shown *after = comparison_shown(c, v[i].after);

		CHECK(comparison_shown(c, v[i].before)->absent && v[i].boards.word[0] == 4);
		CHECK(v[i].n_days == 28 && v[i].n_spans == (after->n ? 1 : 2));
	}
	comparison_free(c);
	fixture_done(&a);
	fixture_done(&b);
}

/* Lists are the same by their names, wherever they stand; edited ones are told. */
static void test_lists(void)
{
	const bool edited[FIXTURE_MAX] = { [1] = true };
	struct fixture a, b;
	struct comparison *c;
	const struct change *v;
	size_t n;

	town(&a, 60, 40, 18);
	town(&b, 60, 40, 18);
	c = compare(&a, &b, edited);
	v = comparison_finish(c, &n);
	CHECK(n == 1 && v->kind == CHANGE_MESSAGES && v->after == 1 && v->n_days == 20 &&
	      v->boards.word[0] == 3);
	comparison_free(c);
	fixture_done(&b);

	town(&b, 60, 40, 18);
	b.lists[1].name = "other";
	c = compare(&a, &b, nothing_edited);
	v = comparison_finish(c, &n);
	CHECK(n == 1 && v->n_spans == 1 && v->spans[0].from == 8 * 3600000);
	CHECK(strcmp(comparison_playlist(c, comparison_shown(c, v->before)->lists[1].playlist)
			     ->name,
		     "list-1") == 0);
	CHECK(strcmp(comparison_playlist(c, comparison_shown(c, v->after)->lists[1].playlist)->name,
		     "other") == 0);
	comparison_free(c);
	fixture_done(&a);
	fixture_done(&b);
}

int main(void)
{
	test_same();
	test_hours();
	test_new_board();
	test_lists();
	return test_result();
}
