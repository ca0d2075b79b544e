/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "service/alarms.h"
#include "service/alarms_files.h"
#include "service/alarms_say.h"
#include "service/error_text.h"
#include "service/incident_file.h"
#include "service/keeper.h"
#include "service/log.h"
#include "service/manager.h"
#include "service/retry.h"
#include "service/silence.h"

/* A repeat is no reason to write at once; a disk that refuses is asked again once a minute. */
#define SAVE_LATER (10 * USEC_PER_SEC)
#define SAVE_AGAIN USEC_PER_MINUTE

/* By then a log that still can not be written has said so: the incident of the last run goes on. */
#define LOG_GRACE (15 * USEC_PER_SEC)

/*
 * At boot the service is there before adapters are found and networks are up.  A line that was not
 * up yet is given so long from the start of the service before it is an incident that it is down.
 */
#define LINE_GRACE (15 * USEC_PER_SEC)

#define BIT(kind) (1u << (kind))

struct alarms {
	struct manager *manager;
	struct incidents *incidents;
	const char *dir; /* NULL: memory only */
	int file;        /* its number at the keeper */
	sd_event_source *timer;
	unsigned bits; /* what is open for the service itself */
	bool changed, urgent, said_unsaved;
	usec_t begun;     /* monotonic */
	usec_t save_at;   /* monotonic; USEC_NEVER: there is nothing to write */
	int log_error;    /* of the play log's writer; 0: none */
	bool disk_stuck;  /* as the keeper found */
	usec_t log_known; /* monotonic: from then on, that is so */
	char digest[65];
	alarms_record_fn record;
	void *record_userdata;
};

static struct moment on_now(void *userdata)
{
	return manager_moment(((struct alarms *) userdata)->manager);
}

static void on_changed(void *userdata)
{
	struct alarms *a = userdata;
	usec_t later = clock_monotonic() + SAVE_LATER;

	a->changed = true;
	a->save_at = later < a->save_at ? later : a->save_at;
	manager_poke(a->manager);
}

/* However it closed, its board is free again. */
static void release(struct alarms *a, const struct incident *i)
{
	struct device *d = manager_find_device(a->manager, i->subject);
	struct moment now = manager_moment(a->manager);

	if (!d)
		return;
	d->alarms &= ~BIT(INCIDENT_BOARD_FOREIGN);
	board_release(&d->board, &now);
}

static void on_event(const struct incident *i, enum incident_event event, void *userdata)
{
	struct alarms *a = userdata;

	a->urgent = true;
	alarms_say(a->manager, i, event);
	if (event == INCIDENT_CLOSED && i->kind == INCIDENT_BOARD_FOREIGN)
		release(a, i);
	if (a->record)
		a->record(i, event, a->record_userdata);
}

static const struct incident_hooks hooks = { on_now, on_event, on_changed };

static int on_timer(sd_event_source *s, uint64_t usec, void *userdata)
{
	(void) s;
	(void) usec;
	manager_poke(((struct alarms *) userdata)->manager);
	return 0;
}

static void load(struct alarms *a)
{
	int r = a->dir ? incident_file_load(a->incidents, a->dir) : 0;

	if (r == -EBADMSG) {
		log_err(LOG_SERVICE,
			"%s/incidents is damaged; what of it can be read is taken, the file is kept "
			"as incidents.damaged",
			a->dir);
		a->urgent = true;
	} else if (r < 0 && r != -ENOENT) {
		log_err(LOG_SERVICE, "%s/incidents can not be read, incidents are not kept: %s",
			a->dir, strerror(-r));
		a->dir = NULL;
	}
	a->bits = alarms_open(a, SUBJECT_NONE, "");
}

/* Where it can not be written the memory goes on; that is said once. */
static void on_saved(uint64_t version, int r, void *userdata)
{
	struct alarms *a = userdata;
	usec_t again = clock_monotonic() + SAVE_AGAIN;

	(void) version;
	if (r < 0 && again < a->save_at)
		a->save_at = again;
	if (a->said_unsaved != (r < 0))
		alarms_say_saved(a->dir, r);
	a->said_unsaved = r < 0;
	manager_poke(a->manager);
}

static void save(struct alarms *a)
{
	char *text = NULL;
	size_t n;
	int r;

	a->urgent = false;
	a->save_at = USEC_NEVER;
	if (!a->dir)
		return;
	r = incident_file_print(a->incidents, &text, &n);
	if (r >= 0)
		r = keeper_write(a->manager->keeper, a->file, 0, text, n);
	if (r < 0)
		on_saved(0, r, a);
}

void alarms_stop(struct alarms *a)
{
	if (a && (a->urgent || a->save_at != USEC_NEVER))
		save(a);
}

