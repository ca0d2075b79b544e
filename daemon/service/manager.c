/* SPDX-License-Identifier: MIT */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "config/calendar.h"
#include "config/zonefile.h"
#include "service/alarms.h"
#include "service/bus.h"
#include "service/chronicle.h"
#include "service/keeper.h"
#include "service/log.h"
#include "service/manager.h"
#include "service/notify.h"
#include "service/postings.h"
#include "service/reload.h"
#include "service/tend.h"

#define NO_DAY       INT32_MIN
#define ZONE_WHY_MAX 256

/* When memory was short for what the boards hang on, it is tried again so soon. */
#define AGAIN_AFTER  (500 * USEC_PER_MSEC)
#define EVENT_PAUSE  100 /* ms */
#define CHINA_OFFSET (8 * USEC_PER_HOUR)

struct moment manager_moment(const struct manager *m)
{
	return (struct moment){
		.mono = clock_monotonic(),
		.wall = clock_trust(m->clock) == CLOCK_UNTRUSTED ? 0 : clock_now(m->clock),
	};
}

struct decision manager_decide(const struct manager *m, unsigned board, usec_t at)
{
	const struct programme *p = m->loaded->config->programme;

	if (clock_trust(m->clock) == CLOCK_UNTRUSTED)
		return schedule_untrusted(p, at);
	return schedule_at(p, &m->orders, board, at);
}

void manager_again(struct manager *m)
{
	if (m->again_at == USEC_NEVER)
		m->again_at = clock_monotonic() + AGAIN_AFTER;
}

void manager_poke(struct manager *m)
{
	if (sd_event_source_set_enabled(m->settle, SD_EVENT_ONESHOT) < 0)
		manager_again(m);
}

struct device *manager_find_device(const struct manager *m, const char *name)
{
	for (size_t i = 0; i < m->n_devices; i++)
		if (strcmp(m->devices[i]->name, name) == 0)
			return m->devices[i];
	return NULL;
}

struct wire *manager_find_wire(const struct manager *m, const char *name)
{
	for (size_t i = 0; i < m->n_wires; i++)
		if (strcmp(m->wires[i]->name, name) == 0)
			return m->wires[i];
	return NULL;
}

static void on_missing(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	(void) severity;
	if (at.file)
		log_warn(LOG_SERVICE, "%s:%u: %s", at.file, at.line, message);
	else
		log_warn(LOG_SERVICE, "%s", message);
}

/*
 * The zone that was read stays in force until a reload, whatever an upgrade has put on the disk:
 * boards do not change their times by themselves.  Looked at once a day, and when the clock was
 * set; alarms.c makes an incident of it.
 */
static void watch_zone(struct manager *m)
{
	const struct zone *zone = &m->loaded->config->zone;
	struct zone found = { 0 };
	int r = zone_table_load(&found, zone->name);
	char why[ZONE_WHY_MAX] = "";

	if (r < 0)
		snprintf(why, sizeof(why),
			 "zone %s can not be read any more, a reload would fail: %s", zone->name,
			 strerror(-r));
	else if (!zone_table_same(zone, &found))
		snprintf(why, sizeof(why),
			 "zone %s was changed on the disk: what was read before stays in force "
			 "until a reload",
			 zone->name);
	if (r >= 0)
		zone_table_done(&found);
	alarms_zone(m->alarms, why);
}

/*
 * What the calendar misses, once a day and after each load.  Nothing of it stops a board: it is a
 * warning here, whatever a check of the files calls it.
 */
static void warn_of_calendar(struct manager *m)
{
	struct diag diag = { .emit = on_missing };
	day_t today;

	if (clock_trust(m->clock) == CLOCK_UNTRUSTED)
		return;
	today = (day_t) ((clock_timeline(m->clock) + CHINA_OFFSET) / USEC_PER_DAY);
	if (today == m->calendar_day)
		return;
	m->calendar_day = today;
	watch_zone(m);
	calendar_check_date(m->loaded->config->calendar, today, true, &diag);
	alarms_calendar(m->alarms, today);
}

