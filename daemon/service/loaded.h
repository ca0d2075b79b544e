/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * One set of files, read and compiled, with a count of its users: the service
 * has one in force, and a job in flight may still need the one before.
 * Main thread only.
 */

#include "config/config.h"
#include "config/kept.h"

struct loaded {
	unsigned refs;
	struct config *config;
	struct kept *kept; /* its files as they were read; NULL: taken, or not to be had */
};

/*
 * What a load had to say, a line each: `file:line: error: text`.  NULL: nothing.
 * Cut after some hundred lines; the last then says how many more there are.
 */
struct complaints {
	char *errors, *warnings;
};

void complaints_done(struct complaints *c);

/* *ret_said is filled and the caller's to release, whatever comes of the load.  Errors as
 * config_load(). */
int loaded_new(struct loaded **ret, const struct config_paths *paths,
	       const struct driver *const table[], struct complaints *ret_said);

/* The same of files that were kept, which lay where @paths say. */
int loaded_new_kept(struct loaded **ret, const struct config_paths *paths, const struct kept *from,
		    const struct driver *const table[], struct complaints *ret_said);

struct loaded *loaded_ref(struct loaded *l);
struct loaded *loaded_unref(struct loaded *l); /* returns NULL; NULL is fine */

DEFINE_CLEANUP(struct loaded *, loaded_unref)
