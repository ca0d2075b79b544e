/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What a profile may say about a sign that speaks the Alpha protocol: which of
 * its files the page goes into, how it is put up, and what the sign can say in
 * return.  Plain values, filled by the config floor.
 *
 * Alpha Sign Communications Protocol, 9708-8061: tables 5 and 12, appendices A, G and I.
 */

#include "pufa/profile.h"

#define ALPHA_SMALL_FILE 125 /* bytes of the priority TEXT file, and of a STRING file at most */

enum alpha_file {
	ALPHA_PRIORITY, /* TEXT file 0: always there, and hides all others */
	ALPHA_TEXT,     /* a TEXT file by its label; A is there by default */
	ALPHA_STRING,   /* a STRING file that a TEXT file calls: changes without a blink */
};

struct alpha_settings {
	const char *type; /* type code, one character */
	int file;         /* enum alpha_file */
	const char *label, *string_label;
	int position, mode, colour; /* indices; below are their codes */
	bool checksum;              /* sent with every command */
	bool acknowledges;          /* ACK and NAK are switched on in the sign */
	bool readable;              /* the way back is wired */
	bool memory;                /* files that are not there may be made, at the cost of all */
};

extern const struct setting alpha_setting_table[];
extern const struct alpha_settings alpha_settings_defaults;

/* What the table can not say; complaints are about the profile. */
void alpha_settings_check(const struct profile *p, struct diag *d);

/* The bytes of the protocol; colour 0: the sign's own. */
uint8_t alpha_position_code(const struct alpha_settings *s);
uint8_t alpha_mode_code(const struct alpha_settings *s);
uint8_t alpha_colour_code(const struct alpha_settings *s);

/* Bytes in front of a text in a TEXT file: position and mode, colour. */
size_t alpha_shape_size(const struct alpha_settings *s);

/* Bytes that the fullest page takes in its file. */
size_t alpha_page_size(const struct profile *p);
