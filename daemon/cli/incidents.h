/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Incidents as the daemon tells them, for the verbs that print or count them.
 */

#include <jansson.h>
#include <systemd/sd-bus.h>

#include "pufa/base.h"

struct client;

#define INCIDENT_TYPE "(tssssttub)"

struct incident_view {
	uint64_t id;
	char *kind, *level, *subject, *text;
	usec_t opened; /* 0: not known */
	usec_t closed; /* the end of the fault; 0: not known */
	uint32_t count;
	bool open, seen;
};

/* Read an array of them.  -EBADMSG, -ENOMEM. */
int incident_views_read(sd_bus_message *m, struct incident_view **ret, size_t *ret_n);
void incident_views_free(struct incident_view *views, size_t n);

/* Does it still want somebody: open, or not yet seen? */
bool incident_is_current(const struct incident_view *v);

bool incident_is_err(const struct incident_view *v);

/* "board-foreign south-gate": the kind, and what it is about. */
char *incident_title(const struct incident_view *v);

/* As the JSON contracts name it.  NULL: out of memory. */
json_t *incident_json(const struct incident_view *v, const struct client *c);

/* Those that are current, or @all; of @board and @line alone where they are given. */
json_t *incidents_json(const struct client *c, const char *board, const char *line, bool all);

/* How many that is. */
size_t incidents_count(const struct client *c, const char *board, const char *line, bool all);

/* A table of the same.  -ENOMEM. */
int incidents_print(const struct client *c, const char *board, const char *line, bool all,
		    bool colors);
