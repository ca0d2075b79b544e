/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * When a device needs what: its brightness by the site's levels, its own clock
 * once a day, and the page that it keeps for after a power cut where that is
 * not there yet.  Main thread.
 */

#include "service/device.h"

/* Ask for what is due at @now of the timeline.  Returns when to ask again. */
usec_t device_tend(struct device *d, usec_t now);

/* The local time, for a job that sets the board's clock. */
void device_wall_time(const struct device *d, struct wall_time *ret);

/* A try to have it keep its page is over. */
void device_stored(struct device *d);
