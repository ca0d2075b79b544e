/* SPDX-License-Identifier: MIT */
/* The board's state machine against a pretended board, step by step. */
#include "unit/board_world.h"

enum op {
	WANT, /* arg: a character, 0: dark */
	RUN,  /* the line takes the job; arg: the error of every operation */
	RUN_DEAF,
	PUT,  /* somebody else writes arg */
	PASS, /* arg milliseconds; the alarm rings if it is due */
	FORGET,
	NUDGE,
};

struct step {
	int line;
	enum op op;
	int arg;
	int job;                /* RUN: the kind that must be asked for, or NO_JOB */
	enum board_state state; /* afterwards */
	const char *events;     /* said meanwhile */
	char holds;             /* afterwards */
};

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
		.lifetime = USEC_NEVER,
		.foreign = { .after = 1 },
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
	{ __LINE__, RUN, 0, JOB_READ, BOARD_SENDING, "forgot", 0 },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_VERIFIED, NULL, 'a' },
};

/* One message after the other with the same text: it is looked at all the same. */
static const struct step the_same_again_and_again[] = {
	{ __LINE__, WANT, 'a', 0, BOARD_UNKNOWN, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_READ, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_VERIFIED, NULL, 'a' },
	{ __LINE__, PUT, 'x', 0, BOARD_VERIFIED, NULL, 'x' },
	{ __LINE__, PASS, 40000, 0, BOARD_VERIFIED, NULL, 'x' },
	{ __LINE__, WANT, 'a', 0, BOARD_VERIFIED, NULL, 'x' },
	{ __LINE__, RUN, 0, NO_JOB, BOARD_VERIFIED, NULL, 'x' },
	{ __LINE__, PASS, 20000, 0, BOARD_VERIFIED, NULL, 'x' },
	{ __LINE__, WANT, 'a', 0, BOARD_VERIFIED, NULL, 'x' },
	{ __LINE__, RUN, 0, JOB_READ, BOARD_SENDING, "foreign:x", 'x' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_VERIFIED, NULL, 'a' },
};

/* A new page while a look is due: looked at first, or a foreign text would be lost under it. */
static const struct step a_look_goes_before_a_change[] = {
	{ __LINE__, WANT, 'z', 0, BOARD_UNKNOWN, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_READ, BOARD_VERIFIED, NULL, 'z' },
	{ __LINE__, PASS, 60000, 0, BOARD_VERIFIED, NULL, 'z' },
	{ __LINE__, WANT, 'b', 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_READ, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_VERIFIED, NULL, 'b' },
	{ __LINE__, PUT, 'x', 0, BOARD_VERIFIED, NULL, 'x' },
	{ __LINE__, PASS, 60000, 0, BOARD_VERIFIED, NULL, 'x' },
	{ __LINE__, WANT, 'c', 0, BOARD_SENDING, NULL, 'x' },
	{ __LINE__, RUN, 0, JOB_READ, BOARD_SENDING, "foreign:x", 'x' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_VERIFIED, NULL, 'c' },
};

