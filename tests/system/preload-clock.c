/* SPDX-License-Identifier: MIT */

/*
 * Loaded before the C library into a pufad under test: a wall clock that the test
 * sets.  It is the machine's, moved by what a file says that both have mapped; the
 * machine's own is never touched.  When the file changes, timers on that clock are
 * moved along and those that want to be told are, as the kernel does it.  How
 * often the loop woke up is counted in the same file.
 */

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

#define N_TIMERS        1024
#define LOOK_AGAIN_NSEC 5000000
#define TIMESYNC_MARK   "/run/systemd/timesync/synchronized"

/* The file. */
struct shared {
	_Atomic int64_t ahead;        /* microseconds; the test writes it */
	_Atomic int64_t synchronised; /* the test writes it */
	_Atomic int64_t n_wakeups;
	_Atomic int64_t seen; /* the last @ahead that took effect */
};

struct timer {
	int flags; /* of the last setting */
	struct itimerspec as_asked;
	_Bool on_wall_clock, armed, cancelled;
};

static struct shared none, *shared = &none;
static int64_t ahead;
static struct timer timers[N_TIMERS];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static struct timespec moved(struct timespec t, int64_t usec)
{
	int64_t nsec = t.tv_nsec + usec % 1000000 * 1000;

	t.tv_sec += usec / 1000000 + (nsec >= 1000000000) - (nsec < 0);
	t.tv_nsec = (nsec + 1000000000) % 1000000000;
	return t;
}

static _Bool is_wall_clock(clockid_t id)
{
	return id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE;
}

int clock_gettime(clockid_t id, struct timespec *ret)
{
	int r = (int) syscall(SYS_clock_gettime, id, ret);

	if (r == 0 && is_wall_clock(id))
		*ret = moved(*ret, shared->seen);
	return r;
}

int gettimeofday(struct timeval *ret, void *zone)
{
	struct timespec t;

	(void) zone;
	clock_gettime(CLOCK_REALTIME, &t);
	*ret = (struct timeval){ t.tv_sec, t.tv_nsec / 1000 };
	return 0;
}

time_t time(time_t *ret)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	if (ret)
		*ret = t.tv_sec;
	return t.tv_sec;
}

int adjtimex(struct timex *t)
{
	memset(t, 0, sizeof(*t));
	t->status = shared->synchronised ? 0 : STA_UNSYNC;
	return shared->synchronised ? TIME_OK : TIME_ERROR;
}

int access(const char *path, int mode)
{
	if (strcmp(path, TIMESYNC_MARK) != 0)
		return (int) syscall(SYS_faccessat, AT_FDCWD, path, mode);
	errno = ENOENT;
	return shared->synchronised ? 0 : -1;
}

int timerfd_create(clockid_t id, int flags)
{
	int fd = (int) syscall(SYS_timerfd_create, id, flags);

	if (fd >= 0 && fd < N_TIMERS) {
		pthread_mutex_lock(&mutex);
		timers[fd] = (struct timer){ .on_wall_clock = is_wall_clock(id) };
		pthread_mutex_unlock(&mutex);
	}
	return fd;
}

/* The machine's clock has not reached a time before it began: at once, then. */
static struct timespec on_the_machine(struct timespec t)
{
	t = moved(t, -ahead);
	return t.tv_sec < 0 ? (struct timespec){ .tv_nsec = 1 } : t;
}

static int arm(int fd, const struct timer *t)
{
	struct itimerspec its = t->as_asked;
	_Bool set = its.it_value.tv_sec || its.it_value.tv_nsec;

	if (t->cancelled)
		its = (struct itimerspec){ .it_value.tv_nsec = 1 };
	else if (set && (t->flags & TFD_TIMER_ABSTIME))
		its.it_value = on_the_machine(its.it_value);
	return (int) syscall(SYS_timerfd_settime, fd,
			     t->cancelled ? 0 : t->flags & TFD_TIMER_ABSTIME, &its, NULL);
}

int timerfd_settime(int fd, int flags, const struct itimerspec *new, struct itimerspec *old)
{
	struct timer *t = &timers[fd];
	int r;

	if (fd >= N_TIMERS || !t->on_wall_clock)
		return (int) syscall(SYS_timerfd_settime, fd, flags, new, old);
	pthread_mutex_lock(&mutex);
	t->flags = flags;
	t->as_asked = *new;
	t->armed = 1;
	t->cancelled = 0;
	r = arm(fd, t);
	pthread_mutex_unlock(&mutex);
	return r;
}

ssize_t read(int fd, void *buf, size_t n)
{
	ssize_t r = syscall(SYS_read, fd, buf, n);

	if (r > 0 && fd < N_TIMERS && timers[fd].cancelled) {
		timers[fd].cancelled = 0;
		errno = ECANCELED;
		return -1;
	}
	return r;
}

int close(int fd)
{
	if (fd >= 0 && fd < N_TIMERS) {
		pthread_mutex_lock(&mutex);
		timers[fd] = (struct timer){ 0 };
		pthread_mutex_unlock(&mutex);
	}
	return (int) syscall(SYS_close, fd);
}

int epoll_wait(int fd, struct epoll_event *events, int n, int timeout)
{
	shared->n_wakeups++;
	return (int) syscall(SYS_epoll_pwait, fd, events, n, timeout, NULL, 8);
}

int epoll_pwait2(int fd, struct epoll_event *events, int n, const struct timespec *timeout,
		 const sigset_t *mask)
{
	shared->n_wakeups++;
	return (int) syscall(SYS_epoll_pwait2, fd, events, n, timeout, mask, 8);
}

static void set_clock(int64_t to)
{
	pthread_mutex_lock(&mutex);
	ahead = to;
	shared->seen = to;
	for (int fd = 0; fd < N_TIMERS; fd++) {
		struct timer *t = &timers[fd];

		if (!t->on_wall_clock || !t->armed || !(t->flags & TFD_TIMER_ABSTIME))
			continue;
		t->cancelled = (t->flags & TFD_TIMER_CANCEL_ON_SET) != 0;
		arm(fd, t);
	}
	pthread_mutex_unlock(&mutex);
}

static void *watch(void *arg)
{
	(void) arg;
	for (;;) {
		struct timespec t = { .tv_nsec = LOOK_AGAIN_NSEC };
		int64_t now = shared->ahead;

		if (now != shared->seen)
			set_clock(now);
		syscall(SYS_nanosleep, &t, NULL);
	}
	return NULL;
}

static __attribute__((constructor)) void begin(void)
{
	const char *path = getenv("PUFA_TEST_CLOCK");
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *map = MAP_FAILED;
	sigset_t all, before;
	pthread_t thread;

	if (fd >= 0)
		map = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		abort();
	close(fd);
	shared = map;
	ahead = shared->ahead;
	shared->seen = ahead;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	if (pthread_create(&thread, NULL, watch, NULL) != 0)
		abort();
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}
