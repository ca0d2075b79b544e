/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "config/message_text.h"
#include "config/names.h"
#include "schedule/layout.h"
#include "service/orders.h"

/* A clock is set back a little now and then, and what was just put up stays. */
#define EARLY_MAX USEC_PER_HOUR

const char *order_kind_name(enum order_kind kind)
{
	switch (kind) {
	case ORDER_BLANK:
		return "blank";
	case ORDER_NOTICE:
		return "notice";
	}
	return "";
}

static bool is_span(const struct order *o)
{
	usec_t most = o->kind == ORDER_NOTICE ? ORDER_SPAN_MAX : BLANK_SPAN_MAX;

	return o->from > 0 && o->from % USEC_PER_MSEC == 0 && o->until % USEC_PER_MSEC == 0 &&
	       o->from < o->until && o->until - o->from >= ORDER_SPAN_MIN &&
	       o->until - o->from <= most;
}

static bool is_word(const char *s, size_t most)
{
	size_t n = strlen(s);

	return n > 0 && n <= most && text_width(s) >= 0;
}

static bool is_valid(const struct order *o, const char *who, const char *text,
		     const char *const *names, size_t n_names)
{
	char fault[MESSAGE_TEXT_FAULT_MAX];

	if (!is_span(o) || !is_word(who, WHO_MAX) || n_names == 0 || n_names > BOARDS_MAX)
		return false;
	for (size_t i = 0; i < n_names; i++)
		if (!is_word(names[i], NAME_BYTES_MAX))
			return false;
	if (o->kind == ORDER_BLANK)
		return text[0] == '\0' && o->urgency == 0 && !o->through_quiet;
	return o->urgency >= URGENCY_MIN && o->urgency <= URGENCY_MAX &&
	       message_text_check(text, fault) == 0;
}

static int copy_names(struct posting *p, const char *const *names, size_t n)
{
	p->names = calloc(n, sizeof(*p->names));
	if (!p->names)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		if (posting_has(p, names[i]))
			return -EINVAL;
		p->names[p->n_names] = strdup(names[i]);
		if (!p->names[p->n_names++])
			return -ENOMEM;
	}
	return 0;
}

int posting_new(struct posting **ret, const struct order *o, const char *who, const char *text,
		const char *const *names, size_t n_names)
{
	_cleanup_(posting_freep) struct posting *p = NULL;
	int r;

	if (!is_valid(o, who, text, names, n_names))
		return -EINVAL;
	p = calloc(1, sizeof(*p));
	if (!p)
		return -ENOMEM;
	p->order = *o;
	p->who = strdup(who);
	p->text = strdup(text);
	if (!p->who || !p->text)
		return -ENOMEM;
	r = copy_names(p, names, n_names);
	if (r < 0)
		return r;
	p->order.who = p->who;
	p->order.message =
		(struct message){ .text = p->text, .duration_ms = message_text_duration(p->text) };
	*ret = TAKE_PTR(p);
	return 0;
}

struct posting *posting_free(struct posting *p)
{
	if (!p)
		return NULL;
	for (size_t i = 0; i < p->n_names; i++)
		free(p->names[i]);
	free(p->names);
	free(p->text);
	free(p->who);
	free(p);
	return NULL;
}

static size_t find_name(const struct posting *p, const char *board)
{
	size_t i = 0;

	while (i < p->n_names && strcmp(p->names[i], board) != 0)
		i++;
	return i;
}

bool posting_has(const struct posting *p, const char *board)
{
	return find_name(p, board) < p->n_names;
}

bool posting_drop_board(struct posting *p, const char *board)
{
	size_t i = find_name(p, board);

	if (i == p->n_names)
		return false;
	free(p->names[i]);
	p->n_names--;
	memmove(&p->names[i], &p->names[i + 1], (p->n_names - i) * sizeof(*p->names));
	return true;
}

bool posting_is_over(const struct posting *p, usec_t now)
{
	return p->order.until <= now || p->order.from > now + EARLY_MAX;
}

void orders_init(struct order_list *l)
{
	*l = (struct order_list){ .next_id = 1 };
}

void orders_done(struct order_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		posting_free(l->list[i]);
	orders_init(l);
}

int orders_restore(struct order_list *l, struct posting *p)
{
	uint32_t id = p->order.id;
	int r = l->n == ORDERS_MAX ? -ENOSPC : id < l->next_id || id == UINT32_MAX ? -EINVAL : 0;

	if (r < 0) {
		posting_free(p);
		return r;
	}
	p->order.message.at = (struct where){ .file = "order", .line = id };
	l->next_id = id + 1;
	l->list[l->n++] = p;
	return 0;
}

int orders_add(struct order_list *l, struct posting *p)
{
	p->order.id = l->next_id;
	return orders_restore(l, p);
}

struct posting *orders_find(const struct order_list *l, uint64_t id)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->list[i]->order.id == id)
			return l->list[i];
	return NULL;
}

void orders_remove(struct order_list *l, struct posting *p)
{
	size_t i = 0;

	while (l->list[i] != p)
		i++;
	l->n--;
	memmove(&l->list[i], &l->list[i + 1], (l->n - i) * sizeof(struct posting *));
	posting_free(p);
}

void orders_refresh(struct order_list *l, const struct config *c, usec_t now)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++) {
		const struct posting *p = l->list[i];

		if (p->waits)
			continue;
		l->up[n] = p->order;
		if (l->up[n].from > now)
			l->up[n].from = now;
		l->up[n].boards = (struct board_set){ 0 };
		for (unsigned k = 0; k < c->n_boards; k++)
			if (posting_has(p, c->boards[k].name))
				board_set_add(&l->up[n].boards, k);
		n++;
	}
	l->orders = (struct orders){ l->up, n };
}
