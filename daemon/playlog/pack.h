/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Compressed files that are whole on the disk before they take their name, and before whatever
 * they replace goes.  A file that ends in ".new" is what was left of a try.
 */

#include "pufa/base.h"

#define PACK_NEW ".new"

/* @name in the directory @dir is the compressed text from now on, or as it was before. */
int pack_write(int dir, const char *name, const char *text, size_t n);

/*
 * The text of such a file, with a NUL after @ret_n bytes, about @most of them; the caller's to
 * free. -EBADMSG: it is damaged.
 */
int pack_read_fd(int fd, size_t most, char **ret, size_t *ret_n); /* what there is, on errors too */
int pack_read(int dir, const char *name, size_t most, char **ret, size_t *ret_n);

/* Segment @number, closed and plain, becomes a compressed one. */
struct segments;
int pack_segment(const struct segments *s, unsigned number);
