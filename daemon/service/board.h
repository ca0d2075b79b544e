/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * One board: what it should show, what it is known to show, and how it is doing.
 *
 *      start, line lost                    written, read back, equal
 *     +---------+  not what it should show  +---------+ -----------> +----------+
 *     | UNKNOWN | ------------------------> | SENDING |              | VERIFIED |
 *     +---------+                           +---------+ <----------- +----------+
 *          |      read, and it is as it         |  |     new page, or it was
 *          |      should be                     |  |     found to hold another
 *          +------------------> VERIFIED        |  |
 *                                               |  | written, can not be read
 *            pause over  +---------+            |  +-----------> ACKNOWLEDGED
 *         SENDING <----- | BACKOFF | <----------+
 *                        +---------+   error    |  turned off
 *                             |                 +-----------> DARK
 *                             | too many in a row
 *                             v
 *                        +---------+  any success: to where that leads
 *                        | OFFLINE | ------------------------------->
 *                        +---------+
 *
 *  Found showing what nobody asked for as often as the site allows (foreign.h), it is barred until
 *  board_release(); what it should show waits.
 *
 *         nth find, foreign = "blank"   +---------+  is dark   +---------+
 *      +------------------------------> | SENDING | ---------> | BLANKED |
 *      |                                +---------+ <--------- +---------+
 *  SENDING                                        further finds
 *      |  nth find, foreign = "hold"    +------+
 *      +------------------------------> | HELD | read at the interval, never written
 *                                       +------+
 *
 * ACKNOWLEDGED, VERIFIED and DARK are settled: what the board is known to show
 * is what it should show.  A board of which nothing comes back stays UNKNOWN.
 * A board that is left alone is looked after: read, or asked whether it still has
 * what it was given and given it again, in turn, or where it can not even be
 * asked, given it again each time.
 *
 * What can be read is read once in each interval, whether new pages come faster than that or not.
 * Where a page and a look are due together, the look goes first: one more transaction an interval,
 * and a foreign text is not written over unseen.  Only what is wholly blank counts as forgotten
 * (a reset, a power cut); anything else that differs is foreign, a part of our own page as well:
 * half a sentence may say the opposite.
 *
 * A board has at most one job in flight.  If what it should show changes
 * meanwhile, the newest wins: older ones are never queued, and what a job does
 * is decided when the line takes it.  After an error nothing is known, and what
 * can be read is read before it is trusted; after a pause also before it is
 * written over or made dark, if it was ever given anything.  What it holds then
 * and was not given is foreign too, and so is what somebody else writes over
 * each page at once: given.h.  Such a board is given its page with pauses in
 * between, and is never offline: it answers.
 *
 * Main thread.  No clock, no I/O, no logging: the time comes as an argument,
 * and hooks do what is to be done.
 */

#include "service/content.h"
#include "service/foreign.h"
#include "service/given.h"
#include "service/job.h"
#include "service/moment.h"
#include "service/upkeep.h"

enum board_state {
	BOARD_UNKNOWN,
	BOARD_SENDING,
	BOARD_ACKNOWLEDGED,
	BOARD_VERIFIED,
	BOARD_BACKOFF,
	BOARD_OFFLINE,
	BOARD_DARK,
	BOARD_BLANKED, /* barred: kept dark */
	BOARD_HELD,    /* barred: left alone, with what it was found to hold */
};

/* What is worth a word to a person. */
enum board_event {
	BOARD_EVENT_LOST,      /* it is offline now; @last_error says why */
	BOARD_EVENT_RECOVERED, /* it was offline and answers again */
	BOARD_EVENT_FOREIGN,   /* it held what nobody asked for, and is being restored */
	BOARD_EVENT_FORGOT,    /* it has lost what it was given, and is being given it again */
	BOARD_EVENT_REFUSED,   /* an error that trying again will not heal */
	BOARD_EVENT_TENDED,    /* upkeep.error has come or gone */
	BOARD_EVENT_STORED,    /* @stored.error says how that went */
};

struct board;

/* What a board needs done for it.  The service supplies the real ones, a test its own. */
struct board_hooks {
	/* Put it in its line's queue; the line will ask board_job(). */
	void (*submit)(struct board *b, void *userdata);

	/* Call board_woken() at this monotonic time; USEC_NEVER: not at all. */
	void (*wake_at)(struct board *b, usec_t at, void *userdata);

	/* Something that people can see has changed. */
	void (*changed)(struct board *b, void *userdata);

	/* @evidence: what it held; NULL: nothing of the kind, or it can not be told. */
	void (*event)(struct board *b, enum board_event event, const struct page *evidence,
		      void *userdata);
};

/* Content, NULL for dark, with the times of the page. */
struct showing {
	struct content *content; /* a reference */
	usec_t since, until;     /* 0: not known */
	usec_t from, until_play; /* of the whole play, of which the page is a part; 0: not known */
};

enum power {
	POWER_UNKNOWN,
	POWER_ON,
	POWER_OFF,
};

