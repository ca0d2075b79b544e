/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The figures of `health`: how many boards are in which state, what is wrong, how old what is known
 * is.  Of one gateway, or the sum over several.  Values, and what a plugin and JSON make of them.
 */

#include <jansson.h>
#include <stdio.h>

#include "cli/client.h"
#include "cli/states.h"

#define AGE_UNKNOWN (-1.0)

/* All zero but for the ages: nothing was asked yet. */
struct figures {
	unsigned boards, states[N_BOARD_STATES];
	unsigned incidents;      /* open, or not seen */
	unsigned incidents_open; /* of any level */
	unsigned incidents_err;  /* open, of level err */
	double last_seen_age;    /* seconds since the board that was silent longest was heard */
	double log_age;          /* seconds since the last dated record of the play log */
};

void figures_init(struct figures *f);

/* What a gateway says of its boards and incidents, counted. */
void figures_count(struct figures *f, const struct client *c, const struct board_view *boards,
		   size_t n);

/*
 * When the last record of the play log was made; 0 where there is none, it has no date, or the
 * daemon does not tell.
 */
usec_t figures_ask_log_time(struct client *c);

/* Seconds from @then to @now; AGE_UNKNOWN where that is not known. */
double figures_age(usec_t then, usec_t now);

/* Of a sum: counts are added, of ages the larger one stays. */
void figures_add(struct figures *sum, const struct figures *f);

/*
 * As monitoring plugins have it, label=value[unit];warn;crit;min;max, a space before each; what is
 * not known is U.
 */
void figures_print(const struct figures *f, FILE *out);

/* Into @object: boards, incidents, incidents_open, incidents_err, last_seen_age, log_age.  -ENOMEM.
 */
int figures_put(const struct figures *f, json_t *object);
/* The reverse.  -EBADMSG: that is not what figures_put() makes. */
int figures_get(struct figures *f, json_t *object);
