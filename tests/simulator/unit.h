/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * One simulated board: the registers and coils of a Modbus unit, and what it
 * answers to a request (Modbus Application Protocol 1.1b3, section 6).
 */

#include "pufa/base.h"

#define PDU_MAX 253

struct unit {
	unsigned id;
	unsigned n; /* registers, and as many coils */
	uint16_t *registers;
	bool *coils;
	unsigned n_requests; /* seen since the start */
};

int unit_init(struct unit *u, unsigned id, unsigned n_registers);
void unit_done(struct unit *u);

/* All registers and coils become 0, as after a power cut. */
void unit_forget(struct unit *u);

/* The answer to the request @pdu of @n bytes; its length.  Nothing is changed where @execute is
 * false. */
size_t unit_answer(struct unit *u, const uint8_t *pdu, size_t n, bool execute, uint8_t *ret);

/* An exception as an answer; its length. */
size_t unit_exception(uint8_t function, uint8_t code, uint8_t *ret);
