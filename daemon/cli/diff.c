/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/diff.h"
#include "cli/progress.h"
#include "config/calendar.h"
#include "schedule/schedule.h"

static int board_index(const struct config *c, const char *name)
{
	const struct config_board *b = config_find_board(c, name);

	return b ? (int) (b - c->boards) : -1;
}

static bool has_playlist(const struct config *c, const char *name)
{
	const struct programme_tables *t = programme_tables(c->programme);

	for (size_t i = 0; i < t->n_playlists; i++)
		if (strcmp(t->playlists[i].name, name) == 0)
			return true;
	return false;
}

/* Which playlists of both sets have a message that came, went or says something else. */
static bool *find_edited(struct diff *d)
{
	const struct programme_tables *t = programme_tables(d->after->programme);
	bool *edited = arena_array(&d->arena, t->n_playlists + 1, sizeof(*edited));

	for (size_t i = 0; edited && i < d->edits.n; i++) {
		const struct diff_edit *e = &d->edits.v[i];
		const struct diff_item *item = e->after ? e->after : e->before;

		if (!item->playlist || e->kind == EDIT_MOVED)
			continue;
		for (size_t k = 0; k < t->n_playlists; k++)
			if (strcmp(t->playlists[k].name, item->playlist) == 0)
				edited[k] = has_playlist(d->before, item->playlist);
	}
	return edited;
}

static int compare_boards(struct diff *d)
{
	struct progress progress;
	int r = 0;

	progress_start(&progress, d->after->n_boards);
	for (size_t i = 0; r == 0 && i < d->after->n_boards; i++) {
		const char *name = d->after->boards[i].name;

		progress_show(&progress, i, name);
		r = comparison_add(d->comparison, board_index(d->before, name), (unsigned) i);
	}
	progress_wipe(&progress);
	return r;
}

int diff_make(struct diff *d)
{
	bool *edited;
	int r;

	r = diff_items_collect(&d->items_before, d->before, d->after, d->first, d->last, &d->arena);
	if (r == 0)
		r = diff_items_collect(&d->items_after, d->after, d->before, d->first, d->last,
				       &d->arena);
	if (r == 0)
		r = diff_edits_find(&d->edits, &d->items_before, &d->items_after);
	if (r < 0)
		return r;
	edited = find_edited(d);
	if (!edited)
		return -ENOMEM;
	r = comparison_new(&d->comparison, d->before->programme, d->after->programme, edited,
			   d->first, d->last);
	if (r == 0)
		r = compare_boards(d);
	if (r == 0)
		d->changes = comparison_finish(d->comparison, &d->n_changes);
	return r;
}

void diff_done(struct diff *d)
{
	comparison_free(d->comparison);
	diff_edits_done(&d->edits);
	free(d->items_before.v);
	free(d->items_after.v);
	arena_done(&d->arena);
}

bool diff_is_empty(const struct diff *d)
{
	return d->edits.n == 0 && d->n_changes == 0;
}

static bool is_doubtful(const struct statutory *s, day_t day)
{
	return dayset_has(&s->provisional, day) || dayset_has(&s->unsettled, day);
}

/* Can it be provisional for any board?  Hours may run on past midnight. */
static bool is_day_doubtful(const struct config *c, day_t day)
{
	const struct statutory *s = c->calendar->statutory;

	return s && (is_doubtful(s, day) || is_doubtful(s, day - 1));
}

static bool is_provisional_at(const struct diff *d, const struct board_set *boards, usec_t at)
{
	for (unsigned b = 0; b < d->after->n_boards; b++) {
		int before;

		if (!board_set_has(boards, b))
			continue;
		before = board_index(d->before, d->after->boards[b].name);
		if (schedule_is_provisional(d->after->programme, b, at) ||
		    (before >= 0 &&
		     schedule_is_provisional(d->before->programme, (unsigned) before, at)))
			return true;
	}
	return false;
}

bool diff_is_provisional(const struct diff *d, const struct change *c)
{
	for (size_t i = 0; i < c->n_days; i++) {
		usec_t at = zone_midnight(&d->after->zone, c->days[i]);

		if (c->n_spans)
			at += c->spans[0].from * USEC_PER_MSEC;
		if ((is_day_doubtful(d->before, c->days[i]) ||
		     is_day_doubtful(d->after, c->days[i])) &&
		    is_provisional_at(d, &c->boards, at))
			return true;
	}
	return false;
}

bool diff_moves_positions(const struct diff *d)
{
	for (size_t i = 0; i < d->edits.n; i++) {
		const struct diff_edit *e = &d->edits.v[i];

		if ((e->after ? e->after : e->before)->playlist)
			return true;
	}
	return d->n_changes > 0;
}

struct diff_list *diff_shown_lists(struct diff *d, const struct shown *s)
{
	struct diff_list *lists = arena_array(&d->arena, s->n + 1, sizeof(*lists));

	for (size_t i = 0; lists && i < s->n; i++)
		lists[i] = (struct diff_list){
			comparison_playlist(d->comparison, s->lists[i].playlist)->name,
			s->lists[i].weight,
		};
	return lists;
}
