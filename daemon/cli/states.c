/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/cli.h"
#include "cli/states.h"

const struct state_look state_looks[N_BOARD_STATES] = {
	[BOARD_ACKNOWLEDGED] = { "acknowledged", "+", TINT_GOOD, INK_GOOD, HEALTH_OK },
	[BOARD_BACKOFF] = { "backoff", "!", TINT_WARN, INK_WARN, HEALTH_WARNING },
	[BOARD_BLANKED] = { "blanked", "#", TINT_BAD, INK_BAD, HEALTH_CRITICAL },
	[BOARD_DARK] = { "dark", "-", TINT_DIM, INK_FRAME, HEALTH_OK },
	[BOARD_HELD] = { "held", "#", TINT_BAD, INK_BAD, HEALTH_CRITICAL },
	[BOARD_OFFLINE] = { "offline", "x", TINT_BAD, INK_BAD, HEALTH_CRITICAL },
	[BOARD_SENDING] = { "sending", ">", TINT_NONE, INK_PLAIN, HEALTH_OK },
	[BOARD_UNKNOWN] = { "unknown", "?", TINT_WARN, INK_WARN, HEALTH_WARNING },
	[BOARD_VERIFIED] = { "verified", "=", TINT_GOOD, INK_GOOD, HEALTH_OK },
};

const struct state_look *state_find(const char *name)
{
	for (size_t i = 0; name && i < ARRAY_SIZE(state_looks); i++)
		if (strcmp(state_looks[i].name, name) == 0)
			return &state_looks[i];
	return NULL;
}
