/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Files of a configuration as they lie on the disk: read whole, by their own
 * name only (links are refused), and found under a directory in byte order.
 * Knows nothing of what is inside.  Blocks on the disk, nothing else: a FIFO
 * or a device is refused without being read.
 */

#include "config/witness.h"
#include "pufa/diag.h"

#define SOURCE_SIZE_MAX    ((size_t) 4 * 1024 * 1024) /* bytes of one file */
#define SOURCE_FILES_MAX   1000                       /* files under one directory */
#define SOURCE_DEPTH_MAX   8                          /* directories in directories */
#define SOURCE_ENTRIES_MAX 10000                      /* names of any kind in one directory */

/* The bytes of a file.  @path is borrowed; @text is owned, has a NUL after its last byte. */
struct source {
	const char *path;
	char *text;
	size_t n;
};

/* -EINVAL: can not be read, said to @diag.  -ENOMEM. */
int source_read(struct source *ret, const char *path, struct diag *diag);

/* The same, before a witness; @path lives as long as the witness then. */
int source_read_by(struct source *ret, const char *path, struct witness *w, struct diag *diag);

void source_done(struct source *s);

/* Paths, sorted by byte value; they and the array live in the arena they were made in. */
struct source_list {
	const char *const *paths;
	size_t n;
};

/*
 * Every `*.cfg` under @dir, but for those whose name (or whose directory's name) begins with a
 * dot.  -ENOENT: no such directory, not said.  -EINVAL: said to @diag.  -ENOMEM.
 */
int source_list(struct source_list *ret, const char *dir, struct arena *arena, struct diag *diag);
int source_list_by(struct source_list *ret, const char *dir, struct arena *arena, struct witness *w,
		   struct diag *diag);
