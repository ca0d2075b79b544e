/* SPDX-License-Identifier: MIT */
/*
 * Rules and limits: names become indices, words become days and hours.
 */
#include <limits.h>
#include <string.h>

#include "config/hours.h"
#include "config/loader.h"

static void add_named(struct loader *l, const struct setting_text *t, struct board_set *ret)
{
	const struct name_entry *e = name_table_find(&l->names, t->text);
	char hint[NEAREST_MAX];

	if (e && e->kind == NAME_BOARD) {
		board_set_add(ret, e->index);
	} else if (e) {
		for (size_t i = 0; i < ARRAY_SIZE(ret->word); i++)
			ret->word[i] |= l->groups[e->index].word[i];
	} else if (l->has_site && !l->incomplete) {
		diag_error(l->diag, t->at, "there is no board and no group %s%s", t->text,
			   nearest_hint(name_table_nearest(&l->names, t->text, UINT_MAX), hint));
	}
}

void boards_resolve(struct loader *l, const struct setting_text *texts, size_t n,
		    struct board_set *ret)
{
	for (size_t i = 0; i < n; i++) {
		if (!texts[i].text || texts[i].text[0] == '\0')
			continue;
		if (strcmp(texts[i].text, "all") != 0) {
			add_named(l, &texts[i], ret);
			continue;
		}
		for (unsigned b = 0; b < l->config->n_boards; b++)
			board_set_add(ret, b);
	}
}

/* NULL is the whole day.  -EINVAL: wrong, and said. */
static int resolve_hours(struct loader *l, const char *text, struct where at,
			 const struct hours **ret, size_t *ret_n)
{
	struct hours spans[HOURS_MAX] = { { 0, MINUTES_PER_DAY } };
	char error[HOURS_ERROR_MAX];
	int n = 1;

	if (text)
		n = hours_parse(text, spans, HOURS_MAX, error);
	if (n < 0) {
		diag_error(l->diag, at, "hours: %s", error);
		return -EINVAL;
	}
	*ret = arena_memdup(l->arena, spans, (size_t) n * sizeof(*spans));
	*ret_n = (size_t) n;
	return *ret ? 0 : -ENOMEM;
}

static bool share_is_new(const struct share *shares, size_t n, int playlist)
{
	for (size_t i = 0; i < n; i++)
		if (shares[i].playlist == playlist)
			return false;
	return true;
}

static int resolve_play(struct loader *l, const struct rule_text *t, struct rule *ret)
{
	struct share *shares = arena_array(l->arena, t->n_play, sizeof(*shares));
	size_t n = 0;

	if (!shares)
		return -ENOMEM;
	for (size_t i = 0; i < t->n_play; i++) {
		const struct share_text *s = &t->play[i];
		int playlist = s->playlist ? playlist_resolve(l, s->playlist, s->at) : -ENOENT;

		if (playlist < 0)
			continue;
		l->used[playlist] = true;
		if (share_is_new(shares, n, playlist))
			shares[n++] = (struct share){ (uint16_t) playlist, (uint16_t) s->share };
		else
			diag_error(l->diag, s->at, "playlist %s is given twice in one rule",
				   s->playlist);
	}
	ret->plays = shares;
	ret->n_plays = n;
	return 0;
}

static void add_rule_name(struct loader *l, const struct rule_text *t, unsigned index)
{
	const struct name_entry *e;

	if (!t->name || !name_check(t->name, t->at, "a rule's name", l->diag))
		return;
	if (name_table_add(&l->rule_names, t->name, 0, index, t->at) != -EEXIST)
		return;
	e = name_table_find(&l->rule_names, t->name);
	diag_error(l->diag, t->at, "a second rule %s, the first is in %s, line %u", t->name,
		   e->at.file, e->at.line);
}

static int build_rule(struct loader *l, const struct rule_text *t, struct rule *ret)
{
	int days, hours, play;

	*ret = (struct rule){
		.name = t->name, .days_text = t->days, .priority = t->priority, .at = t->at
	};
	add_rule_name(l, t, (unsigned) l->n_rules);
	days = days_resolve(l, t->days, where_else(t->days_at, t->at), &ret->days, &ret->statutory);
	hours = resolve_hours(l, t->hours, where_else(t->hours_at, t->at), &ret->hours,
			      &ret->n_hours);
	play = resolve_play(l, t, ret);
	boards_resolve(l, t->boards, t->n_boards, &ret->boards);
	return days == -ENOMEM || hours == -ENOMEM || play == -ENOMEM ? -ENOMEM : 0;
}

