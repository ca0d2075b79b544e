/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What signs that speak the Alpha protocol say: bytes to answers, answers to
 * pages.  Pure.
 *
 *   NUL... SOH '0' "00" STX command data ETX sum(4) EOT
 *
 * An answer names neither the sign nor the question's number, only the command
 * that would write what was read: "A" and a label for a TEXT file.
 *
 * Alpha Sign Communications Protocol, 9708-8061: tables 16 and 20, appendices G and M.
 */

#include "alpha_frame.h"

/* The command and data of an answer, within the bytes that were parsed. */
struct alpha_answer {
	const uint8_t *bytes;
	size_t n; /* at least 2 */
};

/*
 * Is an answer there?  0: not whole yet; 1: *ret is it.  Requests, which have another type code
 * than answers, are passed over as noise.  -EPROTO: a wrong sum, none at all, another address.
 */
int alpha_parse(const uint8_t *bytes, size_t n, struct alpha_answer *ret);

/*
 * Is the word on a command there: ACK or NAK, and the error status register?  0: not yet; 1: ACK.
 * NAK is -EPROTO where only the wire is to blame, else -EREMOTEIO.
 */
int alpha_parse_word(const uint8_t *bytes, size_t n);

/*
 * The page that the profile's file holds.  0: it is made just as a page is written; READ_OTHER: it
 * is not, and *ret is what of it can be read, for people.
 */
int alpha_decode(const struct profile *p, const struct alpha_answer *a, struct page *ret);

/* Blanks at the ends of rows aside. */
bool alpha_same(const struct page *a, const struct page *b);

/*
 * Has the sign the files that the profile needs?  1: yes; 0: one of them is missing.  -EPROTO: not
 * a memory configuration; -EMSGSIZE: one of them is too small.
 */
int alpha_has_files(const struct profile *p, const struct alpha_answer *a);

/* General information; what is not as the protocol says is left out. */
void alpha_identity(const struct alpha_answer *a, struct identity *ret);
