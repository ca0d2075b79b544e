/* SPDX-License-Identifier: MIT */
/*
 * A service with pufad's name and one board, for tests of pufactl: it answers
 * as it is told to on the command line, rightly or not.
 *
 *   well      all is well; Reload moves the board to its next page
 *   refuse    Reload is refused with two mistakes
 *   types     a property of the manager has a type that it must not have
 *   page      a page that is past the pages
 *   size      a board of a million columns
 *   state     a board in a state that does not exist
 *   loop      a plan that says to go on where it began
 *   short     a plan whose rows miss a field
 *   raw       texts with control characters
 *   doubtful  what the board shows is provisional
 *   sent      a board of which nothing comes back
 *   offline   the board is offline and the last reload went wrong
 *   incidents some of all sorts; 2 can be seen, and nothing else
 *   level     an incident of a level that does not exist
 *   silent    nothing is ever answered
 *   orders    three boards, which take notices and blanks; orders-denied, orders-full and
 *             orders-refuse take none, orders-short and orders-kind say something else
 *
 * It says "ready" on stdout once it can be asked.
 */
#include <stdio.h>
#include <string.h>
#include <systemd/sd-bus.h>

#include "fake-orders.h"
#include "pufa/base.h"

#define NAME      "org.pufa.Pufa1"
#define PATH      "/org/pufa/Pufa1"
#define BOARD     PATH "/board/south_2dgate"
#define LINE      PATH "/line/rs485_2da"
#define SHOWING   "(ssssasuutt)"
#define INCIDENTS "a(tssssttub)"

/* 2026-12-04T08:00:00+08:00 */
#define NOW (UINT64_C(1796342400) * USEC_PER_SEC)

#define TEXT "公民的人身自由不受侵犯，任何人不得非法拘禁他人"

struct fake {
	const char *mode;
	unsigned page;
	int seen;
	struct fake_orders orders;
};

static bool is(const struct fake *f, const char *mode)
{
	return strcmp(f->mode, mode) == 0;
}

static bool takes_orders(const struct fake *f)
{
	return strncmp(f->mode, "orders", 6) == 0;
}

static int put_string(sd_bus_message *m, const char *name, const char *value)
{
	return sd_bus_message_append(m, "{sv}", name, "s", value);
}

static int put_time(sd_bus_message *m, const char *name, uint64_t value)
{
	return sd_bus_message_append(m, "{sv}", name, "t", value);
}

static int put_showing(sd_bus_message *m, const struct fake *f)
{
	uint64_t since = NOW + f->page * 5 * USEC_PER_SEC;
	const char *const rows[][2] = { { "公民的人身自由不", "受侵犯，" },
					{ "任何人不得", "非法拘禁" },
					{ "他人", "" } };
	const char *const *row = rows[f->page];

	return sd_bus_message_append(m, SHOWING, "constitution", "中华人民共和国宪法", "37",
				     is(f, "raw") ? "\033]0;owned\a法\xe2\x80\xae律" : TEXT, 2,
				     row[0], row[1], is(f, "page") ? 7u : f->page, 3u, since,
				     since + 5 * USEC_PER_SEC);
}

static int put_showing_property(sd_bus_message *m, const struct fake *f, const char *name)
{
	int r = sd_bus_message_open_container(m, 'e', "sv");

	if (r >= 0)
		r = sd_bus_message_append(m, "s", name);
	if (r >= 0)
		r = sd_bus_message_open_container(m, 'v', SHOWING);
	if (r >= 0)
		r = put_showing(m, f);
	if (r >= 0)
		r = sd_bus_message_close_container(m);
	return r < 0 ? r : sd_bus_message_close_container(m);
}

/* id, kind, level, subject, text, opened, closed, count, seen */
static int put_incidents(sd_bus_message *m, const struct fake *f)
{
	int r = sd_bus_message_open_container(m, 'e', "sv");

	r |= sd_bus_message_append(m, "s", "Incidents");
	r |= sd_bus_message_open_container(m, 'v', INCIDENTS);
	r |= sd_bus_message_open_container(m, 'a', "(tssssttub)");
	if (is(f, "offline") || is(f, "incidents") || is(f, "level"))
		r |= sd_bus_message_append(m, "(tssssttub)", UINT64_C(1), "board-offline",
					   is(f, "level") ? "awful" : "err", "south-gate",
					   "offline: no answer", NOW - USEC_PER_MINUTE, UINT64_C(0),
					   1u, 0);
	if (is(f, "incidents")) {
		r |= sd_bus_message_append(m, "(tssssttub)", UINT64_C(2), "board-foreign", "err",
					   "north-gate", "\033[31m恭喜|发财", NOW - USEC_PER_HOUR,
					   NOW - USEC_PER_MINUTE, 3u, f->seen);
		r |= sd_bus_message_append(m, "(tssssttub)", UINT64_C(3), "clock-untrusted",
					   "warning", "", "untrusted", UINT64_C(0), UINT64_C(1), 1u,
					   1);
	}
	r |= sd_bus_message_close_container(m);
	r |= sd_bus_message_close_container(m);
	return r < 0 ? r : sd_bus_message_close_container(m);
}

