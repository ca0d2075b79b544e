/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * When a device needs what: its brightness by the site's levels, its own clock
 * once a day, and the page that it keeps for after a power cut where that is
 * not there yet.  Main thread.
 *
 * A page to be kept is given to the board in two steps, for boards' memories
 * wear: the try is counted, and when the count is on the disk it is made.
 */

#include "service/device.h"

/* The counts of what boards keep.  Nothing of it keeps a board from showing what it should. */
int tend_open(struct manager *m);

/* Ask for what is due at @now of the timeline.  Returns when to ask again. */
usec_t device_tend(struct device *d, usec_t now);

/* The local time, for a job that sets the board's clock. */
void device_wall_time(const struct device *d, struct wall_time *ret);

/* A try to have it keep its page is over. */
void device_stored(struct device *d);
