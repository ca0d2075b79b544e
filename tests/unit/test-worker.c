/* SPDX-License-Identifier: MIT */
/* The thread of a line: jobs in, results out, what the watchdog sees, an orderly end. */
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "service/clock.h"
#include "service/job.h"
#include "service/worker.h"

#define N_JOBS 200

struct fake_board {
	struct page holds;
	unsigned n_shows;
};

static int fake_show(void *self, struct line *l, const struct page *page, usec_t deadline)
{
	struct fake_board *b = self;

	(void) l;
	(void) deadline;
	b->holds = *page;
	b->n_shows++;
	return page->n_rows > 4 ? -EPROTO : 0;
}

static int fake_read_back(void *self, struct line *l, const struct page *expected, struct page *ret,
			  usec_t deadline)
{
	struct fake_board *b = self;

	(void) l;
	(void) expected;
	(void) deadline;
	*ret = b->holds;
	return 0;
}

static const struct driver fake = {
	.name = "fake",
	.show = fake_show,
	.read_back = fake_read_back,
};

struct thread_facts {
	bool signals_blocked;
	bool named;
};

/* The context belongs to the thread until it has ended. */
static void run(void *context, const void *job, void *ret)
{
	struct thread_facts *facts = context;
	char name[32] = "";
	sigset_t mask;
	FILE *f;

	sigprocmask(SIG_SETMASK, NULL, &mask);
	facts->signals_blocked =
		sigismember(&mask, SIGTERM) == 1 && sigismember(&mask, SIGHUP) == 1;
	f = fopen("/proc/thread-self/comm", "re");
	if (f) {
		facts->named =
			fgets(name, sizeof(name), f) && strcmp(name, "a-line-with-a-l\n") == 0;
		fclose(f);
	}
	job_run(job, NULL, ret);
}

struct test {
	sd_event *event;
	struct worker *w;
	struct fake_board board;
	int n_done, n_errors, n_equal;
};

static struct job make_job(struct test *t, int i)
{
	struct job job = {
		.kind = JOB_SHOW,
		.read_back = true,
		.driver = &fake,
		.state = &t->board,
		.deadline = clock_monotonic() + USEC_PER_SEC,
	};

	job.page.n_rows = i % 10 == 9 ? 5 : 1;
	job.page.rows[0].n = 1;
	job.page.rows[0].bytes[0] = (uint8_t) i;
	return job;
}

static void on_done(void *userdata, const void *arg)
{
	const struct result *result = arg;
	struct test *t = userdata;
	struct job job;

	CHECK(!worker_is_busy(t->w));
	if (result->error < 0)
		t->n_errors++;
	else if (result->has_page && result->page.rows[0].bytes[0] == (uint8_t) t->n_done)
		t->n_equal++;
	if (++t->n_done == N_JOBS) {
		sd_event_exit(t->event, 0);
		return;
	}
	job = make_job(t, t->n_done);
	CHECK(worker_submit(t->w, &job, job.deadline) == 0);
	CHECK(worker_submit(t->w, &job, job.deadline) == -EBUSY);
}

static const struct worker_kind jobs = {
	.job_size = sizeof(struct job),
	.result_size = sizeof(struct result),
	.run = run,
	.done = on_done,
};

static void check_jobs(void)
{
	struct test t = { 0 };
	struct thread_facts facts = { 0 };
	struct job job = make_job(&t, 0);

	if (sd_event_new(&t.event) < 0 ||
	    worker_new(&t.w, t.event, "a-line-with-a-long-name", &jobs, &facts, &t) < 0) {
		CHECK(false);
		return;
	}
	CHECK(worker_submit(t.w, &job, job.deadline) == 0);
	CHECK(sd_event_loop(t.event) == 0);
	t.w = worker_free(t.w);
	CHECK(t.n_done == N_JOBS && t.board.n_shows == N_JOBS);
	CHECK(t.n_errors == N_JOBS / 10 && t.n_equal == N_JOBS - N_JOBS / 10);
	CHECK(facts.signals_blocked && facts.named);
	sd_event_unref(t.event);
}

/* A driver that hangs until the other end of the pipe is closed. */
static void run_hung(void *context, const void *arg, void *ret_arg)
{
	const struct job *job = arg;
	struct result *ret = ret_arg;
	int fd = *(int *) context;
	char c;

	*ret = (struct result){ .kind = job->kind };
	ret->error = read(fd, &c, 1) == 0 ? -ETIMEDOUT : -EIO;
}

static void never_done(void *userdata, const void *result)
{
	(void) result;
	*(bool *) userdata = true;
}

static const struct worker_kind hung = {
	.job_size = sizeof(struct job),
	.result_size = sizeof(struct result),
	.run = run_hung,
	.done = never_done,
};

