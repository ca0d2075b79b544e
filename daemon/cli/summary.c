/* SPDX-License-Identifier: MIT */
#include <search.h>
#include <string.h>

#include "cli/summary.h"

static int compare_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int compare_group(const struct summary_row *a, const struct summary_row *b)
{
	int r = compare_text(a->board, b->board);

	if (r == 0)
		r = compare_text(a->rule, b->rule);
	return r ? r : compare_text(a->what.playlist, b->what.playlist);
}

static int compare_row(const void *x, const void *y)
{
	const struct summary_row *a = x, *b = y;
	int r = compare_group(a, b);

	if (r == 0)
		r = compare_text(a->what.article, b->what.article);
	return r ? r : compare_text(a->what.text, b->what.text);
}

static struct summary_row *row_free(struct summary_row *row)
{
	if (!row)
		return NULL;
	showing_done(&row->what);
	free(row->board);
	free(row->rule);
	free(row);
	return NULL;
}

DEFINE_CLEANUP(struct summary_row *, row_free)

static bool copy(char **target, const char *text)
{
	*target = strdup(text ? text : "");
	return *target;
}

static struct summary_row *row_new(const struct summary_row *model)
{
	_cleanup_(row_freep) struct summary_row *row = calloc(1, sizeof(*row));

	if (!row || !copy(&row->board, model->board) || !copy(&row->rule, model->rule) ||
	    !copy(&row->what.playlist, model->what.playlist) ||
	    !copy(&row->what.law, model->what.law) ||
	    !copy(&row->what.article, model->what.article) ||
	    !copy(&row->what.text, model->what.text))
		return NULL;
	return TAKE_PTR(row);
}

static int find_or_add(struct summary *s, const struct summary_row *model, struct summary_row **ret)
{
	_cleanup_(row_freep) struct summary_row *row = NULL;
	struct summary_row **found = tfind(model, &s->tree, compare_row), **grown;

	if (found) {
		*ret = *found;
		return 0;
	}
	row = row_new(model);
	grown = row ? reallocarray(s->rows, s->n + 1, sizeof(*grown)) : NULL;
	if (!grown)
		return -ENOMEM;
	s->rows = grown;
	if (!tsearch(row, &s->tree, compare_row))
		return -ENOMEM;
	*ret = s->rows[s->n++] = TAKE_PTR(row);
	return 0;
}

int summary_add(struct summary *s, const char *board, const struct plan_line *line)
{
	/* Only looked at. */
	struct summary_row model = { .board = (char *) board,
				     .rule = line->rule,
				     .what = line->showing };
	struct summary_row *row;
	int r = find_or_add(s, &model, &row);

	if (r < 0)
		return r;
	row->airtime += line->showing.until - line->showing.since;
	row->provisional = row->provisional || line->provisional;
	if (line->showing.page == 0)
		row->n_plays++;
	return 0;
}

static int compare_print(const void *x, const void *y)
{
	const struct summary_row *a = *(struct summary_row *const *) x,
				 *b = *(struct summary_row *const *) y;
	int r = compare_group(a, b);

	if (r)
		return r;
	if (a->airtime != b->airtime)
		return a->airtime < b->airtime ? 1 : -1;
	return compare_row(a, b);
}

void summary_sort(struct summary *s)
{
	if (s->n > 0)
		qsort(s->rows, s->n, sizeof(*s->rows), compare_print);
}

static void leave(void *row)
{
	(void) row; /* the list owns it */
}

void summary_done(struct summary *s)
{
	tdestroy(s->tree, leave);
	for (size_t i = 0; i < s->n; i++)
		row_free(s->rows[i]);
	free(s->rows);
	*s = (struct summary){ 0 };
}
