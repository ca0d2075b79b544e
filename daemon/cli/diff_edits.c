/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/diff_edits.h"

/* Which item is which in the other set; NULL: none. */
struct match {
	const struct diff_items *before, *after;
	const struct diff_item **before_of; /* by index of @after */
	bool *found;                        /* by index of @before */
};

struct keyed {
	const char *key;
	size_t index;
};

const char *diff_edit_name(enum diff_edit_kind kind)
{
	switch (kind) {
	case EDIT_ADDED:
		return "added";
	case EDIT_REMOVED:
		return "removed";
	case EDIT_CHANGED:
		return "changed";
	case EDIT_MOVED:
		return "moved";
	}
	return "";
}

static bool differs(const struct diff_item *a, const struct diff_item *b, size_t i)
{
	return strcmp(a->facts[i].value, b->facts[i].value) != 0;
}

/* How long a message is up follows its text. */
bool diff_fact_changed(const struct diff_edit *e, size_t fact)
{
	const struct diff_item *a = e->before, *b = e->after;

	if (!a || !b || !differs(a, b, fact))
		return false;
	return !a->playlist || fact < 2 || !differs(a, b, 1);
}

static int by_key(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	int r = strcmp(x->key, y->key);

	return r ? r : (x->index > y->index) - (x->index < y->index);
}

/* Those that have not been found yet, by one of their keys. */
static size_t gather(const struct diff_items *items, unsigned key, const struct match *m,
		     bool is_before, struct keyed *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < items->n; i++) {
		bool known = is_before ? m->found[i] : m->before_of[i] != NULL;

		if (!known && items->v[i].keys[key])
			ret[n++] = (struct keyed){ items->v[i].keys[key], i };
	}
	if (n > 0)
		qsort(ret, n, sizeof(*ret), by_key);
	return n;
}

static void match_by(struct match *m, unsigned key, struct keyed *a, struct keyed *b)
{
	size_t n = gather(m->before, key, m, true, a), k = gather(m->after, key, m, false, b);

	for (size_t i = 0, j = 0; i < n && j < k;) {
		int r = strcmp(a[i].key, b[j].key);

		if (r == 0) {
			m->before_of[b[j].index] = &m->before->v[a[i].index];
			m->found[a[i].index] = true;
		}
		i += r <= 0;
		j += r >= 0;
	}
}

static int match_all(struct match *m)
{
	_cleanup_(freep) struct keyed *a = calloc(m->before->n + 1, sizeof(*a));
	_cleanup_(freep) struct keyed *b = calloc(m->after->n + 1, sizeof(*b));

	m->before_of = calloc(m->after->n + 1, sizeof(const struct diff_item *));
	m->found = calloc(m->before->n + 1, sizeof(*m->found));
	if (!a || !b || !m->before_of || !m->found)
		return -ENOMEM;
	for (unsigned key = 0; key < DIFF_KEYS_MAX; key++)
		match_by(m, key, a, b);
	return 0;
}

static int push(struct diff_edits *e, enum diff_edit_kind kind, const struct diff_item *before,
		const struct diff_item *after)
{
	if (e->n == e->room) {
		size_t room = e->room ? 2 * e->room : 64;
		struct diff_edit *v = realloc(e->v, room * sizeof(*v));

		if (!v)
			return -ENOMEM;
		e->v = v;
		e->room = room;
	}
	e->v[e->n++] = (struct diff_edit){ kind, before, after };
	return 0;
}

static bool is_changed(const struct diff_item *a, const struct diff_item *b)
{
	for (size_t i = 0; i < a->n_facts; i++)
		if (differs(a, b, i))
			return true;
	return false;
}

/* One of each playlist is enough to say so. */
static int find_moved(struct diff_edits *e, const struct match *m)
{
	const struct diff_item *last = NULL;
	const char *said = NULL;

	for (size_t i = 0; i < m->after->n; i++) {
		const struct diff_item *b = &m->after->v[i], *a = m->before_of[i];

		if (!a || !a->playlist || (said && strcmp(said, b->playlist) == 0))
			continue;
		if (last && strcmp(last->playlist, a->playlist) == 0 && a < last) {
			if (push(e, EDIT_MOVED, a, b) < 0)
				return -ENOMEM;
			said = b->playlist;
		}
		last = a;
	}
	return 0;
}

static int find(struct diff_edits *e, const struct match *m)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < m->after->n; i++) {
		const struct diff_item *b = &m->after->v[i], *a = m->before_of[i];

		if (!a)
			r = push(e, EDIT_ADDED, NULL, b);
		else if (is_changed(a, b))
			r = push(e, EDIT_CHANGED, a, b);
	}
	if (r == 0)
		r = find_moved(e, m);
	for (size_t i = 0; r == 0 && i < m->before->n; i++)
		if (!m->found[i])
			r = push(e, EDIT_REMOVED, &m->before->v[i], NULL);
	return r;
}

int diff_edits_find(struct diff_edits *ret, const struct diff_items *before,
		    const struct diff_items *after)
{
	struct match m = { before, after, NULL, NULL };
	int r = match_all(&m);

	*ret = (struct diff_edits){ 0 };
	if (r == 0)
		r = find(ret, &m);
	free(m.before_of);
	free(m.found);
	return r;
}

void diff_edits_done(struct diff_edits *e)
{
	free(e->v);
	*e = (struct diff_edits){ 0 };
}
