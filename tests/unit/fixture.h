/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Programmes for tests, made in memory: add lists, rules and limits, then
 * compile.  Owns everything; fixture_done() frees it.
 */

#include "check.h"
#include "schedule/plan.h"

#ifndef FIXTURE_MAX
#define FIXTURE_MAX 64
#endif

struct fixture {
	struct zone zone;
	struct playlist lists[FIXTURE_MAX];
	struct rule rules[FIXTURE_MAX];
	struct limit limits[FIXTURE_MAX];
	size_t n_lists, n_rules, n_limits;
	void *owned[FIXTURE_MAX * 16];
	size_t n_owned;
	const struct statutory *statutory; /* borrowed; may be NULL */
	const struct location *place;      /* likewise */
	struct programme *programme;
};

static const struct zone_change shanghai_change = { 0, 8 * 3600 };
static const struct zone shanghai = { "Asia/Shanghai", &shanghai_change, 1 };

static inline void *fixture_own(struct fixture *f, size_t size)
{
	void *p = calloc(1, size);

	if (!p || f->n_owned == ARRAY_SIZE(f->owned))
		abort();
	f->owned[f->n_owned++] = p;
	return p;
}

static inline void fixture_done(struct fixture *f)
{
	programme_free(f->programme);
	for (size_t i = 0; i < f->n_owned; i++)
		free(f->owned[i]);
	*f = (struct fixture){ 0 };
}

/* @n messages of @seconds each, or of seconds, seconds + step, ... */
static inline unsigned fixture_list(struct fixture *f, size_t n, unsigned seconds, unsigned step)
{
	struct message *m = fixture_own(f, n * sizeof(*m));
	char *texts = fixture_own(f, n * 32);
	char *name = fixture_own(f, 32);

	snprintf(name, 32, "list-%zu", f->n_lists);
	for (size_t i = 0; i < n; i++) {
		snprintf(texts + i * 32, 32, "text %zu.%zu", f->n_lists, i);
		m[i] = (struct message){
			.text = texts + i * 32,
			.law = "law",
			.duration_ms = (uint32_t) (seconds + i * step) * MSEC_PER_SEC,
		};
	}
	f->lists[f->n_lists] =
		(struct playlist){ .name = name, .law = "law", .messages = m, .n_messages = n };
	return (unsigned) f->n_lists++;
}

static inline struct dayset *fixture_days(struct fixture *f)
{
	return fixture_own(f, sizeof(struct dayset));
}

static inline const struct dayset *fixture_daily(struct fixture *f)
{
	struct dayset *s = fixture_days(f);

	dayset_fill(s);
	return s;
}

static inline const struct hours *fixture_hours(struct fixture *f, int from, int to)
{
	struct hours *h = fixture_own(f, sizeof(*h));

	*h = (struct hours){ (uint16_t) from, (uint16_t) to };
	return h;
}

/* Boards as bits: 1 is board 0, 2 is board 1, ... */
static inline struct board_set fixture_boards(uint64_t bits)
{
	return (struct board_set){ { bits } };
}

static inline struct rule *fixture_rule(struct fixture *f, const struct dayset *days, int from,
					int to, int priority, uint64_t boards)
{
	struct rule *r = &f->rules[f->n_rules];
	char *name = fixture_own(f, 32);

	snprintf(name, 32, "rule-%zu", f->n_rules++);
	*r = (struct rule){
		.name = name,
		.days = days,
		.hours = fixture_hours(f, from, to),
		.n_hours = 1,
		.priority = priority,
		.boards = fixture_boards(boards),
	};
	return r;
}

static inline void fixture_play(struct fixture *f, struct rule *r, unsigned playlist,
				unsigned weight)
{
	struct share *shares = fixture_own(f, (r->n_plays + 1) * sizeof(*shares));

	if (r->n_plays)
		memcpy(shares, r->plays, r->n_plays * sizeof(*shares));
	shares[r->n_plays] = (struct share){ (uint16_t) playlist, (uint16_t) weight };
	r->plays = shares;
	r->n_plays++;
}

static inline struct limit *fixture_limit(struct fixture *f, enum limit_action action,
					  const struct dayset *days, int from, int to,
					  uint64_t boards)
{
	struct limit *l = &f->limits[f->n_limits++];

	*l = (struct limit){
		.days = days,
		.hours = fixture_hours(f, from, to),
		.n_hours = 1,
		.action = action,
		.boards = fixture_boards(boards),
	};
	return l;
}

/* A limit by the sun; @sun is borrowed. */
static inline struct limit *fixture_sun_limit(struct fixture *f, enum limit_action action,
					      const struct dayset *days,
					      const struct sun_hours *sun, size_t n,
					      uint64_t boards)
{
	struct limit *l = &f->limits[f->n_limits++];

	*l = (struct limit){
		.days = days,
		.sun = sun,
		.n_sun = n,
		.action = action,
		.boards = fixture_boards(boards),
	};
	return l;
}

static inline void fixture_allow(struct fixture *f, struct limit *l, unsigned playlist)
{
	uint16_t *lists = fixture_own(f, (l->n_playlists + 1) * sizeof(*lists));

	if (l->n_playlists)
		memcpy(lists, l->playlists, l->n_playlists * sizeof(*lists));
	lists[l->n_playlists++] = (uint16_t) playlist;
	l->playlists = lists;
}

static inline int fixture_compile(struct fixture *f, unsigned n_boards, unsigned filler)
{
	if (!f->zone.changes)
		f->zone = shanghai;
	return programme_new(&f->programme, &(struct programme_tables){
						    .zone = &f->zone,
						    .playlists = f->lists,
						    .n_playlists = f->n_lists,
						    .rules = f->rules,
						    .n_rules = f->n_rules,
						    .limits = f->limits,
						    .n_limits = f->n_limits,
						    .n_boards = n_boards,
						    .filler = filler,
						    .statutory = f->statutory,
						    .place = f->place,
					    });
}

/* Wall time of a fixture's zone. */
static inline usec_t fixture_at(const struct fixture *f, int year, int month, int day, int hour,
				int minute, int second)
{
	return zone_instant(&f->zone, day_from_civil(year, month, day),
			    ((hour * 60 + minute) * 60 + second) * 1000, ZONE_START);
}

static const struct orders no_orders = { NULL, 0 };
