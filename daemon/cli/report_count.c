/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/report_count.h"

#define MSEC_MAX ((uint64_t) INT64_MAX / 1000)

static uint32_t hash_text(const char *s)
{
	uint32_t hash = 2166136261u;

	for (; *s; s++)
		hash = (hash ^ (uint8_t) *s) * 16777619u;
	return hash;
}

static int names_grow(struct report_names *t)
{
	size_t n_slots = t->n_slots ? 2 * t->n_slots : 64;
	char **list = reallocarray(t->list, n_slots / 2, sizeof(*list));
	uint32_t *slots = calloc(n_slots, sizeof(*slots));

	if (list)
		t->list = list;
	if (!list || !slots) {
		free(slots);
		return -ENOMEM;
	}
	for (size_t i = 0; i < t->n; i++) {
		size_t at = hash_text(t->list[i]) & (n_slots - 1);

		while (slots[at])
			at = (at + 1) & (n_slots - 1);
		slots[at] = (uint32_t) i + 1;
	}
	free(t->slots);
	t->slots = slots;
	t->n_slots = n_slots;
	return 0;
}

static int names_find(struct report_names *t, const char *name, uint32_t *ret)
{
	size_t at;

	if (t->n >= t->n_slots / 2 && names_grow(t) < 0)
		return -ENOMEM;
	for (at = hash_text(name) & (t->n_slots - 1); t->slots[at];
	     at = (at + 1) & (t->n_slots - 1))
		if (strcmp(t->list[t->slots[at] - 1], name) == 0) {
			*ret = t->slots[at] - 1;
			return 0;
		}
	t->list[t->n] = strdup(name);
	if (!t->list[t->n])
		return -ENOMEM;
	*ret = (uint32_t) t->n++;
	t->slots[at] = *ret + 1;
	return 0;
}

static void names_done(struct report_names *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->list[i]);
	free(t->list);
	free(t->slots);
}

static int find_board(struct report *r, const char *name, uint32_t *ret)
{
	size_t had = r->board_names.n;
	struct report_board *grown;
	int error = names_find(&r->board_names, name ? name : "", ret);

	if (error < 0 || r->board_names.n == had)
		return error;
	grown = reallocarray(r->boards, had + 1, sizeof(*grown));
	if (!grown) {
		/* Nothing is counted on after this. */
		return -ENOMEM;
	}
	r->boards = grown;
	grown[had] = (struct report_board){ 0 };
	return 0;
}

static size_t cell_hash(uint32_t board, uint32_t law, day_t day)
{
	uint64_t z = ((uint64_t) board << 40 ^ (uint64_t) law << 20 ^ (uint32_t) day) *
		     UINT64_C(0x9e3779b97f4a7c15);

	return (size_t) (z >> 32);
}

static int cells_grow(struct report *r)
{
	size_t n_slots = r->n_slots ? 2 * r->n_slots : 1024;
	struct report_cell *cells = reallocarray(r->cells, n_slots / 2, sizeof(*cells));
	uint32_t *slots = calloc(n_slots, sizeof(*slots));

	if (cells)
		r->cells = cells;
	if (!cells || !slots) {
		free(slots);
		return -ENOMEM;
	}
	for (size_t i = 0; i < r->n_cells; i++) {
		const struct report_cell *c = &cells[i];
		size_t at = cell_hash(c->board, c->law, c->day) & (n_slots - 1);

		while (slots[at])
			at = (at + 1) & (n_slots - 1);
		slots[at] = (uint32_t) i + 1;
	}
	free(r->slots);
	r->slots = slots;
	r->n_slots = n_slots;
	return 0;
}

