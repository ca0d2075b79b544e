/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "octets.h"
#include "onbon_frame.h"

#define HEAD 0xa5
#define TAIL 0x5a

#define N_HEADS    8
#define HEADER     14
#define CHECK      2
#define BODY_MIN   (HEADER + CHECK)
#define BODY_MAX   (HEADER + ONBON_DATA_MAX + CHECK)
#define CRC16_MODE 0
#define VERSION    2

/* In order. */
static const uint16_t sendable[] = {
	ONBON_STATUS, ONBON_BEGIN_FILE, ONBON_WRITE_BLOCK, ONBON_PING,  ONBON_SET_CLOCK,
	ONBON_SCREEN, ONBON_POWER,      ONBON_BRIGHTNESS,  ONBON_AREAS,
};

/* Bytes that may not stand inside a frame, and the two that stand for each. */
static const struct {
	uint8_t byte, first, second;
} escapes[] = {
	{ 0xa5, 0xa6, 0x02 },
	{ 0xa6, 0xa6, 0x01 },
	{ 0x5a, 0x5b, 0x02 },
	{ 0x5b, 0x5b, 0x01 },
};

static bool is_sendable(uint16_t command)
{
	for (size_t i = 0; i < ARRAY_SIZE(sendable); i++)
		if (sendable[i] == command)
			return true;
	return false;
}

static void put_escaped(struct octets *o, uint8_t byte)
{
	for (size_t i = 0; i < ARRAY_SIZE(escapes); i++)
		if (escapes[i].byte == byte) {
			octets_put8(o, escapes[i].first);
			octets_put8(o, escapes[i].second);
			return;
		}
	octets_put8(o, byte);
}

static void put_header(struct octets *o, const struct onbon_request *r)
{
	octets_put16le(o, r->address);
	octets_put16le(o, ONBON_HOST);
	octets_put(o, (uint8_t[3]){ 0 }, 3); /* reserved */
	octets_put8(o, 0);                   /* no bar code */
	octets_put8(o, CRC16_MODE);
	octets_put8(o, r->display_mode);
	octets_put8(o, r->device_type);
	octets_put8(o, VERSION);
	octets_put16le(o, (unsigned) (ONBON_DATA_HEAD + r->n));
}

int onbon_frame(const struct onbon_request *r, uint8_t ret[LINE_REQUEST_MAX])
{
	uint8_t bytes[BODY_MAX];
	struct octets body = OCTETS(bytes), frame = { .bytes = ret, .size = LINE_REQUEST_MAX };

	if (!is_sendable(r->command))
		return -EPERM;
	if (r->n > ONBON_DATA_MAX - ONBON_DATA_HEAD)
		return -EMSGSIZE;
	put_header(&body, r);
	octets_put16be(&body, r->command);
	octets_put8(&body, r->response);
	octets_put16le(&body, r->reserved);
	if (r->n > 0)
		octets_put(&body, r->payload, r->n);
	octets_put16le(&body, crc16(0, body.bytes, body.n));

	for (unsigned i = 0; i < N_HEADS; i++)
		octets_put8(&frame, HEAD);
	for (size_t i = 0; i < body.n; i++)
		put_escaped(&frame, body.bytes[i]);
	octets_put8(&frame, TAIL);
	return frame.overflow ? -EMSGSIZE : (int) frame.n;
}

/* The byte that @first and @second stand for, or negative. */
static int unescape(uint8_t first, uint8_t second)
{
	for (size_t i = 0; i < ARRAY_SIZE(escapes); i++)
		if (escapes[i].first == first && escapes[i].second == second)
			return escapes[i].byte;
	return -EPROTO;
}

static bool begins_escape(uint8_t byte)
{
	return byte == 0xa6 || byte == 0x5b;
}

/* Undo the escapes of all of @bytes.  -EPROTO: one that is none, or too much. */
static int take_body(struct octets *o, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int byte = bytes[i];

		if (begins_escape(bytes[i])) {
			if (i + 1 == n)
				return -EPROTO;
			byte = unescape(bytes[i], bytes[i + 1]);
			i++;
		}
		if (byte < 0)
			return byte;
		octets_put8(o, (unsigned) byte);
	}
	return o->overflow ? -EPROTO : 0;
}

/* What lies between head and tail. */
static int decode(const uint8_t *bytes, size_t n, struct onbon_frame *ret)
{
	uint8_t body[BODY_MAX];
	struct octets o = OCTETS(body);
	size_t n_data;

	if (take_body(&o, bytes, n) < 0 || o.n < BODY_MIN)
		return -EPROTO;
	n_data = o.n - HEADER - CHECK;
	if (crc16(0, body, o.n - CHECK) != get16le(body + o.n - CHECK))
		return -EPROTO;
	/* A bar code would lie before the length; only the command that sets an address has one. */
	if (get16le(body + 12) != n_data)
		return -EPROTO;

	*ret = (struct onbon_frame){ .to = (uint16_t) get16le(body),
				     .from = (uint16_t) get16le(body + 2),
				     .display_mode = body[9],
				     .device_type = body[10],
				     .n = n_data };
	memcpy(ret->data, body + HEADER, n_data);
	return 0;
}

int onbon_unframe(const uint8_t *bytes, size_t n, struct onbon_frame *ret)
{
	size_t i = 0, start;

	for (;;) {
		while (i < n && bytes[i] != HEAD)
			i++;
		while (i < n && bytes[i] == HEAD)
			i++;
		start = i;
		while (i < n && bytes[i] != HEAD && bytes[i] != TAIL)
			i++;
		if (i == n)
			return 0;
		/* A head inside a frame is the next one's: the rest of this one is lost. */
		if (bytes[i] == HEAD)
			continue;
		i++;
		if (i - 1 - start >= BODY_MIN)
			return decode(bytes + start, i - 1 - start, ret) < 0 ? -EPROTO : (int) i;
	}
}

static bool is_host(uint16_t address)
{
	return address >= ONBON_HOST && address <= ONBON_HOST_LAST;
}

static int error_of(uint8_t error)
{
	if (error == 0)
		return 0;
	return error == ONBON_BUSY ? -EBUSY : -EREMOTEIO;
}

/* May an answer that begins like this be that to the question?  A NACK must give a reason. */
static bool is_wanted(const struct onbon_wanted *w, uint16_t code, uint8_t error)
{
	if (code == ONBON_NACK)
		return error != 0;
	return code == w->code || (w->or_ack && code == ONBON_ACK);
}

static int judge(const struct onbon_wanted *w, const struct onbon_frame *f, struct onbon_reply *ret)
{
	uint16_t code;

	if (f->to != ONBON_HOST || f->from != w->address || f->n < ONBON_DATA_HEAD)
		return -EPROTO;
	code = (uint16_t) get16be(f->data);
	if (!is_wanted(w, code, f->data[2]))
		return -EPROTO;

	*ret = (struct onbon_reply){ .code = code,
				     .error = f->data[2],
				     .n = f->n - ONBON_DATA_HEAD };
	memcpy(ret->payload, f->data + ONBON_DATA_HEAD, ret->n);
	return error_of(ret->error);
}

int onbon_answer(const struct onbon_wanted *w, const uint8_t *bytes, size_t n,
		 struct onbon_reply *ret)
{
	struct onbon_frame f;
	size_t used = 0;
	int r;

	do {
		r = onbon_unframe(bytes + used, n - used, &f);
		if (r <= 0)
			return r;
		used += (size_t) r;
	} while (is_host(f.from));

	r = judge(w, &f, ret);
	return r < 0 ? r : (int) used;
}
