/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "peer.h"

static void open_pty(struct peer *p)
{
	struct termios t;

	p->fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (p->fd < 0 || grantpt(p->fd) < 0 || unlockpt(p->fd) < 0 ||
	    ptsname_r(p->fd, p->path, sizeof(p->path)) != 0)
		abort();
	p->keep = open(p->path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (p->keep < 0 || tcgetattr(p->keep, &t) < 0)
		abort();
	cfmakeraw(&t);
	tcsetattr(p->keep, TCSANOW, &t);
}

static void open_socket(struct peer *p)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(a);

	p->fd = socket(AF_INET, (p->kind == UDP ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0);
	if (p->fd < 0 || bind(p->fd, (struct sockaddr *) &a, size) < 0 ||
	    getsockname(p->fd, (struct sockaddr *) &a, &size) < 0 ||
	    (p->kind == TCP && listen(p->fd, 4) < 0))
		abort();
	p->port = ntohs(a.sin_port);
}

void peer_open(struct peer *p, enum kind kind)
{
	*p = (struct peer){ .kind = kind, .fd = -1, .keep = -1, .pid = -1 };
	if (kind == PTY)
		open_pty(p);
	else
		open_socket(p);
}

static void pause_for(usec_t span)
{
	poll(NULL, 0, (int) (span / USEC_PER_MSEC));
}

size_t peer_hear(int fd, char *buf, size_t size)
{
	size_t n = 0;

	while (n == 0 || buf[n - 1] != '\n') {
		ssize_t got = read(fd, buf + n, size - n);

		if (got <= 0)
			return 0;
		n += (size_t) got;
	}
	return n;
}

/* The words of a script: literal bytes, and what begins with a '%'. */
static void say(int fd, const char *script, const char *request, size_t n)
{
	for (const char *s = script; *s; s++) {
		if (*s != '%') {
			if (write(fd, s, 1) < 0)
				return;
			continue;
		}
		switch (*++s) {
		case 'e': /* the request, as an adapter gives it back */
			if (write(fd, request, n) < 0)
				return;
			break;
		case 'p': /* longer than an answer may take, not longer than the drain after it */
			pause_for(RESPONSE + RESPONSE / 4);
			break;
		case 'P': /* longer than anybody waits */
			pause_for(4 * RESPONSE);
			break;
		case 'd': /* a little while */
			pause_for(20 * USEC_PER_MSEC);
			break;
		default:
			break;
		}
	}
}

/* A datagram is said in one piece. */
static void serve_udp(int fd, const char *const scripts[])
{
	for (; *scripts; scripts++) {
		struct sockaddr_in from;
		socklen_t size = sizeof(from);
		char buf[256];

		if (recvfrom(fd, buf, sizeof(buf), 0, (struct sockaddr *) &from, &size) <= 0)
			return;
		if (**scripts == '%')
			pause_for(RESPONSE + RESPONSE / 4);
		else
			sendto(fd, *scripts, strlen(*scripts), 0, (struct sockaddr *) &from, size);
	}
}

/* A script for each request; "!" ends the connection instead, and the next one is taken. */
static void serve(struct peer *p, const char *const scripts[])
{
	int fd = p->kind == TCP ? -1 : p->fd;
	char buf[4096];

	if (p->kind == UDP) {
		serve_udp(p->fd, scripts);
		return;
	}
	while (*scripts) {
		size_t n;

		if (fd < 0)
			fd = accept(p->fd, NULL, NULL);
		n = peer_hear(fd, buf, sizeof(buf));
		if (n > 0 && **scripts != '!')
			say(fd, *scripts, buf, n);
		if (n > 0)
			scripts++;
		if (p->kind == TCP && (n == 0 || scripts[-1][0] == '!')) {
			close(fd);
			fd = -1;
		}
	}
	pause(); /* it stays there, saying nothing */
}

void peer_start(struct peer *p, const char *const scripts[])
{
	p->pid = fork();
	if (p->pid == 0) {
		alarm(20);
		signal(SIGPIPE, SIG_IGN);
		serve(p, scripts);
		_exit(0);
	}
}

void peer_stop(struct peer *p)
{
	if (p->pid > 0) {
		kill(p->pid, SIGKILL);
		waitpid(p->pid, NULL, 0);
	}
	p->pid = -1;
}

void peer_close(struct peer *p)
{
	peer_stop(p);
	close(p->fd);
	if (p->keep >= 0)
		close(p->keep);
}
