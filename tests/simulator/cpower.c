/* SPDX-License-Identifier: MIT */

/* C-Power controllers: frames, packets, and the codes beside 7B. */

#include <string.h>

#include "cpower.h"

#define TYPE_REQUEST 0x68
#define TYPE_REPLY   0xe8
#define CARD         0x32
#define GROUP        0xff
#define EXTERNAL     0x7b /* external calls: a command CC in packets */
#define BODY_MIN     5    /* 68 32 ID code flag */
#define PACKET_HEAD  9    /* with LL LH PO TP */
#define NET_HEAD     8
#define SENSOR       32

/* External calls 2.1.3. */
static size_t unescape(const uint8_t *in, size_t n, uint8_t *ret)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		ret[k++] = in[i] == 0xaa && i + 1 < n ? (uint8_t) (0xa0 | in[++i]) : in[i];
	return k;
}

static void check(struct request *r)
{
	if (r->n < BODY_MIN + 2 || r->bytes[0] != TYPE_REQUEST || r->bytes[1] != CARD) {
		r->n = 0;
		return;
	}
	r->n -= 2;
	r->damaged = sum16(r->bytes, r->n) != get16le(r->bytes + r->n);
	r->address = r->bytes[2];
	r->mask = r->address == GROUP ? 0 : 0xff;
}

static int take_serial(const uint8_t *in, size_t n, struct request *ret)
{
	const uint8_t *head = memchr(in, 0xa5, n);
	size_t from, to;

	if (!head)
		return (int) n;
	from = (size_t) (head - in) + 1;
	for (to = from; to < n && in[to] != 0xae; to++)
		if (in[to] == 0xa5)
			return (int) to;
	if (to == n)
		return TAKE_MORE;
	ret->n = unescape(in + from, to - from, ret->bytes);
	check(ret);
	return (int) (to + 1);
}

static int take_network(const uint8_t *in, size_t n, struct request *ret)
{
	size_t size;

	if (n < NET_HEAD)
		return TAKE_MORE;
	size = get16le(in + 4);
	if (get16le(in + 6) != 0 || size > REQUEST_MAX - NET_HEAD || size < BODY_MIN + 2)
		return TAKE_HANG_UP;
	if (n < NET_HEAD + size)
		return TAKE_MORE;
	ret->n = size;
	memcpy(ret->bytes, in + NET_HEAD, size);
	check(ret);
	return (int) (NET_HEAD + size);
}

static int take(enum line_medium medium, const uint8_t *in, size_t n, struct request *ret)
{
	return medium == LINE_NETWORK ? take_network(in, n, ret) : take_serial(in, n, ret);
}

static void put_frame(const struct request *r, const struct octets *body, struct octets *out)
{
	if (r->medium == LINE_NETWORK) {
		octets_put(out, r->raw, 4);
		octets_put16le(out, (unsigned) body->n);
		octets_put16le(out, 0);
		octets_put(out, body->bytes, body->n);
		return;
	}
	octets_put8(out, 0xa5);
	for (size_t i = 0; i < body->n; i++) {
		uint8_t c = body->bytes[i];

		if (c == 0xa5 || c == 0xaa || c == 0xae)
			octets_put(out, (uint8_t[]){ 0xaa, (uint8_t) (c & 0xf) }, 2);
		else
			octets_put8(out, c);
	}
	octets_put8(out, 0xae);
}

static void put_reply(const struct board *b, const struct request *r, const struct manner *m,
		      unsigned flag, const struct octets *data, struct octets *out)
{
	uint8_t bytes[ANSWER_MAX / 2];
	struct octets body = OCTETS(bytes);

	octets_put8(&body, TYPE_REPLY);
	octets_put8(&body, CARD);
	octets_put8(&body, b->address + m->wrong_address);
	octets_put8(&body, r->bytes[3]);
	octets_put8(&body, flag);
	octets_put(&body, data->bytes, data->n);
	octets_put16le(&body, sum16(body.bytes, body.n) ^ m->wrong_checksum);
	put_frame(r, &body, out);
	out->overflow |= body.overflow;
}

/* Takes a packet; @ret_whole: the command is complete. */
static enum cpower_result take_packet(struct cpower *c, const struct request *r, bool *ret_whole)
{
	const uint8_t *p = r->bytes + BODY_MIN;
	size_t n = get16le(p);

