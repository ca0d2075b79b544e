/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Frames of the FK gate displays: a page to what is sent, bytes to an answer.
 * Pure.
 *
 *   DA VR FF FF CMD DL DATA CRC
 *
 * There is no escape and nothing that marks a beginning: a frame is found by
 * its version and packet number, and measured by its length.  CRC-16/MODBUS
 * over all before it, low byte first.
 *
 * Display communication protocol V2.6, packet format and command 0x62.
 */

#include "pufa/driver.h"

#define FK_FRAME_MAX (7 + 255 + 2)

/* Characters that may stand in a text: what can be printed, of one or two bytes. */
bool fk_allows(const struct profile *profile, const uint8_t *code, size_t n);

/* The frames that show @page, in order.  -EMSGSIZE, -EILSEQ before the first; or what @emit says.
 */
int fk_writes(const struct profile *profile, unsigned address, const struct page *page,
	      driver_emit_fn emit, void *userdata);

/*
 * Is the answer to command 0x62 there?  As a line_accept_fn: 0 not yet, 1 it was taken.
 * -EREMOTEIO: a status other than 0.  -EPROTO: a frame of another board or to another command,
 * one that is no answer (our own request among them), or a wrong checksum.
 */
int fk_parse(const struct profile *profile, unsigned address, const uint8_t *bytes, size_t n);
