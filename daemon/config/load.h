/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The steps of a load, for those who go through them: config_load() takes all,
 * config_check() only some.
 */

#include "config/loader.h"

#define CHARSETS_MAX 8
_Static_assert(CHARSET_GBK < CHARSETS_MAX, "the last of them has its place");

/* A configuration and what it is made of. */
struct whole {
	struct config config;
	struct calendar calendar;
	struct arena arena;
	struct profile_set *profiles;
	void *kept[CHARSETS_MAX]; /* converters, by character set; NULL: none */
};

/* @l: needs loader_done() either way. -ENOMEM. */
int loader_init(struct loader *l, const struct driver *const table[], struct diag *diag);
void loader_done(struct loader *l);

/* Read the files of @list, which lie below @dir.  There is room for one more file afterwards. */
int loader_read_list(struct loader *l, const struct source_list *list, const char *dir);

/* Read one file; @name stands for it in the digest.  A mistake is said and is no failure. */
int loader_read_file(struct loader *l, const char *path, const char *name);

/* Read the playlist files of @paths. */
int loader_read_playlists(struct loader *l, const struct config_paths *paths);

/* All files are read: make playlists, nodes, rules, limits and levels of them. */
int loader_build(struct loader *l);
