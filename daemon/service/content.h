/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What one page on a make of board is: the text it comes from, its rows for
 * people, and its rows encoded.  A value of its own with a count of its users:
 * it survives the files it was made from, so that a board knows what it shows
 * across a reload.  Main thread only.
 *
 * A cache finds the content that is already in use for (message, page,
 * profile), so boards of one make share it and it is encoded once.
 */

#include "schedule/schedule.h"
#include "pufa/profile.h"

struct content_cache;

struct content {
	unsigned refs;
	struct content_cache *cache; /* NULL: not found there any more */
	struct content *next;

	/* What it was made from.  Compared, never followed: the files may be gone. */
	const void *message, *profile;

	/* Strings, never NULL. */
	const char *playlist, *law, *article, *text, *file;
	unsigned line; /* of @file: where the text was written; 0: not known */
	const char *rows[ROWS_MAX];
	unsigned n_rows;
	unsigned page_index, n_pages;
	struct page page;
};

struct content_cache {
	struct content *first;
};

/* Those made so far live on, but are not found any more: their messages are going. */
void content_cache_clear(struct content_cache *cache);

/*
 * Page @page of @message, a message of @playlist (NULL: none).  *ret is a new reference.
 * -ENOMEM; -EILSEQ, -EMSGSIZE: this board can not say it.
 */
int content_get(struct content **ret, struct content_cache *cache, const struct message *message,
		const struct playlist *playlist, const struct profile *profile, unsigned page);

struct content *content_ref(struct content *c);   /* NULL is fine */
struct content *content_unref(struct content *c); /* returns NULL */

/* Rows up to the last that is not blank. */
unsigned page_rows(const struct page *p);

/* Rows are equal but for padding at their ends, and rows that one has more are blank. */
bool page_equal(const struct page *a, const struct page *b);

DEFINE_CLEANUP(struct content *, content_unref)
