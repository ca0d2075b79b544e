/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Sees to it that a set of files was read as it lay on the disk at one instant,
 * whoever replaces them meanwhile.
 *
 * Directories stay open while a set is read, and what lies in them is opened
 * through them: renaming a whole directory in between never mixes two sets.
 * What was read, listed or missed is noted; afterwards one look tells whether
 * any of it has changed since.  Knows nothing of what is inside.  Where a
 * witness is asked for, NULL is fine: then nobody wants to know.
 *
 * What is read may be kept as well; and instead of from the disk it may come from what was kept
 * before, of which there is nothing to witness.
 */

#include <sys/stat.h>

#include "config/arena.h"

#define WITNESS_HELD_MAX 64 /* directories; those beyond are opened by their whole path */

struct held {
	const char *path;
	size_t n; /* its bytes */
	int fd;
};

struct kept;
struct seen;

struct witness {
	struct arena *arena; /* borrowed; its failing is noticed by whoever owns it */
	struct held held[WITNESS_HELD_MAX];
	unsigned n_held;
	struct seen *seen;
	const struct kept *from; /* NULL: the disk */
	struct kept *keep;       /* takes what is read; NULL: nobody wants it */
};

void witness_init(struct witness *w, struct arena *arena);
void witness_done(struct witness *w); /* all zeroes is fine */

/* For the ...at() calls: what @path is to be opened by.  @ret_name points into @path. */
int witness_at(const struct witness *w, const char *path, const char **ret_name);

/* Open what is below @path through it from now on, if it is a directory. */
void witness_hold(struct witness *w, const char *path);

/*
 * @fd is the directory @path and is about to be listed; held, too.  @path lives as long as the
 * arena in this and what follows.
 */
void witness_list(struct witness *w, const char *path, int fd);

/* @st was told of the file @path before it was read. */
void witness_read(struct witness *w, const char *path, const struct stat *st);

/* There was nothing by that name. */
void witness_missed(struct witness *w, const char *path);

/* The first that is not as it was, of what was noted; NULL: all is. */
const char *witness_changed(const struct witness *w);
