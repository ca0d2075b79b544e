/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The service's clock, the only file that reads the wall clock.
 *
 * It knows whether the time can be trusted.  It can not when it is earlier
 * than the build or later than anything is planned for, nor, where the site says `clock = "ntp"`,
 * as long as nothing has synchronised it since boot.  Until then the timeline is the monotonic
 * clock.  In a rehearsal the clock starts at a given time, runs by the
 * monotonic clock, and what happens to the machine's clock is of no concern.
 *
 * It holds the one alarm of the schedule, and calls when the clock was set or
 * trust changed.  Main thread; lives on the event loop.  While the clock is
 * trusted nothing here wakes up but the alarm.
 */

#include <systemd/sd-event.h>

#include "pufa/base.h"

enum clock_trust {
	CLOCK_TRUSTED,
	CLOCK_UNTRUSTED,
	CLOCK_REHEARSED,
};

struct clock_hooks {
	/* The instant given to clock_wake_at() has come. */
	void (*due)(void *userdata);

	/* The clock was set, or trust in it changed: whatever was computed from it is void. */
	void (*changed)(void *userdata);

	/* Now and then while nothing is known to have synchronised the clock: whoever can find out
	 * may call clock_synchronised(), later.  NULL: nobody can. */
	void (*unsure)(void *userdata);
};

struct clock_options {
	usec_t rehearse; /* start at this time; 0: no rehearsal */
	bool needs_sync; /* trusted only once synchronised since boot */
	usec_t end;      /* nothing is planned from then on: no such time is trusted; 0: none */
	const char *
		memory; /* a directory emptied at boot, to remember that across restarts; or NULL */
};

struct clock;

int clock_new(struct clock **ret, sd_event *event, const struct clock_options *options,
	      const struct clock_hooks *hooks, void *userdata);
struct clock *clock_free(struct clock *c);

DEFINE_CLEANUP(struct clock *, clock_free)

/* After a reload.  Does not call changed(): the caller is about to ask again anyway. */
void clock_set_site(struct clock *c, bool needs_sync, usec_t end);

/* Something has synchronised the machine's clock. */
void clock_synchronised(struct clock *c);

enum clock_trust clock_trust(const struct clock *c);
const char *clock_trust_name(enum clock_trust trust); /* "trusted" */

/* The wall clock as far as anybody knows, or the rehearsed one. */
usec_t clock_now(const struct clock *c);

/* CLOCK_MONOTONIC: for deadlines and pauses. */
usec_t clock_monotonic(void);

/* The timeline that the schedule runs by: clock_now(), or the monotonic clock while untrusted. */
usec_t clock_timeline(const struct clock *c);

/* Call due() once at @at of the timeline; it replaces what was asked before.  USEC_NEVER: none. */
int clock_wake_at(struct clock *c, usec_t at);

/* What is known of the machine's clock, and what follows from it.  Pure. */
struct clock_facts {
	bool rehearsed, needs_sync, synchronised;
	usec_t now, build, end;
};
enum clock_trust clock_judge(const struct clock_facts *facts);
