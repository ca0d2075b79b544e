/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The compiled form of a programme, known to this floor only.
 *
 * The days of a class fall into few kinds; each kind has one pattern, the
 * segments of a local day.  What a list has been given since the
 * span began is a sum over patterns, kept for every SAMPLE_DAYS-th day.
 */

#include "schedule/kinds.h"
#include "schedule/schedule.h"
#include "schedule/timing.h"

#define SAMPLE_DAYS 8
#define N_SAMPLES   ((N_DAYS + SAMPLE_DAYS - 1) / SAMPLE_DAYS)

/* One list of a rotation.  A slot is a class's own number for a playlist. */
struct lane {
	uint16_t slot;
	uint32_t weight;
};

struct rotation {
	uint32_t lanes_at; /* in the class's lanes */
	uint16_t n_lanes;
	uint32_t weight; /* of all lanes together */
};

/*
 * A stretch of a day in which one cause holds: a window, where something plays.  It ends with a
 * whole message, so that what is shown and why change together.  Milliseconds since the day's
 * first instant.
 */
struct segment {
	uint32_t from, to;
	uint32_t rules_at; /* the rules that play, in the class's list of them */
	uint16_t n_rules;
	int16_t limit;    /* -1: none */
	int32_t rotation; /* -1: dark */
	enum reason reason;
	bool short_; /* might hold no marker at all */
};

struct pattern {
	uint32_t segments_at, n_segments;
	uint32_t totals_at; /* ms a day gives to each slot */
	bool short_;        /* one of its segments is */
};

/* A growing array. */
#define VECTOR(type)                                                                               \
	struct {                                                                                   \
		type *v;                                                                           \
		size_t n, room;                                                                    \
	}

struct class
{
	VECTOR(uint16_t) rules;  /* indices of the rules that name its boards */
	VECTOR(uint16_t) limits; /* likewise */
	VECTOR(uint16_t) lists;  /* playlist of each slot */
	VECTOR(struct lane) lanes;
	VECTOR(struct rotation) rotations;
	VECTOR(struct segment) segments;
	VECTOR(uint16_t) playing; /* the segments' rules */
	VECTOR(uint32_t) totals;
	VECTOR(struct pattern) patterns;
	size_t n_sun;         /* hours by the sun, of all its limits */
	uint32_t *pattern_of; /* of each day of the span */
	uint64_t *samples;    /* N_SAMPLES x slots: the clocks at the day's start */
};

/*
 * What a compiled programme may take, so that files made to hurt are refused within seconds.  A
 * large town (200 rules, 20 classes) needs a hundredth of the work and a thirtieth of the memory.
 */
#define WORK_MAX     400000000 /* looks at a rule or limit at an edge of a day */
#define SEGMENTS_MAX 1000000   /* of one class */
#define MEMORY_MAX   ((size_t) 256 << 20)

/* What compiling by the sun needs: both of N_DAYS + 1 days. */
struct sun_days {
	struct sun_minutes *sun;
	usec_t *midnights;
};

struct programme {
	struct programme_tables tables;
	uint64_t work;         /* spent so far */
	struct sun_days days;  /* only while limits by the sun are compiled */
	struct timing *timing; /* of each playlist */
	struct class *classes;
	unsigned n_classes;
	uint16_t class_of[BOARDS_MAX];
};

/* Room for one more element; false: no memory. */
bool vector_grow(void **v, size_t n, size_t *room, size_t size);

#define vector_push(vec, ...)                                                                      \
	(vector_grow((void **) &(vec)->v, (vec)->n, &(vec)->room, sizeof((vec)->v[0]))             \
		 ? ((vec)->v[(vec)->n++] = (__VA_ARGS__), 0)                                       \
		 : -ENOMEM)

/* A local day: its date, when it begins, how long it is. */
struct day_frame {
	day_t day;
	usec_t midnight;
	uint32_t length; /* ms: 23 to 25 hours */
	bool regular;    /* no change of the zone in it: wall time is time since midnight */
	const struct zone *zone;
};

struct day_frame day_frame(const struct zone *z, day_t day);

struct stretch {
	uint32_t from, to; /* ms since the day's first instant */
};

/*
 * The stretches of a local day in which @hours hold, of a rule or limit on @days: those that
 * start today, and what yesterday's leave past midnight.  At most 2 * n; returns how many.
 */
size_t day_stretches(const struct dayset *days, const struct hours *hours, size_t n,
		     const struct day_frame *f, struct stretch *ret);

/* Of one span of hours by the sun, on the days about @f. */
#define SUN_STRETCHES (2 * SUN_HOURS_DAYS + 1)

/* The same of hours by the sun: at most SUN_STRETCHES * n. */
size_t sun_stretches(struct sun_memo *m, const struct dayset *days, const struct sun_hours *sun,
		     size_t n, const struct day_frame *f, struct stretch *ret);

/* -ENOMEM. */
int sun_days_init(struct sun_days *s, const struct programme_tables *t);
void sun_days_done(struct sun_days *s);

/*
 * Tell the days apart on which the hours of a class's limits by the sun differ.  -ENOMEM; -EFBIG:
 * too much work.
 */
int sun_refine(struct programme *p, const struct class *c, struct kinds *k);

/* Make the pattern of a day, and put its number in *ret. */
int pattern_build(struct programme *p, struct class *c, const struct day_frame *f, uint32_t *ret);

/* The clocks of a class, @n days after sample number @sample; @clocks has room for all slots. */
void clocks_at_day(const struct programme *p, const struct class *c, uint32_t sample, uint32_t n,
		   uint64_t *clocks);

/* The clocks of a class at the start of a segment of @day; @clocks has room for all slots. */
void clocks_at(const struct programme *p, const struct class *c, day_t day,
	       const struct segment *segment, uint64_t *clocks);

/* Move the clocks over one segment. */
void clocks_advance(const struct programme *p, const struct class *c, const struct segment *s,
		    uint64_t *clocks);

/* A play within a window. */
struct play {
	uint16_t slot;
	size_t message;
	uint32_t from, to; /* ms since the window's start */
};

/* What plays @x ms after a window began, where the clocks stood as given when it did. */
struct play window_play(const struct programme *p, const struct class *c, const struct segment *w,
			const uint64_t *clocks, uint32_t x);
