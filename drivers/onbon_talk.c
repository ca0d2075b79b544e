/* SPDX-License-Identifier: MIT */
#include "octets.h"
#include "onbon_talk.h"

struct onbon_request onbon_request(const struct onbon *o, enum onbon_command command,
				   const struct octets *payload)
{
	const struct onbon_settings *s = onbon_settings_of(o);

	return (struct onbon_request){
		.address = o->address,
		.display_mode = (uint8_t) s->display_mode,
		.device_type = (uint8_t) s->device_type,
		.command = (uint16_t) command,
		.response = ONBON_ANSWERED,
		.reserved = (uint16_t) (command == ONBON_AREAS ? s->process_mode : 0),
		.payload = payload ? payload->bytes : NULL,
		.n = payload ? payload->n : 0,
	};
}

struct listening {
	struct onbon_wanted wanted;
	struct onbon_reply *reply;
};

static int on_bytes(void *userdata, const uint8_t *bytes, size_t n)
{
	const struct listening *s = userdata;

	return onbon_answer(&s->wanted, bytes, n, s->reply);
}

int onbon_exchange(struct line *l, const struct onbon_request *rq, uint16_t code, bool or_ack,
		   struct onbon_reply *ret, usec_t deadline)
{
	struct listening s = { { rq->address, code, or_ack }, ret };
	uint8_t frame[LINE_REQUEST_MAX];
	int r;

	ret->error = 0;
	r = onbon_frame(rq, frame);
	if (r >= 0)
		r = line_exchange(l, frame, (size_t) r, on_bytes, &s, deadline);
	return r < 0 ? r : 0;
}

int onbon_ask(const struct onbon *o, struct line *l, enum onbon_command command,
	      struct onbon_reply *ret, usec_t deadline)
{
	struct onbon_request rq = onbon_request(o, command, NULL);

	return onbon_exchange(l, &rq, rq.command, false, ret, deadline);
}

static int order(const struct onbon *o, struct line *l, enum onbon_command command,
		 const struct octets *payload, struct onbon_reply *ret, usec_t deadline)
{
	struct onbon_request rq = onbon_request(o, command, payload);

	return onbon_exchange(l, &rq, ONBON_ACK, false, ret, deadline);
}

int onbon_order(const struct onbon *o, struct line *l, enum onbon_command command,
		const struct octets *payload, usec_t deadline)
{
	struct onbon_reply reply;

	return order(o, l, command, payload, &reply, deadline);
}

int onbon_send(const struct onbon *o, struct line *l, const uint8_t *frame, size_t n,
	       usec_t deadline)
{
	struct onbon_reply reply;
	struct listening s = { { o->address, ONBON_ACK, false }, &reply };
	int r;

	r = line_exchange(l, frame, n, on_bytes, &s, deadline);
	return r < 0 ? r : 0;
}

bool onbon_is_unknown(int r, const struct onbon_reply *reply)
{
	return r == -EREMOTEIO &&
	       (reply->error == ONBON_UNKNOWN_GROUP || reply->error == ONBON_UNKNOWN_COMMAND);
}

int onbon_set(const struct onbon *o, struct line *l, enum onbon_command command,
	      const struct octets *payload, usec_t deadline)
{
	struct onbon_reply reply;
	int r = order(o, l, command, payload, &reply, deadline);

	return onbon_is_unknown(r, &reply) ? -EOPNOTSUPP : r;
}
