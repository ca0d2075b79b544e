/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Boards' memories wear: some 100,000 writes and they are gone.  This keeps
 * count of what was written to them, in a file that outlives the service, so
 * that a text is written only where it differs from the one that is there, and
 * never more often than so many times a day, whatever happens in between.
 *
 * A try is counted and on the disk before it is allowed.  Without a place to
 * keep count nothing is allowed.  Main thread; the keeper writes the file.
 */

#include "pufa/base.h"
#include "schedule/civil.h"
#include "service/keeper.h"

struct flash;

#define FLASH_HASH_MAX 65 /* with the NUL */

/* All about the board is on the disk, or could not be written down, by a negative errno. */
typedef void (*flash_done_fn)(const char *board, int error, void *userdata);

/*
 * A file that is not ours to read, or makes no sense, is an error once (-EBADMSG, or that of
 * reading it) and nothing is allowed until it is gone.  To be freed after the keeper.
 */
int flash_new(struct flash **ret, struct keeper *keeper, flash_done_fn done, void *userdata);
struct flash *flash_free(struct flash *f);

DEFINE_CLEANUP(struct flash *, flash_free)

/* Is the text of @hash what the board is known to keep? */
bool flash_is_kept(const struct flash *f, const char *board, const char *hash);

/*
 * May something be written to the board's memory today, at most @most times a day?  0: it counts,
 * and may be written once done() says that the count is on the disk.  -EDQUOT: not any more today.
 * Another: it can not be written down.
 */
int flash_ask(struct flash *f, const char *board, day_t today, unsigned most);

/* It was written.  What can not be written down, now or as done() says, may be written again. */
int flash_keep(struct flash *f, const char *board, const char *hash);
