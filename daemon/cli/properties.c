/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/properties.h"
#include "cli/states.h"
#include "pufa/message.h"

#define SHOWING_FIELDS "ssssasuutt"
#define SHOWING_TYPE   "(" SHOWING_FIELDS ")"

#define BOARDS_LIMIT 4096 /* objects that are still taken for boards of one site */

struct property {
	const char *name;
	const char *type; /* signature */
	size_t offset;
};

static int read_string(sd_bus_message *m, char **target)
{
	const char *text;
	char *copy;

	if (sd_bus_message_read(m, "s", &text) <= 0)
		return -EBADMSG;
	copy = strdup(text);
	if (!copy)
		return -ENOMEM;
	free(*target);
	*target = copy;
	return 0;
}

static int read_instant(sd_bus_message *m, usec_t *target)
{
	uint64_t value;

	if (sd_bus_message_read(m, "t", &value) <= 0)
		return -EBADMSG;
	*target = value < INSTANT_LIMIT ? value : USEC_NEVER;
	return 0;
}

void strings_free(char **list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(list[i]);
	free(list);
}

int strings_read(sd_bus_message *m, char ***ret, size_t *ret_n)
{
	char **list = NULL, **grown;
	const char *text;
	size_t n = 0;
	int r;

	if (sd_bus_message_enter_container(m, 'a', "s") <= 0)
		return -EBADMSG;
	while ((r = sd_bus_message_read(m, "s", &text)) > 0) {
		grown = reallocarray(list, n + 1, sizeof(*list));
		if (grown)
			list = grown;
		if (!grown || !(list[n] = strdup(text))) {
			strings_free(list, n);
			return -ENOMEM;
		}
		n++;
	}
	if (r < 0 || sd_bus_message_exit_container(m) < 0) {
		strings_free(list, n);
		return -EBADMSG;
	}
	*ret = list;
	*ret_n = n;
	return 0;
}

static int read_showing_fields(sd_bus_message *m, struct showing *s)
{
	char **const strings[] = { &s->playlist, &s->law, &s->article, &s->text };
	uint32_t page, pages;
	int r;

	for (size_t i = 0; i < ARRAY_SIZE(strings); i++) {
		r = read_string(m, strings[i]);
		if (r < 0)
			return r;
	}
	r = strings_read(m, &s->rows, &s->n_rows);
	if (r < 0)
		return r;
	if (s->n_rows > ROWS_MAX || sd_bus_message_read(m, "uu", &page, &pages) <= 0)
		return -EBADMSG;
	/* Nothing shown has no pages; anything else is on one of them. */
	if (*s->text && page >= pages)
		return -EBADMSG;
	s->page = page;
	s->n_pages = pages;
	r = read_instant(m, &s->since);
	return r < 0 ? r : read_instant(m, &s->until);
}

int showing_read(sd_bus_message *m, struct showing *ret)
{
	struct showing s = { 0 };
	int r;

	if (sd_bus_message_enter_container(m, 'r', SHOWING_FIELDS) <= 0)
		return -EBADMSG;
	r = read_showing_fields(m, &s);
	if (r >= 0 && sd_bus_message_exit_container(m) < 0)
		r = -EBADMSG;
	if (r < 0) {
		showing_done(&s);
		return r;
	}
	*ret = s;
	return 0;
}

static int read_showing(sd_bus_message *m, struct showing *target)
{
	struct showing fresh;
	int r = showing_read(m, &fresh);

	if (r < 0)
		return r;
	showing_done(target);
	*target = fresh;
	return 0;
}

static int read_flag(sd_bus_message *m, bool *target)
{
	int value; /* as the bus has it */

	if (sd_bus_message_read(m, "b", &value) <= 0)
		return -EBADMSG;
	*target = value;
	return 0;
}

static int read_incidents(sd_bus_message *m, struct manager_view *v)
{
	struct incident_view *views;
	size_t n;
	int r = incident_views_read(m, &views, &n);

	if (r < 0)
		return r;
	incident_views_free(v->incidents, v->n_incidents);
	v->incidents = views;
	v->n_incidents = n;
	return 0;
}

static int read_orders(sd_bus_message *m, struct manager_view *v)
{
	struct order_view *views;
	size_t n;
	int r = order_views_read(m, &views, &n);

	if (r < 0)
		return r;
	order_views_free(v->orders, v->n_orders);
	v->orders = views;
	v->n_orders = n;
	return 0;
}

