/* SPDX-License-Identifier: MIT */
#include "cli/report_count.h"

struct report_filter report_everything(const struct report *r)
{
	return (struct report_filter){ -1, -1, r->first_day, r->last_day, NULL };
}

static bool matches(const struct report_filter *f, const struct report_cell *c)
{
	return (f->board < 0 || c->board == (uint32_t) f->board) &&
	       (f->law < 0 || c->law == (uint32_t) f->law) && c->day >= f->first &&
	       c->day <= f->last && (!f->days || dayset_has(f->days, c->day));
}

struct report_sum report_sum(const struct report *r, const struct report_filter *f)
{
	struct report_sum s = { .missed = 0 };

	for (size_t i = 0; i < r->n_cells; i++) {
		const struct report_sum *c = &r->cells[i].sum;

		if (!matches(f, &r->cells[i]))
			continue;
		for (int k = 0; k < 3; k++) {
			s.plays[k] += c->plays[k];
			s.ms[k] += c->ms[k];
		}
		s.missed += c->missed;
		s.planned_ms += c->planned_ms;
		s.compared_ms += c->compared_ms;
		s.dark_ms += c->dark_ms;
	}
	return s;
}

uint64_t report_plays(const struct report_sum *s)
{
	return s->plays[0] + s->plays[1] + s->plays[2];
}

uint64_t report_shown(const struct report_sum *s)
{
	return s->ms[0] + s->ms[1] + s->ms[2];
}

static uint64_t period_of(const struct report *r, size_t board, int month)
{
	uint64_t from = r->boards[board].first, to = r->months[month + 1];

	if (from == 0)
		return 0;
	from = from > r->months[month] ? from : r->months[month];
	to = to < r->end ? to : r->end;
	return to > from ? to - from : 0;
}

/* A clock that was set back may make more known than there was time. */
static uint64_t unknown_of(const struct report *r, size_t board, int month)
{
	uint64_t all = period_of(r, board, month), known = r->boards[board].known[month];

	return all > known ? all - known : 0;
}

static uint64_t add_up(const struct report *r, int board, int month,
		       uint64_t (*fn)(const struct report *r, size_t board, int month))
{
	uint64_t sum = 0;

	for (size_t b = 0; b < r->board_names.n; b++)
		for (int m = 0; m < 12; m++)
			if ((board < 0 || b == (size_t) board) && (month < 0 || m == month))
				sum += fn(r, b, m);
	return sum;
}

uint64_t report_period(const struct report *r, int board, int month)
{
	return add_up(r, board, month, period_of);
}

uint64_t report_unknown(const struct report *r, int board, int month)
{
	return add_up(r, board, month, unknown_of);
}

unsigned report_days(const struct report *r, const struct report_filter *f, unsigned *ret_heard)
{
	unsigned n = 0;

	*ret_heard = 0;
	for (day_t day = f->first; day <= f->last; day++) {
		if ((f->days && !dayset_has(f->days, day)) ||
		    zone_midnight(r->zone, day) / USEC_PER_MSEC >= r->end)
			continue;
		n++;
		*ret_heard += dayset_has(&r->heard, day);
	}
	return n;
}

int report_lasted(const struct report *r, const struct report_incident *i, uint64_t *ret)
{
	uint64_t from = i->opened > r->begin ? i->opened : r->begin;
	uint64_t to = !i->open && i->closed < r->end ? i->closed : r->end;

	if (i->opened == 0 || (!i->open && i->closed == 0))
		return -ENODATA;
	*ret = to > from ? to - from : 0;
	return 0;
}
