/* SPDX-License-Identifier: MIT */
#include <assert.h>

#include "service/board.h"

static const char *const state_names[] = {
	[BOARD_UNKNOWN] = "unknown",   [BOARD_SENDING] = "sending",
	[BOARD_VERIFIED] = "verified", [BOARD_ACKNOWLEDGED] = "acknowledged",
	[BOARD_BACKOFF] = "backoff",   [BOARD_OFFLINE] = "offline",
	[BOARD_DARK] = "dark",
};

/*
 * From an error to what is done about it.  A good board's first failures are
 * tried again at once, behind the other boards of its line; from then on pauses
 * double.  A dead board costs its line one answer's timeout in each pause; a lost
 * port costs nobody anything, so it is looked for more often.
 */
struct action {
	int error;
	const char *text;
	unsigned quick; /* tries at once */
	usec_t pause_first, pause_max;
	bool reads_first; /* it may hold anything, or just what it should: look before writing */
	bool hopeless;    /* it is not the wire: someone must come */
};

#define PAUSE_MAX (16 * USEC_PER_SEC)

static const struct action actions[] = {
	{ -ETIMEDOUT, "no answer", 2, USEC_PER_SEC, PAUSE_MAX, true, false },
	{ -EPROTO, "an answer that makes no sense", 3, USEC_PER_SEC, PAUSE_MAX, false, false },
	{ -EREMOTEIO, "the board refused", 1, USEC_PER_SEC, PAUSE_MAX, false, false },
	{ -EBUSY, "the board is busy", 0, USEC_PER_SEC / 2, PAUSE_MAX, true, false },
	{ -ENODEV, "the port or connection is gone, or can not be opened", 0, USEC_PER_SEC / 2,
	  4 * USEC_PER_SEC, true, false },
	{ BOARD_MISMATCH, "it took a page and holds another", 2, USEC_PER_SEC, PAUSE_MAX, false,
	  false },
	{ -EMSGSIZE, "the page does not fit the board", 0, PAUSE_MAX, PAUSE_MAX, false, true },
	{ -EOPNOTSUPP, "its profile has no such thing", 0, PAUSE_MAX, PAUSE_MAX, false, true },
	{ 0, "an unexpected error", 1, PAUSE_MAX, PAUSE_MAX, false, true }, /* any other; last */
};

/* So many failures in a row, and a board is offline. */
#define OFFLINE_AFTER 5

static const struct action *find_action(int error)
{
	const struct action *a = actions;

	while (a->error != 0 && a->error != error)
		a++;
	return a;
}

const char *board_state_name(enum board_state state)
{
	return state_names[state];
}

const char *board_error_text(int error)
{
	return find_action(error)->text;
}

static bool can_read(const struct board *b)
{
	return b->certainty == CERTAINTY_VERIFIED && b->driver->read_back;
}

/* Is there any way to look after a board that is left alone? */
static bool can_look(const struct board *b)
{
	if (b->knowledge == KNOW_DARK && b->power == POWER_OFF)
		return true; /* it is turned off again */
	return can_read(b) || b->driver->probe;
}

static bool is_satisfied(const struct board *b)
{
	switch (b->knowledge) {
	case KNOW_NOTHING:
		return false;
	case KNOW_DARK:
		return !b->wanted.content;
	case KNOW_CONTENT:
		return b->wanted.content &&
		       page_equal(&b->wanted.content->page, &b->shown.content->page);
	}
	return false;
}

static void replace(struct showing *to, const struct showing *from)
{
	struct content *old = to->content;

	content_ref(from->content);
	*to = *from;
	content_unref(old);
}

static void clear(struct showing *s)
{
	s->content = content_unref(s->content);
	s->since = s->until = 0;
}

static void know(struct board *b, enum knowledge knowledge, const struct showing *what)
{
	b->knowledge = knowledge;
	if (what)
		replace(&b->shown, what);
	else
		clear(&b->shown);
}

static void wake_at(struct board *b, usec_t at)
{
	b->wake = at;
	b->hooks->wake_at(b, at, b->userdata);
}

static void submit(struct board *b)
{
	if (b->busy)
		return;
	b->busy = true;
	wake_at(b, USEC_NEVER);
	b->hooks->submit(b, b->userdata);
}

bool board_is_ailing(const struct board *b)
{
	return b->n_failures > find_action(b->last_error)->quick;
}

static usec_t pause_after(const struct board *b)
{
	const struct action *a = find_action(b->last_error);
	unsigned doublings = b->n_failures > a->quick + 1 ? b->n_failures - a->quick - 1 : 0;
	usec_t pause = a->pause_first << (doublings < 10 ? doublings : 10);

	return pause < a->pause_max ? pause : a->pause_max;
}

