/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A connection to pufad on this machine's system bus, or over ssh to that of
 * another one.  Owns the bus and what was read from it.  Nothing waits without
 * end: connecting and every call have a deadline, and SIGALRM (see main.c)
 * ends the program when even that does not help.  Replies are read by type and
 * checked; the daemon is not trusted to be ours.  Never prints: what went
 * wrong is text in `why`.
 */

#include <systemd/sd-bus.h>

#include "cli/incidents.h"
#include "cli/orders.h"
#include "cli/showing.h"
#include "schedule/zone.h"

#define PUFA_NAME          "org.pufa.Pufa1"
#define PUFA_PATH          "/org/pufa/Pufa1"
#define PUFA_MANAGER       "org.pufa.Pufa1.Manager"
#define PUFA_BOARD         "org.pufa.Pufa1.Board"
#define PUFA_LINE          "org.pufa.Pufa1.Line"
#define PUFA_ERROR_REFUSED "org.pufa.Pufa1.Error.Refused"

#define CALL_TIMEOUT   (10 * USEC_PER_SEC)
#define RELOAD_TIMEOUT (60 * USEC_PER_SEC)

/* What times are in while no other zone is known. */
extern const struct zone zone_utc;

/* Is that a time at all?  Which one depends on the zone, and so on who is asked. */
bool time_is_written(const char *text);

struct manager_view {
	char *version, *site, *zone, *clock, *digest, *last_reload_error;
	char *rolled_back_by; /* NULL or "": the files on the disk are in force */
	usec_t rolled_back_at;
	usec_t now, loaded_at;
	struct incident_view *incidents; /* by id */
	size_t n_incidents;
	struct order_view *orders; /* by id */
	size_t n_orders;
};

struct board_view {
	char *path; /* of the object */
	char *name, *title, *line, *state, *rule, *last_error;
	char *certainty;        /* the best that "shown" can mean for this make */
	int32_t brightness;     /* percent; -1: not known */
	uint32_t rows, columns; /* at most ROWS_MAX, COLUMNS_MAX */
	bool provisional;       /* a notice to come may change what it shows today */
	usec_t last_error_at, last_seen;
	uint32_t forgot; /* how often it lost what it was given, since the service began */
	struct showing showing, wanted;
};

struct line_view {
	char *name, *state, *endpoint;
};

struct client {
	sd_bus *bus;
	const char *host; /* NULL: this machine */
	struct manager_view manager;
	usec_t read_at;   /* when manager.now was read, by clock_steady() */
	struct zone zone; /* the site's; UTC where this machine does not know it */
	bool owns_zone;
	char why[512]; /* what went wrong last */
	char *list;    /* why the daemon refused, a line each; NULL: it did not */
	bool refused;  /* the daemon answered and said no, rather than not at all */
	bool no_alarm; /* the caller has a terminal to put in order and can not be ended by SIGALRM
			*/
};

/*
 * Connect and read the manager's properties.  @host: NULL, or "user@host", borrowed.
 * Negative with c->why filled; the client is then closed already.
 */
int client_open(struct client *c, const char *host);
void client_close(struct client *c);

/* Read the manager's properties again. */
int client_refresh(struct client *c);

/* The daemon's idea of now. */
usec_t client_now(const struct client *c);

/* "pufad", or "pufad on HOST". */
const char *client_label(const struct client *c, char *buf, size_t size);

/* Call a method of the manager, within @timeout.  Negative with c->why filled. */
int client_call(struct client *c, usec_t timeout, const char *path, const char *interface,
		const char *method, sd_bus_message **ret, const char *types, ...);

/*
 * The same in two steps, for arguments that come piece by piece: a message to the manager, and
 * sending it.
 */
int client_prepare(struct client *c, const char *method, sd_bus_message **ret);
int client_send(struct client *c, usec_t timeout, sd_bus_message *m, sd_bus_message **ret);
/* What an argument that could not be put into a message is: negative @r, with c->why filled. */
int client_unaskable(struct client *c, int r);

/* Say that a reply made no sense; returns -EBADMSG. */
int client_nonsense(struct client *c);

/* All boards, sorted by name. */
int client_boards(struct client *c, struct board_view **ret, size_t *ret_n);
void board_views_free(struct board_view *boards, size_t n);

/* All lines, sorted by name. */
int client_lines(struct client *c, struct line_view **ret, size_t *ret_n);
void line_views_free(struct line_view *lines, size_t n);

/* Read a{sv} over what @b holds.  -EBADMSG: something of another type than it should have. */
int board_view_update(struct board_view *b, sd_bus_message *m);

/* Read one (ssssasuutt).  -EBADMSG. */
int showing_read(sd_bus_message *m, struct showing *ret);
/* Read an array of strings.  -EBADMSG, -ENOMEM. */
int strings_read(sd_bus_message *m, char ***ret, size_t *ret_n);

/* The bus address of another machine's system bus, as the caller's string.  -EINVAL: no host. */
int remote_address(const char *host, char **ret);

static inline void client_closep(struct client *c)
{
	client_close(c);
}