static int find_cell(struct report *r, uint32_t board, const char *law, day_t day, size_t *ret)
{
	struct report_cell *c;
	uint32_t l;
	size_t at;

	if (names_find(&r->laws, law ? law : "", &l) < 0 ||
	    (r->n_cells >= r->n_slots / 2 && cells_grow(r) < 0))
		return -ENOMEM;
	for (at = cell_hash(board, l, day) & (r->n_slots - 1); r->slots[at];
	     at = (at + 1) & (r->n_slots - 1)) {
		c = &r->cells[r->slots[at] - 1];
		if (c->board == board && c->law == l && c->day == day) {
			*ret = r->slots[at] - 1;
			return 0;
		}
	}
	*ret = r->n_cells++;
	r->cells[*ret] = (struct report_cell){ .board = board, .law = l, .day = day };
	r->slots[at] = (uint32_t) *ret + 1;
	return 0;
}

/* Is it a day of the year whose records count? */
static bool is_counted(const struct report *r, uint64_t at, day_t *ret)
{
	if (at == 0 || at > MSEC_MAX)
		return false;
	*ret = zone_day(r->zone, at * USEC_PER_MSEC);
	return *ret >= r->first_day && *ret <= r->last_day && *ret >= r->detail_from;
}

static uint64_t overlap(uint64_t from, uint64_t to, uint64_t begin, uint64_t end)
{
	from = from > begin ? from : begin;
	to = to < end ? to : end;
	return to > from ? to - from : 0;
}

/* By the wall clock, whatever day it is counted for. */
static void mark_known(struct report *r, struct report_board *b, uint64_t at, uint64_t shown)
{
	if (at == 0 || at > MSEC_MAX)
		return;
	for (int i = 0; i < 12; i++)
		b->known[i] += overlap(at, at + shown, r->months[i], r->months[i + 1]);
}

static uint64_t planned(const struct record *rec)
{
	return rec->from && rec->until > rec->from ? rec->until - rec->from : 0;
}

/* One play more, or more is known of the one in hand. */
static void count_play(struct report *r, struct report_board *b, const struct shown_row *row,
		       size_t cell, bool counted)
{
	enum reach how = row->record.how;

	if (!row->again) {
		b->counts = counted;
		b->cell = cell;
		b->reach = how;
		if (!counted)
			return;
		r->cells[cell].sum.plays[how]++;
		r->cells[cell].sum.planned_ms += planned(&row->record);
	} else if (b->counts && how > b->reach) {
		r->cells[b->cell].sum.plays[b->reach]--;
		r->cells[b->cell].sum.plays[how]++;
		b->reach = how;
	}
}

static void count_undated(struct report *r, const struct shown_row *row)
{
	day_t day = r->first_day;

	if (row->record.at || row->record.kind != RECORD_PLAY ||
	    (row->as_of && !is_counted(r, row->as_of, &day)))
		return;
	r->undated_plays += !row->again;
	r->undated_ms += row->shown;
}

static int on_row(const struct shown_row *row, void *userdata)
{
	const struct record *rec = &row->record;
	bool is_play = rec->kind == RECORD_PLAY, counted;
	struct report *r = userdata;
	struct report_sum *sum;
	size_t cell = 0;
	uint32_t board;
	day_t day;

	count_undated(r, row);
	if (find_board(r, rec->board, &board) < 0)
		return -ENOMEM;
	counted = is_counted(r, rec->at, &day);
	if (counted && find_cell(r, board, is_play ? rec->law : "", day, &cell) < 0)
		return -ENOMEM;
	if (is_play)
		count_play(r, &r->boards[board], row, cell, counted);
	if (rec->at && zone_day(r->zone, rec->at * USEC_PER_MSEC) >= r->detail_from)
		mark_known(r, &r->boards[board], rec->at, row->shown);
	if (!counted)
		return 0;
	sum = &r->cells[cell].sum;
	if (!is_play)
		sum->dark_ms += row->shown;
	else
		sum->ms[rec->how] += row->shown;
	if (is_play && planned(rec))
		sum->compared_ms += row->shown;
	return 0;
}

static int count_missed(struct report *r, const struct record *rec)
{
	uint32_t board;
	size_t cell;
	day_t day;

	if (!is_counted(r, rec->at, &day))
		return 0;
	if (find_board(r, rec->board, &board) < 0 || find_cell(r, board, rec->law, day, &cell) < 0)
		return -ENOMEM;
	r->cells[cell].sum.missed++;
	r->cells[cell].sum.planned_ms += planned(rec);
	return 0;
}

