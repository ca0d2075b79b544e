/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * One line in service: its thread, the boards that wait for it in a queue, the
 * one that has it, and whether the port or connection is there.  It owns the
 * line and copies all that it is told of it, so it outlives a reload.
 * Main thread, but for what its worker does.
 */

#include "config/config.h"
#include "service/worker.h"

struct device;
struct manager;
struct question;

enum wire_state {
	WIRE_IDLE, /* not used yet */
	WIRE_UP,
	WIRE_DOWN,
};

struct wire {
	struct manager *manager;
	char *name;
	const struct config_line *config; /* in the set in force; NULL: it is leaving */
	char *endpoint;                   /* for people: "/dev/ttyS1 9600 8N1" */
	enum line_kind kind;
	enum line_medium medium;
	struct line_settings settings; /* its strings are ours */
	struct line *line;             /* the worker's, as long as there is one */
	struct worker *worker;

	enum wire_state state;
	int last_error, last_cause; /* as in struct result */
	bool mute;                  /* none of its boards answers, by alarms.c */
	bool was_up;                /* once, in this run of the service */
	bool echoes;                /* what is sent comes back; it is dropped */
	usec_t hang_ups;            /* monotonic: until then enough have been taken for news */

	struct device *first, *last; /* the queue */
	struct device *current;      /* whose job is in hand */

	/* What people ask, in turns with the boards. */
	struct question *question, *last_question;
	struct question *asking; /* in hand */
	bool asked_last;

	usec_t started;  /* that job, monotonic */
	unsigned alarms; /* the kinds of incidents that are open for it; see alarms.h */

	/* As last told on the bus. */
	enum wire_state told_state;
	int told_error, told_cause;
	bool told_echoes;
};

const char *wire_state_name(enum wire_state state);

int wire_new(struct wire **ret, struct manager *manager, const struct config_line *config);

/* Waits for the job in hand, at most until its deadline; worker_stop() beforehand saves time. */
struct wire *wire_free(struct wire *w);

/* Does @config describe this very line? */
bool wire_is(const struct wire *w, const struct config_line *config);

/* Put a question to the line; it is taken over. */
void wire_ask(struct wire *w, struct question *q);

void wire_enqueue(struct wire *w, struct device *d);
void wire_remove(struct wire *w, struct device *d);

/* Give the line its next job, if it is free and there is one. */
void wire_kick(struct wire *w);

DEFINE_CLEANUP(struct wire *, wire_free)
