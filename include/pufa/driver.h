/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What a make of board must be able to do.
 *
 * A driver turns one page into one conversation on a line.  Its operations on
 * a line are called only from that line's worker thread; they may block until
 * the deadline and never longer, never retry, never log and keep no globals.
 * Those that take no line are pure and may be called from any thread.
 *
 * The private state of a board is @size bytes that the framework allocates and
 * zeroes before init(); a driver allocates nothing.
 *
 * Errors of operations on a line: those of pufa/line.h, and
 *   -EMSGSIZE    the page can not fit this board (too many rows, a row too long, a board that is
 *                smaller than its profile says)
 *   -EBADE       show(): read back before it was shown, the board held something else
 *   -EILSEQ      the page holds a character that allows() does not
 *   -EOPNOTSUPP  this profile, or the board as it says itself, has no such thing
 */

#include "pufa/line.h"
#include "pufa/profile.h"

/* What "shown" can mean at best for a board of a profile. */
enum certainty {
	CERTAINTY_SENT,         /* nothing comes back */
	CERTAINTY_ACKNOWLEDGED, /* the board's word */
	CERTAINTY_VERIFIED,     /* read back and equal */
};

/* A local date and time, for a board's own clock. */
struct wall_time {
	uint16_t year;      /* 2000..2100 */
	uint8_t month, day; /* from 1 */
	uint8_t weekday;    /* 1 Monday .. 7 Sunday */
	uint8_t hour, minute, second;
};

/* What a board tells of itself; texts are printable ASCII, "" and 0 where it does not tell. */
struct identity {
	char model[48];
	char firmware[48];
	unsigned width, height; /* pixels */
};

/* read_back(): the board holds something else than was asked about, and can not say what. */
#define READ_OTHER 1

/* Takes one frame; returns 0 or a negative errno that encode() passes on. */
typedef int (*driver_emit_fn)(void *userdata, const uint8_t *frame, size_t n);

struct driver {
	const char *name;    /* the word used in profiles */
	enum line_kind line; /* the kind of line it runs on */
	size_t size;         /* bytes of private state */
	unsigned address_min, address_max;

	/* Where its boards listen by default; 0: they have no such socket.  Of Modbus 502. */
	int tcp_port, udp_port;
	bool seven_bits; /* its frames go through a line of 7 data bits */
	usec_t gap;      /* least quiet time on the line between two requests; 0: the line's own */
	usec_t rest;     /* least time between two pages for one board */

	const struct setting *settings; /* what a profile may say; ends with a NULL name */
	size_t settings_size;           /* of the struct that they fill */
	const void
		*settings_defaults; /* one such struct; NULL: zeroes, and identify() reads none */

	/* What the table can not say: fields that contradict each other.  Optional. */
	void (*check)(const struct profile *p, struct diag *d);

	/* @profile is borrowed and outlives the state.  -EINVAL: no such address. */
	int (*init)(void *self, const struct profile *profile, unsigned address,
		    enum line_medium medium);

	/* The best that show() followed by read_back() can prove. */
	enum certainty (*certainty)(const struct profile *profile);

	/*
	 * Does it keep a mark of what it was given, and not the text?  Then it is read back as
	 * well, and what differs is found; but equal marks are the board's word, never more than
	 * CERTAINTY_ACKNOWLEDGED.  Optional: it does not.
	 */
	bool (*keeps_mark)(const struct profile *profile);

	/*
	 * May this character, @n bytes of the profile's set, stand in a text?  Those that the
	 * protocol would obey instead of showing them may not.  Optional: all may.
	 */
	bool (*allows)(const struct profile *profile, const uint8_t *code, size_t n);

	/* Has the profile a brightness to set?  Optional: it has, where there is set_brightness().
	 */
	bool (*can_dim)(const struct profile *profile);

	/* How long a page stays up when nobody sends it again.  Optional: for ever. */
	usec_t (*lifetime)(const struct profile *profile);

	/* Make the board show @page.  Mandatory. */
	int (*show)(void *self, struct line *l, const struct page *page, usec_t deadline);

	/*
	 * Is the board there, and does it still have what it was given?  Changes nothing on it.
	 * -ESTALE: it is there, but has lost that (a restart).  Optional.
	 */
	int (*probe)(void *self, struct line *l, usec_t deadline);

	/*
	 * What does the board hold?  Rows come without padding.  Two calls in a row never ask in
	 * the same shape, so that a stale answer to the one can not pass for the other's.
	 * @expected is what it should be, NULL if nobody knows: a board that keeps only a mark of
	 * what it was given is asked for that.  0: *ret is what it holds; READ_OTHER: it is not
	 * @expected, and *ret is untouched; -ESTALE: it has lost what it was given, as in probe().
	 * A board that shows only on command what it holds may be given that command again, where
	 * it holds what is expected.
	 * Optional; without it a board is never verified.
	 */
	int (*read_back)(void *self, struct line *l, const struct page *expected, struct page *ret,
			 usec_t deadline);

	int (*set_power)(void *self, struct line *l, bool on, usec_t deadline); /* optional */
	/* 0..100, 0 the least that the board has and not dark.  Optional. */
	int (*set_brightness)(void *self, struct line *l, unsigned percent, usec_t deadline);
	int (*set_clock)(void *self, struct line *l, const struct wall_time *t,
			 usec_t deadline);                         /* optional */
	int (*clear)(void *self, struct line *l, usec_t deadline); /* optional */

	/*
	 * Keep @page in the board's own memory, to be shown after a power cut for as long as it is
	 * given nothing else.  That memory wears: whoever calls sees to it that this is rare.
	 * Optional.
	 */
	int (*store)(void *self, struct line *l, const struct page *page, usec_t deadline);

	/*
	 * Ask whatever is at the address what it is.  Changes nothing on it; the state may be of
	 * any profile of this driver, its defaults included.  Optional.
	 */
	int (*identify)(void *self, struct line *l, struct identity *ret, usec_t deadline);
	unsigned scan_first, scan_last; /* addresses worth asking, where nobody says which */

	/* The frames that show() would send, in order. */
	int (*encode)(const void *self, const struct page *page, driver_emit_fn emit,
		      void *userdata);
};

static inline bool profile_can_dim(const struct profile *p)
{
	const struct driver *d = p->driver;

	return d->set_brightness && (!d->can_dim || d->can_dim(p));
}

/* A make of which nothing is known but its driver, whose defaults it has: enough for identify(). */
static inline struct profile driver_profile(const struct driver *d)
{
	return (struct profile){
		.name = d->name,
		.title = d->name,
		.driver = d,
		.rows = 1,
		.columns = 2,
		.settings = d->settings_defaults,
	};
}

/* Every driver there is, by name, ending with NULL. */
extern const struct driver *const drivers[];

/* NULL: no driver has that name. */
const struct driver *driver_find(const struct driver *const table[], const char *name);
