/* SPDX-License-Identifier: MIT */
#include "schedule/compiled.h"

static usec_t to_msec(usec_t at)
{
	return at - at % USEC_PER_MSEC;
}

static struct decision dark(enum reason reason, usec_t from, usec_t until)
{
	return (struct decision){
		.reason = reason,
		.playlist = -1,
		.rule = -1,
		.limit = -1,
		.start = from,
		.end = until,
		.until = until,
	};
}

/* Where an instant lies in the compiled programme. */
struct spot {
	const struct class *class;
	const struct segment *segment;
	day_t day;
	usec_t midnight;
	uint32_t x; /* ms since midnight */
};

/* False: outside the span.  *ret_until is then the instant at which the span begins. */
static bool find_spot(const struct programme *p, unsigned board, usec_t now, struct spot *ret,
		      usec_t *ret_until)
{
	const struct zone *z = p->tables.zone;
	const struct pattern *pattern;
	uint32_t low, high;

	ret->day = zone_day(z, now);
	if (ret->day < DAY_FIRST || ret->day > DAY_LAST) {
		*ret_until = ret->day < DAY_FIRST ? zone_midnight(z, DAY_FIRST) : USEC_NEVER;
		return false;
	}
	ret->class = &p->classes[p->class_of[board]];
	ret->midnight = zone_midnight(z, ret->day);
	ret->x = (uint32_t) ((now - ret->midnight) / USEC_PER_MSEC);

	pattern = &ret->class->patterns.v[ret->class->pattern_of[ret->day - DAY_FIRST]];
	low = pattern->segments_at;
	high = low + pattern->n_segments;
	while (high - low > 1) {
		uint32_t middle = (low + high) / 2;

		if (ret->class->segments.v[middle].from <= ret->x)
			low = middle;
		else
			high = middle;
	}
	ret->segment = &ret->class->segments.v[low];
	return true;
}

static usec_t instant(const struct spot *s, uint32_t ms)
{
	return s->midnight + ms * USEC_PER_MSEC;
}

static bool brings(const struct rule *r, unsigned playlist)
{
	for (size_t i = 0; i < r->n_plays; i++)
		if (r->plays[i].playlist == playlist)
			return true;
	return false;
}

/* The first rule of the segment, in the order of the files, that plays the list. */
static int rule_behind(const struct programme *p, const struct spot *s, unsigned playlist)
{
	for (uint32_t i = 0; i < s->segment->n_rules; i++) {
		uint16_t index = s->class->playing.v[s->segment->rules_at + i];

		if (brings(&p->tables.rules[index], playlist))
			return index;
	}
	return -1;
}

/* What the programme alone, without orders, decides. */
static struct decision decide_programme(const struct programme *p, const struct spot *s)
{
	const struct segment *g = s->segment;
	struct decision d = dark(g->reason, instant(s, g->from), instant(s, g->to));
	uint64_t clocks[PLAYLISTS_MAX];
	struct play play;

	d.limit = g->limit;
	if (g->rotation < 0)
		return d;

	clocks_at(p, s->class, s->day, g, clocks);
	play = window_play(p, s->class, g, clocks, s->x - g->from);

	d.playlist = s->class->lists.v[play.slot];
	d.message = &p->tables.playlists[d.playlist].messages[play.message];
	d.rule = rule_behind(p, s, (unsigned) d.playlist);
	d.start = instant(s, g->from + play.from);
	d.end = d.until = instant(s, g->from + play.to);
	return d;
}

static bool is_up(const struct order *o, unsigned board, usec_t now)
{
	return o->from <= now && now < o->until && board_set_has(&o->boards, board);
}

static bool is_stronger(const struct order *a, const struct order *b)
{
	if (!b)
		return true;
	if (a->kind == ORDER_NOTICE && a->urgency != b->urgency)
		return a->urgency > b->urgency;
	return a->id > b->id;
}

static const struct order *strongest(const struct orders *orders, enum order_kind kind,
				     unsigned board, usec_t now, bool through_quiet)
{
	const struct order *best = NULL;

	for (size_t i = 0; i < orders->n; i++) {
		const struct order *o = &orders->list[i];

		if (o->kind == kind && is_up(o, board, now) &&
		    (!through_quiet || o->through_quiet) && is_stronger(o, best))
			best = o;
	}
	return best;
}

/* The next instant at which some order for the board begins or ends. */
static usec_t next_order_edge(const struct orders *orders, unsigned board, usec_t now)
{
	usec_t next = USEC_NEVER;

	for (size_t i = 0; i < orders->n; i++) {
		const struct order *o = &orders->list[i];
		usec_t edge = now < o->from ? o->from : o->until;

		if (board_set_has(&o->boards, board) && now < edge && edge < next)
			next = edge;
	}
	return next;
}

/* A notice repeats its message from the moment it went up. */
static struct decision show_notice(const struct order *o, usec_t now)
{
	usec_t length = o->message.duration_ms * USEC_PER_MSEC;
	usec_t start = o->from + (now - o->from) / length * length;
	struct decision d = dark(REASON_NOTICE, start, start + length);