/* Every board gets what it should show now; the alarm is set for when that changes. */
void manager_play(struct manager *m)
{
	usec_t now = clock_timeline(m->clock), next = chronicle_day(m, now);

	if (clock_trust(m->clock) != CLOCK_UNTRUSTED)
		postings_expire(m->postings, now);
	warn_of_calendar(m);
	for (unsigned i = 0; i < m->n_devices; i++) {
		struct decision d = manager_decide(m, i, now);
		usec_t until = device_play(m->devices[i], &d, now);
		usec_t again = device_tend(m->devices[i], now);

		if (until < next)
			next = until;
		if (again < next)
			next = again;
	}
	m->next_change = next;
	if (clock_wake_at(m->clock, next) < 0)
		manager_again(m);
	manager_poke(m);
}

static void play_again(struct manager *m)
{
	bool said = m->said_short;

	if (!said)
		log_err(LOG_SERVICE,
			"memory or descriptors are short; the boards play on as well as "
			"it goes, and what could not be done is tried again");
	m->again_at = USEC_NEVER;
	manager_play(m);
	m->said_short = m->again_at != USEC_NEVER;
	if (said && !m->said_short)
		log_info(LOG_SERVICE, "memory and descriptors are there again");
}

static void on_due(void *userdata)
{
	manager_play(userdata);
}

static void on_clock_changed(void *userdata)
{
	struct manager *m = userdata;

	log_info(LOG_SERVICE, "the clock was changed; it is %s",
		 clock_trust_name(clock_trust(m->clock)));
	watch_zone(m);
	chronicle_clock(m);
	for (size_t i = 0; i < m->n_devices; i++)
		device_clock_changed(m->devices[i]);
	postings_clock_changed(m->postings);
	manager_play(m);
}

static void on_clock_unsure(void *userdata)
{
	struct manager *m = userdata;

	bus_ask_time(m->bus);
}

static const struct clock_hooks clock_hooks = { on_due, on_clock_changed, on_clock_unsure };

/* Lines that left and have no job in hand any more. */
static void free_left(struct manager *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n_leaving; i++) {
		if (m->leaving[i]->current || m->leaving[i]->asking)
			m->leaving[n++] = m->leaving[i];
		else
			wire_free(m->leaving[i]);
	}
	m->n_leaving = n;
}

static int on_settle(sd_event_source *s, void *userdata)
{
	struct manager *m = userdata;

	(void) s;
	free_left(m); /* first: a port that changed hands is free then */
	for (size_t i = 0; i < m->n_wires; i++)
		wire_kick(m->wires[i]);
	alarms_settle(m->alarms);
	bus_flush(m->bus);
	notify_status(m->notify);
	return 0;
}

/* Of all that can be planned. */
static usec_t span_end(const struct config *c)
{
	return zone_midnight(&c->zone, DAY_LAST + 1);
}

static void set_reload_error(struct manager *m, int error, char *text)
{
	free(m->reload_error);
	m->reload_error = text;
	m->reload_failed = error;
}

const char *manager_reload_error(const struct manager *m)
{
	if (m->reload_failed == 0)
		return "";
	return m->reload_error ? m->reload_error : strerror(-m->reload_failed);
}