/* The variant that comes next, as @p says, into the view. */
static int read_value(sd_bus_message *m, const struct property *p, void *view)
{
	void *target = (char *) view + p->offset;
	int r;

	if (sd_bus_message_enter_container(m, 'v', p->type) <= 0)
		return -EBADMSG;
	switch (p->type[0]) {
	case 'a':
		r = strcmp(p->type, "a" ORDER_TYPE) == 0 ? read_orders(m, view)
							 : read_incidents(m, view);
		break;
	case 'b':
		r = read_flag(m, target);
		break;
	case 'i':
		r = sd_bus_message_read(m, "i", (int32_t *) target) <= 0 ? -EBADMSG : 0;
		break;
	case 's':
		r = read_string(m, target);
		break;
	case 't':
		r = read_instant(m, target);
		break;
	case 'u':
		r = sd_bus_message_read(m, "u", (uint32_t *) target) <= 0 ? -EBADMSG : 0;
		break;
	default: /* the tables below have no other */
		r = read_showing(m, target);
		break;
	}
	if (r < 0)
		return r;
	return sd_bus_message_exit_container(m) < 0 ? -EBADMSG : 0;
}

static const struct property *property_find(const struct property table[], size_t n,
					    const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(table[i].name, name) == 0)
			return &table[i];
	return NULL;
}

static int read_properties(sd_bus_message *m, const struct property table[], size_t n, void *view)
{
	const char *name;
	int r;

	if (sd_bus_message_enter_container(m, 'a', "{sv}") <= 0)
		return -EBADMSG;
	while ((r = sd_bus_message_enter_container(m, 'e', "sv")) > 0) {
		const struct property *p;

		if (sd_bus_message_read(m, "s", &name) <= 0)
			return -EBADMSG;
		p = property_find(table, n, name);
		r = p ? read_value(m, p, view) : sd_bus_message_skip(m, "v");
		if (r < 0)
			return r == -ENOMEM ? r : -EBADMSG;
		if (sd_bus_message_exit_container(m) < 0)
			return -EBADMSG;
	}
	return r < 0 || sd_bus_message_exit_container(m) < 0 ? -EBADMSG : 0;
}

#define FIELD(view, what, signature, member)                                                       \
	{                                                                                          \
		what, signature, offsetof(struct view, member)                                     \
	}

static const struct property manager_properties[] = {
	FIELD(manager_view, "Clock", "s", clock),
	FIELD(manager_view, "Digest", "s", digest),
	FIELD(manager_view, "Incidents", "a" INCIDENT_TYPE, incidents),
	FIELD(manager_view, "LastReloadError", "s", last_reload_error),
	FIELD(manager_view, "LoadedAt", "t", loaded_at),
	FIELD(manager_view, "Now", "t", now),
	FIELD(manager_view, "Orders", "a" ORDER_TYPE, orders),
	FIELD(manager_view, "RolledBackAt", "t", rolled_back_at),
	FIELD(manager_view, "RolledBackBy", "s", rolled_back_by),
	FIELD(manager_view, "Site", "s", site),
	FIELD(manager_view, "Version", "s", version),
	FIELD(manager_view, "Zone", "s", zone),
};

static const struct property board_properties[] = {
	FIELD(board_view, "Brightness", "i", brightness),
	FIELD(board_view, "Certainty", "s", certainty),
	FIELD(board_view, "Columns", "u", columns),
	FIELD(board_view, "Forgot", "u", forgot),
	FIELD(board_view, "LastError", "s", last_error),
	FIELD(board_view, "LastErrorAt", "t", last_error_at),
	FIELD(board_view, "LastSeen", "t", last_seen),
	FIELD(board_view, "Line", "s", line),
	FIELD(board_view, "Name", "s", name),
	FIELD(board_view, "Provisional", "b", provisional),
	FIELD(board_view, "Rows", "u", rows),
	FIELD(board_view, "Rule", "s", rule),
	FIELD(board_view, "Showing", SHOWING_TYPE, showing),
	FIELD(board_view, "State", "s", state),
	FIELD(board_view, "Title", "s", title),
	FIELD(board_view, "Wanted", SHOWING_TYPE, wanted),
};

static const struct property line_properties[] = {
	FIELD(line_view, "Endpoint", "s", endpoint),
	FIELD(line_view, "Name", "s", name),
	FIELD(line_view, "State", "s", state),
};

static bool is_one_of(const char *word, const char *const words[])
{
	for (; word && *words; words++)
		if (strcmp(word, *words) == 0)
			return true;
	return false;
}

int manager_view_update(struct manager_view *v, sd_bus_message *m)
{
	static const char *const clocks[] = { "trusted", "untrusted", "rehearsed", NULL };
	int r = read_properties(m, manager_properties, ARRAY_SIZE(manager_properties), v);

	if (r < 0)
		return r;
	if (!v->site || !v->zone || !v->digest || v->now == 0 || v->now == USEC_NEVER)
		return -EBADMSG;
	return is_one_of(v->clock, clocks) ? 0 : -EBADMSG;
}

void manager_view_done(struct manager_view *v)
{
	free(v->version);
	free(v->site);
	free(v->zone);
	free(v->clock);
	free(v->digest);
	free(v->last_reload_error);
	free(v->rolled_back_by);
	incident_views_free(v->incidents, v->n_incidents);
	order_views_free(v->orders, v->n_orders);
	*v = (struct manager_view){ 0 };
}

