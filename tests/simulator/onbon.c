/* SPDX-License-Identifier: MIT */

/*
 * Onbon BX-5K and BX-6K font cards: frames and commands.  Sections are those of
 * "BX-5K, BX-6K font card protocol" v1.4.
 */

#include <string.h>

#include "onbon.h"

#define HEADER     14
#define COMMAND    5    /* group, command, whether to answer, and two more */
#define FRAME_MAX  1024 /* of the card's receive buffer, unescaped */
#define HOST       0x8000
#define EVERYBODY  0xffff /* nobody answers */
#define ANYBODY    0xfffe /* answered, from this address */
#define FONT_CARD  0xfe
#define BRIGHTNESS 15

static const struct onbon_variant variants[] = {
	{ 0x62, 5, 1024, true, false },
	{ 0x51, 8, 512, false, false },
	{ 0x62, 5, 1024, true, true },
};

const struct onbon_variant *onbon_variant(const struct board *b)
{
	return &variants[b->kind->variant];
}

/* Section 3: any number of A5, then up to 5A; both are escaped where they are meant. */
static size_t unescape(const uint8_t *in, size_t n, uint8_t *ret)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		uint8_t c = in[i];

		if ((c == 0xa6 || c == 0x5b) && i + 1 < n) {
			uint8_t code = in[++i];

			c = (uint8_t) (c == 0xa6 ? 0xa7 - code : 0x5c - code);
		}
		ret[k++] = c;
	}
	return k;
}

static void check(struct request *r)
{
	r->damaged = r->n < HEADER + COMMAND + 2;
	if (!r->damaged) {
		r->n -= 2;
		r->damaged = crc16(0, r->bytes, r->n) != get16le(r->bytes + r->n) ||
			     get16le(r->bytes + 12) != r->n - HEADER;
	}
	if (r->n < HEADER)
		r->n = 0;
}

static int take(enum line_medium medium, const uint8_t *in, size_t n, struct request *ret)
{
	const uint8_t *head = memchr(in, 0xa5, n), *tail;
	size_t from, to;

	(void) medium;
	if (!head)
		return (int) n;
	from = (size_t) (head - in);
	while (from < n && in[from] == 0xa5)
		from++;
	for (to = from; to < n && in[to] != 0x5a; to++)
		if (in[to] == 0xa5)
			return (int) to; /* a frame that began anew */
	tail = to < n ? in + to : NULL;
	if (!tail)
		return TAKE_MORE;
	ret->n = unescape(in + from, to - from, ret->bytes);
	check(ret);
	if (ret->n > 0) {
		ret->address = get16le(ret->bytes);
		ret->mask = ret->address >= ANYBODY ? 0 : 0xffff;
	}
	return (int) (to + 1);
}

static void put_escaped(struct octets *out, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t c = bytes[i];

		if (c == 0xa5 || c == 0xa6)
			octets_put(out, (uint8_t[]){ 0xa6, (uint8_t) (0xa7 - c) }, 2);
		else if (c == 0x5a || c == 0x5b)
			octets_put(out, (uint8_t[]){ 0x5b, (uint8_t) (0x5c - c) }, 2);
		else
			octets_put8(out, c);
	}
}

/*
 * A reply.  Nine A5 before one to the address that anybody answers, as in the document's
 * examples, eight else, as a card was heard to.
 */
static void put_reply(const struct board *b, const struct request *r, const struct manner *m,
		      const struct octets *data, struct octets *out)
{
	static const uint8_t head[] = { 0xa5, 0xa5, 0xa5, 0xa5, 0xa5, 0xa5, 0xa5, 0xa5, 0xa5 };
	unsigned from = r->address == ANYBODY ? ANYBODY : b->address;
	uint8_t bytes[ANSWER_MAX / 2];
	struct octets body = OCTETS(bytes);

	octets_put16le(&body, HOST);
	octets_put16le(&body, from + m->wrong_address);
	octets_put(&body, "\0\0\0\0\0\0", 6);
	octets_put8(&body, FONT_CARD);
	octets_put8(&body, 2);
	octets_put16le(&body, (unsigned) data->n);
	octets_put(&body, data->bytes, data->n);
	octets_put16le(&body, crc16(0, body.bytes, body.n) ^ m->wrong_checksum);
	octets_put(out, head, r->address == ANYBODY ? 9 : 8);
	put_escaped(out, body.bytes, body.n);
	octets_put8(out, 0x5a);
	out->overflow |= body.overflow;
}

