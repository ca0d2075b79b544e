/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Two sets of files and what is different between them, as people and programs
 * are told it.  Owns what was compared; borrows the sets.
 */

#include "cli/cli.h"
#include "cli/diff_edits.h"
#include "cli/diff_words.h"

struct diff {
	const struct config *before, *after;
	const char *before_path, *after_path; /* as people gave them */
	day_t first, last;
	struct arena arena;
	struct diff_items items_before, items_after;
	struct diff_edits edits;
	struct comparison *comparison;
	const struct change *changes; /* the comparison's */
	size_t n_changes;
};

/* All that needs no words; a bar on stderr where it takes long.  -ENOMEM. */
int diff_make(struct diff *d);
void diff_done(struct diff *d);

bool diff_is_empty(const struct diff *d);

/* May a notice to come change what is said of some of its days, in either set? */
bool diff_is_provisional(const struct diff *d, const struct change *c);

/* Do lists stand elsewhere from then on? */
bool diff_moves_positions(const struct diff *d);

/* Names of the lists in what is shown, with their weights; in the arena.  NULL: no memory. */
struct diff_list *diff_shown_lists(struct diff *d, const struct shown *s);

/* -ENOMEM, -EIO. */
int diff_print(struct diff *d, const struct cli *cli);
int diff_print_json(struct diff *d);
