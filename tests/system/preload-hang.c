/* SPDX-License-Identifier: MIT */
/*
 * For tests, by LD_PRELOAD: a thread whose name is that of a file in $PUFA_TEST_HANG hangs in its
 * next wait, also for the disk, as in a driver or a kernel that never comes back, until the file is
 * gone.  Where a file "sync" is there, every thread hangs that waits for a disk.
 */
#include <dlfcn.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static void hang_on(const char *name)
{
	const struct timespec moment = { .tv_nsec = 20 * 1000 * 1000 };
	const char *dir = getenv("PUFA_TEST_HANG");
	char path[4096];

	if (!dir)
		return;
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	while (access(path, F_OK) == 0)
		nanosleep(&moment, NULL);
}

static void hang(void)
{
	char name[16] = "";

	if (pthread_getname_np(pthread_self(), name, sizeof(name)) == 0)
		hang_on(name);
}

#define THE_REAL(name) ((__typeof__(&name)) dlsym(RTLD_NEXT, #name))

int poll(struct pollfd *fds, nfds_t n, int timeout)
{
	hang();
	return THE_REAL(poll)(fds, n, timeout);
}

int ppoll(struct pollfd *fds, nfds_t n, const struct timespec *timeout, const sigset_t *mask)
{
	hang();
	return THE_REAL(ppoll)(fds, n, timeout, mask);
}

int select(int n, fd_set *r, fd_set *w, fd_set *e, struct timeval *timeout)
{
	hang();
	return THE_REAL(select)(n, r, w, e, timeout);
}

int tcdrain(int fd)
{
	hang();
	return THE_REAL(tcdrain)(fd);
}

int fsync(int fd)
{
	hang();
	hang_on("sync");
	return THE_REAL(fsync)(fd);
}

int fdatasync(int fd)
{
	hang();
	hang_on("sync");
	return THE_REAL(fdatasync)(fd);
}

int epoll_wait(int fd, struct epoll_event *events, int n, int timeout)
{
	hang();
	return THE_REAL(epoll_wait)(fd, events, n, timeout);
}

int epoll_pwait2(int fd, struct epoll_event *events, int n, const struct timespec *timeout,
		 const sigset_t *mask)
{
	hang();
	return THE_REAL(epoll_pwait2)(fd, events, n, timeout, mask);
}
