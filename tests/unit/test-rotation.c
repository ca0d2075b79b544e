/* SPDX-License-Identifier: MIT */
/* What the rotation promises, tried on programmes made by chance. */
#include "unit/fixture.h"

#define N_BOARDS 4

/* Zones with changes, one of them at midnight, on days that the walks below pass. */
static const struct zone_change berlin_changes[] = {
	{ 0, 3600 },
	{ UINT64_C(1774746000) * 1000000, 7200 }, /* 2026-03-29 01:00 UTC */
	{ UINT64_C(1792890000) * 1000000, 3600 }, /* 2026-10-25 01:00 UTC */
};
static const struct zone_change cairo_changes[] = {
	{ 0, 7200 },
	{ UINT64_C(1774821600) * 1000000, 10800 }, /* 2026-03-29 22:00 UTC: 00:00 becomes 01:00 */
	{ UINT64_C(1792875600) * 1000000, 7200 },  /* 2026-10-24 21:00 UTC: 00:00 becomes 23:00 */
};
static const struct zone zones[] = {
	{ "Asia/Shanghai", &shanghai_change, 1 },
	{ "Berlin", berlin_changes, 3 },
	{ "Cairo", cairo_changes, 3 },
};

static const struct dayset *some_days(struct fixture *f, uint64_t *seed)
{
	struct dayset *s = fixture_days(f);
	uint64_t kind = test_random(seed) % 4, salt = test_random(seed);

	for (day_t day = DAY_FIRST; day <= DAY_LAST; day++) {
		uint64_t state = salt + (uint64_t) day;
		bool in = kind == 0   ? true
			  : kind == 1 ? weekday_of(day) <= FRIDAY
			  : kind == 2 ? civil_from_day(day).month % 3 == (int) (salt % 3)
				      : test_random(&state) % 3 == 0;

		if (in)
			dayset_add(s, day);
	}
	return s;
}

static void some_hours(uint64_t *seed, int *from, int *to)
{
	static const int lengths[] = { 1, 2, 7, 60, 70, 480, 900, 1440 };

	*from = (int) (test_random(seed) % MINUTES_PER_DAY);
	*to = *from + lengths[test_random(seed) % ARRAY_SIZE(lengths)];
}

static void some_programme(struct fixture *f, uint64_t *seed)
{
	size_t n_lists = 1 + test_random(seed) % 5, n_rules = test_random(seed) % 8;
	int from, to;

	*f = (struct fixture){ .zone = zones[test_random(seed) % ARRAY_SIZE(zones)] };
	for (size_t i = 0; i < n_lists; i++)
		fixture_list(f, 1 + test_random(seed) % 40, 6 + (unsigned) (test_random(seed) % 20),
			     (unsigned) (test_random(seed) % 3));

	for (size_t i = 0; i < n_rules; i++) {
		struct rule *r;

		some_hours(seed, &from, &to);
		r = fixture_rule(f, some_days(f, seed), from, to,
				 (int) (test_random(seed) % 3) * 10, test_random(seed));
		for (unsigned list = 0; list < n_lists; list++)
			if (list == i % n_lists || test_random(seed) % 2)
				fixture_play(f, r, list, 1 + (unsigned) (test_random(seed) % 100));
	}
	if (test_random(seed) % 2) {
		some_hours(seed, &from, &to);
		fixture_limit(f, LIMIT_OFF, some_days(f, seed), from, to, test_random(seed));
	}
	if (test_random(seed) % 2) {
		some_hours(seed, &from, &to);
		fixture_allow(f,
			      fixture_limit(f, LIMIT_SOBER, some_days(f, seed), from, to,
					    test_random(seed)),
			      0);
	}
	CHECK(fixture_compile(f, N_BOARDS, 0) == 0);
}

static bool same(const struct decision *a, const struct decision *b)
{
	return a->reason == b->reason && a->message == b->message && a->playlist == b->playlist &&
	       a->rule == b->rule && a->limit == b->limit && a->order == b->order &&
	       a->start == b->start && a->end == b->end;
}

/* Nothing changes strictly between an instant and the `until` it named. */
static void check_until(const struct fixture *f, uint64_t *seed)
{
	usec_t first = fixture_at(f, 2026, 1, 1, 0, 0, 0);

	for (int i = 0; i < 2000; i++) {
		unsigned board = (unsigned) (test_random(seed) % N_BOARDS);
		usec_t now = first + test_random(seed) % (400 * USEC_PER_DAY);
		struct decision d = schedule_at(f->programme, &no_orders, board, now), later;
		usec_t at = now + test_random(seed) % (d.until - now);

		CHECK(d.until > now && d.start <= now && now < d.end);
		later = schedule_at(f->programme, &no_orders, board, at);
		CHECK(same(&d, &later) && d.until == later.until);
		later = schedule_at(f->programme, &no_orders, board, d.until - 1);
		CHECK(same(&d, &later));
	}
}

