/* SPDX-License-Identifier: MIT */
#pragma once

/* A board of the daemon's in the words of the JSON contracts. */

#include "cli/client.h"

/* {name, line, state, showing, rule, last_error, provisional}.  NULL: out of memory. */
json_t *board_json(const struct board_view *b, const struct zone *z);

/* "south-gate", or "南门社区屏 south-gate" where it has a title of its own.  NULL: out of memory.
 */
char *board_label(const struct board_view *b);