/* What a command gets: its payload; what it leaves in @out comes back behind its five bytes. */
typedef enum onbon_error (*command_fn)(struct board *b, const uint8_t *p, size_t n,
				       struct octets *out);

static enum onbon_error run_nothing(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	(void) b;
	(void) p;
	(void) n;
	(void) out;
	return ONBON_OK;
}

/* A1 00 and A2 01: everything is gone, fonts too.  Counted, so that nobody sends them unseen. */
static enum onbon_error run_erase(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	(void) p;
	(void) n;
	(void) out;
	b->n_destructive++;
	board_restart(b, true);
	return ONBON_OK;
}

static enum onbon_error run_delete(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	(void) out;
	return onbon_delete_files(b, p, n);
}

static enum onbon_error run_begin(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	(void) out;
	return onbon_begin_file(b, p, n);
}

static void put_clock(const struct board *b, struct octets *out)
{
	struct tm t;

	board_clock(b, &t);
	octets_put8(out, to_bcd((unsigned) t.tm_year % 100));
	octets_put8(out, to_bcd((unsigned) (t.tm_year + 1900) / 100));
	octets_put8(out, to_bcd((unsigned) t.tm_mon + 1));
	octets_put8(out, to_bcd((unsigned) t.tm_mday));
	octets_put8(out, t.tm_wday ? (unsigned) t.tm_wday : 7);
	octets_put8(out, to_bcd((unsigned) t.tm_hour));
	octets_put8(out, to_bcd((unsigned) t.tm_min));
	octets_put8(out, to_bcd((unsigned) t.tm_sec));
}

/* A1 02; the weekday comes before the hour here, and last where the clock is set. */
static enum onbon_error run_status(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	const struct onbon *o = b->state;
	const struct onbon_programme *playing = onbon_playing(o);
	uint8_t ids[ONBON_AREAS_MAX], n_ids = 0, n_programmes = 0;

	(void) p;
	(void) n;
	for (unsigned i = 0; i < ONBON_AREAS_MAX; i++)
		if (onbon_area_lives(b, &o->areas[i]))
			ids[n_ids++] = o->areas[i].id;
	for (unsigned i = 0; i < ONBON_PROGRAMMES_MAX; i++)
		n_programmes += o->programmes[i].stored;
	octets_put8(out, b->on ? 1 : 2);
	octets_put8(out, b->brightness);
	put_clock(b, out);
	octets_put8(out, n_programmes);
	octets_put(out, playing ? playing->name : "\0\0\0", 4);
	if (onbon_variant(b)->has_special)
		octets_put16le(out, 0);
	octets_put8(out, n_ids);
	octets_put(out, ids, n_ids);
	octets_put(out, "SIMULATED-CARD-0", 16);
	octets_put(out, "\0\0\0\0\0\0\0\0\0\0\0", 12);
	return ONBON_OK;
}

static enum onbon_error run_set_clock(struct board *b, const uint8_t *p, size_t n,
				      struct octets *out)
{
	int v[8];
	struct tm t;

	(void) out;
	if (n != 8)
		return ONBON_TIME_FORMAT;
	for (size_t i = 0; i < 8; i++)
		if ((v[i] = from_bcd(p[i])) < 0)
			return ONBON_TIME_FORMAT;
	t = (struct tm){ .tm_year = 100 * v[1] + v[0] - 1900,
			 .tm_mon = v[2] - 1,
			 .tm_mday = v[3],
			 .tm_hour = v[4],
			 .tm_min = v[5],
			 .tm_sec = v[6] };
	if (v[2] < 1 || v[2] > 12 || v[3] < 1 || v[3] > 31 || v[4] > 23 || v[5] > 59 || v[6] > 59 ||
	    v[7] < 1 || v[7] > 7)
		return ONBON_TIME_FORMAT;
	board_set_clock(b, &t);
	return ONBON_OK;
}

static enum onbon_error run_id(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	(void) p;
	(void) n;
	octets_put16le(out, b->address);
	return ONBON_OK;
}

