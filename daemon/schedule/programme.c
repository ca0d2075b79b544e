/* SPDX-License-Identifier: MIT */
/*
 * Compiling a programme: boards to classes, days to kinds, kinds to patterns,
 * and the clocks of all lists summed up over the span.
 */
#include <string.h>

#include "schedule/compiled.h"

bool vector_grow(void **v, size_t n, size_t *room, size_t size)
{
	size_t more = *room ? *room * 2 : 16;
	void *grown;

	if (n < *room)
		return true;
	grown = realloc(*v, more * size);
	if (!grown)
		return false;
	*v = grown;
	*room = more;
	return true;
}

static void class_done(struct class *c)
{
	free(c->rules.v);
	free(c->limits.v);
	free(c->lists.v);
	free(c->lanes.v);
	free(c->rotations.v);
	free(c->segments.v);
	free(c->playing.v);
	free(c->totals.v);
	free(c->patterns.v);
	free(c->pattern_of);
	free(c->samples);
}

struct programme *programme_free(struct programme *p)
{
	if (!p)
		return NULL;
	for (unsigned i = 0; p->classes && i < p->n_classes; i++)
		class_done(&p->classes[i]);
	for (size_t i = 0; p->timing && i < p->tables.n_playlists; i++)
		timing_done(&p->timing[i]);
	sun_days_done(&p->days);
	free(p->classes);
	free(p->timing);
	free(p);
	return NULL;
}

static bool hours_are_good(const struct hours *hours, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (hours[i].from >= MINUTES_PER_DAY || hours[i].to <= hours[i].from ||
		    hours[i].to > hours[i].from + MINUTES_PER_DAY)
			return false;
	return true;
}

static bool rule_is_good(const struct rule *r, size_t n_playlists)
{
	for (size_t i = 0; i < r->n_plays; i++)
		if (r->plays[i].playlist >= n_playlists || r->plays[i].weight < 1 ||
		    r->plays[i].weight > WEIGHT_MAX)
			return false;
	return r->days && r->n_hours > 0 && r->n_plays > 0 && r->n_plays <= PLAYS_MAX &&
	       r->priority >= 0 && r->priority <= PRIORITY_MAX &&
	       hours_are_good(r->hours, r->n_hours);
}

static bool limit_is_good(const struct limit *l, const struct programme_tables *t)
{
	for (size_t i = 0; i < l->n_playlists; i++)
		if (l->playlists[i] >= t->n_playlists)
			return false;
	for (size_t i = 0; i < l->n_sun; i++)
		if (!sun_hours_are_good(&l->sun[i]) || !t->place)
			return false;
	return l->days && l->n_hours + l->n_sun > 0 && hours_are_good(l->hours, l->n_hours);
}

static bool playlist_is_good(const struct playlist *list)
{
	for (size_t i = 0; i < list->n_messages; i++) {
		uint32_t ms = list->messages[i].duration_ms;

		if (ms < MESSAGE_SECONDS_MIN * MSEC_PER_SEC ||
		    ms > MESSAGE_SECONDS_MAX * MSEC_PER_SEC || ms % MSEC_PER_SEC != 0)
			return false;
	}
	return list->n_messages > 0;
}

static bool tables_are_good(const struct programme_tables *t)
{
	if (t->n_rules > RULES_MAX || t->n_limits > LIMITS_MAX || t->n_boards > BOARDS_MAX ||
	    t->n_playlists > PLAYLISTS_MAX || t->filler >= t->n_playlists || !t->zone)
		return false;
	for (size_t i = 0; i < t->n_playlists; i++)
		if (!playlist_is_good(&t->playlists[i]))
			return false;
	for (size_t i = 0; i < t->n_rules; i++)
		if (!rule_is_good(&t->rules[i], t->n_playlists))
			return false;
	for (size_t i = 0; i < t->n_limits; i++)
		if (!limit_is_good(&t->limits[i], t))
			return false;
	return true;
}

/* Do two boards stand in the same rules and limits? */
static bool same_programme(const struct programme_tables *t, unsigned a, unsigned b)
{
	for (size_t i = 0; i < t->n_rules; i++)
		if (board_set_has(&t->rules[i].boards, a) != board_set_has(&t->rules[i].boards, b))
			return false;
	for (size_t i = 0; i < t->n_limits; i++)
		if (board_set_has(&t->limits[i].boards, a) !=
		    board_set_has(&t->limits[i].boards, b))
			return false;
	return true;
}

