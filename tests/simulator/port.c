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

#include "modbus_frame.h"
#include "port.h"

/* A request that stays incomplete for so long is given up. */
#define SILENCE (50 * USEC_PER_MSEC)

#define MBAP 7

void port_init(struct port *p, enum port_kind kind, uint64_t *random)
{
	*p = (struct port){ .kind = kind, .listener = -1, .slave = -1, .random = random };
	for (size_t i = 0; i < PORT_CLIENTS_MAX; i++)
		p->clients[i].fd = -1;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void drop(struct client *c)
{
	close_fd(&c->fd);
	c->n_in = c->n_out = c->sent = 0;
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

static int plug_tcp(struct port *p)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_port = htons((uint16_t) p->tcp_port),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(a);
	int one = 1;

	p->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (p->listener < 0 ||
	    setsockopt(p->listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) < 0 ||
	    bind(p->listener, (struct sockaddr *) &a, sizeof(a)) < 0 ||
	    listen(p->listener, PORT_CLIENTS_MAX) < 0 ||
	    getsockname(p->listener, (struct sockaddr *) &a, &size) < 0)
		return -errno;
	p->tcp_port = ntohs(a.sin_port);
	return 0;
}

int port_plug(struct port *p)
{
	int r;

	port_unplug(p);
	r = p->kind == PORT_RTU ? plug_pty(p) : plug_tcp(p);
	if (r < 0)
		port_unplug(p);
	return r;
}

void port_unplug(struct port *p)
{
	if (p->kind == PORT_RTU && p->clients[0].fd >= 0 && p->slave >= 0)
		unlink(p->link);
	close_fd(&p->slave);
	close_fd(&p->listener);
	for (size_t i = 0; i < PORT_CLIENTS_MAX; i++)
		drop(&p->clients[i]);
}

void port_done(struct port *p)
{
	port_unplug(p);
	while (p->n_units > 0)
		unit_done(&p->units[--p->n_units]);
}

struct unit *port_find_unit(struct port *p, unsigned id)
{
	for (size_t i = 0; i < p->n_units; i++)
		if (p->units[i].id == id)
			return &p->units[i];
	return NULL;
}

static void queue(struct client *c, const struct answer *a, usec_t now)
{
	struct answer *to = &c->out[c->n_out];

	if (a->n == 0 || c->n_out == CLIENT_ANSWERS)
		return;
	*to = *a;
	to->delay += now;
	c->n_out++;
}

/* What the unit says, with what the fault makes of it, but without its frame. */
static size_t answer_pdu(struct unit *u, enum fault_kind kind, const uint8_t *pdu, size_t n,
			 uint8_t *ret)
{
	u->n_requests++;
	if (kind == FAULT_EXCEPTION)
		return unit_exception(pdu[0], 4, ret);
	if (kind == FAULT_BUSY)
		return unit_exception(pdu[0], 6, ret);
	return unit_answer(u, pdu, n, kind != FAULT_SILENT && kind != FAULT_LIE, ret);
}

static void answer_rtu(struct port *p, struct client *c, size_t n, usec_t now)
{
	struct unit *u = port_find_unit(p, c->in[0]);
	enum fault_kind kind;
	struct answer a = { .n = 0 };
	uint16_t crc;

	if (!u)
		return;
	kind = fault_draw(&p->fault, p->random);
	a.bytes[0] = c->in[0];
	a.n = 1 + answer_pdu(u, kind, c->in + 1, n - 3, a.bytes + 1);
	crc = modbus_crc(a.bytes, a.n);
	a.bytes[a.n++] = (uint8_t) crc;
	a.bytes[a.n++] = (uint8_t) (crc >> 8);
	fault_apply(kind, &p->fault, true, c->in, n, &a);
	queue(c, &a, now);
}

static void answer_tcp(struct port *p, struct client *c, size_t n, usec_t now)
{
	struct unit *u = port_find_unit(p, c->in[6]);
	enum fault_kind kind = fault_draw(&p->fault, p->random);
	struct answer a = { .n = 0 };

	memcpy(a.bytes, c->in, MBAP);
	/* A gateway says itself that there is no such unit behind it. */
	a.n = u ? answer_pdu(u, kind, c->in + MBAP, n - MBAP, a.bytes + MBAP)
		: unit_exception(c->in[MBAP], 11, a.bytes + MBAP);
	a.bytes[4] = (uint8_t) ((a.n + 1) >> 8);
	a.bytes[5] = (uint8_t) (a.n + 1);
	a.n += MBAP;
	fault_apply(kind, &p->fault, false, c->in, n, &a);
	queue(c, &a, now);
}

/* The length of the RTU request that begins with these bytes; 0: more are needed to know. */
static size_t rtu_length(const uint8_t *in, size_t n)
{
	if (n < 2)
		return 0;
	if (in[1] == 0x0f || in[1] == 0x10)
		return n < 7 ? 0 : 9 + (size_t) in[6];
	return 8;
}

static size_t tcp_length(const uint8_t *in, size_t n)
{
	return n < 6 ? 0 : 6 + ((size_t) in[4] << 8 | in[5]);
}

static void forget_input(struct client *c, size_t n)
{
	c->n_in -= n;
	memmove(c->in, c->in + n, c->n_in);
}

static void take_rtu(struct port *p, struct client *c, usec_t now)
{
	for (;;) {
		size_t n = rtu_length(c->in, c->n_in);

		if (n == 0 || n > c->n_in) {
			if (n > sizeof(c->in))
				c->n_in = 0;
			return;
		}
		/* After a bad frame nothing is certain until the line is quiet. */
		if (modbus_crc(c->in, n) != 0) {
			c->n_in = 0;
			return;
		}
		answer_rtu(p, c, n, now);
		forget_input(c, n);
	}
}

static void take_tcp(struct port *p, struct client *c, usec_t now)
{
	for (;;) {
		size_t n = tcp_length(c->in, c->n_in);

		if (n > 0 && (n < MBAP + 1 || n > sizeof(c->in) || c->in[2] || c->in[3])) {
			drop(c);
			return;
		}
		if (n == 0 || n > c->n_in)
			return;
		answer_tcp(p, c, n, now);
		forget_input(c, n);
	}
}

void port_on_input(struct port *p, struct client *c, usec_t now)
{
	ssize_t n;

	if (p->kind != PORT_TCP && c->n_in > 0 && now - c->last_in > SILENCE)
		c->n_in = 0;
	n = read(c->fd, c->in + c->n_in, sizeof(c->in) - c->n_in);
	if (n <= 0) {
		if (p->kind != PORT_RTU && (n == 0 || errno != EAGAIN))
			drop(c);
		return;
	}
	c->n_in += (size_t) n;
	c->last_in = now;
	if (p->kind == PORT_TCP)
		take_tcp(p, c, now);
	else
		take_rtu(p, c, now);
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

/* Send what is due of the first answer.  Returns false when there is nothing to do now. */
static bool send_due(struct client *c, usec_t now)
{
	struct answer *a = c->out;
	ssize_t n;

	if (c->fd < 0 || c->n_out == 0 || a->delay > now)
		return false;
	n = write(c->fd, a->bytes + c->sent, a->step ? 1 : a->n - c->sent);
	if (n < 0 && errno == EAGAIN)
		a->delay = now + USEC_PER_MSEC;
	else if (n < 0)
		c->sent = a->n; /* nobody is there to hear it */
	else {
		c->sent += (size_t) n;
		a->delay = now + a->step;
	}
	if (c->sent == a->n) {
		memmove(c->out, c->out + 1, --c->n_out * sizeof(*c->out));
		c->sent = 0;
	}
	return true;
}

usec_t port_run(struct port *p, usec_t now)
{
	usec_t next = USEC_NEVER;

	for (size_t i = 0; i < PORT_CLIENTS_MAX; i++) {
		struct client *c = &p->clients[i];

		while (send_due(c, now))
			;
		if (c->fd >= 0 && c->n_out > 0 && c->out[0].delay < next)
			next = c->out[0].delay;
	}
	return next;
}
