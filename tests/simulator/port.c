/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "port.h"

void port_init(struct port *p, enum port_kind kind, enum line_medium medium)
{
	*p = (struct port){ .kind = kind, .medium = medium, .listener = -1, .slave = -1 };
	for (size_t i = 0; i < PORT_CLIENTS_MAX; i++)
		p->clients[i].fd = -1;
	p->fault.intact = medium == LINE_NETWORK;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void client_drop(struct client *c)
{
	close_fd(&c->fd);
	c->n_in = c->n_out = c->sent = 0;
	c->struck = false;
}

/* A connection has ended: the boards behind a serial server do not know.  Only chaos goes so far.
 */
static void end_connection(const struct port *p, struct client *c)
{
	size_t n_out = c->n_out, sent = c->sent;

	client_drop(c);
	if (p->medium == LINE_SERIAL && fault_is_chaos(&p->fault)) {
		c->n_out = n_out;
		c->sent = sent;
	}
}

/* Only a link is ever replaced, never a file that somebody needs. */
static int make_link(const char *target, const char *path)
{
	struct stat st;

	if (lstat(path, &st) == 0) {
		if (!S_ISLNK(st.st_mode))
			return -EEXIST;
		unlink(path);
	}
	return symlink(target, path) < 0 ? -errno : 0;
}

static int plug_pty(struct port *p)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	struct termios t;
	char name[64];

	p->clients[0].fd = master;
	if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0 ||
	    ptsname_r(master, name, sizeof(name)) != 0)
		return -errno;
	p->slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (p->slave < 0 || tcgetattr(p->slave, &t) < 0)
		return -errno;
	cfmakeraw(&t);
	if (tcsetattr(p->slave, TCSANOW, &t) < 0)
		return -errno;
	return make_link(name, p->link);
}

static int plug_socket(struct port *p, int type, int *fd)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_port = htons((uint16_t) p->number),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(a);
	int one = 1;

	*fd = socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (*fd < 0 || setsockopt(*fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) < 0 ||
	    bind(*fd, (struct sockaddr *) &a, sizeof(a)) < 0 ||
	    (type == SOCK_STREAM && listen(*fd, PORT_CLIENTS_MAX) < 0) ||
	    getsockname(*fd, (struct sockaddr *) &a, &size) < 0)
		return -errno;
	p->number = ntohs(a.sin_port);
	return 0;
}

static int plug(struct port *p)
{
	switch (p->kind) {
	case PORT_PTY:
		return plug_pty(p);
	case PORT_TCP:
		return plug_socket(p, SOCK_STREAM, &p->listener);
	case PORT_UDP:
		return plug_socket(p, SOCK_DGRAM, &p->clients[0].fd);
	}
	return -EINVAL;
}

int port_plug(struct port *p)
{
	int r;

	port_unplug(p);
	r = plug(p);
	if (r < 0)
		port_unplug(p);
	return r;
}

void port_unplug(struct port *p)
{
	if (p->kind == PORT_PTY && p->clients[0].fd >= 0 && p->slave >= 0)
		unlink(p->link);
	close_fd(&p->slave);
	close_fd(&p->listener);
	for (size_t i = 0; i < PORT_CLIENTS_MAX; i++)
		client_drop(&p->clients[i]);
}

void port_done(struct port *p)
{
	port_unplug(p);
	while (p->n_boards > 0)
		board_done(&p->boards[--p->n_boards]);
}

int port_add_board(struct port *p, const struct kind *k, unsigned address, struct board **ret)
{
	if (p->n_boards == PORT_BOARDS_MAX)
		return -ENOSPC;
	if (port_find_board(p, address))
		return -EEXIST;
	if (p->n_boards > 0 && p->boards[0].protocol != k->protocol)
		return -EXDEV;
	*ret = &p->boards[p->n_boards];
	if (board_init(*ret, k, address) < 0)
		return -ENOMEM;
	p->n_boards++;
	return 0;
}

struct board *port_find_board(struct port *p, unsigned address)
{
	for (size_t i = 0; i < p->n_boards; i++)
		if (p->boards[i].address == address)
			return &p->boards[i];
	return NULL;
}

static ssize_t receive(const struct port *p, struct client *c)
{
	socklen_t size = sizeof(c->peer);

	if (p->kind == PORT_UDP)
		return recvfrom(c->fd, c->in, sizeof(c->in), 0, (struct sockaddr *) &c->peer,
				&size);
	return read(c->fd, c->in + c->n_in, sizeof(c->in) - c->n_in);
}

void port_on_input(struct port *p, struct client *c, usec_t now)
{
	usec_t silence = p->n_boards > 0 ? p->boards[0].protocol->silence : USEC_PER_SEC;
	ssize_t n;

	if (p->medium == LINE_SERIAL && c->n_in > 0 && now - c->last_in > silence)
		c->n_in = 0;
	n = receive(p, c);
	if (n <= 0) {
		if (p->kind == PORT_TCP && (n == 0 || errno != EAGAIN))
			end_connection(p, c);
		return;
	}
	c->n_in += (size_t) n;
	c->last_in = now;
	exchange(p, c, now);
}

void port_on_connection(struct port *p)
{
	int fd = accept4(p->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), one = 1;

	if (fd < 0)
		return;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	for (size_t i = 0; i < PORT_CLIENTS_MAX; i++)
		if (p->clients[i].fd < 0) {
			p->clients[i].fd = fd;
			return;
		}
	close(fd);
}

static ssize_t transmit(const struct port *p, const struct client *c, size_t n)
{
	const uint8_t *bytes = c->out[0].bytes + c->sent;

	if (p->kind == PORT_UDP)
		return sendto(c->fd, bytes, n, 0, (const struct sockaddr *) &c->peer,
			      sizeof(c->peer));
	return write(c->fd, bytes, n);
}

static void forget_answer(struct client *c)
{
	memmove(c->out, c->out + 1, --c->n_out * sizeof(*c->out));
	c->sent = 0;
}

/* A pty is unplugged and plugged again: there is no other end to it. */
static void hang_up(struct port *p, struct client *c)
{
	int r = 0;

	forget_answer(c);
	switch (p->kind) {
	case PORT_PTY:
		r = port_plug(p);
		break;
	case PORT_TCP:
		end_connection(p, c);
		break;
	case PORT_UDP:
		break;
	}
	if (r < 0)
		fprintf(stderr, "pufa-simulator: %s: %s\n", p->link, strerror(-r));
}

/* Send what is due of the first answer.  Returns false when there is nothing to do now. */
static bool send_due(struct port *p, struct client *c, usec_t now)
{
	struct answer *a = c->out;
	ssize_t n;

	if (c->fd < 0 || c->n_out == 0 || a->delay > now)
		return false;
	if (a->hang_up) {
		hang_up(p, c);
		return false;
	}
	n = transmit(p, c, a->step ? 1 : a->n - c->sent);
	if (n < 0 && errno == EAGAIN)
		a->delay = now + USEC_PER_MSEC;
	else if (n < 0)
		c->sent = a->n; /* nobody is there to hear it */
	else {
		c->sent += (size_t) n;
		a->delay = now + a->step;
	}
	if (c->sent == a->n)
		forget_answer(c);
	return true;
}

usec_t port_run(struct port *p, usec_t now)
{
	usec_t next = USEC_NEVER;

	for (size_t i = 0; i < PORT_CLIENTS_MAX; i++) {
		struct client *c = &p->clients[i];

		while (send_due(p, c, now))
			;
		if (c->fd >= 0 && c->n_out > 0 && c->out[0].delay < next)
			next = c->out[0].delay;
	}
	return next;
}
