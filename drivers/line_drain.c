/* SPDX-License-Identifier: MIT */
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "line_core.h"

usec_t line_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (usec_t) t.tv_sec * USEC_PER_SEC + (usec_t) t.tv_nsec / 1000;
}

usec_t line_left(usec_t until)
{
	usec_t now = line_now();

	return until > now ? until - now : 0;
}

int line_wait(int fd, short events, usec_t until)
{
	for (;;) {
		usec_t left = line_left(until);
		struct timespec t = {
			.tv_sec = (time_t) (left / USEC_PER_SEC),
			.tv_nsec = (long) (left % USEC_PER_SEC * 1000),
		};
		struct pollfd p = { .fd = fd, .events = events };
		int n;

		n = ppoll(&p, 1, &t, NULL);
		if (n > 0 && !(p.revents & POLLNVAL))
			return p.revents;
		if (n > 0)
			errno = EBADF;
		if (n == 0)
			return 0;
		if (errno != EINTR)
			return -ENODEV;
	}
}

/* How long the line must have been quiet before the next request. */
static usec_t silence(const struct line_core *l)
{
	usec_t after_error = l->suspect && !l->strict ? l->settings.response_timeout : 0;

	return l->quiet > after_error ? l->quiet : after_error;
}

int line_hung_up(struct line_core *l)
{
	socklen_t size = sizeof(int);
	int error = 0;

	if (!l->settings.host)
		return line_gone(l, EIO); /* as a read would say */
	getsockopt(l->fd, SOL_SOCKET, SO_ERROR, &error, &size);
	return line_gone(l, error ? error : ECONNRESET);
}

/* Throw away what is there now.  Returns the number of bytes. */
static int discard(struct line_core *l)
{
	uint8_t bytes[256];
	ssize_t n;
	int r;

	r = line_wait(l->fd, POLLIN, 0);
	if (r < 0)
		return line_gone(l, errno);
	if (r & (POLLERR | POLLHUP))
		return line_hung_up(l);
	if (r == 0)
		return 0;

	n = read(l->fd, bytes, sizeof(bytes));
	if (n > 0)
		return (int) n;
	if (n == 0)
		return l->settings.udp ? 0 : line_hung_up(l);
	return errno == EAGAIN || errno == EINTR ? 0 : line_gone(l, errno);
}

int line_drain(struct line_core *l, usec_t deadline)
{
	usec_t need = silence(l), now;
	int n;

	for (;;) {
		n = discard(l);
		if (n < 0)
			return n;
		/* A stray answer may be half there: only a new connection is clean. */
		if (n > 0 && l->strict)
			return line_gone(l, EPROTO);

		now = line_now();
		if (n > 0) {
			l->quiet_since = now;
			l->stray |= !l->suspect;
		}
		if (now - l->quiet_since >= need)
			return 0;
		if (l->quiet_since + need >= deadline)
			return -ETIMEDOUT;
		line_wait(l->fd, POLLIN, l->quiet_since + need);
	}
}

/*
 * In steps, for tcdrain() has no deadline; it is left with the few bytes in the chip.
 * What a stuck port still holds is thrown away.
 */
int line_wait_sent(struct line_core *l, usec_t deadline)
{
	int queued;

	if (!l->settings.serial)
		return 0;
	for (;;) {
		usec_t now = line_now(), until;

		if (ioctl(l->fd, TIOCOUTQ, &queued) < 0)
			return line_gone(l, errno);
		if (queued <= 0)
			break;
		if (now >= deadline) {
			tcflush(l->fd, TCOFLUSH);
			return -ETIMEDOUT;
		}
		until = now + (usec_t) queued * l->byte_time;
		line_wait(-1, 0, until < deadline ? until : deadline);
	}
	while (tcdrain(l->fd) < 0)
		if (errno != EINTR)
			return line_gone(l, errno);
	return 0;
}