/* Pages that change faster than the interval do not put off the look. */
static const struct step looked_at_between_pages[] = {
	{ __LINE__, WANT, 'z', 0, BOARD_UNKNOWN, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_READ, BOARD_VERIFIED, NULL, 'z' },
	{ __LINE__, PASS, 40000, 0, BOARD_VERIFIED, NULL, 'z' },
	{ __LINE__, WANT, 'b', 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_VERIFIED, NULL, 'b' },
	{ __LINE__, PUT, 'x', 0, BOARD_VERIFIED, NULL, 'x' },
	{ __LINE__, PASS, 20000, 0, BOARD_VERIFIED, NULL, 'x' },
	{ __LINE__, RUN, 0, JOB_READ, BOARD_SENDING, "foreign:x", 'x' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_VERIFIED, NULL, 'b' },
	{ __LINE__, PASS, 59000, 0, BOARD_VERIFIED, NULL, 'b' },
	{ __LINE__, RUN, 0, NO_JOB, BOARD_VERIFIED, NULL, 'b' },
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
	{ __LINE__, PASS, 14000, 0, BOARD_OFFLINE, NULL, 'z' },
	{ __LINE__, RUN, -ETIMEDOUT, JOB_READ, BOARD_OFFLINE, NULL, 'z' },
	{ __LINE__, PASS, 13999, 0, BOARD_OFFLINE, NULL, 'z' }, /* the cap */
	{ __LINE__, RUN, 0, NO_JOB, BOARD_OFFLINE, NULL, 'z' },
	{ __LINE__, PASS, 1, 0, BOARD_OFFLINE, NULL, 'z' },
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
	{ __LINE__, PASS, 14000, 0, BOARD_OFFLINE, NULL, 'z' },
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

/* Tried once before its pause is over; more would be no pause at all. */
static const struct step nudged_in_vain[] = {
	{ __LINE__, WANT, 'a', 0, BOARD_UNKNOWN, NULL, 'z' },
	{ __LINE__, RUN, -ENODEV, JOB_READ, BOARD_BACKOFF, NULL, 'z' },
	{ __LINE__, NUDGE, 0, 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, -ENODEV, JOB_READ, BOARD_BACKOFF, NULL, 'z' },
	{ __LINE__, NUDGE, 0, 0, BOARD_BACKOFF, NULL, 'z' },
	{ __LINE__, RUN, 0, NO_JOB, BOARD_BACKOFF, NULL, 'z' },
	{ __LINE__, PASS, 1000, 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, -ENODEV, JOB_READ, BOARD_BACKOFF, NULL, 'z' },
	{ __LINE__, NUDGE, 0, 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_READ, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_VERIFIED, NULL, 'a' },
	{ __LINE__, FORGET, 0, 0, BOARD_UNKNOWN, NULL, 'a' },
	{ __LINE__, RUN, -ENODEV, JOB_READ, BOARD_BACKOFF, NULL, 'a' },
	{ __LINE__, NUDGE, 0, 0, BOARD_SENDING, NULL, 'a' },
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
	{ __LINE__, PASS, 13999, 0, BOARD_BACKOFF, NULL, 'z' },
	{ __LINE__, PASS, 1, 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, -EMSGSIZE, JOB_SHOW, BOARD_BACKOFF, NULL, 'z' },
	{ __LINE__, PASS, 14000, 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, -ENOMEM, JOB_SHOW, BOARD_BACKOFF, NULL, 'z' }, /* not in the table */
	{ __LINE__, PASS, 14000, 0, BOARD_SENDING, NULL, 'z' },
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
	/* It has something; whether that is still ours nobody can ask, so it is given it again. */
	{ __LINE__, PUT, 'x', 0, BOARD_ACKNOWLEDGED, NULL, 'x' },
	{ __LINE__, PASS, 60000, 0, BOARD_ACKNOWLEDGED, NULL, 'x' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_ACKNOWLEDGED, NULL, 'a' },
	{ __LINE__, PASS, 60000, 0, BOARD_ACKNOWLEDGED, NULL, 'a' },
	{ __LINE__, RUN, -ETIMEDOUT, JOB_PROBE, BOARD_SENDING, NULL, 'a' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_ACKNOWLEDGED, NULL, 'a' },
	{ __LINE__, WANT, 0, 0, BOARD_SENDING, NULL, 'a' },
	{ __LINE__, RUN, 0, JOB_DARKEN, BOARD_DARK, NULL, 0 },
};

/* It answers, but has lost its text: a restart. */
static const struct step a_restart_is_noticed[] = {
	{ __LINE__, WANT, 'a', 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_ACKNOWLEDGED, NULL, 'a' },
	{ __LINE__, PUT, 0, 0, BOARD_ACKNOWLEDGED, NULL, 0 },
	{ __LINE__, PASS, 60000, 0, BOARD_ACKNOWLEDGED, NULL, 0 },
	{ __LINE__, RUN, 0, JOB_PROBE, BOARD_SENDING, "forgot", 0 },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_ACKNOWLEDGED, NULL, 'a' },
};

/* Restarted between the writing and the reading back: no reason to call anybody. */
static const struct step a_restart_in_between[] = {
	{ __LINE__, WANT, 'a', 0, BOARD_UNKNOWN, NULL, 'z' },
	{ __LINE__, RUN, -ESTALE, JOB_READ, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, -ESTALE, JOB_SHOW, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, -ESTALE, JOB_SHOW, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, -ESTALE, JOB_SHOW, BOARD_BACKOFF, NULL, 'z' },
	{ __LINE__, PASS, 1000, 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_VERIFIED, NULL, 'a' },
};

static const struct step a_mark_is_read[] = {
	{ __LINE__, WANT, 'a', 0, BOARD_UNKNOWN, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_READ, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN_DEAF, 0, JOB_SHOW, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_VERIFIED, NULL, 'a' },
	{ __LINE__, PASS, 60000, 0, BOARD_VERIFIED, NULL, 'a' },
	{ __LINE__, RUN, 0, JOB_READ, BOARD_VERIFIED, NULL, 'a' },
	{ __LINE__, PUT, 'x', 0, BOARD_VERIFIED, NULL, 'x' },
	{ __LINE__, PASS, 60000, 0, BOARD_VERIFIED, NULL, 'x' },
	{ __LINE__, RUN, 0, JOB_READ, BOARD_SENDING, "foreign", 'x' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_VERIFIED, NULL, 'a' },
	{ __LINE__, WANT, 0, 0, BOARD_SENDING, NULL, 'a' },
	{ __LINE__, RUN, 0, JOB_DARKEN, BOARD_DARK, NULL, 0 },
	{ __LINE__, PASS, 60000, 0, BOARD_DARK, NULL, 0 },
	{ __LINE__, RUN, 0, JOB_READ, BOARD_DARK, NULL, 0 },
};

