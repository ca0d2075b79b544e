/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "jetfile_talk.h"

/*
 * Make the next request's packet.  The unit is part of the serial number, so that two boards on
 * one line never use the same: an answer need not say whose it is.
 */
int jetfile_frame(struct jetfile *j, struct jetfile_request *r, struct octets *ret)
{
	const struct jetfile_settings *s = jetfile_settings_of(j);
	bool group_first = s->address_order == JETFILE_GROUP_FIRST;
	int result;

	r->destination[group_first ? 0 : 1] = (uint8_t) s->group;
	r->destination[group_first ? 1 : 0] = j->unit;
	r->serial = (uint16_t) (j->unit << 8 | ++j->count);
	result = jetfile_build(ret, r);
	if (result >= 0 && s->trailing_nul)
		octets_put8(ret, 0);
	return result;
}

struct asking {
	const struct jetfile_request *request;
	struct jetfile_reply *reply;
};

static int accept_reply(void *userdata, const uint8_t *bytes, size_t n)
{
	const struct asking *asking = userdata;
	struct jetfile_reply *reply = asking->reply;
	struct jetfile_answer a;
	int r;

	r = jetfile_parse(asking->request, bytes, n, &a);
	if (r <= 0)
		return r;
	if (a.n_data > sizeof(reply->data))
		return -EPROTO;
	reply->status = a.status;
	reply->carries = a.carries;
	reply->n_arg = a.n_arg < sizeof(reply->arg) ? a.n_arg : sizeof(reply->arg);
	reply->n_data = a.n_data;
	memcpy(reply->arg, a.arg, reply->n_arg);
	memcpy(reply->data, a.data, reply->n_data);
	return 1;
}

/* 0: *ret is the answer, be it a refusal. */
int jetfile_ask(struct jetfile *j, struct line *l, struct jetfile_request *request,
		struct jetfile_reply *ret, usec_t deadline)
{
	struct asking asking = { request, ret };
	uint8_t bytes[JETFILE_PACKET_MAX + 1];
	struct octets packet = OCTETS(bytes);
	int r;

	r = jetfile_frame(j, request, &packet);
	if (r < 0)
		return r;
	r = line_exchange(l, packet.bytes, packet.n, accept_reply, &asking, deadline);
	return r < 0 ? r : 0;
}

/* One that is done or refused. */
int jetfile_command(struct jetfile *j, struct line *l, struct jetfile_request *request,
		    usec_t deadline)
{
	struct jetfile_reply reply;
	int r;

	r = jetfile_ask(j, l, request, &reply, deadline);
	return r < 0 ? r : jetfile_refusal(reply.status);
}

/* Does it carry at least @n_arg bytes of arguments? */
int jetfile_check_carries(const struct jetfile_reply *reply, size_t n_arg)
{
	int r = jetfile_refusal(reply->status);

	if (r < 0)
		return r;
	return reply->carries && reply->n_arg >= n_arg ? 0 : -EPROTO;
}

int jetfile_question(struct jetfile *j, struct line *l, struct jetfile_request *request,
		     size_t n_arg, struct jetfile_reply *ret, usec_t deadline)
{
	int r = jetfile_ask(j, l, request, ret, deadline);

	return r < 0 ? r : jetfile_check_carries(ret, n_arg);
}

bool jetfile_is_unknown(unsigned status)
{
	return status == JETFILE_NO_COMMAND || status == JETFILE_NO_SUBCOMMAND ||
	       status == JETFILE_UNSUPPORTED;
}
