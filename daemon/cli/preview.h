/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * How a notice would lie on the boards it is for, as the daemon lays it out:
 * boards on which it looks the same are one picture.
 */

#include <stdio.h>

#include "cli/client.h"

struct preview_page {
	char **rows;
	size_t n;
};

/* A notice on one board. */
struct preview_board {
	char *name;
	unsigned rows, columns; /* cells of the board */
	struct preview_page *pages;
	size_t n_pages;
	char **complaints; /* a line for each thing it can not show */
	size_t n_complaints;
	size_t like; /* the first board that shows the same, itself if it is */
};

struct preview {
	struct preview_board *boards;
	size_t n;
	size_t n_complaints; /* of all */
};

/* Ask the daemon; a group may have no boards.  Negative with c->why filled. */
int preview_read(struct client *c, const char *text, char *const boards[], size_t n_boards,
		 struct preview *ret);
void preview_done(struct preview *p);

/* What it answered, without sizes.  -EBADMSG, -ENOMEM; *ret is the caller's to free even then. */
int preview_reply_read(sd_bus_message *m, struct preview *ret);

/* Panels of each picture, below the boards it is for.  -ENOMEM. */
int preview_print(const struct preview *p, FILE *out, bool colors);

/* [{boards, rows, columns, pages}], an item a picture.  NULL: out of memory. */
json_t *preview_json(const struct preview *p);

/* "BOARD: complaint", each: on stderr; and as an array. */
void preview_complain(const struct preview *p);
json_t *preview_complaints_json(const struct preview *p);
