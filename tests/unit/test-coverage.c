/* SPDX-License-Identifier: MIT */
/* The year-walk of coverage_new(), against schedule_at() asked through the same days. */
#include "schedule/coverage.h"
#include "unit/fixture.h"

#define FROM   day_from_civil(2026, 1, 1)
#define N      40 /* days that are walked in small steps */
#define ROUNDS 60

static struct coverage *look(const struct fixture *f, day_t from, day_t to)
{
	struct coverage *c = NULL;

	CHECK(coverage_new(&c, f->programme, from, to) == 0);
	if (!c)
		abort();
	return c;
}

static void some_programme(struct fixture *f, uint64_t *seed, unsigned n_boards)
{
	size_t n_lists = 2 + test_random(seed) % 4, n_rules = 1 + test_random(seed) % 7;

	*f = (struct fixture){ .zone = shanghai };
	for (size_t i = 0; i < n_lists; i++)
		fixture_list(f, 1 + test_random(seed) % 200, 60, 1);
	for (size_t i = 0; i < n_rules; i++) {
		struct dayset *days = fixture_days(f);
		int from = (int) (test_random(seed) % 24) * 60;
		uint64_t one_in = 1 + test_random(seed) % 4;
		struct rule *r;

		for (day_t day = DAY_FIRST; day <= DAY_LAST; day++)
			if (test_random(seed) % one_in == 0)
				dayset_add(days, day);
		r = fixture_rule(f, days, from, from + 60 + (int) (test_random(seed) % 20) * 60,
				 (int) (test_random(seed) % 3),
				 1 + test_random(seed) % ((1u << n_boards) - 1));
		for (unsigned k = 0; k < n_lists; k++)
			if (k == i % n_lists || test_random(seed) % 3 == 0)
				fixture_play(f, r, k, 1 + (unsigned) (test_random(seed) % 5));
	}
	if (test_random(seed) % 2)
		fixture_limit(f, LIMIT_OFF, fixture_daily(f), 22 * 60, 32 * 60, 1);
}

/* What was up, asked play by play. */
struct seen {
	bool rules[FIXTURE_MAX];
	size_t turns[FIXTURE_MAX]; /* on the board that had most */
};

static void ask_board(const struct fixture *f, unsigned board, day_t to, struct seen *s)
{
	usec_t at = zone_midnight(&f->zone, FROM), end = zone_midnight(&f->zone, to);
	bool *messages = calloc(FIXTURE_MAX * 256, sizeof(*messages));
	struct consideration list[FIXTURE_MAX];

	if (!messages)
		abort();
	while (at < end) {
		struct decision d;
		size_t n = schedule_explain(f->programme, &no_orders, board, at, &d, list);

		for (size_t i = 0; i < n; i++)
			if (list[i].verdict == VERDICT_WON || list[i].verdict == VERDICT_SHARES)
				s->rules[list[i].rule] = true;
		if (d.message)
			messages[d.playlist * 256 + (d.message - f->lists[d.playlist].messages)] =
				true;
		at = d.until;
	}
	for (size_t i = 0; i < f->n_lists; i++) {
		size_t n = 0;

		for (size_t k = 0; k < f->lists[i].n_messages; k++)
			n += messages[i * 256 + k];
		if (n > s->turns[i])
			s->turns[i] = n;
	}
	free(messages);
}

static bool has_day(const struct rule *r)
{
	for (day_t day = FROM; day < FROM + N; day++)
		if (dayset_has(r->days, day))
			return true;
	return false;
}

/* By chance: rules that never play and turns are what the schedule itself gives. */
static void test_agrees(uint64_t seed)
{
	for (unsigned round = 0; round < ROUNDS; round++) {
		unsigned n_boards = 1 + (unsigned) (test_random(&seed) % 3);
		_cleanup_(coverage_freep) struct coverage *c = NULL;
		bool hidden[FIXTURE_MAX] = { false };
		struct seen s = { 0 };
		struct fixture f;

		some_programme(&f, &seed, n_boards);
		CHECK(fixture_compile(&f, n_boards, 0) == 0);
		c = look(&f, FROM, FROM + N);
		for (unsigned b = 0; b < n_boards; b++)
			ask_board(&f, b, FROM + N, &s);
		for (size_t i = 0; i < c->n_hidden; i++)
			hidden[c->hidden[i].rule] = true;
		for (size_t i = 0; i < f.n_rules; i++)
			CHECK(hidden[i] == (!s.rules[i] && has_day(&f.rules[i])));
		for (size_t i = 0; i < f.n_lists; i++)
			CHECK(c->lists[i].n_turns == s.turns[i]);
		fixture_done(&f);
	}
}

