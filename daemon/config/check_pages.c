/* SPDX-License-Identifier: MIT */
/* Texts of more pages than people stay for. */
#include <stdio.h>

#include "config/check_set.h"
#include "schedule/layout.h"

/* A size of boards that a list comes to, by its first board. */
struct sizes {
	unsigned board[BOARDS_MAX];
	size_t n;
};

/* The boards of each list.  NULL: no memory. */
static struct board_set *find_boards(const struct programme_tables *t)
{
	struct board_set *boards = calloc(t->n_playlists, sizeof(*boards));

	if (!boards)
		return NULL;
	for (unsigned b = 0; b < t->n_boards; b++)
		board_set_add(&boards[t->filler], b);
	for (size_t i = 0; i < t->n_rules; i++)
		for (size_t k = 0; k < t->rules[i].n_plays; k++)
			for (size_t w = 0; w < ARRAY_SIZE(boards->word); w++)
				boards[t->rules[i].plays[k].playlist].word[w] |=
					t->rules[i].boards.word[w];
	return boards;
}

static void find_sizes(const struct config *c, const struct board_set *boards, struct sizes *ret)
{
	ret->n = 0;
	for (unsigned b = 0; b < c->n_boards; b++) {
		const struct profile *p = c->boards[b].profile;
		size_t i = 0;

		if (!board_set_has(boards, b))
			continue;
		while (i < ret->n && (c->boards[ret->board[i]].profile->rows != p->rows ||
				      c->boards[ret->board[i]].profile->columns != p->columns))
			i++;
		if (i == ret->n)
			ret->board[ret->n++] = b;
	}
}

/* On the board on which it takes most pages. */
static unsigned most_pages(const struct config *c, const struct sizes *s, const char *text,
			   unsigned *ret_board)
{
	unsigned most = 0;

	for (size_t i = 0; i < s->n; i++) {
		const struct profile *p = c->boards[s->board[i]].profile;
		struct layout l;

		if (layout_text(text, (unsigned) p->rows, (unsigned) p->columns, &l) < 0 ||
		    l.n_pages <= most)
			continue;
		most = l.n_pages;
		*ret_board = s->board[i];
	}
	return most;
}

/* A list of whole articles has many of them: they are said once. */
static void check_list(const struct config *c, const struct playlist *list, const struct sizes *s,
		       struct diag *diag)
{
	const struct message *first = NULL;
	unsigned board = 0, pages = 0, others = 0;
	char more[64] = "";

	for (size_t i = 0; i < list->n_messages; i++) {
		unsigned on = 0, n = most_pages(c, s, list->messages[i].text, &on);

		if (n <= CHECK_PAGES_MAX)
			continue;
		if (first) {
			others++;
			continue;
		}
		first = &list->messages[i];
		pages = n;
		board = on;
	}
	if (!first)
		return;
	if (others)
		snprintf(more, sizeof(more), "; so do%s %u more of its playlist",
			 others == 1 ? "es" : "", others);
	diag_warning(diag, first->at,
		     "text: takes %u pages (%u s) on board %s, more than the %d that people stay "
		     "for%s: %s",
		     pages, first->duration_ms / MSEC_PER_SEC, c->boards[board].name,
		     CHECK_PAGES_MAX, more, first->text);
}

int pages_check(const struct config *c, struct diag *diag)
{
	const struct programme_tables *t = programme_tables(c->programme);
	_cleanup_(freep) struct board_set *boards = find_boards(t);

	if (!boards)
		return -ENOMEM;
	for (size_t i = 0; i < t->n_playlists; i++) {
		struct sizes sizes;

		find_sizes(c, &boards[i], &sizes);
		check_list(c, &t->playlists[i], &sizes, diag);
	}
	return 0;
}