int alarms_new(struct alarms **ret, struct manager *manager)
{
	_cleanup_(alarms_freep) struct alarms *a = calloc(1, sizeof(*a));
	int r;

	if (!a)
		return -ENOMEM;
	a->manager = manager;
	a->begun = clock_monotonic();
	a->save_at = USEC_NEVER;
	a->log_known = clock_monotonic() + LOG_GRACE;
	/* What happens in a rehearsal has not happened. */
	a->dir = manager->options->rehearse ? NULL : manager->options->state_dir;
	r = incidents_new(&a->incidents, &hooks, a);
	if (r < 0)
		return r;
	r = sd_event_add_time(manager->event, &a->timer, CLOCK_MONOTONIC, 0, 0, on_timer, a);
	if (r < 0)
		return r;
	r = sd_event_source_set_enabled(a->timer, SD_EVENT_OFF);
	if (r < 0)
		return r;
	load(a);
	r = a->dir ? keeper_add(manager->keeper, INCIDENT_FILE_NAME, on_saved, a) : 0;
	if (r < 0)
		return r;
	a->file = r;

	*ret = TAKE_PTR(a);
	return 0;
}

struct alarms *alarms_free(struct alarms *a)
{
	if (!a)
		return NULL;
	sd_event_source_disable_unref(a->timer);
	incidents_free(a->incidents);
	free(a);
	return NULL;
}

struct incidents *alarms_incidents(struct alarms *a)
{
	return a->incidents;
}

unsigned alarms_open(struct alarms *a, enum incident_subject subject, const char *name)
{
	unsigned bits = 0;

	for (int kind = 0; kind < N_INCIDENT_KINDS; kind++)
		if (incident_types[kind].subject == subject &&
		    incident_find(a->incidents, (enum incident_kind) kind, name))
			bits |= BIT(kind);
	return bits;
}

bool alarms_barred(struct alarms *a, const char *name)
{
	const struct incident *i = incident_find(a->incidents, INCIDENT_BOARD_FOREIGN, name);

	return i && i->barred;
}

bool alarms_changed(struct alarms *a)
{
	bool changed = a->changed;

	a->changed = false;
	return changed;
}

void alarms_set_record(struct alarms *a, alarms_record_fn record, void *userdata)
{
	a->record = record;
	a->record_userdata = userdata;
}

/* Where memory was short for it, it is weighed again. */
static void raise_alarm(struct alarms *a, unsigned *bits, enum incident_kind kind,
			const char *subject, const char *text)
{
	if (incident_open(a->incidents, kind, subject, text) >= 0)
		*bits |= BIT(kind);
	else
		manager_again(a->manager);
}

static void lower_alarm(struct alarms *a, unsigned *bits, enum incident_kind kind,
			const char *subject)
{
	if (!(*bits & BIT(kind)))
		return;
	*bits &= ~BIT(kind);
	incident_close(a->incidents, kind, subject);
}

static void raise_error(struct alarms *a, struct device *d, enum incident_kind kind,
			const char *what)
{
	char text[INCIDENT_TEXT_MAX];
	struct error_text buf;

	if (d->alarms & BIT(kind))
		return;
	snprintf(text, sizeof(text), "%s: %s", what,
		 error_text(d->board.last_error, d->board.last_cause, &buf));
	raise_alarm(a, &d->alarms, kind, d->name, text);
}

static void raise_lack(struct alarms *a, struct device *d)
{
	char text[INCIDENT_TEXT_MAX];

	if (d->alarms & BIT(INCIDENT_FONT_LACKS))
		return;
	snprintf(text, sizeof(text), "can not show: %s", d->lacks);
	raise_alarm(a, &d->alarms, INCIDENT_FONT_LACKS, d->name, text);
}

static void weigh_bar(struct alarms *a, struct device *d)
{
	enum bar bar = d->board.foreign.bar;

	if (d->alarms & BIT(INCIDENT_BOARD_FOREIGN))
		incident_set_barred(a->incidents, INCIDENT_BOARD_FOREIGN, d->name, bar != BAR_NONE);
	if (bar != d->told_bar && bar != BAR_NONE)
		log_err(((struct log_about){ .board = d->name, .line = d->wire->name }),
			"foreign texts again and again: %s until a person has seen the incident",
			bar == BAR_DARK ? "kept dark" : "left alone");
	d->told_bar = bar;
	if (bar == BAR_NONE && board_is_well(&d->board))
		lower_alarm(a, &d->alarms, INCIDENT_BOARD_FOREIGN, d->name);
}

static bool is_unsayable(int error)
{
	return error == -EMSGSIZE || error == -EILSEQ;
}