/* A2 09: an English and a Chinese font of 16 pixels. */
static enum onbon_error run_fonts(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	(void) b;
	(void) p;
	(void) n;
	octets_put(out, (uint8_t[]){ 2, 0, 8, 16, 1, 16, 16 }, 7);
	return ONBON_OK;
}

static enum onbon_error run_font_details(struct board *b, const uint8_t *p, size_t n,
					 struct octets *out)
{
	(void) p;
	(void) n;
	octets_put8(out, b->charset == CHARSET_GBK ? 2 : 1);
	return ONBON_OK;
}

/* A2 0A; what follows the colour is not known, and zero here. */
static enum onbon_error run_parameters(struct board *b, const uint8_t *p, size_t n,
				       struct octets *out)
{
	(void) p;
	(void) n;
	octets_put16le(out, b->address);
	octets_put8(out, onbon_variant(b)->type);
	octets_put8(out, 1);
	octets_put16le(out, b->width);
	octets_put16le(out, b->height);
	octets_put8(out, 1);
	octets_put(out, "\0\0\0\0\0\0\0", 8);
	return ONBON_OK;
}

static enum onbon_error run_power(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	(void) out;
	if (n != 1 || p[0] < 1 || p[0] > 2)
		return ONBON_COMMAND;
	b->on = p[0] == 1;
	return ONBON_OK;
}

/* Forced, with or without the table of half hours that only the timed kind needs. */
static enum onbon_error run_brightness(struct board *b, const uint8_t *p, size_t n,
				       struct octets *out)
{
	(void) out;
	if ((n != 2 && n != 50) || p[0] < 1 || p[0] > 2 || (p[0] == 2 && n != 50) ||
	    p[1] > BRIGHTNESS)
		return ONBON_COMMAND;
	if (p[0] == 1)
		b->brightness = p[1];
	return ONBON_OK;
}

static enum onbon_error run_lock(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	struct onbon *o = b->state;

	(void) out;
	if (n != 6)
		return ONBON_MEMORY;
	b->n_flash += p[0];
	o->is_locked = p[1] == 1;
	memcpy(o->locked, p + 2, 4);
	return ONBON_OK;
}

static enum onbon_error run_areas(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	(void) out;
	return onbon_update_areas(b, p, n);
}

static enum onbon_error run_clear(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	struct onbon *o = b->state;

	(void) p;
	(void) n;
	(void) out;
	memset(o->areas, 0, sizeof(o->areas));
	o->cleared = true;
	return ONBON_OK;
}

/* @reply: the command of a reply that carries something; 0: it is acknowledged. */
static const struct command {
	uint8_t group, command, reply;
	command_fn run;
} commands[] = {
	{ 0xa1, 0x00, 0x00, run_erase },
	{ 0xa1, 0x01, 0x00, run_delete },
	{ 0xa1, 0x02, 0x02, run_status },
	{ 0xa1, 0x05, 0x00, run_begin },
	{ 0xa1, 0x06, 0x06, onbon_write_block },
	{ 0xa1, 0x07, 0x00, run_nothing },
	{ 0xa1, 0x08, 0x00, run_nothing },
	{ 0xa1, 0x0a, 0x8a, onbon_file_info },
	{ 0xa1, 0x0b, 0x8b, onbon_read_file },
	{ 0xa2, 0x00, 0x00, run_nothing },
	{ 0xa2, 0x01, 0x00, run_erase },
	{ 0xa2, 0x03, 0x00, run_set_clock },
	{ 0xa2, 0x07, 0x07, run_id },
	{ 0xa2, 0x08, 0x00, run_nothing },
	{ 0xa2, 0x09, 0x09, run_fonts },
	{ 0xa2, 0x0a, 0x0a, run_parameters },
	{ 0xa2, 0x11, 0x11, run_font_details },
	{ 0xa3, 0x00, 0x00, run_power },
	{ 0xa3, 0x01, 0x00, run_nothing },
	{ 0xa3, 0x02, 0x00, run_brightness },
	{ 0xa3, 0x04, 0x00, run_lock },
	{ 0xa3, 0x06, 0x00, run_areas },
	{ 0xa3, 0x08, 0x00, run_nothing },
	{ 0xa3, 0x10, 0x00, run_clear },
};

