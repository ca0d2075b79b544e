/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What a board shows at an instant, why, and until when.
 *
 * Pure: the same programme, orders, board and instant always give the same
 * answer.  No clock, no zone database, no logging, no allocation.  Every
 * instant named here is a whole millisecond.
 */

#include "schedule/programme.h"

enum order_kind {
	ORDER_BLANK,
	ORDER_NOTICE,
};

#define ORDER_SPAN_MAX USEC_PER_DAY /* of a notice */
#define URGENCY_MIN    1
#define URGENCY_MAX    3

/* A notice or a blank, put up by a person for a while. */
struct order {
	enum order_kind kind;
	uint32_t id;            /* larger is newer */
	usec_t from, until;     /* [from, until) */
	int urgency;            /* ORDER_NOTICE: URGENCY_MIN..URGENCY_MAX, 3 the most urgent */
	bool through_quiet;     /* ORDER_NOTICE: breaks `off` limits */
	struct message message; /* ORDER_NOTICE */
	struct board_set boards;
	const char *who; /* put it up, for people; NULL: not known */
};

struct orders {
	const struct order *list;
	size_t n;
};

enum reason {
	REASON_BLANK,   /* a blank order */
	REASON_OFF,     /* a limit */
	REASON_NOTICE,  /* a notice order */
	REASON_RULES,   /* the rules */
	REASON_FILLER,  /* no rule: the site's filler */
	REASON_NOTHING, /* nothing left to show */
	REASON_OUTSIDE, /* the instant is outside the programme's span */
};

struct decision {
	enum reason reason;
	const struct message *message; /* NULL: dark */
	int playlist;                  /* index; -1: none */
	int rule;                      /* REASON_RULES: the first that plays this list; else -1 */
	int limit;                     /* REASON_OFF, or the sober limit that emptied it; else -1 */
	const struct order *order;     /* REASON_BLANK, REASON_NOTICE; else NULL */

	/* The whole play of the message, were nothing to come between; for dark as from, until. */
	usec_t start, end;

	/* Nothing of the above changes in [now, until). */
	usec_t until;
};

struct decision schedule_at(const struct programme *p, const struct orders *orders, unsigned board,
			    usec_t now);

/* Of dark @a: is @b dark by the same cause, so that both are one stretch to people? */
bool decision_same_darkness(const struct decision *a, const struct decision *b);

/* While the clock can not be trusted: the filler, by time since some fixed moment. */
struct decision schedule_untrusted(const struct programme *p, usec_t elapsed);

/*
 * May a notice to come change what the board shows on this day?  True where a rule or a limit that
 * names it is of days by notices, and the local day of @now is not certain yet; or the day before,
 * where the hours run past midnight as far as @now.  Without a calendar nothing is.
 */
bool schedule_is_provisional(const struct programme *p, unsigned board, usec_t now);

struct page_time {
	unsigned page;       /* from 0 */
	usec_t since, until; /* of the page: a part of [start, end) of the play */
};

/* Which of @n_pages pages of the play is up at @now; page i begins at floor(i * ms / n). */
struct page_time page_at(const struct decision *d, unsigned n_pages, usec_t now);

enum verdict {
	VERDICT_WON,       /* it alone is why */
	VERDICT_SHARES,    /* it plays, together with others */
	VERDICT_LOST,      /* it would play, but for a higher priority */
	VERDICT_NOT_TODAY, /* its days do not match */
	VERDICT_NOT_NOW,   /* its hours do not match */
	VERDICT_LIMITED,   /* a limit or an order is stronger */
};

const char *verdict_name(enum verdict v); /* "won", ..., "not-today" */

/* One rule, weighed. */
struct consideration {
	int rule;
	enum verdict verdict;
	int limit; /* VERDICT_LIMITED by this limit; else -1 */
	int by;    /* VERDICT_LOST: a rule that plays; else -1 */
};

/*
 * Weigh every rule that names the board, in the order of the files.  The decision is that of
 * schedule_at(), but darkness that goes on past midnight is one.
 * @ret has room for as many as the programme has rules.  Returns how many.
 */
size_t schedule_explain(const struct programme *p, const struct orders *orders, unsigned board,
			usec_t now, struct decision *ret_decision, struct consideration *ret);
