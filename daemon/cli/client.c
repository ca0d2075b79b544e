/* SPDX-License-Identifier: MIT */
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/client.h"
#include "cli/properties.h"
#include "config/timetext.h"
#include "config/zonefile.h"

#define PROPERTIES "org.freedesktop.DBus.Properties"

/* ssh has 5 s to connect; the rest is for a slow gateway's login. */
#define CONNECT_TIMEOUT (10 * USEC_PER_SEC)
/* SIGALRM comes this much after a deadline that should have ended the wait. */
#define ALARM_MARGIN 5

static const struct zone_change utc_changes[] = { { 0, 0 } };
const struct zone zone_utc = { "UTC", utc_changes, ARRAY_SIZE(utc_changes) };

bool time_is_written(const char *text)
{
	usec_t at;

	return time_parse(text, &zone_utc, clock_wall(), &at, NULL) != -EINVAL;
}

const char *client_label(const struct client *c, char *buf, size_t size)
{
	snprintf(buf, size, c->host ? "pufad on %s" : "pufad%s", c->host ? c->host : "");
	return buf;
}

static void alarm_set(const struct client *c, usec_t timeout)
{
	if (!c->no_alarm)
		alarm((unsigned) (timeout / USEC_PER_SEC) + ALARM_MARGIN);
}

static _printf_(3, 4) int fail(struct client *c, int error, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(c->why, sizeof(c->why), fmt, ap);
	va_end(ap);
	return error;
}

static int fail_transport(struct client *c, int r)
{
	if (r == -ETIMEDOUT)
		return fail(c, r, "no answer from %s in time", c->host ? c->host : "pufad");
	if (c->host)
		return fail(c, r, "ssh or systemd-stdio-bridge failed on %s", c->host);
	return fail(c, r, "no system bus to ask pufad on: %s", strerror(-r));
}

struct known_error {
	const char *name, *text;
	bool refused;
};

/* What the bus and the daemon say, in words of ours. */
static const struct known_error known_errors[] = {
	{ SD_BUS_ERROR_SERVICE_UNKNOWN, "is not running", false },
	{ SD_BUS_ERROR_NAME_HAS_NO_OWNER, "is not running", false },
	{ SD_BUS_ERROR_NO_REPLY, "did not answer in time", false },
	{ SD_BUS_ERROR_TIMEOUT, "did not answer in time", false },
	{ SD_BUS_ERROR_UNKNOWN_METHOD, "does not know this request: another version?", true },
	{ SD_BUS_ERROR_UNKNOWN_OBJECT, "does not know this request: another version?", true },
	{ SD_BUS_ERROR_UNKNOWN_INTERFACE, "does not know this request: another version?", true },
};

static bool is_denial(const sd_bus_error *e)
{
	return sd_bus_error_has_name(e, SD_BUS_ERROR_ACCESS_DENIED) ||
	       sd_bus_error_has_name(e, SD_BUS_ERROR_INTERACTIVE_AUTHORIZATION_REQUIRED);
}

/* As whom the daemon sees us, as far as that is known here. */
static void own_name(const struct client *c, char *buf, size_t size)
{
	const char *at = c->host ? strrchr(c->host, '@') : NULL;
	const struct passwd *user = c->host ? NULL : getpwuid(geteuid());

	if (at)
		snprintf(buf, size, "%.*s", (int) (at - c->host), c->host);
	else
		snprintf(buf, size, "%s", user ? user->pw_name : "USER");
}

static int fail_denied(struct client *c, int r)
{
	char label[256], name[64];

	own_name(c, name, sizeof(name));
	c->refused = true;
	return fail(c, r,
		    "%s does not allow this: it needs root or membership in group pufa "
		    "(sudo usermod -aG pufa %s, and a new login)",
		    client_label(c, label, sizeof(label)), name);
}

static int fail_call(struct client *c, const sd_bus_error *e, int r)
{
	char label[256];

	if (is_denial(e))
		return fail_denied(c, r);
	client_label(c, label, sizeof(label));
	for (size_t i = 0; i < ARRAY_SIZE(known_errors); i++)
		if (sd_bus_error_has_name(e, known_errors[i].name)) {
			c->refused = known_errors[i].refused;
			return fail(c, r, "%s %s", label, known_errors[i].text);
		}
	if (sd_bus_error_has_name(e, PUFA_ERROR_REFUSED)) {
		free(c->list);
		c->list = strdup(e->message ? e->message : "");
	}
	/* Errors of the transport reach us as System.Error.E..., made here and not by the daemon.
	 */
	if (!sd_bus_error_is_set(e) || strncmp(e->name, "System.Error.", 13) == 0)
		return fail_transport(c, r);
	c->refused = true;
	return fail(c, r, "%s", e->message ? e->message : e->name);
}

int client_nonsense(struct client *c)
{
	char label[256];

	c->refused = true;
	return fail(c, -EBADMSG, "%s answered something this pufactl does not understand",
		    client_label(c, label, sizeof(label)));
}

int client_unaskable(struct client *c, int r)
{
	return fail(c, r, "this can not be asked: %s", strerror(-r));
}

int client_send(struct client *c, usec_t timeout, sd_bus_message *m, sd_bus_message **ret)
{
	_cleanup_(sd_bus_error_free) sd_bus_error error = SD_BUS_ERROR_NULL;
	int r;

	c->refused = false;
	alarm_set(c, timeout);
	r = sd_bus_call(c->bus, m, timeout, &error, ret);
	alarm(0);
	return r < 0 ? fail_call(c, &error, r) : 0;
}

