/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "config/loader.h"

static bool has_reference(const char *text)
{
	return strchr(text, '@') || strstr(text, "＠");
}

/* A node may stand in a file that could not be read; a holiday of its own name, in a notice. */
static bool is_excused(const struct loader *l, const char *text)
{
	return (l->incomplete && has_reference(text)) ||
	       (l->wrong_notices && (strstr(text, "holiday:") || strstr(text, "假期")));
}

int days_parse(struct loader *l, const char *text, struct where at, struct dayset *ret,
	       bool *ret_statutory)
{
	struct dayexpr_error error = { 0 };
	int r;

	r = dayexpr_parse(text, l->day_names, ret, NULL, ret_statutory, &error);
	if (r == -ENOMEM)
		return r;
	if (r < 0) {
		if (!is_excused(l, text))
			diag_error(l->diag, at, "days: column %u: %s", error.column, error.message);
		return -EINVAL;
	}
	return 0;
}

bool days_are_never(const struct loader *l, const char *text, const struct dayset *s,
		    bool statutory)
{
	return dayset_is_empty(s) && !(l->wrong_nodes && has_reference(text)) &&
	       !(l->wrong_notices && statutory);
}

static const struct dayset *keep(struct loader *l, const struct dayset *s)
{
	return arena_memdup(l->arena, s, sizeof(*s));
}

static int daily(struct loader *l, const struct dayset **ret)
{
	struct dayset all;

	if (!l->daily) {
		dayset_fill(&all);
		l->daily = keep(l, &all);
	}
	if (!l->daily)
		return -ENOMEM;
	*ret = l->daily;
	return 0;
}

/* A set is 4.6 KiB and many rules have the same days: the same words share one. */
static int remember(struct loader *l, const char *text, struct where at, const struct dayset *s,
		    bool statutory)
{
	if (l->n_day_sets == l->day_sets_size) {
		unsigned size = l->day_sets_size ? 2 * l->day_sets_size : 64;
		const struct dayset **bigger = arena_array(&l->scratch, size, sizeof(*bigger));

		if (!bigger)
			return -ENOMEM;
		if (l->n_day_sets)
			memcpy(bigger, l->day_sets, l->n_day_sets * sizeof(*bigger));
		l->day_sets = bigger;
		l->day_sets_size = size;
	}
	l->day_sets[l->n_day_sets] = s;
	return name_table_add(&l->day_texts, text, statutory, l->n_day_sets++, at);
}

int days_resolve(struct loader *l, const char *text, struct where at, const struct dayset **ret,
		 bool *ret_statutory)
{
	const struct name_entry *e;
	const struct dayset *kept;
	struct dayset s;
	bool statutory;
	int r;

	if (!text) {
		*ret_statutory = false;
		return daily(l, ret);
	}
	e = name_table_find(&l->day_texts, text);
	if (e) {
		*ret = l->day_sets[e->index];
		*ret_statutory = e->kind;
		return 0;
	}
	r = days_parse(l, text, at, &s, &statutory);
	if (r < 0)
		return r;
	if (days_are_never(l, text, &s, statutory)) {
		diag_error(l->diag, at,
			   "days: no day between %d and %d is meant; it can never fire", YEAR_FIRST,
			   YEAR_LAST);
		return -EINVAL;
	}
	kept = keep(l, &s);
	if (!kept || remember(l, text, at, kept, statutory) == -ENOMEM)
		return -ENOMEM;
	*ret = kept;
	*ret_statutory = statutory;
	return 0;
}
