/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "playlog/reader.h"
#include "playlog/tally_internal.h"

static void forget(struct shown *s)
{
	for (size_t i = 0; i < ARRAY_SIZE(s->strings); i++)
		free(TAKE_PTR(s->strings[i]));
}

static void free_boards(struct tally *t)
{
	while (t->boards) {
		struct shown *s = t->boards;

		t->boards = s->next;
		forget(s);
		free(s);
	}
}

/* The key's strings become the board's own. */
int tally_keep(struct shown *s, const struct rollup_row *key)
{
	const char *const from[] = { key->board, key->law, key->article, key->digest,
				     key->playlist };
	char *to[ARRAY_SIZE(from)];

	for (size_t i = 0; i < ARRAY_SIZE(from); i++) {
		to[i] = strdup(from[i]);
		if (to[i])
			continue;
		while (i > 0)
			free(to[--i]);
		return -ENOMEM;
	}
	forget(s);
	memcpy(s->strings, to, sizeof(to));
	s->key = (struct rollup_row){
		.board = to[0], .law = to[1], .article = to[2], .digest = to[3], .playlist = to[4]
	};
	return 0;
}

static struct rollup_row no_text(const char *board)
{
	return (struct rollup_row){
		.board = board, .law = "", .article = "", .digest = "", .playlist = ""
	};
}

struct shown *tally_find(struct tally *t, const char *board)
{
	const struct rollup_row key = no_text(board);
	struct shown *s;

	for (s = t->boards; s; s = s->next)
		if (strcmp(s->key.board, board) == 0)
			return s;
	s = calloc(1, sizeof(*s));
	if (!s || tally_keep(s, &key) < 0) {
		free(s);
		return NULL;
	}
	s->next = t->boards;
	return t->boards = s;
}

/* Is what is being taken in the figures of the day already? */
static bool is_in(const struct tally *t)
{
	return !t->rollup || t->taking <= t->rollup->through;
}

static int add(struct tally *t, const struct rollup_row *text, enum rollup_outcome outcome,
	       int64_t plays, uint64_t ms)
{
	struct rollup_row key = *text, *row;

	if (is_in(t) || (plays == 0 && ms == 0))
		return 0;
	key.outcome = outcome;
	row = rollup_row(t->rollup, &key);
	if (!row)
		return -ENOMEM;
	row->plays += (uint64_t) plays;
	row->ms += ms;
	t->dirty = true;
	return 0;
}

static enum rollup_outcome outcome_of(const struct shown *s)
{
	if (s->what == SHOWS_PLAY)
		return (enum rollup_outcome) s->how;
	return s->what == SHOWS_DARK ? ROLLUP_DARK : ROLLUP_LOST;
}

/* Count what it has shown up to here. */
static int settle(struct tally *t, struct shown *s, uint64_t mono)
{
	const struct rollup_row bare = no_text(s->key.board);
	uint64_t ms = mono > s->since ? mono - s->since : 0;

	s->since = mono;
	if (s->what == SHOWS_NOTHING)
		return 0;
	return add(t, s->what == SHOWS_PLAY ? &s->key : &bare, outcome_of(s), 0, ms);
}

static int settle_all(struct tally *t, uint64_t mono)
{
	int r = 0;

	for (struct shown *s = t->boards; s && r == 0; s = s->next)
		r = settle(t, s, mono);
	return r;
}

/* Nothing is known any more, since @mono. */
static int break_off(struct tally *t, uint64_t mono)
{
	int r = settle_all(t, mono);

	for (struct shown *s = t->boards; s; s = s->next) {
		s->what = SHOWS_NOTHING;
		s->counted = false;
	}
	return r;
}

static const char *text(const char *s)
{
	return s ? s : "";
}

static struct rollup_row key_of(const struct record *r)
{
	return (struct rollup_row){ .board = text(r->board),
				    .law = text(r->law),
				    .article = text(r->article),
				    .digest = text(r->digest),
				    .playlist = text(r->playlist) };
}

static bool is_play(const struct shown *s, const struct rollup_row *key, uint64_t from)
{
	return s->counted && s->from == from && strcmp(s->key.digest, key->digest) == 0 &&
	       strcmp(s->key.playlist, key->playlist) == 0 && strcmp(s->key.law, key->law) == 0 &&
	       strcmp(s->key.article, key->article) == 0;
}

