/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * One piece of work for a line, and what came of it: plain values that are
 * copied between the main thread and the line's own.
 *
 * job_run() is straight-line code over the driver's operations.  It runs on the
 * line's thread and decides nothing: whether what was read is what was wanted
 * is for the board to say.
 */

#include "pufa/driver.h"

enum job_kind {
	JOB_SHOW,   /* show @page; read back where asked */
	JOB_READ,   /* what does the board hold? */
	JOB_PROBE,  /* is it there? */
	JOB_DARKEN, /* by its power, else by clearing it, else by an empty page */
	JOB_TEND,   /* nothing but what goes along */
	JOB_STORE,  /* have it keep @page for after a power cut */
	JOB_IDENTIFY,
};

struct job {
	enum job_kind kind;
	bool power_on;  /* first; a profile without a power register has nothing to do */
	bool read_back; /* JOB_SHOW, and JOB_DARKEN by anything but power */

	/* What goes along: after the work itself, and only where that went well. */
	bool set_brightness, set_clock;
	unsigned brightness; /* percent */
	struct wall_time clock;

	const struct driver *driver;
	void *state;     /* the board's; touched by nobody else while the job is in flight */
	usec_t deadline; /* of the whole job, monotonic */
	bool has_page;
	struct page page; /* JOB_SHOW, JOB_STORE; JOB_READ: what it should be found to hold, if
			     @has_page */
};

/* How something that went along went. */
struct tending {
	bool tried;
	int error;
	int percent; /* of the brightness */
};

struct result {
	enum job_kind kind;
	int error;      /* 0, or a negative errno of pufa/driver.h */
	int cause;      /* behind -ENODEV, as in struct line; else 0 */
	bool echoes;    /* as in struct line */
	bool power_off; /* JOB_DARKEN: done by the board's power */
	bool has_page;
	bool differs;     /* read back, and something else that can not be told */
	struct page page; /* as read back */
	struct tending brightness, clock;
	struct identity identity; /* JOB_IDENTIFY */
};

void job_run(const struct job *job, struct line *line, struct result *ret);
