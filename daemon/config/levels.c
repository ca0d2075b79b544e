/* SPDX-License-Identifier: MIT */
/*
 * Levels of brightness: names become boards, words become days and spans.
 */
#include "config/hours.h"
#include "config/loader.h"

/* Nothing comes of it there, which nobody would notice. */
static void warn_of_undimmed(struct loader *l, const struct level *level)
{
	const struct config *c = l->config;
	const char *first = NULL;
	unsigned n = 0;

	for (unsigned b = 0; b < c->n_boards; b++) {
		if (!board_set_has(&level->boards, b) || !c->boards[b].profile ||
		    profile_can_dim(c->boards[b].profile))
			continue;
		first = first ? first : c->boards[b].name;
		n++;
	}
	if (n == 1)
		diag_warning(l->diag, level->at, "board %s has no brightness that could be set",
			     first);
	else if (n > 1)
		diag_warning(l->diag, level->at,
			     "board %s and %u more have no brightness that could be set", first,
			     n - 1);
}

static int build_level(struct loader *l, const struct level_text *t, struct level *ret)
{
	unsigned errors = l->diag->n_errors;
	struct sun_hours hours[HOURS_MAX];
	int days, n;

	*ret = (struct level){ .name = t->name,
			       .days_text = t->days,
			       .brightness = t->brightness,
			       .priority = t->priority,
			       .at = t->at };
	if (t->name)
		(void) name_check(t->name, t->at, "a level's name", l->diag);
	days = days_resolve(l, t->days, where_else(t->days_at, t->at), &ret->days, &ret->statutory);
	n = sun_hours_resolve(l, t->hours, where_else(t->hours_at, t->at), ret->days, hours);
	boards_resolve(l, t->boards, t->n_boards, &ret->boards);
	if (l->diag->n_errors == errors)
		warn_of_undimmed(l, ret);
	if (days == -ENOMEM)
		return days;
	if (n < 0)
		return 0;
	ret->hours = arena_memdup(l->arena, hours, (size_t) n * sizeof(*hours));
	ret->n_hours = (size_t) n;
	return ret->hours ? 0 : -ENOMEM;
}

/* How many there are in all files; the first of those that are too many is said. */
static size_t count_levels(struct loader *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n_files; i++) {
		const struct file_text *f = &l->files[i];

		if (n <= LEVELS_MAX && n + f->n_levels > LEVELS_MAX)
			diag_error(l->diag, f->levels[LEVELS_MAX - n].at,
				   "more than %d levels in all files", LEVELS_MAX);
		n += f->n_levels;
	}
	return n < LEVELS_MAX ? n : LEVELS_MAX;
}

int levels_build(struct loader *l)
{
	const struct site *site = &l->config->site;
	size_t max = count_levels(l), n = 0;
	struct level *list = arena_array(l->arena, max, sizeof(*list));

	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < l->n_files; i++)
		for (size_t k = 0; k < l->files[i].n_levels && n < max; k++) {
			int r = build_level(l, &l->files[i].levels[k], &list[n++]);

			if (r < 0)
				return r;
		}
	l->config->levels = (struct levels){
		.list = list,
		.n = n,
		.zone = &l->config->zone,
		.place = { site->latitude, site->longitude },
	};
	return 0;
}
