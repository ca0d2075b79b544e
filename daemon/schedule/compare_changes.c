/* SPDX-License-Identifier: MIT */
#include "schedule/compare_changes.h"

static void change_done(struct change *ch)
{
	free(ch->days);
	free(ch->spans);
}

void changes_done(struct changes *c)
{
	for (size_t i = 0; i < c->list.n; i++)
		change_done(&c->list.v[i]);
	free(c->list.v);
}

static int by_span(const struct change_span *a, const struct change_span *b)
{
	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return (a->to > b->to) - (a->to < b->to);
}

static int by_what(enum change_kind kind, uint32_t before, uint32_t after, enum change_kind kind2,
		   uint32_t before2, uint32_t after2)
{
	if (kind != kind2)
		return kind < kind2 ? -1 : 1;
	if (before != before2)
		return before < before2 ? -1 : 1;
	return (after > after2) - (after < after2);
}

static int by_occurrence(const void *a, const void *b)
{
	const struct occurrence *x = a, *y = b;
	int r = by_what(x->kind, x->before, x->after, y->kind, y->before, y->after);

	if (r == 0)
		r = by_span(&x->span, &y->span);
	return r ? r : (x->day > y->day) - (x->day < y->day);
}

/* The same lists on the same days. */
static int by_lists_and_days(const void *a, const void *b)
{
	const struct change *x = a, *y = b;
	int r = by_what(x->kind, x->before, x->after, y->kind, y->before, y->after);

	if (r == 0)
		r = (x->n_days > y->n_days) - (x->n_days < y->n_days);
	for (size_t i = 0; r == 0 && i < x->n_days; i++)
		r = (x->days[i] > y->days[i]) - (x->days[i] < y->days[i]);
	return r;
}

static int by_all(const void *a, const void *b)
{
	const struct change *x = a, *y = b;
	int r = by_lists_and_days(a, b);

	for (size_t i = 0; r == 0 && i < x->n_spans && i < y->n_spans; i++)
		r = by_span(&x->spans[i], &y->spans[i]);
	return r ? r : (x->n_spans > y->n_spans) - (x->n_spans < y->n_spans);
}

/* As people read them: texts they wrote, then what is first comes first. */
static int by_day(const void *a, const void *b)
{
	const struct change *x = a, *y = b;
	int r = (x->kind < y->kind) - (x->kind > y->kind);

	if (r == 0)
		r = (x->days[0] > y->days[0]) - (x->days[0] < y->days[0]);
	if (r == 0 && x->n_spans && y->n_spans)
		r = by_span(&x->spans[0], &y->spans[0]);
	return r ? r : by_all(a, b);
}

/* One change of @n occurrences that differ in their day alone. */
static int push_change(struct changes *c, const struct occurrence *o, size_t n)
{
	struct change ch = { o->kind, o->before, o->after, .n_days = n };

	ch.days = calloc(n, sizeof(*ch.days));
	ch.spans = calloc(1, sizeof(*ch.spans));
	for (size_t i = 0; ch.days && i < n; i++)
		ch.days[i] = o[i].day;
	if (ch.spans && o->kind == CHANGE_LISTS)
		ch.spans[ch.n_spans++] = o->span;
	if (ch.days && ch.spans && vector_push(&c->list, ch) == 0)
		return 0;
	change_done(&ch);
	return -ENOMEM;
}

static int add_span(struct change *to, struct change *from)
{
	struct change_span *more = realloc(to->spans, (to->n_spans + 1) * sizeof(*more));

	if (!more)
		return -ENOMEM;
	to->spans = more;
	to->spans[to->n_spans++] = from->spans[0];
	return 0;
}

/* Those of the same lists and days become one, its spans in order: they come in order. */
static int join_spans(struct changes *c, size_t first)
{
	struct change *v = c->list.v;
	size_t n = first;

	if (c->list.n == first)
		return 0;
	qsort(v + first, c->list.n - first, sizeof(*v), by_all);
	for (size_t i = first + 1; i < c->list.n; i++) {
		if (by_lists_and_days(&v[n], &v[i]) != 0) {
			struct change gone = v[++n];

			v[n] = v[i];
			v[i] = gone;
		} else if (add_span(&v[n], &v[i]) < 0) {
			return -ENOMEM;
		}
	}
	for (size_t i = n + 1; i < c->list.n; i++)
		change_done(&v[i]);
	c->list.n = n + 1;
	return 0;
}

int changes_gather(struct changes *c, struct occurrences *o)
{
	size_t first = c->list.n, n;

	if (o->list.n)
		qsort(o->list.v, o->list.n, sizeof(*o->list.v), by_occurrence);
	for (size_t i = 0; i < o->list.n; i += n) {
		const struct occurrence *v = &o->list.v[i];

		for (n = 1; i + n < o->list.n; n++)
			if (by_what(v->kind, v->before, v->after, v[n].kind, v[n].before,
				    v[n].after) != 0 ||
			    by_span(&v->span, &v[n].span) != 0)
				break;
		if (push_change(c, v, n) < 0)
			return -ENOMEM;
	}
	return join_spans(c, first);
}

static void add_boards(struct board_set *to, const struct board_set *from)
{
	for (size_t i = 0; i < ARRAY_SIZE(to->word); i++)
		to->word[i] |= from->word[i];
}

void changes_join(struct changes *c)
{
	struct change *v = c->list.v;
	size_t n = 0;

	if (c->list.n > 0)
		qsort(v, c->list.n, sizeof(*v), by_all);
	for (size_t i = 0; i < c->list.n; i++) {
		if (n > 0 && by_all(&v[n - 1], &v[i]) == 0) {
			add_boards(&v[n - 1].boards, &v[i].boards);
			change_done(&v[i]);
		} else {
			v[n++] = v[i];
		}
	}
	c->list.n = n;
	if (n > 0)
		qsort(v, n, sizeof(*v), by_day);
}
