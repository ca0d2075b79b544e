/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>
#include <systemd/sd-id128.h>

#include "service/clock.h"

/* How often an untrusted clock is looked at again.  Only then. */
#define POLL_INTERVAL (5 * USEC_PER_SEC)

/* Wake at the microsecond: sd-event would otherwise bundle wake-ups within 250 ms. */
#define ACCURACY 1

#define TIMESYNC_MARK "/run/systemd/timesync/synchronized"
#define MEMORY_NAME   "clock-synchronised"

struct clock {
	sd_event *event;
	const struct clock_hooks *hooks;
	void *userdata;

	enum clock_trust trust;
	bool needs_sync, synchronised;
	usec_t end;
	usec_t rehearse, rehearse_from; /* @rehearse was the time at @rehearse_from, monotonic */
	char *memory;                   /* path of the mark; NULL: not remembered */

	int set_fd; /* readable when the clock was set */
	sd_event_source *set_source, *poll_source;
	sd_event_source *alarm; /* on the clock of the timeline */
	clockid_t alarm_clock;
};

static const char *const trust_names[] = {
	[CLOCK_TRUSTED] = "trusted",
	[CLOCK_UNTRUSTED] = "untrusted",
	[CLOCK_REHEARSED] = "rehearsed",
};

const char *clock_trust_name(enum clock_trust trust)
{
	return trust_names[trust];
}

_Static_assert(sizeof(time_t) >= 8, "2038 is not the end: build with _TIME_BITS=64");

static usec_t read_clock(clockid_t id)
{
	struct timespec ts;

	if (clock_gettime(id, &ts) < 0 || ts.tv_sec < 0)
		return 0;
	return (usec_t) ts.tv_sec * USEC_PER_SEC + (usec_t) ts.tv_nsec / 1000;
}

usec_t clock_monotonic(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

enum clock_trust clock_trust(const struct clock *c)
{
	return c->trust;
}

usec_t clock_now(const struct clock *c)
{
	if (c->rehearse > 0)
		return c->rehearse + (clock_monotonic() - c->rehearse_from);
	return read_clock(CLOCK_REALTIME);
}

usec_t clock_timeline(const struct clock *c)
{
	return c->trust == CLOCK_UNTRUSTED ? clock_monotonic() : clock_now(c);
}

enum clock_trust clock_judge(const struct clock_facts *facts)
{
	if (facts->now >= facts->end)
		return CLOCK_UNTRUSTED;
	if (facts->rehearsed)
		return CLOCK_REHEARSED;
	if (facts->now < facts->build)
		return CLOCK_UNTRUSTED;
	return facts->needs_sync && !facts->synchronised ? CLOCK_UNTRUSTED : CLOCK_TRUSTED;
}

/* Has anything, any NTP client, synchronised the kernel's clock?  Where we may not look, others can
 * be asked: see clock_hooks. */
static bool machine_is_synchronised(void)
{
	struct timex tx = { 0 };
	int state = adjtimex(&tx);

	if (state >= 0 && state != TIME_ERROR && !(tx.status & STA_UNSYNC))
		return true;
	return access(TIMESYNC_MARK, F_OK) == 0;
}

static bool boot_id(char buf[static SD_ID128_STRING_MAX])
{
	sd_id128_t id;

	if (sd_id128_get_boot(&id) < 0)
		return false;
	sd_id128_to_string(id, buf);
	return true;
}

/* A mark of an earlier boot, left where nothing empties the directory, says nothing. */
static bool is_remembered(const char *path)
{
	char boot[SD_ID128_STRING_MAX], seen[SD_ID128_STRING_MAX] = "";
	FILE *f;

	if (!path || !boot_id(boot))
		return false;
	f = fopen(path, "re");
	if (!f)
		return false;
	if (!fgets(seen, sizeof(seen), f))
		seen[0] = '\0';
	fclose(f);
	return strcmp(seen, boot) == 0;
}

/* At worst the next start waits for the clock again. */
static void remember(const char *path)
{
	char boot[SD_ID128_STRING_MAX];
	FILE *f;

	if (!path || !boot_id(boot))
		return;
	f = fopen(path, "we");
	if (!f)
		return;
	fputs(boot, f);
	fclose(f);
}

static void look(struct clock *c)
{
	struct clock_facts facts = {
		.rehearsed = c->rehearse > 0,
		.needs_sync = c->needs_sync,
		.now = clock_now(c),
		.build = (usec_t) PUFA_BUILD_EPOCH * USEC_PER_SEC,
		.end = c->end,
	};

	/* Once since boot is enough: a clock does not unlearn the time when its server goes. */
	if (!c->synchronised && c->needs_sync && machine_is_synchronised()) {
		c->synchronised = true;
		remember(c->memory);
	}
	facts.synchronised = c->synchronised;
	c->trust = clock_judge(&facts);
}

static clockid_t timeline_clock(const struct clock *c)
{
	return c->trust == CLOCK_TRUSTED ? CLOCK_REALTIME : CLOCK_MONOTONIC;
}

/* Whoever looks in between, as each alarm does, does not put off the next look. */
static int arm_poll(struct clock *c)
{
	int r;

	if (c->trust != CLOCK_UNTRUSTED)
		return sd_event_source_set_enabled(c->poll_source, SD_EVENT_OFF);
	if (sd_event_source_get_enabled(c->poll_source, NULL) > 0)
		return 0;
	r = sd_event_source_set_time_relative(c->poll_source, POLL_INTERVAL);
	return r < 0 ? r : sd_event_source_set_enabled(c->poll_source, SD_EVENT_ONESHOT);
}

/* What was computed is void then, and computed anew. */
static bool trust_changed(struct clock *c)
{
	enum clock_trust before = c->trust;

	look(c);
	(void) arm_poll(c);
	if (c->trust != before)
		c->hooks->changed(c->userdata);
	return c->trust != before;
}

/* The end of all that is planned comes by an alarm, too. */
static int on_alarm(sd_event_source *s, uint64_t usec, void *userdata)
{
	struct clock *c = userdata;

	(void) s;
	(void) usec;
	if (!trust_changed(c))
		c->hooks->due(c->userdata);
	return 0;
}

/* An instant of the timeline on the clock that the alarm runs on. */
static usec_t to_alarm_clock(const struct clock *c, usec_t at)
{
	if (c->trust != CLOCK_REHEARSED)
		return at;
	return at > c->rehearse ? c->rehearse_from + (at - c->rehearse) : c->rehearse_from;
}

int clock_wake_at(struct clock *c, usec_t at)
{
	clockid_t id = timeline_clock(c);
	int r;

	if (c->alarm && c->alarm_clock != id)
		c->alarm = sd_event_source_disable_unref(c->alarm);
	if (at == USEC_NEVER)
		return c->alarm ? sd_event_source_set_enabled(c->alarm, SD_EVENT_OFF) : 0;

	at = to_alarm_clock(c, at);
	if (!c->alarm) {
		c->alarm_clock = id;
		return sd_event_add_time(c->event, &c->alarm, id, at, ACCURACY, on_alarm, c);
	}
	r = sd_event_source_set_time(c->alarm, at);
	return r < 0 ? r : sd_event_source_set_enabled(c->alarm, SD_EVENT_ONESHOT);
}

static int on_poll(sd_event_source *s, uint64_t usec, void *userdata)
{
	struct clock *c = userdata;

	(void) s;
	(void) usec;
	(void) trust_changed(c);
	if (c->needs_sync && !c->synchronised && c->hooks->unsure)
		c->hooks->unsure(c->userdata);
	return 0;
}

void clock_synchronised(struct clock *c)
{
	if (c->synchronised)
		return;
	c->synchronised = true;
	remember(c->memory);
	if (c->trust != CLOCK_REHEARSED)
		(void) trust_changed(c);
}

/* An alarm that never rings, but is cancelled by the kernel whenever the clock is set. */
static int arm_set_fd(int fd)
{
	struct itimerspec its = { .it_value.tv_sec = (time_t) (USEC_NEVER / 2 / USEC_PER_SEC) };

	return timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &its, NULL) < 0
		       ? -errno
		       : 0;
}

