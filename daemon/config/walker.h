/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * From libconfig's settings to structs, by tables of struct setting.
 *
 * Everything that a table can say is checked here and nowhere else: unknown
 * keys, types, ranges, choices, what is required.  All mistakes of a group are
 * said in one run; a struct is only worth reading when none was.  Strings are
 * copied, so that nothing points into libconfig afterwards.
 */

#include <libconfig.h>

#include "config/arena.h"
#include "pufa/profile.h"

struct walk {
	struct arena *arena; /* owns what is read; its @failed says "out of memory" */
	const char *file;    /* borrowed by every struct where */
	struct diag *diag;
};

/* Fill @out from a group, or from the file's root.  @out holds the defaults before. */
void walk_group(const struct walk *w, const config_setting_t *group, const struct setting *table,
		void *out);

/* The settings of an absent group: what is required is missing @at. */
void walk_nothing(const struct walk *w, struct where at, const struct setting *table);
