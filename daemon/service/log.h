/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The one place from which the service speaks: to the journal with the fields
 * BOARD= and LINE=, where it is about an incident MESSAGE_ID= and INCIDENT_*=
 * as well, and in plain lines to stderr where stderr is not the
 * journal itself, so that a person who runs it by hand sees the same.
 *
 * err: someone must come; warning: it heals itself; info: a change of state;
 * debug: detail, only when asked for.  Main thread only.  Never fails.
 */

#include <sys/uio.h>
#include <syslog.h>

#include "pufa/base.h"

/* Called once, before anything is said.  The only state of this module: where to speak. */
void log_open(bool debug);

struct log_incident {
	const char *message_id; /* 32 hex digits */
	const char *kind, *subject, *event;
	uint64_t id;
};

/* What a line is about; any may be NULL. */
struct log_about {
	const char *board, *line;
	const struct log_incident *incident;
};

void log_full(int priority, struct log_about about, const char *func, const char *fmt, ...)
	_printf_(4, 5);

#define log_err(about, ...)   log_full(LOG_ERR, (about), __func__, __VA_ARGS__)
#define log_warn(about, ...)  log_full(LOG_WARNING, (about), __func__, __VA_ARGS__)
#define log_info(about, ...)  log_full(LOG_INFO, (about), __func__, __VA_ARGS__)
#define log_debug(about, ...) log_full(LOG_DEBUG, (about), __func__, __VA_ARGS__)

/* One entry of the journal, and the room for its fields; points into itself. */
#define LOG_FIELDS_MAX 10
#define LOG_FIELD_MAX  300

struct log_entry {
	struct iovec iov[LOG_FIELDS_MAX];
	int n;
	char room[LOG_FIELDS_MAX][LOG_FIELD_MAX];
};

/* @message: "MESSAGE=...", borrowed. */
void log_entry_fill(struct log_entry *e, int priority, struct log_about about, const char *func,
		    char *message);

/* Several lines, an entry each; NULL is fine. */
void log_lines(int priority, const char *text);

/* Nothing in particular. */
#define LOG_SERVICE ((struct log_about){ 0 })
