/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "config/names.h"
#include "config/reader.h"
#include "config/walker.h"

/* One setting on its way into a struct. */
struct step {
	const struct walk *w;
	const struct setting *key;
	const config_setting_t *value;
	struct where at;
	void *field;
	char *out; /* the struct */
};

static const char *type_name(int type)
{
	switch (type) {
	case CONFIG_TYPE_GROUP:
		return "a group { }";
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		return "a whole number";
	case CONFIG_TYPE_FLOAT:
		return "a number with a fraction";
	case CONFIG_TYPE_STRING:
		return "text";
	case CONFIG_TYPE_BOOL:
		return "true or false";
	case CONFIG_TYPE_ARRAY:
		return "an array [ ]";
	case CONFIG_TYPE_LIST:
		return "a list ( )";
	}
	return "nothing";
}

static const struct {
	const char *name;
	bool array; /* an array will do, too */
	int type;
} wanted[] = {
	[SETTING_BOOL] = { "true or false", false, CONFIG_TYPE_BOOL },
	[SETTING_INT] = { "a whole number", false, CONFIG_TYPE_INT },
	[SETTING_ENUM] = { "text", false, CONFIG_TYPE_STRING },
	[SETTING_STRING] = { "text", false, CONFIG_TYPE_STRING },
	[SETTING_GROUP] = { "a group { }", false, CONFIG_TYPE_GROUP },
	[SETTING_LIST] = { "a list ( ) of groups { }", false, CONFIG_TYPE_LIST },
	[SETTING_FLOAT] = { "a number", false, CONFIG_TYPE_FLOAT },
	[SETTING_STRINGS] = { "an array [ ] of texts", true, CONFIG_TYPE_LIST },
	[SETTING_UNREAD] = { "anything", true, CONFIG_TYPE_GROUP },
};

static bool type_fits(enum setting_type type, int given)
{
	return given == wanted[type].type || (wanted[type].array && given == CONFIG_TYPE_ARRAY) ||
	       (type == SETTING_FLOAT && given == CONFIG_TYPE_INT) || type == SETTING_UNREAD;
}

static void wrong_type(const struct walk *w, struct where at, const char *name, const char *want,
		       const config_setting_t *given)
{
	diag_error(w->diag, at, "%s: wrong type: %s was expected, this is %s", name, want,
		   type_name(config_setting_type(given)));
}

static bool in_range(const struct setting *key, double v)
{
	return v >= key->min && (key->max == 0 || v <= key->max);
}

static void store_int(const struct step *s)
{
	int v = config_setting_get_int(s->value);

	if (in_range(s->key, v))
		*(int *) s->field = v;
	else if (s->key->max == 0)
		diag_error(s->w->diag, s->at, "%s: %d is less than %d", s->key->name, v,
			   s->key->min);
	else
		diag_error(s->w->diag, s->at, "%s: %d is not between %d and %d", s->key->name, v,
			   s->key->min, s->key->max);
}

static void store_float(const struct step *s)
{
	double v = config_setting_type(s->value) == CONFIG_TYPE_INT
			   ? config_setting_get_int(s->value)
			   : config_setting_get_float(s->value);

	if (in_range(s->key, v))
		*(double *) s->field = v;
	else
		diag_error(s->w->diag, s->at, "%s: %g is not between %d and %d", s->key->name, v,
			   s->key->min, s->key->max);
}

/* libconfig gives NULL for an empty string. */
static const char *text_of(const config_setting_t *s)
{
	const char *text = config_setting_get_string(s);

	return text ? text : "";
}

static bool text_is_clean(const struct walk *w, struct where at, const char *name, const char *text)
{
	uint32_t bad = text_invisible(text);

	if (bad)
		diag_error(w->diag, at, "%s: holds the invisible character U+%04X", name, bad);
	return !bad;
}

static void store_string(const struct step *s)
{
	const char *text = text_of(s->value);
	size_t n = strlen(text);

	if (n == 0 && s->key->min > 0)
		diag_error(s->w->diag, s->at, "%s: must not be empty", s->key->name);
	else if (n < (size_t) s->key->min)
		diag_error(s->w->diag, s->at, "%s: %zu bytes, at least %d must be", s->key->name, n,
			   s->key->min);
	else if (s->key->max > 0 && n > (size_t) s->key->max)
		diag_error(s->w->diag, s->at, "%s: %zu bytes, at most %d can be", s->key->name, n,
			   s->key->max);
	else if (text_is_clean(s->w, s->at, s->key->name, text))
		*(const char **) s->field = arena_strdup(s->w->arena, text);
}

/* "a, b, c" of a NULL-terminated list, as far as it goes into @buf. */
static void join(const char *const *words, char *buf, size_t size)
{
	size_t n = 0;

	buf[0] = '\0';
	for (size_t i = 0; words[i] && n < size; i++)
		n += (size_t) snprintf(buf + n, size - n, "%s%s", i ? ", " : "", words[i]);
}

static void store_enum(const struct step *s)
{
	const char *text = text_of(s->value);
	struct nearest near = { .word = text };
	char hint[NEAREST_MAX], all[512];

	for (int i = 0; s->key->choices[i]; i++) {
		if (strcmp(s->key->choices[i], text) == 0) {
			*(int *) s->field = i;
			return;
		}
		nearest_offer(&near, s->key->choices[i]);
	}
	join(s->key->choices, all, sizeof(all));
	diag_error(s->w->diag, s->at, "%s: \"%.80s\" is none of %s%s", s->key->name, text, all,
		   nearest_hint(near.best, hint));
}

