/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What a board's state, as the daemon names it, means to people: how bad it is
 * and how it is drawn.
 */

#include "cli/canvas.h"
#include "cli/terminal.h"

enum board_state {
	BOARD_ACKNOWLEDGED,
	BOARD_BACKOFF,
	BOARD_BLANKED,
	BOARD_DARK,
	BOARD_HELD,
	BOARD_OFFLINE,
	BOARD_SENDING,
	BOARD_UNKNOWN,
	BOARD_VERIFIED,
	N_BOARD_STATES,
};

struct state_look {
	const char *name; /* as on the bus */
	const char *mark;
	enum tint tint;
	enum ink ink;
	int health; /* HEALTH_OK, HEALTH_WARNING, HEALTH_CRITICAL */
};

/* By enum board_state. */
extern const struct state_look state_looks[N_BOARD_STATES];

/* NULL: no state is called so. */
const struct state_look *state_find(const char *name);
