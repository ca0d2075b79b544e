/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The way back to the set of files that was in force before, and what a start does with it: a
 * service that was rolled back starts with that set, until somebody has good files read; and where
 * the files on the disk have mistakes, it starts with the last good set, so that the boards are not
 * dark for a file that was half edited when the power failed.  Main thread.
 */

#include "service/loaded.h"
#include "service/sets.h"

struct manager;

/* How a start came by its set. */
struct beginning {
	bool rolled_back; /* it is the one of a rollback */
	char *refused; /* it is the last good one, for the mistakes of those on the disk; else NULL
			*/
};

void beginning_done(struct beginning *b);

/*
 * What to start with; all that is to be said of it is in the journal.  -EINVAL: the files have
 * mistakes, and there is nothing to take in their place.  -ENOMEM.
 */
int rollback_begin(struct loaded **ret, const struct config_paths *paths, const struct sets *sets,
		   struct beginning *ret_how);

/* The manager has begun so. */
void rollback_begun(struct manager *m, const struct beginning *how);

/* The files on the disk came in force. */
void rollback_over(struct manager *m);

/*
 * Put the set before in force, for @who.  1: it is, and is being written down; see
 * bus_rollback_noted().  0: likewise, but for that.  -ENOENT: there is none; -EBADMSG: damaged;
 * another: it is refused, *ret_why (owned) says why.
 */
int rollback(struct manager *m, const char *who, char **ret_why);
