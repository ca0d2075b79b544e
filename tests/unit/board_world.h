/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A pretended board in virtual time, for tests of the board's state machine:
 * what it really holds, what goes wrong, and what the machine asked of the world.
 */

#include "check.h"
#include "service/board.h"

#define INTERVAL (60 * USEC_PER_SEC)
#define NO_JOB   (-1)

/* A board, what it really holds, and what the machine asked of the world. */
struct world {
	struct board b;
	struct moment now;
	usec_t wake;
	unsigned n_submitted;
	char events[128];

	char holds; /* the one character it shows; 0: blank */
	bool lit;
	bool unasked;   /* its profile can not be asked whether it is there */
	int tend_error; /* of brightness and clock */
	int brightness; /* it was given; -1: none */
	unsigned n_clock, n_shows;
	char stored;
	int error;        /* what every operation returns, if not 0 */
	bool deaf;        /* takes a page without a complaint and keeps the old one */
	char writer;      /* somebody else writes this over each page at once; 0: nobody does */
	struct line line; /* only for its cause */
};

static inline void on_submit(struct board *b, void *userdata)
{
	struct world *w = userdata;

	(void) b;
	w->n_submitted++;
}

static inline void on_wake_at(struct board *b, usec_t at, void *userdata)
{
	struct world *w = userdata;

	(void) b;
	w->wake = at;
}

static inline void on_changed(struct board *b, void *userdata)
{
	(void) b;
	(void) userdata;
}

static inline void on_event(struct board *b, enum board_event event, const struct page *evidence,
			    void *userdata)
{
	static const char *const names[] = {
		[BOARD_EVENT_LOST] = "lost",       [BOARD_EVENT_RECOVERED] = "recovered",
		[BOARD_EVENT_FOREIGN] = "foreign", [BOARD_EVENT_REFUSED] = "refused",
		[BOARD_EVENT_FORGOT] = "forgot",   [BOARD_EVENT_TENDED] = "tended",
		[BOARD_EVENT_STORED] = "stored",
	};
	struct world *w = userdata;
	size_t n = strlen(w->events);

	(void) b;
	snprintf(w->events + n, sizeof(w->events) - n, "%s%s", n ? " " : "", names[event]);
	if (event == BOARD_EVENT_FOREIGN && evidence && evidence->n_rows) {
		n = strlen(w->events);
		snprintf(w->events + n, sizeof(w->events) - n, ":%c", evidence->rows[0].bytes[0]);
	}
}

static const struct board_hooks hooks = { on_submit, on_wake_at, on_changed, on_event };

static inline void set_page(struct page *p, char c)
{
	*p = (struct page){ .n_rows = c ? 1 : 0 };
	if (c) {
		p->rows[0].n = 1;
		p->rows[0].bytes[0] = (uint8_t) c;
	}
}

/* The driver: its state is the world. */
static inline int show(void *self, struct line *l, const struct page *page, usec_t deadline)
{
	struct world *w = self;

	(void) l;
	(void) deadline;
	if (w->error)
		return w->error;
	w->n_shows++;
	if (!w->deaf)
		w->holds = page->n_rows ? (char) page->rows[0].bytes[0] : '\0';
	if (w->writer)
		w->holds = w->writer;
	return 0;
}

static inline int read_back(void *self, struct line *l, const struct page *expected,
			    struct page *ret, usec_t deadline)
{
	struct world *w = self;

	(void) l;
	(void) expected;
	(void) deadline;
	if (w->error)
		return w->error;
	set_page(ret, w->holds);
	return 0;
}

static inline int probe(void *self, struct line *l, usec_t deadline)
{
	struct world *w = self;

	(void) l;
	(void) deadline;
	if (w->error || w->unasked)
		return w->error ? w->error : -EOPNOTSUPP;
	return w->holds ? 0 : -ESTALE;
}

/* A board that keeps a mark of what it was given, and not the text. */
static inline int read_mark(void *self, struct line *l, const struct page *expected,
			    struct page *ret, usec_t deadline)
{
	struct world *w = self;
	char c = expected && expected->n_rows ? (char) expected->rows[0].bytes[0] : '\0';

