/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "service/scribe.h"

static const size_t strings[] = {
	offsetof(struct record, other), offsetof(struct record, version),
	offsetof(struct record, boot),  offsetof(struct record, digest),
	offsetof(struct record, who),   offsetof(struct record, playlist),
	offsetof(struct record, law),   offsetof(struct record, article),
	offsetof(struct record, text),  offsetof(struct record, file),
	offsetof(struct record, board), offsetof(struct record, why),
	offsetof(struct record, what),  offsetof(struct record, incident),
	offsetof(struct record, level), offsetof(struct record, subject),
	offsetof(struct record, order), offsetof(struct record, boards),
	offsetof(struct record, day),
};

static const char **string(const struct record *r, size_t i)
{
	return (const char **) ((char *) r + strings[i]);
}

bool record_must(const struct record *r)
{
	return r->kind != RECORD_PLAY && r->kind != RECORD_DARK && r->kind != RECORD_LOST &&
	       r->kind != RECORD_MISSED && r->kind != RECORD_TEXT;
}

struct item *item_new(const struct record *r)
{
	size_t size = sizeof(struct item);
	struct item *item;
	char *to;

	for (size_t i = 0; i < ARRAY_SIZE(strings); i++)
		size += *string(r, i) ? strlen(*string(r, i)) + 1 : 0;
	item = malloc(size);
	if (!item)
		return NULL;
	*item = (struct item){ .record = *r, .must = record_must(r) };
	to = (char *) (item + 1);
	for (size_t i = 0; i < ARRAY_SIZE(strings); i++) {
		if (!*string(r, i))
			continue;
		*string(&item->record, i) = to;
		to = stpcpy(to, *string(r, i)) + 1;
	}
	return item;
}

struct item *items_free(struct item *list)
{
	while (list) {
		struct item *next = list->next;

		free(list);
		list = next;
	}
	return NULL;
}

int scribe_init(struct scribe *s, const char *dir, size_t segment_size)
{
	*s = (struct scribe){ .dir = strdup(dir) };
	s->last = &s->waiting;
	if (!s->dir)
		return -ENOMEM;
	s->options = (struct appender_options){ .dir = s->dir, .segment_size = segment_size };
	return 0;
}

void scribe_done(struct scribe *s)
{
	appender_free(s->appender);
	tally_free(s->tally);
	free(s->zone);
	s->waiting = items_free(s->waiting);
	free(s->dir);
}

struct zone *zone_copy(const struct zone *zone)
{
	size_t size = zone->n_changes * sizeof(*zone->changes);
	struct zone *copy = malloc(sizeof(*copy) + size);

	if (!copy)
		return NULL;
	*copy = (struct zone){ "", (const struct zone_change *) (copy + 1), zone->n_changes };
	memcpy(copy + 1, zone->changes, size);
	return copy;
}

static void note(struct scribe *s, int error)
{
	if (error < 0 && s->side_error == 0)
		s->side_error = error;
}

/* Where it fails it is tried again when the next segment is closed. */
static void open_tally(struct scribe *s)
{
	if (s->appender && s->zone && !s->tally)
		note(s, tally_new(&s->tally, s->dir, s->zone, s->last_seq));
}

static void take_zone(struct scribe *s, struct zone *zone)
{
	if (!zone)
		return;
	free(s->zone);
	s->zone = zone;
	if (s->tally)
		note(s, tally_set_zone(s->tally, zone));
}

static int append(struct scribe *s, const struct record *r, bool must)
{
	struct record text = { .at = r->at, .mono = r->mono, .kind = RECORD_TEXT };
	const struct record *written;
	int error = appender_write(s->appender, r, must, &written);

	if (error < 0)
		return error;
	/* Its text stands before it, and counts for nothing. */
	while (s->tally && s->last_seq + 1 < written->seq) {
		text.seq = ++s->last_seq;
		note(s, tally_take(s->tally, &text));
	}
	s->last_seq = written->seq;
	if (s->tally)
		note(s, tally_take(s->tally, written));
	/* So that the next start need not count again. */
	if (s->tally && r->kind == RECORD_STOP)
		note(s, tally_flush(s->tally));
	return 0;
}

