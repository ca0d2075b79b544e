/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "octets.h"

void octets_put(struct octets *o, const void *bytes, size_t n)
{
	if (o->overflow || n > o->size - o->n) {
		o->overflow = true;
		return;
	}
	memcpy(o->bytes + o->n, bytes, n);
	o->n += n;
}

uint16_t crc16(uint16_t start, const uint8_t *bytes, size_t n)
{
	uint16_t crc = start;

	for (size_t i = 0; i < n; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = (uint16_t) (crc & 1 ? crc >> 1 ^ 0xa001 : crc >> 1);
	}
	return crc;
}

uint16_t sum16(const uint8_t *bytes, size_t n)
{
	unsigned sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += bytes[i];
	return (uint16_t) sum;
}
