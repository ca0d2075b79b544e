/* SPDX-License-Identifier: MIT */
#include <assert.h>

#include "service/board_next.h"
#include "service/retry.h"

static const char *const state_names[] = {
	[BOARD_UNKNOWN] = "unknown",   [BOARD_SENDING] = "sending",
	[BOARD_VERIFIED] = "verified", [BOARD_ACKNOWLEDGED] = "acknowledged",
	[BOARD_BACKOFF] = "backoff",   [BOARD_OFFLINE] = "offline",
	[BOARD_DARK] = "dark",
};

/* So many failures in a row, and a board is offline. */
#define OFFLINE_AFTER 5

const char *board_state_name(enum board_state state)
{
	return state_names[state];
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
	return b->n_failures > retry_find(b->last_error)->quick;
}

/*
 * By when it was last looked after, not by when it was last said what to show: that may be the same
 * text every few seconds.  Halfway through its life a page is sent again, so that one lost try does
 * no harm.
 */
static usec_t next_look(const struct board *b)
{
	usec_t at = USEC_NEVER;

	if (b->verify_interval != USEC_NEVER)
		at = b->settled_at + b->verify_interval;
	return board_fades_at(b) < at ? board_fades_at(b) : at;
}

/* The only place where a board changes state. */
static void enter(struct board *b, enum board_state state, const struct moment *now)
{
	b->state = state;
	b->look_due = false;

	switch (state) {
	case BOARD_UNKNOWN:
		if (b->knowledge == KNOW_NOTHING)
			submit(b);
		else
			wake_at(b, next_look(b));
		break;
	case BOARD_SENDING:
		if (b->wanted.content && now->mono < board_rested_at(b))
			wake_at(b, board_rested_at(b));
		else
			submit(b);
		break;
	case BOARD_BACKOFF:
	case BOARD_OFFLINE:
		wake_at(b, now->mono + retry_pause(b->last_error, b->n_failures));
		break;
	case BOARD_ACKNOWLEDGED:
	case BOARD_VERIFIED:
	case BOARD_DARK:
		wake_at(b, next_look(b));
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
	if (!board_is_satisfied(b)) {
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
	b->read_first = board_can_read(b);
	b->wake = USEC_NEVER;
	upkeep_init(&b->upkeep);
}

void board_done(struct board *b)
{
	clear(&b->wanted);
	clear(&b->in_job);
	clear(&b->shown);
	b->stored.due = content_unref(b->stored.due);
}

void board_adopt(struct board *b, void *state_of_driver, usec_t verify_interval)
{
	assert(!b->in_flight);
	b->state_of_driver = state_of_driver;
	b->verify_interval = verify_interval;
	b->unsure = true; /* its driver has forgotten what it gave */
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
	if (b->busy ? !is_settled(b) || board_is_satisfied(b) : is_paused(b)) {
		b->hooks->changed(b, b->userdata);
		return;
	}
	if (b->knowledge == KNOW_NOTHING && b->read_first)
		enter(b, BOARD_UNKNOWN, now);
	else
		catch_up(b, now);
}

/* What came too early waits without holding up the line.  Only success ends being offline. */
static void put_off(struct board *b, const struct moment *now)
{
	b->busy = false;
	if (b->state == BOARD_OFFLINE)
		wake_at(b, board_rested_at(b));
	else
		enter(b, BOARD_SENDING, now);
}

bool board_job(struct board *b, struct job *ret, const struct moment *now)
{
	assert(b->busy && !b->in_flight);

	ret->kind = board_next_job(b, now->mono);
	if (ret->kind == JOB_SHOW && now->mono < board_rested_at(b)) {
		put_off(b, now);
		return false;
	}
	ret->driver = b->driver;
	ret->state = b->state_of_driver;
	ret->read_back = board_can_read(b);
	ret->power_on = ret->kind != JOB_DARKEN && ret->kind != JOB_STORE && b->driver->set_power &&
			b->wanted.content && b->power != POWER_ON;
	board_set_page(b, ret);
	if (ret->kind == JOB_SHOW) {
		b->sent_at = now->mono;
		b->unsure = false;
	}
	if (ret->kind != JOB_DARKEN && ret->kind != JOB_STORE)
		upkeep_fill(&b->upkeep, b->driver, b->wanted.content != NULL, now->mono, ret);
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

/* It may have been restarted, or be another board now. */
static void distrust(struct board *b)
{
	know(b, KNOW_NOTHING, NULL);
	b->power = POWER_UNKNOWN;
	upkeep_forget(&b->upkeep);
}

/* @page: what it holds; NULL: not what was expected, and it can not be told. */
static void take_read(struct board *b, const struct page *page)
{
	b->read_first = false;
	if (b->knowledge == KNOW_NOTHING) {
		if (page && b->wanted.content && page_equal(page, &b->wanted.content->page))
			know(b, KNOW_CONTENT, &b->wanted);
		return;
	}
	if (page && page_equal(page, expected(b)))
		return;
	b->hooks->event(b, BOARD_EVENT_FOREIGN, page, b->userdata);
	distrust(b);
}

/* It has nothing of what it was given any more; where nobody knows of anything, that is no news. */
static int take_lost(struct board *b)
{
	b->read_first = false;
	if (b->knowledge != KNOW_NOTHING)
		b->hooks->event(b, BOARD_EVENT_FORGOT, NULL, b->userdata);
	distrust(b);
	return 0;
}

static int take_probe(struct board *b, int error)
{
	if (error == -ESTALE)
		return take_lost(b);
	if (error != -EOPNOTSUPP)
		return error;
	b->no_probe = true;
	return 0;
}

/* Does it say something of the line or the board as such? */
static bool is_unreachable(int error)
{
	return error == -ENODEV || error == -ETIMEDOUT || error == -EPROTO;
}

/* Only one try: whether there is another is for whoever counts what the board's memory takes. */
static int take_store(struct board *b, int error)
{
	b->stored.due = content_unref(b->stored.due);
	b->stored.error = error;
	b->hooks->event(b, BOARD_EVENT_STORED, NULL, b->userdata);
	return is_unreachable(error) ? error : 0;
}

static int take_show(struct board *b, const struct result *result)
{
	if (result->differs ||
	    (result->has_page && !page_equal(&result->page, &b->in_job.content->page)))
		return BOARD_MISMATCH;
	know(b, KNOW_CONTENT, &b->in_job);
	return 0;
}

static int take_darken(struct board *b, const struct result *result)
{
	static const struct page empty;

	if (result->differs || (result->has_page && !page_equal(&result->page, &empty)))
		return BOARD_MISMATCH;
	b->power = result->power_off ? POWER_OFF : b->power;
	know(b, KNOW_DARK, NULL);
	return 0;
}

static int take(struct board *b, const struct result *result)
{
	if (result->kind == JOB_STORE)
		return take_store(b, result->error);
	if (result->kind == JOB_PROBE && result->error < 0)
		return take_probe(b, result->error);
	if (result->kind == JOB_READ && result->error == -ESTALE)
		return take_lost(b);
	if (result->error < 0)
		return result->error;
	if (result->kind != JOB_DARKEN && b->in_job.content)
		b->power = POWER_ON;

	switch (result->kind) {
	case JOB_READ:
		take_read(b, result->has_page ? &result->page : NULL);
		return 0;
	case JOB_SHOW:
		return take_show(b, result);
	case JOB_DARKEN:
		return take_darken(b, result);
	case JOB_PROBE:
		/* It says that it has something: that this is still ours only giving it makes sure.
		 */
		b->unsure = true;
		return 0;
	case JOB_IDENTIFY:
	case JOB_STORE:
	case JOB_TEND:
		break;
	}
	return 0;
}

static void fail(struct board *b, int error, int cause, const struct moment *now)
{
	const struct retry *a = retry_find(error);
	bool was_offline = b->state == BOARD_OFFLINE;

	know(b, KNOW_NOTHING, NULL); /* half a page may be up */
	b->power = POWER_UNKNOWN;
	b->last_error = error;
	b->last_cause = cause;
	b->last_error_at = now->wall;
	b->n_failures++;
	b->read_first = board_can_read(b) && a->reads_first;
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
	upkeep_forget(&b->upkeep);
	enter(b, BOARD_OFFLINE, now);
	if (!was_offline)
		b->hooks->event(b, BOARD_EVENT_LOST, NULL, b->userdata);
}

void board_landed(struct board *b)
{
	assert(b->in_flight);
	b->in_flight = false;
}

/* Something beside the text is to be done: at once where the board is idle, else with the next job.
 */
static void attend(struct board *b, const struct moment *now)
{
	if (b->busy || is_paused(b) || !b->wants || !board_is_satisfied(b))
		return;
	if (b->stored.due || board_needs_tending(b, now->mono))
		submit(b);
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
	if (upkeep_take(&b->upkeep, result, now->mono))
		b->hooks->event(b, BOARD_EVENT_TENDED, NULL, b->userdata);
	if (result->kind != JOB_TEND || b->upkeep.error == 0)
		b->last_seen = now->wall;
	if (result->kind != JOB_TEND && result->kind != JOB_STORE)
		b->settled_at = now->mono;
	if (b->knowledge == KNOW_NOTHING && was_offline) {
		submit(b); /* it answers, but has not yet taken anything */
		return;
	}
	if (b->knowledge != KNOW_NOTHING) {
		b->n_failures = 0;
		b->refused = b->nudged = false;
	}
	catch_up(b, now);
	attend(b, now);
	if (was_offline)
		b->hooks->event(b, BOARD_EVENT_RECOVERED, NULL, b->userdata);
}

static void wake(struct board *b, const struct moment *now)
{
	b->look_due = true;
	if (b->state == BOARD_BACKOFF)
		enter(b, BOARD_SENDING, now);
	else
		submit(b);
}

void board_woken(struct board *b, const struct moment *now)
{
	if (b->busy || !b->wants || now->mono < b->wake)
		return;
	b->nudged = false;
	wake(b, now);
}

void board_forget(struct board *b, const struct moment *now)
{
	if (!b->wants || is_paused(b) || b->knowledge == KNOW_NOTHING)
		return;
	distrust(b);
	b->read_first = board_can_read(b);
	enter(b, BOARD_UNKNOWN, now);
}

void board_set_brightness(struct board *b, int percent, const struct moment *now)
{
	b->upkeep.brightness = percent;
	attend(b, now);
}

void board_set_clock(struct board *b, bool known, const struct moment *now)
{
	upkeep_set_time(&b->upkeep, known);
	attend(b, now);
}

void board_store(struct board *b, struct content *page, const struct moment *now)
{
	content_unref(b->stored.due);
	b->stored.due = page;
	attend(b, now);
}

void board_nudge(struct board *b, const struct moment *now)
{
	if (!is_paused(b) || b->busy || b->nudged)
		return;
	b->nudged = true;
	wake(b, now);
}
