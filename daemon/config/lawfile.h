/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A law's text as it lies on the disk: UTF-8, with a mark of it at the start
 * or without, UTF-16 with its mark, or else GB18030.
 */

#include "config/source.h"

/* ret->text is UTF-8 without a mark.  -EINVAL: can not be read, said to @diag.  -ENOMEM. */
int law_read(struct source *ret, const char *path, struct diag *diag);

/* The same of bytes that have been read. */
int law_decode(struct source *s, struct diag *diag);
