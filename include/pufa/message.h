/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * One short text for the public, and a page of it as a board gets it.
 * Plain values; whoever made them owns them.
 */

#include "pufa/diag.h"

#define TEXT_MAX 1024 /* bytes of UTF-8 in one message, without the NUL */

/* A message's time belongs to the message, not to the board that shows it. */
#define MESSAGE_SECONDS_MIN 1
#define MESSAGE_SECONDS_MAX 3600

struct message {
	const char *text;     /* UTF-8, no control characters */
	const char *law;      /* the law's full title; NULL for a notice */
	const char *article;  /* "33", "133-1"; NULL where there is none */
	uint32_t duration_ms; /* nominal time of one play, MESSAGE_SECONDS_MIN..MAX seconds */
	struct where at;
};

#define ROWS_MAX      8   /* rows of a board */
#define COLUMNS_MAX   128 /* cells of a row: a full-width character takes two */
#define ROW_BYTES_MAX 256 /* one row, encoded */

/* One row in the board's character set, encoded by itself, without padding. */
struct row {
	uint16_t n;
	uint8_t bytes[ROW_BYTES_MAX];
};

/* What a board shows at once.  Rows past @n_rows are blank. */
struct page {
	uint16_t n_rows;
	struct row rows[ROWS_MAX];
};