/* What is not known to be over stays. */
static void weigh_device(struct alarms *a, struct device *d)
{
	const struct board *b = &d->board;
	bool hopeless = b->refused && retry_find(b->last_error)->hopeless;
	bool lost = board_is_lost(b) && !hopeless && !(d->cut_off && b->last_error == -ENODEV);
	enum silence silence = SILENCE_NONE;

	if (lost)
		silence = silence_of(a->manager, d, clock_monotonic());
	d->wire->mute |= silence == SILENCE_LINE;
	if (lost && (silence == SILENCE_NONE || silence == SILENCE_BOARD))
		raise_error(a, d, INCIDENT_BOARD_OFFLINE, "offline");
	if (hopeless)
		raise_error(a, d,
			    is_unsayable(b->last_error) ? INCIDENT_FONT_LACKS
							: INCIDENT_BOARD_REFUSED,
			    "can not be driven");
	if (d->lacks)
		raise_lack(a, d);
	weigh_bar(a, d);
	if (!d->alarms || !board_is_well(b))
		return;
	lower_alarm(a, &d->alarms, INCIDENT_BOARD_OFFLINE, d->name);
	lower_alarm(a, &d->alarms, INCIDENT_BOARD_REFUSED, d->name);
	if (!d->lacks)
		lower_alarm(a, &d->alarms, INCIDENT_FONT_LACKS, d->name);
}

static void raise_line(struct alarms *a, struct wire *w, enum incident_kind kind, const char *why)
{
	char text[INCIDENT_TEXT_MAX];

	if (w->alarms & BIT(kind))
		return;
	snprintf(text, sizeof(text), "%s: %s", w->endpoint, why);
	raise_alarm(a, &w->alarms, kind, w->name, text);
}

static bool may_still_come(const struct alarms *a, const struct wire *w)
{
	return !w->was_up && clock_monotonic() < a->begun + LINE_GRACE;
}

/* Of a line that has no boards nobody gets to know that it is well again, and nobody misses it. */
static void lower_line(struct alarms *a, struct wire *w)
{
	lower_alarm(a, &w->alarms, INCIDENT_LINE_DOWN, w->name);
	lower_alarm(a, &w->alarms, INCIDENT_LINE_ECHO, w->name);
	if (!worker_is_stuck(w->worker, clock_monotonic()))
		lower_alarm(a, &w->alarms, INCIDENT_THREAD_STUCK, w->name);
}

static void weigh_wire(struct alarms *a, struct wire *w)
{
	struct error_text buf;

	if (!w->config->driver) {
		lower_line(a, w);
		return;
	}
	if (w->state == WIRE_DOWN && !may_still_come(a, w))
		raise_line(a, w, INCIDENT_LINE_DOWN,
			   error_text(w->last_error, w->last_cause, &buf));
	if (w->mute)
		raise_line(a, w, INCIDENT_LINE_DOWN, "none of its boards answers");
	if (w->echoes)
		raise_line(a, w, INCIDENT_LINE_ECHO,
			   "the adapter echoes what it is sent; its echoes are dropped");
	if (!w->alarms || w->state == WIRE_IDLE)
		return;
	if (w->state == WIRE_UP && !w->mute)
		lower_alarm(a, &w->alarms, INCIDENT_LINE_DOWN, w->name);
	if (w->state == WIRE_UP && !w->echoes)
		lower_alarm(a, &w->alarms, INCIDENT_LINE_ECHO, w->name);
	if (!worker_is_stuck(w->worker, clock_monotonic()))
		lower_alarm(a, &w->alarms, INCIDENT_THREAD_STUCK, w->name);
}

static void weigh_service(struct alarms *a)
{
	struct manager *m = a->manager;

	if (clock_trust(m->clock) != CLOCK_UNTRUSTED)
		lower_alarm(a, &a->bits, INCIDENT_CLOCK_UNTRUSTED, "");
	else if (!(a->bits & BIT(INCIDENT_CLOCK_UNTRUSTED)))
		raise_alarm(a, &a->bits, INCIDENT_CLOCK_UNTRUSTED, "",
			    "the clock is not trusted: the filler plays");
	if (!*manager_reload_error(m))
		lower_alarm(a, &a->bits, INCIDENT_RELOAD_REFUSED, "");
	if (a->log_error == 0 && !a->disk_stuck && clock_monotonic() >= a->log_known)
		lower_alarm(a, &a->bits, INCIDENT_DISK_FULL, "");
}

static void set_timer(struct alarms *a, usec_t at)
{
	if (a->save_at < at)
		at = a->save_at;
	if (at != USEC_NEVER)
		(void) sd_event_source_set_time(a->timer, at);
	(void) sd_event_source_set_enabled(a->timer,
					   at == USEC_NEVER ? SD_EVENT_OFF : SD_EVENT_ONESHOT);
}

