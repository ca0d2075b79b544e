/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What is known of one card, and how it is talked to: one request, one answer.
 * For onbon.c alone.
 */

#include "onbon_frame.h"
#include "onbon_settings.h"

#define ONBON_OTHERS_MAX 16

struct onbon {
	const struct profile *profile;
	uint16_t address;
	bool shown;       /* our area is on the card */
	bool measured;    /* the area is known to be on the screen */
	bool looked;      /* @others is known */
	uint8_t lit;      /* enum onbon_lit: what set_power() made it */
	uint8_t silences; /* questions before a page that were not answered */
	uint8_t n_others;
	uint8_t others[ONBON_OTHERS_MAX]; /* areas that are not ours */
};

static inline const struct onbon_settings *onbon_settings_of(const struct onbon *o)
{
	return o->profile->settings;
}

/* A request of the card's profile; the payload may be NULL. */
struct onbon_request onbon_request(const struct onbon *o, enum onbon_command command,
				   const struct octets *payload);

/*
 * Send it and take the answer that repeats @code, or a plain yes where @or_ack.  ret->error is
 * that of the card where it refuses, else 0.  Errors of pufa/line.h; -EPERM: it can not be sent.
 */
int onbon_exchange(struct line *l, const struct onbon_request *rq, uint16_t code, bool or_ack,
		   struct onbon_reply *ret, usec_t deadline);

/* A question; its answer repeats the command. */
int onbon_ask(const struct onbon *o, struct line *l, enum onbon_command command,
	      struct onbon_reply *ret, usec_t deadline);

/* An order; the card says no more than yes or no. */
int onbon_order(const struct onbon *o, struct line *l, enum onbon_command command,
		const struct octets *payload, usec_t deadline);

/* The answer to a frame that is made already. */
int onbon_send(const struct onbon *o, struct line *l, const uint8_t *frame, size_t n,
	       usec_t deadline);

/* The same of what not every card has.  -EOPNOTSUPP: it says so. */
int onbon_set(const struct onbon *o, struct line *l, enum onbon_command command,
	      const struct octets *payload, usec_t deadline);

/* Firmware that does not know a question says so. */
bool onbon_is_unknown(int r, const struct onbon_reply *reply);
