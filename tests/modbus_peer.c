/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "check.h"
#include "modbus_peer.h"
#include "octets.h"

#define HEADER 6
#define ADU    260

static void open_pty(struct modbus_peer *p)
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

static void open_socket(struct modbus_peer *p)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(a);

	p->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (p->fd < 0 || bind(p->fd, (struct sockaddr *) &a, size) < 0 || listen(p->fd, 4) < 0 ||
	    getsockname(p->fd, (struct sockaddr *) &a, &size) < 0)
		abort();
	p->port = ntohs(a.sin_port);
}

/* From the unit on, without a checksum. */
struct pdu {
	uint8_t bytes[ADU];
	size_t n;
};

static unsigned get16(const uint8_t *b)
{
	return (unsigned) b[0] << 8 | b[1];
}

static void put16(uint8_t *b, unsigned value)
{
	b[0] = (uint8_t) (value >> 8);
	b[1] = (uint8_t) value;
}

static struct pdu answer_read(const struct modbus_peer *p, const struct pdu *q)
{
	unsigned at = get16(q->bytes + 2), n = get16(q->bytes + 4);
	struct pdu a = { { q->bytes[0], 3, (uint8_t) (2 * n) }, 3 + 2 * n };

	for (unsigned i = 0; i < n; i++)
		put16(a.bytes + 3 + 2 * i,
		      (unsigned) p->facts->registers[(at + i) % PEER_REGISTERS]);
	return a;
}

static struct pdu answer_write(const struct modbus_peer *p, const struct pdu *q, bool lie)
{
	unsigned at = get16(q->bytes + 2), n = q->bytes[1] == 0x10 ? get16(q->bytes + 4) : 1;
	const uint8_t *values = q->bytes + (q->bytes[1] == 0x10 ? 7 : 4);
	struct pdu a = *q;

	for (unsigned i = 0; !lie && i < n; i++)
		p->facts->registers[(at + i) % PEER_REGISTERS] = (int) get16(values + 2 * i);
	a.n = 6;
	return a;
}

static enum peer_trick next_trick(const struct modbus_peer *p, uint8_t function)
{
	if (p->facts->n_tricks <= 0 || (p->facts->trick == PEER_STALE && function != 3))
		return PEER_HONEST;
	p->facts->n_tricks--;
	return (enum peer_trick) p->facts->trick;
}

static void spoil(enum peer_trick trick, struct pdu *a)
{
	switch (trick) {
	case PEER_OTHER_UNIT:
		a->bytes[0]++;
		break;
	case PEER_OTHER_FUNCTION:
		a->bytes[1] = a->bytes[1] == 3 ? 4 : 0x0f;
		break;
	case PEER_OTHER_ADDRESS:
		a->bytes[3]++;
		break;
	case PEER_OTHER_COUNT:
		a->bytes[5]++;
		break;
	case PEER_EXCEPTION:
		*a = (struct pdu){ { a->bytes[0], (uint8_t) (a->bytes[1] | 0x80), 2 }, 3 };
		break;
	case PEER_HONEST:
	case PEER_SILENT:
	case PEER_LIE:
	case PEER_OTHER_TRANSACTION:
	case PEER_OTHER_PROTOCOL:
	case PEER_OTHER_LENGTH:
	case PEER_STALE:
	case PEER_TWICE:
	case PEER_HANG_UP:
		break;
	}
}

static struct pdu frame(const struct modbus_peer *p, const struct pdu *a, enum peer_trick trick,
			unsigned transaction)
{
	struct pdu f = *a;
	uint16_t crc;

	if (p->kind != PEER_TCP) {
		crc = crc16(0xffff, f.bytes, f.n);
		f.bytes[f.n++] = (uint8_t) crc;
		f.bytes[f.n++] = (uint8_t) (crc >> 8);
		return f;
	}
	put16(f.bytes, transaction + (trick == PEER_OTHER_TRANSACTION));
	put16(f.bytes + 2, trick == PEER_OTHER_PROTOCOL);
	put16(f.bytes + 4, (unsigned) a->n + (trick == PEER_OTHER_LENGTH));
	memcpy(f.bytes + HEADER, a->bytes, a->n);
	f.n = HEADER + a->n;
	return f;
}

static bool say(int fd, const struct pdu *f)
{
	return write(fd, f->bytes, f->n) == (ssize_t) f->n;
}

