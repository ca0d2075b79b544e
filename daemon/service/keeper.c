/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "service/clock.h"
#include "service/keeper.h"
#include "service/worker.h"

#define NEW_NAME_MAX 64

/* By when a small file should be on the disk, and how often it is looked whether it is. */
#define DEADLINE (5 * USEC_PER_SEC)
#define LOOK     USEC_PER_SEC

/* How long an end of the service waits for all of it: the play log waits as well. */
#define PATIENCE (4 * USEC_PER_SEC)

struct file {
	const char *name;
	keeper_done_fn done;
	void *userdata;

	char *text; /* what waits, owned; NULL: nothing */
	size_t n;
	uint64_t version;
};

struct keeper {
	char *dir;             /* the thread's; NULL: none */
	struct worker *worker; /* NULL: likewise */
	sd_event_source *timer;
	keeper_stuck_fn stuck;
	void *userdata;

	struct file files[KEEPER_FILES_MAX];
	int n_files;
	int last; /* the file that was given to the thread last */
	bool is_stuck;
};

struct keeper_job {
	const char *name;
	char *text; /* taken over */
	size_t n;
	uint64_t version;
	int file;
};

struct keeper_result {
	uint64_t version;
	int file, error;
};

static int write_whole(int fd, const char *text, size_t n)
{
	while (n > 0) {
		ssize_t written = write(fd, text, n);

		if (written < 0)
			return -errno;
		text += written;
		n -= (size_t) written;
	}
	return fsync(fd) < 0 ? -errno : 0;
}

static int replace_file(int dir, const struct keeper_job *job)
{
	char name[NEW_NAME_MAX];
	int fd, r;

	snprintf(name, sizeof(name), "%s.new", job->name);
	fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	r = write_whole(fd, job->text, job->n);
	if (close(fd) < 0 && r >= 0)
		r = -errno;
	if (r >= 0 && renameat(dir, name, dir, job->name) < 0)
		r = -errno;
	return r >= 0 && fsync(dir) < 0 ? -errno : r;
}

/* The directory may be another one each time. */
static int write_file(const char *path, const struct keeper_job *job)
{
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int r;

	if (dir < 0)
		return -errno;
	r = replace_file(dir, job);
	close(dir);
	return r;
}

/* On the thread. */
static void run(void *context, const void *arg, void *ret)
{
	const struct keeper_job *job = arg;
	struct keeper_result *result = ret;

	result->error = write_file(context, job);
	result->file = job->file;
	result->version = job->version;
	free(job->text);
}

static void tell(struct keeper *k, bool stuck)
{
	if (stuck == k->is_stuck)
		return;
	k->is_stuck = stuck;
	k->stuck(stuck, k->userdata);
}

/* In turn, so that one that changes all the time holds up no other; NULL: nothing waits. */
static struct file *next_file(struct keeper *k)
{
	for (int i = 1; i <= k->n_files; i++) {
		struct file *f = &k->files[(k->last + i) % k->n_files];

		if (f->text)
			return f;
	}
	return NULL;
}

static void submit(struct keeper *k)
{
	struct file *f = next_file(k);
	struct keeper_job job;

	if (!f || worker_is_busy(k->worker))
		return;
	memset(&job, 0, sizeof(job)); /* it is sent as it is, the gaps between its members too */
	job.name = f->name;
	job.text = f->text;
	job.n = f->n;
	job.version = f->version;
	job.file = (int) (f - k->files);
	if (worker_submit(k->worker, &job, clock_monotonic() + DEADLINE) < 0)
		return; /* it waits until the timer asks again */
	f->text = NULL;
	k->last = job.file;
}

/* As long as something waits or is in hand. */
static void look_later(struct keeper *k)
{
	if (worker_is_busy(k->worker) || next_file(k)) {
		(void) sd_event_source_set_time_relative(k->timer, LOOK);
		(void) sd_event_source_set_enabled(k->timer, SD_EVENT_ONESHOT);
	} else {
		(void) sd_event_source_set_enabled(k->timer, SD_EVENT_OFF);
	}
}

/* A disk that does not answer gives no result: only time tells. */
static int on_timer(sd_event_source *s, uint64_t usec, void *userdata)
{
	struct keeper *k = userdata;

	(void) s;
	(void) usec;
	submit(k);
	if (worker_is_stuck(k->worker, clock_monotonic()))
		tell(k, true);
	look_later(k);
	return 0;
}

static void on_done(void *userdata, const void *arg)
{
	const struct keeper_result *result = arg;
	struct keeper *k = userdata;
	const struct file *f = &k->files[result->file];

	tell(k, false);
	f->done(result->version, result->error, f->userdata);
	submit(k);
	look_later(k);
}

static const struct worker_kind kind = {
	.job_size = sizeof(struct keeper_job),
	.result_size = sizeof(struct keeper_result),
	.run = run,
	.done = on_done,
};

static int start(struct keeper *k, sd_event *event, const char *dir)
{
	int r;

	k->dir = strdup(dir);
	if (!k->dir)
		return -ENOMEM;
	r = sd_event_add_time(event, &k->timer, CLOCK_MONOTONIC, 0, 0, on_timer, k);
	if (r >= 0)
		r = sd_event_source_set_enabled(k->timer, SD_EVENT_OFF);
	return r < 0 ? r : worker_new(&k->worker, event, "keeper", &kind, k->dir, k);
}

int keeper_new(struct keeper **ret, sd_event *event, const char *dir, keeper_stuck_fn stuck,
	       void *userdata)
{
	_cleanup_(keeper_freep) struct keeper *k = calloc(1, sizeof(*k));
	int r;

	if (!k)
		return -ENOMEM;
	k->stuck = stuck;
	k->userdata = userdata;
	r = dir ? start(k, event, dir) : 0;
	if (r < 0)
		return r;
	*ret = TAKE_PTR(k);
	return 0;
}

/* False: the disk does not answer. */
static bool finish(struct keeper *k)
{
	usec_t end = clock_monotonic() + PATIENCE;

	submit(k);
	while (worker_is_busy(k->worker)) {
		usec_t now = clock_monotonic();

		if (!worker_wait(k->worker, now < end ? end - now : 0))
			return false;
	}
	return true;
}

/* A thread that hangs keeps what it has in hand: a text, and the place for it. */
static void end_worker(struct keeper *k)
{
	if (finish(k)) {
		worker_free(k->worker);
		return;
	}
	tell(k, true);
	worker_abandon(k->worker);
	k->dir = NULL;
}

struct keeper *keeper_free(struct keeper *k)
{
	if (!k)
		return NULL;
	if (k->worker)
		end_worker(k);
	sd_event_source_disable_unref(k->timer);
	for (int i = 0; i < k->n_files; i++)
		free(k->files[i].text);
	free(k->dir);
	free(k);
	return NULL;
}

const char *keeper_directory(const struct keeper *k)
{
	return k->dir;
}

int keeper_add(struct keeper *k, const char *name, keeper_done_fn done, void *userdata)
{
	if (k->n_files == KEEPER_FILES_MAX)
		return -ENOSPC;
	k->files[k->n_files] = (struct file){ .name = name, .done = done, .userdata = userdata };
	return k->n_files++;
}

int keeper_write(struct keeper *k, int file, uint64_t version, char *text, size_t n)
{
	struct file *f = &k->files[file];

	if (!k->worker) {
		free(text);
		return -ENOENT;
	}
	free(f->text);
	f->text = text;
	f->n = n;
	f->version = version;
	submit(k);
	look_later(k);
	return 0;
}