static usec_t next_look(const struct board *b, usec_t now)
{
	return b->verify_interval == USEC_NEVER || !can_look(b) ? USEC_NEVER
								: now + b->verify_interval;
}

/* The only place where a board changes state. */
static void enter(struct board *b, enum board_state state, const struct moment *now)
{
	b->state = state;

	switch (state) {
	case BOARD_UNKNOWN:
		if (b->knowledge == KNOW_NOTHING)
			submit(b);
		else
			wake_at(b, next_look(b, now->mono));
		break;
	case BOARD_SENDING:
		submit(b);
		break;
	case BOARD_BACKOFF:
	case BOARD_OFFLINE:
		wake_at(b, now->mono + pause_after(b));
		break;
	case BOARD_ACKNOWLEDGED:
	case BOARD_VERIFIED:
	case BOARD_DARK:
		wake_at(b, next_look(b, now->mono));
		break;
	}
	b->hooks->changed(b, b->userdata);
}

/* The state of a board that shows what it should. */
static enum board_state settled_state(const struct board *b)
{
	static const enum board_state states[] = {
		[CERTAINTY_SENT] = BOARD_UNKNOWN,
		[CERTAINTY_ACKNOWLEDGED] = BOARD_ACKNOWLEDGED,
		[CERTAINTY_VERIFIED] = BOARD_VERIFIED,
	};

	return b->knowledge == KNOW_DARK ? BOARD_DARK : states[b->certainty];
}

static void catch_up(struct board *b, const struct moment *now)
{
	if (!is_satisfied(b)) {
		enter(b, BOARD_SENDING, now);
		return;
	}
	replace(&b->shown, &b->wanted);
	enter(b, settled_state(b), now);
}

void board_start(struct board *b)
{
	b->state = BOARD_UNKNOWN;
	b->knowledge = KNOW_NOTHING;
	b->power = POWER_UNKNOWN;
	b->read_first = can_read(b);
	b->wake = USEC_NEVER;
}

void board_done(struct board *b)
{
	clear(&b->wanted);
	clear(&b->in_job);
	clear(&b->shown);
}

void board_adopt(struct board *b, void *state_of_driver, usec_t verify_interval)
{
	assert(!b->in_flight);
	b->state_of_driver = state_of_driver;
	b->verify_interval = verify_interval;
}

/* A pause is about the board's health; a new page does not end it. */
static bool is_paused(const struct board *b)
{
	return b->state == BOARD_BACKOFF || b->state == BOARD_OFFLINE;
}

static bool is_settled(const struct board *b)
{
	return b->state == BOARD_ACKNOWLEDGED || b->state == BOARD_VERIFIED ||
	       b->state == BOARD_DARK;
}

void board_want(struct board *b, struct showing wanted, const struct moment *now)
{
	content_unref(b->wanted.content);
	b->wanted = wanted;
	b->wants = true;

	/* Under way, or not to be disturbed: what comes next will see what is wanted then. */
	if (b->busy ? !is_settled(b) || is_satisfied(b) : is_paused(b)) {
		b->hooks->changed(b, b->userdata);
		return;
	}
	if (b->knowledge == KNOW_NOTHING && b->read_first)
		enter(b, BOARD_UNKNOWN, now);
	else
		catch_up(b, now);
}

/* Look after a board that shows what it should. */
static bool look(struct board *b, struct job *ret)
{
	if (b->knowledge == KNOW_DARK && b->power == POWER_OFF)
		ret->kind = JOB_DARKEN;
	else if (can_read(b))
		ret->kind = JOB_READ;
	else if (b->driver->probe)
		ret->kind = JOB_PROBE;
	else
		return false;
	return true;
}

static bool choose(struct board *b, struct job *ret)
{
	if (is_satisfied(b))
		return look(b, ret);
	if (b->read_first && b->wanted.content)
		ret->kind = JOB_READ;
	else
		ret->kind = b->wanted.content ? JOB_SHOW : JOB_DARKEN;
	return true;
}

bool board_job(struct board *b, struct job *ret, const struct moment *now)
{
	assert(b->busy && !b->in_flight);

	ret->driver = b->driver;
	ret->state = b->state_of_driver;
	ret->read_back = can_read(b);
	if (!choose(b, ret)) {
		b->busy = false;
		enter(b, settled_state(b), now);
		return false;
	}
	ret->power_on = ret->kind != JOB_DARKEN && b->driver->set_power && b->wanted.content &&
			b->power != POWER_ON;
	if (ret->kind == JOB_SHOW)
		ret->page = b->wanted.content->page;
	replace(&b->in_job, &b->wanted);
	b->in_flight = true;
	return true;
}