	d.order = o;
	d.message = &o->message;
	return d;
}

/* Orders before and after the programme's own answer. */
static struct decision apply_orders(struct decision d, const struct orders *orders, unsigned board,
				    usec_t now)
{
	const struct order *blank = strongest(orders, ORDER_BLANK, board, now, false);
	const struct order *notice =
		strongest(orders, ORDER_NOTICE, board, now, d.reason == REASON_OFF);
	usec_t until = d.until, edge = next_order_edge(orders, board, now);

	if (blank) {
		d = dark(REASON_BLANK, blank->from, blank->until);
		d.order = blank;
	} else if (notice) {
		d = show_notice(notice, now);
		if (d.until > until)
			d.until = until; /* a limit may begin or end there */
	}
	if (d.until > edge)
		d.until = edge;
	return d;
}

struct decision schedule_at(const struct programme *p, const struct orders *orders, unsigned board,
			    usec_t now)
{
	struct spot s;
	struct decision d;
	usec_t until;

	now = to_msec(now);
	if (!find_spot(p, board, now, &s, &until))
		return dark(REASON_OUTSIDE, 0, until);

	d = decide_programme(p, &s);
	return orders->n > 0 ? apply_orders(d, orders, board, now) : d;
}

/* Whether what is said of the day, and of the one before, is certain. */
struct doubt {
	bool today, yesterday;
	int64_t minute; /* of today */
};

static bool is_doubtful(const struct statutory *s, day_t day)
{
	return dayset_has(&s->provisional, day) || dayset_has(&s->unsettled, day);
}

static bool is_in_doubt(const struct doubt *d, const struct hours *hours, size_t n)
{
	if (d->today)
		return true;
	for (size_t i = 0; d->yesterday && i < n; i++)
		if (d->minute + MINUTES_PER_DAY < hours[i].to)
			return true;
	return false;
}

/* Do yesterday's hours by the sun run on past midnight as far as @now? */
static bool sun_runs_on(const struct programme_tables *t, const struct limit *l, day_t yesterday,
			usec_t now)
{
	struct sun_memo m = sun_memo(t->zone, t->place);
	usec_t from, to;

	for (size_t i = 0; i < l->n_sun; i++)
		if (sun_hours_on(&m, &l->sun[i], yesterday, &from, &to) && from <= now && now < to)
			return true;
	return false;
}

bool schedule_is_provisional(const struct programme *p, unsigned board, usec_t now)
{
	const struct programme_tables *t = &p->tables;
	struct doubt d;
	day_t day;

	if (!t->statutory)
		return false;
	d.minute = zone_wall(t->zone, now, &day) / MSEC_PER_MINUTE;
	d.today = is_doubtful(t->statutory, day);
	d.yesterday = is_doubtful(t->statutory, day - 1);
	if (!d.today && !d.yesterday)
		return false;

	for (size_t i = 0; i < t->n_rules; i++) {
		const struct rule *r = &t->rules[i];

		if (r->statutory && board_set_has(&r->boards, board) &&
		    is_in_doubt(&d, r->hours, r->n_hours))
			return true;
	}
	for (size_t i = 0; i < t->n_limits; i++) {
		const struct limit *l = &t->limits[i];

		if (l->statutory && board_set_has(&l->boards, board) &&
		    (is_in_doubt(&d, l->hours, l->n_hours) ||
		     (d.yesterday && sun_runs_on(t, l, day - 1, now))))
			return true;
	}
	return false;
}

bool decision_same_darkness(const struct decision *a, const struct decision *b)
{
	return !b->message && a->reason == b->reason && a->order == b->order &&
	       a->limit == b->limit;
}

struct decision schedule_untrusted(const struct programme *p, usec_t elapsed)
{
	const struct timing *t = &p->timing[p->tables.filler];
	uint64_t ms = elapsed / USEC_PER_MSEC, base = ms - ms % timing_round(t);
	struct decision d = dark(REASON_FILLER, 0, 0);
	size_t low = 0, high = t->n;

	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (base + t->start[middle] <= ms)
			low = middle;
		else
			high = middle;
	}
	d.playlist = (int) p->tables.filler;
	d.message = &p->tables.playlists[d.playlist].messages[low];
	d.start = (base + t->start[low]) * USEC_PER_MSEC;
	d.end = d.until = (base + t->start[low + 1]) * USEC_PER_MSEC;
	return d;
}

struct page_time page_at(const struct decision *d, unsigned n_pages, usec_t now)
{
	uint64_t length = (d->end - d->start) / USEC_PER_MSEC;
	uint64_t x = (now - d->start) / USEC_PER_MSEC, page;

	/* The last page i with floor(i * length / n) <= x. */
	page = ((x + 1) * n_pages - 1) / length;
	return (struct page_time){
		.page = (unsigned) page,
		.since = d->start + page * length / n_pages * USEC_PER_MSEC,
		.until = d->start + (page + 1) * length / n_pages * USEC_PER_MSEC,
	};
}