static void check_stuck(void)
{
	struct worker *w = NULL;
	sd_event *event = NULL;
	bool done = false;
	struct test t = { 0 };
	struct job job = make_job(&t, 0);
	int fd[2];

	if (pipe(fd) < 0 || sd_event_new(&event) < 0 ||
	    worker_new(&w, event, "hung", &hung, &fd[0], &done) < 0) {
		CHECK(false);
		return;
	}
	CHECK(!worker_is_stuck(w, USEC_NEVER));
	CHECK(worker_submit(w, &job, job.deadline) == 0);
	CHECK(!worker_is_stuck(w, job.deadline));
	CHECK(!worker_is_stuck(w, job.deadline + USEC_PER_SEC));
	CHECK(worker_is_stuck(w, job.deadline + USEC_PER_MINUTE));

	CHECK(!worker_wait(w, 10 * USEC_PER_MSEC) && !done);

	/* Stopped with a job in hand: it ends with the job, and its result goes nowhere. */
	worker_stop(w);
	close(fd[1]);
	worker_free(w);
	CHECK(!done);
	close(fd[0]);
	sd_event_unref(event);
}

/* What the thread minds, and what came of it. */
struct minded {
	sd_event *event;
	struct worker *w;
	int fd;
	unsigned n_asked;
	int n_done, n_told, why;
};

static int minded_fd(void *context)
{
	struct minded *m = context;

	m->n_asked++;
	return m->fd;
}

static int minded_hung_up(void *context)
{
	struct minded *m = context;

	close(m->fd);
	m->fd = -1;
	return ECONNRESET;
}

static void minded_told(void *userdata, int why)
{
	struct minded *m = userdata;

	m->n_told++;
	m->why = why;
	CHECK(!worker_is_busy(m->w));
}

static void minded_run(void *context, const void *arg, void *ret_arg)
{
	const struct job *job = arg;
	struct result *ret = ret_arg;

	(void) context;
	*ret = (struct result){ .kind = job->kind };
}

static void minded_done(void *userdata, const void *arg)
{
	const struct result *result = arg;
	struct minded *m = userdata;

	CHECK(result->error == 0);
	m->n_done++;
}

/* One turn of the loop after another until something was said. */
static void run_until(struct minded *m, const int *count, int n)
{
	while (*count < n && sd_event_run(m->event, 30 * USEC_PER_SEC) > 0)
		;
	CHECK(*count == n);
}

/* A hang-up is told at once and once; bytes that nobody asked for wake nobody. */
static void check_watch(void)
{
	static const struct worker_watch watch = { minded_fd, minded_hung_up, minded_told };
	static const struct worker_kind kind = {
		.job_size = sizeof(struct job),
		.result_size = sizeof(struct result),
		.run = minded_run,
		.done = minded_done,
		.watch = &watch,
	};
	struct minded m = { 0 };
	struct test t = { 0 };
	struct job job = make_job(&t, 0);
	int fd[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd) < 0 ||
	    sd_event_new(&m.event) < 0) {
		CHECK(false);
		return;
	}
	m.fd = fd[0];
	CHECK(worker_new(&m.w, m.event, "watch", &kind, &m, &m) == 0);
	CHECK(write(fd[1], "noise", 5) == 5);
	for (int i = 1; i <= 10; i++) {
		CHECK(worker_submit(m.w, &job, job.deadline) == 0);
		run_until(&m, &m.n_done, i);
	}
	CHECK(m.n_told == 0);

	close(fd[1]);
	run_until(&m, &m.n_told, 1);
	CHECK(m.why == ECONNRESET);
	CHECK(worker_submit(m.w, &job, job.deadline) == 0);
	CHECK(worker_wait(m.w, 30 * USEC_PER_SEC) && m.n_done == 11);
	m.w = worker_free(m.w);
	/* Before each job, and after the hang-up; the thread has ended. */
	CHECK(m.fd == -1 && m.n_told == 1 && m.n_asked <= 14);
	sd_event_unref(m.event);
}

/* Power, clearing, an empty page: the best that a driver has. */
static int no_power(void *self, struct line *l, bool on, usec_t deadline)
{
	(void) self;
	(void) l;
	(void) on;
	(void) deadline;
	return -EOPNOTSUPP;
}

static int yes_power(void *self, struct line *l, bool on, usec_t deadline)
{
	(void) l;
	(void) deadline;
	((struct fake_board *) self)->n_shows += on ? 100 : 10;
	return 0;
}

static int bad_power(void *self, struct line *l, bool on, usec_t deadline)
{
	(void) self;
	(void) l;
	(void) on;
	(void) deadline;
	return -ETIMEDOUT;
}

static int yes_clear(void *self, struct line *l, usec_t deadline)
{
	(void) l;
	(void) deadline;
	memset(&((struct fake_board *) self)->holds, 0, sizeof(struct page));
	return 0;
}

