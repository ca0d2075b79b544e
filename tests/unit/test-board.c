/* SPDX-License-Identifier: MIT */
/* The board's state machine against a pretended board, in virtual time. */
#include <netdb.h>

#include "check.h"
#include "service/board.h"
#include "service/error_text.h"

#define INTERVAL (60 * USEC_PER_SEC)

/* A board, what it really holds, and what the machine asked of the world. */
struct world {
	struct board b;
	struct moment now;
	usec_t wake;
	unsigned n_submitted;
	char events[128];

	char holds; /* the one character it shows; 0: blank */
	bool lit;
	int error;        /* what every operation returns, if not 0 */
	bool deaf;        /* takes a page without a complaint and keeps the old one */
	struct line line; /* only for its cause */
};

static void on_submit(struct board *b, void *userdata)
{
	struct world *w = userdata;

	(void) b;
	w->n_submitted++;
}

static void on_wake_at(struct board *b, usec_t at, void *userdata)
{
	struct world *w = userdata;

	(void) b;
	w->wake = at;
}

static void on_changed(struct board *b, void *userdata)
{
	(void) b;
	(void) userdata;
}

static void on_event(struct board *b, enum board_event event, const struct page *evidence,
		     void *userdata)
{
	static const char *const names[] = {
		[BOARD_EVENT_LOST] = "lost",
		[BOARD_EVENT_RECOVERED] = "recovered",
		[BOARD_EVENT_FOREIGN] = "foreign",
		[BOARD_EVENT_REFUSED] = "refused",
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

static void set_page(struct page *p, char c)
{
	*p = (struct page){ .n_rows = c ? 1 : 0 };
	if (c) {
		p->rows[0].n = 1;
		p->rows[0].bytes[0] = (uint8_t) c;
	}
}

/* The driver: its state is the world. */
static int show(void *self, struct line *l, const struct page *page, usec_t deadline)
{
	struct world *w = self;

	(void) l;
	(void) deadline;
	if (w->error)
		return w->error;
	if (!w->deaf)
		w->holds = page->n_rows ? (char) page->rows[0].bytes[0] : '\0';
	return 0;
}

static int read_back(void *self, struct line *l, struct page *ret, usec_t deadline)
{
	struct world *w = self;

	(void) l;
	(void) deadline;
	if (w->error)
		return w->error;
	set_page(ret, w->holds);
	return 0;
}

static int probe(void *self, struct line *l, usec_t deadline)
{
	struct world *w = self;

	(void) l;
	(void) deadline;
	return w->error;
}

static int set_power(void *self, struct line *l, bool on, usec_t deadline)
{
	struct world *w = self;

	(void) l;
	(void) deadline;
	if (w->error)
		return w->error;
	w->lit = on;
	return 0;
}

static int clear(void *self, struct line *l, usec_t deadline)
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
static const struct driver mute = { .name = "mute", .show = show };

static struct content *make_content(char c)
{
	struct content *content = calloc(1, sizeof(*content));

	if (!content)
		abort();
	content->refs = 1;
	set_page(&content->page, c);
	return content;
}

enum op {
	WANT, /* arg: a character, 0: dark */
	RUN,  /* the line takes the job; arg: the error of every operation */
	RUN_DEAF,
	PUT,  /* somebody else writes arg */
	PASS, /* arg milliseconds; the alarm rings if it is due */
	FORGET,
	NUDGE,
};

#define NO_JOB (-1)

struct step {
	int line;
	enum op op;
	int arg;
	int job;                /* RUN: the kind that must be asked for, or NO_JOB */
	enum board_state state; /* afterwards */
	const char *events;     /* said meanwhile */
	char holds;             /* afterwards */
};

/* Hand out the job, do it, give the result back.  Returns its kind. */
static int run(struct world *w)
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

static void pass(struct world *w, int msec)
{
	w->now.mono += (usec_t) msec * USEC_PER_MSEC;
	w->now.wall += (usec_t) msec * USEC_PER_MSEC;
	if (w->wake != USEC_NEVER && w->now.mono >= w->wake)
		board_woken(&w->b, &w->now);
}

static void want(struct world *w, char c)
{
	struct showing s = { .content = c ? make_content(c) : NULL, .since = 1, .until = 2 };

	board_want(&w->b, s, &w->now);
}

static void check_step(struct world *w, const struct step *s)
{
	int job = NO_JOB;

	w->events[0] = '\0';
	switch (s->op) {
	case WANT:
		want(w, (char) s->arg);
		break;
	case RUN:
	case RUN_DEAF:
		w->error = s->arg;
		w->deaf = s->op == RUN_DEAF;
		job = run(w);
		w->error = 0;
		w->deaf = false;
		CHECK_ROW(s->line, job == s->job);
		break;
	case PUT:
		w->holds = (char) s->arg;
		break;
	case PASS:
		pass(w, s->arg);
		break;
	case FORGET:
		board_forget(&w->b, &w->now);
		break;
	case NUDGE:
		board_nudge(&w->b, &w->now);
		break;
	}
	CHECK_ROW(s->line, w->b.state == s->state);
	CHECK_ROW(s->line, strcmp(w->events, s->events ? s->events : "") == 0);
	CHECK_ROW(s->line, w->holds == s->holds);
}

static void play(const struct driver *driver, enum certainty certainty, const struct step *steps,
		 size_t n)
{
	struct world w = {
		.now = { .mono = USEC_PER_HOUR, .wall = 1800000000 * USEC_PER_SEC },
		.wake = USEC_NEVER,
		.holds = 'z',
	};

	w.b = (struct board){
		.hooks = &hooks,
		.userdata = &w,
		.driver = driver,
		.state_of_driver = &w,
		.certainty = certainty,
		.verify_interval = INTERVAL,
	};
	board_start(&w.b);
	for (size_t i = 0; i < n; i++)
		check_step(&w, &steps[i]);
	board_done(&w.b);
}

#define PLAY(driver, certainty, steps) play(driver, certainty, steps, ARRAY_SIZE(steps))

/* clang-format off */
static const struct step first_read_then_written[] = {
	{ __LINE__, WANT, 'a', 0, BOARD_UNKNOWN, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_READ, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_VERIFIED, NULL, 'a' },
	{ __LINE__, RUN, 0, NO_JOB, BOARD_VERIFIED, NULL, 'a' },
	{ __LINE__, WANT, 'b', 0, BOARD_SENDING, NULL, 'a' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_VERIFIED, NULL, 'b' },
	{ __LINE__, WANT, 'b', 0, BOARD_VERIFIED, NULL, 'b' }, /* the same once more: nothing to do */
	{ __LINE__, RUN, 0, NO_JOB, BOARD_VERIFIED, NULL, 'b' },
};

static const struct step found_right_at_start[] = {
	{ __LINE__, WANT, 'z', 0, BOARD_UNKNOWN, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_READ, BOARD_VERIFIED, NULL, 'z' },
	{ __LINE__, RUN, 0, NO_JOB, BOARD_VERIFIED, NULL, 'z' },
};

static const struct step newest_wins[] = {
	{ __LINE__, WANT, 'a', 0, BOARD_UNKNOWN, NULL, 'z' },
	{ __LINE__, WANT, 'b', 0, BOARD_UNKNOWN, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_READ, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, WANT, 'c', 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, WANT, 'd', 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_VERIFIED, NULL, 'd' },
	{ __LINE__, RUN, 0, NO_JOB, BOARD_VERIFIED, NULL, 'd' },
};

static const struct step foreign_text_is_put_back[] = {
	{ __LINE__, WANT, 'a', 0, BOARD_UNKNOWN, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_READ, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_VERIFIED, NULL, 'a' },
	{ __LINE__, PASS, 59000, 0, BOARD_VERIFIED, NULL, 'a' },
	{ __LINE__, RUN, 0, NO_JOB, BOARD_VERIFIED, NULL, 'a' },
	{ __LINE__, PASS, 1000, 0, BOARD_VERIFIED, NULL, 'a' },
	{ __LINE__, RUN, 0, JOB_READ, BOARD_VERIFIED, NULL, 'a' },
	{ __LINE__, PUT, 'x', 0, BOARD_VERIFIED, NULL, 'x' },
	{ __LINE__, PASS, 60000, 0, BOARD_VERIFIED, NULL, 'x' },
	{ __LINE__, RUN, 0, JOB_READ, BOARD_SENDING, "foreign:x", 'x' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_VERIFIED, NULL, 'a' },
	{ __LINE__, PUT, 0, 0, BOARD_VERIFIED, NULL, 0 }, /* restarted, say */
	{ __LINE__, PASS, 60000, 0, BOARD_VERIFIED, NULL, 0 },
	{ __LINE__, RUN, 0, JOB_READ, BOARD_SENDING, "foreign", 0 },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_VERIFIED, NULL, 'a' },
};

/* A new page while a look is due: it is not worth looking any more. */
static const struct step a_change_overtakes_a_look[] = {
	{ __LINE__, WANT, 'z', 0, BOARD_UNKNOWN, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_READ, BOARD_VERIFIED, NULL, 'z' },
	{ __LINE__, PASS, 60000, 0, BOARD_VERIFIED, NULL, 'z' },
	{ __LINE__, WANT, 'b', 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_VERIFIED, NULL, 'b' },
};

static const struct step silence_to_offline_and_back[] = {
	{ __LINE__, WANT, 'a', 0, BOARD_UNKNOWN, NULL, 'z' },
	{ __LINE__, RUN, -ETIMEDOUT, JOB_READ, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, -ETIMEDOUT, JOB_READ, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, -ETIMEDOUT, JOB_READ, BOARD_BACKOFF, NULL, 'z' },
	{ __LINE__, RUN, 0, NO_JOB, BOARD_BACKOFF, NULL, 'z' },
	{ __LINE__, WANT, 'b', 0, BOARD_BACKOFF, NULL, 'z' },
	{ __LINE__, PASS, 999, 0, BOARD_BACKOFF, NULL, 'z' },
	{ __LINE__, PASS, 1, 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, -ETIMEDOUT, JOB_READ, BOARD_BACKOFF, NULL, 'z' },
	{ __LINE__, PASS, 1999, 0, BOARD_BACKOFF, NULL, 'z' },
	{ __LINE__, PASS, 1, 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, -ETIMEDOUT, JOB_READ, BOARD_OFFLINE, "lost", 'z' },
	{ __LINE__, PASS, 4000, 0, BOARD_OFFLINE, NULL, 'z' },
	{ __LINE__, RUN, -ETIMEDOUT, JOB_READ, BOARD_OFFLINE, NULL, 'z' }, /* said once */
	{ __LINE__, PASS, 8000, 0, BOARD_OFFLINE, NULL, 'z' },
	{ __LINE__, RUN, -ETIMEDOUT, JOB_READ, BOARD_OFFLINE, NULL, 'z' },
	{ __LINE__, PASS, 16000, 0, BOARD_OFFLINE, NULL, 'z' },
	{ __LINE__, RUN, -ETIMEDOUT, JOB_READ, BOARD_OFFLINE, NULL, 'z' },
	{ __LINE__, PASS, 16000, 0, BOARD_OFFLINE, NULL, 'z' }, /* the cap */
	{ __LINE__, RUN, 0, JOB_READ, BOARD_OFFLINE, NULL, 'z' },  /* answers, holds another page */
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_VERIFIED, "recovered", 'b' },
	{ __LINE__, WANT, 'c', 0, BOARD_SENDING, NULL, 'b' },
	{ __LINE__, RUN, -ETIMEDOUT, JOB_SHOW, BOARD_SENDING, NULL, 'b' }, /* quick tries again */
	{ __LINE__, RUN, 0, JOB_READ, BOARD_SENDING, NULL, 'b' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_VERIFIED, NULL, 'c' },
};

