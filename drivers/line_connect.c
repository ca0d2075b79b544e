/* SPDX-License-Identifier: MIT */
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "line_core.h"

DEFINE_CLEANUP(struct addrinfo *, freeaddrinfo)

/* A dead peer is noticed after about a minute between requests. */
#define KEEPALIVE_IDLE     30 /* seconds */
#define KEEPALIVE_INTERVAL 10
#define KEEPALIVE_COUNT    3

#define PORT_SIZE sizeof("65535")

/*
 * A name being looked up.  The C library's thread works on it and can not be
 * interrupted, so it lives by itself until that is done.
 */
struct lookup {
	struct gaicb query;
	struct addrinfo hints;
	char port[PORT_SIZE];
	char host[];
};

static int socket_type(const struct line_core *l)
{
	return l->settings.udp ? SOCK_DGRAM : SOCK_STREAM;
}

static int lookup_start(struct line_core *l)
{
	size_t size = strlen(l->settings.host) + 1;
	struct lookup *w;
	int r;

	w = calloc(1, sizeof(*w) + size);
	if (!w)
		return line_gone(l, ENOMEM);
	memcpy(w->host, l->settings.host, size);
	snprintf(w->port, sizeof(w->port), "%u", (unsigned) (uint16_t) l->settings.port);
	w->hints = (struct addrinfo){ .ai_socktype = socket_type(l), .ai_flags = AI_NUMERICSERV };
	w->query = (struct gaicb){ .ar_name = w->host,
				   .ar_service = w->port,
				   .ar_request = &w->hints };
	r = getaddrinfo_a(GAI_NOWAIT, &(struct gaicb *){ &w->query }, 1, NULL);
	if (r != 0) {
		free(w);
		return line_gone(l, r);
	}
	l->lookup = w;
	return 0;
}

/* Goes on where an earlier call had no more time. */
static int lookup_wait(struct line_core *l, struct addrinfo **ret, usec_t deadline)
{
	const struct gaicb *query = &l->lookup->query;
	int r;

	while (gai_error(&l->lookup->query) == EAI_INPROGRESS) {
		usec_t left = line_left(deadline);
		struct timespec t = {
			.tv_sec = (time_t) (left / USEC_PER_SEC),
			.tv_nsec = (long) (left % USEC_PER_SEC * 1000),
		};

		if (left == 0)
			return line_gone(l, EAI_AGAIN);
		gai_suspend(&query, 1, &t);
	}

	r = gai_error(&l->lookup->query);
	if (r == 0)
		*ret = l->lookup->query.ar_result;
	free(TAKE_PTR(l->lookup));
	return r == 0 ? 0 : line_gone(l, r);
}

static int resolve(struct line_core *l, struct addrinfo **ret, usec_t deadline)
{
	struct addrinfo hints = { .ai_socktype = socket_type(l),
				  .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV };
	char port[PORT_SIZE];
	int r;

	snprintf(port, sizeof(port), "%u", (unsigned) (uint16_t) l->settings.port);
	if (getaddrinfo(l->settings.host, port, &hints, ret) == 0)
		return 0;
	r = l->lookup ? 0 : lookup_start(l);
	return r < 0 ? r : lookup_wait(l, ret, deadline);
}

static void set_options(int fd)
{
	static const struct {
		int level, name, value;
	} options[] = {
		{ IPPROTO_TCP, TCP_NODELAY, 1 },
		{ SOL_SOCKET, SO_KEEPALIVE, 1 },
		{ IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_IDLE },
		{ IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_INTERVAL },
		{ IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_COUNT },
	};

	/* Each is an improvement only: a connection without it still works. */
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		setsockopt(fd, options[i].level, options[i].name, &options[i].value,
			   sizeof(options[i].value));
}

static int wait_connected(int fd, usec_t deadline)
{
	socklen_t size = sizeof(int);
	int error = 0, r;

	r = line_wait(fd, POLLOUT, deadline);
	if (r == 0)
		return -ETIMEDOUT;
	if (r < 0 || getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0)
		return -errno;
	return -error;
}

/* A connected socket, or the negative errno of what went wrong. */
static int connect_one(const struct addrinfo *a, usec_t deadline)
{
	int fd, r;

	fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, a->ai_protocol);
	if (fd < 0)
		return -errno;
	if (a->ai_socktype == SOCK_STREAM)
		set_options(fd);
	r = connect(fd, a->ai_addr, a->ai_addrlen) < 0 ? -errno : 0;
	if (r == -EINPROGRESS)
		r = wait_connected(fd, deadline);
	if (r >= 0)
		return fd;
	close(fd);
	return r;
}

int line_connect(struct line_core *l, usec_t deadline)
{
	_cleanup_(freeaddrinfop) struct addrinfo *addresses = NULL;
	unsigned n = 0;
	int r, cause = 0;

	r = resolve(l, &addresses, deadline);
	if (r < 0)
		return r;

	/* One address that swallows everything must not use up the others' time. */
	for (const struct addrinfo *a = addresses; a; a = a->ai_next)
		n++;
	for (const struct addrinfo *a = addresses; a; a = a->ai_next, n--) {
		r = connect_one(a, line_now() + line_left(deadline) / n);
		if (r >= 0)
			return r;
		/* The first is the likeliest; others are often just not reachable from here. */
		if (cause == 0)
			cause = -r;
	}
	return line_gone(l, cause);
}

void line_connect_done(struct line_core *l)
{
	struct lookup *w = TAKE_PTR(l->lookup);

	if (!w)
		return;
	/* Still at work and not to be stopped: its thread uses the memory, which stays behind. */
	if (gai_cancel(&w->query) == EAI_NOTCANCELED)
		return;
	if (gai_error(&w->query) == 0)
		freeaddrinfo(w->query.ar_result);
	free(w);
}
