/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "service/error_text.h"
#include "service/manager.h"
#include "service/plays.h"

static void put(struct planned *p, struct content *content, usec_t from, usec_t until)
{
	struct content *old = p->content;

	*p = (struct planned){ .content = content_ref(content), .from = from, .until = until };
	content_unref(old);
}

static void clear(struct planned *p)
{
	p->content = content_unref(p->content);
	*p = (struct planned){ .content = NULL };
}

void plays_done(struct plays *p)
{
	clear(&p->showing);
	clear(&p->wanted);
	clear(&p->late);
}

/* Across a reload the same text of the same time is the same play. */
static bool same_play(const struct content *a, usec_t a_from, const struct content *b,
		      usec_t b_from)
{
	return a && b && a_from == b_from && strcmp(a->text, b->text) == 0 &&
	       strcmp(a->playlist, b->playlist) == 0 && strcmp(a->law, b->law) == 0 &&
	       strcmp(a->article, b->article) == 0;
}

static bool is_play(const struct planned *p, const struct showing *s)
{
	return same_play(p->content, p->from, s->content, s->from);
}

/* The dates of a rehearsal are nobody's: what is shown is shown today. */
static uint64_t msec(const struct device *d, usec_t at)
{
	return clock_trust(d->manager->clock) == CLOCK_REHEARSED ? 0 : at / USEC_PER_MSEC;
}

static void fill_text(struct record *r, const struct content *c)
{
	r->playlist = c->playlist;
	r->law = c->law;
	r->article = c->article;
	r->text = c->text;
	r->file = c->file;
	r->line = c->line;
}

static void write_missed(struct device *d, const struct planned *p)
{
	const struct board *b = &d->board;
	struct error_text buf;
	struct record r = {
		.kind = RECORD_MISSED,
		.board = d->name,
		.from = msec(d, p->from),
		.until = msec(d, p->until),
		.why = b->n_failures > 0 ? error_text(b->last_error, b->last_cause, &buf)
					 : "the board was not given it in time",
	};

	fill_text(&r, p->content);
	playlog_write(d->manager->playlog, &r);
}

static void write_play(struct device *d, const struct showing *s, enum reach how)
{
	struct record r = {
		.kind = RECORD_PLAY,
		.board = d->name,
		.page = s->content->page_index,
		.pages = s->content->n_pages,
		.from = msec(d, s->from),
		.until = msec(d, s->until_play),
		.how = how,
	};

	fill_text(&r, s->content);
	playlog_write(d->manager->playlog, &r);
}

static void tell_play(struct device *d, const struct showing *s, enum reach how)
{
	struct plays *p = &d->plays;
	bool same = p->told == TOLD_PLAY && is_play(&p->showing, s);
	bool same_page = same && p->showing.content->page_index == s->content->page_index;

	/* Of a page that is up already there is news only when more is known of it. */
	if (!same || (same_page ? how > p->how : how != p->how))
		write_play(d, s, how);
	else
		how = p->how;
	p->told = TOLD_PLAY;
	p->how = how;
	put(&p->showing, s->content, s->from, s->until_play);
	if (is_play(&p->wanted, s))
		p->wanted.reached = true;
	if (is_play(&p->late, s))
		clear(&p->late);
}

static void tell_dark(struct device *d, enum reach how)
{
	struct plays *p = &d->plays;
	const struct showing *wanted = &d->board.wanted;
	bool planned = !wanted->content;
	struct record r = {
		.kind = RECORD_DARK,
		.board = d->name,
		.from = planned ? msec(d, wanted->from) : 0,
		.until = planned ? msec(d, wanted->until_play) : 0,
		.how = how,
	};

	if (p->told == TOLD_DARK)
		return;
	playlog_write(d->manager->playlog, &r);
	p->told = TOLD_DARK;
	p->how = how;
	clear(&p->showing);
}

void plays_lost(struct device *d, const char *why)
{
	struct record r = { .kind = RECORD_LOST, .board = d->name, .why = why };
	struct plays *p = &d->plays;

	if (p->told == TOLD_LOST)
		return;
	playlog_write(d->manager->playlog, &r);
	p->told = TOLD_LOST;
	clear(&p->showing);
}

/* A board of which nothing was said yet is lost only once it has failed. */
static void tell_lost(struct device *d)
{
	const struct board *b = &d->board;
	struct error_text buf;

	if (b->n_failures > 0)
		plays_lost(d, error_text(b->last_error, b->last_cause, &buf));
	else if (d->plays.told != TOLD_NOTHING)
		plays_lost(d, "the line to it was lost");
}

/* @read: its page was read back just now. */
static enum reach reach_of(const struct board *b, bool read)
{
	if (b->certainty == CERTAINTY_SENT)
		return REACH_SENT;
	return read && b->state == BOARD_VERIFIED ? REACH_VERIFIED : REACH_ACKNOWLEDGED;
}

static void look(struct device *d, bool read)
{
	const struct board *b = &d->board;

	switch (b->knowledge) {
	case KNOW_NOTHING:
		tell_lost(d);
		break;
	case KNOW_DARK:
		tell_dark(d, b->certainty == CERTAINTY_SENT ? REACH_SENT : REACH_ACKNOWLEDGED);
		break;
	case KNOW_CONTENT:
		tell_play(d, &b->shown, reach_of(b, read));
		break;
	}
}

void plays_look(struct device *d)
{
	if (!d->plays.landing)
		look(d, false);
}

void plays_before_result(struct device *d)
{
	d->plays.landing = true;
}

void plays_after_result(struct device *d, const struct result *result)
{
	struct plays *p = &d->plays;

	p->landing = false;
	look(d, result->error >= 0 && (result->kind == JOB_READ || result->kind == JOB_SHOW));
	if (p->late.content)
		write_missed(d, &p->late);
	clear(&p->late);
}

/* Its time is over.  Where a job for it is in hand, what comes of that decides. */
static void end(struct device *d)
{
	const struct board *b = &d->board;
	struct plays *p = &d->plays;

	if (!p->wanted.content || p->wanted.reached)
		return;
	if (b->in_flight && is_play(&p->wanted, &b->in_job)) {
		put(&p->late, p->wanted.content, p->wanted.from, p->wanted.until);
		return;
	}
	write_missed(d, &p->wanted);
}

void plays_want(struct device *d, struct content *content, usec_t from, usec_t until)
{
	struct plays *p = &d->plays;
	bool same = same_play(p->wanted.content, p->wanted.from, content, from);
	bool reached = same && p->wanted.reached;

	if (!same)
		end(d);
	put(&p->wanted, content, from, until);
	p->wanted.reached = reached;
}

void plays_again(struct device *d)
{
	struct plays *p = &d->plays;

	if (p->told == TOLD_NOTHING)
		return;
	p->told = TOLD_NOTHING;
	clear(&p->showing);
	look(d, false);
}
