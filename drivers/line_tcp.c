/* SPDX-License-Identifier: MIT */

/*
 * Modbus TCP.  libmodbus's own calls check the transaction's number, but not
 * that the answer is of the unit that was asked, and its raw call always sends number 0.
 * So requests are framed here, it receives answers, and their whole header is compared;
 * any error ends the connection.
 */

#include <string.h>
#include <sys/socket.h>

#include "line_registers.h"

/* Before the unit: transaction, protocol 0, length from the unit on (Modbus Messaging on TCP/IP
 * 1.0b, 3.1.3). */
#define HEADER 6

static void put_header(uint8_t *to, unsigned transaction, unsigned length)
{
	const uint8_t header[HEADER] = { (uint8_t) (transaction >> 8), (uint8_t) transaction, 0, 0,
					 (uint8_t) (length >> 8),      (uint8_t) length };

	memcpy(to, header, HEADER);
}

/* The buffer of a connection that has nothing under way has room for a request. */
static int send_request(struct register_line *l, const uint8_t *bytes, size_t n)
{
	ssize_t sent;

	do
		sent = send(l->core.fd, bytes, n, MSG_NOSIGNAL | MSG_DONTWAIT);
	while (sent < 0 && errno == EINTR);
	if (sent == (ssize_t) n)
		return 0;
	return sent >= 0 || errno == EAGAIN ? -ETIMEDOUT : line_gone(&l->core, errno);
}

int line_exchange_tcp(struct register_line *l, const struct request *q, usec_t deadline)
{
	uint8_t request[MODBUS_TCP_MAX_ADU_LENGTH], answer[MODBUS_TCP_MAX_ADU_LENGTH];
	uint8_t header[HEADER];
	int n = line_build_request(q, request + HEADER), r;

	put_header(request, ++l->transaction, (unsigned) n);
	r = send_request(l, request, (size_t) (HEADER + n));
	if (r < 0)
		return r;

	line_set_timeout(l, l->core.settings.response_timeout, deadline);
	n = modbus_receive_confirmation(l->context, answer);
	if (n < 0)
		return line_error(l, errno);
	if (n <= HEADER)
		return -EPROTO;
	put_header(header, l->transaction, (unsigned) (n - HEADER));
	if (memcmp(answer, header, HEADER) != 0)
		return -EPROTO;
	return line_accept_answer(q, request + HEADER, answer + HEADER, n - HEADER);
}