static int refuse(struct manager *m, struct complaints *said, int error)
{
	log_lines(LOG_ERR, said->errors);
	log_err(LOG_SERVICE, "the new files are refused (%s); the running set stays",
		error == -EINVAL ? "mistakes" : strerror(-error));
	set_reload_error(m, error, TAKE_PTR(said->errors));
	alarms_refused(m->alarms, manager_reload_error(m));
	return error;
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static void accept_set(struct manager *m, const struct complaints *said)
{
	const struct config *c = m->loaded->config;

	log_lines(LOG_WARNING, said->warnings);
	m->calendar_day = NO_DAY;
	set_reload_error(m, 0, NULL);
	watch_zone(m);
	clock_set_site(m->clock, c->site.clock == SITE_CLOCK_NTP, span_end(c));
	m->loaded_at = manager_moment(m).wall;
	log_info(LOG_SERVICE, "new files in force: %zu board%s on %zu line%s, digest %.12s",
		 c->n_boards, plural(c->n_boards), c->n_lines, plural(c->n_lines), c->digest);
}

int manager_take(struct manager *m, struct loaded *loaded, const struct complaints *said,
		 const char *who)
{
	int r = reload_apply(m, loaded);

	if (r < 0)
		return r;
	accept_set(m, said);
	chronicle_set(m, who);
	manager_play(m);
	return 0;
}

static int reload(struct manager *m, const char *who)
{
	_cleanup_(complaints_done) struct complaints said = { 0 };
	_cleanup_(loaded_unrefp) struct loaded *loaded = NULL;
	int r;

	r = loaded_new(&loaded, &m->options->paths, drivers, &said);
	if (r >= 0)
		r = manager_take(m, loaded, &said, who);
	if (r < 0)
		return refuse(m, &said, r);
	rollback_over(m);
	return 0;
}

int manager_reload(struct manager *m, const char *who, const char **ret_errors)
{
	int r;

	notify_reloading();
	r = reload(m, who);
	notify_reloaded();
	manager_poke(m);
	*ret_errors = r < 0 ? manager_reload_error(m) : NULL;
	return r;
}

static int on_hup(sd_event_source *s, const struct signalfd_siginfo *si, void *userdata)
{
	const char *errors;

	(void) s;
	(void) si;
	(void) manager_reload(userdata, "SIGHUP", &errors);
	return 0;
}

/* The boards keep what they show: nobody wants them dark for an upgrade. */
static int on_stop(sd_event_source *s, const struct signalfd_siginfo *si, void *userdata)
{
	(void) si;
	(void) userdata;
	notify_stopping();
	return sd_event_exit(sd_event_source_get_event(s), 0);
}

static int watch_signals(struct manager *m)
{
	static const struct {
		int signal;
		sd_event_signal_handler_t handler;
	} signals[] = { { SIGHUP, on_hup }, { SIGTERM, on_stop }, { SIGINT, on_stop } };
	sigset_t mask;

	sigemptyset(&mask);
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		sigaddset(&mask, signals[i].signal);
	if (sigprocmask(SIG_BLOCK, &mask, NULL) < 0)
		return -errno;
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		int r = sd_event_add_signal(m->event, NULL, signals[i].signal, signals[i].handler,
					    m);
		if (r < 0)
			return r;
	}
	return 0;
}

static void on_stuck(bool stuck, void *userdata)
{
	struct manager *m = userdata;

	alarms_disk_stuck(m->alarms, stuck);
}

static int start(struct manager *m, struct loaded *loaded)
{
	const struct clock_options options = {
		.rehearse = m->options->rehearse,
		.needs_sync = loaded->config->site.clock == SITE_CLOCK_NTP,
		.end = span_end(loaded->config),
		.memory = m->options->runtime_dir,
	};
	int r;

	r = sd_event_new(&m->event);
	if (r < 0)
		return r;
	r = watch_signals(m);
	if (r < 0)
		return r;
	r = sd_event_add_defer(m->event, &m->settle, on_settle, m);
	if (r < 0)
		return r;
	r = clock_new(&m->clock, m->event, &options, &clock_hooks, m);
	if (r < 0)
		return r;
	r = notify_new(&m->notify, m);
	if (r < 0)
		return r;
	r = keeper_new(&m->keeper, m->event, m->options->state_dir, on_stuck, m);
	if (r < 0)
		return r;
	r = sets_attach(m->sets, m->keeper, bus_rollback_noted, m);
	if (r < 0)
		return r;
	r = tend_open(m);
	if (r < 0)
		return r;
	r = alarms_new(&m->alarms, m);
	if (r < 0)
		return r;
	r = chronicle_open(m, loaded);
	if (r < 0)
		return r;
	alarms_set_record(m->alarms, chronicle_incident, m);
	r = postings_new(&m->postings, m);
	if (r < 0)
		return r;
	r = reload_apply(m, loaded);
	if (r < 0)
		return r;
	chronicle_set(m, "");
	rollback_begun(m, m->options->beginning);
	return bus_new(&m->bus, m);
}