/* It can be read, but never written: it must end offline, not be tried for ever in silence. */
static const struct step reads_but_never_takes[] = {
	{ __LINE__, WANT, 'a', 0, BOARD_UNKNOWN, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_READ, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN_DEAF, 0, JOB_SHOW, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN_DEAF, 0, JOB_SHOW, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN_DEAF, 0, JOB_SHOW, BOARD_BACKOFF, NULL, 'z' },
	{ __LINE__, PASS, 1000, 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN_DEAF, 0, JOB_SHOW, BOARD_BACKOFF, NULL, 'z' },
	{ __LINE__, PASS, 2000, 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, -ETIMEDOUT, JOB_SHOW, BOARD_OFFLINE, "lost", 'z' },
	{ __LINE__, PASS, 4000, 0, BOARD_OFFLINE, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_READ, BOARD_OFFLINE, NULL, 'z' },
	{ __LINE__, RUN_DEAF, 0, JOB_SHOW, BOARD_OFFLINE, NULL, 'z' },
	{ __LINE__, PASS, 16000, 0, BOARD_OFFLINE, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_VERIFIED, "recovered", 'a' },
};

static const struct step a_lost_line[] = {
	{ __LINE__, WANT, 'a', 0, BOARD_UNKNOWN, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_READ, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_VERIFIED, NULL, 'a' },
	{ __LINE__, FORGET, 0, 0, BOARD_UNKNOWN, NULL, 'a' },
	{ __LINE__, RUN, -ENODEV, JOB_READ, BOARD_BACKOFF, NULL, 'a' },
	{ __LINE__, FORGET, 0, 0, BOARD_BACKOFF, NULL, 'a' },
	{ __LINE__, NUDGE, 0, 0, BOARD_SENDING, NULL, 'a' }, /* another board has found the line */
	{ __LINE__, RUN, 0, JOB_READ, BOARD_VERIFIED, NULL, 'a' }, /* not written again */
	{ __LINE__, NUDGE, 0, 0, BOARD_VERIFIED, NULL, 'a' },
	{ __LINE__, RUN, 0, NO_JOB, BOARD_VERIFIED, NULL, 'a' },
};

