/* SPDX-License-Identifier: MIT */
/* Day sets against a plain array of bools, over random operations. */
#include "check.h"
#include "schedule/dayset.h"

#define ROUNDS 400
#define MARGIN 200

struct model {
	bool has[N_DAYS];
};

static day_t random_day(uint64_t *rng)
{
	static const day_t edges[] = { DAY_FIRST, DAY_LAST, DAY_FIRST + 63, DAY_FIRST + 64 };
	uint64_t x = test_random(rng);

	if (x % 5 == 0)
		return edges[x / 5 % ARRAY_SIZE(edges)] + (day_t) (x / 32 % 5) - 2;
	return DAY_FIRST - MARGIN + (day_t) (x / 8 % (N_DAYS + 2 * MARGIN));
}

static void model_set(struct model *m, day_t first, day_t last, bool has)
{
	for (day_t d = first; d <= last; d++)
		if (d >= DAY_FIRST && d <= DAY_LAST)
			m->has[d - DAY_FIRST] = has;
}

static bool model_has(const struct model *m, day_t day)
{
	return day >= DAY_FIRST && day <= DAY_LAST && m->has[day - DAY_FIRST];
}

static void check_around(const struct dayset *s, const struct model *m, day_t day)
{
	day_t next = day > DAY_FIRST ? day : DAY_FIRST, prev = day < DAY_LAST ? day : DAY_LAST;
	day_t got = 0, first = 0, last = 0;
	bool found;

	while (next <= DAY_LAST && !model_has(m, next))
		next++;
	found = dayset_next(s, day, &got);
	CHECK(found == (next <= DAY_LAST) && (!found || got == next));
	CHECK(dayset_next_run(s, day, &first, &last) == found);
	if (found) {
		CHECK(first <= next && last >= next);
		CHECK(!model_has(m, first - 1) && !model_has(m, last + 1));
		for (day_t d = first; d <= last; d++)
			CHECK(model_has(m, d));
	}
	while (prev >= DAY_FIRST && !model_has(m, prev))
		prev--;
	found = dayset_prev(s, day, &got);
	CHECK(found == (prev >= DAY_FIRST) && (!found || got == prev));
}

static void check_all(const struct dayset *s, const struct model *m)
{
	unsigned count = 0;

	for (day_t d = DAY_FIRST - 2; d <= DAY_LAST + 2; d++) {
		CHECK(dayset_has(s, d) == model_has(m, d));
		if (d % 97 == 0)
			CHECK(dayset_rank(s, d) == count);
		count += model_has(m, d);
	}
	CHECK(dayset_count(s) == count);
	CHECK(dayset_rank(s, DAY_FIRST) == 0);
	CHECK(dayset_rank(s, DAY_LAST + 1) == count);
	CHECK(dayset_is_empty(s) == (count == 0));
}

static void change(struct dayset *s, struct model *m, uint64_t *rng)
{
	day_t day = random_day(rng), length = (day_t) (test_random(rng) % 300);

	switch (test_random(rng) % 4) {
	case 0:
		dayset_add(s, day);
		model_set(m, day, day, true);
		break;
	case 1:
		for (day_t d = day; d < day + length; d++)
			dayset_remove(s, d);
		model_set(m, day, day + length - 1, false);
		break;
	default:
		dayset_add_range(s, day, day + length);
		model_set(m, day, day + length, true);
	}
}

static void test_random_changes(uint64_t *rng)
{
	static struct dayset s;
	static struct model m;

	dayset_clear(&s);
	check_all(&s, &m);
	for (int i = 0; i < ROUNDS; i++) {
		change(&s, &m, rng);
		check_around(&s, &m, random_day(rng));
		if (i % 20 == 0)
			check_all(&s, &m);
	}
}

static void random_set(struct dayset *s, struct model *m, uint64_t *rng)
{
	dayset_clear(s);
	model_set(m, DAY_FIRST, DAY_LAST, false);
	for (int i = 0; i < 100; i++)
		change(s, m, rng);
}

static void test_operators(uint64_t *rng)
{
	static struct dayset a, b, s;
	static struct model ma, mb, m;

	random_set(&a, &ma, rng);
	random_set(&b, &mb, rng);
	for (int op = 0; op < 3; op++) {
		s = a;
		(op == 0 ? dayset_or : op == 1 ? dayset_and : dayset_except)(&s, &b);
		for (int i = 0; i < N_DAYS; i++)
			m.has[i] = op == 0   ? ma.has[i] || mb.has[i]
				   : op == 1 ? ma.has[i] && mb.has[i]
					     : ma.has[i] && !mb.has[i];
		check_all(&s, &m);
	}
	s = a;
	CHECK(dayset_equal(&s, &a) && !dayset_equal(&a, &b));
}

static void test_ends(void)
{
	static struct dayset s;
	day_t first, last;

	dayset_fill(&s);
	CHECK(dayset_count(&s) == N_DAYS);
	CHECK(dayset_next_run(&s, INT32_MIN, &first, &last));
	CHECK(first == DAY_FIRST && last == DAY_LAST);
	CHECK(!dayset_next(&s, DAY_LAST + 1, &first));
	CHECK(!dayset_prev(&s, DAY_FIRST - 1, &first));
	CHECK(!dayset_has(&s, INT32_MIN) && !dayset_has(&s, INT32_MAX));
	dayset_clear(&s);
	dayset_add_range(&s, INT32_MIN, INT32_MAX);
	CHECK(dayset_count(&s) == N_DAYS);
	dayset_clear(&s);
	dayset_add_range(&s, DAY_LAST + 1, INT32_MAX);
	dayset_add_range(&s, 20000, 19999);
	CHECK(dayset_is_empty(&s));
}

int main(int argc, char **argv)
{
	uint64_t rng = test_seed(argc, argv);

	test_random_changes(&rng);
	test_operators(&rng);
	test_ends();
	return test_result();
}
