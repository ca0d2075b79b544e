/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "service/same.h"

static const void *at(const void *base, size_t offset)
{
	return (const char *) base + offset;
}

static bool string_same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool list_same(const struct setting *s, const void *a, const void *b)
{
	size_t n = *(const size_t *) at(a, s->count_offset);
	const char *list_a = *(const char *const *) at(a, s->offset);
	const char *list_b = *(const char *const *) at(b, s->offset);

	if (n != *(const size_t *) at(b, s->count_offset))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!settings_same(s->members, list_a + i * s->member_size,
				   list_b + i * s->member_size))
			return false;
	return true;
}

static bool strings_same(const struct setting *s, const void *a, const void *b)
{
	size_t n = *(const size_t *) at(a, s->count_offset);
	const struct setting_text *list_a = *(const struct setting_text *const *) at(a, s->offset);
	const struct setting_text *list_b = *(const struct setting_text *const *) at(b, s->offset);

	if (n != *(const size_t *) at(b, s->count_offset))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!string_same(list_a[i].text, list_b[i].text))
			return false;
	return true;
}

static bool setting_same(const struct setting *s, const void *a, const void *b)
{
	const void *x = at(a, s->offset), *y = at(b, s->offset);

	if (s->given_offset &&
	    *(const bool *) at(a, s->given_offset) != *(const bool *) at(b, s->given_offset))
		return false;

	switch (s->type) {
	case SETTING_BOOL:
		return *(const bool *) x == *(const bool *) y;
	case SETTING_INT:
	case SETTING_ENUM:
		return *(const int *) x == *(const int *) y;
	case SETTING_STRING:
		return string_same(*(const char *const *) x, *(const char *const *) y);
	case SETTING_GROUP:
		return settings_same(s->members, x, y);
	case SETTING_LIST:
		return list_same(s, a, b);
	case SETTING_FLOAT:
		return memcmp(x, y, sizeof(double)) == 0;
	case SETTING_STRINGS:
		return strings_same(s, a, b);
	case SETTING_UNREAD:
		return true; /* no driver reads it */
	}
	return false;
}

/* Recursion is bounded by the nesting of the driver's static table. */
bool settings_same(const struct setting *table, const void *a, const void *b)
{
	for (const struct setting *s = table; s->name; s++)
		if (!setting_same(s, a, b))
			return false;
	return true;
}

bool profile_same(const struct profile *a, const struct profile *b)
{
	return a->driver == b->driver && a->rows == b->rows && a->columns == b->columns &&
	       a->charset == b->charset &&
	       (!a->driver->settings ||
		settings_same(a->driver->settings, a->settings, b->settings));
}
