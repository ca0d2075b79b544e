/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The inside of a register line, for its own files alone.  One libmodbus
 * context per line, used by the line's thread only; libmodbus frames requests
 * and receives answers, everything around that is the core's:
 *
 *   line_registers.c   operations
 *   line_pdu.c         what is asked and what is an answer to it
 *   line_rtu.c         one RTU exchange, on a port or inside TCP
 *   line_echo.c        adapters that hear themselves; RTU
 *   line_tcp.c         one Modbus TCP exchange
 */

#include <modbus.h>

#include "line_core.h"

enum modbus_function {
	MODBUS_READ_REGISTERS = 0x03,
	MODBUS_WRITE_COIL = 0x05,
	MODBUS_WRITE_REGISTER = 0x06,
	MODBUS_WRITE_REGISTERS = 0x10,
};

struct request {
	enum modbus_function function;
	unsigned unit, address, n;
	const uint16_t *values; /* what is written; of a coil 0 or 1 */
	uint16_t *ret;          /* what is read goes here, once all of it is there */
};

enum echo_state {
	ECHO_UNKNOWN,
	ECHO_NONE,
	ECHO_HEARD,
};

struct register_line {
	struct line_core core;
	modbus_t *context;
	uint16_t transaction; /* the last one's number; Modbus TCP */
	enum echo_state echo; /* RTU */
	usec_t listened;      /* when that was found out */
	bool timed_out;       /* the connection was ended by us, for want of an answer */
};

/* The request from the unit on, without its checksum.  Returns its length. */
int line_build_request(const struct request *q, uint8_t *ret);

/* Of a whole answer, from the unit on, without its checksum. */
int line_answer_length(const struct request *q);

/* Is @answer, @n bytes from the unit on, the one to @request?  0, or what it is by pufa/line.h. */
int line_accept_answer(const struct request *q, const uint8_t *request, const uint8_t *answer,
		       int n);

/* What an exchange takes at least, however quick the unit is. */
usec_t line_exchange_time(const struct register_line *l, const struct request *q);

/* One exchange on a line that is open and quiet. */
int line_exchange_rtu(struct register_line *l, const struct request *q, usec_t deadline);
int line_exchange_tcp(struct register_line *l, const struct request *q, usec_t deadline);

/* Send @n bytes and their checksum; 0 when the last has left. */
int line_send_rtu(struct register_line *l, uint8_t *request, int n, usec_t deadline);

/* Before this request: is it to be found out whether the line echoes? */
bool line_must_listen(const struct register_line *l, const struct request *q);

/* On a line that is open and quiet, and is so afterwards.  -ENODEV with LINE_CAUSE_ECHO. */
int line_find_echo(struct register_line *l, usec_t deadline);

/* Read a request's own bytes back.  -EPROTO: it was not they that came. */
int line_drop_echo(struct register_line *l, const uint8_t *request, int n, usec_t deadline);

/* What an errno of libmodbus is by the contract of pufa/line.h. */
int line_error(struct register_line *l, int error);

/* What a Modbus exception is by that contract. */
int line_exception(unsigned code);

/* Give libmodbus min(@timeout, what is left) for an answer. */
void line_set_timeout(struct register_line *l, usec_t timeout, usec_t deadline);
