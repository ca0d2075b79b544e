/* SPDX-License-Identifier: MIT */
/* The objects of lines and boards: found by name, their properties, and what changed in them. */
#include <string.h>

#include "service/bus.h"
#include "service/error_text.h"

#define LINE_INTERFACE  "org.pufa.Pufa1.Line"
#define BOARD_INTERFACE "org.pufa.Pufa1.Board"

static const struct {
	const char *prefix, *interface;
} kinds[] = {
	[BUS_LINE] = { BUS_PATH "/line", LINE_INTERFACE },
	[BUS_BOARD] = { BUS_PATH "/board", BOARD_INTERFACE },
};

int bus_path(enum bus_kind kind, const char *name, char **ret)
{
	return sd_bus_path_encode(kinds[kind].prefix, name, ret);
}

int bus_append_showing(sd_bus_message *m, const struct showing *s)
{
	const struct content *c = s->content;
	int r;

	if (!c)
		return sd_bus_message_append(m, "(ssssasuutt)", "", "", "", "", 0, 0, 0, s->since,
					     s->until);
	r = sd_bus_message_open_container(m, 'r', "ssssasuutt");
	if (r < 0)
		return r;
	r = sd_bus_message_append(m, "ssss", c->playlist, c->law, c->article, c->text);
	if (r < 0)
		return r;
	r = sd_bus_message_open_container(m, 'a', "s");
	for (unsigned i = 0; r >= 0 && i < c->n_rows; i++)
		r = sd_bus_message_append(m, "s", c->rows[i]);
	if (r < 0)
		return r;
	r = sd_bus_message_close_container(m);
	if (r < 0)
		return r;
	r = sd_bus_message_append(m, "uutt", c->page_index, c->n_pages, s->since, s->until);
	return r < 0 ? r : sd_bus_message_close_container(m);
}

static const char *certainty_name(enum certainty c)
{
	static const char *const names[] = {
		[CERTAINTY_SENT] = "sent",
		[CERTAINTY_ACKNOWLEDGED] = "acknowledged",
		[CERTAINTY_VERIFIED] = "verified",
	};

	return names[c];
}

#define GETTER(name, type, struct_type, variable, result)                                          \
	static int name(sd_bus *bus, const char *path, const char *interface,                      \
			const char *property, sd_bus_message *reply, void *userdata,               \
			sd_bus_error *error)                                                       \
	{                                                                                          \
		const struct struct_type *variable = userdata;                                     \
                                                                                                   \
		(void) bus;                                                                        \
		(void) path;                                                                       \
		(void) interface;                                                                  \
		(void) property;                                                                   \
		(void) error;                                                                      \
		return result;                                                                     \
	}

#define LINE_GETTER(name, value)                                                                   \
	GETTER(name, "s", wire, w, sd_bus_message_append(reply, "s", value))
#define BOARD_GETTER(name, type, value)                                                            \
	GETTER(name, type, device, d, sd_bus_message_append(reply, type, value))

LINE_GETTER(line_name, w->name)
LINE_GETTER(line_title, w->config && w->config->title ? w->config->title : "")
LINE_GETTER(line_endpoint, w->endpoint)
LINE_GETTER(line_driver, w->config && w->config->driver ? w->config->driver->name : "")
LINE_GETTER(line_state, wire_state_name(w->state))
GETTER(line_echo, "b", wire, w, sd_bus_message_append(reply, "b", (int) w->echoes))
LINE_GETTER(line_last_error, error_text(w->last_error, w->last_cause, &(struct error_text){ 0 }))

