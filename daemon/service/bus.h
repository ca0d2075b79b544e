/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The service on D-Bus: org.pufa.Pufa1 as systemd/org.pufa.Pufa1.xml says.
 *
 * It owns the connection.  Where there is no bus, or it goes, that is said
 * once, the boards play on, and the bus is tried again with growing pauses.
 * Changes of properties are told once per turn of the loop.  Main thread; it
 * changes nothing but by manager_reload() and rollback().
 */

#include <systemd/sd-bus.h>

#include "service/manager.h"

#define BUS_NAME    "org.pufa.Pufa1"
#define BUS_PATH    "/org/pufa/Pufa1"
#define BUS_MANAGER "org.pufa.Pufa1.Manager"

enum bus_kind {
	BUS_LINE,
	BUS_BOARD,
};

/* Connects when the loop runs.  Never fails for want of a bus. */
int bus_new(struct bus **ret, struct manager *manager);
struct bus *bus_free(struct bus *b);

DEFINE_CLEANUP(struct bus *, bus_free)

/* All objects and methods, for a connection of any kind: ours, or a test's. */
int bus_add_objects(sd_bus *connection, struct manager *manager);

/* @b may be NULL in these: nobody to tell. */
void bus_added(struct bus *b, enum bus_kind kind, const char *name);
void bus_removed(struct bus *b, enum bus_kind kind, const char *name);

/* Tell of every property that changed since it was last told. */
void bus_flush(struct bus *b);

/*
 * Ask the machine's time service whether the clock is synchronised, for clock_synchronised():
 * asking the kernel is a system call that sets clocks too, which the unit forbids.
 */
void bus_ask_time(struct bus *b);

/* In bus_plan.c. */
int bus_method_plan(sd_bus_message *m, void *userdata, sd_bus_error *error);
int bus_method_explain(sd_bus_message *m, void *userdata, sd_bus_error *error);

/* In bus_incidents.c. */
int bus_method_see_incident(sd_bus_message *m, void *userdata, sd_bus_error *error);
int bus_get_incidents(sd_bus *bus, const char *path, const char *interface, const char *property,
		      sd_bus_message *reply, void *userdata, sd_bus_error *error);

/* In bus_log.c. */
int bus_method_read_log(sd_bus_message *m, void *userdata, sd_bus_error *error);
int bus_get_log_head(sd_bus *bus, const char *path, const char *interface, const char *property,
		     sd_bus_message *reply, void *userdata, sd_bus_error *error);

/* In bus_orders.c. */
int bus_method_put_notice(sd_bus_message *m, void *userdata, sd_bus_error *error);
int bus_method_put_blank(sd_bus_message *m, void *userdata, sd_bus_error *error);
int bus_method_clear_notice(sd_bus_message *m, void *userdata, sd_bus_error *error);
int bus_method_resume(sd_bus_message *m, void *userdata, sd_bus_error *error);
int bus_method_preview(sd_bus_message *m, void *userdata, sd_bus_error *error);
int bus_get_orders(sd_bus *bus, const char *path, const char *interface, const char *property,
		   sd_bus_message *reply, void *userdata, sd_bus_error *error);

/* In bus_probe.c: of a line. */
int bus_method_probe(sd_bus_message *m, void *userdata, sd_bus_error *error);

/* In bus_rollback.c; noted: as of sets.h, with the manager. */
int bus_method_rollback(sd_bus_message *m, void *userdata, sd_bus_error *error);
void bus_rollback_noted(int error, void *userdata);

/* May whoever sent this change things?  Else -EACCES with @error set. */
int bus_check_caller(sd_bus_message *m, sd_bus_error *error);

/* Who sent this, for the log: a user's name, or "uid 1000". */
#define CALLER_MAX 64
void bus_caller(sd_bus_message *m, char buf[static CALLER_MAX]);

/* In bus_objects.c. */
int bus_add_lines_and_boards(sd_bus *connection, struct manager *manager);
void bus_tell_objects(sd_bus *connection, struct manager *m);
int bus_path(enum bus_kind kind, const char *name, char **ret);

/* A showing; NULL content: nothing. */
int bus_append_showing(sd_bus_message *m, const struct showing *s);
