/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cpower_frame.h"
#include "octets.h"

#define START     0xa5
#define END       0xae
#define ESCAPE    0xaa
#define CARD_TYPE 0x32
#define REQUEST   0x68
#define ANSWER    0xe8

#define BODY_MIN       7 /* five bytes of header, and the checksum */
#define CALL_HEADER    4 /* LL LH PO TP */
#define NETWORK_HEADER 8 /* id code, length, 00 00 */

static const uint8_t codes[] = {
	CPOWER_VERSION, CPOWER_BRIGHTNESS, CPOWER_CLOCK, CPOWER_POWER, CPOWER_CALL,
};

static const uint8_t calls[] = {
	CPOWER_SPLIT,          CPOWER_LEAVE,        CPOWER_TEXT,           CPOWER_SET_TEMPLATE,
	CPOWER_ENTER_TEMPLATE, CPOWER_ASK_TEMPLATE, CPOWER_PROGRAMME_TEXT, CPOWER_ASK_PROGRAMMES,
};

static bool is_sent(const struct cpower_request *r)
{
	if (r->n == 0 || r->n > CPOWER_PACKET_MAX || !memchr(codes, r->code, sizeof(codes)))
		return false;
	/* The call stands in the first packet only. */
	return r->code != CPOWER_CALL || r->packet > 0 || memchr(calls, r->data[0], sizeof(calls));
}

static void put_body(struct octets *o, const struct cpower_card *card,
		     const struct cpower_request *r)
{
	octets_put8(o, REQUEST);
	octets_put8(o, CARD_TYPE);
	octets_put8(o, card->id);
	octets_put8(o, r->code);
	octets_put8(o, 1); /* answer, please */
	if (r->code == CPOWER_CALL) {
		octets_put16le(o, (unsigned) r->n);
		octets_put8(o, r->packet);
		octets_put8(o, r->last);
	}
	octets_put(o, r->data, r->n);
	octets_put16le(o, sum16(o->bytes, o->n));
}

/* Section 2.1.3. */
static void put_escaped(struct octets *o, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool special = bytes[i] == START || bytes[i] == ESCAPE || bytes[i] == END;

		if (special)
			octets_put8(o, ESCAPE);
		octets_put8(o, special ? bytes[i] & 0x0f : bytes[i]);
	}
}

size_t cpower_frame(const struct cpower_card *card, const struct cpower_request *r,
		    uint8_t ret[static CPOWER_FRAME_MAX])
{
	uint8_t bytes[CPOWER_BODY_MAX];
	struct octets body = OCTETS(bytes), frame = { .bytes = ret, .size = CPOWER_FRAME_MAX };

	if (!is_sent(r))
		return 0;
	put_body(&body, card, r);
	if (card->medium == LINE_SERIAL) {
		octets_put8(&frame, START);
		put_escaped(&frame, body.bytes, body.n);
		octets_put8(&frame, END);
	} else {
		octets_put32be(&frame, card->id_code);
		octets_put16le(&frame, (unsigned) body.n);
		octets_put16le(&frame, 0);
		octets_put(&frame, body.bytes, body.n);
	}
	return body.overflow || frame.overflow ? 0 : frame.n;
}

/* Old firmware answers in the form of a request, so that only being ours tells an echo. */
static bool is_echo(const struct cpower_card *card, const struct cpower_request *asked,
		    const uint8_t *body, size_t n)
{
	uint8_t bytes[CPOWER_BODY_MAX];
	struct octets own = OCTETS(bytes);

	if (body[0] != REQUEST)
		return false;
	if (!card->old_firmware)
		return true;
	put_body(&own, card, asked);
	return n == own.n && memcmp(body, own.bytes, n) == 0;
}

static int take_data(struct cpower_answer *ret, bool call, size_t n)
{
	ret->mark = ret->body[4];
	ret->data = ret->body + 5;
	ret->n = n - BODY_MIN;
	if (!call)
		return 1;
	if (ret->n < CALL_HEADER) {
		ret->n = 0;
		return ret->mark ? 1 : -EPROTO; /* a refusal has nothing to add */
	}
	/* No answer to what is asked here is longer than a packet. */
	if (get16le(ret->data) != ret->n - CALL_HEADER || ret->data[2] != 0 || ret->data[3] != 0)
		return -EPROTO;
	ret->data += CALL_HEADER;
	ret->n -= CALL_HEADER;
	return 1;
}

