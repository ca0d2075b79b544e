/* SPDX-License-Identifier: MIT */
#include "schedule/plan.h"

static bool same_play(const struct decision *a, const struct decision *b)
{
	return a->message == b->message && a->reason == b->reason && a->order == b->order &&
	       a->start == b->start && a->end == b->end;
}

static bool is_provisional(const struct plan *plan, usec_t at)
{
	return schedule_is_provisional(plan->programme, plan->board, at);
}

/*
 * How long a row's decision goes on at most @to: over edges that change nothing that shows.  Each
 * midnight is an edge, so that all its days are asked whether they are certain.
 */
static usec_t goes_on(const struct plan *plan, struct plan_row *row, usec_t to)
{
	const struct decision *d = &row->decision;
	usec_t at = d->until;

	while (at < to) {
		struct decision next = schedule_at(plan->programme, plan->orders, plan->board, at);

		if (d->message ? !same_play(d, &next) : !decision_same_darkness(d, &next))
			break;
		row->provisional = row->provisional || is_provisional(plan, at);
		at = next.until;
	}
	return at < to ? at : to;
}

bool plan_next(struct plan *plan, struct layout *l, struct plan_row *ret)
{
	struct decision d;
	usec_t end = plan->to;

	if (plan->now >= plan->to)
		return false;

	d = schedule_at(plan->programme, plan->orders, plan->board, plan->now);
	*ret = (struct plan_row){
		.from = plan->now,
		.decision = d,
		.provisional = is_provisional(plan, plan->now),
	};
	if (d.message && layout_text(d.message->text, plan->rows, plan->columns, l) == 0) {
		struct page_time t = page_at(&d, l->n_pages, plan->now);

		ret->layout = l;
		ret->page = t.page;
		ret->n_pages = l->n_pages;
		if (t.until < end)
			end = t.until;
	}
	ret->until = goes_on(plan, ret, end);
	plan->now = ret->until;
	return true;
}
