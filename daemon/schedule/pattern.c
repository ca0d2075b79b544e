/* SPDX-License-Identifier: MIT */
/*
 * One kind of day of one class: which rules and limits hold when, and so what
 * plays, as segments.
 */
#include <string.h>

#include "schedule/compiled.h"

struct day_frame day_frame(const struct zone *z, day_t day)
{
	usec_t midnight = zone_midnight(z, day);
	usec_t end = zone_midnight(z, day + 1);
	int32_t offset = zone_offset(z, midnight);
	day_t wall_day;

	return (struct day_frame){
		.day = day,
		.midnight = midnight,
		.length = (uint32_t) ((end - midnight) / USEC_PER_MSEC),
		.regular = end - midnight == USEC_PER_DAY && zone_offset(z, end - 1) == offset &&
			   zone_wall(z, midnight, &wall_day) == 0,
		.zone = z,
	};
}

/* A wall time of the day, in minutes, to milliseconds since its first instant. */
static uint32_t since_midnight(const struct day_frame *f, int minute, enum zone_side side)
{
	usec_t at;

	if (f->regular)
		return (uint32_t) minute * MSEC_PER_MINUTE;

	at = zone_instant(f->zone, f->day, (int64_t) minute * MSEC_PER_MINUTE, side);
	if (at <= f->midnight)
		return 0;
	at = (at - f->midnight) / USEC_PER_MSEC;
	return at < f->length ? (uint32_t) at : f->length;
}

static size_t stretch(const struct day_frame *f, int from, int to, struct stretch *ret)
{
	*ret = (struct stretch){
		since_midnight(f, from, ZONE_START),
		to == MINUTES_PER_DAY ? f->length : since_midnight(f, to, ZONE_END),
	};
	return ret->from < ret->to;
}

size_t day_stretches(const struct dayset *days, const struct hours *hours, size_t n,
		     const struct day_frame *f, struct stretch *ret)
{
	bool today = dayset_has(days, f->day), yesterday = dayset_has(days, f->day - 1);
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		const struct hours *h = &hours[i];
		bool wraps = h->to > MINUTES_PER_DAY;

		if (yesterday && wraps)
			k += stretch(f, 0, h->to - MINUTES_PER_DAY, &ret[k]);
		if (today)
			k += stretch(f, h->from, wraps ? MINUTES_PER_DAY : h->to, &ret[k]);
	}
	return k;
}

/* A rule or limit that holds during a stretch of the day being built. */
struct active {
	struct stretch when;
	uint16_t index; /* of the tables */
};

struct day {
	const struct programme *p;
	struct class *c;
	VECTOR(struct active) rules;
	VECTOR(struct active) limits;
	VECTOR(uint32_t) edges;
	VECTOR(struct stretch) scratch;
	struct sun_memo sun;
};

static void day_done(struct day *d)
{
	free(d->rules.v);
	free(d->limits.v);
	free(d->edges.v);
	free(d->scratch.v);
}

static int make_room(struct day *d, size_t n)
{
	while (d->scratch.room < n)
		if (!vector_grow((void **) &d->scratch.v, d->scratch.room, &d->scratch.room,
				 sizeof(*d->scratch.v)))
			return -ENOMEM;
	return 0;
}

/* The edges of the first @n stretches of the scratch. */
static int add_edges(struct day *d, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (vector_push(&d->edges, d->scratch.v[i].from) < 0 ||
		    vector_push(&d->edges, d->scratch.v[i].to) < 0)
			return -ENOMEM;
	return 0;
}

static int add_rules(struct day *d, const struct day_frame *f)
{
	for (size_t i = 0; i < d->c->rules.n; i++) {
		uint16_t index = d->c->rules.v[i];
		const struct rule *r = &d->p->tables.rules[index];
		size_t n;
		int err;

		err = make_room(d, 2 * r->n_hours);
		if (err < 0)
			return err;
		n = day_stretches(r->days, r->hours, r->n_hours, f, d->scratch.v);
		err = add_edges(d, n);
		for (size_t k = 0; err == 0 && k < n; k++)
			err = vector_push(&d->rules, (struct active){ d->scratch.v[k], index });
		if (err < 0)
			return err;
	}
	return 0;
}

static int add_limits(struct day *d, const struct day_frame *f)
{
	for (size_t i = 0; i < d->c->limits.n; i++) {
		uint16_t index = d->c->limits.v[i];
		const struct limit *l = &d->p->tables.limits[index];
		size_t n;
		int err;

		err = make_room(d, 2 * l->n_hours + SUN_STRETCHES * l->n_sun);
		if (err < 0)
			return err;
		n = day_stretches(l->days, l->hours, l->n_hours, f, d->scratch.v);
		if (l->n_sun > 0)
			n += sun_stretches(&d->sun, l->days, l->sun, l->n_sun, f, d->scratch.v + n);
		err = add_edges(d, n);
		for (size_t k = 0; err == 0 && k < n; k++)
			err = vector_push(&d->limits, (struct active){ d->scratch.v[k], index });
		if (err < 0)
			return err;
	}
	return 0;
}

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *) a, y = *(const uint32_t *) b;

	return x < y ? -1 : x > y;
}

