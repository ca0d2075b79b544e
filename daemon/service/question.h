/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A question to an address on a line, put over the bus by whoever looks for
 * boards: what is there?  It takes its turn between the jobs of the line's
 * boards.  Main thread, but for the driver's state, which is lent to the line's
 * thread while the question is in hand.
 */

#include <systemd/sd-bus.h>

#include "service/job.h"

struct question {
	struct question *next; /* in the line's queue */
	struct profile profile;
	void *state;
	sd_bus_message *call; /* a reference: what is answered */
};

/* -EINVAL: the driver has no such address, or no question to ask. */
int question_new(struct question **ret, const struct driver *driver, unsigned address,
		 enum line_medium medium, sd_bus_message *call);

/* Without an answer the caller is told that the line has gone. */
struct question *question_free(struct question *q);

void question_job(const struct question *q, struct job *ret);

/* Answer it.  Frees it. */
void question_answer(struct question *q, const struct result *result);

DEFINE_CLEANUP(struct question *, question_free)
