/* SPDX-License-Identifier: MIT */
/*
 * Two classes are walked day by day, and each stretch in which they differ is
 * kept; compare_changes.c makes changes of them.
 */
#include <string.h>

#include "schedule/compare.h"
#include "schedule/compare_changes.h"

#define NO_CLASS UINT32_MAX

enum {
	SHOWN_ABSENT, /* the first of all */
	SHOWN_DARK,
};

/* Two classes that were compared, and what came of it. */
struct pair {
	uint32_t before, after;
	size_t first, n;
};

struct comparison {
	const struct programme *before, *after;
	const bool *edited;
	day_t first, last;
	uint16_t *joint; /* of each playlist of @before */
	VECTOR(struct shown) shown;
	struct changes changes;
	VECTOR(struct pair) pairs;
};

/* A class on one side, and what its rotations are in the comparison; -1: not known yet. */
struct side {
	const struct class *class; /* NULL: there is no board */
	const uint16_t *joint;     /* NULL: playlists keep their numbers */
	int64_t *shown;
};

static int push_shown(struct comparison *c, bool absent)
{
	return vector_push(&c->shown, (struct shown){ .absent = absent });
}

static int join_playlists(struct comparison *c)
{
	const struct programme_tables *a = &c->before->tables, *b = &c->after->tables;

	c->joint = calloc(a->n_playlists, sizeof(*c->joint));
	if (!c->joint)
		return -ENOMEM;
	for (size_t i = 0; i < a->n_playlists; i++) {
		size_t k = 0;

		while (k < b->n_playlists &&
		       strcmp(a->playlists[i].name, b->playlists[k].name) != 0)
			k++;
		c->joint[i] = (uint16_t) (k < b->n_playlists ? k : b->n_playlists + i);
	}
	return 0;
}

int comparison_new(struct comparison **ret, const struct programme *before,
		   const struct programme *after, const bool *edited, day_t first, day_t last)
{
	_cleanup_(comparison_freep) struct comparison *c = calloc(1, sizeof(*c));

	if (!c)
		return -ENOMEM;
	c->before = before;
	c->after = after;
	c->edited = edited;
	c->first = first < DAY_FIRST ? DAY_FIRST : first;
	c->last = last > DAY_LAST ? DAY_LAST : last;
	if (join_playlists(c) < 0 || push_shown(c, true) < 0 || push_shown(c, false) < 0)
		return -ENOMEM;
	*ret = TAKE_PTR(c);
	return 0;
}

struct comparison *comparison_free(struct comparison *c)
{
	if (!c)
		return NULL;
	for (size_t i = 0; i < c->shown.n; i++)
		free(c->shown.v[i].lists);
	changes_done(&c->changes);
	free(c->shown.v);
	free(c->pairs.v);
	free(c->joint);
	free(c);
	return NULL;
}

static int by_playlist(const void *a, const void *b)
{
	const struct shown_list *x = a, *y = b;

	return (x->playlist > y->playlist) - (x->playlist < y->playlist);
}

static uint64_t total_weight(const struct shown *s)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < s->n; i++)
		sum += s->lists[i].weight;
	return sum;
}

/* 60 of 100 is 3 of 5. */
static bool same_shown(const struct shown *a, const struct shown *b)
{
	uint64_t x = total_weight(a), y = total_weight(b);

	if (a->n != b->n || a->absent != b->absent)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (a->lists[i].playlist != b->lists[i].playlist ||
		    a->lists[i].weight * y != b->lists[i].weight * x)
			return false;
	return true;
}

/* The number of what a rotation shows. */
static int intern(struct comparison *c, const struct side *side, const struct rotation *r,
		  int64_t *ret)
{
	struct shown s = { .lists = calloc(r->n_lanes, sizeof(*s.lists)), .n = r->n_lanes };

	if (!s.lists)
		return -ENOMEM;
	for (size_t i = 0; i < s.n; i++) {
		const struct lane *lane = &side->class->lanes.v[r->lanes_at + i];
		uint16_t playlist = side->class->lists.v[lane->slot];

		s.lists[i] = (struct shown_list){ side->joint ? side->joint[playlist] : playlist,
						  lane->weight };
	}
	qsort(s.lists, s.n, sizeof(*s.lists), by_playlist);
	for (size_t i = 0; i < c->shown.n; i++)
		if (same_shown(&c->shown.v[i], &s)) {
			free(s.lists);
			*ret = (int64_t) i;
			return 0;
		}
	*ret = (int64_t) c->shown.n;
	if (vector_push(&c->shown, s) == 0)
		return 0;
	free(s.lists);
	return -ENOMEM;
}

static int shown_in(struct comparison *c, struct side *side, const struct segment *g, uint32_t *ret)
{
	int64_t *known;
	int r = 0;

	*ret = SHOWN_DARK;
	if (!side->class)
		*ret = SHOWN_ABSENT;
	if (!side->class || g->rotation < 0)
		return 0;
	known = &side->shown[g->rotation];
	if (*known < 0)
		r = intern(c, side, &side->class->rotations.v[g->rotation], known);
	if (r == 0)
		*ret = (uint32_t) *known;
	return r;
}

static int add_stretch(struct occurrences *o, const struct occurrence *new)
{
	struct occurrence *last = o->list.n ? &o->list.v[o->list.n - 1] : NULL;

	if (last && last->day == new->day && last->kind == new->kind &&
	    last->before == new->before && last->after == new->after &&
	    last->span.to == new->span.from) {
		last->span.to = new->span.to;
		return 0;
	}
	return vector_push(&o->list, *new);
}

