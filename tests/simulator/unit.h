/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The registers and coils of a Modbus unit, and what it answers to a request
 * (Modbus Application Protocol 1.1b3, section 6).
 */

#include "pufa/base.h"

#define UNIT_REGISTERS_MAX 65536
#define PDU_MAX            253

struct unit {
	unsigned n; /* registers, and as many coils */
	uint16_t registers[UNIT_REGISTERS_MAX];
	bool coils[UNIT_REGISTERS_MAX];
};

/* The answer to the request @pdu of @n bytes; its length. */
size_t unit_answer(struct unit *u, const uint8_t *pdu, size_t n, uint8_t *ret);

/* An exception as an answer; its length. */
size_t unit_exception(uint8_t function, uint8_t code, uint8_t *ret);
