/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "config/dayexpr_internal.h"
#include "schedule/lunar.h"

/* The full names first. */
static const struct {
	const char *text;
	int holiday;
} holidays[] = {
	{ "元旦", HOLIDAY_NEW_YEAR },       { "春节", HOLIDAY_SPRING_FESTIVAL },
	{ "清明节", HOLIDAY_QINGMING },     { "劳动节", HOLIDAY_LABOUR_DAY },
	{ "端午节", HOLIDAY_DRAGON_BOAT },  { "中秋节", HOLIDAY_MID_AUTUMN },
	{ "国庆节", HOLIDAY_NATIONAL_DAY }, { "除夕", HOLIDAY_EVE },
	{ "元旦节", HOLIDAY_NEW_YEAR },     { "清明", HOLIDAY_QINGMING },
	{ "劳动", HOLIDAY_LABOUR_DAY },     { "五一", HOLIDAY_LABOUR_DAY },
	{ "端午", HOLIDAY_DRAGON_BOAT },    { "中秋", HOLIDAY_MID_AUTUMN },
	{ "国庆", HOLIDAY_NATIONAL_DAY },
};

static bool next_holiday(enum dayexpr_space space, size_t *i, struct dayexpr_name *ret)
{
	while (*i < ARRAY_SIZE(holidays)) {
		size_t k = (*i)++;

		if (space == SPACE_HOLIDAYS && holidays[k].holiday == HOLIDAY_EVE)
			continue;
		*ret = (struct dayexpr_name){ holidays[k].text, NULL, holidays[k].holiday };
		return true;
	}
	return false;
}

/* Names with a holiday in them, such as 国庆节、中秋节, say nothing of their own. */
static bool next_notice_name(const struct dayexpr_work *w, struct dayexpr_names_iter *iter,
			     struct dayexpr_name *ret)
{
	for (; iter->year < N_YEARS; iter->year++, iter->off = 0) {
		const struct notice *n = w->names->statutory->notice[iter->year];

		while (n && iter->off < n->n_off) {
			const char *text = n->off[iter->off++].name;

			if (!text || holidays_in_name(text) != 0)
				continue;
			*ret = (struct dayexpr_name){ text, NULL, -1 };
			return true;
		}
	}
	return false;
}

bool dayexpr_next_name(const struct dayexpr_work *w, enum dayexpr_space space,
		       struct dayexpr_names_iter *iter, struct dayexpr_name *ret)
{
	size_t n = space == SPACE_ANCHORS ? w->names->n_anchors : 0, known;
	bool found;

	if (iter->i < n) {
		const struct anchor *a = &w->names->anchors[iter->i++];

		*ret = (struct dayexpr_name){ a->name, a, -1 };
		return true;
	}
	known = iter->i - n;
	found = next_holiday(space, &known, ret);
	iter->i = known + n;
	return found || (space == SPACE_HOLIDAYS && next_notice_name(w, iter, ret));
}

/* The length in characters of @name, if the text goes on with it at @at; else 0. */
static size_t match(const struct dayexpr_work *w, size_t at, const char *name)
{
	size_t bytes = strlen(name), n = 0;

	if (bytes == 0 || strncmp(w->bytes + w->offset[at], name, bytes) != 0)
		return 0;
	while (at + n < w->n_chars && w->offset[at + n] < w->offset[at] + bytes)
		n++;
	return n;
}

bool dayexpr_match_name(const struct dayexpr_work *w, enum dayexpr_space space, size_t at,
			struct dayexpr_name *ret, size_t *ret_n)
{
	struct dayexpr_names_iter iter = { 0 };
	struct dayexpr_name name;
	size_t best = 0;

	while (dayexpr_next_name(w, space, &iter, &name)) {
		size_t n = match(w, at, name.text);

		if (n <= best)
			continue;
		best = n;
		*ret = name;
		*ret_n = n;
	}
	return best > 0;
}

bool dayexpr_find_name(const struct dayexpr_work *w, enum dayexpr_space space, size_t at, size_t n,
		       struct dayexpr_name *ret)
{
	struct dayexpr_names_iter iter = { 0 };
	struct dayexpr_name name;

	while (dayexpr_next_name(w, space, &iter, &name))
		if (n > 0 && match(w, at, name.text) == n) {
			*ret = name;
			return true;
		}
	return false;
}

const char *dayexpr_full_name(const struct dayexpr_work *w, enum dayexpr_space space,
			      const struct dayexpr_name *name)
{
	struct dayexpr_names_iter iter = { 0 };
	struct dayexpr_name other;
	const char *full;

	if (name->holiday < 0)
		return name->text;
	full = name->holiday == HOLIDAY_EVE ? "除夕" : holiday_name((enum holiday) name->holiday);
	while (dayexpr_next_name(w, space, &iter, &other))
		if (strcmp(other.text, full) == 0)
			return other.anchor ? name->text : full;
	return full;
}

/* The first day of a lunar year; that of 2101 comes after all that is known of 2100. */
static bool lunar_new_year(int year, day_t *ret)
{
	struct dayexpr_lunar last = { 11, 1, false };
	struct dayexpr_span month;

	if (year <= LUNAR_YEAR_LAST)
		return day_from_lunar((struct lunar){ year, 1, 1, false }, ret) == 0;
	if (year > LUNAR_YEAR_LAST + 1 || dayexpr_lunar_days(&last, LUNAR_YEAR_LAST, &month) < 0)
		return false;
	*ret = month.first + lunar_month_days(LUNAR_YEAR_LAST, 11, false) +
	       lunar_month_days(LUNAR_YEAR_LAST, 12, false);
	return true;
}

static bool lunar_day(int year, int month, int day, day_t *ret)
{
	return day_from_lunar((struct lunar){ year, month, day, false }, ret) == 0;
}

bool dayexpr_holiday_day(int holiday, int year, day_t *ret)
{
	bool known = true;

	switch (holiday) {
	case HOLIDAY_NEW_YEAR:
		*ret = day_from_civil(year, 1, 1);
		break;
	case HOLIDAY_SPRING_FESTIVAL:
		known = lunar_new_year(year, ret);
		break;
	case HOLIDAY_EVE:
		known = lunar_new_year(year, ret);
		*ret -= known;
		break;
	case HOLIDAY_QINGMING:
		known = term_day(year, TERM_QINGMING, ret) == 0;
		break;
	case HOLIDAY_LABOUR_DAY:
		*ret = day_from_civil(year, 5, 1);
		break;
	case HOLIDAY_DRAGON_BOAT:
		known = lunar_day(year, 5, 5, ret);
		break;
	case HOLIDAY_MID_AUTUMN:
		known = lunar_day(year, 8, 15, ret);
		break;
	case HOLIDAY_NATIONAL_DAY:
		*ret = day_from_civil(year, 10, 1);
		break;
	}
	return known;
}