static int open_log(struct scribe *s, const struct scribe_job *job, struct scribe_result *ret)
{
	struct recovered found;
	int r;

	if (s->appender)
		return 0;
	r = appender_new(&s->appender, &s->options, job->at, job->mono, &found);
	if (r < 0)
		return r;
	s->last_seq = appender_last(s->appender);
	ret->opened = true;
	ret->cut = found.cut;
	memcpy(ret->damage, found.damage, sizeof(ret->damage));
	return 0;
}

/* The gap begins where the first record that is dropped would have stood. */
static bool open_gap(struct scribe *s, struct item *dropped, int error)
{
	if (s->gap) {
		s->n_dropped++;
		return false;
	}
	s->gap = true;
	s->n_dropped = 0;
	dropped->must = true;
	dropped->record = (struct record){
		.at = dropped->record.at,
		.mono = dropped->record.mono,
		.kind = RECORD_GAP,
		.n = 1,
		.why = strerrordesc_np(-error),
	};
	return true;
}

static int close_gap(struct scribe *s, const struct scribe_job *job)
{
	struct record r = { .at = job->at,
			    .mono = job->mono,
			    .kind = RECORD_GAP,
			    .n = s->n_dropped,
			    .why = "it can be written again" };
	int error = s->n_dropped ? append(s, &r, false) : 0;

	if (error < 0)
		return error;
	s->gap = false;
	s->n_dropped = 0;
	return 0;
}

/* What is written and may not have reached the disk is not written again. */
static int write_item(struct scribe *s, const struct item *item)
{
	int r = append(s, &item->record, item->must);

	if (r == 0 && (item->must || appender_unsynced(s->appender) >= SEGMENT_UNSYNCED_MAX))
		note(s, appender_sync(s->appender));
	return r;
}

static void wait_with(struct scribe *s, struct item *item)
{
	*s->last = item;
	s->last = &item->next;
}

/*
 * In order.  After the first that can not be written none of plays is tried, and after the first of
 * those that must not be lost none at all.
 */
static int write_items(struct scribe *s, struct item *list, int error)
{
	bool stuck = error < 0;

	while (list) {
		struct item *item = list;
		int r = error;

		list = item->next;
		item->next = NULL;
		if (!item->must) {
			r = error < 0 ? error : write_item(s, item);
			error = r;
			if (r == 0 || !open_gap(s, item, r)) {
				free(item);
				continue;
			}
		}
		if (!stuck)
			r = write_item(s, item);
		if (r == 0) {
			free(item);
			continue;
		}
		error = r;
		stuck = true;
		wait_with(s, item);
	}
	return error;
}

/* What has waited comes first, then the end of a gap. */
static int write_all(struct scribe *s, const struct scribe_job *job, int error)
{
	struct item *waiting = TAKE_PTR(s->waiting);

	s->last = &s->waiting;
	error = write_items(s, waiting, error);
	if (error == 0)
		error = close_gap(s, job);
	return write_items(s, job->items, error);
}

/* The figures first: they are all that is left of the oldest segments. */
static void tidy(struct scribe *s)
{
	int r = 0;

	if (!appender_has_closed(s->appender))
		return;
	open_tally(s);
	if (s->tally)
		r = tally_flush(s->tally);
	note(s, r);
	note(s, appender_tidy(s->appender, r == 0 && (s->tally || !s->zone)));
}

void scribe_run(struct scribe *s, const struct scribe_job *job, struct scribe_result *ret)
{
	int error;

	*ret = (struct scribe_result){ .error = 0 };
	s->side_error = 0;
	s->options.budget = job->budget;
	error = open_log(s, job, ret);
	take_zone(s, job->zone);
	if (ret->opened)
		open_tally(s);
	error = write_all(s, job, error);
	if (s->appender) {
		appender_set_budget(s->appender, job->budget);
		note(s, job->sync ? appender_sync(s->appender) : 0);
		tidy(s);
		ret->unsynced = appender_unsynced(s->appender);
		ret->head = appender_head(s->appender, ret->head_hash);
	}
	ret->error = error < 0 ? error : s->side_error;
	ret->waits = s->waiting != NULL || s->gap;
}