static bool covers(const struct active *a, uint32_t at)
{
	return a->when.from <= at && at < a->when.to;
}

/* What is decided for one elementary stretch of the day. */
struct verdicts {
	const struct limit *off;
	int16_t off_index;
	const struct limit *sober[LIMITS_MAX];
	size_t n_sober;
	int16_t sober_index; /* the first; -1: none */
};

static void find_limits(const struct day *d, uint32_t at, struct verdicts *v)
{
	v->off = NULL;
	v->n_sober = 0;
	v->off_index = v->sober_index = -1;

	for (size_t i = 0; i < d->limits.n; i++) {
		const struct active *a = &d->limits.v[i];
		const struct limit *l = &d->p->tables.limits[a->index];

		if (!covers(a, at))
			continue;
		switch (l->action) {
		case LIMIT_OFF:
			if (v->off)
				break;
			v->off = l;
			v->off_index = (int16_t) a->index;
			break;
		case LIMIT_SOBER:
			if (v->sober_index < 0)
				v->sober_index = (int16_t) a->index;
			if (v->n_sober < LIMITS_MAX)
				v->sober[v->n_sober++] = l;
			break;
		}
	}
}

static bool names(const struct limit *l, unsigned playlist)
{
	for (size_t i = 0; i < l->n_playlists; i++)
		if (l->playlists[i] == playlist)
			return true;
	return false;
}

static bool is_allowed(const struct verdicts *v, unsigned playlist)
{
	for (size_t i = 0; i < v->n_sober; i++)
		if (!names(v->sober[i], playlist))
			return false;
	return true;
}

/* The class's own number for a playlist; they are given out as lists come up. */
static int slot_of(struct class *c, unsigned playlist)
{
	for (size_t i = 0; i < c->lists.n; i++)
		if (c->lists.v[i] == playlist)
			return (int) i;
	if (vector_push(&c->lists, (uint16_t) playlist) < 0)
		return -ENOMEM;
	return (int) c->lists.n - 1;
}

/* The lists that play together, in the making. */
struct mixture {
	struct lane lanes[PLAYS_MAX];
	size_t n;
};

static int mix(struct class *c, struct mixture *m, unsigned playlist, uint32_t weight)
{
	int slot = slot_of(c, playlist);
	size_t i = 0;

	if (slot < 0)
		return slot;
	while (i < m->n && m->lanes[i].slot < slot)
		i++;
	if (i < m->n && m->lanes[i].slot == slot) {
		m->lanes[i].weight += weight;
		return 0;
	}
	if (m->n == PLAYS_MAX)
		return -E2BIG;
	memmove(&m->lanes[i + 1], &m->lanes[i], (m->n - i) * sizeof(m->lanes[0]));
	m->lanes[i] = (struct lane){ (uint16_t) slot, weight };
	m->n++;
	return 0;
}

static bool same_lanes(const struct class *c, const struct rotation *r, const struct mixture *m)
{
	if (r->n_lanes != m->n)
		return false;
	for (size_t i = 0; i < m->n; i++) {
		const struct lane *a = &c->lanes.v[r->lanes_at + i], *b = &m->lanes[i];

		if (a->slot != b->slot || a->weight != b->weight)
			return false;
	}
	return true;
}

/* The class's number for a rotation; each is kept once. */
static int rotation_of(struct class *c, const struct mixture *m)
{
	struct rotation r = { .lanes_at = (uint32_t) c->lanes.n, .n_lanes = (uint16_t) m->n };

	for (size_t i = 0; i < c->rotations.n; i++)
		if (same_lanes(c, &c->rotations.v[i], m))
			return (int) i;

	for (size_t i = 0; i < m->n; i++) {
		r.weight += m->lanes[i].weight;
		if (vector_push(&c->lanes, m->lanes[i]) < 0)
			return -ENOMEM;
	}
	if (vector_push(&c->rotations, r) < 0)
		return -ENOMEM;
	return (int) c->rotations.n - 1;
}

/* What sober limits leave of a rule. */
static bool has_play(const struct rule *r, const struct verdicts *v)
{
	for (size_t i = 0; i < r->n_plays; i++)
		if (is_allowed(v, r->plays[i].playlist))
			return true;
	return false;
}

static int top_priority(const struct day *d, const struct verdicts *v, uint32_t at)
{
	int top = -1;

	for (size_t i = 0; i < d->rules.n; i++) {
		const struct rule *r = &d->p->tables.rules[d->rules.v[i].index];

		if (r->priority > top && covers(&d->rules.v[i], at) && has_play(r, v))
			top = r->priority;
	}
	return top;
}

