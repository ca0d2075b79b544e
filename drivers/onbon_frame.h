/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Frames of Onbon's font cards (BX-5K, BX-5MK, BX-6K): putting one together,
 * and finding the card's answer in what comes.  Pure: no line, no state.
 *
 * On a wire a frame is A5 (eight of ours, any number of a card's), then header,
 * data and CRC-16/ARC with A5, A6, 5A and 5B escaped, then 5A.  All numbers are
 * little-endian; lengths and CRC count what is not escaped.
 *
 * The card has commands that erase its fonts, and with them every text that it
 * could show.  Only those named here can be framed.
 *
 * Source: Onbon, BX-5K/6K font card protocol v1.4, sections 3 to 8.
 */

#include "pufa/line.h"

/* Group, then command. */
enum onbon_command {
	ONBON_STATUS = 0xa102,
	ONBON_BEGIN_FILE = 0xa105,
	ONBON_WRITE_BLOCK = 0xa106,
	ONBON_PING = 0xa200,
	ONBON_SET_CLOCK = 0xa203,
	ONBON_SCREEN = 0xa20a,
	ONBON_POWER = 0xa300,
	ONBON_BRIGHTNESS = 0xa302,
	ONBON_AREAS = 0xa306,
};

/* What answers begin with where they do not repeat the command. */
#define ONBON_ACK  0xa000
#define ONBON_NACK 0xa001

/* CmdError */
#define ONBON_UNKNOWN_GROUP   1
#define ONBON_UNKNOWN_COMMAND 2
#define ONBON_BUSY            3

#define ONBON_HOST       0x8000 /* us; 8000..DFFF are host programs */
#define ONBON_HOST_LAST  0xdfff
#define ONBON_DEVICE_ANY 0xfe
#define ONBON_DATA_MAX   1024 /* the card's own buffer */
#define ONBON_DATA_HEAD  5    /* group, command, response or error, two more */

/* Must the card answer? */
enum onbon_response {
	ONBON_ANSWERED = 1,
	ONBON_SILENT = 2,
};

struct onbon_request {
	uint16_t address;
	uint8_t display_mode; /* 0: areas beside the programme; 1: areas first, may overlap */
	uint8_t device_type;
	uint16_t command;  /* enum onbon_command */
	uint8_t response;  /* enum onbon_response */
	uint16_t reserved; /* of ONBON_AREAS the low byte is ProcessMode; else 0 */
	const uint8_t *payload;
	size_t n;
};

/*
 * Put @r into @ret; returns the frame's bytes.
 * -EPERM: no command that may be sent.  -EMSGSIZE: more than the card or the line takes.
 */
int onbon_frame(const struct onbon_request *r, uint8_t ret[LINE_REQUEST_MAX]);

/* Any frame, of either side. */
struct onbon_frame {
	uint16_t to, from;
	uint8_t display_mode, device_type;
	size_t n;
	uint8_t data[ONBON_DATA_MAX];
};

/*
 * Take the first frame of @bytes, with the noise before it; returns how many bytes that were.
 * What lies between an A5 and a 5A but is too short for a frame is noise.
 * 0: not whole yet.  -EPROTO: one that is wrong in itself.
 */
int onbon_unframe(const uint8_t *bytes, size_t n, struct onbon_frame *ret);

/* Which answer is waited for. */
struct onbon_wanted {
	uint16_t address; /* of the card that was asked */
	uint16_t code;    /* ONBON_ACK, or the command that the answer repeats */
	bool or_ack;      /* ONBON_ACK is as good */
};

struct onbon_reply {
	uint16_t code;
	uint8_t error;
	size_t n;
	uint8_t payload[ONBON_DATA_MAX - ONBON_DATA_HEAD];
};

/*
 * Is this the answer?  As line_accept_fn says: its bytes, 0, -EPROTO, -EBUSY or -EREMOTEIO;
 * ret->error is set with the last two.  Frames of host programs, an echo of ours among them,
 * are passed over.
 */
int onbon_answer(const struct onbon_wanted *w, const uint8_t *bytes, size_t n,
		 struct onbon_reply *ret);
