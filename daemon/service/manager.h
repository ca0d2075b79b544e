/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The service as a whole: the event loop, the set of files in force, the lines
 * and boards, and the one question that everything follows from, asked at the
 * start, at each instant that the last answer named, after each reload and
 * whenever the clock was set: what should each board show now?
 *
 * What the answers lead to is done once per turn of the loop, after all that
 * happened in it ("settling"): jobs go to the lines, changes to the bus, the
 * status line to the service manager.
 */

#include <systemd/sd-event.h>

#include "service/clock.h"
#include "service/content.h"
#include "service/device.h"
#include "service/loaded.h"
#include "service/playlog.h"
#include "service/rollback.h"
#include "service/wire.h"

struct alarms;
struct bus;
struct keeper;
struct log_reader;
struct notify;
struct postings;
struct sd_bus_message;
struct sets;

struct manager_options {
	struct config_paths paths;
	usec_t rehearse;         /* 0: no rehearsal */
	const char *runtime_dir; /* NULL: none */
	const char *state_dir;   /* NULL: none */
	struct sets *sets;       /* of it; borrowed */
	const struct beginning *beginning;
};

struct manager {
	const struct manager_options *options;
	sd_event *event;
	struct clock *clock;
	struct bus *bus;
	struct notify *notify;
	struct keeper *keeper;
	struct flash *flash;
	struct alarms *alarms;
	struct playlog *playlog;
	struct log_reader *log_reader; /* NULL: no log is kept */
	sd_event_source *settle;

	struct loaded *loaded;
	usec_t loaded_at;
	int reload_failed;  /* 0: the last one went well */
	char *reload_error; /* its mistakes; NULL: none, or no memory to keep them */
	struct sets *sets;
	struct sd_bus_message *rollback_call; /* waits until its rollback is kept; NULL: none */
	struct postings *postings;
	struct orders orders; /* of the postings */

	struct wire **wires;
	size_t n_wires;
	struct device **devices; /* in the order of the set in force */
	size_t n_devices;
	struct wire **leaving; /* lines that a reload removed and that have a job in hand */
	size_t n_leaving;

	struct content_cache contents;
	usec_t next_change; /* of the timeline */
	struct moment seen; /* when it was last asked what to show; @wall 0: not known */
	day_t log_day;      /* today, as the play log knows */
	day_t calendar_day; /* in China: for which what the calendar misses was said last */
	bool told_all;      /* false: tell everything of every object anew */
	usec_t again_at; /* monotonic: something was short, play again; USEC_NEVER: all is well */
	bool said_short;
};

int manager_new(struct manager **ret, const struct manager_options *options, struct loaded *loaded);
struct manager *manager_free(struct manager *m);

/* Until SIGTERM or SIGINT. */
int manager_run(struct manager *m);

/* Read the files again, for @who as in chronicle.h.  *ret_errors: borrowed, NULL when there are
 * none.  -EINVAL: mistakes. */
int manager_reload(struct manager *m, const char *who, const char **ret_errors);

/* Put a set in force, for @who; all but saying so where it is refused. */
int manager_take(struct manager *m, struct loaded *loaded, const struct complaints *said,
		 const char *who);

/* Of the last reload, for people; "": it went well. */
const char *manager_reload_error(const struct manager *m);

struct moment manager_moment(const struct manager *m);

/* What the board should show at @at: of the timeline. */
struct decision manager_decide(const struct manager *m, unsigned board, usec_t at);

/* What boards should show has changed. */
void manager_play(struct manager *m);

/* Something has happened: settle at the end of this turn of the loop. */
void manager_poke(struct manager *m);

/* Something of what the boards hang on could not be had: play again in a moment. */
void manager_again(struct manager *m);

struct device *manager_find_device(const struct manager *m, const char *name);
struct wire *manager_find_wire(const struct manager *m, const char *name);

DEFINE_CLEANUP(struct manager *, manager_free)
