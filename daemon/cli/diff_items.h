/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What a set of files says, as a flat list of things with words about each:
 * messages, rules, limits, boards.  So two sets can be compared without
 * knowing what a rule is.  Strings live in the arena, or in the set.
 */

#include "config/arena.h"
#include "config/config.h"

#define DIFF_FACTS_MAX 12
#define DIFF_KEYS_MAX  4

struct diff_fact {
	const char *key;
	const char *value; /* "" where the files leave it out */
};

struct diff_item {
	const char *kind;     /* "rule", "message" */
	const char *name;     /* for people: "workdays", "33 of constitution" */
	const char *playlist; /* of a message; else NULL */

	/* Things of one kind have the same facts in the same order. */
	struct diff_fact facts[DIFF_FACTS_MAX];
	size_t n_facts;

	/* By what it is found again in another set: the first that fits counts.  NULL: nothing. */
	const char *keys[DIFF_KEYS_MAX];
	struct where at;
};

struct diff_items {
	struct diff_item *v;
	size_t n, room;
	struct arena *arena;
	bool failed; /* out of memory */
};

/*
 * Everything in @c, kind by kind, in the order of the files.  Boards of rules are those that
 * @other has as well, and days of nodes those from @first to @last.  -ENOMEM.
 */
int diff_items_collect(struct diff_items *ret, const struct config *c, const struct config *other,
		       day_t first, day_t last, struct arena *arena);