static int count_play(struct tally *t, struct shown *s, const struct record *r)
{
	struct rollup_row key = key_of(r);
	int error = 0;

	if (!is_play(s, &key, r->from)) {
		error = tally_keep(s, &key);
		s->from = r->from;
		s->counted = true;
		s->day = t->day;
		s->counted_as = r->how;
		return error < 0 ? error : add(t, &s->key, (enum rollup_outcome) r->how, 1, 0);
	}
	if (s->day != t->day || r->how <= s->counted_as)
		return 0;
	error = add(t, &s->key, (enum rollup_outcome) s->counted_as, -1, 0);
	s->counted_as = r->how;
	return error < 0 ? error : add(t, &s->key, (enum rollup_outcome) r->how, 1, 0);
}

/* Of a board: what it shows from now on. */
static int take_board(struct tally *t, const struct record *r)
{
	struct shown *s = tally_find(t, text(r->board));
	const struct rollup_row bare = no_text(text(r->board));
	int error;

	if (!s)
		return -ENOMEM;
	error = settle(t, s, r->mono);
	if (error < 0)
		return error;
	s->how = r->how;
	if (r->kind == RECORD_PLAY) {
		s->what = SHOWS_PLAY;
		return count_play(t, s, r);
	}
	s->what = r->kind == RECORD_DARK ? SHOWS_DARK : SHOWS_LOST;
	if (r->kind == RECORD_DARK)
		s->counted = false;
	/* Of a play that is lost the name is kept: it may come again. */
	return add(t, &bare, outcome_of(s), 1, 0);
}

static int take_missed(struct tally *t, const struct record *r)
{
	struct rollup_row key = key_of(r);

	return add(t, &key, ROLLUP_MISSED, 1, r->until > r->from ? r->until - r->from : 0);
}

static int write_day(struct tally *t, uint64_t through)
{
	int r;

	if (!t->rollup || !t->dirty)
		return 0;
	t->rollup->through = through;
	r = rollup_write(t->rollup, t->dir);
	t->dirty = r < 0;
	return r;
}

/* One that is not whole is put aside: its figures can not be trusted, and nothing is thrown away.
 */
static int put_aside(struct tally *t, day_t day)
{
	char name[ROLLUP_NAME_MAX], aside[ROLLUP_NAME_MAX + 16];

	rollup_name(day, name);
	snprintf(aside, sizeof(aside), "%s.damaged", name);
	return renameat(t->dir, name, t->dir, aside) < 0 ? -errno : 0;
}

static struct rollup *take_pending(struct tally *t, day_t day)
{
	struct rollup **p = &t->pending, *found;

	while (*p && (*p)->day != day)
		p = &(*p)->next;
	found = *p;
	if (found)
		*p = found->next;
	return found;
}

static int open_day(struct tally *t, day_t day)
{
	int r;

	t->day = day;
	if (day == NO_DAY)
		return 0;
	t->rollup = take_pending(t, day);
	t->dirty = t->rollup != NULL;
	if (t->rollup)
		return 0;
	r = rollup_read(&t->rollup, t->dir, day);
	if (r == -EBADMSG)
		r = put_aside(t, day) < 0 ? r : -ENOENT;
	if (r == -ENOENT)
		r = rollup_new(&t->rollup, day);
	/* A log that was begun anew numbers from 1 again. */
	if (r == 0 && t->rollup->through > t->end)
		t->rollup->through = 0;
	return r;
}

/* @r is of another day than the last: everything that went on is cut here. */
static int change_day(struct tally *t, const struct record *r, day_t day)
{
	int error = settle_all(t, r->mono), written, opened;

	if (error < 0)
		return error;
	written = write_day(t, r->seq);
	if (written < 0) {
		t->rollup->next = t->pending;
		t->pending = TAKE_PTR(t->rollup);
	}
	t->rollup = rollup_free(t->rollup);
	t->dirty = false;
	opened = open_day(t, day);
	return opened < 0 ? opened : written;
}

static int write_pending(struct tally *t)
{
	while (t->pending) {
		struct rollup *first = t->pending;
		int r = rollup_write(first, t->dir);

		if (r < 0)
			return r;
		t->pending = first->next;
		rollup_free(first);
	}
	return 0;
}

