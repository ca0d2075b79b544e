/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A set of days between DAY_FIRST and DAY_LAST, as a bitmap.  Days outside the
 * span are in no set.  A plain value of about 4.6 KiB: copy it, put it
 * anywhere, nothing to free.
 */

#include "schedule/civil.h"

#define DAYSET_WORDS ((N_DAYS + 63) / 64)

struct dayset {
	uint64_t word[DAYSET_WORDS];
};

void dayset_clear(struct dayset *s);
void dayset_fill(struct dayset *s); /* every day of the span */

void dayset_add(struct dayset *s, day_t day);
void dayset_remove(struct dayset *s, day_t day);
void dayset_add_range(struct dayset *s, day_t first, day_t last); /* both included; clipped */

static inline bool dayset_has(const struct dayset *s, day_t day)
{
	uint32_t i = (uint32_t) day - (uint32_t) DAY_FIRST;

	return i < N_DAYS && (s->word[i / 64] >> (i % 64) & 1);
}

void dayset_or(struct dayset *s, const struct dayset *other);
void dayset_and(struct dayset *s, const struct dayset *other);
void dayset_except(struct dayset *s, const struct dayset *other);

bool dayset_is_empty(const struct dayset *s);
bool dayset_equal(const struct dayset *a, const struct dayset *b);
unsigned dayset_count(const struct dayset *s);

/* How many days of the set lie before @day. */
unsigned dayset_rank(const struct dayset *s, day_t day);

/* The first day of the set at or after @day; false: there is none. */
bool dayset_next(const struct dayset *s, day_t day, day_t *ret);

/* The last day of the set at or before @day; false: there is none. */
bool dayset_prev(const struct dayset *s, day_t day, day_t *ret);

/* The next run of consecutive days that ends at or after @day. */
bool dayset_next_run(const struct dayset *s, day_t day, day_t *ret_first, day_t *ret_last);
