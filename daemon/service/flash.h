/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Boards' memories wear: some 100,000 writes and they are gone.  This keeps
 * count of what was written to them, in a file that outlives the service, so
 * that a text is written only where it differs from the one that is there, and
 * never more often than so many times a day, whatever happens in between.
 *
 * A try is counted and on the disk before it is allowed.  Without a place to
 * keep count nothing is allowed.  Main thread; it writes a small file.
 */

#include "pufa/base.h"
#include "schedule/civil.h"

struct flash;

#define FLASH_HASH_MAX 65 /* with the NUL */

/*
 * @dir: NULL, no count can be kept.  A file that is not ours to read, or makes no sense, is
 * an error once (-EBADMSG, or that of reading it) and nothing is allowed until it is gone.
 */
int flash_new(struct flash **ret, const char *dir);
struct flash *flash_free(struct flash *f);

DEFINE_CLEANUP(struct flash *, flash_free)

/* Is the text of @hash what the board is known to keep? */
bool flash_is_kept(const struct flash *f, const char *board, const char *hash);

/*
 * May something be written to the board's memory today, at most @most times a day?  0: yes, and
 * it counts.  -EDQUOT: not any more today.  Another: it could not be written down.
 */
int flash_allow(struct flash *f, const char *board, day_t today, unsigned most);

/* It was written.  Errors: it could not be written down, and may be written once more. */
int flash_keep(struct flash *f, const char *board, const char *hash);
