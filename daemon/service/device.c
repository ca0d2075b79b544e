/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "config/charset.h"
#include "service/alarms.h"
#include "service/error_text.h"
#include "service/log.h"
#include "service/manager.h"
#include "service/retry.h"
#include "service/same.h"
#include "service/tend.h"

#define NO_DAY INT32_MIN

static struct log_about about(const struct device *d)
{
	return (struct log_about){ .board = d->name, .line = d->wire->name };
}

static void on_submit(struct board *b, void *userdata)
{
	struct device *d = userdata;

	(void) b;
	wire_enqueue(d->wire, d);
}

static int on_timer(sd_event_source *s, uint64_t usec, void *userdata)
{
	struct device *d = userdata;
	struct moment now = manager_moment(d->manager);

	(void) s;
	(void) usec;
	board_woken(&d->board, &now);
	return 0;
}

/* Pauses and verifications have no need of precision: let them share wake-ups. */
static void on_wake_at(struct board *b, usec_t at, void *userdata)
{
	struct device *d = userdata;

	(void) b;
	if (at == USEC_NEVER) {
		(void) sd_event_source_set_enabled(d->timer, SD_EVENT_OFF);
		return;
	}
	(void) sd_event_source_set_time(d->timer, at);
	(void) sd_event_source_set_enabled(d->timer, SD_EVENT_ONESHOT);
}

static void on_changed(struct board *b, void *userdata)
{
	struct device *d = userdata;

	(void) b;
	plays_look(d);
	manager_poke(d->manager);
}

#define EVIDENCE_MAX (ROWS_MAX * (4 * ROW_BYTES_MAX + 4))

static void decode(const struct device *d, const struct page *page, char *buf, size_t size)
{
	char row[4 * ROW_BYTES_MAX + 1];
	unsigned n_rows = page_rows(page);
	size_t n = 0;

	buf[0] = '\0';
	for (unsigned i = 0; i < n_rows && n < size; i++) {
		charset_decode(d->config->profile->charset, page->rows[i].bytes, page->rows[i].n,
			       row, sizeof(row));
		n += (size_t) snprintf(buf + n, size - n, "%s%s", i ? " / " : "", row);
	}
}

static void say_foreign(struct device *d, const struct page *evidence)
{
	char text[EVIDENCE_MAX], why[EVIDENCE_MAX + 64];

	if (evidence)
		decode(d, evidence, text, sizeof(text));
	snprintf(why, sizeof(why), "it was found showing what nobody asked for%s%s",
		 evidence ? ": " : "", evidence ? text : "");
	plays_lost(d, why);
	alarms_foreign(d->manager->alarms, d, evidence ? text : NULL);
}

static void say_tended(const struct device *d)
{
	int error = d->board.upkeep.error;

	if (error < 0)
		log_warn(about(d), "its brightness or clock could not be set: %s",
			 board_error_text(error));
	else
		log_info(about(d), "its brightness and clock can be set again");
}

static void on_event(struct board *b, enum board_event event, const struct page *evidence,
		     void *userdata)
{
	struct device *d = userdata;
	struct error_text buf;

	switch (event) {
	case BOARD_EVENT_LOST:
		if (d->cut_off) /* else an incident says so */
			log_info(about(d), "offline: %s",
				 error_text(b->last_error, b->last_cause, &buf));
		break;
	case BOARD_EVENT_RECOVERED:
		log_info(about(d), "answers again: %s", board_state_name(b->state));
		break;
	case BOARD_EVENT_FOREIGN:
		say_foreign(d, evidence);
		break;
	case BOARD_EVENT_FORGOT:
		plays_lost(d, evidence ? "it was found blank" : "it has lost what it was given");
		log_warn(about(d), evidence ? "found blank; restoring what it should show"
					    : "has lost what it was given; giving it again");
		break;
	case BOARD_EVENT_TENDED:
		say_tended(d);
		break;
	case BOARD_EVENT_STORED:
		device_stored(d);
		break;
	case BOARD_EVENT_REFUSED: /* an incident */
		break;
	}
}

