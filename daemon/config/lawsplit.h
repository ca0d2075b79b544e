/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A long text to pieces that may be messages: at the end of a sentence, else
 * at a semicolon or colon, else at a comma, else between characters.  Pieces
 * have no blanks at their ends; but for those, all of them together are the text.
 */

#include "pufa/message.h"

/* May this be one message? */
typedef bool (*law_fits_fn)(void *userdata, const char *text);

/*
 * The next piece of *at, which moves on, into @buf of TEXT_MAX + 1 bytes; false: none is left.
 * Newlines of the text, between its paragraphs, are in no piece.  No piece is longer than a
 * message may be; one that @fits refuses is a single character.  @fits NULL: all do.
 */
bool law_split(const char **at, law_fits_fn fits, void *userdata, char *buf);
