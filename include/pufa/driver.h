/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What a make of board must be able to do.
 *
 * A driver turns one page into one conversation on a line.  Its operations on
 * a line are called only from that line's worker thread; they may block until
 * the deadline and never longer, never retry, never log and keep no globals.
 * encode() and check() are pure and may be called from any thread.
 *
 * The private state of a board is @size bytes that the framework allocates and
 * zeroes before init(); a driver allocates nothing.
 *
 * Errors of operations on a line: those of pufa/line.h, and
 *   -EMSGSIZE    the page can not fit this board (too many rows, a row too long)
 *   -EOPNOTSUPP  this profile has no such thing
 */

#include "pufa/line.h"
#include "pufa/profile.h"

/* What "shown" can mean at best for a board of a profile. */
enum certainty {
	CERTAINTY_SENT,         /* nothing comes back */
	CERTAINTY_ACKNOWLEDGED, /* the board's word */
	CERTAINTY_VERIFIED,     /* read back and equal */
};

/* Takes one frame; returns 0 or a negative errno that encode() passes on. */
typedef int (*driver_emit_fn)(void *userdata, const uint8_t *frame, size_t n);

struct driver {
	const char *name;    /* the word used in profiles */
	enum line_kind line; /* the kind of line it runs on */
	size_t size;         /* bytes of private state */
	unsigned address_min, address_max;

	const struct setting *settings; /* what a profile may say; ends with a NULL name */
	size_t settings_size;           /* of the struct that they fill */
	const void *settings_defaults;  /* one such struct; NULL: zeroes */

	/* What the table can not say: fields that contradict each other.  Optional. */
	void (*check)(const struct profile *p, struct diag *d);

	/* @profile is borrowed and outlives the state.  -EINVAL: no such address. */
	int (*init)(void *self, const struct profile *profile, unsigned address);

	/* The best that show() followed by read_back() can prove. */
	enum certainty (*certainty)(const struct profile *profile);

	/* Make the board show @page.  Mandatory. */
	int (*show)(void *self, struct line *l, const struct page *page, usec_t deadline);

	/* Is a board there?  Changes nothing on it.  Optional. */
	int (*probe)(void *self, struct line *l, usec_t deadline);

	/*
	 * What does the board hold?  Rows come without padding.  Two calls in a row never ask in
	 * the same shape, so that a stale answer to the one can not pass for the other's.
	 * Optional; without it a board is never verified.
	 */
	int (*read_back)(void *self, struct line *l, struct page *ret, usec_t deadline);

	int (*set_power)(void *self, struct line *l, bool on, usec_t deadline); /* optional */
	int (*set_brightness)(void *self, struct line *l, unsigned percent,
			      usec_t deadline);                                    /* optional */
	int (*set_clock)(void *self, struct line *l, usec_t utc, usec_t deadline); /* optional */
	int (*clear)(void *self, struct line *l, usec_t deadline);                 /* optional */

	/* The frames that show() would send, in order.  Pure. */
	int (*encode)(const void *self, const struct page *page, driver_emit_fn emit,
		      void *userdata);
};

/* Every driver there is, by name, ending with NULL. */
extern const struct driver *const drivers[];

/* NULL: no driver has that name. */
const struct driver *driver_find(const struct driver *const table[], const char *name);
