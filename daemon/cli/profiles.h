/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * For the verbs that need a make of board and a text, and no site: the
 * profile as named on the command line, the text laid out on it, and what of
 * the text it can not show.  What goes wrong is said on stderr here.
 */

#include <jansson.h>

#include "cli/cli.h"
#include "config/config.h"
#include "schedule/layout.h"

struct sheet {
	struct profile_set *set;
	const struct profile *profile; /* of the set */
	const char *text;
	struct layout layout;
	uint32_t *missing; /* code points that the profile can not show, each once */
	size_t n_missing;
};

/*
 * @name: of a profile in --profiles or the installed place; with a slash in it, a profile's file.
 * Returns an exit code.
 */
int sheet_open(struct sheet *s, const struct cli *cli, const char *name, const char *text);
/* The profile alone, into a sheet that is all zero. */
int sheet_find_profile(struct sheet *s, const struct cli *cli, const char *name);
void sheet_close(struct sheet *s);

static inline void sheet_closep(struct sheet *s)
{
	sheet_close(s);
}

/* The rows of a page as strings.  Each is the caller's; the first *ret_n of ROWS_MAX.  -ENOMEM. */
int sheet_rows(const struct sheet *s, unsigned page, char *rows[ROWS_MAX], size_t *ret_n);
void sheet_rows_free(char *rows[ROWS_MAX], size_t n);
json_t *sheet_rows_json(const struct sheet *s, unsigned page);

/* Say each missing character on stderr; returns EXIT_FAILED if there is one, else EXIT_DONE. */
int sheet_complain(const struct sheet *s);
