/* SPDX-License-Identifier: MIT */
/*
 * The play log's writer beside a loop: everything in order, too much at once, a disk that is full
 * and has room again, a place that is not there yet.
 */
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "check.h"
#include "log_dir.h"
#include "playlog/reader.h"
#include "service/clock.h"
#include "service/playlog.h"

#define SKIPPED 77
#define SMALL   ((size_t) 4 * RECORD_LINE_MAX)

static struct log_dir dir;

struct test {
	sd_event *event;
	struct playlog *p;
	unsigned n_troubles, n_wells, n_found;
	int trouble;
	unsigned anew; /* so many plays are said anew */
	char path[128];
};

static void write_play(struct test *t, unsigned i);

static struct moment now(void *userdata)
{
	(void) userdata;
	return (struct moment){ .mono = clock_monotonic(), .wall = 1795575600 * USEC_PER_SEC };
}

static void trouble(int error, void *userdata)
{
	struct test *t = userdata;

	t->trouble = error;
	for (unsigned i = 1; error == 0 && i <= t->anew; i++)
		write_play(t, 1000 + i);
	if (error < 0)
		t->n_troubles++;
	else
		t->n_wells++;
}

static void found(size_t cut, const char *damage, void *userdata)
{
	(void) cut;
	CHECK(damage);
	((struct test *) userdata)->n_found++;
}

static const struct playlog_hooks hooks = { now, trouble, found };

static void start(struct test *t, const char *name, size_t queue_max)
{
	struct playlog_options options = { .dir = t->path,
					   .segment_size = SMALL,
					   .sync_interval = 20 * USEC_PER_MSEC,
					   .queue_max = queue_max };

	*t = (struct test){ .event = NULL };
	log_dir_file(&dir, name, t->path);
	CHECK(sd_event_new(&t->event) >= 0);
	CHECK(playlog_new(&t->p, t->event, &options, &hooks, t) == 0);
}

static void stop(struct test *t)
{
	t->p = playlog_free(t->p);
	t->event = sd_event_unref(t->event);
}

static void write_play(struct test *t, unsigned i)
{
	struct record r = { .kind = i % 3 ? RECORD_PLAY : RECORD_DARK,
			    .board = "hall",
			    .text = "法律面前,人人平等",
			    .from = i,
			    .how = REACH_SENT };

	playlog_write(t->p, &r);
}

static void write_incident(struct test *t, unsigned id)
{
	struct record r = { .kind = RECORD_INCIDENT, .id = id, .what = "opened" };

	playlog_write(t->p, &r);
}

struct sum {
	unsigned n_plays, n_gaps, n_incidents, n_after_gap;
	uint64_t dropped, last;
	bool in_order;
};

static struct sum sum_up(const struct test *t)
{
	struct sum s = { .in_order = true };
	uint64_t play = 0, incident = 0;
	const struct entry *e;
	struct reader *r = NULL;

	CHECK(reader_new(&r, t->path) == 0);
	while (r && reader_next(r, &e) > 0) {
		CHECK(e->finding == FINDING_NONE && e->record && e->record->mono > 0);
		if (e->record->kind == RECORD_GAP) {
			s.n_gaps++;
			s.n_after_gap = 0;
			s.dropped += e->record->n;
		} else if (e->record->kind == RECORD_INCIDENT) {
			s.in_order = s.in_order && e->record->id == incident + 1;
			incident = e->record->id;
			s.n_incidents++;
		} else if (e->record->kind != RECORD_TEXT) {
			s.in_order = s.in_order && e->record->from > play;
			play = e->record->from;
			s.n_plays++;
			s.n_after_gap++;
		}
	}
	reader_free(r);
	s.last = play;
	return s;
}

/* Until the writer has said so. */
static void run_until(struct test *t, const unsigned *count, unsigned n)
{
	usec_t end = clock_monotonic() + 30 * USEC_PER_SEC;

	while (*count < n && clock_monotonic() < end)
		(void) sd_event_run(t->event, USEC_PER_SEC);
	CHECK(*count >= n);
}

static void test_all(void)
{
	struct test t;
	struct sum s;

	start(&t, "log", 100000);
	for (unsigned i = 1; i <= 5000; i++) {
		write_play(&t, i);
		if (i % 100 == 0)
			write_incident(&t, i / 100);
		(void) sd_event_run(t.event, 0);
	}
	stop(&t);
	s = sum_up(&t);
	CHECK(s.n_plays == 5000 && s.n_gaps == 0 && s.n_incidents == 50 && s.in_order);
	CHECK(t.n_found == 1 && t.n_troubles == 0 && t.n_wells == 0);

	start(&t, "log", 0);
	write_play(&t, 5001);
	run_until(&t, &t.n_found, 1);
	write_play(&t, 5002);
	stop(&t);
	CHECK(sum_up(&t).n_plays == 5002 && sum_up(&t).in_order);
}

