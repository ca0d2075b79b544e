/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What was edited between two sets of files: which things came, went or say
 * something else.  Where things stand in the files is no edit, but for the
 * order of a playlist's messages.
 */

#include "cli/diff_items.h"

enum diff_edit_kind {
	EDIT_ADDED,
	EDIT_REMOVED,
	EDIT_CHANGED,
	EDIT_MOVED, /* a message of a playlist: the first that comes earlier or later than it did */
};

struct diff_edit {
	enum diff_edit_kind kind;
	const struct diff_item *before, *after; /* NULL: added, removed */
};

struct diff_edits {
	struct diff_edit *v;
	size_t n, room;
};

const char *diff_edit_name(enum diff_edit_kind kind); /* "added", ... */

/* Is the fact, by its index, part of a change? */
bool diff_fact_changed(const struct diff_edit *e, size_t fact);

/* In the order of @after, what was removed at the end.  -ENOMEM. */
int diff_edits_find(struct diff_edits *ret, const struct diff_items *before,
		    const struct diff_items *after);
void diff_edits_done(struct diff_edits *e);
