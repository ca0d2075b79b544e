/* SPDX-License-Identifier: MIT */
/*
 * Levels of brightness: names become boards, words become days and spans.
 */
#include "config/hours.h"
#include "config/loader.h"

/* What a site without a place can not say, and spans that are empty on each of their days. */
static void check_sun(struct loader *l, const struct level *level, struct where at)
{
	const struct site *site = &l->config->site;
	struct location place = { site->latitude, site->longitude };
	struct sun_memo memo = sun_memo(&l->config->zone, &place);
	char text[HOURS_TEXT_MAX];

	for (size_t i = 0; i < level->n_hours; i++) {
		const struct sun_hours *s = &level->hours[i];

		if (!hours_need_sun(s))
			continue;
		if (!site->has_place) {
			diag_error(l->diag, at,
				   "hours: %s goes by the sun, but the site, in line %u of %s, has "
				   "no place; give its latitude and longitude",
				   sun_hours_format(s, text), site->at.line, site->at.file);
			return;
		}
		if (level->days && l->config->zone.n_changes > 0 &&
		    !sun_hours_happen(&memo, s, level->days))
			diag_error(l->diag, at,
				   "hours: %s is no time at all on any of its days: at this place "
				   "it never ends after it starts",
				   sun_hours_format(s, text));
	}
}

/* NULL is the whole day.  -EINVAL: wrong, and said. */
static int resolve_spans(struct loader *l, const char *text, struct where at, struct level *ret)
{
	struct sun_hours spans[HOURS_MAX] = { { .to = { .minutes = MINUTES_PER_DAY } } };
	char error[HOURS_ERROR_MAX];
	int n = 1;

	if (text)
		n = sun_hours_parse(text, spans, HOURS_MAX, error);
	if (n < 0) {
		diag_error(l->diag, at, "hours: %s", error);
		return -EINVAL;
	}
	ret->hours = arena_memdup(l->arena, spans, (size_t) n * sizeof(*spans));
	ret->n_hours = (size_t) n;
	return ret->hours ? 0 : -ENOMEM;
}

static int build_level(struct loader *l, const struct level_text *t, struct level *ret)
{
	struct where hours_at = where_else(t->hours_at, t->at);
	int days, hours;

	*ret = (struct level){ .name = t->name,
			       .days_text = t->days,
			       .brightness = t->brightness,
			       .priority = t->priority,
			       .at = t->at };
	if (t->name)
		(void) name_check(t->name, t->at, "a level's name", l->diag);
	days = days_resolve(l, t->days, where_else(t->days_at, t->at), &ret->days, &ret->statutory);
	hours = resolve_spans(l, t->hours, hours_at, ret);
	boards_resolve(l, t->boards, t->n_boards, &ret->boards);
	if (days == -ENOMEM || hours == -ENOMEM)
		return -ENOMEM;
	/* A site that could not be read has been complained of. */
	if (hours >= 0 && l->has_site && l->config->site.at.file)
		check_sun(l, ret, hours_at);
	return 0;
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