static int take_kind(struct tally *t, const struct record *r)
{
	switch (r->kind) {
	case RECORD_PLAY:
	case RECORD_DARK:
	case RECORD_LOST:
		return take_board(t, r);
	case RECORD_MISSED:
		return take_missed(t, r);
	case RECORD_STOP:
	case RECORD_GAP:
		return break_off(t, r->mono);
	case RECORD_START:
	case RECORD_SET:
	case RECORD_TEXT:
	case RECORD_INCIDENT:
	case RECORD_ORDER:
	case RECORD_CLOCK:
	case RECORD_RECOVERED:
	case RECORD_DAMAGE:
	case RECORD_DAY:
	case RECORD_OTHER:
		break;
	}
	return 0;
}

static day_t day_of(const struct tally *t, const struct record *r)
{
	day_t day = r->at && r->at < (uint64_t) INT64_MAX / 1000
			    ? zone_day(&t->zone, r->at * USEC_PER_MSEC)
			    : NO_DAY;

	return day >= DAY_FIRST && day <= DAY_LAST ? day : NO_DAY;
}

/* Up to here it had been counted when the figures were last written: from here on it is not. */
static bool crosses(const struct tally *t, const struct record *r)
{
	return t->rollup && t->seq <= t->rollup->through && r->seq > t->rollup->through;
}

int tally_take(struct tally *t, const struct record *r)
{
	day_t day = day_of(t, r);
	int error = 0, changed = 0;

	t->taking = t->seq;
	if (crosses(t, r))
		error = settle_all(t, t->mono);
	/* A new run, or one of whose records some are not there: known up to the last one. */
	t->taking = r->seq;
	if (error == 0 && (r->kind == RECORD_START || r->seq != t->seq + 1))
		error = break_off(t, t->mono);
	if (error == 0 && day != t->day)
		changed = change_day(t, r, day);
	if (error == 0)
		error = take_kind(t, r);
	t->seq = r->seq;
	t->mono = r->mono;
	return error < 0 ? error : changed;
}

int tally_flush(struct tally *t)
{
	int r;

	t->taking = t->seq;
	r = settle_all(t, t->mono);
	if (r == 0)
		r = write_pending(t);
	if (r == 0)
		r = write_day(t, t->seq);
	return r < 0 ? r : tally_write_state(t);
}

static int replay(struct tally *t, const char *dir)
{
	_cleanup_(reader_freep) struct reader *reader = NULL;
	const struct entry *e;
	int r, more;

	/* The log was begun anew: what was counted of the old one stays as it is. */
	if (t->seq > t->end) {
		free_boards(t);
		t->seq = t->mono = 0;
		t->day = NO_DAY;
	}
	r = open_day(t, t->day);
	if (r < 0)
		return r;
	r = reader_new(&reader, dir);
	if (r == 0)
		r = reader_seek(reader, t->seq + 1);
	while (r == 0 && (more = reader_next(reader, &e)) != 0) {
		if (more < 0)
			return more;
		if (e->record && e->record->seq > t->seq)
			r = tally_take(t, e->record);
	}
	return r;
}

int tally_set_zone(struct tally *t, const struct zone *zone)
{
	size_t size = zone->n_changes * sizeof(*zone->changes);
	void *memory = malloc(size);

	if (!memory)
		return -ENOMEM;
	memcpy(memory, zone->changes, size);
	free(t->zone_memory);
	t->zone_memory = memory;
	t->zone = (struct zone){ .name = "", .changes = memory, .n_changes = zone->n_changes };
	return 0;
}

int tally_new(struct tally **ret, const char *dir, const struct zone *zone, uint64_t last)
{
	_cleanup_(tally_freep) struct tally *t = calloc(1, sizeof(*t));
	int r;

	if (!t)
		return -ENOMEM;
	t->day = NO_DAY;
	t->end = last;
	t->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (t->dir < 0)
		return -errno;
	r = tally_set_zone(t, zone);
	if (r == 0)
		r = tally_read_state(t);
	if (r == 0)
		r = replay(t, dir);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(t);
	return 0;
}

struct tally *tally_free(struct tally *t)
{
	if (!t)
		return NULL;
	free_boards(t);
	rollup_free(t->rollup);
	while (t->pending)
		rollup_free(take_pending(t, t->pending->day));
	free(t->zone_memory);
	if (t->dir >= 0)
		close(t->dir);
	free(t);
	return NULL;
}