void alarms_settle(struct alarms *a)
{
	struct manager *m = a->manager;
	usec_t next;

	weigh_service(a);
	for (size_t i = 0; i < m->n_wires; i++)
		m->wires[i]->mute = false;
	for (size_t i = 0; i < m->n_devices; i++)
		weigh_device(a, m->devices[i]);
	for (size_t i = 0; i < m->n_wires; i++)
		weigh_wire(a, m->wires[i]);
	next = incidents_tick(a->incidents);
	if (a->urgent || clock_monotonic() >= a->save_at)
		save(a);
	if (clock_monotonic() < a->begun + LINE_GRACE && a->begun + LINE_GRACE < next)
		next = a->begun + LINE_GRACE;
	set_timer(a, next);
}

void alarms_zone(struct alarms *a, const char *how)
{
	if (!*how)
		lower_alarm(a, &a->bits, INCIDENT_ZONE_CHANGED, "");
	else if (!(a->bits & BIT(INCIDENT_ZONE_CHANGED)))
		raise_alarm(a, &a->bits, INCIDENT_ZONE_CHANGED, "", how);
}

static void weigh_disk(struct alarms *a)
{
	char text[INCIDENT_TEXT_MAX];

	alarms_disk_text(a->log_error, a->disk_stuck, text);
	if (a->disk_stuck && (a->bits & BIT(INCIDENT_DISK_FULL)))
		log_err(LOG_SERVICE, "%s", text); /* an incident that is open says no more */
	if (a->log_error < 0 || a->disk_stuck)
		raise_alarm(a, &a->bits, INCIDENT_DISK_FULL, "", text);
	manager_poke(a->manager);
}

void alarms_log(struct alarms *a, int error)
{
	a->log_error = error;
	a->log_known = 0;
	weigh_disk(a);
}

void alarms_disk_stuck(struct alarms *a, bool stuck)
{
	a->disk_stuck = stuck;
	weigh_disk(a);
}

void alarms_log_damaged(struct alarms *a, const char *what)
{
	char text[INCIDENT_TEXT_MAX];

	snprintf(text, sizeof(text), "the play log is damaged: %s", what);
	(void) incident_open(a->incidents, INCIDENT_LOG_DAMAGED, "", text);
}

void alarms_refused(struct alarms *a, const char *errors)
{
	char text[INCIDENT_TEXT_MAX];

	snprintf(text, sizeof(text), "the new files are refused, the running set stays: %.*s",
		 (int) strcspn(errors, "\n"), errors);
	raise_alarm(a, &a->bits, INCIDENT_RELOAD_REFUSED, "", text);
}

void alarms_foreign(struct alarms *a, struct device *d, const char *evidence)
{
	const struct incident *i = incident_find(a->incidents, INCIDENT_BOARD_FOREIGN, d->name);
	bool known = i != NULL;
	unsigned count = i ? i->count : 0;
	char text[INCIDENT_TEXT_MAX];

	snprintf(text, sizeof(text),
		 evidence ? "found showing what nobody asked for: \"%s\""
			  : "found holding what nobody gave it%s",
		 evidence ? evidence : "");
	raise_alarm(a, &d->alarms, INCIDENT_BOARD_FOREIGN, d->name, text);
	i = incident_find(a->incidents, INCIDENT_BOARD_FOREIGN, d->name);
	if (known && i && i->count != count)
		log_info(((struct log_about){ .board = d->name, .line = d->wire->name }),
			 "%s (%u times)", i->text, i->count);
}

void alarms_stuck(struct alarms *a, struct wire *w)
{
	raise_alarm(a, &w->alarms, INCIDENT_THREAD_STUCK, w->name,
		    "its thread is stuck; the service manager will start the service anew");
	save(a); /* perhaps there is no later */
}

void alarms_calendar(struct alarms *a, day_t today)
{
	alarms_weigh_years(a->manager, a->incidents, today);
}

void alarms_loaded(struct alarms *a)
{
	struct manager *m = a->manager;
	bool other = strcmp(a->digest, m->loaded->config->digest) != 0;

	alarms_end_gone(m, a->incidents);
	if (other && a->digest[0]) {
		alarms_end_texts(m, a->incidents);
		for (size_t i = 0; i < m->n_devices; i++)
			m->devices[i]->alarms &= ~BIT(INCIDENT_FONT_LACKS);
	}
	memcpy(a->digest, m->loaded->config->digest, sizeof(a->digest));
}

int alarms_see(struct alarms *a, uint64_t id, const char *who)
{
	int r = incident_see(a->incidents, id);

	if (r < 0)
		return r;
	if (id)
		log_info(LOG_SERVICE, "incident %llu was seen by %s", (unsigned long long) id, who);
	else
		log_info(LOG_SERVICE, "all incidents were seen by %s", who);
	return 0;
}
