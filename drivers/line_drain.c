/* SPDX-License-Identifier: MIT */
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "line_registers.h"

/* Modbus over Serial Line 1.02, 2.5.1.1: 1.75 ms above 19200 baud, else 3.5 characters. */
#define GAP_FAST (1750 * (usec_t) 1)

/* Adapters and serial servers hand bytes on in lumps; below this silence says nothing. */
#define GAP_MIN (2 * USEC_PER_MSEC)

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
static usec_t silence(const struct register_line *l)
{
	const struct line_settings *s = &l->settings;
	usec_t gap = s->turnaround;

	if (s->framing == LINE_TCP)
		return gap;
	if (l->byte_time > 0 && s->baud <= 19200 && gap < l->byte_time * 7 / 2)
		gap = l->byte_time * 7 / 2;
	if (gap < GAP_FAST)
		gap = GAP_FAST;
	if (gap < GAP_MIN)
		gap = GAP_MIN;
	if (l->suspect && gap < s->response_timeout)
		gap = s->response_timeout;
	return gap;
}

/* The other end has gone: why? */
static int hung_up(struct register_line *l, int fd)
{
	socklen_t size = sizeof(int);
	int error = 0;

	if (!l->settings.host)
		return line_gone(l, EIO); /* as a read would say */
	getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
	return line_gone(l, error ? error : ECONNRESET);
}

/* Throw away what is there now.  Returns the number of bytes. */
static int discard(struct register_line *l, int fd)
{
	uint8_t bytes[256];
	ssize_t n;
	int r;

	r = line_wait(fd, POLLIN, 0);
	if (r < 0)
		return line_gone(l, errno);
	if (r & (POLLERR | POLLHUP))
		return hung_up(l, fd);
	if (r == 0)
		return 0;

	n = read(fd, bytes, sizeof(bytes));
	if (n > 0)
		return (int) n;
	if (n == 0)
		return hung_up(l, fd);
	return errno == EAGAIN || errno == EINTR ? 0 : line_gone(l, errno);
}

int line_drain(struct register_line *l, usec_t deadline)
{
	usec_t need = silence(l), now;
	int fd = modbus_get_socket(l->context), n;

	for (;;) {
		n = discard(l, fd);
		if (n < 0)
			return n;
		/* In Modbus TCP a stray answer may be half there: only a new connection is clean.
		 */
		if (n > 0 && l->settings.framing == LINE_TCP)
			return line_gone(l, EPROTO);

		now = line_now();
		if (n > 0)
			l->quiet_since = now;
		if (now - l->quiet_since >= need)
			return 0;
		if (l->quiet_since + need >= deadline)
			return -ETIMEDOUT;
		line_wait(fd, POLLIN, l->quiet_since + need);
	}
}
