/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A page before it becomes a protocol's text.  Pure.
 */

#include "pufa/driver.h"

/* As driver.allows. */
typedef bool (*page_allows_fn)(const struct profile *profile, const uint8_t *code, size_t n);

/*
 * Does @page fit the profile, a byte for each cell, and may every character of it be sent?
 * -EMSGSIZE, -EILSEQ.
 */
int page_check(const struct profile *p, const struct page *page, page_allows_fn allows);

/* May every character of these @n bytes be sent? */
bool page_may_say(const struct profile *p, const uint8_t *bytes, size_t n, page_allows_fn allows);

/* Rows up to the last that is not empty. */
unsigned page_rows_used(const struct page *page);
