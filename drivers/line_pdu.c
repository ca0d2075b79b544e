/* SPDX-License-Identifier: MIT */

/*
 * What RTU and Modbus TCP have in common: the unit, the function and what goes
 * with it, without checksum and header.  An acknowledgement is compared whole:
 * libmodbus by itself takes one for another address (3.1.6), and on TCP
 * one of another unit.
 */

#include <string.h>

#include "line_registers.h"

#define EXCEPTION_BIT 0x80
#define COIL_ON       0xff00

static void put16(uint8_t *to, unsigned value)
{
	to[0] = (uint8_t) (value >> 8);
	to[1] = (uint8_t) value;
}

int line_build_request(const struct request *q, uint8_t *ret)
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

int line_answer_length(const struct request *q)
{
	return q->function == MODBUS_READ_REGISTERS ? 3 + 2 * (int) q->n : 6;
}

int line_accept_answer(const struct request *q, const uint8_t *request, const uint8_t *answer,
		       int n)
{
	if (n < 3 || answer[0] != request[0])
		return -EPROTO;
	if (n == 3 && answer[1] == (request[1] | EXCEPTION_BIT))
		return line_exception(answer[2]);
	if (n != line_answer_length(q) || answer[1] != request[1])
		return -EPROTO;

	if (q->function != MODBUS_READ_REGISTERS)
		return memcmp(answer + 2, request + 2, 4) == 0 ? 0 : -EPROTO;
	if (answer[2] != 2 * q->n)
		return -EPROTO;
	for (unsigned i = 0; i < q->n; i++)
		q->ret[i] = (uint16_t) (answer[3 + 2 * i] << 8 | answer[4 + 2 * i]);
	return 0;
}
