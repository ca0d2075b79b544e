/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A page as a JetFile II text file, and back.  Pure.
 *
 *   head (7 bytes), format codes, rows with a line feed between them, 04
 *
 * The format codes say all that a board would else take from its own default
 * style.  What is read is compared with them byte for byte: the same words in
 * another format are not the same page.
 *
 * Chainzone, JetFile II Protocol 2.5.4, tables 4.1.1 and 4.1.2.
 */

#include "jetfile_settings.h"
#include "octets.h"

#define JETFILE_FORMAT_MAX 48 /* bytes of the head and the format codes */

/* The largest file that is ever written, with room for a second head and end. */
#define JETFILE_FILE_MAX (2 * JETFILE_FORMAT_MAX + ROWS_MAX * (COLUMNS_MAX + 1) + 2)

/* May the character stand in a text?  As struct driver's allows(). */
bool jetfile_allows(const struct profile *p, const uint8_t *code, size_t n);

/*
 * Append the file for @page to @o.  A page without text becomes a file with one blank, because
 * a player may pass over an empty one.  -EMSGSIZE, -EILSEQ: as struct driver's show().
 */
int jetfile_write_text(struct octets *o, const struct profile *p, const struct page *page);

/*
 * The page in the file of @n bytes; it has as many rows as the profile.  READ_OTHER: it is not
 * of jetfile_write_text()'s making, and *ret is untouched.
 */
int jetfile_read_text(const struct profile *p, const uint8_t *bytes, size_t n, struct page *ret);
