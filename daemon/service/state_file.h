/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Small files of the state directory, read whole at the start.  Blocks on the disk; links are not
 * followed, and a FIFO or a device is refused without being read.
 */

#include "pufa/base.h"

/*
 * @name below the directory @dir, or AT_FDCWD.  *ret is the caller's, with a NUL after its *ret_n
 * bytes.  -EBADMSG: a link, no regular file, or of more than @max bytes.  -ENOMEM, or another that
 * opening or reading gave.
 */
int state_file_read(int dir, const char *name, size_t max, char **ret, size_t *ret_n);
