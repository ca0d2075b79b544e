/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Kinds of days, known to this floor only.
 *
 * Days are told apart step by step: each set of days splits every kind it cuts
 * in two.  Kinds are numbers; a number may fall out of use.
 */

#include "schedule/dayset.h"
#include "schedule/zone.h"

struct kinds {
	uint32_t *of;            /* N_DAYS */
	uint32_t *split, *stamp; /* scratch: the new kind of an old one in this step */
	uint32_t n, steps;
};

/* All days are of one kind.  -ENOMEM; needs kinds_done() either way. */
int kinds_init(struct kinds *k);
void kinds_done(struct kinds *k);

/* Numbers that fell out of use are given out again. */
void kinds_compact(struct kinds *k);

/* Tell the days of @s, each moved by @shift, from all others. */
void kinds_refine(struct kinds *k, const struct dayset *s, uint32_t shift);

/* Tell days apart of which these keys, one for each of N_DAYS, differ.  -ENOMEM. */
int kinds_refine_by(struct kinds *k, const uint64_t *keys);

/*
 * Each day on which the zone's offset changes, and its neighbours, is a kind of its own.  After
 * kinds_compact().
 */
void kinds_refine_changes(struct kinds *k, const struct zone *z);