/* The rules of one priority that hold at @at, all together. */
static int mix_rules(struct day *d, const struct verdicts *v, uint32_t at, int priority,
		     struct mixture *m, struct segment *s)
{
	for (size_t i = 0; i < d->rules.n; i++) {
		const struct active *a = &d->rules.v[i];
		const struct rule *r = &d->p->tables.rules[a->index];
		int err = 0;

		if (r->priority != priority || !covers(a, at) || !has_play(r, v))
			continue;
		if (s->n_rules > 0 && d->c->playing.v[d->c->playing.n - 1] == a->index)
			continue; /* its hours touch themselves at a change of the clock */
		for (size_t k = 0; err == 0 && k < r->n_plays; k++)
			if (is_allowed(v, r->plays[k].playlist))
				err = mix(d->c, m, r->plays[k].playlist, r->plays[k].weight);
		if (err == 0)
			err = vector_push(&d->c->playing, a->index);
		if (err < 0)
			return err;
		s->n_rules++;
	}
	return 0;
}

/* Decide one elementary stretch, from @s->from on. */
static int decide(struct day *d, struct segment *s)
{
	struct mixture m = { .n = 0 };
	struct verdicts v;
	int priority, r = 0;

	find_limits(d, s->from, &v);
	if (v.off) {
		s->reason = REASON_OFF;
		s->limit = v.off_index;
		return 0;
	}

	priority = top_priority(d, &v, s->from);
	if (priority >= 0) {
		s->reason = REASON_RULES;
		r = mix_rules(d, &v, s->from, priority, &m, s);
	} else if (is_allowed(&v, d->p->tables.filler)) {
		s->reason = REASON_FILLER;
		r = mix(d->c, &m, d->p->tables.filler, 1);
	} else {
		s->reason = REASON_NOTHING;
		s->limit = v.sober_index;
		return 0;
	}
	if (r == 0)
		r = rotation_of(d->c, &m);
	if (r < 0)
		return r;
	s->rotation = r;
	return 0;
}

static bool same_cause(const struct class *c, const struct segment *a, const struct segment *b)
{
	return a->rotation == b->rotation && a->reason == b->reason && a->limit == b->limit &&
	       a->n_rules == b->n_rules &&
	       (a->n_rules == 0 || memcmp(&c->playing.v[a->rules_at], &c->playing.v[b->rules_at],
					  a->n_rules * sizeof(uint16_t)) == 0);
}

/* Append a decided stretch, or make the last one longer where its cause goes on. */
static int append(struct class *c, struct pattern *pattern, const struct segment *s)
{
	struct segment *last = pattern->n_segments ? &c->segments.v[c->segments.n - 1] : NULL;

	if (last && same_cause(c, last, s)) {
		last->to = s->to;
		c->playing.n -= s->n_rules;
		return 0;
	}
	pattern->n_segments++;
	return vector_push(&c->segments, *s);
}

static bool might_be_empty(const struct programme *p, const struct class *c,
			   const struct segment *s)
{
	const struct rotation *r;

	if (s->rotation < 0)
		return false;
	r = &c->rotations.v[s->rotation];
	for (size_t i = 0; i < r->n_lanes; i++) {
		const struct lane *lane = &c->lanes.v[r->lanes_at + i];
		uint64_t share = (uint64_t) (s->to - s->from) * lane->weight / r->weight;

		if (share >= p->timing[c->lists.v[lane->slot]].longest)
			return false;
	}
	return true;
}

/* Mark short segments; the rest is summed when all slots of the class are known. */
static void mark_short(const struct programme *p, struct class *c, struct pattern *pattern)
{
	for (uint32_t i = 0; i < pattern->n_segments; i++) {
		struct segment *s = &c->segments.v[pattern->segments_at + i];

		s->short_ = might_be_empty(p, c, s);
		pattern->short_ = pattern->short_ || s->short_;
	}
}

static int collect(struct day *d, const struct day_frame *f)
{
	int r;

	r = vector_push(&d->edges, 0);
	if (r == 0)
		r = vector_push(&d->edges, f->length);
	if (r == 0)
		r = add_rules(d, f);
	if (r == 0)
		r = add_limits(d, f);
	if (r == 0)
		qsort(d->edges.v, d->edges.n, sizeof(*d->edges.v), by_value);
	return r;
}

int pattern_build(struct programme *p, struct class *c, const struct day_frame *f, uint32_t *ret)
{
	_cleanup_(day_done) struct day d = { .p = p,
					     .c = c,
					     .sun = sun_memo(p->tables.zone, p->tables.place) };
	struct pattern pattern = {
		.segments_at = (uint32_t) c->segments.n,
	};
	int r;

	d.sun.all = p->days.sun;
	r = collect(&d, f);
	p->work += c->rules.n + c->limits.n + SUN_STRETCHES * c->n_sun +
		   d.edges.n * (d.rules.n + d.limits.n + 1);
	if (p->work > WORK_MAX || c->segments.n > SEGMENTS_MAX)
		return -EFBIG;
	for (size_t i = 0; r == 0 && i + 1 < d.edges.n; i++) {
		struct segment s = {
			.from = d.edges.v[i],
			.to = d.edges.v[i + 1],
			.rules_at = (uint32_t) c->playing.n,
			.limit = -1,
			.rotation = -1,
		};

		if (s.from == s.to)
			continue;
		r = decide(&d, &s);
		if (r == 0)
			r = append(c, &pattern, &s);
	}
	if (r < 0)
		return r;

	mark_short(p, c, &pattern);
	*ret = (uint32_t) c->patterns.n;
	return vector_push(&c->patterns, pattern);
}
