/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <systemd/sd-id128.h>

#include "service/alarms.h"
#include "service/chronicle.h"
#include "service/log.h"
#include "service/log_reader.h"
#include "service/manager.h"

#define MIB ((uint64_t) 1024 * 1024)

/* The dates of a rehearsal are not those on which boards showed anything. */
static struct moment now(void *userdata)
{
	const struct manager *m = userdata;
	struct moment moment = manager_moment(m);

	if (clock_trust(m->clock) != CLOCK_TRUSTED)
		moment.wall = 0;
	return moment;
}

static void on_trouble(int error, void *userdata)
{
	struct manager *m = userdata;

	alarms_log(m->alarms, error);
	if (error == 0)
		for (size_t i = 0; i < m->n_devices; i++)
			plays_again(m->devices[i]);
}

static void on_found(size_t cut, const char *damage, void *userdata)
{
	struct manager *m = userdata;

	if (cut)
		log_info(LOG_SERVICE, "the play log was cut off in the middle of a line: %zu bytes",
			 cut);
	if (damage[0])
		alarms_log_damaged(m->alarms, damage);
}

static const struct playlog_hooks hooks = { now, on_trouble, on_found };

void chronicle_incident(const struct incident *i, enum incident_event event, void *userdata)
{
	const struct manager *m = userdata;
	struct record r = {
		.kind = RECORD_INCIDENT,
		.id = i->id,
		.what = incident_event_name(event),
		.incident = incident_types[i->kind].name,
		.level = incident_level_name(i->level),
		.subject = i->subject,
		.text = i->text,
		.count = i->count,
	};

	playlog_write(m->playlog, &r);
}

static uint64_t budget(const struct manager *m)
{
	return m->loaded->config->site.log_budget * MIB;
}

static void write_start(struct manager *m)
{
	char boot[SD_ID128_STRING_MAX] = "";
	struct record r = { .kind = RECORD_START, .version = PUFA_VERSION, .boot = boot };
	sd_id128_t id;

	if (sd_id128_get_boot(&id) >= 0)
		sd_id128_to_string(id, boot);
	playlog_write(m->playlog, &r);
}

int chronicle_open(struct manager *m, const struct loaded *loaded)
{
	const char *state = m->options->state_dir;
	_cleanup_(freep) char *dir = NULL;
	struct playlog_options options = { .dir = NULL };
	int r = 0;

	if (!state)
		log_warn(LOG_SERVICE, "there is no state directory: no play log is kept");
	else if (asprintf(&dir, "%s/log", state) < 0)
		return -ENOMEM;
	options.dir = dir;
	options.zone = &loaded->config->zone;
	options.budget = loaded->config->site.log_budget * MIB;
	if (dir)
		r = log_reader_new(&m->log_reader, m->event, dir);
	if (r >= 0)
		r = playlog_new(&m->playlog, m->event, &options, &hooks, m);
	if (r == 0)
		write_start(m);
	return r;
}

void chronicle_stop(struct manager *m)
{
	m->log_reader = log_reader_free(m->log_reader);
	playlog_write(m->playlog, &(struct record){ .kind = RECORD_STOP });
	m->playlog = playlog_free(m->playlog);
}

void chronicle_set(struct manager *m, const char *who)
{
	struct record r = { .kind = RECORD_SET, .digest = m->loaded->config->digest, .who = who };

	playlog_set_budget(m->playlog, budget(m));
	playlog_set_zone(m->playlog, &m->loaded->config->zone);
	playlog_write(m->playlog, &r);
}

void chronicle_clock(struct manager *m)
{
	char text[64];
	struct record r = { .kind = RECORD_CLOCK, .text = text };
	usec_t mono = clock_monotonic();

	snprintf(text, sizeof(text), "the clock is %s", clock_trust_name(clock_trust(m->clock)));
	if (m->seen.wall)
		r.before = (m->seen.wall + (mono - m->seen.mono)) / USEC_PER_MSEC;
	playlog_write(m->playlog, &r);
	m->log_day = DAY_LAST + 1; /* whatever day it was, it did not end */
}

static void write_day(struct manager *m, day_t day)
{
	struct civil c = civil_from_day(day);
	char text[16];
	struct record r = { .kind = RECORD_DAY, .day = text };

	snprintf(text, sizeof(text), "%04d-%02d-%02d", c.year % 10000, c.month, c.day);
	playlog_write(m->playlog, &r);
}

usec_t chronicle_day(struct manager *m, usec_t at)
{
	const struct zone *zone = &m->loaded->config->zone;
	day_t today;

	m->seen = now(m);
	if (clock_trust(m->clock) != CLOCK_TRUSTED)
		return USEC_NEVER;
	today = zone_day(zone, at);
	if (m->log_day < today)
		write_day(m, m->log_day);
	m->log_day = today;
	return zone_midnight(zone, today + 1);
}
