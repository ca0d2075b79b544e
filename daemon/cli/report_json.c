/* SPDX-License-Identifier: MIT */
#include "cli/almanac.h"
#include "cli/log_print.h"
#include "cli/report.h"
#include "cli/writer.h"

static json_t *whole(uint64_t n)
{
	return json_integer(n < INT64_MAX ? (json_int_t) n : INT64_MAX);
}

static json_t *known(bool is_known, uint64_t n)
{
	return is_known ? whole(n) : json_null();
}

static json_t *time_json(const struct report_document *d, uint64_t msec)
{
	return writer_time(log_time(msec), d->figures.zone);
}

static json_t *sum_json(const struct report_sum *s)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "plays",
			 whole(report_plays(s)), "sent", whole(s->plays[REACH_SENT]),
			 "acknowledged", whole(s->plays[REACH_ACKNOWLEDGED]), "verified",
			 whole(s->plays[REACH_VERIFIED]), "missed", whole(s->missed), "shown_ms",
			 whole(report_shown(s)), "sent_ms", whole(s->ms[REACH_SENT]),
			 "acknowledged_ms", whole(s->ms[REACH_ACKNOWLEDGED]), "verified_ms",
			 whole(s->ms[REACH_VERIFIED]), "planned_ms",
			 known(s->planned_ms, s->planned_ms), "shown_of_planned_ms",
			 known(s->planned_ms, s->compared_ms), "dark_ms", whole(s->dark_ms));
}

static int forget(json_t *o)
{
	const char *key;
	json_t *value;
	int r = 0;

	json_object_foreach(o, key, value) r |= json_object_set_new(o, key, json_null());
	return r;
}

static json_t *line_json(const struct report_document *d, enum report_by by,
			 const struct report_line *l)
{
	uint64_t shown = report_shown(&l->sum);
	json_t *o = sum_json(&l->sum);
	int r = o ? 0 : -1;

	if (l->heard == 0)
		r |= forget(o);
	r |= json_object_set_new(o, "name", writer_string(l->name));
	r |= json_object_set_new(o, "share",
				 l->of_ms && l->heard
					 ? json_real((double) shown / (double) l->of_ms)
					 : json_null());
	if (by == BY_NODE || by == BY_MONTH) {
		r |= json_object_set_new(o, "days", json_integer(l->days));
		r |= json_object_set_new(o, "days_in_log", json_integer(l->heard));
	}
	if (by == BY_NODE)
		r |= json_object_set_new(o, "law", l->law ? writer_string(l->law) : json_null());
	if (by == BY_LAW || l->law)
		r |= json_object_set_new(o, "dark_ms", json_null());
	if (l->timed)
		r |= json_object_set_new(o, "unknown_ms", known(l->period, l->unknown_ms));
	if (by == BY_BOARD)
		r |= json_object_set_new(o, "first", time_json(d, l->first));
	if (r == 0)
		return o;
	json_decref(o);
	return NULL;
}

static json_t *table_json(const struct report_document *d, enum report_by by)
{
	struct report_table t;
	json_t *list;
	int r = 0;

	if (by == BY_NODE && !d->nodes)
		return json_null();
	if (report_table_of(d, by, &t) < 0)
		return NULL;
	list = json_array();
	for (size_t i = 0; i < t.n; i++)
		r |= json_array_append_new(list, line_json(d, by, &t.lines[i]));
	free(t.lines);
	if (r == 0)
		return list;
	json_decref(list);
	return NULL;
}

static json_t *incident_json(const struct report_document *d, const struct report_incident *i)
{
	uint64_t ms = 0;
	bool is_known = report_lasted(&d->figures, i, &ms) == 0;

	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:o}", "id", whole(i->id),
			 "kind", writer_string(i->kind), "level", writer_string(i->level),
			 "subject", writer_string_or_null(i->subject), "text",
			 writer_string(i->text), "opened", time_json(d, i->opened), "closed",
			 time_json(d, i->closed), "open", (int) i->open, "count", whole(i->count),
			 "ms", known(is_known, ms));
}

static json_t *order_json(const struct report_document *d, const struct report_order *o)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "at", time_json(d, o->at),
			 "id", known(o->id, o->id), "what", writer_string(o->what), "order",
			 writer_string(o->kind), "who", writer_string_or_null(o->who), "until",
			 time_json(d, o->until), "boards", writer_string_or_null(o->boards), "text",
			 writer_string_or_null(o->text));
}

static int add_lists(const struct report_document *d, json_t *o)
{
	json_t *outages = json_array(), *notices = json_array(), *notes = json_array();
	int r = 0;

	for (size_t i = 0; i < d->figures.n_incidents; i++)
		r |= json_array_append_new(outages, incident_json(d, &d->figures.incidents[i]));
	for (size_t i = 0; i < d->n_orders; i++)
		r |= json_array_append_new(notices, order_json(d, &d->orders[i]));
	for (size_t i = 0; i < d->n_notes; i++)
		r |= json_array_append_new(notes, writer_string(d->notes[i]));
	r |= json_object_set_new(o, "outages", outages);
	r |= json_object_set_new(o, "notices", notices);
	r |= json_object_set_new(o, "notes", notes);
	return r;
}

static int add_tables(const struct report_document *d, json_t *o)
{
	int r = 0;

	for (enum report_by by = 0; by < N_REPORT_BY; by++)
		if (d->by == N_REPORT_BY || d->by == by)
			r |= json_object_set_new(o, report_by_name(by), table_json(d, by));
	return r;
}

static json_t *rollups_json(const struct report *r)
{
	char first[DATE_MAX], last[DATE_MAX];

	if (r->n_rollups == 0)
		return json_null();
	return json_pack("{s:i, s:s, s:s}", "days", (int) r->n_rollups, "from",
			 date_format(r->rollup_first, first), "to",
			 date_format(r->rollup_last, last));
}

json_t *report_json(const struct report_document *d)
{
	const struct report *r = &d->figures;
	struct report_filter all = report_everything(r);
	struct report_sum total = report_sum(r, &all);
	char *paragraph = report_paragraph(d);
	json_t *o = json_pack("{s:o, s:i, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
			      "site", writer_string_or_null(d->site), "year", r->year, "zone",
			      r->zone->name, "until", time_json(d, r->end), "first",
			      time_json(d, r->first), "last", time_json(d, r->last), "rollups",
			      rollups_json(r), "total", sum_json(&total), "unknown_ms",
			      whole(report_unknown(r, -1, -1)), "undated_plays",
			      whole(r->undated_plays), "undated_ms", whole(r->undated_ms),
			      "paragraph", paragraph ? writer_string(paragraph) : NULL);

	free(paragraph);
	if (o && add_tables(d, o) == 0 && add_lists(d, o) == 0)
		return o;
	json_decref(o);
	return NULL;
}