/* How often each message of each list was begun on a board. */
struct tally {
	unsigned plays[FIXTURE_MAX][64];
	const struct message *last;
	usec_t last_start, last_end;
};

static void check_even(const struct fixture *f, const struct tally *t)
{
	for (size_t i = 0; i < f->n_lists; i++) {
		unsigned least = UINT32_MAX, most = 0;

		for (size_t k = 0; k < f->lists[i].n_messages; k++) {
			least = t->plays[i][k] < least ? t->plays[i][k] : least;
			most = t->plays[i][k] > most ? t->plays[i][k] : most;
		}
		CHECK(most - least <= 1);
	}
}

/* Plays are whole: each begins where it should, and is left only when it is over. */
static void tally(const struct fixture *f, struct tally *t, const struct decision *d, usec_t now)
{
	if (d->message == t->last && d->start == t->last_start)
		return;
	CHECK(!t->last || t->last_end == now); /* the one before went on to its end */
	t->last = d->message;
	t->last_start = d->start;
	t->last_end = d->end;
	if (d->message) {
		CHECK(d->start == now);
		t->plays[d->playlist][d->message - f->lists[d->playlist].messages]++;
	}
}

/* From the span's first day on, so that every play is counted. */
static void check_fair(const struct fixture *f, unsigned board, int days)
{
	static struct tally t;
	usec_t now = zone_midnight(&f->zone, DAY_FIRST);
	usec_t end = zone_midnight(&f->zone, DAY_FIRST + days);

	t = (struct tally){ .last = NULL };
	while (now < end) {
		struct decision d = schedule_at(f->programme, &no_orders, board, now);

		if (d.message)
			tally(f, &t, &d, now);
		else
			t.last = NULL;
		check_even(f, &t);
		now = d.until;
	}
}

/* Boards of one class agree at every instant. */
static void check_classes(const struct fixture *f, uint64_t *seed)
{
	usec_t first = fixture_at(f, 2026, 1, 1, 0, 0, 0);

	for (int i = 0; i < 500; i++) {
		usec_t now = first + test_random(seed) % (400 * USEC_PER_DAY);

		for (unsigned a = 0; a < N_BOARDS; a++)
			for (unsigned b = 0; b < a; b++) {
				struct decision x, y;

				if (programme_class(f->programme, a) !=
				    programme_class(f->programme, b))
					continue;
				x = schedule_at(f->programme, &no_orders, a, now);
				y = schedule_at(f->programme, &no_orders, b, now);
				CHECK(same(&x, &y));
			}
	}
}

/* An independent look at one instant: which rules hold, by the wall clock alone. */
struct glance {
	int top; /* priority; -1: none */
	bool off;
	unsigned weight[FIXTURE_MAX];
};

static bool holds(const struct fixture *f, const struct dayset *days, const struct hours *h,
		  usec_t now)
{
	day_t today = zone_day(&f->zone, now);

	for (day_t day = today - 1; day <= today; day++) {
		usec_t from = zone_instant(&f->zone, day, h->from * 60000, ZONE_START);
		usec_t to = zone_instant(&f->zone, day, h->to * 60000, ZONE_END);

		if (dayset_has(days, day) && from <= now && now < to)
			return true;
	}
	return false;
}

static void glance(const struct fixture *f, unsigned board, usec_t now, struct glance *g)
{
	bool sober = false;

	*g = (struct glance){ .top = -1 };
	for (size_t i = 0; i < f->n_limits; i++) {
		const struct limit *l = &f->limits[i];

		if (!board_set_has(&l->boards, board) || !holds(f, l->days, l->hours, now))
			continue;
		g->off = g->off || l->action == LIMIT_OFF;
		sober = sober || l->action == LIMIT_SOBER; /* allows list 0 alone */
	}
	for (size_t i = 0; i < f->n_rules; i++) {
		const struct rule *r = &f->rules[i];
		bool plays = !sober;

		for (size_t k = 0; k < r->n_plays; k++)
			plays = plays || r->plays[k].playlist == 0;
		if (!board_set_has(&r->boards, board) || !plays || r->priority < g->top ||
		    !holds(f, r->days, r->hours, now))
			continue;
		if (r->priority > g->top)
			memset(g->weight, 0, sizeof(g->weight));
		g->top = r->priority;
		for (size_t k = 0; k < r->n_plays; k++)
			if (!sober || r->plays[k].playlist == 0)
				g->weight[r->plays[k].playlist] += r->plays[k].weight;
	}
	if (g->top < 0)
		g->weight[0] = 1; /* the filler, which sober allows */
}

