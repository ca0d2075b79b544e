/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What a board may hold of what it was given.  It is asked where nobody knows
 * what the board does hold, after an error or while its line was down: is what
 * was read then ours, or did somebody else write it meanwhile?
 *
 * Before anything has reached the board in this run whatever it holds is from
 * before, and nobody's fault.  From then on these are ours:
 *
 *  - what it was last known or read to hold;
 *  - what was sent since and perhaps did not arrive, the last two pages of it;
 *    before a third is sent the board is read;
 *  - a mixture of these, for a page goes in pieces: at each place of each row
 *    stands what one of them has there;
 *  - a page that was sent and garbled: more than half of what it has is there,
 *    at its place;
 *  - blank, which is what a restart leaves.
 *
 * Anything else is foreign.  A foreign text that was told of is told of once, whole or with part of
 * a page of ours over it, until something of ours is known to be there again.
 *
 * A page that was written and read back as another one is judged by the same
 * rule, in this run's first try as well, but that a text that was told of is
 * news again: the board took a page, so somebody has written after us.  Once
 * may be a page garbled on its way, or half of what somebody was just writing;
 * the second foreign page in a row is told of, and so is each one after it: a
 * writer that goes on.  A board that keeps what it had, takes half of a page or
 * spoils some places of every page is out of order, and not called foreign.
 *
 * Plain values.  Main thread; no clock, no I/O, no logging.
 */

#include "pufa/message.h"

#define GIVEN_SENT_MAX 2

struct given {
	bool known; /* something has reached it in this run */
	bool off;   /* it was turned off since: what it holds is not seen, and stays */
	bool has_before, has_found;
	struct page before;               /* what it was last known or read to hold */
	struct page sent[GIVEN_SENT_MAX]; /* since; a ring */
	unsigned n_sent, n_unread;        /* n_unread: since it was read */
	struct page found;                /* a foreign text, told of */
	unsigned n_foreign;               /* right after a page was sent, in a row */
};

/* It is known to hold this page of ours. */
void given_reached(struct given *g, const struct page *page);

/* It is known to be turned off. */
void given_off(struct given *g);

/* This was sent, and nobody knows what of it has arrived. */
void given_sent(struct given *g, const struct page *page);

/* Are there so many of these that it should be read before it is sent another? */
bool given_must_be_read(const struct given *g);

/*
 * It was read while nobody knew what it holds: is that foreign, and to be told of?  @page NULL: it
 * can not be told, but is not @expected.
 */
bool given_take_read(struct given *g, const struct page *page, const struct page *expected);

/* The same for what it held right after the page that was sent last. */
bool given_take_other(struct given *g, const struct page *page);

/* It holds this foreign text, which is told of; NULL: it can not be told. */
void given_found(struct given *g, const struct page *page);