static int note_board(struct report *r, const struct record *rec)
{
	uint32_t board;

	if (rec->kind != RECORD_PLAY && rec->kind != RECORD_DARK && rec->kind != RECORD_LOST &&
	    rec->kind != RECORD_MISSED)
		return 0;
	if (rec->at == 0 || rec->at >= r->months[12])
		return 0;
	if (find_board(r, rec->board, &board) < 0)
		return -ENOMEM;
	if (r->boards[board].first == 0 || rec->at < r->boards[board].first)
		r->boards[board].first = rec->at;
	return 0;
}

static void note_time(struct report *r, uint64_t at)
{
	if (at < r->begin || at >= r->months[12])
		return;
	dayset_add(&r->heard, zone_day(r->zone, at * USEC_PER_MSEC));
	r->first = r->first && r->first < at ? r->first : at;
	r->last = r->last > at ? r->last : at;
}

/* What the service itself did. */
static void note_service(struct report *r, const struct record *rec)
{
	uint64_t at = rec->at ? rec->at : r->as_of;
	bool within = at >= r->begin && at < r->months[12];

	if (rec->kind == RECORD_START && r->running && r->seq && within)
		r->n_killed++;
	if (within && (rec->kind == RECORD_GAP || (r->seq && rec->seq != r->seq + 1)))
		r->n_gaps++;
	r->running = rec->kind != RECORD_STOP;
	r->seq = rec->seq;
}

static int incident_new(struct report *r, const struct record *rec)
{
	struct report_incident *grown =
		reallocarray(r->incidents, r->n_incidents + 1, sizeof(*grown));
	struct report_incident *i;

	if (!grown)
		return -ENOMEM;
	r->incidents = grown;
	i = &grown[r->n_incidents++];
	*i = (struct report_incident){ .id = rec->id,
				       .count = rec->count,
				       .open = true,
				       .kind = strdup(rec->incident ? rec->incident : ""),
				       .level = strdup(rec->level ? rec->level : ""),
				       .subject = strdup(rec->subject ? rec->subject : ""),
				       .text = strdup(rec->text ? rec->text : "") };
	return i->kind && i->level && i->subject && i->text ? 0 : -ENOMEM;
}

/* Incidents from before all dates were over by the first. */
static void note_date(struct report *r, uint64_t at)
{
	if (at == 0)
		return;
	for (size_t k = 0; r->as_of == 0 && k < r->n_incidents; k++)
		if (!r->incidents[k].open)
			r->incidents[k].closed_after = at;
	r->as_of = at;
}

/* The incident of that number which was opened last; of one from before the log the rest. */
int report_feed_incident(struct report *r, const struct record *rec)
{
	bool opened = rec->what && strcmp(rec->what, "opened") == 0;
	bool closed = rec->what && strcmp(rec->what, "closed") == 0;
	struct report_incident *i = NULL;

	note_date(r, rec->at);
	if (rec->kind != RECORD_INCIDENT || rec->seq <= r->incident_seq)
		return 0;
	r->incident_seq = rec->seq;
	for (size_t n = r->n_incidents; n > 0 && !i && !opened; n--)
		if (r->incidents[n - 1].id == rec->id)
			i = &r->incidents[n - 1];
	if (!i && incident_new(r, rec) < 0)
		return -ENOMEM;
	i = i ? i : &r->incidents[r->n_incidents - 1];
	if (opened) {
		i->opened = rec->at;
		i->opened_after = r->as_of;
	}
	if (closed) {
		i->open = false;
		i->closed = rec->at;
		i->closed_after = r->as_of;
		i->count = rec->count;
	}
	return 0;
}