static const struct board_hooks hooks = { on_submit, on_wake_at, on_changed, on_event };

int device_new_state(void **ret, const struct config *config, unsigned index)
{
	const struct config_board *board = &config->boards[index];
	const struct driver *driver = board->profile->driver;
	_cleanup_(freep) void *state = calloc(1, driver->size ? driver->size : 1);
	int r;

	if (!state)
		return -ENOMEM;
	r = driver->init(state, board->profile, board->address, config->lines[board->line].medium);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(state);
	return 0;
}

static void take_config(struct device *d, struct loaded *loaded, unsigned index)
{
	d->config = &loaded->config->boards[index];
	d->index = index;
	d->rule = "";
	d->provisional = false;
	d->paged = NULL;
	d->lacks = NULL;
	d->store_again = 0;
	d->level.until = 0;
}

static int init(struct device *d, struct loaded *loaded, unsigned index)
{
	const struct config_board *config = &loaded->config->boards[index];
	int r;

	d->name = strdup(config->name);
	if (!d->name)
		return -ENOMEM;
	r = device_new_state(&d->state, loaded->config, index);
	if (r < 0)
		return r;
	d->loaded = loaded_ref(loaded);
	take_config(d, loaded, index);
	d->told.rule = "";
	d->clock_day = NO_DAY;
	r = sd_event_add_time(d->manager->event, &d->timer, CLOCK_MONOTONIC, 0, 0, on_timer, d);
	return r < 0 ? r : sd_event_source_set_enabled(d->timer, SD_EVENT_OFF);
}

int device_new(struct device **ret, struct manager *manager, struct wire *wire,
	       struct loaded *loaded, unsigned index)
{
	_cleanup_(device_freep) struct device *d = calloc(1, sizeof(*d));
	const struct profile *profile = loaded->config->boards[index].profile;
	int r;

	if (!d)
		return -ENOMEM;
	d->manager = manager;
	d->wire = wire;
	r = init(d, loaded, index);
	if (r < 0)
		return r;
	d->board = (struct board){
		.hooks = &hooks,
		.userdata = d,
		.driver = profile->driver,
		.state_of_driver = d->state,
		.certainty = profile->driver->certainty(profile),
		.keeps_mark = profile->driver->keeps_mark && profile->driver->keeps_mark(profile),
		.verify_interval = loaded->config->site.verify_interval,
		.lifetime =
			profile->driver->lifetime ? profile->driver->lifetime(profile) : USEC_NEVER,
		.foreign = { .policy = loaded->config->site.foreign,
			     .after = loaded->config->site.foreign_after },
	};
	board_start(&d->board);
	d->alarms = alarms_open(manager->alarms, SUBJECT_BOARD, d->name);
	if (alarms_barred(manager->alarms, d->name))
		board_bar(&d->board);

	*ret = TAKE_PTR(d);
	return 0;
}

struct device *device_free(struct device *d)
{
	if (!d)
		return NULL;
	sd_event_source_disable_unref(d->timer);
	board_done(&d->board);
	plays_done(&d->plays);
	content_unref(d->told.shown.content);
	content_unref(d->told.wanted.content);
	free(d->state);
	free(d->next_state);
	loaded_unref(d->loaded);
	loaded_unref(d->next_loaded);
	free(d->name);
	free(d);
	return NULL;
}

bool device_is(const struct device *d, const struct config_board *config)
{
	return strcmp(d->name, config->name) == 0 && d->config->address == config->address &&
	       profile_same(d->config->profile, config->profile);
}

static void switch_over(struct device *d)
{
	usec_t interval = d->next_loaded->config->site.verify_interval;

	free(d->state);
	loaded_unref(d->loaded);
	d->state = TAKE_PTR(d->next_state);
	d->loaded = TAKE_PTR(d->next_loaded);
	board_adopt(&d->board, d->state, interval);
}

void device_adopt(struct device *d, struct loaded *loaded, unsigned index, void *state)
{
	struct moment now = manager_moment(d->manager);

	free(d->next_state);
	loaded_unref(d->next_loaded);
	d->next_state = state;
	d->next_loaded = loaded_ref(loaded);
	take_config(d, loaded, index);
	if (!d->board.in_flight)
		switch_over(d);
	board_set_foreign(&d->board, loaded->config->site.foreign,
			  loaded->config->site.foreign_after, &now);
}