/* What the board must be found to hold, were nobody else to write to it. */
static const struct page *expected(const struct board *b)
{
	static const struct page empty;

	return b->knowledge == KNOW_CONTENT ? &b->shown.content->page : &empty;
}

static void take_read(struct board *b, const struct page *page)
{
	b->read_first = false;
	if (b->knowledge == KNOW_NOTHING) {
		if (b->wanted.content && page_equal(page, &b->wanted.content->page))
			know(b, KNOW_CONTENT, &b->wanted);
		return;
	}
	if (page_equal(page, expected(b)))
		return;
	b->hooks->event(b, BOARD_EVENT_FOREIGN, page, b->userdata);
	know(b, KNOW_NOTHING, NULL);
	b->power = POWER_UNKNOWN; /* it may have been restarted */
}

static int take_show(struct board *b, const struct result *result)
{
	if (result->has_page && !page_equal(&result->page, &b->in_job.content->page))
		return BOARD_MISMATCH;
	know(b, KNOW_CONTENT, &b->in_job);
	return 0;
}

static int take_darken(struct board *b, const struct result *result)
{
	static const struct page empty;

	if (result->has_page && !page_equal(&result->page, &empty))
		return BOARD_MISMATCH;
	b->power = result->power_off ? POWER_OFF : b->power;
	know(b, KNOW_DARK, NULL);
	return 0;
}

static int take(struct board *b, const struct result *result)
{
	if (result->error < 0)
		return result->error;
	if (result->kind != JOB_DARKEN && b->in_job.content)
		b->power = POWER_ON;

	switch (result->kind) {
	case JOB_READ:
		take_read(b, &result->page);
		return 0;
	case JOB_SHOW:
		return take_show(b, result);
	case JOB_DARKEN:
		return take_darken(b, result);
	case JOB_PROBE:
		break;
	}
	return 0;
}

static void fail(struct board *b, int error, int cause, const struct moment *now)
{
	const struct action *a = find_action(error);
	bool was_offline = b->state == BOARD_OFFLINE;

	know(b, KNOW_NOTHING, NULL); /* half a page may be up */
	b->power = POWER_UNKNOWN;
	b->last_error = error;
	b->last_cause = cause;
	b->last_error_at = now->wall;
	b->n_failures++;
	b->read_first = can_read(b) && a->reads_first;
	if (b->n_failures <= a->quick && !was_offline) {
		enter(b, BOARD_SENDING, now);
		return;
	}

	if (a->hopeless && !b->refused) {
		b->refused = true;
		b->hooks->event(b, BOARD_EVENT_REFUSED, NULL, b->userdata);
	}
	if (b->n_failures < OFFLINE_AFTER && !was_offline) {
		enter(b, BOARD_BACKOFF, now);
		return;
	}
	enter(b, BOARD_OFFLINE, now);
	if (!was_offline)
		b->hooks->event(b, BOARD_EVENT_LOST, NULL, b->userdata);
}

void board_landed(struct board *b)
{
	assert(b->in_flight);
	b->in_flight = false;
}

void board_result(struct board *b, const struct result *result, const struct moment *now)
{
	bool was_offline = b->state == BOARD_OFFLINE;
	int error;

	assert(b->busy);
	b->busy = b->in_flight = false;
	error = take(b, result);
	clear(&b->in_job);
	if (error < 0) {
		fail(b, error, result->cause, now);
		return;
	}
	b->last_seen = now->wall;
	if (b->knowledge == KNOW_NOTHING && was_offline) {
		submit(b); /* it answers, but has not yet taken anything */
		return;
	}
	if (b->knowledge != KNOW_NOTHING) {
		b->n_failures = 0;
		b->refused = false;
	}
	catch_up(b, now);
	if (was_offline)
		b->hooks->event(b, BOARD_EVENT_RECOVERED, NULL, b->userdata);
}

void board_woken(struct board *b, const struct moment *now)
{
	if (b->busy || !b->wants || now->mono < b->wake)
		return;
	if (b->state == BOARD_BACKOFF)
		enter(b, BOARD_SENDING, now);
	else
		submit(b);
}

void board_forget(struct board *b, const struct moment *now)
{
	if (!b->wants || is_paused(b) || b->knowledge == KNOW_NOTHING)
		return;
	know(b, KNOW_NOTHING, NULL);
	b->power = POWER_UNKNOWN;
	b->read_first = can_read(b);
	enter(b, BOARD_UNKNOWN, now);
}

void board_nudge(struct board *b, const struct moment *now)
{
	if (!is_paused(b) || b->busy)
		return;
	b->wake = now->mono;
	board_woken(b, now);
}
