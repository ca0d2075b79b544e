/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "unit.h"

enum {
	ILLEGAL_FUNCTION = 1,
	ILLEGAL_ADDRESS = 2,
	ILLEGAL_VALUE = 3,
};

size_t unit_exception(uint8_t function, uint8_t code, uint8_t *ret)
{
	ret[0] = function | 0x80;
	ret[1] = code;
	return 2;
}

static unsigned get16(const uint8_t *p)
{
	return (unsigned) p[0] << 8 | p[1];
}

static void put16(uint8_t *p, unsigned value)
{
	p[0] = (uint8_t) (value >> 8);
	p[1] = (uint8_t) value;
}

/* What one function does: a Modbus exception code, or 0 and the answer's length. */
typedef uint8_t (*function_fn)(struct unit *u, const uint8_t *pdu, size_t n, uint8_t *ret,
			       size_t *ret_n);

static uint8_t read_coils(struct unit *u, const uint8_t *pdu, size_t n, uint8_t *ret, size_t *ret_n)
{
	unsigned at = get16(pdu + 1), count = get16(pdu + 3);

	if (n != 5 || count < 1 || count > 2000)
		return ILLEGAL_VALUE;
	if (at + count > u->n)
		return ILLEGAL_ADDRESS;

	ret[1] = (uint8_t) ((count + 7) / 8);
	memset(ret + 2, 0, ret[1]);
	for (unsigned i = 0; i < count; i++)
		ret[2 + i / 8] |= (uint8_t) (u->coils[at + i] << i % 8);
	*ret_n = 2 + (size_t) ret[1];
	return 0;
}

static uint8_t read_registers(struct unit *u, const uint8_t *pdu, size_t n, uint8_t *ret,
			      size_t *ret_n)
{
	unsigned at = get16(pdu + 1), count = get16(pdu + 3);

	if (n != 5 || count < 1 || count > 125)
		return ILLEGAL_VALUE;
	if (at + count > u->n)
		return ILLEGAL_ADDRESS;

	ret[1] = (uint8_t) (2 * count);
	for (unsigned i = 0; i < count; i++)
		put16(ret + 2 + 2 * i, u->registers[at + i]);
	*ret_n = 2 + 2 * (size_t) count;
	return 0;
}

static uint8_t write_coil(struct unit *u, const uint8_t *pdu, size_t n, uint8_t *ret, size_t *ret_n)
{
	unsigned at = get16(pdu + 1), value = get16(pdu + 3);

	if (n != 5 || (value != 0 && value != 0xff00))
		return ILLEGAL_VALUE;
	if (at >= u->n)
		return ILLEGAL_ADDRESS;
	u->coils[at] = value != 0;
	memcpy(ret, pdu, n);
	*ret_n = n;
	return 0;
}

static uint8_t write_register(struct unit *u, const uint8_t *pdu, size_t n, uint8_t *ret,
			      size_t *ret_n)
{
	unsigned at = get16(pdu + 1);

	if (n != 5)
		return ILLEGAL_VALUE;
	if (at >= u->n)
		return ILLEGAL_ADDRESS;
	u->registers[at] = (uint16_t) get16(pdu + 3);
	memcpy(ret, pdu, n);
	*ret_n = n;
	return 0;
}

static uint8_t write_registers(struct unit *u, const uint8_t *pdu, size_t n, uint8_t *ret,
			       size_t *ret_n)
{
	unsigned at = get16(pdu + 1), count = get16(pdu + 3);

	if (n < 6 || count < 1 || count > 123 || pdu[5] != 2 * count || n != 6 + 2 * (size_t) count)
		return ILLEGAL_VALUE;
	if (at + count > u->n)
		return ILLEGAL_ADDRESS;
	for (unsigned i = 0; i < count; i++)
		u->registers[at + i] = (uint16_t) get16(pdu + 6 + 2 * i);
	memcpy(ret, pdu, 5);
	*ret_n = 5;
	return 0;
}

static const struct {
	uint8_t code;
	function_fn run;
} functions[] = {
	{ 0x01, read_coils },     { 0x03, read_registers },  { 0x05, write_coil },
	{ 0x06, write_register }, { 0x10, write_registers },
};

size_t unit_answer(struct unit *u, const uint8_t *pdu, size_t n, uint8_t *ret)
{
	uint8_t code = ILLEGAL_FUNCTION;
	size_t length = 0;

	ret[0] = pdu[0];
	for (size_t i = 0; i < ARRAY_SIZE(functions); i++)
		if (functions[i].code == pdu[0])
			code = n < 5 ? ILLEGAL_VALUE : functions[i].run(u, pdu, n, ret, &length);
	return code ? unit_exception(pdu[0], code, ret) : length;
}
