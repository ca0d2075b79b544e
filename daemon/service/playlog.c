/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "service/playlog.h"
#include "service/scribe.h"
#include "service/worker.h"

#define SYNC_INTERVAL (10 * USEC_PER_SEC)
#define QUEUE_MAX     4096
#define MUST_MAX      16384 /* beside those: more than that is no log any more */

/* How long an end of the service waits for the disk. */
#define PATIENCE (5 * USEC_PER_SEC)

struct playlog {
	const struct playlog_hooks *hooks;
	void *userdata;
	struct worker *worker; /* NULL: there is no place for a log */
	sd_event_source *timer;
	usec_t interval;
	size_t queue_max;
	uint64_t budget;
	struct zone *zone; /* to be told to the thread; NULL: nothing new */

	struct item *queue, **last;
	size_t n_plays, n_queued;
	struct item *gap; /* in the queue: records after it were dropped, for there were too many */
	bool gapped;      /* such a one was given to the thread: what comes now stands behind it */
	int trouble;      /* as last told */
	struct scribe *scribe; /* the thread's */
	uint64_t head;
	uint8_t head_hash[RECORD_HASH_SIZE];
};

static void run(void *context, const void *job, void *ret)
{
	scribe_run(context, job, ret);
}

/* From the first record that is not on the disk on; those that come meanwhile do not move it. */
static void arm(struct playlog *p, bool needed)
{
	int enabled = SD_EVENT_OFF;

	(void) sd_event_source_get_enabled(p->timer, &enabled);
	if (!needed) {
		(void) sd_event_source_set_enabled(p->timer, SD_EVENT_OFF);
		return;
	}
	if (enabled != SD_EVENT_OFF)
		return;
	(void) sd_event_source_set_time_relative(p->timer, p->interval);
	(void) sd_event_source_set_enabled(p->timer, SD_EVENT_ONESHOT);
}

static void tell(struct playlog *p, int trouble)
{
	if (trouble == p->trouble)
		return;
	p->trouble = trouble;
	p->hooks->trouble(trouble, p->userdata);
}

static void submit(struct playlog *p, bool sync)
{
	struct moment now = p->hooks->now(p->userdata);
	struct scribe_job job;

	memset(&job, 0, sizeof(job)); /* it is sent as it is, the gaps between its members too */
	job.items = p->queue;
	job.at = now.wall / USEC_PER_MSEC;
	job.mono = now.mono / USEC_PER_MSEC;
	job.budget = p->budget;
	job.zone = p->zone;
	job.sync = sync;
	if (worker_submit(p->worker, &job, now.mono + PATIENCE) < 0)
		return; /* it stays in the queue */
	p->gapped |= p->gap != NULL;
	p->queue = p->gap = NULL;
	p->zone = NULL;
	p->last = &p->queue;
	p->n_plays = p->n_queued = 0;
	arm(p, true);
}

/* A disk that does not answer gives no result: only time tells. */
static int on_timer(sd_event_source *s, uint64_t usec, void *userdata)
{
	struct playlog *p = userdata;

	(void) s;
	(void) usec;
	if (!worker_is_busy(p->worker)) {
		submit(p, true);
		return 0;
	}
	if (worker_is_stuck(p->worker, p->hooks->now(p->userdata).mono))
		tell(p, -ETIMEDOUT);
	arm(p, true);
	return 0;
}

static void on_done(void *userdata, const void *arg)
{
	const struct scribe_result *result = arg;
	struct playlog *p = userdata;

	if (result->head) {
		p->head = result->head;
		memcpy(p->head_hash, result->head_hash, sizeof(p->head_hash));
	}
	if (result->opened)
		p->hooks->found(result->cut, result->damage, p->userdata);
	arm(p, result->unsynced > 0 || result->waits || result->error < 0);
	if (p->queue && !worker_is_busy(p->worker))
		submit(p, false);
	/* Last: what is said anew must stand behind the gap. */
	if (p->gapped && result->error == 0)
		p->hooks->trouble(p->trouble = 0, p->userdata);
	else
		tell(p, result->error);
	p->gapped = false;
}

static const struct worker_kind kind = {
	.job_size = sizeof(struct scribe_job),
	.result_size = sizeof(struct scribe_result),
	.run = run,
	.done = on_done,
};