/* Two pages are a second apart, a try after a failure as well; the newest is what waits. */
static const struct step a_board_that_needs_rest[] = {
	{ __LINE__, WANT, 'a', 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, -ETIMEDOUT, JOB_SHOW, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, 0, NO_JOB, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, PASS, 980, 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, 0, NO_JOB, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, PASS, 10, 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_ACKNOWLEDGED, NULL, 'a' },
	{ __LINE__, WANT, 'b', 0, BOARD_SENDING, NULL, 'a' },
	{ __LINE__, RUN, 0, NO_JOB, BOARD_SENDING, NULL, 'a' },
	{ __LINE__, WANT, 'c', 0, BOARD_SENDING, NULL, 'a' },
	{ __LINE__, PASS, 990, 0, BOARD_SENDING, NULL, 'a' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_ACKNOWLEDGED, NULL, 'c' },
	/* Darkness has no need to wait. */
	{ __LINE__, WANT, 0, 0, BOARD_SENDING, NULL, 'c' },
	{ __LINE__, RUN, 0, JOB_DARKEN, BOARD_DARK, NULL, 0 },
};

/* Called while it rests from its last try, it is offline until it has taken the page. */
static const struct step offline_and_at_rest[] = {
	{ __LINE__, WANT, 'a', 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, -ENODEV, JOB_SHOW, BOARD_BACKOFF, NULL, 'z' },
	{ __LINE__, PASS, 1000, 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, -ENODEV, JOB_SHOW, BOARD_BACKOFF, NULL, 'z' },
	{ __LINE__, PASS, 1000, 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, -ENODEV, JOB_SHOW, BOARD_BACKOFF, NULL, 'z' },
	{ __LINE__, PASS, 2000, 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, -ENODEV, JOB_SHOW, BOARD_BACKOFF, NULL, 'z' },
	{ __LINE__, PASS, 4000, 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, -ENODEV, JOB_SHOW, BOARD_OFFLINE, "lost", 'z' },
	{ __LINE__, NUDGE, 0, 0, BOARD_OFFLINE, NULL, 'z' },
	{ __LINE__, RUN, 0, NO_JOB, BOARD_OFFLINE, NULL, 'z' },
	{ __LINE__, PASS, 990, 0, BOARD_OFFLINE, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_ACKNOWLEDGED, "recovered", 'a' },
};

/* Nothing ever comes back: it is never said to show anything, and is given it again and again. */
static const struct step sent_only[] = {
	{ __LINE__, WANT, 'a', 0, BOARD_SENDING, NULL, 'z' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_UNKNOWN, NULL, 'a' },
	{ __LINE__, PUT, 'x', 0, BOARD_UNKNOWN, NULL, 'x' },
	{ __LINE__, PASS, 59000, 0, BOARD_UNKNOWN, NULL, 'x' },
	{ __LINE__, RUN, 0, NO_JOB, BOARD_UNKNOWN, NULL, 'x' },
	{ __LINE__, PASS, 1000, 0, BOARD_UNKNOWN, NULL, 'x' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_UNKNOWN, NULL, 'a' },
	{ __LINE__, WANT, 'b', 0, BOARD_SENDING, NULL, 'a' },
	{ __LINE__, RUN, 0, JOB_SHOW, BOARD_UNKNOWN, NULL, 'b' },
};
/* clang-format on */

int main(void)
{
	PLAY(&readable, CERTAINTY_VERIFIED, first_read_then_written);
	PLAY(&readable, CERTAINTY_VERIFIED, found_right_at_start);
	PLAY(&readable, CERTAINTY_VERIFIED, newest_wins);
	PLAY(&readable, CERTAINTY_VERIFIED, foreign_text_is_put_back);
	PLAY(&readable, CERTAINTY_VERIFIED, the_same_again_and_again);
	PLAY(&readable, CERTAINTY_VERIFIED, a_look_goes_before_a_change);
	PLAY(&readable, CERTAINTY_VERIFIED, looked_at_between_pages);
	PLAY(&readable, CERTAINTY_VERIFIED, silence_to_offline_and_back);
	PLAY(&readable, CERTAINTY_VERIFIED, reads_but_never_takes);
	PLAY(&readable, CERTAINTY_VERIFIED, a_lost_line);
	PLAY(&readable, CERTAINTY_VERIFIED, nudged_in_vain);
	PLAY(&readable, CERTAINTY_VERIFIED, a_failed_look);
	PLAY(&readable, CERTAINTY_VERIFIED, hopeless);
	PLAY(&readable, CERTAINTY_VERIFIED, dark_by_an_empty_page);
	PLAY(&talking, CERTAINTY_ACKNOWLEDGED, acknowledged_only);
	PLAY(&talking, CERTAINTY_ACKNOWLEDGED, a_restart_is_noticed);
	PLAY(&readable, CERTAINTY_VERIFIED, a_restart_in_between);
	PLAY(&marking, CERTAINTY_VERIFIED, a_mark_is_read);
	PLAY(&slow, CERTAINTY_ACKNOWLEDGED, a_board_that_needs_rest);
	PLAY(&slow, CERTAINTY_ACKNOWLEDGED, offline_and_at_rest);
	PLAY(&mute, CERTAINTY_SENT, sent_only);
	return test_result();
}
