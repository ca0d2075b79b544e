/* SPDX-License-Identifier: MIT */
#include "cli/diff.h"
#include "cli/writer.h"

static json_t *day_json(day_t day)
{
	char buf[DIFF_RANGE_MAX];

	return json_string(diff_range(day, day, buf));
}

static json_t *place_json(const struct diff_item *i)
{
	if (!i)
		return json_null();
	return json_pack("{s:o, s:i}", "file", writer_string_or_null(i->at.file), "line",
			 (int) i->at.line);
}

static json_t *facts_json(const struct diff_edit *e)
{
	const struct diff_item *a = e->before, *b = e->after, *any = b ? b : a;
	json_t *list = json_array();

	for (size_t i = 0; i < any->n_facts; i++) {
		if (e->kind == EDIT_MOVED || (e->kind == EDIT_CHANGED && !diff_fact_changed(e, i)))
			continue;
		json_array_append_new(
			list,
			json_pack("{s:s, s:o, s:o}", "name", any->facts[i].key, "before",
				  writer_string_or_null(a ? a->facts[i].value : NULL), "after",
				  writer_string_or_null(b ? b->facts[i].value : NULL)));
	}
	return list;
}

static json_t *edits_json(const struct diff *d)
{
	json_t *list = json_array();

	for (size_t i = 0; i < d->edits.n; i++) {
		const struct diff_edit *e = &d->edits.v[i];
		const struct diff_item *any = e->after ? e->after : e->before;

		json_array_append_new(list,
				      json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "edit",
						diff_edit_name(e->kind), "kind", any->kind, "name",
						writer_string(any->name), "playlist",
						writer_string_or_null(any->playlist), "before",
						place_json(e->before), "after",
						place_json(e->after), "facts", facts_json(e)));
	}
	return list;
}

/* [] is dark, null is no board. */
static json_t *shown_json(struct diff *d, uint32_t index)
{
	const struct shown *s = comparison_shown(d->comparison, index);
	struct diff_list *lists = diff_shown_lists(d, s);
	json_t *list = lists ? json_array() : NULL;

	if (s->absent) {
		json_decref(list);
		return json_null();
	}
	for (size_t i = 0; list && i < s->n; i++)
		json_array_append_new(list, json_pack("{s:o, s:I}", "playlist",
						      writer_string(lists[i].name), "share",
						      (json_int_t) lists[i].weight));
	return list;
}

static json_t *boards_json(const struct diff *d, const struct board_set *set)
{
	json_t *list = json_array();

	for (size_t b = 0; b < d->after->n_boards; b++)
		if (board_set_has(set, (unsigned) b))
			json_array_append_new(list, writer_string(d->after->boards[b].name));
	return list;
}

static json_t *days_json(const struct change *c)
{
	json_t *list = json_array();

	for (size_t i = 0; i < c->n_days; i++)
		json_array_append_new(list, day_json(c->days[i]));
	return list;
}

static json_t *hours_json(struct diff *d, const struct change *c)
{
	json_t *list = json_array();

	for (size_t i = 0; i < c->n_spans; i++)
		json_array_append_new(list, writer_string_or_null(
						    diff_hours_words(&d->arena, &d->after->zone,
								     c->days[0], &c->spans[i], 1)));
	return list;
}

static json_t *change_json(struct diff *d, const struct change *c)
{
	bool lists = c->kind == CHANGE_LISTS;

	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:b}", "boards",
			 boards_json(d, &c->boards), "days", days_json(c), "hours",
			 lists ? hours_json(d, c) : json_null(), "before",
			 lists ? shown_json(d, c->before) : json_null(), "after",
			 lists ? shown_json(d, c->after) : json_null(), "edited",
			 lists ? json_null()
			       : writer_string(comparison_playlist(d->comparison, c->after)->name),
			 "provisional", (int) diff_is_provisional(d, c));
}

static json_t *set_json(const char *path, const struct config *c)
{
	return json_pack("{s:o, s:s}", "path", writer_string(path), "digest", c->digest);
}

int diff_print_json(struct diff *d)
{
	json_t *changes = json_array();

	for (size_t i = 0; i < d->n_changes; i++)
		if (json_array_append_new(changes, change_json(d, &d->changes[i])) < 0) {
			json_decref(changes);
			return -ENOMEM;
		}
	return writer_document(json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:b}", "old",
					 set_json(d->before_path, d->before), "new",
					 set_json(d->after_path, d->after), "from",
					 day_json(d->first), "to", day_json(d->last), "edits",
					 edits_json(d), "changes", changes, "positions_move",
					 (int) diff_moves_positions(d)));
}
