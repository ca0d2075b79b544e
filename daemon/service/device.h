/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A board in service: the state machine with all that makes it real, the
 * driver's state, the timer, the line, the words for the log.  Main thread; the
 * driver's state is lent to the line's thread with each job.
 */

#include <systemd/sd-event.h>

#include "service/board.h"
#include "service/flash.h"
#include "service/loaded.h"
#include "service/plays.h"

struct manager;
struct wire;

struct device {
	struct manager *manager;
	struct wire *wire;
	struct device *next; /* in the line's queue */
	char *name;
	struct board board;
	struct plays plays; /* as last told in the play log */
	sd_event_source *timer;

	/* In the set in force; renewed by each reload. */
	const struct config_board *config;
	unsigned index;
	const char *rule; /* the name of the one behind what it should show; "": none */
	bool provisional; /* what it should show today; see schedule_is_provisional() */

	/* The driver's state, and the set that it points into. */
	void *state;
	struct loaded *loaded;

	/* Where a reload comes while a job is in flight: what takes over after it. */
	void *next_state;
	struct loaded *next_loaded;
	unsigned alarms;   /* the kinds of incidents that are open for it; see alarms.h */
	enum bar told_bar; /* as last said in the log */
	bool cut_off;      /* the last of its jobs that failed did so because its line was down */
	const char
		*lacks; /* a text of the set that it can not show, as it should now; NULL: none */
	bool gone;      /* removed by a reload while a job is in flight */

	/* What it was tended for last. */
	day_t clock_day;        /* its clock */
	struct level_now level; /* its brightness, asked for at @level_at of the timeline */
	usec_t level_at;
	usec_t store_again;              /* its fallback: not before, monotonic */
	bool store_asked;                /* a try is being written down, */
	day_t store_day;                 /* as one of this day */
	int store_refused;               /* why not, as last said */
	char store_hash[FLASH_HASH_MAX]; /* of what it is being given to keep */

	/* How many pages the last message has here. */
	const struct message *paged;
	unsigned n_pages;

	/* As last told on the bus; contents are references. */
	struct {
		enum board_state state;
		struct showing shown, wanted;
		const char *rule;
		bool provisional;
		int error, cause;
		usec_t error_at;
	} told;
};

/* @index: of the board in @loaded. */
int device_new(struct device **ret, struct manager *manager, struct wire *wire,
	       struct loaded *loaded, unsigned index);
struct device *device_free(struct device *d);

/* Is the board of @loaded this one in every respect that its content depends on? */
bool device_is(const struct device *d, const struct config_board *config);

/* The state of a driver for a board of a set.  -ENOMEM; -EINVAL: no such address. */
int device_new_state(void **ret, const struct config *config, unsigned index);

/* Go on as the board @index of another set, with a @state made for it, which is taken over. */
void device_adopt(struct device *d, struct loaded *loaded, unsigned index, void *state);

/* It is in no set any more.  Frees it now, or when its job is done. */
void device_remove(struct device *d);

/* Its job is done.  May free the device. */
void device_done(struct device *d, const struct result *result);

/* Its clock may be wrong again: the machine's was set. */
void device_clock_changed(struct device *d);

/* Make it show what @decision says at @now of the timeline; returns when to ask again. */
usec_t device_play(struct device *d, const struct decision *decision, usec_t now);

DEFINE_CLEANUP(struct device *, device_free)