static bool count_fits(const struct step *s, size_t n)
{
	size_t min = (size_t) s->key->min, max = s->key->max ? (size_t) s->key->max : SIZE_MAX;

	if (n >= min && n <= max)
		return true;
	if (n < min && min == 1)
		diag_error(s->w->diag, s->at, "%s: must not be empty", s->key->name);
	else if (n < min)
		diag_error(s->w->diag, s->at, "%s: %zu entries, at least %zu must be", s->key->name,
			   n, min);
	else
		diag_error(s->w->diag, s->at, "%s: %zu entries, at most %zu can be", s->key->name,
			   n, max);
	return false;
}

static void store_list(const struct step *s)
{
	const struct setting *key = s->key;
	size_t n = (size_t) config_setting_length(s->value);
	char *array;

	if (!count_fits(s, n))
		return;
	array = arena_array(s->w->arena, n, key->member_size);
	if (!array)
		return;
	for (size_t i = 0; i < n; i++) {
		const config_setting_t *e = config_setting_get_elem(s->value, (unsigned) i);
		struct where at = setting_where(s->w->file, e);
		char *member = array + i * key->member_size;

		if (key->member_defaults)
			memcpy(member, key->member_defaults, key->member_size);
		if (key->member_at_offset)
			*(struct where *) (void *) (member + key->member_at_offset) = at;
		if (config_setting_type(e) == CONFIG_TYPE_GROUP)
			walk_group(s->w, e, key->members, member);
		else
			wrong_type(s->w, at, key->name, "a group { }", e);
	}
	*(void **) s->field = array;
	*(size_t *) (void *) (s->out + key->count_offset) = n;
}

static void store_strings(const struct step *s)
{
	const struct setting *key = s->key;
	size_t n = (size_t) config_setting_length(s->value);
	struct setting_text *array;

	if (!count_fits(s, n))
		return;
	array = arena_array(s->w->arena, n, sizeof(*array));
	if (!array)
		return;
	for (size_t i = 0; i < n; i++) {
		const config_setting_t *e = config_setting_get_elem(s->value, (unsigned) i);
		struct where at = setting_where(s->w->file, e);

		array[i] = (struct setting_text){ "", at };
		if (config_setting_type(e) != CONFIG_TYPE_STRING)
			wrong_type(s->w, at, key->name, "text", e);
		else if (text_of(e)[0] == '\0')
			diag_error(s->w->diag, at, "%s: must not be empty", key->name);
		else if (text_is_clean(s->w, at, key->name, text_of(e)))
			array[i].text = arena_strdup(s->w->arena, text_of(e));
	}
	*(struct setting_text **) s->field = array;
	*(size_t *) (void *) (s->out + key->count_offset) = n;
}

static void store(const struct step *s)
{
	switch (s->key->type) {
	case SETTING_BOOL:
		*(bool *) s->field = config_setting_get_bool(s->value);
		return;
	case SETTING_INT:
		store_int(s);
		return;
	case SETTING_ENUM:
		store_enum(s);
		return;
	case SETTING_STRING:
		store_string(s);
		return;
	case SETTING_GROUP:
		walk_group(s->w, s->value, s->key->members, s->field);
		return;
	case SETTING_LIST:
		store_list(s);
		return;
	case SETTING_FLOAT:
		store_float(s);
		return;
	case SETTING_STRINGS:
		store_strings(s);
		return;
	case SETTING_UNREAD:
		*(const void **) s->field = s->value;
		return;
	}
}

static const struct setting *find_key(const struct setting *table, const char *name)
{
	for (; table->name; table++)
		if (strcmp(table->name, name) == 0)
			return table;
	return NULL;
}

static void unknown_key(const struct walk *w, struct where at, const struct setting *table,
			const char *name)
{
	struct nearest near = { .word = name };
	char hint[NEAREST_MAX], all[512];
	size_t n = 0;

	all[0] = '\0';
	for (const struct setting *k = table; k->name; k++) {
		nearest_offer(&near, k->name);
		if (n < sizeof(all))
			n += (size_t) snprintf(all + n, sizeof(all) - n, "%s%s", n ? ", " : "",
					       k->name);
	}
	if (near.best)
		diag_error(w->diag, at, "%s: no such setting here%s", name,
			   nearest_hint(near.best, hint));
	else
		diag_error(w->diag, at, "%s: no such setting here; known are %s", name, all);
}

static void read_setting(const struct walk *w, const config_setting_t *value,
			 const struct setting *table, char *out)
{
	const char *name = config_setting_name(value);
	struct where at = setting_where(w->file, value);
	const struct setting *key = find_key(table, name);

	if (!key) {
		unknown_key(w, at, table, name);
		return;
	}
	if (key->given_offset)
		*(bool *) (out + key->given_offset) = true;
	if (key->at_offset)
		*(struct where *) (void *) (out + key->at_offset) = at;
	if (!type_fits(key->type, config_setting_type(value))) {
		wrong_type(w, at, name, wanted[key->type].name, value);
		return;
	}
	store(&(struct step){ w, key, value, at, out + key->offset, out });
}

/* Recursion (through store) is bounded by the tables' own depth, and the file's by NESTING_MAX. */
void walk_group(const struct walk *w, const config_setting_t *group, const struct setting *table,
		void *out)
{
	int n = config_setting_length(group);

	for (int i = 0; i < n; i++)
		read_setting(w, config_setting_get_elem(group, (unsigned) i), table, out);
	for (const struct setting *k = table; k->name; k++)
		if (k->required && !config_setting_get_member(group, k->name))
			diag_error(w->diag, setting_where(w->file, group), "%s is missing",
				   k->name);
}

void walk_nothing(const struct walk *w, struct where at, const struct setting *table)
{
	for (const struct setting *k = table; k->name; k++)
		if (k->required)
			diag_error(w->diag, at, "%s is missing", k->name);
}
