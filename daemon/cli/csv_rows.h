/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A table as spreadsheets write it (RFC 4180, or with tabs or semicolons
 * between the cells), row by row, each with its line.  libcsv reads it.
 */

#include "config/arena.h"
#include "config/source.h"

#define CSV_COLUMNS_MAX 64

struct csv_row {
	unsigned line; /* where it begins */
	const char *const *cells;
	size_t n;
};

struct csv_rows {
	struct csv_row *rows; /* without those in which all cells are empty */
	size_t n, size;
};

/* @s is UTF-8.  All is in the arena.  -EINVAL: not such a table, said to @diag.  -ENOMEM. */
int csv_rows_read(struct csv_rows *ret, const struct source *s, struct arena *arena,
		  struct diag *diag);
