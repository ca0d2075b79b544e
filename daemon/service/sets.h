/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The sets of files that were in force: the last two that differ, whole, in the files "set-0" and
 * "set-1" of the state directory, and in "in-force" which of them is in force and whether that is
 * by somebody's rollback.  So there is a way back from a set that is correct and yet wrong, across
 * restarts and power cuts, whatever lies on the disk by then.
 *
 * The keeper writes them, each whole under another name, on its own thread; what can not be kept is
 * said once and is no reason to refuse a set.  Reading is for the start and for a rollback, on the
 * main thread, as the files themselves are read.
 */

#include "config/kept.h"
#include "service/keeper.h"

#define SETS_BY_MAX 64

/* Those that are in force by a rollback: who asked for it, when (0: not known). */
struct rollback {
	char by[SETS_BY_MAX]; /* "": the files on the disk are in force */
	usec_t at;
};

struct sets;

/* What is on the disk already.  @dir: NULL, nothing is kept.  -ENOMEM. */
int sets_new(struct sets **ret, const char *dir);
struct sets *sets_free(struct sets *s);

DEFINE_CLEANUP(struct sets *, sets_free)

/* What was noted is on the disk, or by @error it is not.  Once for each sets_note(), or for
 * several. */
typedef void (*sets_noted_fn)(int error, void *userdata);

/* Once, before anything is given to it.  The keeper goes first. */
int sets_attach(struct sets *s, struct keeper *keeper, sets_noted_fn noted, void *userdata);

const struct rollback *sets_rollback(const struct sets *s);
const char *sets_in_force(const struct sets *s); /* a digest, "": not known */

/* The one before that; "": there is none, or it could not be kept. */
const char *sets_previous(const struct sets *s);

/* -ENOENT: it is not kept.  -EBADMSG: damaged.  Another: it can not be read.  -ENOMEM. */
int sets_read(const struct sets *s, const char *digest, struct kept **ret);

/*
 * A set came in force; @kept: its files, NULL where they are not at hand, for they are kept
 * already.  @rollback: NULL, it is what lies on the disk.  1: it is being written down, and noted()
 * will tell.  0: there is nothing to write, or no place for it.  -ENOMEM.
 */
int sets_note(struct sets *s, const char *digest, const struct kept *kept,
	      const struct rollback *rollback);