static const struct step a_failed_look[] = {
	{ __LINE__, WANT, 'z', 0, BOARD_UNKNOWN, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_READ, BOARD_VERIFIED, NULL, 'z' },
	{ __LINE__, PASS, 60000, 0, BOARD_VERIFIED, NULL, 'z' },
	{ __LINE__, RUN, -ETIMEDOUT, JOB_READ, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_READ, BOARD_VERIFIED, NULL, 'z' },
};

static const struct step hopeless[] = {
	{ __LINE__, WANT, 'a', 0, BOARD_UNKNOWN, NULL, 'z' },
	{ __LINE__, RUN, -EMSGSIZE, JOB_READ, BOARD_BACKOFF, "refused", 'z' },
	{ __LINE__, PASS, 15999, 0, BOARD_BACKOFF, NULL, 'z' },
	{ __LINE__, PASS, 1, 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, -EMSGSIZE, JOB_SHOW, BOARD_BACKOFF, NULL, 'z' },
	{ __LINE__, PASS, 16000, 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, -ENOMEM, JOB_SHOW, BOARD_BACKOFF, NULL, 'z' }, /* not in the table */
	{ __LINE__, PASS, 16000, 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_VERIFIED, NULL, 'a' },
};

static const struct step dark_by_an_empty_page[] = {
	{ __LINE__, WANT, 0, 0, BOARD_UNKNOWN, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_DARKEN, BOARD_DARK, NULL, 0 },
	{ __LINE__, PUT, 'x', 0, BOARD_DARK, NULL, 'x' },
	{ __LINE__, PASS, 60000, 0, BOARD_DARK, NULL, 'x' },
	{ __LINE__, RUN, 0, JOB_READ, BOARD_SENDING, "foreign:x", 'x' },
	{ __LINE__, RUN_DEAF, 0, JOB_DARKEN, BOARD_SENDING, NULL, 'x' },
	{ __LINE__, RUN, 0, JOB_DARKEN, BOARD_DARK, NULL, 0 },
	{ __LINE__, WANT, 'a', 0, BOARD_SENDING, NULL, 0 },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_VERIFIED, NULL, 'a' },
};

