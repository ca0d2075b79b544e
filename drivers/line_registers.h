/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The inside of a register line, for its own files alone.  One libmodbus
 * context per line, used by the line's thread only; libmodbus frames requests
 * and receives answers, everything around that is ours:
 *
 *   line_registers.c   operations, and what an exchange's end means for the line
 *   line_open.c        ports: open, close
 *   line_connect.c     TCP: names, connecting
 *   line_drain.c       time, and the quiet before a request
 *   line_rtu.c         one RTU exchange, on a port or inside TCP
 *   line_tcp.c         one Modbus TCP exchange
 */

#include <modbus.h>

#include "pufa/line.h"

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

struct lookup;

struct register_line {
	struct line line;
	struct line_settings settings;
	modbus_t *context;
	bool is_open;
	int lock;              /* a port's second descriptor, locked while it is open; or -1 */
	bool suspect;          /* the last exchange failed: its answer may still come */
	usec_t quiet_since;    /* no byte has been seen since */
	usec_t byte_time;      /* of one character on the wire; 0: not ours to know */
	struct lookup *lookup; /* of the host's name, where it goes on; or NULL */
};

/* CLOCK_MONOTONIC. */
usec_t line_now(void);

/* From now until @until; 0 if that has passed. */
usec_t line_left(usec_t until);

/* Wait for @events on @fd: the events, 0 once @until has come, -ENODEV if there is no such
 * descriptor; then errno says more. */
int line_wait(int fd, short events, usec_t until);

/* Open the port or the connection.  -ENODEV. */
int line_open(struct register_line *l, usec_t deadline);
void line_close(struct register_line *l);

/* A connected, non-blocking socket.  -ENODEV. */
int line_connect(struct register_line *l, usec_t deadline);
void line_connect_done(struct register_line *l);

/* Throw away what comes until the line has been quiet for long enough.  -ETIMEDOUT, -ENODEV. */
int line_drain(struct register_line *l, usec_t deadline);

/* What an exchange takes at least, however quick the unit is. */
usec_t line_exchange_time(const struct register_line *l, const struct request *q);

/* One exchange on a line that is open and quiet. */
int line_exchange_rtu(struct register_line *l, const struct request *q, usec_t deadline);
int line_exchange_tcp(struct register_line *l, const struct request *q, usec_t deadline);

/* Remember the cause, an errno or a negative EAI_*.  Returns -ENODEV. */
int line_gone(struct register_line *l, int cause);

/* What an errno of libmodbus is by the contract of pufa/line.h. */
int line_error(struct register_line *l, int error);

/* What a Modbus exception is by that contract. */
int line_exception(unsigned code);

/* Give libmodbus min(@timeout, what is left) for an answer. */
void line_set_timeout(struct register_line *l, usec_t timeout, usec_t deadline);
