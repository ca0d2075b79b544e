/* SPDX-License-Identifier: MIT */

/* From what has come to what is answered, with what the port's fault makes of it. */

#include <string.h>

#include "port.h"

static const struct protocol *protocol_of(const struct port *p)
{
	return p->n_boards > 0 ? p->boards[0].protocol : NULL;
}

static void queue(struct client *c, const struct answer *a, usec_t now)
{
	struct answer *to = &c->out[c->n_out];

	if ((a->n == 0 && !a->hang_up) || c->n_out == CLIENT_ANSWERS)
		return;
	*to = *a;
	to->delay += now;
	c->n_out++;
}

/* A mix has only what the reader of the answers can see. */
static enum fault_kind draw(struct port *p)
{
	enum fault_kind last = FAULT_DRIBBLE;

	if (protocol_of(p)->checked)
		last = p->kind == PORT_TCP ? FAULT_DISCONNECT : FAULT_GARBLED;
	return fault_draw(&p->fault, last, p->random);
}

static struct manner manner_of(const struct port *p, enum fault_kind kind)
{
	const struct protocol *protocol = protocol_of(p);

	return (struct manner){
		.refuse = kind == FAULT_EXCEPTION ? protocol->refusal
			  : kind == FAULT_BUSY    ? protocol->busy
			  : kind == FAULT_NACK    ? p->fault.code
						  : -1,
		.wrong_address = kind == FAULT_WRONG_UNIT,
		.wrong_checksum = kind == FAULT_CRC,
		.alone = p->n_boards == 1,
	};
}

static void answer_board(struct port *p, struct board *b, const struct request *r,
			 enum fault_kind kind, struct octets *out)
{
	struct manner m = manner_of(p, kind);
	struct board before = *b;

	b->n_requests++;
	if (kind == FAULT_SILENT)
		return;
	if (kind == FAULT_REBOOT) {
		board_restart(b, false);
		return;
	}
	if (kind != FAULT_LIE) {
		b->protocol->answer(b, r, &m, out);
		return;
	}
	before.n_requests = b->n_requests;
	memcpy(b->spare, b->state, b->protocol->size);
	b->protocol->answer(b, r, &m, out);
	memcpy(b->state, b->spare, b->protocol->size);
	*b = before;
}

/* @b: NULL stands for boards that are not there. */
static void answer(struct port *p, struct client *c, struct board *b, const struct request *r,
		   usec_t now)
{
	enum fault_kind kind = draw(p);
	struct answer a = { .n = 0 };
	struct octets out = { .bytes = a.bytes, .size = ANSWER_MAX };

	if (b) {
		b->now = now;
		answer_board(p, b, r, kind, &out);
	} else {
		protocol_of(p)->nobody(r, &out);
	}
	a.n = out.overflow ? 0 : out.n;
	fault_apply(kind, &p->fault, r, &a);
	if (p->kind == PORT_UDP)
		a.step = 0;
	if (p->kind != PORT_TCP)
		a.hang_up = false;
	queue(c, &a, now);
}

static bool is_meant(const struct board *b, const struct request *r)
{
	if (b->protocol->meant)
		return b->protocol->meant(b, r);
	return ((b->address ^ r->address) & r->mask) == 0;
}

static void ask(struct port *p, struct client *c, const struct request *r, usec_t now)
{
	bool anybody = false;

	for (size_t i = 0; i < p->n_boards; i++)
		if (is_meant(&p->boards[i], r)) {
			answer(p, c, &p->boards[i], r, now);
			anybody = true;
		}
	if (!anybody && protocol_of(p)->nobody && r->medium == LINE_NETWORK)
		answer(p, c, NULL, r, now);
}

static void forget_input(struct client *c, size_t n)
{
	c->n_in -= n;
	memmove(c->in, c->in + n, c->n_in);
}

void exchange(struct port *p, struct client *c, usec_t now)
{
	const struct protocol *protocol = protocol_of(p);

	while (protocol && c->n_in > 0) {
		struct request r = { .raw = c->in, .medium = p->medium, .mask = ~0U };
		int n = protocol->take(p->medium, c->in, c->n_in, &r);

		if (n == TAKE_HANG_UP && p->kind == PORT_TCP) {
			client_drop(c);
			return;
		}
		if (n < 0)
			c->n_in = 0;
		if (n <= 0)
			break;
		r.n_raw = (size_t) n;
		if (r.n > 0)
			ask(p, c, &r, now);
		forget_input(c, (size_t) n);
	}
	/* Nothing can be as long as this, or nobody is there who would listen. */
	if (!protocol || c->n_in == sizeof(c->in) || p->kind == PORT_UDP)
		c->n_in = 0;
}
