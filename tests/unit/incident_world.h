/* SPDX-License-Identifier: MIT */
#pragma once

/* A list of incidents in virtual time, and what it told of. */

#include "check.h"
#include "service/incident.h"

struct incident_world {
	struct incidents *l;
	struct moment now;
	char events[512]; /* "opened 1 closed 1" */
	unsigned n_changed;
};

static inline struct moment world_now(void *userdata)
{
	return ((struct incident_world *) userdata)->now;
}

static inline void world_event(const struct incident *i, enum incident_event event, void *userdata)
{
	struct incident_world *w = userdata;
	size_t n = strlen(w->events);

	snprintf(w->events + n, sizeof(w->events) - n, "%s%s %u", n ? " " : "",
		 incident_event_name(event), (unsigned) i->id);
}

static inline void world_changed(void *userdata)
{
	((struct incident_world *) userdata)->n_changed++;
}

static const struct incident_hooks world_hooks = { world_now, world_event, world_changed };

static inline void world_start(struct incident_world *w)
{
	*w = (struct incident_world){ .now = { .mono = USEC_PER_DAY,
					       .wall = 1800000000 * USEC_PER_SEC } };
	if (incidents_new(&w->l, &world_hooks, w) < 0)
		abort();
}

static inline void world_pass(struct incident_world *w, usec_t span)
{
	w->now.mono += span;
	if (w->now.wall)
		w->now.wall += span;
	incidents_tick(w->l);
}

/* What was told since the last time. */
static inline bool told(struct incident_world *w, const char *events)
{
	bool same = strcmp(w->events, events) == 0;

	if (!same)
		printf("told: %s\n", w->events);
	w->events[0] = '\0';
	return same;
}