static int put_manager(sd_bus_message *m, const struct fake *f)
{
	int r = sd_bus_message_open_container(m, 'a', "{sv}");

	r |= is(f, "types") ? sd_bus_message_append(m, "{sv}", "Site", "u", 7u)
			    : put_string(m, "Site", is(f, "raw") ? "\033[2Jsite" : "jiugong-03");
	r |= put_string(m, "Version", "0");
	r |= put_string(m, "Zone", "Asia/Shanghai");
	r |= put_string(m, "Clock", is(f, "offline") ? "untrusted" : "trusted");
	r |= put_string(m, "Digest", "0123456789abcdef");
	r |= put_string(m, "LastReloadError",
			is(f, "offline") ? "/etc/pufa/pufa.cfg:3: error: a | b\n"
					   "/etc/pufa/pufa.cfg:4: error: \033[31mx"
					 : "");
	r |= put_time(m, "LoadedAt", is(f, "offline") ? NOW - USEC_PER_HOUR : 0);
	r |= put_time(m, "Now", NOW);
	r |= put_time(m, "RolledBackAt", is(f, "offline") ? NOW - USEC_PER_MINUTE : 0);
	r |= put_string(m, "RolledBackBy", is(f, "offline") ? "wang\033[31m|" : "");
	r |= put_incidents(m, f);
	r |= put_orders(m, &f->orders, NOW, is(f, "orders-kind") ? "party" : "blank");
	r |= sd_bus_message_append(m, "{sv}", "FutureProperty", "as", 1, "x");
	return r < 0 ? r : sd_bus_message_close_container(m);
}

static const char *state_of(const struct fake *f)
{
	if (is(f, "state"))
		return "splendid";
	if (is(f, "sent"))
		return "unknown";
	return is(f, "offline") ? "offline" : "verified";
}

static int put_board(sd_bus_message *m, const struct fake *f, const struct fake_board *b)
{
	int r = sd_bus_message_open_container(m, 'a', "{sv}");

	r |= put_string(m, "Name", b->name);
	r |= put_string(m, "Title", is(f, "raw") ? "\033[31m南门" : "南门社区屏");
	r |= put_string(m, "Line", "rs485-a");
	r |= put_string(m, "State", state_of(f));
	r |= put_string(m, "Certainty", is(f, "sent") ? "sent" : "verified");
	r |= sd_bus_message_append(m, "{sv}", "Brightness", "i", 40);
	r |= put_string(m, "Rule", "workdays");
	r |= sd_bus_message_append(m, "{sv}", "Provisional", "b", is(f, "doubtful"));
	r |= put_string(m, "LastError", is(f, "offline") ? "no answer" : "");
	r |= sd_bus_message_append(m, "{sv}", "Rows", "u", b->rows);
	r |= sd_bus_message_append(m, "{sv}", "Columns", "u",
				   is(f, "size") ? 1000000u : b->columns);
	r |= put_time(m, "LastErrorAt", 0);
	r |= sd_bus_message_append(m, "{sv}", "Forgot", "u", 3u);
	r |= put_time(m, "LastSeen", is(f, "sent") ? 0 : NOW - 95 * USEC_PER_SEC);
	r |= put_showing_property(m, f, "Showing");
	r |= put_showing_property(m, f, "Wanted");
	return r < 0 ? r : sd_bus_message_close_container(m);
}

static int put_line(sd_bus_message *m, const struct fake *f)
{
	int r = sd_bus_message_open_container(m, 'e', "oa{sa{sv}}");

	r |= sd_bus_message_append(m, "o", LINE);
	r |= sd_bus_message_open_container(m, 'a', "{sa{sv}}");
	r |= sd_bus_message_open_container(m, 'e', "sa{sv}");
	r |= sd_bus_message_append(m, "s", NAME ".Line");
	r |= sd_bus_message_open_container(m, 'a', "{sv}");
	r |= put_string(m, "Name", "rs485-a");
	r |= put_string(m, "Endpoint", is(f, "raw") ? "a\"b\\c\nd" : "/dev/ttyS1 9600 8N1");
	r |= put_string(m, "State", is(f, "offline") ? "down" : is(f, "sent") ? "idle" : "up");
	for (int i = 0; i < 4; i++)
		r |= sd_bus_message_close_container(m);
	return r;
}