/* A gap is between two rules; a rule's own pause, the night and what is dark by intent are not. */
static void test_gaps(void)
{
	static const struct {
		int line;
		int a[2], b[2], off[2]; /* hours of two rules and of a limit */
		bool same;              /* the second rule plays in the early morning, too */
		size_t n_gaps;
		int from, to;
	} rows[] = {
		{ __LINE__, { 420, 540 }, { 570, 700 }, { 0, 0 }, false, 1, 540, 570 },
		{ __LINE__, { 420, 540 }, { 540, 700 }, { 0, 0 }, false, 0, 0, 0 },
		{ __LINE__, { 420, 540 }, { 570, 700 }, { 530, 580 }, false, 0, 0, 0 },
		{ __LINE__, { 420, 540 }, { 570, 700 }, { 545, 550 }, false, 0, 0, 0 },
		{ __LINE__, { 420, 540 }, { 570, 700 }, { 0, 0 }, true, 0, 0, 0 },
		{ __LINE__, { 1080, 1500 }, { 480, 1080 }, { 0, 0 }, false, 0, 0, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(coverage_freep) struct coverage *c = NULL;
		struct fixture f = { .zone = shanghai };
		unsigned list = fixture_list(&f, 3, 6, 0);

		fixture_play(&f,
			     fixture_rule(&f, fixture_daily(&f), rows[i].a[0], rows[i].a[1], 0, 3),
			     list, 1);
		fixture_play(&f,
			     fixture_rule(&f, fixture_daily(&f), rows[i].b[0], rows[i].b[1], 0, 3),
			     list, 1);
		if (rows[i].same) {
			struct hours *h = fixture_own(&f, 2 * sizeof(*h));

			h[0] = (struct hours){ 300, 330 };
			h[1] = f.rules[1].hours[0];
			f.rules[1].hours = h;
			f.rules[1].n_hours = 2;
		}
		if (rows[i].off[1])
			fixture_limit(&f, LIMIT_OFF, fixture_daily(&f), rows[i].off[0],
				      rows[i].off[1], 3);
		CHECK(fixture_compile(&f, 3, list) == 0);
		c = look(&f, FROM, FROM + 365);
		CHECK_ROW(rows[i].line, c->n_gaps == rows[i].n_gaps);
		if (c->n_gaps) {
			const struct coverage_gap *g = &c->gaps[0];

			CHECK_ROW(rows[i].line, g->before == 0 && g->after == 1 && !g->dark);
			CHECK_ROW(rows[i].line, g->from == rows[i].from && g->to == rows[i].to);
			CHECK_ROW(rows[i].line, g->n_days == 365 && g->first == FROM);
			CHECK_ROW(rows[i].line, g->board == 0 && g->n_boards == 2);
		}
		fixture_done(&f);
	}
}

/* The span's last day is counted to its end, and no day after it is asked for. */
static void test_last_day(void)
{
	_cleanup_(coverage_freep) struct coverage *c = NULL;
	struct fixture f = { .zone = shanghai };

	fixture_list(&f, 3, 6, 0);
	CHECK(fixture_compile(&f, 1, 0) == 0);
	c = look(&f, DAY_LAST, DAY_LAST + 1);
	CHECK(c->lists[0].n_turns == 3 && c->n_gaps == 0 && c->n_hidden == 0);
	CHECK(c->lists[0].has_boards && !c->lists[0].has_rule && c->together[0]);
	fixture_done(&f);
}

int main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;

	printf("seed %llu\n", (unsigned long long) seed);
	test_agrees(seed);
	test_gaps();
	test_last_day();
	return test_result();
}