int report_feed(struct report *r, const struct record *rec)
{
	int error = note_board(r, rec);

	note_time(r, rec->at);
	note_service(r, rec);
	if (error == 0 && rec->kind == RECORD_MISSED)
		error = count_missed(r, rec);
	if (error == 0)
		error = report_feed_incident(r, rec);
	return error < 0 ? error : shown_feed(&r->shown, rec);
}

/* Of the year, as well as it can be told: those of others are read along with it. */
static bool is_of_year(const struct report *r, const struct report_incident *i)
{
	return i->opened_after < r->months[12] && (i->open || i->closed_after >= r->begin);
}

static void drop_incidents(struct report *r)
{
	size_t n = 0;

	for (size_t k = 0; k < r->n_incidents; k++) {
		struct report_incident *i = &r->incidents[k];

		if (is_of_year(r, i)) {
			r->incidents[n++] = *i;
			continue;
		}
		free(i->kind);
		free(i->level);
		free(i->subject);
		free(i->text);
	}
	r->n_incidents = n;
}

int report_finish(struct report *r)
{
	int error = shown_finish(&r->shown);

	drop_incidents(r);
	return error;
}

static int add_row(struct report *r, const struct rollup_row *row, day_t day, uint64_t midnight)
{
	uint32_t board;
	size_t cell;

	if (find_board(r, row->board, &board) < 0 || find_cell(r, board, row->law, day, &cell) < 0)
		return -ENOMEM;
	if (r->boards[board].first == 0 || midnight < r->boards[board].first)
		r->boards[board].first = midnight;
	switch (row->outcome) {
	case ROLLUP_SENT:
	case ROLLUP_ACKNOWLEDGED:
	case ROLLUP_VERIFIED:
		r->cells[cell].sum.plays[row->outcome] += row->plays;
		r->cells[cell].sum.ms[row->outcome] += row->ms;
		break;
	case ROLLUP_DARK:
		r->cells[cell].sum.dark_ms += row->ms;
		break;
	case ROLLUP_MISSED:
		r->cells[cell].sum.missed += row->plays;
		return 0;
	case ROLLUP_LOST:
		return 0;
	}
	r->boards[board].known[civil_from_day(day).month - 1] += row->ms;
	return 0;
}

int report_add_rollup(struct report *r, const struct rollup *day)
{
	uint64_t midnight = zone_midnight(r->zone, day->day) / USEC_PER_MSEC;

	note_time(r, midnight);
	note_time(r, zone_midnight(r->zone, day->day + 1) / USEC_PER_MSEC - 1);
	if (r->n_rollups++ == 0)
		r->rollup_first = day->day;
	r->rollup_last = day->day;
	for (size_t i = 0; i < day->n_rows; i++)
		if (add_row(r, day->rows[i], day->day, midnight) < 0)
			return -ENOMEM;
	return 0;
}

int report_init(struct report *r, int year, const struct zone *zone, usec_t now)
{
	uint32_t none;

	*r = (struct report){ .year = year, .zone = zone, .detail_from = INT32_MIN };
	r->first_day = day_from_civil(year, 1, 1);
	r->last_day = day_from_civil(year, 12, 31);
	for (int i = 0; i < 13; i++)
		r->months[i] = zone_midnight(zone, day_from_civil(year + i / 12, i % 12 + 1, 1)) /
			       USEC_PER_MSEC;
	r->begin = r->months[0];
	r->end = now / USEC_PER_MSEC < r->months[12] ? now / USEC_PER_MSEC : r->months[12];
	shown_init(&r->shown, on_row, r);
	return names_find(&r->laws, "", &none);
}

void report_done(struct report *r)
{
	shown_done(&r->shown);
	names_done(&r->board_names);
	names_done(&r->laws);
	for (size_t k = 0; k < r->n_incidents; k++) {
		free(r->incidents[k].kind);
		free(r->incidents[k].level);
		free(r->incidents[k].subject);
		free(r->incidents[k].text);
	}
	free(r->incidents);
	free(r->boards);
	free(r->cells);
	free(r->slots);
	*r = (struct report){ 0 };
}
