/* SPDX-License-Identifier: MIT */

/*
 * Adapters that hear themselves.  On two wires a receiver that is left on gives
 * every request back before the answer, and the answers to functions 5 and 6 are no
 * different from such an echo: a dead unit would acknowledge.  So a line
 * is asked, when it is opened, something that nobody may answer in these very bytes; where they
 * come back, each request is read back from then on, compared and dropped.
 */

#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "line_registers.h"
#include "octets.h"

/*
 * 248 to 255 are reserved (Modbus over Serial Line 1.02, 2.2).  Some makes answer to 248, 250, 254
 * or 255 whatever their address, and gateways answer for anybody: but a read's answer never has
 * the bytes of the request, and with this address next to none of them.
 */
#define NOBODY  253
#define NOWHERE 0xa55a

/* What an adapter gives back is there at once, but for the lumps in which it hands bytes on. */
#define ECHO_SERIAL  (100 * USEC_PER_MSEC)
#define ECHO_NETWORK (300 * USEC_PER_MSEC)

/* Functions 5 and 6 do not show that an adapter has been changed for one that echoes. */
#define LOOK_AGAIN (60 * USEC_PER_SEC)

#define TRIES 3

struct echo {
	uint8_t bytes[MODBUS_RTU_MAX_ADU_LENGTH];
	size_t n;
};

/* Up to @n bytes that come before @until; returns how many. */
static int hear(struct line_core *c, uint8_t *ret, size_t n, usec_t until)
{
	size_t got = 0;

	while (got < n) {
		ssize_t k;
		int r = line_wait(c->fd, POLLIN, until);

		if (r < 0)
			return line_gone(c, errno);
		if (r == 0)
			break;
		if (!(r & POLLIN))
			return line_hung_up(c);
		k = read(c->fd, ret + got, n - got);
		if (k == 0)
			return line_hung_up(c);
		if (k < 0 && errno != EAGAIN && errno != EINTR)
			return line_gone(c, errno);
		got += k > 0 ? (size_t) k : 0;
	}
	return (int) got;
}

static struct echo echo_of(const uint8_t *request, int n)
{
	struct echo e = { .n = (size_t) n + 2 };
	uint16_t crc = crc16(0xffff, request, (size_t) n);

	memcpy(e.bytes, request, (size_t) n);
	e.bytes[n] = (uint8_t) crc;
	e.bytes[n + 1] = (uint8_t) (crc >> 8);
	return e;
}

int line_drop_echo(struct register_line *l, const uint8_t *request, int n, usec_t deadline)
{
	struct echo e = echo_of(request, n);
	uint8_t heard[sizeof(e.bytes)];
	usec_t wait = l->core.settings.response_timeout, left = line_left(deadline);
	int r = hear(&l->core, heard, e.n, line_now() + (wait < left ? wait : left));

	if (r < 0)
		return r;
	/* Garbled, somebody else talked; or the adapter does not echo any more. */
	return (size_t) r == e.n && memcmp(heard, e.bytes, e.n) == 0 ? 0 : -EPROTO;
}

static size_t n_equal(const uint8_t *a, const uint8_t *b, size_t n)
{
	size_t equal = 0;

	for (size_t i = 0; i < n; i++)
		equal += a[i] == b[i];
	return equal;
}

static usec_t patience(const struct register_line *l)
{
	usec_t most = l->core.settings.serial ? ECHO_SERIAL : ECHO_NETWORK;
	usec_t timeout = l->core.settings.response_timeout;

	return most < timeout ? most : timeout;
}

static bool is_answer(const uint8_t *bytes, size_t n)
{
	return n >= 5 && bytes[0] == NOBODY && crc16(0xffff, bytes, n) == 0;
}

/* One question.  -EAGAIN: what came was neither nothing nor an echo; then *ret_like: but like one.
 */
static int listen_once(struct register_line *l, bool *ret_like, usec_t deadline)
{
	const struct request q = {
		.function = MODBUS_READ_REGISTERS, .unit = NOBODY, .address = NOWHERE, .n = 1
	};
	uint8_t request[8], heard[sizeof(request)] = { 0 };
	int n = line_build_request(&q, request), r;
	struct echo e = echo_of(request, n);

	r = line_send_rtu(l, request, n, deadline);
	if (r >= 0)
		r = hear(&l->core, heard, e.n, line_now() + patience(l));
	l->core.quiet_since = line_now();
	if (r <= 0)
		return r;
	if ((size_t) r == e.n && memcmp(heard, e.bytes, e.n) == 0)
		return 1;
	if (is_answer(heard, (size_t) r))
		return 0;
	*ret_like = n_equal(heard, e.bytes, (size_t) r) >= e.n / 2;
	return -EAGAIN;
}

static int listen_for_echo(struct register_line *l, usec_t deadline)
{
	bool like = false;
	int r = -EAGAIN;

	for (int i = 0; i < TRIES && r == -EAGAIN; i++) {
		bool once = false;

		if (line_left(deadline) < patience(l))
			return -ETIMEDOUT;
		r = listen_once(l, &once, deadline);
		like |= once;
		if (r >= 0 || r == -EAGAIN) {
			int drained = line_drain(&l->core, deadline);

			r = drained < 0 ? drained : r;
		}
	}
	if (r != -EAGAIN)
		return r;
	return like ? line_gone(&l->core, LINE_CAUSE_ECHO) : 0;
}

/* There are gateways that end the connection for a unit that they do not know: no mere adapter. */
static int connect_anew(struct register_line *l, usec_t deadline)
{
	int r;

	line_close(&l->core);
	r = line_open(&l->core, deadline);
	return r < 0 ? r : line_drain(&l->core, deadline);
}

int line_find_echo(struct register_line *l, usec_t deadline)
{
	int r = listen_for_echo(l, deadline);

	if (r == -ENODEV && l->core.settings.host && line_was_ended(l->core.line.cause))
		r = connect_anew(l, deadline);
	if (r < 0)
		return r;
	l->echo = r > 0 ? ECHO_HEARD : ECHO_NONE;
	l->core.line.echoes = r > 0;
	l->core.stray = false;
	l->listened = line_now();
	return 0;
}

bool line_must_listen(const struct register_line *l, const struct request *q)
{
	bool blind = q->function == MODBUS_WRITE_COIL || q->function == MODBUS_WRITE_REGISTER;

	if (l->core.settings.framing != LINE_RTU)
		return false;
	return l->echo == ECHO_UNKNOWN ||
	       (blind && l->echo == ECHO_NONE && line_now() - l->listened >= LOOK_AGAIN);
}
