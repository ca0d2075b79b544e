/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Profiles: makes of boards, read from files of their own.
 */

#include "config/loader.h"

/* An empty set. -ENOMEM. */
int profile_set_new(struct profile_set **ret);

/*
 * Add every `*.cfg` under @dir.  What the set already has by that name from another directory
 * stays as it is.  A directory that does not exist is -ENOENT and not said.
 * -EINVAL: said.  -ENOMEM.
 */
int profile_set_add(struct profile_set *s, const char *dir, const struct driver *const table[],
		    struct witness *w, struct diag *diag);

/* Add one profile from a file that has been read. */
int profile_set_add_document(struct profile_set *s, struct document *d,
			     const struct driver *const table[], struct diag *diag);

/* Is there such a profile, even a wrong one whose mistakes have been said? */
bool profile_set_knows(const struct profile_set *s, const char *name);

/* The name most like @name; NULL: none is. */
const char *profile_set_nearest(const struct profile_set *s, const char *name);

/* The file that a profile of a set came from, as it was read. */
const struct source *profile_source(const struct profile *p);

/* The bytes of the files are needed no more. */
void profile_set_drop_sources(struct profile_set *s);
