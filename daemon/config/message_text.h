/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What the text of a message may be, and how long it stays where nobody says so: the same for a
 * playlist's and for a notice's.  Pure, any thread.
 */

#include "pufa/message.h"

#define TEXT_CHARACTERS_MAX    200
#define MESSAGE_TEXT_FAULT_MAX (TEXT_MAX + 128)

/*
 * 0: it can be a message's.  -EINVAL: @buf says why not.  Whether a board can show it is another
 * question.
 */
int message_text_check(const char *text, char buf[static MESSAGE_TEXT_FAULT_MAX]);

/* By reading speed. */
uint32_t message_text_duration(const char *text);