static void check_rules(const struct fixture *f, uint64_t *seed)
{
	usec_t first = fixture_at(f, 2026, 1, 1, 0, 0, 0);

	for (int i = 0; i < 2000; i++) {
		unsigned board = (unsigned) (test_random(seed) % N_BOARDS);
		usec_t now = first + test_random(seed) % (400 * USEC_PER_DAY);
		struct decision d = schedule_at(f->programme, &no_orders, board, now);
		struct glance g;

		glance(f, board, now, &g);
		CHECK(g.off == (d.reason == REASON_OFF));
		if (g.off)
			continue;
		CHECK(d.reason == (g.top >= 0 ? REASON_RULES : REASON_FILLER));
		CHECK(d.playlist >= 0 && g.weight[d.playlist] > 0);
		CHECK(d.rule < 0 || f->rules[d.rule].priority == g.top);
	}
}

/* Every verdict agrees with what is decided. */
static void check_explain(const struct fixture *f, uint64_t *seed)
{
	usec_t first = fixture_at(f, 2026, 1, 1, 0, 0, 0);
	struct consideration c[FIXTURE_MAX];

	for (int i = 0; i < 500; i++) {
		unsigned board = (unsigned) (test_random(seed) % N_BOARDS);
		usec_t now = first + test_random(seed) % (400 * USEC_PER_DAY);
		struct decision d, e = schedule_at(f->programme, &no_orders, board, now);
		size_t n = schedule_explain(f->programme, &no_orders, board, now, &d, c);
		size_t playing = 0;
		bool behind = d.rule < 0;

		CHECK(e.message ? same(&d, &e) : d.reason == e.reason && d.until >= e.until);
		for (size_t k = 0; k < n; k++) {
			bool plays = c[k].verdict == VERDICT_WON || c[k].verdict == VERDICT_SHARES;

			playing += plays;
			behind = behind || (plays && c[k].rule == d.rule);
			if (c[k].verdict == VERDICT_WON)
				CHECK(c[k].rule == d.rule);
		}
		CHECK(behind);
		CHECK((playing > 0) == (d.reason == REASON_RULES));
	}
}

/* Airtime at 60:40 over any ten hours is within one percentage point. */
static void check_airtime(uint64_t *seed)
{
	struct fixture f = { 0 };
	struct rule *r;
	unsigned a, b;

	a = fixture_list(&f, 43, 6, 0);
	b = fixture_list(&f, 57, 7, 1);
	r = fixture_rule(&f, fixture_daily(&f), 0, 1440, 0, 1);
	fixture_play(&f, r, a, 60);
	fixture_play(&f, r, b, 40);
	CHECK(fixture_compile(&f, 1, a) == 0);

	for (int i = 0; i < 50; i++) {
		usec_t from = fixture_at(&f, 2026, 1, 1, 0, 0, 0) +
			      test_random(seed) % (300 * USEC_PER_DAY);
		usec_t end = from + 10 * USEC_PER_HOUR, got = 0;

		for (usec_t now = from; now < end;) {
			struct decision d = schedule_at(f.programme, &no_orders, 0, now);
			usec_t until = d.until < end ? d.until : end;

			got += d.playlist == (int) a ? until - now : 0;
			now = until;
		}
		CHECK(got * 100 > 59 * (end - from) && got * 100 < 61 * (end - from));
	}
	fixture_done(&f);
}

/* Over a town's year, messages are stretched by little. */
static void check_stretch(void)
{
	struct fixture f = { 0 };
	struct rule *r;
	usec_t now, end;
	double worst = 0, sum = 0;
	unsigned n = 0;

	for (int i = 0; i < 3; i++)
		fixture_list(&f, 48, 7, 0);
	r = fixture_rule(&f, fixture_daily(&f), 440, 510, 0, 1);
	fixture_play(&f, r, 0, 60);
	fixture_play(&f, r, 1, 40);
	r = fixture_rule(&f, fixture_daily(&f), 1020, 1110, 0, 1);
	fixture_play(&f, r, 2, 1);
	CHECK(fixture_compile(&f, 1, 0) == 0);

	now = fixture_at(&f, 2026, 1, 1, 0, 0, 0);
	end = now + 30 * USEC_PER_DAY;
	while (now < end) {
		struct decision d = schedule_at(f.programme, &no_orders, 0, now);
		double ms = (double) (d.end - d.start) / USEC_PER_MSEC;
		double off = ms / d.message->duration_ms - 1;

		off = off < 0 ? -off : off;
		worst = off > worst ? off : worst;
		sum += off;
		n++;
		now = d.until;
	}
	printf("stretched by %.2f %% in the mean, %.2f %% at most\n", 100 * sum / n, 100 * worst);
	CHECK(worst < 0.02);
	fixture_done(&f);
}

int main(int argc, char **argv)
{
	uint64_t seed = test_seed(argc, argv);

	for (int i = 0; i < 60 && !test_failures; i++) {
		struct fixture f;

		some_programme(&f, &seed);
		check_until(&f, &seed);
		check_rules(&f, &seed);
		check_explain(&f, &seed);
		check_classes(&f, &seed);
		check_fair(&f, (unsigned) (test_random(&seed) % N_BOARDS), 12);
		if (test_failures)
			printf("in programme %d\n", i);
		fixture_done(&f);
	}
	check_airtime(&seed);
	check_stretch();
	return test_result();
}
