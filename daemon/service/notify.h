/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What the service manager is told: ready, reloading, stopping, one line of
 * status, and the watchdog's ping.  A ping means that the loop turns and that no
 * line's thread is stuck.  Main thread.  Without a service manager all of it
 * does nothing.
 */

#include "service/manager.h"

int notify_new(struct notify **ret, struct manager *manager);
struct notify *notify_free(struct notify *n);

/* Once: the first time that it is called; where that can not be said just now, soon after. */
void notify_ready(struct notify *n);

void notify_reloading(void);
void notify_reloaded(void);
void notify_stopping(void);

/* Says how things are, if that is not what was said last. */
void notify_status(struct notify *n);

DEFINE_CLEANUP(struct notify *, notify_free)
