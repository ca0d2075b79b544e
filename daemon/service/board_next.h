/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What is to be done next for a board, as far as that follows from what is
 * known of it: the questions that its state machine asks.  For board.c alone;
 * changes nothing.
 */

#include "service/board.h"

/* What it should show now: nothing, while it is barred. */
const struct showing *board_goal(const struct board *b);

/* Is what it is known to show what it should show? */
bool board_is_satisfied(const struct board *b);

/* Has the time come to read what it holds? */
bool board_look_is_due(const struct board *b, usec_t now);

/* Can what it holds be read? */
bool board_can_read(const struct board *b);

/* Is there something to go along that is worth a job of its own? */
bool board_needs_tending(const struct board *b, usec_t now);

/* What the line should do for it now. */
enum job_kind board_next_job(const struct board *b, usec_t now);

/* The page of such a job, and what a board must be found to hold: of what is known, else wanted. */
void board_set_page(const struct board *b, struct job *job);

/* When what it shows is to be sent again, lest it goes by itself; USEC_NEVER: it does not. */
usec_t board_fades_at(const struct board *b);

/* The earliest that it may be given another page, monotonic. */
usec_t board_rested_at(const struct board *b);