	*ret_whole = false;
	if (n != r->n - PACKET_HEAD || p[2] > p[3])
		return CPOWER_CHECKSUM;
	if (p[2] == 0)
		c->next_packet = c->n_command = 0;
	if (p[2] != c->next_packet || n > sizeof(c->command) - c->n_command)
		return CPOWER_ORDER;
	c->next_packet++;
	memcpy(c->command + c->n_command, r->bytes + PACKET_HEAD, n);
	c->n_command = (uint16_t) (c->n_command + n);
	*ret_whole = p[2] == p[3] && c->n_command > 0;
	return CPOWER_OK;
}

/* Only the first packet of a command says which one it is. */
static uint8_t command_of(const struct cpower *c, const struct request *r)
{
	if (r->n > PACKET_HEAD && r->bytes[BODY_MIN + 2] == 0)
		return r->bytes[PACKET_HEAD];
	return c->n_command > 0 ? c->command[0] : 0;
}

static void answer_external(struct board *b, const struct request *r, const struct manner *m,
			    struct octets *out)
{
	struct cpower *c = b->state;
	uint8_t bytes[ANSWER_MAX / 2], payload_bytes[ANSWER_MAX / 4];
	struct octets data = OCTETS(bytes), payload = OCTETS(payload_bytes);
	enum cpower_result result = CPOWER_CHECKSUM;
	bool whole = false;

	if (m->refuse >= 0)
		result = (enum cpower_result) m->refuse;
	else if (!r->damaged && r->n >= PACKET_HEAD)
		result = take_packet(c, r, &whole);
	if (whole) {
		result = cpower_obey(b, c->command, c->n_command, &payload);
		c->next_packet = 0;
	}
	if (!(r->bytes[4] & 1))
		return;
	octets_put16le(&data, (unsigned) payload.n + 1);
	octets_put16le(&data, 0);
	octets_put8(&data, command_of(c, r));
	octets_put(&data, payload.bytes, payload.n);
	put_reply(b, r, m, (unsigned) result & 0xff, &data, out);
}

/* A code beside 7B: true for success; what comes back goes to @out, else 1 or 0 does. */
typedef bool (*code_fn)(struct board *b, const uint8_t *p, size_t n, struct octets *out);

static bool run_restart(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	(void) p;
	(void) n;
	(void) out;
	board_restart(b, false);
	return true;
}

static bool run_restart_program(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	if (n < 4 || memcmp(p, "APP!", 4) != 0)
		return false;
	return run_restart(b, p, n, out);
}

static bool run_free_space(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	(void) b;
	(void) p;
	(void) n;
	octets_put8(out, 1);
	octets_put32le(out, 1 << 20);
	return true;
}

static bool run_version(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	(void) b;
	(void) p;
	(void) n;
	octets_put(out, (uint8_t[]){ 0, 0x52, 0x10, 0x21, 0, 0, 0, 0x33 }, 8);
	return true;
}

/* The brightness of each hour; "its own" is that of the clock's hour. */
static bool run_brightness(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	struct cpower *c = b->state;
	struct tm t;

	if (n < 1)
		return false;
	if (p[0] == 1) {
		octets_put8(out, 1);
		octets_put(out, c->hours, sizeof(c->hours));
		return true;
	}
	if (n != 1 + sizeof(c->hours))
		return false;
	memcpy(c->hours, p + 1, sizeof(c->hours));
	board_clock(b, &t);
	b->brightness = c->hours[t.tm_hour];
	return true;
}

static bool run_clock(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	struct tm t;

	if (n >= 1 && p[0] == 1) {
		board_clock(b, &t);
		octets_put(out,
			   (uint8_t[]){ 1, (uint8_t) t.tm_sec, (uint8_t) t.tm_min,
					(uint8_t) t.tm_hour, (uint8_t) t.tm_wday,
					(uint8_t) t.tm_mday, (uint8_t) (t.tm_mon + 1),
					(uint8_t) (t.tm_year % 100) },
			   8);
		return true;
	}
	if (n < 8 || p[0] != 0 || p[1] > 59 || p[2] > 59 || p[3] > 23 || p[4] > 6 || p[5] < 1 ||
	    p[5] > 31 || p[6] < 1 || p[6] > 12 || p[7] > 99)
		return false;
	t = (struct tm){ .tm_sec = p[1],
			 .tm_min = p[2],
			 .tm_hour = p[3],
			 .tm_mday = p[5],
			 .tm_mon = p[6] - 1,
			 .tm_year = p[7] + 100 };
	board_set_clock(b, &t);
	return true;
}

