/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The programme: all playlists, rules and limits of a site, compiled.
 *
 * The config floor writes the plain tables below, programme_new() compiles
 * them, and from then on nothing changes: any number of threads may ask.
 * Everything a table points to is borrowed and outlives the programme.
 */

#include "pufa/message.h"
#include "schedule/statutory.h"
#include "schedule/sun_hours.h"
#include "schedule/zone.h"

#define BOARDS_MAX    1024
#define RULES_MAX     4096
#define LIMITS_MAX    256
#define PLAYLISTS_MAX 1024
#define PLAYS_MAX     64 /* playlists that play together */
#define PRIORITY_MAX  100
#define WEIGHT_MAX    10000

/* A set of boards, by their index. */
struct board_set {
	uint64_t word[BOARDS_MAX / 64];
};

static inline bool board_set_has(const struct board_set *s, unsigned board)
{
	return board < BOARDS_MAX && (s->word[board / 64] >> (board % 64) & 1);
}

static inline void board_set_add(struct board_set *s, unsigned board)
{
	s->word[board / 64] |= (uint64_t) 1 << (board % 64);
}

struct playlist {
	const char *name, *title;
	const char *law; /* full title */
	const struct message *messages;
	size_t n_messages; /* at least 1 */
	struct where at;
};

/* Half-open wall time, in minutes of the day on which it starts: to > from, to <= from + 1440. */
struct hours {
	uint16_t from; /* 0..1439 */
	uint16_t to;   /* 1..2880; above 1440 it runs into the next day */
};

struct share {
	uint16_t playlist; /* index */
	uint16_t weight;   /* 1..WEIGHT_MAX */
};

struct rule {
	const char *name;
	const char *days_text; /* as written; NULL: daily */
	bool statutory;        /* its days depend on notices */
	const struct dayset *days;
	const struct hours *hours; /* sorted, not overlapping */
	size_t n_hours;            /* at least 1 */
	const struct share *plays; /* each playlist once */
	size_t n_plays;            /* 1..PLAYS_MAX */
	int priority;              /* 0..PRIORITY_MAX */
	struct board_set boards;
	struct where at;
};

enum limit_action {
	LIMIT_OFF,   /* dark */
	LIMIT_SOBER, /* only the playlists it names */
};

struct limit {
	const char *name; /* NULL where nobody named it */
	const char *days_text;
	bool statutory;
	const struct dayset *days;
	const struct hours *hours; /* by the clock */
	size_t n_hours;
	const struct sun_hours *sun; /* hours of which the sun gives an end */
	size_t n_sun;                /* n_hours + n_sun is at least 1 */
	enum limit_action action;
	const uint16_t *playlists; /* LIMIT_SOBER */
	size_t n_playlists;
	struct board_set boards;
	struct where at;
};

/* What the compiler is given. */
struct programme_tables {
	const struct zone *zone;
	const struct playlist *playlists;
	size_t n_playlists;
	const struct rule *rules;
	size_t n_rules;
	const struct limit *limits;
	size_t n_limits;
	unsigned n_boards;
	unsigned filler;                   /* playlist index */
	const struct location *place;      /* for limits that go by the sun; else may be NULL */
	const struct statutory *statutory; /* for explanations only; may be NULL */
};

struct programme;

/*
 * -ENOMEM, or -EINVAL when a table breaks a promise made above.  -E2BIG: rules of one priority
 * would play more than PLAYS_MAX lists together.  -EFBIG: too many kinds of days, boards and rules
 * to compile in the time and memory of a gateway.
 */
int programme_new(struct programme **ret, const struct programme_tables *tables);
struct programme *programme_free(struct programme *p);

const struct programme_tables *programme_tables(const struct programme *p);

/* Boards of one class show the same message at the same instant. */
unsigned programme_class(const struct programme *p, unsigned board);
unsigned programme_n_classes(const struct programme *p);

/* Bytes of memory that the compiled form takes. */
size_t programme_size(const struct programme *p);

DEFINE_CLEANUP(struct programme *, programme_free)