static int class_init(struct class *c, const struct programme_tables *t, unsigned board)
{
	for (size_t i = 0; i < t->n_rules; i++)
		if (board_set_has(&t->rules[i].boards, board) &&
		    vector_push(&c->rules, (uint16_t) i) < 0)
			return -ENOMEM;
	for (size_t i = 0; i < t->n_limits; i++) {
		if (!board_set_has(&t->limits[i].boards, board))
			continue;
		if (vector_push(&c->limits, (uint16_t) i) < 0)
			return -ENOMEM;
		c->n_sun += t->limits[i].n_sun;
	}
	return 0;
}

static int make_classes(struct programme *p)
{
	const struct programme_tables *t = &p->tables;
	unsigned first[BOARDS_MAX]; /* a board of each class */

	for (unsigned b = 0; b < t->n_boards; b++) {
		unsigned k = 0;

		while (k < p->n_classes && !same_programme(t, b, first[k]))
			k++;
		if (k == p->n_classes)
			first[p->n_classes++] = b;
		p->class_of[b] = (uint16_t) k;
	}

	p->classes = calloc(p->n_classes ? p->n_classes : 1, sizeof(*p->classes));
	if (!p->classes)
		return -ENOMEM;
	for (unsigned k = 0; k < p->n_classes; k++)
		if (class_init(&p->classes[k], t, first[k]) < 0)
			return -ENOMEM;
	return 0;
}

static bool wraps(const struct hours *hours, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (hours[i].to > MINUTES_PER_DAY)
			return true;
	return false;
}

/* A set of days that kinds have been told apart by. */
struct seen {
	const struct dayset *days;
	uint64_t hash;
	bool wraps;
};

struct seen_list {
	VECTOR(struct seen) list;
};

static uint64_t hash_days(const struct dayset *s)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < DAYSET_WORDS; i++)
		h = (h ^ s->word[i]) * UINT64_C(0x9e3779b97f4a7c15), h ^= h >> 29;
	return h;
}

static int refine_once(struct kinds *k, struct seen_list *seen, const struct dayset *days,
		       bool wrapping)
{
	struct seen new = { days, hash_days(days), wrapping };

	for (size_t i = 0; i < seen->list.n; i++) {
		const struct seen *s = &seen->list.v[i];

		if (s->hash == new.hash && s->wraps == wrapping &&dayset_equal(s->days, days))
			return 0;
	}
	kinds_refine(k, days, wrapping);
	return vector_push(&seen->list, new);
}

static int refine(struct kinds *k, struct seen_list *seen, const struct dayset *days,
		  const struct hours *hours, size_t n_hours)
{
	int r;

	r = refine_once(k, seen, days, false);
	if (r == 0 && wraps(hours, n_hours))
		r = refine_once(k, seen, days, true);
	return r;
}

static int find_kinds(struct programme *p, const struct class *c, struct kinds *k)
{
	struct seen_list seen = { 0 };
	int r = 0;

	for (size_t i = 0; r == 0 && i < c->rules.n; i++) {
		const struct rule *rule = &p->tables.rules[c->rules.v[i]];

		r = refine(k, &seen, rule->days, rule->hours, rule->n_hours);
	}
	for (size_t i = 0; r == 0 && i < c->limits.n; i++) {
		const struct limit *l = &p->tables.limits[c->limits.v[i]];

		if (l->n_hours > 0)
			r = refine(k, &seen, l->days, l->hours, l->n_hours);
	}
	free(seen.list.v);
	if (r == 0)
		r = sun_refine(p, c, k);
	kinds_compact(k);
	kinds_refine_changes(k, p->tables.zone);
	kinds_compact(k);
	return r;
}

static int build_patterns(struct programme *p, struct class *c, const struct kinds *k)
{
	_cleanup_(freep) uint32_t *pattern_of_kind = calloc(k->n, sizeof(uint32_t));

	c->pattern_of = calloc(N_DAYS, sizeof(*c->pattern_of));
	if (!c->pattern_of || !pattern_of_kind)
		return -ENOMEM;

	for (uint32_t i = 0; i < N_DAYS; i++) {
		uint32_t *known = &pattern_of_kind[k->of[i]]; /* number + 1 */

		if (*known == 0) {
			struct day_frame f = day_frame(p->tables.zone, DAY_FIRST + (day_t) i);
			int r;

			r = pattern_build(p, c, &f, known);
			if (r < 0)
				return r;
			++*known;
		}
		c->pattern_of[i] = *known - 1;
	}
	return 0;
}