static const struct step acknowledged_only[] = {
	{ __LINE__, WANT, 'a', 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_ACKNOWLEDGED, NULL, 'a' },
	{ __LINE__, PASS, 60000, 0, BOARD_ACKNOWLEDGED, NULL, 'a' },
	{ __LINE__, RUN, 0, JOB_PROBE, BOARD_ACKNOWLEDGED, NULL, 'a' },
	{ __LINE__, PASS, 60000, 0, BOARD_ACKNOWLEDGED, NULL, 'a' },
	{ __LINE__, RUN, -ETIMEDOUT, JOB_PROBE, BOARD_SENDING, NULL, 'a' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_ACKNOWLEDGED, NULL, 'a' },
	{ __LINE__, WANT, 0, 0, BOARD_SENDING, NULL, 'a' },
	{ __LINE__, RUN, 0, JOB_DARKEN, BOARD_DARK, NULL, 0 },
};

/* Nothing ever comes back: it is never said to show anything. */
static const struct step sent_only[] = {
	{ __LINE__, WANT, 'a', 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_UNKNOWN, NULL, 'a' },
	{ __LINE__, PASS, 3600000, 0, BOARD_UNKNOWN, NULL, 'a' },
	{ __LINE__, RUN, 0, NO_JOB, BOARD_UNKNOWN, NULL, 'a' },
	{ __LINE__, WANT, 'b', 0, BOARD_SENDING, NULL, 'a' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_UNKNOWN, NULL, 'b' },
};
/* clang-format on */