static int put_object(sd_bus_message *m, const struct fake *f, const struct fake_board *b)
{
	int r = sd_bus_message_open_container(m, 'e', "oa{sa{sv}}");

	r |= sd_bus_message_append(m, "o", BOARD);
	r |= sd_bus_message_open_container(m, 'a', "{sa{sv}}");
	r |= sd_bus_message_append(m, "{sa{sv}}", "org.freedesktop.DBus.Peer", 0);
	r |= sd_bus_message_open_container(m, 'e', "sa{sv}");
	r |= sd_bus_message_append(m, "s", NAME ".Board");
	r |= put_board(m, f, b);
	for (int i = 0; i < 3; i++)
		r |= sd_bus_message_close_container(m);
	return r;
}

static int put_objects(sd_bus_message *m, const struct fake *f)
{
	int r = sd_bus_message_open_container(m, 'a', "{oa{sa{sv}}}");

	for (size_t i = 0; i < (takes_orders(f) ? FAKE_BOARDS : 1); i++)
		r |= put_object(m, f, &fake_boards[i]);
	r |= put_line(m, f);
	return r < 0 ? r : sd_bus_message_close_container(m);
}

/* Pages of 5 s from 08:00:00 on, at most three to a reply. */
static int put_plan(sd_bus_message *m, const struct fake *f, uint64_t from, uint64_t to)
{
	bool is_short = is(f, "short");
	const char *type = is_short ? "(tt)" : "(ttsissssasuub)";
	uint64_t at = from;
	int r = sd_bus_message_open_container(m, 'a', type);

	for (unsigned i = 0; i < 3 && at < to && r >= 0; i++, at += 5 * USEC_PER_SEC) {
		uint64_t until = at + 5 * USEC_PER_SEC < to ? at + 5 * USEC_PER_SEC : to;

		if (is_short)
			r = sd_bus_message_append(m, type, at, until);
		else if (at >= NOW + 20 * USEC_PER_SEC)
			r = sd_bus_message_append(m, type, at, until, "", 0, "", "", "", "", 0, 0u,
						  0u, 0);
		else
			r = sd_bus_message_append(m, type, at, until, "workdays", 50,
						  "constitution", "中华人民共和国宪法", "37", TEXT,
						  1, "公民的人身自由", i, 3u, is(f, "doubtful"));
	}
	if (r >= 0)
		r = sd_bus_message_close_container(m);
	if (is(f, "loop"))
		at = from;
	return r < 0 ? r : sd_bus_message_append(m, "t", at < to ? at : UINT64_C(0));
}

static int put_explanation(sd_bus_message *m, const struct fake *f)
{
	int r = put_showing(m, f);

	return r < 0 ? r
		     : sd_bus_message_append(m, "tsa(sss)", NOW + 8 * USEC_PER_SEC,
					     "rule workdays is alone", 2, "workdays", "won",
					     "it is a workday", "nights", "not-now", "its hours");
}

static int reload(sd_bus_message *m, struct fake *f)
{
	sd_bus *bus = sd_bus_message_get_bus(m);
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *signal = NULL;
	int r;

	if (is(f, "refuse"))
		return sd_bus_reply_method_errorf(
			m, NAME ".Error.Refused",
			"/etc/pufa/pufa.cfg:3: error: no such key '\033[31mx'\n"
			"/etc/pufa/playlists/a.cfg:9: error: the text is empty");
	f->page = (f->page + 1) % 3;
	r = sd_bus_message_new_signal(bus, &signal, BOARD, "org.freedesktop.DBus.Properties",
				      "PropertiesChanged");
	r |= sd_bus_message_append(signal, "s", NAME ".Board");
	r |= sd_bus_message_open_container(signal, 'a', "{sv}");
	r |= put_showing_property(signal, f, "Showing");
	r |= sd_bus_message_close_container(signal);
	r |= sd_bus_message_append(signal, "as", 0);
	if (r >= 0)
		r = sd_bus_send(bus, signal, NULL);
	return r < 0 ? r : sd_bus_reply_method_return(m, "");
}

