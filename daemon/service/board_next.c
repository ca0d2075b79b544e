/* SPDX-License-Identifier: MIT */
#include "service/board_next.h"

bool board_can_read(const struct board *b)
{
	return (b->certainty == CERTAINTY_VERIFIED || b->keeps_mark) && b->driver->read_back;
}

const struct showing *board_goal(const struct board *b)
{
	return b->foreign.bar == BAR_NONE ? &b->wanted : &b->blank;
}

bool board_is_satisfied(const struct board *b)
{
	const struct content *goal = board_goal(b)->content;

	if (b->foreign.bar == BAR_HELD)
		return true;
	switch (b->knowledge) {
	case KNOW_NOTHING:
		return false;
	case KNOW_DARK:
		return !goal;
	case KNOW_CONTENT:
		return goal && page_equal(&goal->page, &b->shown.content->page);
	}
	return false;
}

usec_t board_fades_at(const struct board *b)
{
	return b->lifetime != USEC_NEVER && b->knowledge == KNOW_CONTENT
		       ? b->sent_at + b->lifetime / 2
		       : USEC_NEVER;
}

/* Look after a board that shows what it should. */
static enum job_kind look(const struct board *b, usec_t now)
{
	if (b->knowledge == KNOW_DARK && b->power == POWER_OFF)
		return JOB_DARKEN;
	if (now >= board_fades_at(b))
		return JOB_SHOW;
	if (board_can_read(b))
		return JOB_READ;
	if (b->driver->probe && !b->no_probe && !(b->unsure && b->knowledge == KNOW_CONTENT))
		return JOB_PROBE;
	return b->knowledge == KNOW_CONTENT ? JOB_SHOW : JOB_DARKEN;
}

bool board_needs_tending(const struct board *b, usec_t now)
{
	return b->foreign.bar != BAR_HELD &&
	       upkeep_is_due(&b->upkeep, b->driver, board_goal(b)->content != NULL, now);
}

bool board_look_is_due(const struct board *b, usec_t now)
{
	return board_can_read(b) && b->knowledge != KNOW_NOTHING && b->power != POWER_OFF &&
	       b->verify_interval != USEC_NEVER && now >= b->looked_at + b->verify_interval;
}

/* Before it is made dark: may somebody have written over what it was given? */
static bool is_worth_reading(const struct board *b)
{
	return b->given.known && !b->given.off;
}

enum job_kind board_next_job(const struct board *b, usec_t now)
{
	const struct content *goal = board_goal(b)->content;

	/* Not to be read any more: by another profile, since it was barred. */
	if (b->foreign.bar == BAR_HELD)
		return board_can_read(b) ? JOB_READ : JOB_PROBE;
	if (board_is_satisfied(b) && b->stored.due)
		return JOB_STORE;
	if (board_is_satisfied(b))
		return !b->look_due && board_needs_tending(b, now) ? JOB_TEND : look(b, now);
	if ((b->read_first && (goal || is_worth_reading(b))) || board_look_is_due(b, now))
		return JOB_READ;
	return goal ? JOB_SHOW : JOB_DARKEN;
}

/* The page of a job, and what a board must be found to hold: of what is known, else wanted. */
void board_set_page(const struct board *b, struct job *job)
{
	const struct content *c = b->knowledge == KNOW_CONTENT ? b->shown.content : NULL;

	if (job->kind == JOB_STORE)
		c = b->stored.due;
	else if (job->kind == JOB_SHOW || b->knowledge == KNOW_NOTHING)
		c = board_goal(b)->content;
	job->has_page = true;
	job->page = c ? c->page : (struct page){ .n_rows = 0 };
}

usec_t board_rested_at(const struct board *b)
{
	return b->sent_at ? b->sent_at + b->driver->rest : 0;
}
