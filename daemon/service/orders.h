/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What people have put up for a while, notices and blanks, as a list: the one that is kept on the
 * disk, and the one that the schedule is asked with.
 *
 * An order names its boards by their names, for a reload gives them other indices.  Of all that is
 * in the list only what is on the disk is up: an order that still waits for that is shown nowhere.
 *
 * Pure: no clock, no I/O, no logging.  Main thread.
 */

#include "config/config.h"
#include "schedule/schedule.h"

#define ORDERS_MAX     64
#define ORDER_SPAN_MIN USEC_PER_MINUTE
#define BLANK_SPAN_MAX (7 * USEC_PER_DAY)
#define WHO_MAX        256 /* bytes of a caller's name */

struct posting {
	struct order order; /* but for its boards, who and text are below */
	char *who;
	char *text;   /* "": a blank */
	char **names; /* of its boards */
	size_t n_names;
	uint64_t waits; /* the version of the file that is to hold it; 0: it is on the disk */
};

/*
 * Copies all that it is given; @o's boards are not looked at.  Its message is @text, which stays as
 * long as people need to read it.  -EINVAL: not what an order may be; its id is not looked at.
 * -ENOMEM.
 */
int posting_new(struct posting **ret, const struct order *o, const char *who, const char *text,
		const char *const *names, size_t n_names);
struct posting *posting_free(struct posting *p);

DEFINE_CLEANUP(struct posting *, posting_free)

const char *order_kind_name(enum order_kind kind); /* "notice" */

bool posting_has(const struct posting *p, const char *board);

/* False: it was not on it. */
bool posting_drop_board(struct posting *p, const char *board);

/*
 * Is it over at @now?  So is one that begins much later than that: the clock by which it was put up
 * was wrong, and nobody remembers it by the time it would come.
 */
bool posting_is_over(const struct posting *p, usec_t now);

struct order_list {
	struct posting *list[ORDERS_MAX]; /* by id */
	size_t n;
	uint32_t next_id; /* never given twice */

	/* Of orders_refresh(). */
	struct order up[ORDERS_MAX];
	struct orders orders;
};

void orders_init(struct order_list *l);
void orders_done(struct order_list *l);

/* Takes @p over, also on errors, and gives it the next id.  -ENOSPC: there are too many. */
int orders_add(struct order_list *l, struct posting *p);

/* The same with the id that it has.  -EINVAL: it is not above all others. */
int orders_restore(struct order_list *l, struct posting *p);

struct posting *orders_find(const struct order_list *l, uint64_t id); /* NULL: there is none */
void orders_remove(struct order_list *l, struct posting *p);          /* frees it */

/*
 * Boards are those of @c from now on: @l->orders is made anew, of what does not wait.  Where the
 * clock was set back since, to @now, what was put up by it stays up.  Who looks at
 * what it was before, or at a message of it, looks at something else afterwards.
 */
void orders_refresh(struct order_list *l, const struct config *c, usec_t now);
