/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Can a make of board show a notice, and how?  Asked before one is put up, and again of what is up
 * when the files change.  Keeps nothing; any thread.
 */

#include "pufa/profile.h"
#include "schedule/layout.h"

/* Once for each thing that is wrong, without a full stop: "the board can not show 'x' (U+....)". */
typedef void (*notice_fault_fn)(const char *fault, void *userdata);

/*
 * @text: as message_text_check() allows it.  Returns how many things are wrong, with 0 the layout
 * is whole.  -ENOMEM: it can not be told just now.
 */
int notice_fit(const struct profile *p, const char *text, struct layout *ret_layout,
	       notice_fault_fn fault, void *userdata);
