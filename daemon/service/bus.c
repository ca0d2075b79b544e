/* SPDX-License-Identifier: MIT */
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "service/alarms.h"
#include "service/bus.h"
#include "service/log.h"
#include "service/log_reader.h"
#include "service/notify.h"
#include "service/postings.h"

#define RETRY_FIRST USEC_PER_SEC
#define RETRY_MAX   (30 * USEC_PER_SEC)

/* No call of ours may hold up the boards for long. */
#define CALL_TIMEOUT (2 * USEC_PER_SEC)

#define OPERATORS  "pufa" /* the group that may change things */
#define GROUPS_MAX 256

struct bus {
	struct manager *manager;
	sd_bus *connection; /* NULL: none */
	sd_event_source *retry;
	usec_t pause;
	bool said_lost;

	/* As last told. */
	enum clock_trust told_trust;
};

/* By the user database, as the bus daemon's own policy does. */
static bool is_operator(uid_t uid)
{
	gid_t groups[GROUPS_MAX];
	int n = GROUPS_MAX;
	const struct passwd *pw = getpwuid(uid);
	const struct group *gr;
	gid_t gid;

	if (!pw || getgrouplist(pw->pw_name, pw->pw_gid, groups, &n) < 0)
		return false;
	gr = getgrnam(OPERATORS);
	if (!gr)
		return false;
	gid = gr->gr_gid;
	for (int i = 0; i < n; i++)
		if (groups[i] == gid)
			return true;
	return false;
}

int bus_check_caller(sd_bus_message *m, sd_bus_error *error)
{
	_cleanup_(sd_bus_creds_unrefp) sd_bus_creds *creds = NULL;
	uid_t uid;
	int r;

	r = sd_bus_query_sender_creds(m, SD_BUS_CREDS_EUID, &creds);
	if (r < 0)
		return r;
	r = sd_bus_creds_get_euid(creds, &uid);
	if (r < 0)
		return r;
	if (uid == 0 || uid == geteuid() || is_operator(uid))
		return 0;
	return sd_bus_error_set(error, SD_BUS_ERROR_ACCESS_DENIED,
				"Only root and members of the group " OPERATORS " may do this");
}

void bus_caller(sd_bus_message *m, char buf[static CALLER_MAX])
{
	_cleanup_(sd_bus_creds_unrefp) sd_bus_creds *creds = NULL;
	const struct passwd *pw;
	uid_t uid;

	if (sd_bus_query_sender_creds(m, SD_BUS_CREDS_EUID, &creds) < 0 ||
	    sd_bus_creds_get_euid(creds, &uid) < 0) {
		snprintf(buf, CALLER_MAX, "somebody");
		return;
	}
	pw = getpwuid(uid);
	if (pw)
		snprintf(buf, CALLER_MAX, "%s", pw->pw_name);
	else
		snprintf(buf, CALLER_MAX, "uid %u", (unsigned) uid);
}

static int method_reload(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	const char *errors;
	char who[CALLER_MAX];
	int r;

	r = bus_check_caller(m, error);
	if (r < 0)
		return r;
	bus_caller(m, who);
	r = manager_reload(userdata, who, &errors);
	if (r < 0)
		return sd_bus_error_set(error, BUS_NAME ".Error.Refused",
					errors ? errors : strerror(-r));
	return sd_bus_reply_method_return(m, NULL);
}

#define GETTER(name, type, expression)                                                             \
	static int name(sd_bus *bus, const char *path, const char *interface,                      \
			const char *property, sd_bus_message *reply, void *userdata,               \
			sd_bus_error *error)                                                       \
	{                                                                                          \
		const struct manager *m = userdata;                                                \
                                                                                                   \
		(void) bus;                                                                        \
		(void) path;                                                                       \
		(void) interface;                                                                  \
		(void) property;                                                                   \
		(void) error;                                                                      \
		return sd_bus_message_append(reply, type, expression);                             \
	}

GETTER(get_version, "s", m ? PUFA_VERSION : "")
GETTER(get_site, "s", m->loaded->config->site.name)
GETTER(get_zone, "s", m->loaded->config->zone.name)
GETTER(get_clock, "s", clock_trust_name(clock_trust(m->clock)))
GETTER(get_now, "t", clock_now(m->clock))
GETTER(get_digest, "s", m->loaded->config->digest)
GETTER(get_loaded_at, "t", m->loaded_at)
GETTER(get_log_directory, "s", log_reader_directory(m->log_reader))
GETTER(get_previous_digest, "s", sets_previous(m->sets))
GETTER(get_rolled_back, "b", sets_rollback(m->sets)->by[0] != '\0')
GETTER(get_rolled_back_by, "s", sets_rollback(m->sets)->by)
GETTER(get_rolled_back_at, "t", sets_rollback(m->sets)->at)
GETTER(get_reload_error, "s", manager_reload_error(m))