	(void) l;
	(void) deadline;
	if (w->error)
		return w->error;
	if (!expected || c != w->holds)
		return READ_OTHER;
	set_page(ret, c);
	return 0;
}

static inline int set_brightness(void *self, struct line *l, unsigned percent, usec_t deadline)
{
	struct world *w = self;

	(void) l;
	(void) deadline;
	if (w->tend_error)
		return w->tend_error;
	w->brightness = (int) percent;
	return 0;
}

static inline int set_clock(void *self, struct line *l, const struct wall_time *t, usec_t deadline)
{
	struct world *w = self;

	(void) l;
	(void) t;
	(void) deadline;
	w->n_clock += w->tend_error == 0;
	return w->tend_error;
}

static inline int store(void *self, struct line *l, const struct page *page, usec_t deadline)
{
	struct world *w = self;

	(void) l;
	(void) deadline;
	if (w->tend_error)
		return w->tend_error;
	w->stored = (char) page->rows[0].bytes[0];
	return 0;
}

static inline int set_power(void *self, struct line *l, bool on, usec_t deadline)
{
	struct world *w = self;

	(void) l;
	(void) deadline;
	if (w->error)
		return w->error;
	w->lit = on;
	return 0;
}

static inline int clear(void *self, struct line *l, usec_t deadline)
{
	struct world *w = self;

	(void) l;
	(void) deadline;
	if (w->error)
		return w->error;
	w->holds = '\0';
	return 0;
}

static const struct driver readable = { .name = "readable", .show = show, .read_back = read_back };
static const struct driver switched = {
	.name = "switched", .show = show, .read_back = read_back, .set_power = set_power
};
static const struct driver talking = {
	.name = "talking", .show = show, .probe = probe, .clear = clear
};
static const struct driver marking = {
	.name = "marking", .show = show, .read_back = read_mark, .clear = clear
};
static const struct driver slow = {
	.name = "slow", .show = show, .probe = probe, .rest = USEC_PER_SEC
};
static const struct driver tended = { .name = "tended",
				      .show = show,
				      .probe = probe,
				      .clear = clear,
				      .set_brightness = set_brightness,
				      .set_clock = set_clock,
				      .store = store };
static const struct driver mute = { .name = "mute", .show = show };

static inline struct content *make_content(char c)
{
	struct content *content = calloc(1, sizeof(*content));

	if (!content)
		abort();
	content->refs = 1;
	set_page(&content->page, c);
	return content;
}

/* Hand out the job, do it, give the result back.  Returns its kind. */
static inline int run(struct world *w)
{
	struct job job = { 0 };
	struct result result;

	if (!w->b.busy || !board_job(&w->b, &job, &w->now))
		return NO_JOB;
	w->now.mono += 10 * USEC_PER_MSEC;
	w->now.wall += 10 * USEC_PER_MSEC;
	job_run(&job, &w->line, &result);
	board_result(&w->b, &result, &w->now);
	return (int) job.kind;
}

static inline void pass(struct world *w, int msec)
{
	w->now.mono += (usec_t) msec * USEC_PER_MSEC;
	w->now.wall += (usec_t) msec * USEC_PER_MSEC;
	if (w->wake != USEC_NEVER && w->now.mono >= w->wake)
		board_woken(&w->b, &w->now);
}

static inline void want(struct world *w, char c)
{
	struct showing s = { .content = c ? make_content(c) : NULL, .since = 1, .until = 2 };

	board_want(&w->b, s, &w->now);
}

static inline void world_start(struct world *w, const struct driver *driver,
			       enum certainty certainty, char holds)
{
	*w = (struct world){ .now = { .mono = USEC_PER_HOUR }, .wake = USEC_NEVER, .holds = holds };
	w->b = (struct board){ .hooks = &hooks,
			       .userdata = w,
			       .driver = driver,
			       .state_of_driver = w,
			       .certainty = certainty,
			       .verify_interval = INTERVAL,
			       .lifetime = USEC_NEVER,
			       .foreign = { .after = 1 } };
	board_start(&w->b);
}