int board_view_update(struct board_view *b, sd_bus_message *m)
{
	int r = read_properties(m, board_properties, ARRAY_SIZE(board_properties), b);

	if (r < 0)
		return r;
	if (!b->name || !b->line || !state_find(b->state))
		return -EBADMSG;
	return b->rows <= ROWS_MAX && b->columns <= COLUMNS_MAX ? 0 : -EBADMSG;
}

static void board_view_done(struct board_view *b)
{
	free(b->path);
	free(b->name);
	free(b->title);
	free(b->line);
	free(b->state);
	free(b->rule);
	free(b->last_error);
	free(b->certainty);
	showing_done(&b->showing);
	showing_done(&b->wanted);
}

void board_views_free(struct board_view *boards, size_t n)
{
	for (size_t i = 0; i < n; i++)
		board_view_done(&boards[i]);
	free(boards);
}

void line_views_free(struct line_view *lines, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(lines[i].name);
		free(lines[i].state);
		free(lines[i].endpoint);
	}
	free(lines);
}

/* Of the objects, those with one interface, each given to @add. */
struct collector {
	const char *interface;
	int (*add)(struct collector *c, const char *path, sd_bus_message *m);
	void *views; /* an array, of the interface's kind */
	size_t n;
};

static int add_board(struct collector *c, const char *path, sd_bus_message *m)
{
	struct board_view b = { .brightness = -1 }, *grown;
	int r = -EBADMSG;

	if (c->n < BOARDS_LIMIT) {
		b.path = strdup(path);
		r = b.path ? board_view_update(&b, m) : -ENOMEM;
	}
	grown = r < 0 ? NULL : reallocarray(c->views, c->n + 1, sizeof(b));
	if (!grown) {
		board_view_done(&b);
		return r < 0 ? r : -ENOMEM;
	}
	c->views = grown;
	grown[c->n++] = b;
	return 0;
}

static int line_view_read(struct line_view *line, sd_bus_message *m)
{
	static const char *const states[] = { "idle", "up", "down", NULL };
	int r = read_properties(m, line_properties, ARRAY_SIZE(line_properties), line);

	if (r < 0)
		return r;
	return line->name && is_one_of(line->state, states) ? 0 : -EBADMSG;
}

static int add_line(struct collector *c, const char *path, sd_bus_message *m)
{
	struct line_view *grown = NULL;

	(void) path;
	if (c->n < BOARDS_LIMIT)
		grown = reallocarray(c->views, c->n + 1, sizeof(*grown));
	if (!grown)
		return c->n < BOARDS_LIMIT ? -ENOMEM : -EBADMSG;
	c->views = grown;
	grown[c->n] = (struct line_view){ 0 };
	return line_view_read(&grown[c->n++], m);
}

/* The interfaces of one object, of which one is what we want. */
static int read_object(sd_bus_message *m, struct collector *c)
{
	const char *path, *interface;
	int r;

	if (sd_bus_message_read(m, "o", &path) <= 0 ||
	    sd_bus_message_enter_container(m, 'a', "{sa{sv}}") <= 0)
		return -EBADMSG;
	while ((r = sd_bus_message_enter_container(m, 'e', "sa{sv}")) > 0) {
		if (sd_bus_message_read(m, "s", &interface) <= 0)
			return -EBADMSG;
		r = strcmp(interface, c->interface) == 0 ? c->add(c, path, m)
							 : sd_bus_message_skip(m, "a{sv}");
		if (r < 0)
			return r;
		if (sd_bus_message_exit_container(m) < 0)
			return -EBADMSG;
	}
	return r < 0 || sd_bus_message_exit_container(m) < 0 ? -EBADMSG : 0;
}

static int read_objects(sd_bus_message *m, struct collector *c)
{
	int r;

	if (sd_bus_message_enter_container(m, 'a', "{oa{sa{sv}}}") <= 0)
		return -EBADMSG;
	while ((r = sd_bus_message_enter_container(m, 'e', "oa{sa{sv}}")) > 0) {
		r = read_object(m, c);
		if (r < 0)
			return r;
		if (sd_bus_message_exit_container(m) < 0)
			return -EBADMSG;
	}
	return r < 0 ? -EBADMSG : 0;
}

int board_views_read(sd_bus_message *m, struct board_view **ret, size_t *ret_n)
{
	struct collector c = { .interface = PUFA_BOARD, .add = add_board };
	int r = read_objects(m, &c);

	*ret = c.views;
	*ret_n = c.n;
	return r;
}

int line_views_read(sd_bus_message *m, struct line_view **ret, size_t *ret_n)
{
	struct collector c = { .interface = PUFA_LINE, .add = add_line };
	int r = read_objects(m, &c);

	*ret = c.views;
	*ret_n = c.n;
	return r;
}
