/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * One thread per line.  Drivers block there so that they can be written as
 * straight-line code; everything else stays on the main loop.
 *
 * A job is copied in, a result is copied out, each as one datagram.  One job at
 * a time: the next is given when the result of the last has come.  What a job
 * points to (the board's state, the line) belongs to the thread until then.
 * This is the only file that may include <pthread.h>.
 */

#include <systemd/sd-event.h>

#include "service/job.h"

struct worker;

/* On the line's thread. */
typedef void (*worker_run_fn)(void *context, const struct job *job, struct result *ret);

/* On the main thread. */
typedef void (*worker_done_fn)(void *userdata, const struct result *result);

/* What the thread minds while it has no job: whether the other end of something hangs up. */
struct worker_watch {
	/* On the thread: a descriptor, whose bytes may wait; -1: there is none just now. */
	int (*fd)(void *context);
	/* On the thread: it hung up.  Whatever fd() says afterwards is minded; returns why. */
	int (*hung_up)(void *context);
	/* On the main thread, with that; a job may have been given meanwhile. */
	void (*told)(void *userdata, int why);
};

/*
 * @watch: NULL: nothing is minded.  @name: for the thread, cut to what the kernel takes.  @context
 * is used on the thread only.
 * @done may submit the next job; it must not free the worker.
 */
int worker_new(struct worker **ret, sd_event *event, const char *name, worker_run_fn run,
	       const struct worker_watch *watch, void *context, worker_done_fn done,
	       void *userdata);

/* Ask the thread to end after the job in hand.  Does not wait; no result comes any more. */
void worker_stop(struct worker *w);

struct worker *worker_free(struct worker *w); /* stops, and waits for the job in hand */

/* -EBUSY: there is a job in hand. */
int worker_submit(struct worker *w, const struct job *job);

bool worker_is_busy(const struct worker *w);

/* Has the thread kept a job for so long past its deadline that it must be taken for stuck? */
bool worker_is_stuck(const struct worker *w, usec_t now);

DEFINE_CLEANUP(struct worker *, worker_free)
