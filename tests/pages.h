/* SPDX-License-Identifier: MIT */
#pragma once

/* Pages for tests of drivers, from strings of one byte a cell. */

#include <string.h>

#include "pufa/message.h"

/* Rows up to the NULL, or all that a page has. */
static inline struct page page_of(const char *const *rows)
{
	struct page p = { .n_rows = 0 };

	for (; p.n_rows < ROWS_MAX && *rows; rows++, p.n_rows++) {
		p.rows[p.n_rows].n = (uint16_t) strlen(*rows);
		memcpy(p.rows[p.n_rows].bytes, *rows, strlen(*rows));
	}
	return p;
}
