/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Text to the bytes of a board's character set, row by row, and back.
 *
 * What iconv refuses is first tried through the set's table of harmless
 * substitutions (an ASCII hyphen for an em dash in ASCII, the set's own middle
 * dot for another).  What then still can not be said is an error that names
 * the character, never a silent `?`.
 *
 * The layout counts cells before a text is encoded, so a substitution never
 * takes more of them than what it stands for.  In the two-byte sets it takes
 * exactly as many, and a row has as many bytes as cells; in ASCII it may take
 * fewer (a full-width form becomes one character), the row is shorter then.
 * Simplified characters are not made traditional ones, nor the reverse.
 *
 * Control characters and the sets' private areas are refused, both ways.
 *
 * Nothing is kept between calls; any thread may call.
 */

#include "pufa/profile.h"
#include "schedule/layout.h"

const char *charset_name(enum charset c); /* "gb2312" */
extern const char *const charset_names[]; /* in enum order, NULL at the end */

/*
 * Encode @n bytes of UTF-8 into @ret.
 * -EILSEQ: a character has no place in the set; *ret_bad is the first one's code point, U+FFFD
 * where the text is not UTF-8.  @ret_bad may be NULL.
 * -EMSGSIZE: longer than ROW_BYTES_MAX.  -ENOMEM: the C library can not open the set just now.
 */
int charset_encode(enum charset c, const char *text, size_t n, struct row *ret, uint32_t *ret_bad);

/* Decode a row for people; bytes that mean nothing become U+FFFD.  @size at least 4 * n + 1. */
void charset_decode(enum charset c, const uint8_t *bytes, size_t n, char *buf, size_t size);

/*
 * The C library's converter to a set, as long as somebody keeps it: encoding needs no files then.
 * NULL in *ret where the set needs none.  -ENOMEM: it can not be had, or not now.
 */
int charset_keep(enum charset c, void **ret);
void charset_drop(void *kept);

/*
 * The first character of @text that the set can not say, U+FFFD as above; 0: none.
 * CHARSET_UNSURE: the C library can not be asked just now.
 */
#define CHARSET_UNSURE UINT32_MAX
uint32_t charset_missing(enum charset c, const char *text);

/*
 * Page @page of a layout, each row encoded by itself.
 * Errors as charset_encode(), and -EINVAL: there is no such page.
 */
int charset_encode_page(enum charset c, const char *text, const struct layout *l, unsigned page,
			struct page *ret);