void device_remove(struct device *d)
{
	wire_remove(d->wire, d);
	if (d->plays.told != TOLD_NOTHING)
		plays_lost(d, "it is in the set no more");
	d->gone = true;
	(void) sd_event_source_set_enabled(d->timer, SD_EVENT_OFF);
	if (!d->board.in_flight)
		device_free(d);
}

void device_done(struct device *d, const struct result *result)
{
	struct moment now = manager_moment(d->manager);

	if (d->gone) {
		device_free(d);
		return;
	}
	board_landed(&d->board);
	if (d->next_state)
		switch_over(d);
	plays_before_result(d);
	board_result(&d->board, result, &now);
	plays_after_result(d, result);
}

static unsigned count_pages(struct device *d, const struct message *m)
{
	const struct profile *p = d->config->profile;
	struct layout l;

	if (d->paged != m) {
		d->paged = m;
		d->n_pages = 0;
		if (layout_text(m->text, (unsigned) p->rows, (unsigned) p->columns, &l) >= 0)
			d->n_pages = l.n_pages;
	}
	return d->n_pages;
}

/* The times of an untrusted clock are nobody's business. */
static void want(struct device *d, struct content *content, const struct decision *decision,
		 usec_t since, usec_t until)
{
	bool dated = clock_trust(d->manager->clock) != CLOCK_UNTRUSTED;
	struct moment now = manager_moment(d->manager);
	struct showing s = {
		.content = content,
		.since = dated ? since : 0,
		.until = dated && until != USEC_NEVER ? until : 0,
		.from = dated ? decision->start : 0,
		.until_play = dated && decision->end != USEC_NEVER ? decision->end : 0,
	};

	if (d->board.wants && d->board.wanted.content == content &&
	    d->board.wanted.since == s.since && d->board.wanted.until == s.until &&
	    d->board.wanted.from == s.from && d->board.wanted.until_play == s.until_play) {
		content_unref(content);
		return;
	}
	plays_want(d, content, s.from, s.until_play);
	board_want(&d->board, s, &now);
}

static const char *rule_name(const struct programme_tables *tables, int rule)
{
	return rule >= 0 ? tables->rules[rule].name : "";
}

/* Without a date there is nothing to be certain of. */
static bool is_provisional(const struct device *d, usec_t now)
{
	const struct manager *m = d->manager;

	return clock_trust(m->clock) != CLOCK_UNTRUSTED &&
	       schedule_is_provisional(m->loaded->config->programme, d->index, now);
}

void device_clock_changed(struct device *d)
{
	d->clock_day = NO_DAY;
	d->level.until = 0;
}

usec_t device_play(struct device *d, const struct decision *decision, usec_t now)
{
	struct manager *m = d->manager;
	const struct programme_tables *tables = programme_tables(m->loaded->config->programme);
	const struct playlist *list =
		decision->playlist >= 0 ? &tables->playlists[decision->playlist] : NULL;
	struct content *content = NULL;
	struct page_time t;
	unsigned n_pages;
	int r;

	d->rule = rule_name(tables, decision->rule);
	d->provisional = is_provisional(d, now);
	n_pages = decision->message ? count_pages(d, decision->message) : 0;
	d->lacks = decision->message && n_pages == 0 ? decision->message->text : NULL;
	if (n_pages == 0) {
		want(d, NULL, decision, decision->start, decision->end);
		return decision->until;
	}
	t = page_at(decision, n_pages, now);
	r = content_get(&content, &m->contents, decision->message, list, d->config->profile,
			t.page);
	if (r == -ENOMEM) {
		/* It shows what it showed for a moment longer. */
		manager_again(m);
		return decision->until;
	}
	if (r < 0)
		d->lacks = decision->message->text;
	want(d, content, decision, t.since, t.until);
	return t.until < decision->until ? t.until : decision->until;
}
