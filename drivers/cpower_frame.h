/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * C-Power frames as bytes, both ways.  Pure.
 *
 * Source: Lumen, "C-Power External Calls Communication Protocol" V1.9, sections 2.1 and 2.2, and
 * "Basic Protocol LED Display Controller", 1.1.  The numbers of these headers are little-endian;
 * all within CC is big-endian.
 *
 * A frame on a serial line is A5 body AE, with A5, AA and AE escaped between them.  On the
 * network the id code, the body's length and 00 00 come before it, and nothing is escaped.
 * The body: 68 32 ID code mark data checksum; with code 7B the data is LL LH PO TP CC...
 * An answer has E8 in the place of 68, up to APP 3.2 perhaps not.  Its mark with code 7B is the
 * return value.  With any other it is 1 where all is well, as recorded answers show, and the
 * data tells.
 */

#include "pufa/line.h"

#define CPOWER_PACKET_MAX 800                         /* bytes of CC... in one packet */
#define CPOWER_BODY_MAX   (9 + CPOWER_PACKET_MAX + 2) /* header and checksum with it */
#define CPOWER_FRAME_MAX  (2 + 2 * CPOWER_BODY_MAX)   /* all of it escaped */

/* Those that a driver asks for; 2C, 2D, 30 to 33, 50 to 52 and FE restart the card or write files.
 */
enum cpower_code {
	CPOWER_VERSION = 0x2e,
	CPOWER_BRIGHTNESS = 0x46,
	CPOWER_CLOCK = 0x47,
	CPOWER_POWER = 0x76,
	CPOWER_CALL = 0x7b,
};

/* The first byte of CC..., likewise; 07 writes flash, 84 deletes programmes. */
enum cpower_call {
	CPOWER_SPLIT = 0x01,
	CPOWER_LEAVE = 0x06,
	CPOWER_TEXT = 0x12,
	CPOWER_SET_TEMPLATE = 0x81,
	CPOWER_ENTER_TEMPLATE = 0x82,
	CPOWER_ASK_TEMPLATE = 0x83,
	CPOWER_PROGRAMME_TEXT = 0x85,
	CPOWER_ASK_PROGRAMMES = 0x89,
};

/* A card, as its frames need it. */
struct cpower_card {
	uint8_t id; /* 1..254 */
	enum line_medium medium;
	uint32_t id_code;  /* on the network */
	bool old_firmware; /* its answers have 68 */
};

/* One request, which is one packet of a message. */
struct cpower_request {
	uint8_t code;         /* enum cpower_code */
	uint8_t packet, last; /* with CPOWER_CALL; from 0 */
	const uint8_t *data;  /* CPOWER_CALL: from CC on, at most CPOWER_PACKET_MAX */
	size_t n;
};

struct cpower_answer {
	uint8_t mark; /* or return value */
	const uint8_t *data;
	size_t n;
	uint8_t body[CPOWER_BODY_MAX];
};

/*
 * A request as a frame; returns its size.  0: it is too long, or not one of the codes and calls
 * named here, which are all that is ever sent.
 */
size_t cpower_frame(const struct cpower_card *card, const struct cpower_request *r,
		    uint8_t ret[static CPOWER_FRAME_MAX]);

/*
 * Find the answer to @asked.  Positive: it is whole, and may be a refusal; *ret points into
 * itself.  0: more is needed; what is before an answer is passed over, our own request among it.
 * -EPROTO: it is damaged, from another card or network, or to another code.
 */
int cpower_parse(const struct cpower_card *card, const struct cpower_request *asked,
		 const uint8_t *bytes, size_t n, struct cpower_answer *ret);

/* What an answer's mark says: 0; -EPROTO: the request came damaged, or in disorder; -EREMOTEIO. */
int cpower_verdict(const struct cpower_request *asked, const struct cpower_answer *answer);
