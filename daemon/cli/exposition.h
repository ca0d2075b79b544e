/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Measurements as Prometheus reads them, text format 0.0.4, and as JSON:
 *
 *     [{name, type, help, samples: [{labels: {label: text}, value}]}]
 *
 * A family is a name with its samples; the samples that are added belong to
 * the family that was begun last.  What could not be kept is remembered in
 * `failed` and asked once, at the end.
 */

#include <jansson.h>
#include <stdio.h>

#include "pufa/base.h"

struct exposition {
	json_t *families;
	json_t *samples;     /* of the family that was begun last; borrowed */
	const char *gateway; /* a label of each sample that is added; NULL: none */
	bool failed;         /* out of memory somewhere */
};

void exposition_init(struct exposition *e, const char *gateway);
void exposition_done(struct exposition *e);

static inline void exposition_donep(struct exposition *e)
{
	exposition_done(e);
}

/* @type: gauge or counter.  One that is there is gone on with. */
void exposition_family(struct exposition *e, const char *name, const char *type, const char *help);

/* What ends the labels of a sample: a pointer also where NULL is an int. */
#define LABELS_END ((const char *) NULL)

/* @value is taken.  Pairs of a label and its text follow, and LABELS_END. */
void exposition_sample(struct exposition *e, json_t *value, ...) __attribute__((sentinel));

/* A moment, in seconds since the epoch. */
json_t *exposition_time(usec_t at);

/* Add what another exposition printed as JSON.  -EBADMSG: it is none, and nothing was added. */
int exposition_merge(struct exposition *e, const json_t *families);

/* As text; control characters and the like come escaped as everywhere. */
void exposition_print(const struct exposition *e, FILE *out);