static const sd_bus_vtable manager_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD_WITH_ARGS("Reload", SD_BUS_NO_ARGS, SD_BUS_NO_RESULT, method_reload,
				SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("Plan", SD_BUS_ARGS("s", board, "t", from, "t", to, "u", max),
				SD_BUS_RESULT("a(ttsissssasuub)", rows, "t", next), bus_method_plan,
				SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("Explain", SD_BUS_ARGS("s", board, "t", at),
				SD_BUS_RESULT("(ssssasuutt)", shows, "t", until, "s", because,
					      "a(sss)", considered),
				bus_method_explain, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("ReadLog",
				SD_BUS_ARGS("s", board, "s", kinds, "t", since, "t", until, "t",
					    after),
				SD_BUS_RESULT("as", lines, "t", last, "b", more),
				bus_method_read_log, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("SeeIncident", SD_BUS_ARGS("t", id), SD_BUS_NO_RESULT,
				bus_method_see_incident, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("Rollback", SD_BUS_NO_ARGS, SD_BUS_RESULT("s", digest),
				bus_method_rollback, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("PutNotice",
				SD_BUS_ARGS("s", text, "as", boards, "t", span, "u", urgency, "b",
					    through_quiet),
				SD_BUS_RESULT("t", id), bus_method_put_notice,
				SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("PutBlank", SD_BUS_ARGS("as", boards, "t", span),
				SD_BUS_RESULT("t", id), bus_method_put_blank,
				SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("ClearNotice", SD_BUS_ARGS("t", id), SD_BUS_NO_RESULT,
				bus_method_clear_notice, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("Resume", SD_BUS_ARGS("as", boards), SD_BUS_RESULT("u", n),
				bus_method_resume, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("Preview", SD_BUS_ARGS("s", text, "as", boards),
				SD_BUS_RESULT("a(saasas)", shown), bus_method_preview,
				SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_PROPERTY("Version", "s", get_version, 0, SD_BUS_VTABLE_PROPERTY_CONST),
	SD_BUS_PROPERTY("Site", "s", get_site, 0, SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_PROPERTY("Zone", "s", get_zone, 0, SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_PROPERTY("Clock", "s", get_clock, 0, SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_PROPERTY("Now", "t", get_now, 0, 0),
	SD_BUS_PROPERTY("Digest", "s", get_digest, 0, SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_PROPERTY("LoadedAt", "t", get_loaded_at, 0, SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_PROPERTY("LastReloadError", "s", get_reload_error, 0,
			SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_PROPERTY("Incidents", "a(tssssttub)", bus_get_incidents, 0,
			SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_PROPERTY("Orders", "a(tssttubsas)", bus_get_orders, 0,
			SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_PROPERTY("PreviousDigest", "s", get_previous_digest, 0, 0),
	SD_BUS_PROPERTY("RolledBack", "b", get_rolled_back, 0, SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_PROPERTY("RolledBackAt", "t", get_rolled_back_at, 0,
			SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_PROPERTY("RolledBackBy", "s", get_rolled_back_by, 0,
			SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_PROPERTY("LogDirectory", "s", get_log_directory, 0, SD_BUS_VTABLE_PROPERTY_CONST),
	SD_BUS_PROPERTY("LogHead", "(ts)", bus_get_log_head, 0, 0),
	SD_BUS_VTABLE_END,
};

int bus_add_objects(sd_bus *connection, struct manager *manager)
{
	int r;

	r = sd_bus_add_object_manager(connection, NULL, BUS_PATH);
	if (r < 0)
		return r;
	r = sd_bus_add_object_vtable(connection, NULL, BUS_PATH, BUS_MANAGER, manager_vtable,
				     manager);
	return r < 0 ? r : bus_add_lines_and_boards(connection, manager);
}

static void disconnect(struct bus *b)
{
	b->connection = sd_bus_close_unref(b->connection);
}

/*
 * Short of memory libsystemd leaves objects half made, and ends the process when it finds them
 * while freeing the connection: better lose a few hundred bytes.
 */
static void abandon(struct bus *b)
{
	if (!b->connection)
		return;
	sd_bus_close(b->connection);
	(void) sd_bus_detach_event(b->connection);
	b->connection = NULL;
}

/* Said once until there is a bus again; the boards do not depend on it. */
static void lose(struct bus *b, int error)
{
	if (!b->said_lost)
		log_warn(LOG_SERVICE, "no D-Bus (%s): the boards play on, it is tried again",
			 strerror(-error));
	b->said_lost = true;
	(void) sd_event_source_set_time_relative(b->retry, b->pause);
	(void) sd_event_source_set_enabled(b->retry, SD_EVENT_ONESHOT);
	b->pause = b->pause * 2 < RETRY_MAX ? b->pause * 2 : RETRY_MAX;
	notify_ready(b->manager->notify);
}

static int on_disconnected(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	(void) m;
	(void) error;
	lose(userdata, -ECONNRESET);
	return 0;
}

/* No answer is no: it is asked again. */
static int on_time(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	const struct bus *b = userdata;
	int synchronised = false;

	(void) error;
	if (!sd_bus_message_get_error(m) && sd_bus_message_read(m, "v", "b", &synchronised) >= 0 &&
	    synchronised)
		clock_synchronised(b->manager->clock);
	return 0;
}

void bus_ask_time(struct bus *b)
{
	if (!b || !b->connection)
		return;
	(void) sd_bus_call_method_async(b->connection, NULL, "org.freedesktop.timedate1",
					"/org/freedesktop/timedate1",
					"org.freedesktop.DBus.Properties", "Get", on_time, b, "ss",
					"org.freedesktop.timedate1", "NTPSynchronized");
}

/* The name is ours, or not for now: the bus daemon gives it to us when its owner goes. */
static int on_name(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	const sd_bus_error *e = sd_bus_message_get_error(m);
	struct bus *b = userdata;
	uint32_t answer = 0;

	(void) error;
	if (e) {
		lose(b, -sd_bus_error_get_errno(e));
		return 0;
	}
	(void) sd_bus_message_read(m, "u", &answer);
	if (answer == 2)
		log_warn(LOG_SERVICE,
			 "another service has the bus name " BUS_NAME "; waiting for it to go");
	else if (b->said_lost)
		log_info(LOG_SERVICE, "on D-Bus again");
	b->said_lost = false;
	b->pause = RETRY_FIRST;
	notify_ready(b->manager->notify);
	if (clock_trust(b->manager->clock) == CLOCK_UNTRUSTED)
		bus_ask_time(b);
	return 0;
}

static int set_up(struct bus *b)
{
	int r;

	r = sd_bus_set_method_call_timeout(b->connection, CALL_TIMEOUT);
	if (r < 0)
		return r;
	r = bus_add_objects(b->connection, b->manager);
	if (r < 0)
		return r;
	r = sd_bus_match_signal_async(b->connection, NULL, "org.freedesktop.DBus.Local",
				      "/org/freedesktop/DBus/Local", "org.freedesktop.DBus.Local",
				      "Disconnected", on_disconnected, NULL, b);
	if (r < 0)
		return r;
	r = sd_bus_request_name_async(b->connection, NULL, BUS_NAME, SD_BUS_NAME_QUEUE, on_name, b);
	if (r < 0)
		return r;
	return sd_bus_attach_event(b->connection, b->manager->event, SD_EVENT_PRIORITY_NORMAL);
}

static int on_retry(sd_event_source *s, uint64_t usec, void *userdata)
{
	struct bus *b = userdata;
	int r;

	(void) s;
	(void) usec;
	disconnect(b);
	r = sd_bus_open_system_with_description(&b->connection, "pufad");
	if (r >= 0)
		r = set_up(b);
	if (r == -ENOMEM)
		abandon(b);
	if (r < 0) {
		disconnect(b);
		lose(b, r);
	}
	return 0;
}

int bus_new(struct bus **ret, struct manager *manager)
{
	_cleanup_(bus_freep) struct bus *b = calloc(1, sizeof(*b));
	int r;

	if (!b)
		return -ENOMEM;
	b->manager = manager;
	b->pause = RETRY_FIRST;
	b->told_trust = clock_trust(manager->clock);
	r = sd_event_add_time(manager->event, &b->retry, CLOCK_MONOTONIC, 0, 0, on_retry, b);
	if (r < 0)
		return r;

	*ret = TAKE_PTR(b);
	return 0;
}

struct bus *bus_free(struct bus *b)
{
	if (!b)
		return NULL;
	sd_event_source_disable_unref(b->retry);
	b->manager->rollback_call = sd_bus_message_unref(b->manager->rollback_call);
	disconnect(b);
	free(b);
	return NULL;
}

void bus_added(struct bus *b, enum bus_kind kind, const char *name)
{
	_cleanup_(freep) char *path = NULL;

	if (b && b->connection && bus_path(kind, name, &path) >= 0)
		(void) sd_bus_emit_object_added(b->connection, path);
}

void bus_removed(struct bus *b, enum bus_kind kind, const char *name)
{
	_cleanup_(freep) char *path = NULL;

	if (b && b->connection && bus_path(kind, name, &path) >= 0)
		(void) sd_bus_emit_object_removed(b->connection, path);
}

/* What nobody could be told is read anew by whoever comes when the bus is back. */
void bus_flush(struct bus *b)
{
	struct manager *m = b->manager;
	enum clock_trust trust = clock_trust(m->clock);

	if (!m->told_all)
		(void) sd_bus_emit_properties_changed(b->connection, BUS_PATH, BUS_MANAGER, "Site",
						      "Zone", "Clock", "Digest", "LoadedAt",
						      "LastReloadError", "RolledBack",
						      "RolledBackAt", "RolledBackBy", NULL);
	else if (trust != b->told_trust)
		(void) sd_bus_emit_properties_changed(b->connection, BUS_PATH, BUS_MANAGER, "Clock",
						      NULL);
	b->told_trust = trust;
	if (alarms_changed(m->alarms))
		(void) sd_bus_emit_properties_changed(b->connection, BUS_PATH, BUS_MANAGER,
						      "Incidents", NULL);
	if (postings_changed(m->postings))
		(void) sd_bus_emit_properties_changed(b->connection, BUS_PATH, BUS_MANAGER,
						      "Orders", NULL);
	bus_tell_objects(b->connection, m);
	m->told_all = true;
}
