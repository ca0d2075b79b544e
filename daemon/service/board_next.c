/* SPDX-License-Identifier: MIT */
#include "service/board_next.h"

bool board_can_read(const struct board *b)
{
	return b->certainty == CERTAINTY_VERIFIED && b->driver->read_back;
}

bool board_is_satisfied(const struct board *b)
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
	return upkeep_is_due(&b->upkeep, b->driver, b->wanted.content != NULL, now);
}

enum job_kind board_next_job(const struct board *b, usec_t now)
{
	if (board_is_satisfied(b) && b->stored.due)
		return JOB_STORE;
	if (board_is_satisfied(b))
		return !b->look_due && board_needs_tending(b, now) ? JOB_TEND : look(b, now);
	if (b->read_first && b->wanted.content)
		return JOB_READ;
	return b->wanted.content ? JOB_SHOW : JOB_DARKEN;
}

/* The page of a job, and what a board must be found to hold: of what is known, else wanted. */
void board_set_page(const struct board *b, struct job *job)
{
	const struct content *c = b->knowledge == KNOW_CONTENT ? b->shown.content : NULL;

	if (job->kind == JOB_STORE)
		c = b->stored.due;
	else if (job->kind == JOB_SHOW || b->knowledge == KNOW_NOTHING)
		c = b->wanted.content;
	job->has_page = true;
	job->page = c ? c->page : (struct page){ .n_rows = 0 };
}

usec_t board_rested_at(const struct board *b)
{
	return b->sent_at ? b->sent_at + b->driver->rest : 0;
}