int client_prepare(struct client *c, const char *method, sd_bus_message **ret)
{
	int r = sd_bus_message_new_method_call(c->bus, ret, PUFA_NAME, PUFA_PATH, PUFA_MANAGER,
					       method);

	return r < 0 ? fail_transport(c, r) : 0;
}

int client_call(struct client *c, usec_t timeout, const char *path, const char *interface,
		const char *method, sd_bus_message **ret, const char *types, ...)
{
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *m = NULL;
	va_list ap;
	int r;

	c->refused = false;
	r = sd_bus_message_new_method_call(c->bus, &m, PUFA_NAME, path, interface, method);
	if (r < 0)
		return fail_transport(c, r);
	va_start(ap, types);
	r = sd_bus_message_appendv(m, types, ap);
	va_end(ap);
	return r < 0 ? client_unaskable(c, r) : client_send(c, timeout, m, ret);
}

usec_t client_now(const struct client *c)
{
	return c->manager.now + (clock_steady() - c->read_at);
}

static void use_zone(struct client *c)
{
	struct zone zone;

	if (c->owns_zone && c->manager.zone && strcmp(c->zone.name, c->manager.zone) == 0)
		return;
	if (c->owns_zone)
		zone_table_done(&c->zone);
	c->owns_zone = c->manager.zone && zone_table_load(&zone, c->manager.zone) >= 0;
	c->zone = c->owns_zone ? zone : zone_utc;
}

int client_refresh(struct client *c)
{
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	int r;

	r = client_call(c, CALL_TIMEOUT, PUFA_PATH, PROPERTIES, "GetAll", &reply, "s",
			PUFA_MANAGER);
	if (r < 0)
		return r;
	if (manager_view_update(&c->manager, reply) < 0)
		return client_nonsense(c);
	c->read_at = clock_steady();
	use_zone(c);
	return 0;
}

/* Run the bus until it may be spoken to. */
static int wait_ready(sd_bus *bus)
{
	usec_t deadline = clock_steady() + CONNECT_TIMEOUT;
	int r;

	for (;;) {
		usec_t now = clock_steady();

		r = sd_bus_is_ready(bus);
		if (r != 0)
			return r < 0 ? r : 0;
		if (now >= deadline)
			return -ETIMEDOUT;
		r = sd_bus_process(bus, NULL);
		if (r == 0)
			r = sd_bus_wait(bus, deadline - now);
		if (r < 0 && r != -EINTR)
			return r;
	}
}

static int bus_start(sd_bus **ret, const char *host)
{
	_cleanup_(sd_bus_unrefp) sd_bus *bus = NULL;
	_cleanup_(freep) char *address = NULL;
	int r;

	if (!host)
		return sd_bus_open_system(ret);
	r = remote_address(host, &address);
	if (r < 0)
		return r;
	r = sd_bus_new(&bus);
	if (r >= 0)
		r = sd_bus_set_address(bus, address);
	if (r >= 0)
		r = sd_bus_set_bus_client(bus, true);
	if (r >= 0)
		r = sd_bus_start(bus);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(bus);
	return 0;
}

static int bus_connect(struct client *c)
{
	int r;

	alarm_set(c, CONNECT_TIMEOUT);
	r = bus_start(&c->bus, c->host);
	if (r >= 0)
		r = wait_ready(c->bus);
	alarm(0);
	if (r < 0)
		return fail_transport(c, r);
	return 0;
}

int client_open(struct client *c, const char *host)
{
	int r;

	*c = (struct client){ .host = host, .zone = zone_utc };
	if (host && (!*host || *host == '-'))
		return fail(c, -EINVAL, "'%s' is not a host", host);
	r = bus_connect(c);
	if (r >= 0)
		r = client_refresh(c);
	if (r < 0)
		client_close(c);
	return r < 0 ? r : 0;
}

/* Closing waits for ssh to end, which its SIGTERM should bring about. */
void client_close(struct client *c)
{
	alarm_set(c, 0);
	c->bus = sd_bus_close_unref(c->bus);
	alarm(0);
	manager_view_done(&c->manager);
	free(c->list);
	c->list = NULL;
	if (c->owns_zone)
		zone_table_done(&c->zone);
	c->owns_zone = false;
	c->zone = zone_utc;
}

static int board_by_name(const void *a, const void *b)
{
	const struct board_view *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int line_by_name(const void *a, const void *b)
{
	const struct line_view *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int ask_objects(struct client *c, sd_bus_message **ret)
{
	return client_call(c, CALL_TIMEOUT, PUFA_PATH, "org.freedesktop.DBus.ObjectManager",
			   "GetManagedObjects", ret, "");
}

int client_boards(struct client *c, struct board_view **ret, size_t *ret_n)
{
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	struct board_view *boards = NULL;
	size_t n = 0;
	int r = ask_objects(c, &reply);

	if (r < 0)
		return r;
	if (board_views_read(reply, &boards, &n) < 0) {
		board_views_free(boards, n);
		return client_nonsense(c);
	}
	if (n > 0)
		qsort(boards, n, sizeof(*boards), board_by_name);
	*ret = boards;
	*ret_n = n;
	return 0;
}

int client_lines(struct client *c, struct line_view **ret, size_t *ret_n)
{
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	struct line_view *lines = NULL;
	size_t n = 0;
	int r = ask_objects(c, &reply);

	if (r < 0)
		return r;
	if (line_views_read(reply, &lines, &n) < 0) {
		line_views_free(lines, n);
		return client_nonsense(c);
	}
	if (n > 0)
		qsort(lines, n, sizeof(*lines), line_by_name);
	*ret = lines;
	*ret_n = n;
	return 0;
}
