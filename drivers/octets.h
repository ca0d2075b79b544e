/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Frames as bytes: putting them together without ever writing past their end,
 * numbers in either order, and the checksums that boards use.  Pure.
 */

#include "pufa/base.h"

/* Bytes being put together in memory of the caller's. */
struct octets {
	uint8_t *bytes;
	size_t n, size;
	bool overflow; /* something did not fit, and was left out: the frame is of no use */
};

#define OCTETS(array)                                                                              \
	(struct octets)                                                                            \
	{                                                                                          \
		.bytes = (array), .size = sizeof(array)                                            \
	}

void octets_put(struct octets *o, const void *bytes, size_t n);

static inline void octets_put8(struct octets *o, unsigned value)
{
	octets_put(o, &(uint8_t){ (uint8_t) value }, 1);
}

static inline void octets_put16le(struct octets *o, unsigned value)
{
	octets_put(o, (uint8_t[]){ (uint8_t) value, (uint8_t) (value >> 8) }, 2);
}

static inline void octets_put16be(struct octets *o, unsigned value)
{
	octets_put(o, (uint8_t[]){ (uint8_t) (value >> 8), (uint8_t) value }, 2);
}

static inline void octets_put32le(struct octets *o, uint32_t value)
{
	octets_put16le(o, value & 0xffff);
	octets_put16le(o, value >> 16);
}

static inline void octets_put32be(struct octets *o, uint32_t value)
{
	octets_put16be(o, value >> 16);
	octets_put16be(o, value & 0xffff);
}

static inline unsigned get16le(const uint8_t *p)
{
	return (unsigned) p[1] << 8 | p[0];
}

static inline unsigned get16be(const uint8_t *p)
{
	return (unsigned) p[0] << 8 | p[1];
}

static inline uint32_t get32le(const uint8_t *p)
{
	return (uint32_t) get16le(p + 2) << 16 | get16le(p);
}

static inline uint32_t get32be(const uint8_t *p)
{
	return (uint32_t) get16be(p) << 16 | get16be(p + 2);
}

/* The reflected CRC with polynomial 8005: CRC-16/ARC from 0, CRC-16/MODBUS from FFFF. */
uint16_t crc16(uint16_t start, const uint8_t *bytes, size_t n);

/* All bytes added up, modulo 65536. */
uint16_t sum16(const uint8_t *bytes, size_t n);

/* A number of two binary-coded decimal digits, 0..99. */
static inline uint8_t to_bcd(unsigned value)
{
	return (uint8_t) (value / 10 % 10 << 4 | value % 10);
}
