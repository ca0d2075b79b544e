/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What a profile may say about a board on Modbus: where its text lies, how
 * characters are packed into registers, and what else must be written to show
 * it.  Plain values, filled by the config floor through the table.
 *
 * Register numbers are as the maker's sheet prints them; `origin` says whether
 * the sheet counts from zero or from one.  modbus_address() is the only place
 * that turns them into addresses on the wire.
 */

#include "pufa/profile.h"

enum modbus_origin {
	MODBUS_ORIGIN_ZERO,
	MODBUS_ORIGIN_ONE,
};

enum modbus_byte_order {
	MODBUS_HIGH_FIRST,
	MODBUS_LOW_FIRST,
};

enum modbus_padding {
	MODBUS_PAD_NUL,
	MODBUS_PAD_SPACE,
};

enum modbus_terminator {
	MODBUS_END_NONE,
	MODBUS_END_NUL,
	MODBUS_END_NULNUL,
	MODBUS_END_CR,
	MODBUS_END_CRLF,
};

enum modbus_length_unit {
	MODBUS_LENGTH_BYTES,
	MODBUS_LENGTH_REGISTERS,
};

/* Registers of one row: its bytes one by one, and a terminator. */
#define MODBUS_ROW_REGISTERS_MAX  (ROW_BYTES_MAX + 2)
#define MODBUS_TEXT_REGISTERS_MAX (ROWS_MAX * MODBUS_ROW_REGISTERS_MAX)

#define MODBUS_NOWHERE (-1) /* no such register */

struct modbus_area {
	int base;
	int registers;
};

struct modbus_value {
	int reg;
	int value;
};

struct modbus_length {
	int reg;
	int unit; /* enum modbus_length_unit */
};

struct modbus_range {
	int reg;
	int min, max; /* at 0 % and 100 %; min may be the larger */
};

struct modbus_switch {
	int reg, coil; /* one of them, the other MODBUS_NOWHERE */
	int on, off;   /* of the register */
};

struct modbus_settings {
	struct modbus_area text; /* one block, split evenly among the rows */
	bool has_text;
	const struct modbus_area *rows; /* or an area for each row */
	size_t n_rows;

	int bytes_per_register; /* 2; or 1, in the low half */
	int byte_order;         /* enum modbus_byte_order, with two bytes */
	int padding;            /* enum modbus_padding */
	int terminator;         /* enum modbus_terminator, after each row */
	int max_write;          /* registers in one request */
	int origin;             /* enum modbus_origin */
	bool single;            /* the board knows no function 16 */
	bool readable;          /* function 3 gives the text back */

	const struct modbus_value *presets; /* written before the text, in order */
	size_t n_presets;
	struct modbus_length length; /* written after the text */
	bool has_length;
	int sequence;                /* a register beside the text that keeps any number */
	struct modbus_value trigger; /* written last */
	bool has_trigger;

	struct modbus_value clear;
	bool has_clear;
	struct modbus_range brightness;
	bool has_brightness;
	struct modbus_switch power;
	bool has_power;
};

extern const struct setting modbus_setting_table[];
extern const struct modbus_settings modbus_settings_defaults;

/* What the table can not say; complaints are about the profile. */
void modbus_settings_check(const struct profile *p, struct diag *d);

/* The zero-based address of a register or coil of the sheet. */
static inline unsigned modbus_address(const struct modbus_settings *s, int reg)
{
	return (unsigned) (reg - s->origin);
}

/* Bytes of the terminator: 0..2. */
size_t modbus_terminator_bytes(const struct modbus_settings *s, const uint8_t **ret);

/* Bytes of text that @registers registers hold beside the terminator. */
size_t modbus_text_bytes(const struct modbus_settings *s, unsigned registers);