/* Positive: it is an answer.  0: it is something else, to be passed over. */
static int judge(const struct cpower_card *card, const struct cpower_request *asked, size_t n,
		 bool damaged, struct cpower_answer *ret)
{
	const uint8_t *body = ret->body;

	if (n < 2 || (body[0] | 0x80) != ANSWER || body[1] != CARD_TYPE)
		return 0;
	if (is_echo(card, asked, body, n))
		return 0;
	if (damaged || n < BODY_MIN || get16le(body + n - 2) != sum16(body, n - 2))
		return -EPROTO;
	if (body[2] != card->id || body[3] != asked->code)
		return -EPROTO;
	return take_data(ret, asked->code == CPOWER_CALL, n);
}

static uint8_t unescaped(uint8_t byte, bool *damaged)
{
	uint8_t plain = byte | (START & 0xf0);

	if (byte > 0x0f || (plain != START && plain != ESCAPE && plain != END))
		*damaged = true;
	return plain;
}

static int parse_serial(const struct cpower_card *card, const struct cpower_request *asked,
			const uint8_t *bytes, size_t n, struct cpower_answer *ret)
{
	bool inside = false, escaped = false, damaged = false;
	size_t n_body = 0;

	for (size_t i = 0; i < n; i++) {
		if (bytes[i] == START) {
			inside = true;
			escaped = damaged = false;
			n_body = 0;
		} else if (inside && bytes[i] == END) {
			int r = judge(card, asked, n_body, damaged || escaped, ret);

			if (r != 0)
				return r;
			inside = false;
		} else if (inside && bytes[i] == ESCAPE && !escaped) {
			escaped = true;
		} else if (inside && n_body < sizeof(ret->body)) {
			ret->body[n_body++] = escaped ? unescaped(bytes[i], &damaged) : bytes[i];
			escaped = false;
		} else {
			damaged = true;
		}
	}
	return 0;
}

/* Is this where a network header begins, whatever its id code? */
static bool is_header(const uint8_t *p, size_t *ret_length)
{
	*ret_length = get16le(p + 4);
	return *ret_length >= BODY_MIN && *ret_length <= CPOWER_BODY_MAX && get16le(p + 6) == 0 &&
	       (p[8] | 0x80) == ANSWER && p[9] == CARD_TYPE;
}

static int parse_network(const struct cpower_card *card, const struct cpower_request *asked,
			 const uint8_t *bytes, size_t n, struct cpower_answer *ret)
{
	for (size_t i = 0; i + NETWORK_HEADER + 2 <= n; i++) {
		const uint8_t *p = bytes + i;
		size_t length;
		int r;

		if (!is_header(p, &length))
			continue;
		if (length > n - i - NETWORK_HEADER)
			return 0;
		memcpy(ret->body, p + NETWORK_HEADER, length);
		r = judge(card, asked, length, get32be(p) != card->id_code, ret);
		if (r != 0)
			return r;
		i += NETWORK_HEADER + length - 1;
	}
	return 0;
}

int cpower_parse(const struct cpower_card *card, const struct cpower_request *asked,
		 const uint8_t *bytes, size_t n, struct cpower_answer *ret)
{
	return card->medium == LINE_SERIAL ? parse_serial(card, asked, bytes, n, ret)
					   : parse_network(card, asked, bytes, n, ret);
}

int cpower_verdict(const struct cpower_request *asked, const struct cpower_answer *answer)
{
	if (asked->code != CPOWER_CALL)
		return answer->mark <= 1 ? 0 : -EREMOTEIO;
	if (answer->mark == 0)
		return 0;
	/* With the calls of templates 1 can also mean that there is none, or not now. */
	return answer->mark <= 2 ? -EPROTO : -EREMOTEIO;
}
