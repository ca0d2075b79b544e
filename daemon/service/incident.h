/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What is or was wrong and people should know: a list of incidents, kept by
 * one rule, "one fault, one incident".
 *
 * A fault is a kind and a subject (a board, a line, a year, or nothing more).
 * Its incident opens once and closes once.  While it is open it absorbs every
 * repeat: the count grows, the first text is kept beside the latest.
 *
 * It closes when its fault is over, at once, so that people know.  But what
 * comes back within its kind's quiet time (a minute) of having closed flaps:
 * the incident that opens then closes only when the fault has stayed away for
 * that long.  So a loose plug makes two incidents, not a hundred.  Kinds where
 * one cause comes again and again by its nature linger always: a foreign text
 * for an hour, a page that a board can not say for a day.  What is written as
 * the end is when the fault was last seen to end, not when the wait was over.
 *
 * Kinds that need a person stay unseen until one says so; to see one that is
 * open closes it.  The others are seen when they close.  Closed ones stay in the
 * list as a short history.
 *
 * Bounds: one open incident for each kind and subject, of which the files have
 * a limited number, texts are cut, and of closed ones the newest are kept,
 * unseen ones longer.
 *
 * Main thread.  No I/O, no logging; hooks give the time and tell of changes.
 */

#include "service/moment.h"

/* In alphabetical order, as they are told on the bus, kept in files and logged. */
enum incident_kind {
	INCIDENT_BOARD_FOREIGN,
	INCIDENT_BOARD_OFFLINE,
	INCIDENT_BOARD_REFUSED,
	INCIDENT_CLOCK_UNTRUSTED,
	INCIDENT_DISK_FULL,
	INCIDENT_FONT_LACKS,
	INCIDENT_LINE_DOWN,
	INCIDENT_LINE_ECHO,
	INCIDENT_LOG_DAMAGED,
	INCIDENT_RELOAD_REFUSED,
	INCIDENT_THREAD_STUCK,
	INCIDENT_YEAR_UNANNOUNCED,
	INCIDENT_ZONE_CHANGED,
	N_INCIDENT_KINDS,
};

enum incident_level {
	INCIDENT_WARNING,
	INCIDENT_ERR,
};

enum incident_subject {
	SUBJECT_NONE,
	SUBJECT_BOARD,
	SUBJECT_LINE,
	SUBJECT_YEAR,
};

struct incident_type {
	const char *name;
	const char
		*message_id; /* of the journal, 32 hex digits; never changes, the catalog has it */
	enum incident_level level;
	enum incident_subject subject;
	usec_t quiet;
	bool lingers;
	bool needs_person;
};

#define INCIDENT_TEXT_MAX    512 /* bytes, with the NUL */
#define INCIDENT_SUBJECT_MAX 256

struct incident {
	uint64_t id; /* from 1, never given twice */
	enum incident_kind kind;
	enum incident_level level;
	char *subject, *text;
	char *first; /* the first text, where the latest differs; else NULL */
	unsigned count;
	bool open, seen;
	bool barred;           /* the board is kept from showing anything for it */
	usec_t opened, closed; /* wall; 0: not known */

	bool present;                   /* open, and the fault is there */
	bool flaps;                     /* came back too soon: it closes late */
	usec_t mono_opened, mono_ended; /* monotonic, the end of the fault; 0: in another run */
};

enum incident_event {
	INCIDENT_OPENED,
	INCIDENT_CLOSED,
	INCIDENT_SEEN,
};

struct incident_hooks {
	struct moment (*now)(void *userdata);

	/* Once each; a repeat is none. */
	void (*event)(const struct incident *i, enum incident_event event, void *userdata);

	/* Anything in the list has changed. */
	void (*changed)(void *userdata);
};

struct incidents; /* opaque */

extern const struct incident_type incident_types[N_INCIDENT_KINDS];

const char *incident_level_name(enum incident_level level); /* "err", "warning" */
const char *incident_event_name(enum incident_event event); /* "opened", "closed", "seen" */

int incidents_new(struct incidents **ret, const struct incident_hooks *hooks, void *userdata);
struct incidents *incidents_free(struct incidents *l);

/* Before a run's first: one of a former run, whose strings are copied.  -EEXIST, -ENOMEM, -E2BIG.
 */
int incidents_add(struct incidents *l, const struct incident *i);

/* The id that the next one gets; it can only be set to a higher one. */
uint64_t incidents_next_id(const struct incidents *l);
void incidents_set_next_id(struct incidents *l, uint64_t id);

/* Borrowed until the next change; by id. */
const struct incident *incidents_list(const struct incidents *l, size_t *ret_n);

/* NULL: no such one is open. */
const struct incident *incident_find(const struct incidents *l, enum incident_kind kind,
				     const char *subject);

/*
 * The fault is there, or is there once more.  @text may be anything: what does not belong on a
 * terminal is replaced.  -ENOMEM: not kept.
 */
int incident_open(struct incidents *l, enum incident_kind kind, const char *subject,
		  const char *text);

/* The fault is over.  Nothing, where none is open. */
void incident_close(struct incidents *l, enum incident_kind kind, const char *subject);

/* Its subject is no more, or it can not come back: closes at once, whatever its kind. */
void incident_end(struct incidents *l, enum incident_kind kind, const char *subject);

/* Of an open one. */
void incident_set_level(struct incidents *l, enum incident_kind kind, const char *subject,
			enum incident_level level);
void incident_set_barred(struct incidents *l, enum incident_kind kind, const char *subject,
			 bool barred);

/* A person has seen it; 0: all.  -ENOENT: there is none. */
int incident_see(struct incidents *l, uint64_t id);

/* Close what has been quiet for long enough; returns when to ask again, USEC_NEVER: not at all. */
usec_t incidents_tick(struct incidents *l);

DEFINE_CLEANUP(struct incidents *, incidents_free)