/* @raw: the whole request as it came.  Returns whether to go on with the connection. */
static bool answer(struct modbus_peer *p, int fd, const struct pdu *raw)
{
	static struct pdu last;
	enum peer_trick trick;
	struct pdu q = { .n = raw->n - (p->kind == PEER_TCP ? HEADER : 2) }, a, f;

	memcpy(q.bytes, raw->bytes + (p->kind == PEER_TCP ? HEADER : 0), q.n);
	if (q.bytes[0] != PEER_UNIT) {
		p->facts->n_others++;
		if (!p->facts->answers_to_all)
			return true;
	}
	p->facts->n_requests += q.bytes[0] == PEER_UNIT;
	trick = next_trick(p, q.bytes[1]);
	if (trick == PEER_SILENT || trick == PEER_HANG_UP)
		return trick == PEER_SILENT;
	a = q.bytes[1] == 3 ? answer_read(p, &q)
			    : answer_write(p, &q, trick == PEER_LIE || trick == PEER_EXCEPTION);
	spoil(trick, &a);
	f = frame(p, &a, trick, get16(raw->bytes));
	if (trick == PEER_STALE)
		f = last;
	if (q.bytes[1] == 3)
		last = f;
	poll(NULL, 0, p->facts->delay);
	p->facts->n_answers += say(fd, &f);
	if (trick == PEER_TWICE)
		p->facts->n_answers += say(fd, &f);
	return true;
}

static void echo(const struct modbus_peer *p, int fd, const struct pdu *raw)
{
	struct pdu e = *raw;

	if (p->facts->echo == PEER_GARBLED_ECHO)
		e.bytes[3] ^= 0x10;
	if (p->facts->echo != PEER_NO_ECHO)
		say(fd, &e);
}

static bool hear(int fd, struct pdu *raw, size_t n)
{
	while (raw->n < n) {
		ssize_t k = read(fd, raw->bytes + raw->n, n - raw->n);

		if (k <= 0)
			return false;
		raw->n += (size_t) k;
	}
	return true;
}

static bool hear_request(const struct modbus_peer *p, int fd, struct pdu *raw)
{
	raw->n = 0;
	if (p->kind == PEER_TCP)
		return hear(fd, raw, HEADER) && hear(fd, raw, HEADER + get16(raw->bytes + 4));
	if (!hear(fd, raw, 7))
		return false;
	return hear(fd, raw, raw->bytes[1] == 0x10 ? 9 + (size_t) raw->bytes[6] : 8);
}

static void serve(struct modbus_peer *p)
{
	struct pdu raw;

	for (;;) {
		int fd = p->kind == PEER_RTU ? p->fd : accept(p->fd, NULL, NULL);

		if (fd < 0)
			return;
		p->facts->n_connections++;
		if (p->kind != PEER_RTU)
			setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
		while (hear_request(p, fd, &raw)) {
			echo(p, fd, &raw);
			if (!answer(p, fd, &raw))
				break;
		}
		if (p->kind == PEER_RTU)
			return;
		close(fd);
	}
}

void modbus_peer_start(struct modbus_peer *p, enum peer_port kind)
{
	*p = (struct modbus_peer){ .kind = kind, .fd = -1, .keep = -1 };
	p->facts = mmap(NULL, sizeof(*p->facts), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			-1, 0);
	if (p->facts == MAP_FAILED)
		abort();
	if (kind == PEER_RTU)
		open_pty(p);
	else
		open_socket(p);
	p->pid = fork();
	if (p->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		signal(SIGPIPE, SIG_IGN);
		serve(p);
		_exit(0);
	}
}

void modbus_peer_stop(struct modbus_peer *p)
{
	kill(p->pid, SIGKILL);
	waitpid(p->pid, NULL, 0);
	close(p->fd);
	if (p->keep >= 0)
		close(p->keep);
	munmap(p->facts, sizeof(*p->facts));
}

void modbus_peer_trick(struct modbus_peer *p, enum peer_trick trick, int n)
{
	p->facts->trick = trick;
	p->facts->n_tricks = n;
}

void modbus_peer_wait(const struct modbus_peer *p, int n_answers)
{
	while (p->facts->n_answers < n_answers)
		poll(NULL, 0, 1);
}

int modbus_peer_each(enum peer_port first, void (*test)(enum peer_port kind))
{
	pid_t pids[PEER_PORTS];
	int failed = 0, status;

	for (enum peer_port kind = first; kind < PEER_PORTS; kind++) {
		pids[kind] = fork();
		if (pids[kind] != 0)
			continue;
		test(kind);
		exit(test_result());
	}
	for (enum peer_port kind = first; kind < PEER_PORTS; kind++)
		failed |= waitpid(pids[kind], &status, 0) < 0 || status != 0;
	return failed;
}

struct line *modbus_peer_line(const struct modbus_peer *p)
{
	struct line_settings s = {
		.baud = 115200,
		.data_bits = 8,
		.stop_bits = 1,
		.framing = p->kind == PEER_TCP ? LINE_TCP : LINE_RTU,
		.response_timeout = PEER_RESPONSE,
	};
	struct line *l = NULL;

	if (p->kind == PEER_RTU)
		s.serial = p->path;
	else
		s.host = "127.0.0.1", s.port = p->port;
	CHECK(line_new_registers(&l, &s) == 0);
	return l;
}
