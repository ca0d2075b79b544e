/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "service/worker.h"

/* A driver keeps its deadline; this much beyond it can only be a hung driver or a hung kernel. */
#define STUCK_AFTER (5 * USEC_PER_SEC)

/* Room for a page or two, libmodbus, and a name look-up. */
#define STACK_SIZE (256 * 1024)

#define NAME_MAX_KERNEL 15

enum {
	MAIN_SIDE,
	THREAD_SIDE,
};

struct worker {
	int fd[2];
	pthread_t thread;
	bool started, busy;
	usec_t deadline; /* of the job in hand */
	sd_event_source *source;
	char name[NAME_MAX_KERNEL + 1];

	const struct worker_kind *kind;
	void *context;
	void *userdata;
	void *job, *result; /* the thread's */
	void *said;         /* the main thread's: what has come from the other */
};

/* Beside results the thread sends this, which is shorter. */
struct note {
	int why;
};

/* Until there is something to receive: a job, or the end. */
static void wait_for_job(struct worker *w)
{
	struct pollfd p[] = {
		{ .fd = w->fd[THREAD_SIDE], .events = POLLIN },
		{ .events = POLLRDHUP }, /* bytes are for whoever asks next */
	};
	struct note note;

	for (;;) {
		p[1].fd = w->kind->watch ? w->kind->watch->fd(w->context) : -1;
		if (poll(p, ARRAY_SIZE(p), -1) < 0 || p[0].revents)
			return;
		note.why = w->kind->watch->hung_up(w->context);
		(void) send(w->fd[THREAD_SIDE], &note, sizeof(note), MSG_NOSIGNAL);
	}
}

static void *worker_thread(void *arg)
{
	struct worker *w = arg;
	const size_t job_size = w->kind->job_size, size = w->kind->result_size;

	(void) pthread_setname_np(pthread_self(), w->name);
	for (;;) {
		wait_for_job(w);
		if (recv(w->fd[THREAD_SIDE], w->job, job_size, 0) != (ssize_t) job_size)
			break;
		w->kind->run(w->context, w->job, w->result);
		if (send(w->fd[THREAD_SIDE], w->result, size, MSG_NOSIGNAL) < 0)
			break;
	}
	return NULL;
}

static int on_result(sd_event_source *s, int fd, uint32_t revents, void *userdata)
{
	struct worker *w = userdata;
	ssize_t n = recv(fd, w->said, w->kind->result_size, MSG_DONTWAIT);

	(void) s;
	(void) revents;
	if (n == (ssize_t) sizeof(struct note)) {
		w->kind->watch->told(w->userdata, ((const struct note *) w->said)->why);
	} else if (n == (ssize_t) w->kind->result_size) {
		w->busy = false;
		w->kind->done(w->userdata, w->said);
	}
	return 0;
}

static int create(struct worker *w)
{
	pthread_attr_t attr;
	int r = pthread_attr_init(&attr);

	if (r != 0)
		return -r;
	r = pthread_attr_setstacksize(&attr, STACK_SIZE);
	if (r == 0)
		r = pthread_create(&w->thread, &attr, worker_thread, w);
	pthread_attr_destroy(&attr);
	w->started = r == 0;
	return -r;
}

/* The thread is born with every signal blocked; signals belong to the event loop. */
static int start_thread(struct worker *w)
{
	sigset_t all, saved;
	int r;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &saved);
	r = create(w);
	pthread_sigmask(SIG_SETMASK, &saved, NULL);
	return r;
}

static int start(struct worker *w, sd_event *event)
{
	int r;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, w->fd) < 0)
		return -errno;
	r = sd_event_add_io(event, &w->source, w->fd[MAIN_SIDE], EPOLLIN, on_result, w);
	if (r < 0)
		return r;
	(void) sd_event_source_set_description(w->source, w->name);
	return start_thread(w);
}

int worker_new(struct worker **ret, sd_event *event, const char *name,
	       const struct worker_kind *kind, void *context, void *userdata)
{
	_cleanup_(worker_freep) struct worker *w = calloc(1, sizeof(*w));
	int r;

	if (!w)
		return -ENOMEM;
	*w = (struct worker){
		.fd = { -1, -1 },
		.kind = kind,
		.context = context,
		.userdata = userdata,
		.job = calloc(1, kind->job_size),
		.result = calloc(1, kind->result_size),
		.said = calloc(1, kind->result_size),
	};
	assert(kind->result_size > sizeof(struct note));
	if (!w->job || !w->result || !w->said)
		return -ENOMEM;
	strncpy(w->name, name, sizeof(w->name) - 1);

	r = start(w, event);
	if (r < 0)
		return r;

	*ret = TAKE_PTR(w);
	return 0;
}

void worker_stop(struct worker *w)
{
	w->source = sd_event_source_disable_unref(w->source);
	if (w->fd[MAIN_SIDE] >= 0)
		shutdown(w->fd[MAIN_SIDE], SHUT_RDWR);
}

struct worker *worker_free(struct worker *w)
{
	if (!w)
		return NULL;

	worker_stop(w);
	if (w->started)
		pthread_join(w->thread, NULL);
	for (int i = 0; i < 2; i++)
		if (w->fd[i] >= 0)
			close(w->fd[i]);
	free(w->job);
	free(w->result);
	free(w->said);
	free(w);
	return NULL;
}

void worker_abandon(struct worker *w)
{
	w->source = sd_event_source_disable_unref(w->source);
	pthread_detach(w->thread);
}

bool worker_wait(struct worker *w, usec_t span)
{
	struct pollfd p = { .fd = w->fd[MAIN_SIDE], .events = POLLIN };

	/* What is not a result leaves it busy; the span then begins anew, once or twice at most. */
	while (w->busy && poll(&p, 1, (int) (span / USEC_PER_MSEC)) > 0)
		on_result(w->source, p.fd, (uint32_t) p.revents, w);
	return !w->busy;
}

int worker_submit(struct worker *w, const void *job, usec_t deadline)
{
	if (w->busy)
		return -EBUSY;
	if (send(w->fd[MAIN_SIDE], job, w->kind->job_size, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		return -errno;
	w->busy = true;
	w->deadline = deadline;
	return 0;
}

bool worker_is_busy(const struct worker *w)
{
	return w->busy;
}

bool worker_is_stuck(const struct worker *w, usec_t now)
{
	return w->busy && now > w->deadline && now - w->deadline > STUCK_AFTER;
}
