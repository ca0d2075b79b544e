/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Talking with a C-Power card: one request and its answer, and messages of
 * several packets.  Errors are those of pufa/line.h.
 */

#include "cpower_frame.h"
#include "octets.h"

/* A card at the end of a line, for one operation. */
struct cpower_link {
	const struct cpower_card *card;
	struct line *line;
	size_t packet_max; /* bytes of CC... in one packet */
	usec_t deadline;
};

/* A basic command.  0: it was understood; what it did is in the answer's data. */
int cpower_command(const struct cpower_link *link, enum cpower_code code, const uint8_t *data,
		   size_t n, struct cpower_answer *ret);

/*
 * A message from CC on, each packet answered; *ret is the last one's answer, which has CC first.
 * -EREMOTEIO: the card refused, ret->mark says why.
 */
int cpower_call(const struct cpower_link *link, const struct octets *message,
		struct cpower_answer *ret);

/* Takes one packet; a negative errno ends the walk. */
typedef int (*cpower_packet_fn)(void *userdata, const struct cpower_request *packet);

/* A message's packets, PO from 0 on. */
int cpower_packets(const struct octets *message, size_t packet_max, cpower_packet_fn fn,
		   void *userdata);