/* NULL: there is no such command, *ret_error says in which way. */
static const struct command *find_command(const uint8_t *data, enum onbon_error *ret_error)
{
	*ret_error = ONBON_GROUP;
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		if (commands[i].group != data[0])
			continue;
		*ret_error = ONBON_COMMAND;
		if (commands[i].command == data[1])
			return &commands[i];
	}
	return NULL;
}

static enum onbon_error run(struct board *b, const struct request *r, const struct manner *m,
			    const struct command **ret, struct octets *payload)
{
	enum onbon_error error;

	*ret = NULL;
	if (r->damaged)
		return ONBON_CHECKSUM;
	if (r->n + 2 > FRAME_MAX)
		return ONBON_MEMORY;
	*ret = find_command(r->bytes + HEADER, &error);
	if (m->refuse >= 0)
		return (enum onbon_error) m->refuse;
	if (!*ret)
		return error;
	return (*ret)->run(b, r->bytes + HEADER + COMMAND, r->n - HEADER - COMMAND, payload);
}

static void answer(struct board *b, const struct request *r, const struct manner *m,
		   struct octets *out)
{
	uint8_t bytes[ANSWER_MAX / 2], payload_bytes[ANSWER_MAX / 2];
	struct octets data = OCTETS(bytes), payload = OCTETS(payload_bytes);
	const struct command *c;
	enum onbon_error error = run(b, r, m, &c, &payload);

	/* Only one answers where it was asked for. */
	if (r->address == EVERYBODY || (!r->damaged && r->bytes[HEADER + 2] != 1))
		return;
	if (c && c->reply && (error == ONBON_OK || error == ONBON_BLOCK)) {
		octets_put8(&data, c->group);
		octets_put8(&data, c->reply);
	} else {
		octets_put8(&data, 0xa0);
		octets_put8(&data, error != ONBON_OK);
		payload.n = 0;
	}
	octets_put8(&data, error);
	octets_put16le(&data, 0);
	octets_put(&data, payload.bytes, payload.n);
	put_reply(b, r, m, &data, out);
}

static void restart(struct board *b, bool everything)
{
	struct onbon *o = b->state;

	memset(o->areas, 0, sizeof(o->areas));
	o->cleared = o->writing = o->is_locked = false;
	if (everything)
		memset(o, 0, sizeof(*o));
	if (everything || b->brightness == 0)
		b->brightness = BRIGHTNESS;
}

/* Dynamic areas first; where none lives, the programme of the flash. */
static void show(const struct board *b, struct screen *s)
{
	const struct onbon *o = b->state;
	const struct onbon_programme *f = onbon_playing(o);
	unsigned n_live = 0;

	for (unsigned i = 0; i < ONBON_AREAS_MAX; i++)
		if (onbon_area_lives(b, &o->areas[i])) {
			onbon_area_show(b, &o->areas[i], s);
			n_live++;
		}
	for (unsigned i = 0; !n_live && !o->cleared && f && i < f->n_areas; i++)
		onbon_area_show(b, &f->areas[i], s);
}

static int foreign(struct board *b, const struct page *page)
{
	struct onbon *o = b->state;
	struct onbon_area *a = &o->areas[0];
	struct octets text = OCTETS(a->text);

	memset(o->areas, 0, sizeof(o->areas));
	*a = (struct onbon_area){ .live = true,
				  .width = b->width,
				  .height = b->height,
				  .single = 2,
				  .new_line = 1,
				  .display = 1,
				  .since = b->now };
	for (unsigned i = 0; i < page->n_rows; i++) {
		if (i > 0)
			octets_put(&text, "\\n", 2);
		octets_put(&text, page->rows[i].bytes, page->rows[i].n);
	}
	a->n = (uint16_t) text.n;
	return text.overflow ? -EMSGSIZE : 0;
}

const struct protocol sim_onbon = {
	.name = "onbon",
	.size = sizeof(struct onbon),
	.address_min = 0,
	.address_max = 0x7fff,
	.cell_width = 8,
	.cell_height = 16,
	.silence = USEC_PER_SEC,
	.refusal = ONBON_NOT_FOUND,
	.busy = ONBON_BUSY,
	.checked = true,
	.take = take,
	.answer = answer,
	.restart = restart,
	.show = show,
	.foreign = foreign,
};