int manager_new(struct manager **ret, const struct manager_options *options, struct loaded *loaded)
{
	_cleanup_(manager_freep) struct manager *m = calloc(1, sizeof(*m));
	int r;

	if (!m)
		return -ENOMEM;
	m->options = options;
	m->sets = options->sets;
	m->next_change = m->again_at = USEC_NEVER;
	m->calendar_day = NO_DAY;
	m->log_day = DAY_LAST + 1;
	r = start(m, loaded);
	if (r < 0)
		return r;
	m->loaded_at = manager_moment(m).wall;

	*ret = TAKE_PTR(m);
	return 0;
}

/* All threads are asked first, so that their last jobs end together. */
static void free_wires(struct manager *m)
{
	for (size_t i = 0; i < m->n_wires; i++)
		worker_stop(m->wires[i]->worker);
	for (size_t i = 0; i < m->n_leaving; i++)
		worker_stop(m->leaving[i]->worker);
	for (size_t i = 0; i < m->n_wires; i++)
		wire_free(m->wires[i]);
	for (size_t i = 0; i < m->n_leaving; i++)
		wire_free(m->leaving[i]);
	free(m->wires);
	free(m->leaving);
}

struct manager *manager_free(struct manager *m)
{
	if (!m)
		return NULL;
	m->bus = bus_free(m->bus);
	postings_stop(m->postings);
	chronicle_stop(m);
	free_wires(m);
	for (size_t i = 0; i < m->n_devices; i++)
		device_free(m->devices[i]);
	free(m->devices);
	m->n_wires = m->n_devices = 0; /* none is found by name any more */
	notify_free(m->notify);
	alarms_stop(m->alarms);
	keeper_free(m->keeper);
	postings_free(m->postings);
	alarms_free(m->alarms);
	flash_free(m->flash);
	clock_free(m->clock);
	sd_event_source_disable_unref(m->settle);
	sd_event_unref(m->event);
	loaded_unref(m->loaded);
	free(m->reload_error);
	free(m);
	return NULL;
}

/* Short of memory the boards play on as well as it goes. */
static int turn(struct manager *m)
{
	usec_t now = clock_monotonic();
	usec_t wait = m->again_at == USEC_NEVER ? USEC_NEVER
		      : m->again_at > now       ? m->again_at - now
						: 0;
	int r = sd_event_run(m->event, wait);

	if (sd_event_get_state(m->event) == SD_EVENT_FINISHED)
		return -ESHUTDOWN;
	if (r == -ENOMEM) {
		manager_again(m);
		(void) poll(NULL, 0, EVENT_PAUSE); /* nothing is lost: it is all still there */
	} else if (r < 0) {
		return r;
	}
	if (clock_monotonic() >= m->again_at)
		play_again(m);
	return 0;
}

int manager_run(struct manager *m)
{
	const struct config *c = m->loaded->config;
	int r;

	log_info(LOG_SERVICE, "%zu board%s on %zu line%s, the clock is %s", c->n_boards,
		 plural(c->n_boards), c->n_lines, plural(c->n_lines),
		 clock_trust_name(clock_trust(m->clock)));
	manager_play(m);
	do {
		r = turn(m);
	} while (r >= 0);
	return r == -ESHUTDOWN ? 0 : r;
}
