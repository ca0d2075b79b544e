/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What a board can be told: characters that its set has, and that its protocol
 * shows instead of obeying.  Keeps no state, any thread may call.
 */

#include "pufa/driver.h"

/*
 * The first character of @text that a board of the profile can not be told, as a code point
 * (U+FFFD where the text is not UTF-8); 0: it can be told all of it.  *ret_obeyed: its set has the
 * character, but the protocol takes it for a command.  CHARSET_UNSURE: it can not be told just now.
 */
uint32_t profile_refuses(const struct profile *p, const char *text, bool *ret_obeyed);
