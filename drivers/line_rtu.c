/* SPDX-License-Identifier: MIT */

/*
 * RTU, on a port and inside TCP.  Requests and answers go through libmodbus's
 * raw calls: so the wait for an answer begins when the last byte has really
 * left, and an acknowledgement is compared whole (3.1.6 by itself accepts one for
 * another address).
 */

#include <signal.h>
#include <string.h>

#include "line_registers.h"

#define EXCEPTION_BIT 0x80
#define COIL_ON       0xff00

static void put16(uint8_t *to, unsigned value)
{
	to[0] = (uint8_t) (value >> 8);
	to[1] = (uint8_t) value;
}

/* The request without its checksum.  Returns its length. */
static int build(const struct request *q, uint8_t *ret)
{
	ret[0] = (uint8_t) q->unit;
	ret[1] = (uint8_t) q->function;
	put16(ret + 2, q->address);
	switch (q->function) {
	case MODBUS_READ_REGISTERS:
		put16(ret + 4, q->n);
		return 6;
	case MODBUS_WRITE_COIL:
		put16(ret + 4, q->values[0] ? COIL_ON : 0);
		return 6;
	case MODBUS_WRITE_REGISTER:
		put16(ret + 4, q->values[0]);
		return 6;
	case MODBUS_WRITE_REGISTERS:
		break;
	}
	put16(ret + 4, q->n);
	ret[6] = (uint8_t) (2 * q->n);
	for (unsigned i = 0; i < q->n; i++)
		put16(ret + 7 + 2 * i, q->values[i]);
	return 7 + 2 * (int) q->n;
}

/* The whole answer's length, checksum included. */
static int answer_length(const struct request *q)
{
	return q->function == MODBUS_READ_REGISTERS ? 5 + 2 * (int) q->n : 8;
}

usec_t line_exchange_time(const struct register_line *l, const struct request *q)
{
	int n = q->function == MODBUS_WRITE_REGISTERS ? 9 + 2 * (int) q->n : 8;

	return (usec_t) (n + answer_length(q)) * l->core.byte_time + USEC_PER_MSEC;
}

/* Is @answer, whose checksum is right, the answer to @request? */
static int accept_answer(const struct request *q, const uint8_t *request, const uint8_t *answer,
			 int n)
{
	if (n < 5 || answer[0] != request[0])
		return -EPROTO;
	if (n == 5 && answer[1] == (request[1] | EXCEPTION_BIT))
		return line_exception(answer[2]);
	if (n != answer_length(q) || answer[1] != request[1])
		return -EPROTO;

	if (q->function != MODBUS_READ_REGISTERS)
		return memcmp(answer + 2, request + 2, 4) == 0 ? 0 : -EPROTO;
	if (answer[2] != 2 * q->n)
		return -EPROTO;
	for (unsigned i = 0; i < q->n; i++)
		q->ret[i] = (uint16_t) (answer[3 + 2 * i] << 8 | answer[4 + 2 * i]);
	return 0;
}

/*
 * libmodbus sends RTU with write(2), which raises SIGPIPE on a connection that is gone.
 * The signal is this thread's; it is kept off and taken back.
 */
static int send_request(struct register_line *l, uint8_t *request, int n)
{
	sigset_t pipe_only, before, pending;
	int r, error;

	sigemptyset(&pipe_only);
	sigaddset(&pipe_only, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &pipe_only, &before);
	sigpending(&pending);
	r = modbus_send_raw_request(l->context, request, n);
	error = errno;
	if (r < 0 && error == EPIPE && !sigismember(&pending, SIGPIPE))
		sigtimedwait(&pipe_only, NULL, &(struct timespec){ 0 });
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return r < 0 ? line_error(l, error) : 0;
}

int line_exchange_rtu(struct register_line *l, const struct request *q, usec_t deadline)
{
	uint8_t request[MODBUS_RTU_MAX_ADU_LENGTH], answer[MODBUS_TCP_MAX_ADU_LENGTH];
	usec_t answer_time = (usec_t) answer_length(q) * l->core.byte_time;
	int n = build(q, request), r;

	modbus_set_slave(l->context, (int) q->unit);
	r = send_request(l, request, n);
	if (r >= 0)
		r = line_wait_sent(&l->core, deadline);
	if (r < 0)
		return r;

	line_set_timeout(l, l->core.settings.response_timeout + answer_time, deadline);
	n = modbus_receive_confirmation(l->context, answer);
	if (n < 0)
		return line_error(l, errno);
	return accept_answer(q, request, answer, n);
}