static void sum_segment(const struct class *c, const struct segment *s, uint32_t *totals)
{
	const struct rotation *r;

	if (s->rotation < 0)
		return;
	r = &c->rotations.v[s->rotation];
	for (uint32_t k = 0; k < r->n_lanes; k++) {
		const struct lane *lane = &c->lanes.v[r->lanes_at + k];

		totals[lane->slot] +=
			(uint32_t) ((uint64_t) (s->to - s->from) * lane->weight / r->weight);
	}
}

static int sum_patterns(struct class *c)
{
	size_t n = c->patterns.n * c->lists.n;

	c->totals.v = calloc(n + 1, sizeof(*c->totals.v));
	if (!c->totals.v)
		return -ENOMEM;
	c->totals.n = c->totals.room = n;
	for (size_t i = 0; i < c->patterns.n; i++) {
		struct pattern *pattern = &c->patterns.v[i];

		pattern->totals_at = (uint32_t) (i * c->lists.n);
		for (uint32_t k = 0; k < pattern->n_segments; k++)
			sum_segment(c, &c->segments.v[pattern->segments_at + k],
				    c->totals.v + pattern->totals_at);
	}
	return 0;
}

/* The clocks at the start of every SAMPLE_DAYS-th day, each from the one before. */
static int sample_clocks(const struct programme *p, struct class *c)
{
	size_t n = c->lists.n;

	c->samples = calloc(N_SAMPLES * (n + 1), sizeof(*c->samples));
	if (!c->samples)
		return -ENOMEM;
	for (uint32_t i = 1; i < N_SAMPLES; i++)
		clocks_at_day(p, c, i - 1, SAMPLE_DAYS, c->samples + i * n);
	return 0;
}

static int compile_class(struct programme *p, struct class *c)
{
	_cleanup_(kinds_done) struct kinds kinds = { 0 };
	int r;

	r = kinds_init(&kinds);
	if (r == 0)
		r = find_kinds(p, c, &kinds);
	if (r == 0)
		r = build_patterns(p, c, &kinds);
	if (r == 0)
		r = sum_patterns(c);
	if (r == 0)
		r = sample_clocks(p, c);
	return r;
}

static int make_timing(struct programme *p)
{
	p->timing = calloc(p->tables.n_playlists, sizeof(*p->timing));
	if (!p->timing)
		return -ENOMEM;
	for (size_t i = 0; i < p->tables.n_playlists; i++)
		if (timing_init(&p->timing[i], &p->tables.playlists[i]) < 0)
			return -ENOMEM;
	return 0;
}

static bool has_sun(const struct programme_tables *t)
{
	for (size_t i = 0; i < t->n_limits; i++)
		if (t->limits[i].n_sun > 0)
			return true;
	return false;
}

int programme_new(struct programme **ret, const struct programme_tables *tables)
{
	_cleanup_(programme_freep) struct programme *p = NULL;
	int r;

	if (!tables_are_good(tables))
		return -EINVAL;
	p = calloc(1, sizeof(*p));
	if (!p)
		return -ENOMEM;
	p->tables = *tables;

	r = make_timing(p);
	if (r == 0)
		r = make_classes(p);
	if (r == 0 && has_sun(tables))
		r = sun_days_init(&p->days, tables);
	for (unsigned i = 0; r == 0 && i < p->n_classes; i++) {
		r = compile_class(p, &p->classes[i]);
		if (r == 0 && programme_size(p) > MEMORY_MAX)
			r = -EFBIG;
	}
	sun_days_done(&p->days);
	if (r < 0)
		return r;

	*ret = TAKE_PTR(p);
	return 0;
}

const struct programme_tables *programme_tables(const struct programme *p)
{
	return &p->tables;
}

unsigned programme_class(const struct programme *p, unsigned board)
{
	return p->class_of[board];
}

unsigned programme_n_classes(const struct programme *p)
{
	return p->n_classes;
}

size_t programme_size(const struct programme *p)
{
	size_t size = sizeof(*p);

	for (unsigned i = 0; i < p->n_classes; i++) {
		const struct class *c = &p->classes[i];

		size += sizeof(*c) + N_DAYS * sizeof(*c->pattern_of) +
			N_SAMPLES * c->lists.n * sizeof(*c->samples) +
			c->lanes.room * sizeof(*c->lanes.v) +
			c->rotations.room * sizeof(*c->rotations.v) +
			c->segments.room * sizeof(*c->segments.v) +
			c->playing.room * sizeof(*c->playing.v) +
			c->totals.room * sizeof(*c->totals.v) +
			c->patterns.room * sizeof(*c->patterns.v);
	}
	for (size_t i = 0; i < p->tables.n_playlists; i++)
		size += sizeof(*p->timing) + (p->timing[i].n + 1) * sizeof(*p->timing[i].start);
	return size;
}
