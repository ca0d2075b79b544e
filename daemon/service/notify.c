/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <systemd/sd-daemon.h>

#include "service/alarms.h"
#include "service/notify.h"

#define STATUS_MAX 256

struct notify {
	struct manager *manager;
	sd_event_source *watchdog;
	usec_t interval;
	bool ready, ready_due, said_stuck;
	char status[STATUS_MAX];
};

/* A line whose thread hangs; NULL: none does. */
static struct wire *find_stuck(const struct manager *m)
{
	usec_t now = clock_monotonic();

	for (size_t i = 0; i < m->n_wires; i++)
		if (worker_is_stuck(m->wires[i]->worker, now))
			return m->wires[i];
	for (size_t i = 0; i < m->n_leaving; i++)
		if (worker_is_stuck(m->leaving[i]->worker, now))
			return m->leaving[i];
	return NULL;
}

static int on_watchdog(sd_event_source *s, uint64_t usec, void *userdata)
{
	struct notify *n = userdata;
	struct wire *stuck = find_stuck(n->manager);

	(void) usec;
	if (!stuck)
		(void) sd_notify(false, "WATCHDOG=1");
	else if (!n->said_stuck)
		alarms_stuck(n->manager->alarms, stuck);
	n->said_stuck = stuck != NULL;
	(void) sd_event_source_set_time_relative(s, n->interval);
	(void) sd_event_source_set_enabled(s, SD_EVENT_ONESHOT);
	return 0;
}

static int start_watchdog(struct notify *n)
{
	uint64_t timeout;
	int r = sd_watchdog_enabled(false, &timeout);

	if (r <= 0)
		return r;
	n->interval = timeout / 2;
	return sd_event_add_time_relative(n->manager->event, &n->watchdog, CLOCK_MONOTONIC,
					  n->interval, timeout / 4, on_watchdog, n);
}

int notify_new(struct notify **ret, struct manager *manager)
{
	_cleanup_(notify_freep) struct notify *n = calloc(1, sizeof(*n));
	int r;

	if (!n)
		return -ENOMEM;
	n->manager = manager;
	r = start_watchdog(n);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(n);
	return 0;
}

struct notify *notify_free(struct notify *n)
{
	if (!n)
		return NULL;
	sd_event_source_disable_unref(n->watchdog);
	free(n);
	return NULL;
}

void notify_ready(struct notify *n)
{
	if (n->ready)
		return;
	/* It takes a descriptor for the moment; who waits for it must not wait in vain. */
	n->ready_due = sd_notify(false, "READY=1") < 0;
	n->ready = !n->ready_due;
	if (n->ready_due)
		manager_again(n->manager);
}

void notify_reloading(void)
{
	(void) sd_notifyf(false, "RELOADING=1\nMONOTONIC_USEC=%" PRIu64, clock_monotonic());
}

void notify_reloaded(void)
{
	(void) sd_notify(false, "READY=1");
}

void notify_stopping(void)
{
	(void) sd_notify(false, "STOPPING=1");
}

static size_t add_boards(const struct manager *m, char *buf, size_t size)
{
	static const enum board_state order[] = {
		BOARD_VERIFIED, BOARD_ACKNOWLEDGED, BOARD_DARK,    BOARD_SENDING, BOARD_UNKNOWN,
		BOARD_BACKOFF,  BOARD_OFFLINE,      BOARD_BLANKED, BOARD_HELD,
	};
	const char *separator = ": ";
	int n = snprintf(buf, size, "%zu board%s", m->n_devices, m->n_devices == 1 ? "" : "s");

	for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
		unsigned count = 0;

		for (size_t j = 0; j < m->n_devices; j++)
			count += m->devices[j]->board.state == order[i];
		if (!count)
			continue;
		n += snprintf(buf + n, size - (size_t) n, "%s%u %s", separator, count,
			      board_state_name(order[i]));
		separator = ", ";
	}
	return (size_t) n;
}

static void add_next(const struct manager *m, char *buf, size_t size)
{
	static const char *const notes[] = {
		[CLOCK_TRUSTED] = "",
		[CLOCK_UNTRUSTED] = "; the clock is not trusted, the filler plays",
		[CLOCK_REHEARSED] = "; rehearsal",
	};
	enum clock_trust trust = clock_trust(m->clock);
	int64_t s;
	day_t day;

	if (trust == CLOCK_UNTRUSTED || m->next_change == USEC_NEVER) {
		snprintf(buf, size, "%s", notes[trust]);
		return;
	}
	s = zone_wall(&m->loaded->config->zone, m->next_change, &day) / MSEC_PER_SEC;
	snprintf(buf, size, "; next change %02d:%02d:%02d%s", (int) (s / 3600), (int) (s / 60 % 60),
		 (int) (s % 60), notes[trust]);
}

void notify_status(struct notify *n)
{
	char status[STATUS_MAX];
	size_t used;

	if (n->ready_due)
		notify_ready(n);
	used = add_boards(n->manager, status, sizeof(status));

	add_next(n->manager, status + used, sizeof(status) - used);
	if (strcmp(status, n->status) == 0)
		return;
	memcpy(n->status, status, sizeof(status));
	(void) sd_notifyf(false, "STATUS=%s", status);
}
