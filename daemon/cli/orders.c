/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/client.h"
#include "cli/orders.h"
#include "cli/properties.h"
#include "cli/table.h"
#include "cli/writer.h"
#include "config/timetext.h"

#define ORDERS_LIMIT 20000 /* that are still taken for those of one site */
#define FIELDS       "tssttubsas"
#define NAMES_MAX    3 /* boards that a table names; of more it says how many */

static void done(struct order_view *v)
{
	free(v->who);
	free(v->text);
	strings_free(v->boards, v->n_boards);
}

void order_views_free(struct order_view *views, size_t n)
{
	for (size_t i = 0; i < n; i++)
		done(&views[i]);
	free(views);
}

static int read_fields(sd_bus_message *m, struct order_view *v)
{
	const char *kind, *who, *text;
	int through;

	if (sd_bus_message_read(m, "tssttubs", &v->id, &kind, &who, &v->from, &v->until,
				&v->urgency, &through, &text) <= 0)
		return -EBADMSG;
	v->is_notice = strcmp(kind, "notice") == 0;
	if (!v->is_notice && strcmp(kind, "blank") != 0)
		return -EBADMSG;
	if (v->from >= v->until || v->until >= INSTANT_LIMIT)
		return -EBADMSG;
	v->through_quiet = through;
	v->who = strdup(who);
	v->text = strdup(text);
	return v->who && v->text ? strings_read(m, &v->boards, &v->n_boards) : -ENOMEM;
}

static int read_one(sd_bus_message *m, struct order_view **views, size_t *n)
{
	struct order_view v = { 0 }, *grown;
	int r = *n < ORDERS_LIMIT ? read_fields(m, &v) : -EBADMSG;

	grown = r < 0 ? NULL : reallocarray(*views, *n + 1, sizeof(v));
	if (!grown) {
		done(&v);
		return r < 0 ? r : -ENOMEM;
	}
	*views = grown;
	grown[(*n)++] = v;
	return 0;
}

int order_views_read(sd_bus_message *m, struct order_view **ret, size_t *ret_n)
{
	struct order_view *views = NULL;
	size_t n = 0;
	int r = sd_bus_message_enter_container(m, 'a', ORDER_TYPE) <= 0 ? -EBADMSG : 0;

	while (r >= 0 && (r = sd_bus_message_enter_container(m, 'r', FIELDS)) > 0) {
		r = read_one(m, &views, &n);
		if (r >= 0)
			r = sd_bus_message_exit_container(m);
	}
	if (r < 0 || sd_bus_message_exit_container(m) < 0) {
		order_views_free(views, n);
		return r == -ENOMEM ? r : -EBADMSG;
	}
	*ret = views;
	*ret_n = n;
	return 0;
}

const struct order_view *order_find(const struct client *c, uint64_t id)
{
	for (size_t i = 0; i < c->manager.n_orders; i++)
		if (c->manager.orders[i].id == id)
			return &c->manager.orders[i];
	return NULL;
}

json_t *order_json(const struct order_view *v, const struct client *c)
{
	json_t *urgency = v->is_notice ? json_integer(v->urgency) : json_null();
	json_t *text = v->is_notice ? writer_string(v->text) : json_null();

	return json_pack("{s:I, s:s, s:o, s:o, s:o, s:o, s:b, s:o, s:o}", "id", (json_int_t) v->id,
			 "kind", v->is_notice ? "notice" : "blank", "who", writer_string(v->who),
			 "from", writer_time(v->from, &c->zone), "until",
			 writer_time(v->until, &c->zone), "urgency", urgency, "through_quiet_hours",
			 (int) v->through_quiet, "text", text, "boards",
			 writer_strings(v->boards, v->n_boards));
}

static bool is_chosen(const struct order_view *v, const char *board)
{
	for (size_t i = 0; board && i < v->n_boards; i++)
		if (strcmp(v->boards[i], board) == 0)
			return true;
	return !board;
}

json_t *orders_json(const struct client *c, const char *board)
{
	json_t *list = json_array();
	int r = 0;

	for (size_t i = 0; list && i < c->manager.n_orders; i++)
		if (is_chosen(&c->manager.orders[i], board))
			r |= json_array_append_new(list, order_json(&c->manager.orders[i], c));
	if (r == 0)
		return list;
	json_decref(list);
	return NULL;
}

size_t orders_count(const struct client *c, const char *board)
{
	size_t n = 0;

	for (size_t i = 0; i < c->manager.n_orders; i++)
		n += is_chosen(&c->manager.orders[i], board);
	return n;
}

char *order_time(usec_t at, const struct client *c, char *buf)
{
	time_format(at + USEC_PER_SEC / 2, &c->zone, buf);
	buf[10] = ' ';
	buf[19] = '\0';
	return buf;
}

static void add_boards(struct table *t, const struct order_view *v)
{
	const char *names[NAMES_MAX] = { "", "", "" };

	if (v->n_boards > NAMES_MAX) {
		table_addf(t, TINT_NONE, "%zu boards", v->n_boards);
		return;
	}
	for (size_t i = 0; i < v->n_boards; i++)
		names[i] = v->boards[i];
	table_addf(t, TINT_NONE, "%s%s%s%s%s", names[0], *names[1] ? ", " : "", names[1],
		   *names[2] ? ", " : "", names[2]);
}

static void add_row(struct table *t, const struct order_view *v, const struct client *c)
{
	char until[TIMETEXT_MAX];

	table_addf(t, TINT_NONE, "%llu", (unsigned long long) v->id);
	table_add(t, v->is_notice ? TINT_WARN : TINT_BOLD, v->is_notice ? "notice" : "blank");
	if (v->is_notice)
		table_addf(t, TINT_NONE, "%u", v->urgency);
	else
		table_add(t, TINT_DIM, "-");
	table_add(t, TINT_DIM, v->through_quiet ? "through" : "-");
	table_add(t, TINT_NONE, order_time(v->until, c, until));
	table_add(t, TINT_NONE, v->who);
	add_boards(t, v);
	table_add(t, TINT_NONE, v->text);
}

int orders_print(const struct client *c, const char *board, bool colors)
{
	static const char *const headings[] = { "ID",    "ORDER", "URGENCY", "QUIET HOURS",
						"UNTIL", "WHO",   "BOARDS",  "TEXT" };
	struct table t;
	int r;

	table_init(&t, ARRAY_SIZE(headings), headings);
	for (size_t i = 0; i < c->manager.n_orders; i++)
		if (is_chosen(&c->manager.orders[i], board))
			add_row(&t, &c->manager.orders[i], c);
	r = table_print(&t, stdout, colors);
	table_done(&t);
	return r;
}