static int resolve_sober(struct loader *l, const struct limit_text *t, struct limit *ret)
{
	uint16_t *playlists = arena_array(l->arena, t->n_playlists, sizeof(*playlists));
	size_t n = 0;

	if (!playlists)
		return -ENOMEM;
	for (size_t i = 0; i < t->n_playlists; i++) {
		int r = playlist_resolve(l, t->playlists[i].text, t->playlists[i].at);

		if (r >= 0)
			playlists[n++] = (uint16_t) r;
	}
	ret->playlists = playlists;
	ret->n_playlists = n;
	return 0;
}

/* By the clock and by the sun, apart; NULL is the whole day. */
static int resolve_limit_hours(struct loader *l, const struct limit_text *t, struct limit *ret)
{
	struct sun_hours all[HOURS_MAX];
	int n = sun_hours_resolve(l, t->hours, where_else(t->hours_at, t->at), ret->days, all);
	size_t most = n < 0 ? 0 : (size_t) n;
	struct hours *hours = arena_array(l->arena, most, sizeof(*hours));
	struct sun_hours *sun = arena_array(l->arena, most, sizeof(*sun));

	if (!hours || !sun)
		return -ENOMEM;
	ret->hours = hours;
	ret->sun = sun;
	for (size_t i = 0; i < most; i++)
		if (hours_need_sun(&all[i]))
			sun[ret->n_sun++] = all[i];
		else
			hours[ret->n_hours++] = (struct hours){ (uint16_t) all[i].from.minutes,
								(uint16_t) all[i].to.minutes };
	return 0;
}

static int build_limit(struct loader *l, const struct limit_text *t, struct limit *ret)
{
	int days, hours, sober;

	*ret = (struct limit){ .name = t->name,
			       .days_text = t->days,
			       .action = (enum limit_action) t->action,
			       .at = t->at };
	if (t->name)
		name_check(t->name, t->at, "a limit's name", l->diag);
	if (ret->action == LIMIT_SOBER && !t->has_playlists)
		diag_error(l->diag, t->at, "playlists is missing: which may play on sober days");
	if (ret->action == LIMIT_OFF && t->has_playlists)
		diag_error(l->diag, t->at, "playlists: where the action is off, none plays");
	days = days_resolve(l, t->days, where_else(t->days_at, t->at), &ret->days, &ret->statutory);
	hours = resolve_limit_hours(l, t, ret);
	sober = resolve_sober(l, t, ret);
	boards_resolve(l, t->boards, t->n_boards, &ret->boards);
	return days == -ENOMEM || hours == -ENOMEM || sober == -ENOMEM ? -ENOMEM : 0;
}

/* How many rules there are in all files; the first of those that are too many is said. */
static size_t count_rules(struct loader *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n_files; i++) {
		const struct file_text *f = &l->files[i];

		if (n <= RULES_MAX && n + f->n_rules > RULES_MAX)
			diag_error(l->diag, f->rules[RULES_MAX - n].at,
				   "more than %d rules in all files", RULES_MAX);
		n += f->n_rules;
	}
	return n < RULES_MAX ? n : RULES_MAX;
}

static size_t count_limits(struct loader *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n_files; i++) {
		const struct file_text *f = &l->files[i];

		if (n <= LIMITS_MAX && n + f->n_limits > LIMITS_MAX)
			diag_error(l->diag, f->limits[LIMITS_MAX - n].at,
				   "more than %d limits in all files", LIMITS_MAX);
		n += f->n_limits;
	}
	return n < LIMITS_MAX ? n : LIMITS_MAX;
}

static int build_rules(struct loader *l, size_t n)
{
	l->rules = arena_array(l->arena, n, sizeof(*l->rules));
	if (!l->rules)
		return -ENOMEM;
	for (size_t i = 0; i < l->n_files; i++)
		for (size_t k = 0; k < l->files[i].n_rules && l->n_rules < n; k++) {
			int r = build_rule(l, &l->files[i].rules[k], &l->rules[l->n_rules]);

			if (r < 0)
				return r;
			l->n_rules++;
		}
	return 0;
}

static int build_limits(struct loader *l, size_t n)
{
	l->limits = arena_array(l->arena, n, sizeof(*l->limits));
	if (!l->limits)
		return -ENOMEM;
	for (size_t i = 0; i < l->n_files; i++)
		for (size_t k = 0; k < l->files[i].n_limits && l->n_limits < n; k++) {
			int r = build_limit(l, &l->files[i].limits[k], &l->limits[l->n_limits]);

			if (r < 0)
				return r;
			l->n_limits++;
		}
	return 0;
}

int rules_build(struct loader *l)
{
	size_t n_rules = count_rules(l), n_limits = count_limits(l);
	int r;

	name_table_init(&l->rule_names, &l->scratch);
	name_table_init(&l->day_texts, &l->scratch);
	r = build_rules(l, n_rules);
	return r < 0 ? r : build_limits(l, n_limits);
}