static void check_darken(void)
{
	static const struct driver plain = { .show = fake_show, .read_back = fake_read_back };
	static const struct driver nothing = { .show = fake_show,
					       .set_power = no_power,
					       .read_back = fake_read_back };
	static const struct driver power = { .show = fake_show, .set_power = yes_power };
	static const struct driver broken = { .show = fake_show, .set_power = bad_power };
	static const struct driver clearing = { .show = fake_show,
						.set_power = no_power,
						.clear = yes_clear,
						.read_back = fake_read_back };
	static const struct {
		int line;
		const struct driver *driver;
		enum job_kind kind;
		bool power_on;
		int error;
		bool power_off, has_page;
		unsigned n_shows;
	} rows[] = {
		{ __LINE__, &plain, JOB_DARKEN, false, 0, false, true, 1 },
		{ __LINE__, &nothing, JOB_DARKEN, false, 0, false, true, 1 },
		{ __LINE__, &power, JOB_DARKEN, false, 0, true, false, 10 },
		{ __LINE__, &broken, JOB_DARKEN, false, -ETIMEDOUT, false, false, 0 },
		{ __LINE__, &clearing, JOB_DARKEN, false, 0, false, true, 0 },
		{ __LINE__, &plain, JOB_SHOW, true, 0, false, true, 1 },
		{ __LINE__, &nothing, JOB_SHOW, true, 0, false, true, 1 },
		{ __LINE__, &broken, JOB_SHOW, true, -ETIMEDOUT, false, false, 0 },
		{ __LINE__, &nothing, JOB_READ, true, 0, false, true, 0 },
		{ __LINE__, &power, JOB_READ, true, -EOPNOTSUPP, false, false, 100 },
		{ __LINE__, &plain, JOB_PROBE, false, -EOPNOTSUPP, false, false, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fake_board board = { 0 };
		struct job job = { .kind = rows[i].kind,
				   .power_on = rows[i].power_on,
				   .read_back = rows[i].driver->read_back != NULL,
				   .driver = rows[i].driver,
				   .state = &board };
		struct result result;

		job_run(&job, NULL, &result);
		CHECK_ROW(rows[i].line, result.error == rows[i].error);
		CHECK_ROW(rows[i].line, result.power_off == rows[i].power_off);
		CHECK_ROW(rows[i].line, result.has_page == rows[i].has_page);
		CHECK_ROW(rows[i].line, board.n_shows == rows[i].n_shows);
	}
}

/* Each reading is of one character; '?': something else that can not be told; '!': no answer. */
static int told_read_back(void *self, struct line *l, const struct page *expected, struct page *ret,
			  usec_t deadline)
{
	const char **next = self;
	char c = *(*next)++;

	(void) l;
	(void) expected;
	(void) deadline;
	if (c == '!')
		return -ETIMEDOUT;
	if (c == '?')
		return READ_OTHER;
	*ret = (struct page){ .n_rows = 1, .rows = { { .n = 1, .bytes = { (uint8_t) c } } } };
	return 0;
}

/* That something else is there is believed when it is read twice. */
static void check_look(void)
{
	static const struct driver driver = { .read_back = told_read_back };
	static const struct {
		int line;
		const char *readings; /* 'a' is expected */
		int error;
		char found; /* 0: it differs */
		unsigned n;
	} rows[] = {
		{ __LINE__, "a", 0, 'a', 1 },         { __LINE__, "xa", 0, 'a', 2 },
		{ __LINE__, "xx", 0, 'x', 2 },        { __LINE__, "xy", -EPROTO, 'y', 2 },
		{ __LINE__, "??", 0, 0, 2 },          { __LINE__, "?a", 0, 'a', 2 },
		{ __LINE__, "x?", -EPROTO, 0, 2 },    { __LINE__, "!", -ETIMEDOUT, 0, 1 },
		{ __LINE__, "x!", -ETIMEDOUT, 0, 2 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *next = rows[i].readings;
		struct job job = {
			.kind = JOB_READ,
			.driver = &driver,
			.state = &next,
			.has_page = true,
			.page = { .n_rows = 1, .rows = { { .n = 1, .bytes = { 'a' } } } },
		};
		struct result result;

		job_run(&job, NULL, &result);
		CHECK_ROW(rows[i].line, result.error == rows[i].error);
		CHECK_ROW(rows[i].line, next == rows[i].readings + rows[i].n);
		if (result.error < 0)
			continue;
		CHECK_ROW(rows[i].line, result.differs == !rows[i].found);
		CHECK_ROW(rows[i].line, !rows[i].found || result.page.rows[0].bytes[0] ==
								  (uint8_t) rows[i].found);
	}
}

int main(void)
{
	check_jobs();
	check_stuck();
	check_watch();
	check_darken();
	check_look();
	return test_result();
}