/* Both answers begin with what was asked, then the status. */
static bool run_power(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	if (n < 1 || (p[0] == 0 && (n < 10 || p[1] > 1)) || p[0] > 1)
		return false;
	if (p[0] == 0)
		b->on = p[1] == 1;
	octets_put8(out, p[0]);
	octets_put8(out, b->on);
	if (p[0] == 1)
		octets_put(out, (uint8_t[]){ 24, 0, 24, 0, 0, 0, 0, 0 }, 8);
	return true;
}

static bool run_id(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	if (n < 1 || p[0] != 1)
		return false;
	octets_put8(out, 1);
	octets_put8(out, b->address);
	octets_put8(out, 0);
	return true;
}

static bool run_nothing(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	(void) b;
	(void) p;
	(void) n;
	(void) out;
	return true;
}

static const struct {
	uint8_t code;
	code_fn run;
} codes[] = {
	{ 0x29, run_free_space }, { 0x2d, run_restart },
	{ 0x2e, run_version },    { 0x3e, run_id },
	{ 0x45, run_nothing },    { 0x46, run_brightness },
	{ 0x47, run_clock },      { 0x75, run_nothing },
	{ 0x76, run_power },      { 0xfe, run_restart_program },
};

/* The flag of such a reply is that of the request, as in the document's examples. */
static void answer_code(struct board *b, const struct request *r, const struct manner *m,
			struct octets *out)
{
	uint8_t bytes[64];
	struct octets data = OCTETS(bytes);
	bool done = false;

	if (r->damaged)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(codes); i++)
		if (codes[i].code == r->bytes[3] && m->refuse < 0)
			done = codes[i].run(b, r->bytes + BODY_MIN, r->n - BODY_MIN, &data);
	if (!(r->bytes[4] & 1))
		return;
	if (data.n == 0)
		octets_put8(&data, done);
	put_reply(b, r, m, 1, &data, out);
}

static void answer(struct board *b, const struct request *r, const struct manner *m,
		   struct octets *out)
{
	if (r->bytes[3] == EXTERNAL)
		answer_external(b, r, m, out);
	else
		answer_code(b, r, m, out);
}

static void restart(struct board *b, bool everything)
{
	struct cpower *c = b->state;

	if (everything) {
		memset(c, 0, sizeof(*c));
		memset(c->hours, SENSOR, sizeof(c->hours));
		b->brightness = SENSOR;
	}
	c->next_packet = c->n_command = 0;
	c->external = c->saved;
	cpower_reset_windows(b, &c->windows);
	if (c->saved)
		c->windows = c->flash;
}

static int foreign(struct board *b, const struct page *page)
{
	struct cpower *c = b->state;
	struct cpower_window *w = c->windows.window;
	struct octets text = OCTETS(w->text);

	/* Another's programme has another's mark. */
	for (size_t i = 0; i < ARRAY_SIZE(c->programmes); i++)
		c->programmes[i].append_code ^= 0xffffffff;
	cpower_reset_windows(b, &c->windows);
	c->external = true;
	w->since = b->now;
	for (unsigned i = 0; i < page->n_rows; i++) {
		if (i > 0)
			octets_put8(&text, '\n');
		octets_put(&text, page->rows[i].bytes, page->rows[i].n);
	}
	w->n = (uint16_t) text.n;
	return text.overflow ? -EMSGSIZE : 0;
}

const struct protocol sim_cpower = {
	.name = "cpower",
	.size = sizeof(struct cpower),
	.address_min = 1,
	.address_max = 254,
	.cell_width = 8,
	.cell_height = 16,
	.silence = USEC_PER_SEC,
	.refusal = CPOWER_NO_TEMPLATE_MODE,
	.busy = CPOWER_NO_TEMPLATE_MODE,
	.checked = true,
	.take = take,
	.answer = answer,
	.restart = restart,
	.show = cpower_show,
	.foreign = foreign,
};
