/* SPDX-License-Identifier: MIT */
#include "service/board_next.h"
#include "service/board_take.h"
#include "service/retry.h"

void showing_replace(struct showing *to, const struct showing *from)
{
	struct content *old = to->content;

	content_ref(from->content);
	*to = *from;
	content_unref(old);
}

void showing_clear(struct showing *s)
{
	s->content = content_unref(s->content);
	s->since = s->until = 0;
}

static const struct page empty;

static const struct page *page_of(const struct showing *s)
{
	return s->content ? &s->content->page : &empty;
}

static void know(struct board *b, enum knowledge knowledge, const struct showing *what)
{
	b->knowledge = knowledge;
	if (what)
		showing_replace(&b->shown, what);
	else
		showing_clear(&b->shown);
}

void board_lose_track(struct board *b)
{
	know(b, KNOW_NOTHING, NULL);
	b->power = POWER_UNKNOWN;
}

static bool is_held(const struct board *b)
{
	return b->foreign.bar == BAR_HELD;
}

/* What the board must be found to hold, were nobody else to write to it. */
static const struct page *expected(const struct board *b)
{
	return b->knowledge == KNOW_CONTENT ? page_of(&b->shown) : &empty;
}

/* It may have been restarted, or be another board now. */
void board_distrust(struct board *b)
{
	board_lose_track(b);
	upkeep_forget(&b->upkeep);
}

static bool is_blank(const struct page *page)
{
	return page && page_equal(page, &empty);
}

/*
 * It has nothing of what it was given any more; where nobody knows of anything, that is no news.
 * @page: blank, as it was read; NULL: its own word.
 */
static int take_lost(struct board *b, const struct page *page)
{
	b->read_first = false;
	if (b->knowledge != KNOW_NOTHING) {
		b->n_forgot++;
		b->hooks->event(b, BOARD_EVENT_FORGOT, page, b->userdata);
	}
	board_distrust(b);
	(void) given_take_read(&b->given, &empty, NULL);
	return 0;
}

/* @page: in @b->given. */
static void take_foreign(struct board *b, const struct page *page, const struct moment *now)
{
	if (foreign_found(&b->foreign, now->mono))
		b->blank.since = now->wall;
	b->hooks->event(b, BOARD_EVENT_FOREIGN, page, b->userdata);
	board_distrust(b);
}

/* Somebody may go on writing to it.  What it held before the service was restarted is no news. */
static void take_held(struct board *b, const struct page *page, const struct moment *now)
{
	bool ours = page && b->wanted.content && page_equal(page, &b->wanted.content->page);
	bool first = !b->given.has_found;

	b->read_first = false;
	if (!page || (!first && page_equal(page, &b->given.found)))
		return;
	given_found(&b->given, page);
	if (!ours && !is_blank(page) && !first)
		take_foreign(b, page, now);
}

/* Nobody knew what it holds. */
static void take_unknown(struct board *b, const struct page *page, const struct moment *now)
{
	const struct showing *goal = board_goal(b);

	if (page && goal->content && page_equal(page, &goal->content->page)) {
		know(b, KNOW_CONTENT, goal);
		given_reached(&b->given, page);
	} else if (given_take_read(&b->given, page, page_of(&b->in_job))) {
		take_foreign(b, page, now);
	}
}

/* @page: what it holds; NULL: not what was expected, and it can not be told. */
static void take_read(struct board *b, const struct page *page, const struct moment *now)
{
	b->read_first = false;
	if (b->knowledge == KNOW_NOTHING) {
		take_unknown(b, page, now);
		return;
	}
	if (page && page_equal(page, expected(b)))
		return;
	if (is_blank(page)) {
		take_lost(b, page);
		return;
	}
	given_found(&b->given, page);
	take_foreign(b, page, now);
}

static int take_probe(struct board *b, int error)
{
	if (error == -ESTALE)
		return take_lost(b, NULL);
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

/* Was its page written, and does it hold another one? */
static bool holds_other(const struct board *b, const struct result *result)
{
	return result->differs ||
	       (result->has_page && !page_equal(&result->page, page_of(&b->in_job)));
}

/*
 * While nobody can tell yet it is tried again at once: what answers is not offline.  So is what was
 * barred just now, for it has something else to show.
 */
static int take_other(struct board *b, const struct result *result, const struct moment *now)
{
	enum bar bar = b->foreign.bar;

	if (!result->has_page)
		return BOARD_MISMATCH;
	if (!given_take_other(&b->given, &result->page))
		return b->given.n_foreign > 0 && b->n_failures > 0 ? 0 : BOARD_MISMATCH;
	take_foreign(b, &result->page, now);
	return b->foreign.bar != bar ? 0 : BOARD_OVERWRITTEN;
}

static int take_show(struct board *b, const struct result *result, const struct moment *now)
{
	if (holds_other(b, result))
		return take_other(b, result, now);
	know(b, KNOW_CONTENT, &b->in_job);
	given_reached(&b->given, page_of(&b->in_job));
	return 0;
}

static int take_darken(struct board *b, const struct result *result, const struct moment *now)
{
	if (holds_other(b, result))
		return take_other(b, result, now);
	know(b, KNOW_DARK, NULL);
	if (result->power_off) {
		b->power = POWER_OFF;
		given_off(&b->given);
	} else {
		given_reached(&b->given, &empty);
	}
	return 0;
}

int board_take(struct board *b, const struct result *result, const struct moment *now)
{
	if (result->kind == JOB_STORE)
		return take_store(b, result->error);
	if (result->kind == JOB_PROBE && result->error < 0)
		return take_probe(b, result->error);
	if (result->kind == JOB_READ && result->error == -ESTALE)
		return take_lost(b, NULL);
	if (result->kind == JOB_SHOW || result->kind == JOB_DARKEN)
		given_sent(&b->given, page_of(&b->in_job));
	if (result->error < 0)
		return result->error;
	if (result->kind != JOB_DARKEN && b->in_job.content)
		b->power = POWER_ON;

	switch (result->kind) {
	case JOB_READ:
		(is_held(b) ? take_held : take_read)(b, result->has_page ? &result->page : NULL,
						     now);
		return 0;
	case JOB_SHOW:
		return take_show(b, result, now);
	case JOB_DARKEN:
		return take_darken(b, result, now);
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
