/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Memory that is given back all at once: everything that one set of files
 * became.  Allocation only moves a pointer; nothing is freed by itself.
 *
 * One thread at a time.  Pointers stay where they are for the arena's life.
 */

#include "pufa/base.h"

struct arena_chunk;

struct arena {
	struct arena_chunk *chunks; /* newest first */
	char *at, *end;             /* what is left of the newest */
	bool failed;                /* an allocation has failed since the start */
};

/* All zeroes is an empty arena. */
void arena_done(struct arena *a);

/* Zeroed, aligned for any type.  NULL: out of memory (and @failed is set). */
void *arena_alloc(struct arena *a, size_t size);
void *arena_array(struct arena *a, size_t n, size_t size);

char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_strdup(struct arena *a, const char *s);
void *arena_memdup(struct arena *a, const void *p, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...) _printf_(2, 3);
