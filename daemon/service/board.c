/* SPDX-License-Identifier: MIT */
#include <assert.h>

#include "service/board_next.h"
#include "service/board_take.h"
#include "service/retry.h"

static const char *const state_names[] = {
	[BOARD_UNKNOWN] = "unknown",   [BOARD_SENDING] = "sending",
	[BOARD_VERIFIED] = "verified", [BOARD_ACKNOWLEDGED] = "acknowledged",
	[BOARD_BACKOFF] = "backoff",   [BOARD_OFFLINE] = "offline",
	[BOARD_DARK] = "dark",         [BOARD_BLANKED] = "blanked",
	[BOARD_HELD] = "held",
};

/* So many failures in a row, and a board is offline. */
#define OFFLINE_AFTER 5

const char *board_state_name(enum board_state state)
{
	return state_names[state];
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
		at = (board_can_read(b) ? b->looked_at : b->settled_at) + b->verify_interval;
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
		if (board_goal(b)->content && now->mono < board_rested_at(b))
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
	case BOARD_BLANKED:
	case BOARD_HELD:
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

	if (b->foreign.bar != BAR_NONE)
		return b->foreign.bar == BAR_DARK ? BOARD_BLANKED : BOARD_HELD;
	return b->knowledge == KNOW_DARK ? BOARD_DARK : states[b->certainty];
}

static void catch_up(struct board *b, const struct moment *now)
{
	if (!board_is_satisfied(b)) {
		enter(b, BOARD_SENDING, now);
		return;
	}
	if (b->foreign.bar != BAR_HELD)
		showing_replace(&b->shown, board_goal(b));
	enter(b, settled_state(b), now);
}

void board_start(struct board *b)
{
	b->state = BOARD_UNKNOWN;
	b->knowledge = KNOW_NOTHING;
	b->power = POWER_UNKNOWN;
	b->read_first = board_can_read(b);
	b->wake = USEC_NEVER;
	foreign_release(&b->foreign);
	b->given = (struct given){ .known = false };
	upkeep_init(&b->upkeep);
}

void board_done(struct board *b)
{
	showing_clear(&b->wanted);
	showing_clear(&b->in_job);
	showing_clear(&b->shown);
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
	       b->state == BOARD_DARK || b->state == BOARD_BLANKED || b->state == BOARD_HELD;
}

static bool is_held(const struct board *b)
{
	return b->foreign.bar == BAR_HELD;
}

bool board_is_well(const struct board *b)
{
	return b->n_failures == 0 && (b->knowledge != KNOW_NOTHING || b->state == BOARD_HELD);
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
			board_goal(b)->content && b->power != POWER_ON;
	board_set_page(b, ret);
	if (ret->kind == JOB_SHOW) {
		b->sent_at = now->mono;
		b->unsure = false;
	}
	if (ret->kind != JOB_DARKEN && ret->kind != JOB_STORE && !is_held(b))
		upkeep_fill(&b->upkeep, b->driver, board_goal(b)->content != NULL, now->mono, ret);
	b->replaces = (ret->kind == JOB_SHOW && b->knowledge != KNOW_NOTHING) ||
		      (ret->kind == JOB_DARKEN && b->knowledge == KNOW_CONTENT);
	showing_replace(&b->in_job, board_goal(b));
	b->in_flight = true;
	return true;
}

static void fail(struct board *b, int error, int cause, const struct moment *now)
{
	const struct retry *a = retry_find(error);
	bool was_offline = b->state == BOARD_OFFLINE, overwritten = error == BOARD_OVERWRITTEN;

	board_lose_track(b); /* half a page may be up */
	if (overwritten != (b->last_error == BOARD_OVERWRITTEN))
		b->n_failures = 0; /* that it answers and that it does not are told apart */
	b->last_error = error;
	b->last_cause = cause;
	b->last_error_at = now->wall;
	b->failed_at = now->mono;
	if (b->n_failures++ == 0)
		b->failing_since = now->mono;
	b->read_first = board_can_read(b) && (a->reads_first || given_must_be_read(&b->given));
	if (b->n_failures <= a->quick && !was_offline) {
		enter(b, BOARD_SENDING, now);
		return;
	}

	if (a->hopeless && !b->refused) {
		b->refused = true;
		b->hooks->event(b, BOARD_EVENT_REFUSED, NULL, b->userdata);
	}
	if (overwritten || (b->n_failures < OFFLINE_AFTER && !was_offline)) {
		enter(b, BOARD_BACKOFF, now);
		if (was_offline)
			b->hooks->event(b, BOARD_EVENT_RECOVERED, NULL, b->userdata);
		return;
	}
	upkeep_forget(&b->upkeep);
	enter(b, BOARD_OFFLINE, now);
	if (!was_offline)
		b->hooks->event(b, BOARD_EVENT_LOST, NULL, b->userdata);
}

void board_recount(struct board *b)
{
	b->n_failures = 0;
}

bool board_is_lost(const struct board *b)
{
	return b->state == BOARD_OFFLINE && b->n_failures >= OFFLINE_AFTER;
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
	if (is_held(b))
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
	error = board_take(b, result, now);
	showing_clear(&b->in_job);
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
	if (result->kind != JOB_TEND && result->kind != JOB_STORE && !b->replaces)
		b->looked_at = now->mono;
	if (b->knowledge == KNOW_NOTHING && was_offline && !is_held(b)) {
		submit(b); /* it answers, but has not yet taken anything */
		return;
	}
	if (b->knowledge != KNOW_NOTHING || is_held(b)) {
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
	/* While it paused somebody may have written. */
	if (is_paused(b) && b->given.known)
		b->read_first = board_can_read(b);
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
	board_distrust(b);
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

void board_bar(struct board *b)
{
	(void) foreign_bar(&b->foreign);
}

/* Where it is left alone now it is read again, and written by what that says. */
static void resume(struct board *b, const struct moment *now)
{
	b->blank.since = 0;
	if (!b->wants || b->busy || is_paused(b))
		return;
	b->read_first = b->knowledge == KNOW_NOTHING && board_can_read(b);
	if (b->read_first)
		enter(b, BOARD_UNKNOWN, now);
	else
		catch_up(b, now);
}

void board_release(struct board *b, const struct moment *now)
{
	bool barred = b->foreign.bar != BAR_NONE;

	foreign_release(&b->foreign);
	if (barred)
		resume(b, now);
}

void board_set_foreign(struct board *b, enum foreign_policy policy, unsigned after,
		       const struct moment *now)
{
	if (foreign_adopt(&b->foreign, policy, after))
		resume(b, now);
}