/* The loop does not get to hear of results: as if the disk did not answer. */
static void test_too_many(void)
{
	struct test t;
	struct sum s;

	start(&t, "many", 100);
	for (unsigned i = 1; i <= 3000; i++) {
		write_play(&t, i);
		if (i % 10 == 0)
			write_incident(&t, i / 10);
		if (i == 2000)
			run_until(&t, &t.n_found, 1);
	}
	stop(&t);
	s = sum_up(&t);
	CHECK(s.n_incidents == 300 && s.in_order);
	CHECK(s.n_gaps >= 1 && s.n_plays < 3000 && s.n_plays + s.dropped == 3000);
}

/* What is said anew stands behind the gap, all of it. */
static void test_said_anew(void)
{
	struct test t;
	struct sum s;

	start(&t, "anew", 10);
	t.anew = 5;
	for (unsigned i = 1; i <= 100; i++)
		write_play(&t, i);
	run_until(&t, &t.n_wells, 1);
	stop(&t);
	s = sum_up(&t);
	CHECK(t.n_wells == 1 && t.n_troubles == 0);
	CHECK(s.n_gaps == 1 && s.in_order && s.n_plays + s.dropped == 105 && s.last == 1005);
	CHECK(s.n_after_gap == 5);
}

/* Where there is no place for the log yet, incidents wait for one. */
static void test_no_place(void)
{
	char path[128];
	struct test t;
	struct sum s;

	log_dir_file(&dir, "later", path);
	start(&t, "later/log", 0);
	write_incident(&t, 1);
	write_play(&t, 1);
	run_until(&t, &t.n_troubles, 1);
	CHECK(t.trouble == -ENOENT && t.n_found == 0);
	CHECK(mkdir(path, 0755) == 0);
	run_until(&t, &t.n_wells, 1);
	CHECK(t.n_found == 1 && t.n_troubles == 1 && t.n_wells == 1);
	write_play(&t, 2);
	stop(&t);
	s = sum_up(&t);
	CHECK(s.n_incidents == 1 && s.n_plays + s.dropped == 2 && s.n_plays >= 1);

	/* None at all is wanted. */
	t.p = NULL;
	CHECK(playlog_new(&t.p, NULL, &(struct playlog_options){ .dir = NULL }, &hooks, &t) == 0);
	write_play(&t, 1);
	t.p = playlog_free(t.p);
	playlog_write(NULL, &(struct record){ .kind = RECORD_STOP });
}

/* In a file system of its own, of four segments' size. */
static int fill_disk(void)
{
	unsigned n = 0, id = 0;
	struct test t;
	struct sum s;

	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("tmpfs", dir.path, "tmpfs", 0, "size=262144") < 0)
		return SKIPPED;
	log_dir_put(&dir, "fill", (char[3 * SMALL]){ 1 }, 3 * SMALL);
	start(&t, "log", 0);
	while (t.n_troubles == 0 && n < 100000) {
		write_play(&t, ++n);
		(void) sd_event_run(t.event, n % 100 ? 0 : 1000);
	}
	CHECK(t.trouble == -ENOSPC && n > 50);
	for (unsigned i = 0; i < 2000; i++) {
		write_play(&t, ++n);
		if (i % 20 == 0)
			write_incident(&t, ++id);
		(void) sd_event_run(t.event, 0);
	}
	CHECK(t.n_troubles == 1 && t.n_wells == 0);

	log_dir_remove(&dir, "fill");
	run_until(&t, &t.n_wells, 1);
	for (unsigned i = 0; i < 10; i++)
		write_play(&t, ++n);
	write_incident(&t, ++id);
	stop(&t);
	s = sum_up(&t);
	CHECK(s.n_incidents == id && s.in_order);
	CHECK(s.n_plays + s.dropped == n && s.n_gaps >= 2 && s.dropped > 1000);
	return test_result();
}

static void test_full(void)
{
	pid_t child;
	int status = 0;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		status = fill_disk();
		fflush(stdout);
		_exit(status);
	}
	CHECK(child > 0 && waitpid(child, &status, 0) == child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == SKIPPED)
		printf("SKIPPED: a full disk, since nothing can be mounted here\n");
	else
		CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void remove_tree(const char *name)
{
	struct log_dir sub;

	log_dir_file(&dir, name, sub.path);
	log_dir_done(&sub);
}

int main(void)
{
	log_dir_init(&dir);
	test_full(); /* first: no thread is to be forked */
	test_all();
	test_too_many();
	test_said_anew();
	test_no_place();
	remove_tree("log");
	remove_tree("many");
	remove_tree("anew");
	remove_tree("later/log");
	remove_tree("later");
	log_dir_done(&dir);
	return test_result();
}