/* Once a day. */
static int add_edited(struct occurrences *o, uint32_t playlist, day_t day)
{
	for (size_t i = o->list.n; i > 0 && o->list.v[i - 1].day == day; i--)
		if (o->list.v[i - 1].kind == CHANGE_MESSAGES && o->list.v[i - 1].after == playlist)
			return 0;
	return vector_push(&o->list, (struct occurrence){ .kind = CHANGE_MESSAGES,
							  .before = playlist,
							  .after = playlist,
							  .day = day });
}

/* The edited lists of a class are looked for first, so that stretches lie side by side. */
static int find_edited(const struct comparison *c, const struct class *class, day_t day,
		       struct occurrences *o)
{
	const struct pattern *p = &class->patterns.v[class->pattern_of[day - DAY_FIRST]];

	for (uint32_t i = 0; i < p->n_segments; i++) {
		const struct segment *g = &class->segments.v[p->segments_at + i];
		const struct rotation *r;

		if (g->rotation < 0)
			continue;
		r = &class->rotations.v[g->rotation];
		for (uint32_t k = 0; k < r->n_lanes; k++) {
			uint16_t list = class->lists.v[class->lanes.v[r->lanes_at + k].slot];

			if (c->edited[list] && add_edited(o, list, day) < 0)
				return -ENOMEM;
		}
	}
	return 0;
}

/* The segments of a day; where there is no board, one that has no end. */
static const struct segment *segments_of(const struct side *side, day_t day, size_t *ret_n)
{
	static const struct segment always = { .to = UINT32_MAX, .rotation = -1 };
	const struct pattern *p;

	*ret_n = 1;
	if (!side->class)
		return &always;
	p = &side->class->patterns.v[side->class->pattern_of[day - DAY_FIRST]];
	*ret_n = p->n_segments;
	return &side->class->segments.v[p->segments_at];
}

static int compare_day(struct comparison *c, struct side *a, struct side *b, day_t day,
		       struct occurrences *o)
{
	size_t n, m;
	const struct segment *x = segments_of(a, day, &n), *y = segments_of(b, day, &m);
	uint32_t at = 0;

	while (n > 0 && m > 0) {
		struct occurrence new = { .day = day, .span.from = at };

		if (shown_in(c, a, x, &new.before) < 0 || shown_in(c, b, y, &new.after) < 0)
			return -ENOMEM;
		at = new.span.to = x->to < y->to ? x->to : y->to;
		if (new.before != new.after && add_stretch(o, &new) < 0)
			return -ENOMEM;
		if (x->to == at)
			x++, n--;
		if (y->to == at)
			y++, m--;
	}
	return 0;
}

static int side_init(struct side *s, const struct programme *p, uint32_t class,
		     const uint16_t *joint)
{
	*s = (struct side){ .joint = joint };
	if (class == NO_CLASS)
		return 0;
	s->class = &p->classes[class];
	s->shown = calloc(s->class->rotations.n + 1, sizeof(*s->shown));
	for (size_t i = 0; s->shown && i < s->class->rotations.n; i++)
		s->shown[i] = -1;
	return s->shown ? 0 : -ENOMEM;
}

static int compare_classes(struct comparison *c, struct pair *pair)
{
	struct occurrences o = { 0 };
	struct side a = { 0 }, b = { 0 };
	int r;

	pair->first = c->changes.list.n;
	r = side_init(&a, c->before, pair->before, c->joint);
	if (r == 0)
		r = side_init(&b, c->after, pair->after, NULL);
	for (day_t day = c->first; r == 0 && day <= c->last; day++) {
		if (a.class)
			r = find_edited(c, b.class, day, &o);
		if (r == 0)
			r = compare_day(c, &a, &b, day, &o);
	}
	if (r == 0)
		r = changes_gather(&c->changes, &o);
	pair->n = c->changes.list.n - pair->first;
	free(o.list.v);
	free(a.shown);
	free(b.shown);
	return r;
}

int comparison_add(struct comparison *c, int before, unsigned after)
{
	struct pair new = { before < 0 ? NO_CLASS : programme_class(c->before, (unsigned) before),
			    programme_class(c->after, after), 0, 0 };
	const struct pair *pair = NULL;

	for (size_t i = 0; !pair && i < c->pairs.n; i++)
		if (c->pairs.v[i].before == new.before && c->pairs.v[i].after == new.after)
			pair = &c->pairs.v[i];
	if (!pair) {
		if (compare_classes(c, &new) < 0 || vector_push(&c->pairs, new) < 0)
			return -ENOMEM;
		pair = &new;
	}
	for (size_t i = pair->first; i < pair->first + pair->n; i++)
		board_set_add(&c->changes.list.v[i].boards, after);
	return 0;
}

const struct change *comparison_finish(struct comparison *c, size_t *ret_n)
{
	c->pairs.n = 0;
	changes_join(&c->changes);
	*ret_n = c->changes.list.n;
	return c->changes.list.v;
}

const struct shown *comparison_shown(const struct comparison *c, uint32_t index)
{
	return &c->shown.v[index];
}

const struct playlist *comparison_playlist(const struct comparison *c, unsigned playlist)
{
	const struct programme_tables *a = &c->before->tables, *b = &c->after->tables;

	return playlist < b->n_playlists ? &b->playlists[playlist]
					 : &a->playlists[playlist - b->n_playlists];
}