static const sd_bus_vtable line_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_PROPERTY("Name", "s", line_name, 0, SD_BUS_VTABLE_PROPERTY_CONST),
	SD_BUS_PROPERTY("Title", "s", line_title, 0, SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_METHOD_WITH_ARGS("Probe", SD_BUS_ARGS("s", protocol, "u", address),
				SD_BUS_RESULT("b", found, "s", why, "s", model, "s", firmware, "u",
					      width, "u", height),
				bus_method_probe, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_PROPERTY("Endpoint", "s", line_endpoint, 0, SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_PROPERTY("Driver", "s", line_driver, 0, SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_PROPERTY("Echo", "b", line_echo, 0, SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_PROPERTY("State", "s", line_state, 0, SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_PROPERTY("LastError", "s", line_last_error, 0, SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_VTABLE_END,
};

BOARD_GETTER(board_name, "s", d->name)
BOARD_GETTER(board_title, "s", d->config->title ? d->config->title : "")
BOARD_GETTER(board_line, "s", d->wire->name)
BOARD_GETTER(board_address, "u", (uint32_t) d->config->address)
BOARD_GETTER(board_profile, "s", d->config->profile->name)
BOARD_GETTER(board_rows, "u", (uint32_t) d->config->profile->rows)
BOARD_GETTER(board_columns, "u", (uint32_t) d->config->profile->columns)
BOARD_GETTER(board_certainty, "s", certainty_name(d->board.certainty))
BOARD_GETTER(board_brightness, "i", (int32_t) d->board.upkeep.known_brightness)
BOARD_GETTER(board_state, "s", board_state_name(d->board.state))
BOARD_GETTER(board_rule, "s", d->rule)
BOARD_GETTER(board_provisional, "b", (int) d->provisional)
BOARD_GETTER(board_last_error, "s",
	     error_text(d->board.last_error, d->board.last_cause, &(struct error_text){ 0 }))
BOARD_GETTER(board_last_error_at, "t", d->board.last_error_at)
BOARD_GETTER(board_last_seen, "t", d->board.last_seen)
BOARD_GETTER(board_forgot, "u", (uint32_t) d->board.n_forgot)
GETTER(board_showing, "", device, d, bus_append_showing(reply, &d->board.shown))
GETTER(board_wanted, "", device, d, bus_append_showing(reply, &d->board.wanted))

#define SHOWING "(ssssasuutt)"
#define CHANGES SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE

static const sd_bus_vtable board_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_PROPERTY("Name", "s", board_name, 0, SD_BUS_VTABLE_PROPERTY_CONST),
	SD_BUS_PROPERTY("Title", "s", board_title, 0, CHANGES),
	SD_BUS_PROPERTY("Line", "s", board_line, 0, CHANGES),
	SD_BUS_PROPERTY("Address", "u", board_address, 0, CHANGES),
	SD_BUS_PROPERTY("Profile", "s", board_profile, 0, CHANGES),
	SD_BUS_PROPERTY("Rows", "u", board_rows, 0, CHANGES),
	SD_BUS_PROPERTY("Columns", "u", board_columns, 0, CHANGES),
	SD_BUS_PROPERTY("Certainty", "s", board_certainty, 0, CHANGES),
	/* Of use to somebody who looks, and to nobody who waits: not signalled. */
	SD_BUS_PROPERTY("Brightness", "i", board_brightness, 0, 0),
	SD_BUS_PROPERTY("State", "s", board_state, 0, CHANGES),
	SD_BUS_PROPERTY("Showing", SHOWING, board_showing, 0, CHANGES),
	SD_BUS_PROPERTY("Wanted", SHOWING, board_wanted, 0, CHANGES),
	SD_BUS_PROPERTY("Rule", "s", board_rule, 0, CHANGES),
	SD_BUS_PROPERTY("Provisional", "b", board_provisional, 0, CHANGES),
	SD_BUS_PROPERTY("LastError", "s", board_last_error, 0, CHANGES),
	SD_BUS_PROPERTY("LastErrorAt", "t", board_last_error_at, 0, CHANGES),
	/* Every verification changes it: not signalled. */
	SD_BUS_PROPERTY("LastSeen", "t", board_last_seen, 0, 0),
	SD_BUS_PROPERTY("Forgot", "u", board_forgot, 0, 0),
	SD_BUS_VTABLE_END,
};

/* What a reload may change without the object's going. */
static const char *const line_all[] = { "Title", "Endpoint",  "Driver", "Echo",
					"State", "LastError", NULL };
static const char *const board_all[] = { "Title",     "Line",        "Address",   "Profile",
					 "Rows",      "Columns",     "Certainty", "State",
					 "Showing",   "Wanted",      "Rule",      "Provisional",
					 "LastError", "LastErrorAt", NULL };

static int find_line(sd_bus *bus, const char *path, const char *interface, void *userdata,
		     void **ret_found, sd_bus_error *error)
{
	_cleanup_(freep) char *name = NULL;
	int r = sd_bus_path_decode(path, kinds[BUS_LINE].prefix, &name);

	(void) bus;
	(void) interface;
	(void) error;
	*ret_found = r > 0 ? manager_find_wire(userdata, name) : NULL;
	return *ret_found ? 1 : 0;
}

static int find_board(sd_bus *bus, const char *path, const char *interface, void *userdata,
		      void **ret_found, sd_bus_error *error)
{
	_cleanup_(freep) char *name = NULL;
	int r = sd_bus_path_decode(path, kinds[BUS_BOARD].prefix, &name);

	(void) bus;
	(void) interface;
	(void) error;
	*ret_found = r > 0 ? manager_find_device(userdata, name) : NULL;
	return *ret_found ? 1 : 0;
}

static char **free_strv(char **list)
{
	for (char **s = list; s && *s; s++)
		free(*s);
	free(list);
	return NULL;
}

static int list_lines(sd_bus *bus, const char *prefix, void *userdata, char ***ret,
		      sd_bus_error *error)
{
	const struct manager *m = userdata;
	char **list = calloc(m->n_wires + 1, sizeof(*list));
	int r = list ? 0 : -ENOMEM;

	(void) bus;
	(void) prefix;
	(void) error;
	for (size_t i = 0; r >= 0 && i < m->n_wires; i++)
		r = bus_path(BUS_LINE, m->wires[i]->name, &list[i]);
	if (r < 0) {
		free_strv(list);
		return r;
	}
	*ret = list;
	return 0;
}

static int list_boards(sd_bus *bus, const char *prefix, void *userdata, char ***ret,
		       sd_bus_error *error)
{
	const struct manager *m = userdata;
	char **list = calloc(m->n_devices + 1, sizeof(*list));
	int r = list ? 0 : -ENOMEM;

	(void) bus;
	(void) prefix;
	(void) error;
	for (size_t i = 0; r >= 0 && i < m->n_devices; i++)
		r = bus_path(BUS_BOARD, m->devices[i]->name, &list[i]);
	if (r < 0) {
		free_strv(list);
		return r;
	}
	*ret = list;
	return 0;
}

int bus_add_lines_and_boards(sd_bus *connection, struct manager *manager)
{
	int r;

	r = sd_bus_add_fallback_vtable(connection, NULL, kinds[BUS_LINE].prefix, LINE_INTERFACE,
				       line_vtable, find_line, manager);
	if (r < 0)
		return r;
	r = sd_bus_add_fallback_vtable(connection, NULL, kinds[BUS_BOARD].prefix, BOARD_INTERFACE,
				       board_vtable, find_board, manager);
	if (r < 0)
		return r;
	r = sd_bus_add_node_enumerator(connection, NULL, kinds[BUS_LINE].prefix, list_lines,
				       manager);
	if (r < 0)
		return r;
	return sd_bus_add_node_enumerator(connection, NULL, kinds[BUS_BOARD].prefix, list_boards,
					  manager);
}

static void tell(sd_bus *connection, enum bus_kind kind, const char *name,
		 const char *const *properties)
{
	_cleanup_(freep) char *path = NULL;

	if (connection && properties[0] && bus_path(kind, name, &path) >= 0)
		(void) sd_bus_emit_properties_changed_strv(connection, path, kinds[kind].interface,
							   (char **) properties);
}

static bool showing_changed(const struct showing *a, const struct showing *b)
{
	return a->content != b->content || a->since != b->since || a->until != b->until;
}

static void keep_showing(struct showing *to, const struct showing *from)
{
	struct content *old = to->content;

	content_ref(from->content);
	*to = *from;
	content_unref(old);
}

/* Names of the properties that changed since they were last told. */
static void list_changes(const struct device *d, const char *list[static 8])
{
	const struct board *b = &d->board;
	size_t n = 0;

	if (b->state != d->told.state)
		list[n++] = "State";
	if (showing_changed(&b->shown, &d->told.shown))
		list[n++] = "Showing";
	if (showing_changed(&b->wanted, &d->told.wanted))
		list[n++] = "Wanted";
	if (d->rule != d->told.rule)
		list[n++] = "Rule";
	if (d->provisional != d->told.provisional)
		list[n++] = "Provisional";
	if (b->last_error != d->told.error || b->last_cause != d->told.cause)
		list[n++] = "LastError";
	if (b->last_error_at != d->told.error_at)
		list[n++] = "LastErrorAt";
	list[n] = NULL;
}

static void tell_board(sd_bus *connection, struct device *d, bool all)
{
	const struct board *b = &d->board;
	const char *changes[8];

	list_changes(d, changes);
	tell(connection, BUS_BOARD, d->name, all ? board_all : changes);

	d->told.state = b->state;
	keep_showing(&d->told.shown, &b->shown);
	keep_showing(&d->told.wanted, &b->wanted);
	d->told.rule = d->rule;
	d->told.provisional = d->provisional;
	d->told.error = b->last_error;
	d->told.cause = b->last_cause;
	d->told.error_at = b->last_error_at;
}

static void tell_line(sd_bus *connection, struct wire *w, bool all)
{
	const char *changes[4];
	size_t n = 0;

	if (w->state != w->told_state)
		changes[n++] = "State";
	if (w->last_error != w->told_error || w->last_cause != w->told_cause)
		changes[n++] = "LastError";
	if (w->echoes != w->told_echoes)
		changes[n++] = "Echo";
	changes[n] = NULL;
	tell(connection, BUS_LINE, w->name, all ? line_all : changes);
	w->told_state = w->state;
	w->told_error = w->last_error;
	w->told_cause = w->last_cause;
	w->told_echoes = w->echoes;
}

void bus_tell_objects(sd_bus *connection, struct manager *m)
{
	for (size_t i = 0; i < m->n_wires; i++)
		tell_line(connection, m->wires[i], !m->told_all);
	for (size_t i = 0; i < m->n_devices; i++)
		tell_board(connection, m->devices[i], !m->told_all);
}
