/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "playlog/texts.h"

/* What belongs to a text. */
static const size_t members[] = {
	offsetof(struct record, digest), offsetof(struct record, playlist),
	offsetof(struct record, law),    offsetof(struct record, article),
	offsetof(struct record, text),   offsetof(struct record, file),
};

static const char **member(const struct record *r, size_t i)
{
	return (const char **) ((char *) r + members[i]);
}

static const char *string(const struct record *r, size_t i)
{
	const char *s = *member(r, i);

	return s ? s : "";
}

void texts_clear(struct texts *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->list[i]);
	free(t->list);
	*t = (struct texts){ .n = 0 };
}

static struct text *copy(uint64_t ref, const struct record *r)
{
	size_t size = sizeof(struct text);
	struct text *text;
	char *to;

	for (size_t i = 0; i < ARRAY_SIZE(members); i++)
		size += strlen(string(r, i)) + 1;
	text = malloc(size);
	if (!text)
		return NULL;
	*text = (struct text){ .ref = ref, .record = { .line = r->line } };
	to = (char *) (text + 1);
	for (size_t i = 0; i < ARRAY_SIZE(members); i++) {
		*member(&text->record, i) = to;
		to = stpcpy(to, string(r, i)) + 1;
	}
	return text;
}

int texts_add(struct texts *t, uint64_t ref, const struct record *r)
{
	struct text **grown = reallocarray(t->list, t->n + 1, sizeof(struct text *));

	if (!grown)
		return -ENOMEM;
	t->list = grown;
	grown[t->n] = copy(ref, r);
	if (!grown[t->n])
		return -ENOMEM;
	t->n++;
	if (ref > t->last)
		t->last = ref;
	return 0;
}

/* Its digest follows from the rest, and who asks may not have it. */
static bool same(const struct record *a, const struct record *b)
{
	if (a->line != b->line)
		return false;
	for (size_t i = 1; i < ARRAY_SIZE(members); i++)
		if (strcmp(string(a, i), string(b, i)) != 0)
			return false;
	return true;
}

uint64_t texts_find(const struct texts *t, const struct record *r)
{
	for (size_t i = t->n; i > 0; i--)
		if (same(&t->list[i - 1]->record, r))
			return t->list[i - 1]->ref;
	return 0;
}

void texts_fill(const struct texts *t, struct record *r)
{
	const struct record none = { .line = 0 }, *from = &none;

	for (size_t i = t->n; i > 0 && from == &none; i--)
		if (t->list[i - 1]->ref == r->ref)
			from = &t->list[i - 1]->record;
	for (size_t i = 0; i < ARRAY_SIZE(members); i++)
		*member(r, i) = string(from, i);
	r->line = from->line;
}
