/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A law's text as it lies on the disk: UTF-8, with a mark of it at the start
 * or without, UTF-16 with its mark, or else GB18030.
 */

#include "config/source.h"

/*
 * @s holds the bytes that were read, and then UTF-8 without a mark.  -EINVAL: it is no text, said
 * to @diag.  -ENOMEM.
 */
int law_decode(struct source *s, struct diag *diag);
