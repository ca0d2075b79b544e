/* SPDX-License-Identifier: MIT */
/*
 * What plays within a window.
 *
 * A window of length L gives each list its share of L on the list's clock.
 * The messages whose markers lie there are merged in the order in which their
 * markers fall due, laid end to end, and stretched to fill L exactly.
 */
#include <string.h>

#include "schedule/compiled.h"

/* A list on its way through a window. */
struct runner {
	const struct timing *timing;
	uint64_t from, to; /* of the list's clock */
	struct place at;
	uint32_t weight;
};

static uint64_t share_of(const struct segment *w, const struct rotation *r, const struct lane *lane)
{
	return (uint64_t) (w->to - w->from) * lane->weight / r->weight;
}

static struct runner runner(const struct programme *p, const struct class *c,
			    const struct segment *w, const struct lane *lane,
			    const uint64_t *clocks)
{
	const struct rotation *r = &c->rotations.v[w->rotation];
	const struct timing *t = &p->timing[c->lists.v[lane->slot]];
	uint64_t from = clocks[lane->slot];

	return (struct runner){
		.timing = t,
		.from = from,
		.to = from + share_of(w, r, lane),
		.at = timing_place(t, from),
		.weight = lane->weight,
	};
}

static bool has_next(const struct runner *r)
{
	return place_marker(r->timing, r->at) < r->to;
}

/* Is a's next message due before b's? */
static bool is_due_before(const struct runner *a, const struct runner *b)
{
	uint64_t x = place_marker(a->timing, a->at) - a->from;
	uint64_t y = place_marker(b->timing, b->at) - b->from;

	return x * b->weight < y * a->weight;
}

/* The list whose next message is due first; @all: of lists with nothing left in the window too. */
static size_t next_due(const struct runner *runners, size_t n, bool all)
{
	size_t best = n;

	for (size_t i = 0; i < n; i++) {
		if (!all && !has_next(&runners[i]))
			continue;
		if (best == n || is_due_before(&runners[i], &runners[best]))
			best = i;
	}
	return best;
}

/* Nominal milliseconds of all the messages that the window plays. */
static uint64_t nominal(const struct runner *runners, size_t n)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++) {
		const struct runner *r = &runners[i];

		sum += place_start(r->timing, timing_place(r->timing, r->to)) -
		       place_start(r->timing, r->at);
	}
	return sum;
}

static size_t runners_init(const struct programme *p, const struct class *c,
			   const struct segment *w, const uint64_t *clocks, struct runner *ret)
{
	const struct rotation *r = &c->rotations.v[w->rotation];

	for (size_t i = 0; i < r->n_lanes; i++)
		ret[i] = runner(p, c, w, &c->lanes.v[r->lanes_at + i], clocks);
	return r->n_lanes;
}

void clocks_advance(const struct programme *p, const struct class *c, const struct segment *w,
		    uint64_t *clocks)
{
	struct runner runners[PLAYS_MAX];
	const struct rotation *r;
	const struct lane *lanes;
	size_t n, next;

	if (w->rotation < 0)
		return;
	r = &c->rotations.v[w->rotation];
	lanes = &c->lanes.v[r->lanes_at];
	if (!w->short_) {
		for (size_t i = 0; i < r->n_lanes; i++)
			clocks[lanes[i].slot] += share_of(w, r, &lanes[i]);
		return;
	}

	n = runners_init(p, c, w, clocks, runners);
	for (size_t i = 0; i < n; i++)
		clocks[lanes[i].slot] = runners[i].to;
	if (nominal(runners, n) > 0)
		return;

	/* No marker at all: the message that is due next gets the window, and has been played. */
	next = next_due(runners, n, true);
	clocks[lanes[next].slot] = place_marker(runners[next].timing, runners[next].at) + 1;
}

/*
 * Run ahead to just before nominal position @y.  What is due by weight and what whole
 * messages make of it are never further apart than the longest message of each list.
 * Returns the nominal position reached.
 */
static uint64_t skip_to(struct runner *runners, size_t n, uint64_t weight, uint64_t y)
{
	uint64_t slack = 0, turn, sum = 0;

	for (size_t i = 0; i < n; i++)
		slack += runners[i].timing->longest;
	if (y <= slack)
		return 0;

	turn = (y - slack) / weight;
	for (size_t i = 0; i < n; i++) {
		struct runner *r = &runners[i];
		uint64_t before = place_start(r->timing, r->at);

		r->at = timing_place(r->timing, r->from + turn * r->weight);
		sum += place_start(r->timing, r->at) - before;
	}
	return sum;
}

struct play window_play(const struct programme *p, const struct class *c, const struct segment *w,
			const uint64_t *clocks, uint32_t x)
{
	const struct rotation *r = &c->rotations.v[w->rotation];
	const struct lane *lanes = &c->lanes.v[r->lanes_at];
	struct runner runners[PLAYS_MAX];
	uint64_t length = w->to - w->from, total, y, at;
	size_t n, i;

	n = runners_init(p, c, w, clocks, runners);
	total = nominal(runners, n);
	if (total == 0) {
		i = next_due(runners, n, true);
		return (struct play){ lanes[i].slot, runners[i].at.i, 0, (uint32_t) length };
	}

	/* The play at @x is the last that begins, floor(at * length / total), at or before it. */
	y = (((uint64_t) x + 1) * total - 1) / length;
	at = skip_to(runners, n, r->weight, y);
	for (;;) {
		uint64_t duration;

		i = next_due(runners, n, false);
		duration = place_duration(runners[i].timing, runners[i].at);
		if (at + duration > y)
			return (struct play){
				.slot = lanes[i].slot,
				.message = runners[i].at.i,
				.from = (uint32_t) (at * length / total),
				.to = (uint32_t) ((at + duration) * length / total),
			};
		at += duration;
		place_next(runners[i].timing, &runners[i].at);
	}
}

static void advance_day(const struct programme *p, const struct class *c,
			const struct pattern *pattern, uint64_t *clocks)
{
	if (!pattern->short_) {
		for (size_t i = 0; i < c->lists.n; i++)
			clocks[i] += c->totals.v[pattern->totals_at + i];
		return;
	}
	for (uint32_t i = 0; i < pattern->n_segments; i++)
		clocks_advance(p, c, &c->segments.v[pattern->segments_at + i], clocks);
}

void clocks_at_day(const struct programme *p, const struct class *c, uint32_t sample, uint32_t n,
		   uint64_t *clocks)
{
	memcpy(clocks, c->samples + (size_t) sample * c->lists.n, c->lists.n * sizeof(*clocks));
	for (uint32_t i = sample * SAMPLE_DAYS, end = i + n; i < end; i++)
		advance_day(p, c, &c->patterns.v[c->pattern_of[i]], clocks);
}

void clocks_at(const struct programme *p, const struct class *c, day_t day,
	       const struct segment *segment, uint64_t *clocks)
{
	uint32_t i = (uint32_t) (day - DAY_FIRST);
	const struct pattern *today = &c->patterns.v[c->pattern_of[i]];

	clocks_at_day(p, c, i / SAMPLE_DAYS, i % SAMPLE_DAYS, clocks);
	for (const struct segment *s = &c->segments.v[today->segments_at]; s < segment; s++)
		clocks_advance(p, c, s, clocks);
}
