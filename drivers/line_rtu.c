/* SPDX-License-Identifier: MIT */

/*
 * RTU, on a port and inside TCP.  Requests and answers go through libmodbus's
 * raw calls: so the wait for an answer begins when the last byte has really
 * left, and an acknowledgement is compared whole.
 */

#include <signal.h>

#include "line_registers.h"

#define CHECKSUM 2

usec_t line_exchange_time(const struct register_line *l, const struct request *q)
{
	int n = q->function == MODBUS_WRITE_REGISTERS ? 9 + 2 * (int) q->n : 8;

	return (usec_t) (n + line_answer_length(q) + CHECKSUM) * l->core.byte_time + USEC_PER_MSEC;
}

/*
 * libmodbus sends RTU with write(2), which raises SIGPIPE on a connection that is gone.
 * The signal is this thread's; it is kept off and taken back.
 */
static int send_bytes(struct register_line *l, uint8_t *request, int n)
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

int line_send_rtu(struct register_line *l, uint8_t *request, int n, usec_t deadline)
{
	int r;

	modbus_set_slave(l->context, request[0]);
	r = send_bytes(l, request, n);
	return r < 0 ? r : line_wait_sent(&l->core, deadline);
}

int line_exchange_rtu(struct register_line *l, const struct request *q, usec_t deadline)
{
	uint8_t request[MODBUS_RTU_MAX_ADU_LENGTH], answer[MODBUS_TCP_MAX_ADU_LENGTH];
	usec_t answer_time = (usec_t) (line_answer_length(q) + CHECKSUM) * l->core.byte_time;
	int n = line_build_request(q, request), r;

	r = line_send_rtu(l, request, n, deadline);
	if (r >= 0 && l->echo == ECHO_HEARD)
		r = line_drop_echo(l, request, n, deadline);
	if (r < 0)
		return r;

	line_set_timeout(l, l->core.settings.response_timeout + answer_time, deadline);
	n = modbus_receive_confirmation(l->context, answer);
	if (n < 0)
		return line_error(l, errno);
	return line_accept_answer(q, request, answer, n - CHECKSUM);
}