/* The light goes with the page, and is put out again where somebody else turned it on. */
static void check_power(void)
{
	struct world w = { .now = { .mono = USEC_PER_HOUR }, .wake = USEC_NEVER, .holds = 'a' };

	w.b = (struct board){ .hooks = &hooks,
			      .userdata = &w,
			      .driver = &switched,
			      .state_of_driver = &w,
			      .certainty = CERTAINTY_VERIFIED,
			      .verify_interval = INTERVAL };
	board_start(&w.b);

	want(&w, 'a');
	CHECK(run(&w) == JOB_READ && w.lit && w.b.state == BOARD_VERIFIED);
	want(&w, '\0');
	CHECK(run(&w) == JOB_DARKEN && !w.lit && w.b.state == BOARD_DARK && w.holds == 'a');
	w.lit = true;
	pass(&w, 60000);
	CHECK(run(&w) == JOB_DARKEN && !w.lit && w.b.state == BOARD_DARK);
	want(&w, 'b');
	CHECK(run(&w) == JOB_SHOW && w.lit && w.b.state == BOARD_VERIFIED && w.holds == 'b');
	board_done(&w.b);
}

/* Why a line failed comes with the failure, and goes with the next one. */
static void check_causes(void)
{
#define GONE "the port or connection is gone, or can not be opened"
	static const struct {
		int line, error, cause, kept;
		const char *text;
	} rows[] = {
		{ __LINE__, -ENODEV, 0, 0, GONE },
		{ __LINE__, -ENODEV, EACCES, EACCES, GONE ": Permission denied" },
		{ __LINE__, -ENODEV, EBUSY, EBUSY, GONE ": Device or resource busy" },
		{ __LINE__, -ENODEV, EAI_NONAME, EAI_NONAME, GONE ": Name or service not known" },
		{ __LINE__, -ENODEV, 99999, 99999, GONE }, /* it has no words */
		/* What the line once had is not the cause of anything else. */
		{ __LINE__, -ETIMEDOUT, EACCES, 0, "no answer" },
	};
	struct world w = { .now = { .mono = USEC_PER_HOUR }, .wake = USEC_NEVER, .holds = 'z' };
	struct error_text buf;

	w.b = (struct board){ .hooks = &hooks,
			      .userdata = &w,
			      .driver = &readable,
			      .state_of_driver = &w,
			      .certainty = CERTAINTY_VERIFIED,
			      .verify_interval = INTERVAL };
	board_start(&w.b);
	want(&w, 'a');
	CHECK(strcmp(error_text(w.b.last_error, w.b.last_cause, &buf), "") == 0);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		w.error = rows[i].error;
		w.line.cause = rows[i].cause;
		pass(&w, 60000);
		CHECK_ROW(rows[i].line, run(&w) == JOB_READ);
		CHECK_ROW(rows[i].line, w.b.last_error == rows[i].error);
		CHECK_ROW(rows[i].line, w.b.last_cause == rows[i].kept);
		CHECK_ROW(rows[i].line, strcmp(error_text(w.b.last_error, w.b.last_cause, &buf),
					       rows[i].text) == 0);
	}
	board_done(&w.b);
