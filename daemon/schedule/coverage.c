/* SPDX-License-Identifier: MIT */
#include "schedule/coverage_walk.h"

struct coverage *coverage_free(struct coverage *c)
{
	if (!c)
		return NULL;
	free(c->hidden);
	free(c->lists);
	free(c->together);
	free(c);
	return NULL;
}

int coverage_count_days(const struct coverage_walk *w, const struct class *c,
			struct pattern_days **ret)
{
	struct pattern_days *days = calloc(c->patterns.n + 1, sizeof(*days));

	if (!days)
		return -ENOMEM;
	for (day_t day = w->from; day < w->to; day++) {
		struct pattern_days *d = &days[c->pattern_of[day - DAY_FIRST]];

		if (d->n++ == 0)
			d->first = day;
	}
	*ret = days;
	return 0;
}

bool coverage_first_board(const struct coverage_walk *w, const struct rule *r, unsigned *ret)
{
	for (unsigned b = 0; b < w->p->tables.n_boards; b++) {
		if (!board_set_has(&r->boards, b))
			continue;
		*ret = b;
		return true;
	}
	return false;
}

int coverage_new(struct coverage **ret, const struct programme *p, day_t from, day_t to)
{
	_cleanup_(coverage_freep) struct coverage *c = calloc(1, sizeof(*c));
	unsigned board[BOARDS_MAX] = { 0 }, n_boards[BOARDS_MAX] = { 0 };
	struct coverage_walk w = {
		.p = p,
		.from = from,
		.to = to,
		.board = board,
		.n_boards = n_boards,
		.coverage = c,
	};
	int r;

	if (!c)
		return -ENOMEM;
	for (unsigned b = 0; b < p->tables.n_boards; b++)
		if (n_boards[p->class_of[b]]++ == 0)
			board[p->class_of[b]] = b;
	r = coverage_find_gaps(&w);
	if (r == 0)
		r = coverage_find_hidden(&w);
	if (r == 0)
		r = coverage_find_turns(&w);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(c);
	return 0;
}
