/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A playlist as a table, for people who live in spreadsheets: a row a message,
 * columns by their names in the first row.
 *
 *      playlist  title  law  article  text  seconds
 *
 * playlist, title and law are the same in every row, or empty.  Also known are
 * the columns' Chinese names, 播放单 标题 法律 条 文字 秒.
 */

#include <stdio.h>

#include "config/arena.h"
#include "config/loader.h"

struct playlist_table {
	struct source file;
	struct arena arena;
	struct file_text text; /* the playlist as in a file of its own */
};

/*
 * Read a table.  @law: its law's title, where the table has none; NULL: none.  Every message is
 * checked as when the daemon reads it.  @path is borrowed for the life of @ret, which is all zero
 * before and has to be done away with in any case.  -EINVAL: mistakes, said to @diag.  -ENOMEM.
 */
int playlist_table_read(struct playlist_table *ret, const char *path, const char *law,
			struct diag *diag);

/* The same of ret->file, which has been read and is UTF-8. */
int playlist_table_parse(struct playlist_table *ret, const char *law, struct diag *diag);

/* The same of a playlist's own file. */
int playlist_table_read_file(struct playlist_table *ret, const char *path, struct diag *diag);

void playlist_table_done(struct playlist_table *t);

/* As a table, and as a playlist's own file. */
void playlist_table_print(const struct playlist_table *t, FILE *f);
void playlist_table_print_file(const struct playlist_table *t, FILE *f);

/* {playlist, title, law, messages}.  As writer_document(). */
int playlist_table_print_json(const struct playlist_table *t);

static inline void playlist_table_donep(struct playlist_table *t)
{
	playlist_table_done(t);
}
