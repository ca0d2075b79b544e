/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A thread for what may block: one for each line, so that drivers can be
 * written as straight-line code, and one each for writing and reading the play
 * log and for writing small files; everything else stays on the main loop.
 *
 * A job is copied in, a result is copied out, each as one datagram of the
 * kind's sizes.  One job at a time: the next is given when the result of the
 * last has come.  What a job points to (the board's state, the line) belongs to
 * the thread until then.  This is the only file that may include <pthread.h>.
 */

#include <systemd/sd-event.h>

#include "pufa/base.h"

struct worker;

/* What the thread minds while it has no job: whether the other end of something hangs up. */
struct worker_watch {
	/* On the thread: a descriptor, whose bytes may wait; -1: there is none just now. */
	int (*fd)(void *context);
	/* On the thread: it hung up.  Whatever fd() says afterwards is minded; returns why. */
	int (*hung_up)(void *context);
	/* On the main thread, with that; a job may have been given meanwhile. */
	void (*told)(void *userdata, int why);
};

/* What a thread is for.  Static. */
struct worker_kind {
	size_t job_size, result_size; /* bytes; a result takes more than an int */

	/* On the thread. */
	void (*run)(void *context, const void *job, void *ret);

	/* On the main thread; may submit the next job, must not free the worker. */
	void (*done)(void *userdata, const void *result);

	const struct worker_watch *watch; /* NULL: nothing is minded */
};

/* @name: for the thread, cut to what the kernel takes.  @context is used on the thread only. */
int worker_new(struct worker **ret, sd_event *event, const char *name,
	       const struct worker_kind *kind, void *context, void *userdata);

/* Ask the thread to end after the job in hand.  Does not wait; no result comes any more. */
void worker_stop(struct worker *w);

struct worker *worker_free(struct worker *w); /* stops, and waits for the job in hand */

/*
 * Wait for the job in hand, at most for @span, with done() called as usual; false: it is not done.
 * Only at the end of the service: the loop does nothing else meanwhile.
 */
bool worker_wait(struct worker *w, usec_t span);

/* Instead of freeing it: its thread hangs, and keeps what it has until the process ends. */
void worker_abandon(struct worker *w);

/* -EBUSY: there is a job in hand.  @deadline: by when it should be done, monotonic. */
int worker_submit(struct worker *w, const void *job, usec_t deadline);

bool worker_is_busy(const struct worker *w);

/* Has the thread kept a job for so long past its deadline that it must be taken for stuck? */
bool worker_is_stuck(const struct worker *w, usec_t now);

DEFINE_CLEANUP(struct worker *, worker_free)
