/* SPDX-License-Identifier: MIT */
/* The two methods that ask the schedule: what will be shown, and why. */
#include "config/explain.h"
#include "schedule/plan.h"
#include "service/bus.h"

/* A reply stays small, and the loop is not held up. */
#define PLAN_ROWS_MAX 500

static int find(const struct manager *m, const char *name, struct device **ret, sd_bus_error *error)
{
	*ret = manager_find_device(m, name);
	if (*ret)
		return 0;
	return sd_bus_error_setf(error, BUS_NAME ".Error.NoSuchBoard", "No board is called '%s'",
				 name);
}

static int append_rows(sd_bus_message *reply, const struct plan_row *row)
{
	char buf[ROW_BYTES_MAX * 2];
	int r;

	r = sd_bus_message_open_container(reply, 'a', "s");
	if (r < 0)
		return r;
	for (unsigned i = 0; row->layout && i < layout_page_rows(row->layout, row->page); i++) {
		layout_row(row->layout, row->decision.message->text, row->page, i, buf,
			   sizeof(buf));
		r = sd_bus_message_append(reply, "s", buf);
		if (r < 0)
			return r;
	}
	return sd_bus_message_close_container(reply);
}

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

static int append_plan_row(sd_bus_message *reply, const struct programme_tables *tables,
			   const struct plan_row *row)
{
	const struct decision *d = &row->decision;
	const struct rule *rule = d->rule >= 0 ? &tables->rules[d->rule] : NULL;
	const struct message *m = d->message;
	int r;

	r = sd_bus_message_open_container(reply, 'r', "ttsissssasuub");
	if (r < 0)
		return r;
	r = sd_bus_message_append(reply, "ttsissss", row->from, row->until, rule ? rule->name : "",
				  rule ? rule->priority : 0,
				  m && d->playlist >= 0 ? tables->playlists[d->playlist].name : "",
				  m ? or_empty(m->law) : "", m ? or_empty(m->article) : "",
				  m ? m->text : "");
	if (r < 0)
		return r;
	r = append_rows(reply, row);
	if (r < 0)
		return r;
	r = sd_bus_message_append(reply, "uub", row->page, row->n_pages, (int) row->provisional);
	return r < 0 ? r : sd_bus_message_close_container(reply);
}

static int append_plan(sd_bus_message *reply, struct plan *plan, unsigned max, usec_t *ret_next)
{
	const struct programme_tables *tables = programme_tables(plan->programme);
	struct plan_row row;
	struct layout l;
	usec_t next = 0;
	int r;

	r = sd_bus_message_open_container(reply, 'a', "(ttsissssasuub)");
	for (unsigned n = 0; r >= 0; n++) {
		if (n == max) {
			next = row.until < plan->to ? row.until : 0;
			break;
		}
		if (!plan_next(plan, &l, &row))
			break;
		r = append_plan_row(reply, tables, &row);
	}
	if (r < 0)
		return r;
	*ret_next = next;
	return sd_bus_message_close_container(reply);
}

int bus_method_plan(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	struct manager *manager = userdata;
	struct plan plan = { .programme = manager->loaded->config->programme,
			     .orders = &manager->orders };
	struct device *d;
	const char *name;
	uint32_t max;
	usec_t next;
	int r;

	r = sd_bus_message_read(m, "sttu", &name, &plan.now, &plan.to, &max);
	if (r < 0)
		return r;
	r = find(manager, name, &d, error);
	if (r < 0)
		return r;
	if (plan.now > plan.to)
		return sd_bus_error_set(error, SD_BUS_ERROR_INVALID_ARGS,
					"The span ends before it begins");
	if (max == 0 || max > PLAN_ROWS_MAX)
		max = PLAN_ROWS_MAX;
	plan.board = d->index;
	plan.rows = (unsigned) d->config->profile->rows;
	plan.columns = (unsigned) d->config->profile->columns;

	r = sd_bus_message_new_method_return(m, &reply);
	if (r >= 0)
		r = append_plan(reply, &plan, max, &next);
	if (r >= 0)
		r = sd_bus_message_append(reply, "t", next);
	return r < 0 ? r : sd_bus_send(NULL, reply, NULL);
}

/* What the decision comes to on this board at this instant. */
static int decided_showing(const struct manager *m, const struct device *d,
			   const struct decision *decision, usec_t at, struct content_cache *cache,
			   struct showing *ret)
{
	const struct programme_tables *tables = programme_tables(m->loaded->config->programme);
	const struct profile *p = d->config->profile;
	struct page_time t;
	struct layout l;
	int r;

	*ret = (struct showing){ .since = decision->start, .until = decision->end };
	if (!decision->message)
		return 0;
	r = layout_text(decision->message->text, (unsigned) p->rows, (unsigned) p->columns, &l);
	if (r < 0)
		return r;
	t = page_at(decision, l.n_pages, at);
	r = content_get(&ret->content, cache, decision->message,
			decision->playlist >= 0 ? &tables->playlists[decision->playlist] : NULL, p,
			t.page);
	if (r < 0)
		return r;
	ret->since = t.since;
	ret->until = t.until;
	return 0;
}

static int append_considered(sd_bus_message *reply, const struct programme *p,
			     const struct consideration *list, size_t n, usec_t at)
{
	const struct programme_tables *tables = programme_tables(p);
	char why[EXPLAIN_MAX];
	int r;

	r = sd_bus_message_open_container(reply, 'a', "(sss)");
	for (size_t i = 0; r >= 0 && i < n; i++) {
		r = explain_why(p, &list[i], at, why, sizeof(why));
		if (r >= 0)
			r = sd_bus_message_append(reply, "(sss)", tables->rules[list[i].rule].name,
						  verdict_name(list[i].verdict), why);
	}
	return r < 0 ? r : sd_bus_message_close_container(reply);
}

static usec_t or_unknown(usec_t at)
{
	return at == USEC_NEVER ? 0 : at;
}

static int append_explanation(sd_bus_message *reply, struct manager *m, const struct device *d,
			      usec_t at)
{
	const struct programme *p = m->loaded->config->programme;
	_cleanup_(freep) struct consideration *list =
		calloc(programme_tables(p)->n_rules + 1, sizeof(*list));
	struct showing shows = { 0 };
	struct decision decision;
	char because[EXPLAIN_MAX];
	usec_t until;
	size_t n;
	int r;

	if (!list)
		return -ENOMEM;
	n = schedule_explain(p, &m->orders, d->index, at, &decision, list);
	r = explain_because(p, &decision, at, because, sizeof(because));
	if (r >= 0)
		r = decided_showing(m, d, &decision, at, &m->contents, &shows);
	until = shows.until < decision.until ? shows.until : decision.until;
	shows.until = or_unknown(shows.until);
	if (r >= 0)
		r = bus_append_showing(reply, &shows);
	content_unref(shows.content);
	if (r >= 0)
		r = sd_bus_message_append(reply, "ts", or_unknown(until), because);
	return r < 0 ? r : append_considered(reply, p, list, n, at);
}

int bus_method_explain(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	struct manager *manager = userdata;
	struct device *d;
	const char *name;
	usec_t at;
	int r;

	r = sd_bus_message_read(m, "st", &name, &at);
	if (r < 0)
		return r;
	r = find(manager, name, &d, error);
	if (r < 0)
		return r;
	r = sd_bus_message_new_method_return(m, &reply);
	if (r >= 0)
		r = append_explanation(reply, manager, d, at);
	return r < 0 ? r : sd_bus_send(NULL, reply, NULL);
}