static int rollback(sd_bus_message *m, const struct fake *f)
{
	if (is(f, "refuse"))
		return sd_bus_reply_method_errorf(m, NAME ".Error.Refused",
						  "/etc/pufa/pufa.cfg:3: error: \033[31mx");
	if (is(f, "offline"))
		return sd_bus_reply_method_errorf(m, NAME ".Error.NoPrevious",
						  "there is nothing to go back to");
	return sd_bus_reply_method_return(m, "s", is(f, "raw") ? "\033[31m" : "0123456789abcdef");
}

static int see(sd_bus_message *m, struct fake *f)
{
	uint64_t id;

	if (sd_bus_message_read(m, "t", &id) <= 0)
		return -EINVAL;
	if (id != 0 && id != 2)
		return sd_bus_reply_method_errorf(m, NAME ".Error.NoSuchIncident",
						  "There is no incident %d in the list", (int) id);
	f->seen = 1;
	return sd_bus_reply_method_return(m, "");
}

/* Of the properties that are asked for one by one; 0: not known, as before there were orders. */
static int get(sd_bus_message *m, const struct fake *f)
{
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	const char *interface, *property;
	int r = sd_bus_message_read(m, "ss", &interface, &property);

	if (r <= 0 || !is(f, "incidents") || strcmp(property, "Orders") != 0)
		return r < 0 ? r : 0;
	r = sd_bus_message_new_method_return(m, &reply);
	if (r >= 0)
		r = sd_bus_message_append(reply, "v", "a(tssttubsas)", 2, UINT64_C(1), "notice",
					  "root", NOW, NOW + USEC_PER_HOUR, 2u, 0, "停水通知", 1,
					  "south-gate", UINT64_C(2), "blank", "root", NOW,
					  NOW + USEC_PER_HOUR, 1u, 0, "", 0);
	if (r >= 0)
		r = sd_bus_send(NULL, reply, NULL);
	return r < 0 ? r : 1;
}

static int answer(sd_bus_message *m, const struct fake *f, const char *member)
{
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	const char *board;
	uint64_t from, to;
	int r = sd_bus_message_new_method_return(m, &reply);

	if (r < 0)
		return r;
	if (strcmp(member, "GetAll") == 0)
		r = put_manager(reply, f);
	else if (strcmp(member, "GetManagedObjects") == 0)
		r = put_objects(reply, f);
	else if (sd_bus_message_read(m, "st", &board, &from) <= 0)
		return -EINVAL;
	else if (strcmp(board, "south-gate") != 0)
		return sd_bus_reply_method_errorf(m, NAME ".Error.NoSuchBoard",
						  "no board is called '%s'", board);
	else if (strcmp(member, "Explain") == 0)
		r = put_explanation(reply, f);
	else if (sd_bus_message_read(m, "t", &to) <= 0)
		return -EINVAL;
	else
		r = put_plan(reply, f, from, to);
	return r < 0 ? r : sd_bus_send(NULL, reply, NULL);
}

static int on_call(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	static const char *const known[] = { "GetAll", "GetManagedObjects", "Plan", "Explain" };
	struct fake *f = userdata;
	const char *member = sd_bus_message_get_member(m);
	int r;

	(void) error;
	if (is(f, "silent"))
		return 1;
	if (strcmp(member, "Reload") == 0)
		return reload(m, f);
	if (strcmp(member, "Get") == 0)
		return get(m, f);
	if (strcmp(member, "Rollback") == 0)
		return rollback(m, f);
	if (strcmp(member, "SeeIncident") == 0)
		return see(m, f);
	r = takes_orders(f) ? take_order(m, &f->orders, f->mode) : 0;
	if (r != 0)
		return r;
	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (strcmp(member, known[i]) == 0) {
			r = answer(m, f, member);
			return r < 0 ? r : 1;
		}
	return 0;
}

static int serve(struct fake *f)
{
	_cleanup_(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;
	int r = sd_bus_open_system(&bus);

	if (r >= 0)
		r = sd_bus_add_fallback(bus, NULL, PATH, on_call, f);
	if (r >= 0)
		r = sd_bus_request_name(bus, NAME, 0);
	if (r >= 0 && (puts("ready") == EOF || fflush(stdout) == EOF))
		r = -EIO;
	while (r >= 0) {
		r = sd_bus_process(bus, NULL);
		if (r == 0)
			r = sd_bus_wait(bus, UINT64_MAX);
	}
	return r;
}

int main(int argc, char **argv)
{
	struct fake f = { .mode = argc > 1 ? argv[1] : "well" };
	int r = serve(&f);

	fprintf(stderr, "fake-pufad: %s\n", strerror(-r));
	return EXIT_FAILURE;
}
