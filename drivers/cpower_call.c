/* SPDX-License-Identifier: MIT */
#include "cpower_call.h"

/* One request to a card, and its answer. */
struct asking {
	const struct cpower_card *card;
	const struct cpower_request *request;
	struct cpower_answer *answer;
};

static int accept(void *userdata, const uint8_t *bytes, size_t n)
{
	const struct asking *a = userdata;

	return cpower_parse(a->card, a->request, bytes, n, a->answer);
}

static int ask(const struct cpower_link *link, const struct cpower_request *request,
	       struct cpower_answer *ret)
{
	struct asking asking = { link->card, request, ret };
	uint8_t frame[CPOWER_FRAME_MAX];
	size_t n = cpower_frame(link->card, request, frame);
	int r;

	ret->mark = 0;
	ret->data = ret->body;
	ret->n = 0;
	if (n == 0)
		return -EINVAL;
	r = line_exchange(link->line, frame, n, accept, &asking, link->deadline);
	return r < 0 ? r : cpower_verdict(request, ret);
}

int cpower_command(const struct cpower_link *link, enum cpower_code code, const uint8_t *data,
		   size_t n, struct cpower_answer *ret)
{
	struct cpower_request request = { .code = (uint8_t) code, .data = data, .n = n };

	return ask(link, &request, ret);
}

/* External Calls, 2.3: CC stands in the first packet alone. */
int cpower_packets(const struct octets *message, size_t packet_max, cpower_packet_fn fn,
		   void *userdata)
{
	size_t last = (message->n - 1) / packet_max;

	for (size_t i = 0; i <= last; i++) {
		size_t at = i * packet_max;
		struct cpower_request packet = {
			.code = CPOWER_CALL,
			.packet = (uint8_t) i,
			.last = (uint8_t) last,
			.data = message->bytes + at,
			.n = i < last ? packet_max : message->n - at,
		};
		int r = fn(userdata, &packet);

		if (r < 0)
			return r;
	}
	return 0;
}

/* A message on its way. */
struct calling {
	const struct cpower_link *link;
	uint8_t call;
	struct cpower_answer *answer;
};

static int call_packet(void *userdata, const struct cpower_request *packet)
{
	const struct calling *c = userdata;
	const struct cpower_answer *a = c->answer;
	int r = ask(c->link, packet, c->answer);

	if (r < 0)
		return r;
	/* What the answer to the middle of a message holds is not said. */
	if (a->n == 0)
		return packet->packet < packet->last ? 0 : -EPROTO;
	/* That to 85 is printed with 83. */
	if (a->data[0] == c->call ||
	    (c->call == CPOWER_PROGRAMME_TEXT && a->data[0] == CPOWER_ASK_TEMPLATE))
		return 0;
	return -EPROTO;
}

int cpower_call(const struct cpower_link *link, const struct octets *message,
		struct cpower_answer *ret)
{
	struct calling c = { link, message->bytes[0], ret };

	return cpower_packets(message, link->packet_max, call_packet, &c);
}