static void push(struct playlog *p, struct item *item)
{
	*p->last = item;
	p->last = &item->next;
	p->n_queued++;
	p->n_plays += !item->must;
}

/* There is no room in the queue: the disk is too slow, or hangs. */
static void drop(struct playlog *p, const struct record *r)
{
	const struct record gap = { .at = r->at,
				    .mono = r->mono,
				    .kind = RECORD_GAP,
				    .n = 1,
				    .why = "the disk does not answer" };

	if (p->gap) {
		p->gap->record.n++;
		return;
	}
	p->gap = item_new(&gap);
	if (p->gap)
		push(p, p->gap);
}

void playlog_write(struct playlog *p, const struct record *r)
{
	struct record stamped = *r;
	struct item *item;

	if (!p || !p->worker)
		return;
	if (stamped.mono == 0) {
		struct moment now = p->hooks->now(p->userdata);

		stamped.at = now.wall / USEC_PER_MSEC;
		stamped.mono = now.mono / USEC_PER_MSEC;
	}
	if (record_must(r) ? p->n_queued < p->queue_max + MUST_MAX
			   : p->n_plays < p->queue_max && !p->gap)
		item = item_new(&stamped);
	else
		item = NULL;
	if (item)
		push(p, item);
	else
		drop(p, &stamped);
	if (!worker_is_busy(p->worker))
		submit(p, false);
}

uint64_t playlog_head(const struct playlog *p, uint8_t ret_hash[static RECORD_HASH_SIZE])
{
	memset(ret_hash, 0, RECORD_HASH_SIZE);
	if (!p || !p->head)
		return 0;
	memcpy(ret_hash, p->head_hash, RECORD_HASH_SIZE);
	return p->head;
}

void playlog_set_budget(struct playlog *p, uint64_t budget)
{
	if (p)
		p->budget = budget;
}

void playlog_set_zone(struct playlog *p, const struct zone *zone)
{
	if (!p || !p->worker)
		return;
	free(p->zone);
	p->zone = zone_copy(zone);
}

static int start(struct playlog *p, sd_event *event, const struct playlog_options *options)
{
	int r;

	p->scribe = calloc(1, sizeof(*p->scribe));
	if (!p->scribe)
		return -ENOMEM;
	r = scribe_init(p->scribe, options->dir, options->segment_size);
	if (r < 0)
		return r;
	r = sd_event_add_time(event, &p->timer, CLOCK_MONOTONIC, 0, 0, on_timer, p);
	if (r >= 0)
		r = sd_event_source_set_enabled(p->timer, SD_EVENT_OFF);
	return r < 0 ? r : worker_new(&p->worker, event, "play-log", &kind, p->scribe, p);
}

int playlog_new(struct playlog **ret, sd_event *event, const struct playlog_options *options,
		const struct playlog_hooks *hooks, void *userdata)
{
	_cleanup_(playlog_freep) struct playlog *p = calloc(1, sizeof(*p));
	int r = 0;

	if (!p)
		return -ENOMEM;
	p->hooks = hooks;
	p->userdata = userdata;
	p->last = &p->queue;
	p->budget = options->budget;
	p->interval = options->sync_interval ? options->sync_interval : SYNC_INTERVAL;
	p->queue_max = options->queue_max ? options->queue_max : QUEUE_MAX;
	if (options->dir)
		r = start(p, event, options);
	if (r < 0)
		return r;
	if (options->zone)
		playlog_set_zone(p, options->zone);
	*ret = TAKE_PTR(p);
	return 0;
}

/* What waits, and a sync; false: the disk does not answer. */
static bool finish(struct playlog *p)
{
	if (!worker_wait(p->worker, PATIENCE))
		return false;
	submit(p, true);
	return worker_wait(p->worker, PATIENCE);
}

struct playlog *playlog_free(struct playlog *p)
{
	if (!p)
		return NULL;
	if (p->worker && !finish(p)) {
		worker_abandon(p->worker);
		p->scribe = NULL;
	} else {
		worker_free(p->worker);
	}
	if (p->scribe) {
		scribe_done(p->scribe);
		free(p->scribe);
	}
	sd_event_source_disable_unref(p->timer);
	items_free(p->queue);
	free(p->zone);
	free(p);
	return NULL;
}
