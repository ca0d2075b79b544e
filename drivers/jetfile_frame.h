/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Packets of JetFile II as bytes, both ways.  Pure.
 *
 *   55 A7, of answers 55 A8
 *   sum of all bytes from the length on, 16 bits
 *   length of the data, source, destination, serial number, 16 bits each
 *   command, sub-command, length of the arguments in units of 4, flag, a byte each
 *   arguments, data
 *
 * Numbers have their low byte first.  A request's flag is 1 where no answer is
 * wanted; an answer's is 1 where two bytes of status follow its head.  An answer
 * carries the serial number and the command of its request: that is what ties it
 * to one, for of its addresses it is not said what they must be.
 *
 * Chainzone, JetFile II Protocol 2.5.4, the 2nd communication format.
 */

#include "octets.h"

#define JETFILE_HEAD_SIZE  16
#define JETFILE_ARG_MAX    32 /* bytes of arguments in a request of ours */
#define JETFILE_DATA_MAX   1024
#define JETFILE_PACKET_MAX (JETFILE_HEAD_SIZE + JETFILE_ARG_MAX + JETFILE_DATA_MAX)

/* All that is ever asked for: nothing here removes, formats, resets or writes to flash. */
enum jetfile_command {
	JETFILE_READ_TEXT = 0x0104,
	JETFILE_READ_PARAMETERS = 0x010a,
	JETFILE_READ_STATE = 0x010b,
	JETFILE_WRITE_TEXT = 0x0204,
	JETFILE_WRITE_BRIGHTNESS = 0x020a,
	JETFILE_TEST_CONNECTION = 0x0301,
	JETFILE_POWER_OFF = 0x0403,
	JETFILE_POWER_ON = 0x0404,
	JETFILE_SET_LEVEL = 0x0407,
	JETFILE_SET_CLOCK = 0x0502,
	JETFILE_SET_CLOCK_SECONDS = 0x0504,
	JETFILE_RESTART_PLAYLIST = 0x0601,
	JETFILE_REPLAY_FILE = 0x0602,
	JETFILE_CURRENT_FILE = 0x0607,
	JETFILE_FILE_EXISTS = 0x070e,
};

/* Appendix V: what the driver tells apart. */
enum jetfile_status {
	JETFILE_OK = 0x9000,
	JETFILE_OK_LETTERS = 0x4b4f, /* "OK" */
	JETFILE_BAD_CHECKSUM = 0x9002,
	JETFILE_NO_COMMAND = 0x9004,
	JETFILE_NO_SUBCOMMAND = 0x9005,
	JETFILE_NO_FILE = 0x9008,
	JETFILE_UNSUPPORTED = 0x9011,
	JETFILE_FILE_IN_USE = 0x9015,
	JETFILE_NOTHING_PLAYS = 0x6701,
	JETFILE_NOT_THERE = 0x7e01, /* the answer of FILE_EXISTS */
};

struct jetfile_request {
	uint16_t source;
	uint8_t destination[2]; /* in the board's order; not 00 00, which is everybody */
	uint16_t serial;
	enum jetfile_command command;
	bool silent;        /* no answer is wanted */
	const uint8_t *arg; /* filled up to a multiple of 4 with zeroes */
	size_t n_arg;       /* 0..JETFILE_ARG_MAX */
	const uint8_t *data;
	size_t n_data; /* 0..JETFILE_DATA_MAX */
};

/*
 * Append the packet.  -EINVAL: no command of the list, for everybody, or too much; @o has then
 * not been touched.
 */
int jetfile_build(struct octets *o, const struct jetfile_request *r);

struct jetfile_answer {
	unsigned status; /* enum jetfile_status or another; JETFILE_OK where it carries none */
	bool carries;    /* arguments or data, and no status */
	const uint8_t *arg, *data;
	size_t n_arg, n_data;
};

/*
 * Look for the answer to @asked.  Noise is skipped, and so are whole packets that are no answers
 * or answer an earlier serial number.  0: nothing yet; 1: *ret is it, and points into @bytes.
 * -EPROTO: it has that number, and a wrong sum, another board's address, another command, or
 * makes no sense.
 */
int jetfile_parse(const struct jetfile_request *asked, const uint8_t *bytes, size_t n,
		  struct jetfile_answer *ret);

/* What a status means for an operation: 0, or an error of pufa/line.h. */
int jetfile_refusal(unsigned status);
