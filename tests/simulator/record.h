/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What really happened, for whoever judges what others say of it: one line for each exchange, and
 * one whenever what can be seen on a board is another text.  Fields are separated by tabs:
 *
 *     USEC  PORT:ADDRESS  shows  TEXT             as board_text() gives it
 *     USEC  PORT:ADDRESS  asked  FAULT  REQUEST  ANSWER     in hex, as they were on the wire
 *
 * Times are those of CLOCK_MONOTONIC.  Lines are in the order of time and written at once.
 */

#include "port.h"

/* Of these boards' port; no record is kept where port.record is NULL. */
void record_shown(const struct port *p, usec_t now);
void record_exchange(const struct port *p, const struct board *b, const struct strike *s,
		     const struct request *r, const struct answer *a, usec_t now);

/* A request that was damaged beyond being one, or was for nobody. */
void record_noise(const struct port *p, const struct strike *s, const uint8_t *bytes, size_t n,
		  usec_t now);
