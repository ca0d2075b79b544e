/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What watch prints: a picture of all boards, or a line for each change.
 * Drawing only; verb_watch.c has the loop and the bus.
 */

#include "cli/client.h"
#include "cli/canvas.h"

struct watch_state {
	const struct client *client;
	const struct board_view *boards;
	size_t n;
	bool gone; /* the daemon is away; what is here is the last it said */
};

/* All boards on a terminal of that size, now.  -ENOMEM. */
int watch_draw(const struct watch_state *w, unsigned columns, unsigned lines, struct canvas *ret);

/*
 * Say what a board does now, unless that is what was said last: *said, the caller's, which is
 * replaced.  "08:00:16 south-gate verified  宪法 第33条  法律面前，人人平等 / 1 of 1", or an object
 * on a line. -ENOMEM, -EIO.
 */
int watch_say(const struct watch_state *w, const struct board_view *b, bool json, char **said);
