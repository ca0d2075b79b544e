/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "config/names.h"
#include "schedule/layout.h"

/* Sorted. */
static const struct {
	uint32_t first, last;
} invisible[] = {
	{ 0x0001, 0x001f }, { 0x007f, 0x009f }, { 0x061c, 0x061c },   { 0x180e, 0x180e },
	{ 0x200b, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f },   { 0xfe00, 0xfe0f },
	{ 0xfeff, 0xfeff }, { 0xfff9, 0xfffb }, { 0xe0000, 0xe0fff },
};

uint32_t text_invisible(const char *text)
{
	for (const char *s = text;;) {
		int32_t c = utf8_next(&s);

		if (c <= 0)
			return 0;
		for (size_t i = 0; i < ARRAY_SIZE(invisible); i++)
			if ((uint32_t) c >= invisible[i].first && (uint32_t) c <= invisible[i].last)
				return (uint32_t) c;
	}
}

bool name_check(const char *name, struct where at, const char *what, struct diag *diag)
{
	size_t n = strlen(name);
	uint32_t bad = text_invisible(name);

	if (n == 0 || n > NAME_BYTES_MAX) {
		diag_error(diag, at, "%s must have 1 to %d bytes, this has %zu", what,
			   NAME_BYTES_MAX, n);
		return false;
	}
	if (bad) {
		diag_error(diag, at, "%s holds the invisible character U+%04X", what, bad);
		return false;
	}
	if (strpbrk(name, "/\\\"'")) {
		diag_error(diag, at, "%s %s: no slash and no quote may be in it", what, name);
		return false;
	}
	if (name[0] == ' ' || name[n - 1] == ' ') {
		diag_error(diag, at, "%s \"%s\": begins or ends with a blank", what, name);
		return false;
	}
	return true;
}

/* FNV-1a: short, and good enough for names that one person typed. */
static size_t hash(const char *s)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (; *s; s++)
		h = (h ^ (unsigned char) *s) * UINT64_C(0x100000001b3);
	return (size_t) (h ^ (h >> 32));
}

void name_table_init(struct name_table *t, struct arena *arena)
{
	*t = (struct name_table){ .arena = arena };
}

/* The place of a name, or the empty place where it would go. */
static struct name_entry *place(const struct name_table *t, const char *name)
{
	size_t i = hash(name) & (t->size - 1);

	while (t->entries[i].name && strcmp(t->entries[i].name, name) != 0)
		i = (i + 1) & (t->size - 1);
	return &t->entries[i];
}

const struct name_entry *name_table_find(const struct name_table *t, const char *name)
{
	const struct name_entry *e = t->size ? place(t, name) : NULL;

	return e && e->name ? e : NULL;
}

static int grow(struct name_table *t)
{
	struct name_table bigger = { .arena = t->arena, .n = t->n };

	bigger.size = t->size ? 2 * t->size : 64;
	bigger.entries = arena_array(t->arena, bigger.size, sizeof(*bigger.entries));
	if (!bigger.entries)
		return -ENOMEM;
	for (size_t i = 0; i < t->size; i++)
		if (t->entries[i].name)
			*place(&bigger, t->entries[i].name) = t->entries[i];
	*t = bigger;
	return 0;
}

int name_table_add(struct name_table *t, const char *name, unsigned kind, unsigned index,
		   struct where at)
{
	struct name_entry *e;

	if (t->n >= t->size / 2 && grow(t) < 0)
		return -ENOMEM;
	e = place(t, name);
	if (e->name)
		return -EEXIST;
	*e = (struct name_entry){ name, kind, index, at };
	t->n++;
	return 0;
}

static size_t decode(const char *s, uint32_t *ret)
{
	size_t n = 0;

	while (n <= NAME_BYTES_MAX) {
		int32_t c = utf8_next(&s);

		if (c <= 0)
			return n;
		if (n < NAME_BYTES_MAX)
			ret[n] = (uint32_t) c;
		n++;
	}
	return n;
}

static unsigned least(unsigned a, unsigned b, unsigned c)
{
	unsigned m = a < b ? a : b;

	return m < c ? m : c;
}

/* How many characters must be put in, taken out, changed, or swapped with their neighbour. */
static unsigned distance(const uint32_t *a, size_t na, const uint32_t *b, size_t nb)
{
	unsigned rows[3][NAME_BYTES_MAX + 1];
	unsigned *before = rows[0], *last = rows[1], *row = rows[2];

	for (size_t j = 0; j <= nb; j++)
		last[j] = (unsigned) j;
	for (size_t i = 1; i <= na; i++) {
		unsigned *spare = before;

		row[0] = (unsigned) i;
		for (size_t j = 1; j <= nb; j++) {
			row[j] = least(last[j] + 1, row[j - 1] + 1,
				       last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1, UINT_MAX);
		}
		before = last;
		last = row;
		row = spare;
	}
	return last[nb];
}

void nearest_offer(struct nearest *n, const char *candidate)
{
	uint32_t a[NAME_BYTES_MAX], b[NAME_BYTES_MAX];
	size_t na = decode(n->word, a), nb = decode(candidate, b);
	unsigned d;

	if (na == 0 || nb == 0 || na > NAME_BYTES_MAX || nb > NAME_BYTES_MAX)
		return;
	d = distance(a, na, b, nb);
	if (d > (na < nb ? nb : na) / 3 && d > 1)
		return;
	/* One character in two says nothing. */
	if (d >= na || d >= nb)
		return;
	if (n->best && (d > n->distance || (d == n->distance && strcmp(candidate, n->best) > 0)))
		return;
	n->best = candidate;
	n->distance = d;
}

const char *name_table_nearest(const struct name_table *t, const char *word, unsigned kind)
{
	struct nearest n = { .word = word };

	for (size_t i = 0; i < t->size; i++)
		if (t->entries[i].name && (kind == UINT_MAX || t->entries[i].kind == kind))
			nearest_offer(&n, t->entries[i].name);
	return n.best;
}

const char *nearest_hint(const char *best, char *buf)
{
	buf[0] = '\0';
	if (best)
		snprintf(buf, NEAREST_MAX, "; did you mean %s?", best);
	return buf;
}
