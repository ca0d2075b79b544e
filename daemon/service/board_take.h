/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What the result of a job says of a board: what it is known to show from now
 * on, whether it has forgotten, whether somebody else has written to it.  For
 * board.c alone; states and pauses are its matter.
 */

#include "service/board.h"

/* 0, or the error that the job came to, in the end. */
int board_take(struct board *b, const struct result *result, const struct moment *now);

/* Nobody knows what it shows. */
void board_lose_track(struct board *b);

/* The same, and it may have been restarted, or be another board now. */
void board_distrust(struct board *b);

void showing_replace(struct showing *to, const struct showing *from);
void showing_clear(struct showing *s);
