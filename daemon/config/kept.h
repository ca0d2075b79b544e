/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The files of a set as they were read: their paths and bytes, in memory, and as one text that can
 * be put on a disk.  A set that is loaded from there goes through the very same loader, so it means
 * what it meant, and what is said of it names the files that people wrote.
 *
 * The text ends with the SHA-256 of all before it: one that is torn or has changed is noticed.
 */

#include "pufa/base.h"

#define KEPT_SIZE_MAX                                                                              \
	((size_t) 32 * 1024 * 1024) /* bytes of the text; a town's set has 200 KiB                 \
				     */
#define KEPT_FILES_MAX 4000

struct kept_file {
	const char *path, *text; /* owned by the set; a NUL is after the last byte */
	size_t n;
};

struct kept;

int kept_new(struct kept **ret); /* -ENOMEM */
struct kept *kept_free(struct kept *k);

DEFINE_CLEANUP(struct kept *, kept_free)

/* Forget all that was added. */
void kept_clear(struct kept *k);

/*
 * Copies both.  Where it fails the set can not be printed any more, and that is all: what was
 * being read goes on.
 */
void kept_add(struct kept *k, const char *path, const char *text, size_t n);

/* NULL: there is none of that name. */
const struct kept_file *kept_find(const struct kept *k, const char *path);

/* In the order of kept_add(); *ret_n of them. */
const struct kept_file *kept_files(const struct kept *k, size_t *ret_n);

/*
 * @digest: of the set, as config_load() made it.  -ENOMEM.  -E2BIG: more than KEPT_SIZE_MAX.
 * -EINVAL: a path that can not be written as a line.
 */
int kept_print(const struct kept *k, const char *digest, char **ret, size_t *ret_n);

/* The digest with which a text begins; -EBADMSG: it is no such text.  The rest is not looked at. */
#define KEPT_DIGEST_SIZE 65
#define KEPT_HEAD_SIZE   96 /* so much of a text is enough */
int kept_parse_head(const char *text, size_t n, char ret[static KEPT_DIGEST_SIZE]);

/* -EBADMSG: torn, changed, or no such text.  -ENOMEM. */
int kept_parse(struct kept **ret, const char *text, size_t n);
