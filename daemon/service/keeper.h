/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Small files that outlive the service, written beside the loop: a disk that is slow or hangs holds
 * up nothing but what waits for it.  A file is written whole under another name, and takes the old
 * one's place when it is on the disk; whoever reads it finds one or the other.
 *
 * The newest wins: of each file there is at most one text in hand and one that waits, so memory is
 * bounded by the files, however long the disk takes.
 *
 * It has a thread of its own beside the play log's.  That one packs segments, makes room and tries
 * again what failed, for seconds at times, and what waits here is what a board waits for, or is all
 * that a restart will know.
 *
 * Main thread.  Files are read elsewhere, at the start, before anything depends on it.
 */

#include <systemd/sd-event.h>

#include "pufa/base.h"

struct keeper;

/* Files of a directory that it takes. */
#define KEEPER_FILES_MAX 8

/*
 * What was given under @version is on the disk, and what was given before it is of no use any more;
 * or, by a negative errno, the old file is still there, as far as that can be known.  Not called
 * for a text that a newer one took the place of.
 */
typedef void (*keeper_done_fn)(uint64_t version, int error, void *userdata);

/* The disk does not answer, or does again. */
typedef void (*keeper_stuck_fn)(bool stuck, void *userdata);

/* @dir: NULL, there is no place for anything. */
int keeper_new(struct keeper **ret, sd_event *event, const char *dir, keeper_stuck_fn stuck,
	       void *userdata);

/*
 * Writes what waits, with done() called as usual; gives up on a disk that does not answer within
 * seconds.
 */
struct keeper *keeper_free(struct keeper *k);

DEFINE_CLEANUP(struct keeper *, keeper_free)

const char *keeper_directory(const struct keeper *k); /* NULL: none */

/*
 * A file of the directory.  @name is static, @userdata is there for as long as the keeper.  Returns
 * its number.  -ENOSPC: it has all that it takes.
 */
int keeper_add(struct keeper *k, const char *name, keeper_done_fn done, void *userdata);

/*
 * Never waits.  @text is taken over, also on errors.  @version: the caller's, rising.  -ENOENT:
 * there is no place.
 */
int keeper_write(struct keeper *k, int file, uint64_t version, char *text, size_t n);
