/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Names that people give to things: what they may look like, which thing a
 * name stands for, and which known name a wrong one was probably meant to be.
 */

#include "config/arena.h"
#include "pufa/diag.h"

#define NAME_BYTES_MAX 64

/* 1..64 bytes without control characters, quotes, slashes or blanks at an end; else said. */
bool name_check(const char *name, struct where at, const char *what, struct diag *diag);

/* The first code point of UTF-8 that prints nothing by itself (controls, direction marks); 0: none.
 */
uint32_t text_invisible(const char *text);

struct name_entry {
	const char *name; /* NULL: an empty place */
	unsigned kind;    /* the owner's */
	unsigned index;
	struct where at;
};

/* A hash table that only grows. */
struct name_table {
	struct name_entry *entries;
	size_t n, size;
	struct arena *arena;
};

void name_table_init(struct name_table *t, struct arena *arena);

/* NULL: no such name.  The entry moves when another is added. */
const struct name_entry *name_table_find(const struct name_table *t, const char *name);

/* @name is borrowed.  -EEXIST: known already, nothing changed.  -ENOMEM. */
int name_table_add(struct name_table *t, const char *name, unsigned kind, unsigned index,
		   struct where at);

/* The best of the offered names for a mistyped word. */
struct nearest {
	const char *word;
	const char *best; /* NULL: none is near */
	unsigned distance;
};

void nearest_offer(struct nearest *n, const char *candidate);

/* The nearest name of the given kind (or of any, for UINT_MAX); NULL: none is near. */
const char *name_table_nearest(const struct name_table *t, const char *word, unsigned kind);

/* "; did you mean X?" or an empty text, in @buf of NEAREST_MAX; returns @buf. */
#define NEAREST_MAX 160
const char *nearest_hint(const char *best, char *buf);
