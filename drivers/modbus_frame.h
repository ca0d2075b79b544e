/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Modbus RTU and TCP request frames as bytes, for people who want to see what
 * would be sent.  The line itself leaves framing to libmodbus.  Pure.
 *
 * Modbus over Serial Line 1.02, section 2.5.1; Modbus Application Protocol 1.1b3, 6.6 and 6.12;
 * Modbus Messaging on TCP/IP 1.0b, 3.1.3.
 */

#include "pufa/base.h"

#define MODBUS_FRAME_MAX 260 /* of TCP; RTU has 256 */

/* CRC-16/MODBUS; its low byte goes first. */
uint16_t modbus_crc(const uint8_t *bytes, size_t n);

/* Function 16: @n registers, 1..123.  Returns the frame's length. */
size_t modbus_frame_write(uint8_t ret[MODBUS_FRAME_MAX], unsigned unit, unsigned address,
			  const uint16_t *values, unsigned n);

/* Function 6: one register.  Returns the frame's length. */
size_t modbus_frame_write_single(uint8_t ret[MODBUS_FRAME_MAX], unsigned unit, unsigned address,
				 uint16_t value);

/* The same as a frame of Modbus TCP, in place of that of RTU.  Returns the frame's length. */
size_t modbus_frame_to_tcp(uint8_t frame[MODBUS_FRAME_MAX], size_t n, unsigned transaction);
