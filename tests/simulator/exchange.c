/* SPDX-License-Identifier: MIT */

/* From what has come to what is answered, with what the port's fault makes of it. */

#include <stdio.h>
#include <string.h>

#include "record.h"

static const struct protocol *protocol_of(const struct port *p)
{
	return p->n_boards > 0 ? p->boards[0].protocol : NULL;
}

/* By its time, but never into the middle of one that has begun. */
static void queue(struct client *c, const struct answer *a, usec_t now)
{
	size_t first = c->sent > 0, i = c->n_out;

	if ((a->n == 0 && !a->hang_up) || c->n_out == CLIENT_ANSWERS)
		return;
	while (i > first && c->out[i - 1].delay > now + a->delay)
		i--;
	memmove(c->out + i + 1, c->out + i, (c->n_out - i) * sizeof(*c->out));
	c->out[i] = *a;
	c->out[i].delay += now;
	c->n_out++;
}

/* A mix has only what the reader of the answers can see. */
static void draw(struct port *p, struct strike *ret)
{
	enum fault_kind last = FAULT_DRIBBLE;

	if (protocol_of(p)->checked)
		last = p->kind == PORT_TCP ? FAULT_DISCONNECT : FAULT_GARBLED;
	fault_draw(&p->fault, last, &p->random, ret);
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

/* What a board would answer, with nothing done. */
static void pretend(struct board *b, const struct request *r, const struct manner *m,
		    struct octets *out)
{
	struct board before = *b;

	memcpy(b->spare, b->state, b->protocol->size);
	b->protocol->answer(b, r, m, out);
	memcpy(b->state, b->spare, b->protocol->size);
	*b = before;
}

/* Another board takes the request for its own. */
static void answer_other(struct port *p, struct board *b, const struct request *r,
			 struct octets *out)
{
	struct board *other = &p->boards[(size_t) (b - p->boards + 1) % p->n_boards];
	struct manner m = manner_of(p, other == b ? FAULT_WRONG_UNIT : FAULT_NONE);
	struct request to_other = *r;

	to_other.address = other->address;
	other->now = b->now;
	pretend(other, &to_other, &m, out);
}

static void write_foreign(struct board *b, uint64_t dice)
{
	char text[8];

	snprintf(text, sizeof(text), "X%04u", (unsigned) (dice >> 8) % 10000);
	board_foreign(b, b->now, text);
}

static void answer_board(struct port *p, struct board *b, const struct request *r,
			 const struct strike *s, struct octets *out)
{
	struct manner m = manner_of(p, s->kind);

	b->n_requests++;
	if (s->kind == FAULT_SILENT)
		return;
	if (s->kind == FAULT_REBOOT) {
		board_restart(b, false);
		return;
	}
	if (s->kind == FAULT_FOREIGN)
		write_foreign(b, s->dice);
	if (s->kind == FAULT_OTHER)
		answer_other(p, b, r, out);
	else if (s->kind == FAULT_LIE)
		pretend(b, r, &m, out);
	else
		b->protocol->answer(b, r, &m, out);
}

/* The board's last answer of this length takes the place of the one that is kept now. */
static void exchange_past(struct port *p, const struct board *b, bool take, struct answer *a)
{
	struct past_answer *to = &p->past[p->next_past], *found = NULL;
	uint8_t bytes[PAST_ANSWER_MAX];

	if (!b || a->n == 0 || a->n > sizeof(bytes))
		return;
	for (size_t i = 1; take && !found && i <= PAST_ANSWERS; i++) {
		struct past_answer *past =
			&p->past[(p->next_past + PAST_ANSWERS - i) % PAST_ANSWERS];

		if (past->of == b && past->n == a->n)
			found = past;
	}
	memcpy(bytes, a->bytes, a->n);
	if (found)
		memcpy(a->bytes, found->bytes, a->n);
	*to = (struct past_answer){ .of = b, .n = a->n };
	memcpy(to->bytes, bytes, a->n);
	p->next_past = (p->next_past + 1) % PAST_ANSWERS;
}

/* One answer may take several pieces, or be there more than once. */
static void dispatch(struct client *c, const struct strike *s, const struct answer *a, usec_t now)
{
	struct answer other = *a;

	if (s->kind == FAULT_REST) {
		other.n = a->n / 2;
		queue(c, &other, now);
		other.n = a->n - a->n / 2;
		memcpy(other.bytes, a->bytes + a->n / 2, other.n);
		other.delay = s->delay;
		queue(c, &other, now);
		return;
	}
	queue(c, a, now);
	other.delay = s->delay;
	if (s->kind == FAULT_DOUBLE)
		queue(c, &other, now);
	if (s->kind == FAULT_END_AFTER || s->kind == FAULT_END_HALF)
		queue(c, &(struct answer){ .hang_up = true }, now);
}

/* @b: NULL stands for boards that are not there. */
static void answer(struct port *p, struct client *c, struct board *b, const struct request *r,
		   usec_t now)
{
	struct answer a = { .n = 0 };
	struct octets out = { .bytes = a.bytes, .size = ANSWER_MAX };
	struct strike s = c->strike;

	if (!c->struck)
		draw(p, &s);
	if (b) {
		b->now = now;
		answer_board(p, b, r, &s, &out);
	} else {
		protocol_of(p)->nobody(r, &out);
	}
	a.n = out.overflow ? 0 : out.n;
	exchange_past(p, b, s.kind == FAULT_STALE, &a);
	fault_apply(&s, r, &a);
	if (p->kind == PORT_UDP)
		a.step = 0;
	/* There is no connection; a pty is unplugged by chance only. */
	if (p->kind == PORT_UDP || (p->kind == PORT_PTY && s.dice == 0))
		a.hang_up = false;
	record_exchange(p, b, &s, r, &a, now);
	record_shown(p, now);
	dispatch(c, &s, &a, now);
	if (b && s.kind == FAULT_FORGET) {
		board_restart(b, false);
		record_shown(p, now);
	}
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

/* Where a request may itself be damaged it is decided when it begins to come. */
static void strike(struct port *p, struct client *c)
{
	if (c->struck)
		return;
	c->strike.kind = FAULT_NONE;
	if (!fault_is_chaos(&p->fault) && p->fault.kind != FAULT_MISHEARD)
		return;
	draw(p, &c->strike);
	c->struck = true;
	if (c->strike.kind == FAULT_MISHEARD)
		fault_damage(c->strike.dice, c->in, c->n_in);
}

void exchange(struct port *p, struct client *c, usec_t now)
{
	const struct protocol *protocol = protocol_of(p);

	while (protocol && c->n_in > 0) {
		struct request r = { .raw = c->in, .medium = p->medium, .mask = ~0U };
		int n;

		strike(p, c);
		n = protocol->take(p->medium, c->in, c->n_in, &r);
		if (n != TAKE_MORE && (n < 0 || r.n == 0))
			record_noise(p, &c->strike, c->in, n < 0 ? c->n_in : (size_t) n, now);
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
		c->struck = false;
		forget_input(c, (size_t) n);
	}
	/* Nothing can be as long as this, or nobody is there who would listen. */
	if (!protocol || c->n_in == sizeof(c->in) || p->kind == PORT_UDP)
		c->n_in = 0;
	if (c->n_in == 0)
		c->struck = false;
}
