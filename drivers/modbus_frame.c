/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "modbus_frame.h"
#include "octets.h"

#define CRC_BYTES  2
#define HEAD_BYTES 6 /* before the unit: transaction, protocol 0, how many bytes follow */

uint16_t modbus_crc(const uint8_t *bytes, size_t n)
{
	return crc16(0xffff, bytes, n);
}

static size_t put16(uint8_t *frame, size_t at, unsigned value)
{
	frame[at] = (uint8_t) (value >> 8);
	frame[at + 1] = (uint8_t) value;
	return at + 2;
}

static size_t put_head(uint8_t *frame, unsigned unit, uint8_t function, unsigned address)
{
	frame[0] = (uint8_t) unit;
	frame[1] = function;
	return put16(frame, 2, address);
}

static size_t put_crc(uint8_t *frame, size_t n)
{
	uint16_t crc = modbus_crc(frame, n);

	frame[n] = (uint8_t) crc;
	frame[n + 1] = (uint8_t) (crc >> 8);
	return n + 2;
}

size_t modbus_frame_write(uint8_t ret[MODBUS_FRAME_MAX], unsigned unit, unsigned address,
			  const uint16_t *values, unsigned n)
{
	size_t at = put_head(ret, unit, 0x10, address);

	at = put16(ret, at, n);
	ret[at++] = (uint8_t) (2 * n);
	for (unsigned i = 0; i < n; i++)
		at = put16(ret, at, values[i]);
	return put_crc(ret, at);
}

size_t modbus_frame_write_single(uint8_t ret[MODBUS_FRAME_MAX], unsigned unit, unsigned address,
				 uint16_t value)
{
	return put_crc(ret, put16(ret, put_head(ret, unit, 0x06, address), value));
}

size_t modbus_frame_to_tcp(uint8_t frame[MODBUS_FRAME_MAX], size_t n, unsigned transaction)
{
	n -= CRC_BYTES;
	memmove(frame + HEAD_BYTES, frame, n);
	put16(frame, put16(frame, put16(frame, 0, transaction), 0), (unsigned) n);
	return HEAD_BYTES + n;
}
