/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What is done about a board that was found showing what nobody asked for.
 * Each find is undone at once; when as many as the site says fall within an
 * hour, the board is barred from showing anything, by the site's choice:
 *
 *      find       +------+  the nth find within an hour   +--------------+
 *     +---------> | NONE | -----------------------------> | DARK or HELD |
 *     +---------- +------+ <----------------------------- +--------------+
 *      restored             a person has seen it, or a reload
 *                           says otherwise; HELD: any reload
 *
 * DARK: it is kept dark, and made dark again at each further find.  HELD: it
 * is read and never written.
 *
 * Plain values.  Main thread; no clock, no I/O, no logging.
 */

#include "config/config.h"

enum bar {
	BAR_NONE,
	BAR_DARK,
	BAR_HELD,
};

struct foreign {
	enum foreign_policy policy;
	unsigned after; /* finds, 1..FOREIGN_AFTER_MAX */
	enum bar bar;
	usec_t finds[FOREIGN_AFTER_MAX]; /* monotonic; a ring of the last @after */
	unsigned n;
};

/* One more.  Returns whether it is the one that bars the board. */
bool foreign_found(struct foreign *f, usec_t now);

/* Bar it as the policy says: it was barred before the service was restarted.  false: it says not.
 */
bool foreign_bar(struct foreign *f);

/* Finds so far count no more. */
void foreign_release(struct foreign *f);

/* What a reload says.  Returns whether that releases the board. */
bool foreign_adopt(struct foreign *f, enum foreign_policy policy, unsigned after);