/* What is known of what the board holds. */
enum knowledge {
	KNOW_NOTHING,
	KNOW_CONTENT, /* @shown */
	KNOW_DARK,
};

struct board {
	const struct board_hooks *hooks;
	void *userdata;

	const struct driver *driver;
	void *state_of_driver;
	enum certainty certainty;
	bool keeps_mark;        /* of its page, and not the text: read back, yet never verified */
	usec_t verify_interval; /* USEC_NEVER: never */
	usec_t lifetime;        /* of a page that nobody sends again; USEC_NEVER: for ever */

	enum board_state state;
	bool wants; /* has @wanted been said yet? */
	struct showing wanted, in_job, shown;
	enum knowledge knowledge;
	enum power power;
	bool read_first; /* read it before it is written or trusted */
	bool busy;       /* in the line's queue, or in flight */
	bool in_flight;
	bool refused;  /* BOARD_EVENT_REFUSED was said */
	bool look_due; /* it has been left alone for long enough */
	bool unsure; /* another probe would not be enough: the next look gives it its page again */
	bool no_probe; /* its profile can not be asked whether it is there */
	bool nudged;   /* it was tried before the end of its pause, and failed again */
	bool replaces; /* the job in flight writes over what the board is known to show */

	struct foreign foreign;
	struct given given;   /* HELD: @found is what it was last found to hold, whoever wrote it */
	struct showing blank; /* what a barred board should show: nothing, since then */
	unsigned n_forgot;    /* how often it was found to have lost what it was given */

	struct upkeep upkeep;
	struct {
		struct content *due; /* a page to be kept for after a power cut, a reference */
		int error;           /* of the last try */
	} stored;
	usec_t sent_at;    /* monotonic: a page was given to the line; 0: none yet */
	usec_t settled_at; /* monotonic: what it shows was last given, found or asked after */
	usec_t looked_at;  /* monotonic: what it held was last read before it was written over */

	unsigned n_failures;             /* in a row */
	usec_t failing_since, failed_at; /* monotonic: the first and the last of these */
	int last_error;                  /* negative errno; 0: none yet */
	int last_cause;                  /* behind it, as in struct result */
	usec_t last_error_at, last_seen; /* wall; 0: never */
	usec_t wake; /* monotonic: the end of the pause, or the next verification */
};

const char *board_state_name(enum board_state state);

/*
 * Hooks, driver, certainty, mark, interval, lifetime, and of @foreign what is not its state, are
 * taken from @b; the rest starts anew. Nothing happens before board_want().
 */
void board_start(struct board *b);

/* Gives up its references.  No hook is called. */
void board_done(struct board *b);

/* What it should show from now on; the content's reference is taken over. */
void board_want(struct board *b, struct showing wanted, const struct moment *now);

/*
 * The line is free: what is to be done now.  false: nothing any more.
 * After true comes board_result(), whatever happens.  The job's deadline is the caller's.
 */
bool board_job(struct board *b, struct job *ret, const struct moment *now);

/* The job is over, its result about to be given: in between board_adopt() is allowed. */
void board_landed(struct board *b);
void board_result(struct board *b, const struct result *result, const struct moment *now);

/* The time asked for by wake_at() has come.  Early or needless calls do no harm. */
void board_woken(struct board *b, const struct moment *now);

/* The line was lost: what the board holds may have changed. */
void board_forget(struct board *b, const struct moment *now);

/* The line was down and no longer is: what failed until now says nothing against the board. */
void board_recount(struct board *b);

/* Offline by itself, not for what its line failed to do. */
bool board_is_lost(const struct board *b);

/*
 * There is life on the line again: do not wait for the end of a pause.  Once in a pause of its own,
 * or two boards that fail would have each other tried without any.
 */
void board_nudge(struct board *b, const struct moment *now);

/* After a reload: another state of the driver, another interval.  Not while in flight. */
void board_adopt(struct board *b, void *state_of_driver, usec_t verify_interval);

/* The brightness it should have from now on, percent; -1: leave it. */
void board_set_brightness(struct board *b, int percent, const struct moment *now);

/* Its clock is to be set, when there is an occasion; not @known: nobody knows to what. */
void board_set_clock(struct board *b, bool known, const struct moment *now);

/* Once it is idle, have it keep this page for after a power cut; the reference is taken over. */
void board_store(struct board *b, struct content *page, const struct moment *now);

/* It was barred before the service was restarted.  Before board_want(). */
void board_bar(struct board *b);

/* A person has seen what it was barred for: it is to show again what it should. */
void board_release(struct board *b, const struct moment *now);

/* After a reload, at any time: what is done about foreign texts. */
void board_set_foreign(struct board *b, enum foreign_policy policy, unsigned after,
		       const struct moment *now);

/* It answers, nothing has failed since, and it is known what it shows. */
bool board_is_well(const struct board *b);

/* Has it failed so often in a row that it had to be left alone for a while? */
bool board_is_ailing(const struct board *b);