#undef GONE
}

/* Whatever happens in whatever order: one job at most, and in the end the wanted page is up. */
static void check_random(uint64_t *seed)
{
	static const int errors[] = { 0,          0,      0,       -ETIMEDOUT, -EPROTO,
				      -EREMOTEIO, -EBUSY, -ENODEV, -EMSGSIZE,  -EIO };
	struct world w = { .now = { .mono = USEC_PER_HOUR }, .wake = USEC_NEVER, .holds = 'z' };
	char last = 'a';

	w.b = (struct board){ .hooks = &hooks,
			      .userdata = &w,
			      .driver = &readable,
			      .state_of_driver = &w,
			      .certainty = CERTAINTY_VERIFIED,
			      .verify_interval = INTERVAL };
	board_start(&w.b);
	want(&w, last);
	for (int i = 0; i < 2000; i++) {
		uint64_t r = test_random(seed);

		w.events[0] = '\0';
		switch (r % 6) {
		case 0:
			last = "abc\0"[r / 6 % 4];
			want(&w, last);
			break;
		case 1:
			w.holds = (char) ('p' + r / 6 % 8);
			break;
		case 2:
			pass(&w, (int) (r / 6 % 20000));
			break;
		case 3:
			board_forget(&w.b, &w.now);
			break;
		default:
			w.error = errors[r / 6 % ARRAY_SIZE(errors)];
			run(&w);
			w.error = 0;
			break;
		}
		CHECK(w.b.busy || w.wake != USEC_NEVER); /* there is always something to come */
		if (w.b.state == BOARD_VERIFIED)
			CHECK(w.b.knowledge == KNOW_CONTENT);
	}
	for (int i = 0; i < 20; i++) {
		pass(&w, 60000);
		while (run(&w) != NO_JOB)
			continue;
	}
	CHECK(w.holds == last);
	CHECK(w.b.state == (last ? BOARD_VERIFIED : BOARD_DARK));
	board_done(&w.b);
}

int main(int argc, char **argv)
{
	uint64_t seed = test_seed(argc, argv);

	PLAY(&readable, CERTAINTY_VERIFIED, first_read_then_written);
	PLAY(&readable, CERTAINTY_VERIFIED, found_right_at_start);
	PLAY(&readable, CERTAINTY_VERIFIED, newest_wins);
	PLAY(&readable, CERTAINTY_VERIFIED, foreign_text_is_put_back);
	PLAY(&readable, CERTAINTY_VERIFIED, a_change_overtakes_a_look);
	PLAY(&readable, CERTAINTY_VERIFIED, silence_to_offline_and_back);
	PLAY(&readable, CERTAINTY_VERIFIED, reads_but_never_takes);
	PLAY(&readable, CERTAINTY_VERIFIED, a_lost_line);
	PLAY(&readable, CERTAINTY_VERIFIED, a_failed_look);
	PLAY(&readable, CERTAINTY_VERIFIED, hopeless);
	PLAY(&readable, CERTAINTY_VERIFIED, dark_by_an_empty_page);
	PLAY(&talking, CERTAINTY_ACKNOWLEDGED, acknowledged_only);
	PLAY(&mute, CERTAINTY_SENT, sent_only);
	check_power();
	check_causes();
	for (int i = 0; i < 50; i++)
		check_random(&seed);
	return test_result();
}