static int on_set(sd_event_source *s, int fd, uint32_t revents, void *userdata)
{
	struct clock *c = userdata;
	uint64_t n;

	(void) s;
	(void) revents;
	if (read(fd, &n, sizeof(n)) < 0 && errno == EAGAIN)
		return 0;
	(void) arm_set_fd(fd);
	if (c->rehearse > 0)
		return 0;
	look(c);
	(void) arm_poll(c);
	c->hooks->changed(c->userdata);
	return 0;
}

static int watch_clock(struct clock *c)
{
	int r;

	c->set_fd = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	if (c->set_fd < 0)
		return -errno;
	r = arm_set_fd(c->set_fd);
	if (r < 0)
		return r;
	r = sd_event_add_io(c->event, &c->set_source, c->set_fd, EPOLLIN, on_set, c);
	if (r < 0)
		return r;
	r = sd_event_add_time(c->event, &c->poll_source, CLOCK_MONOTONIC, 0, USEC_PER_SEC, on_poll,
			      c);
	if (r < 0)
		return r;
	return arm_poll(c);
}

int clock_new(struct clock **ret, sd_event *event, const struct clock_options *options,
	      const struct clock_hooks *hooks, void *userdata)
{
	_cleanup_(clock_freep) struct clock *c = calloc(1, sizeof(*c));
	int r;

	if (!c)
		return -ENOMEM;
	c->set_fd = -1;
	c->event = sd_event_ref(event);
	c->hooks = hooks;
	c->userdata = userdata;
	c->needs_sync = options->needs_sync;
	c->rehearse = options->rehearse;
	c->rehearse_from = clock_monotonic();
	c->end = options->end ? options->end : USEC_NEVER;
	if (options->memory && asprintf(&c->memory, "%s/" MEMORY_NAME, options->memory) < 0)
		return -ENOMEM;
	c->synchronised = is_remembered(c->memory);
	look(c);
	r = watch_clock(c);
	if (r < 0)
		return r;

	*ret = TAKE_PTR(c);
	return 0;
}

struct clock *clock_free(struct clock *c)
{
	if (!c)
		return NULL;
	sd_event_source_disable_unref(c->alarm);
	sd_event_source_disable_unref(c->poll_source);
	sd_event_source_disable_unref(c->set_source);
	if (c->set_fd >= 0)
		close(c->set_fd);
	sd_event_unref(c->event);
	free(c->memory);
	free(c);
	return NULL;
}

void clock_set_site(struct clock *c, bool needs_sync, usec_t end)
{
	c->needs_sync = needs_sync;
	c->end = end;
	look(c);
	(void) arm_poll(c);
}
