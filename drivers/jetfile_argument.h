/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The arguments of commands to a JetFile II board.  Pure.
 *
 * Every one that names a file names the RAM disk: its flash is out of reach.
 *
 * Chainzone, JetFile II Protocol 2.5.4, at the command given with each.
 */

#include "jetfile_settings.h"
#include "octets.h"
#include "pufa/driver.h"

/* 0204: packet @number of @n_packets, from 1, of a file of @size bytes. */
void jetfile_put_write(struct octets *o, const struct jetfile_settings *s, size_t size,
		       unsigned n_packets, unsigned number);

/* 0104: packet @number, from 1. */
void jetfile_put_read(struct octets *o, const struct jetfile_settings *s, unsigned number);

/* 070E: the file as the board's file system names it, with a NUL at its end. */
void jetfile_put_path(struct octets *o, const struct jetfile_settings *s);

/* Is this answer to 0607 that path?  FAT keeps no case. */
bool jetfile_is_path(const struct jetfile_settings *s, const uint8_t *name, size_t n);

/* 020A or 0407.  @percent is 0..100. */
void jetfile_put_brightness(struct octets *o, const struct jetfile_brightness *b, unsigned percent);

/* 0502 or 0504. */
void jetfile_put_clock(struct octets *o, const struct jetfile_settings *s,
		       const struct wall_time *t);
