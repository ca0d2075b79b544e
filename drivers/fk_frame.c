/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "fk_frame.h"
#include "fk_settings.h"
#include "octets.h"
#include "page_text.h"

#define COMMAND_TEXT 0x62
#define LOOK_BYTES   19 /* of DATA, before the text */
#define HEAD_SYNC    4  /* DA VR FF FF */
#define LEAD_MIN     0x81

static const uint8_t version_bytes[] = { [FK_VERSION_64] = 0x64, [FK_VERSION_C8] = 0xc8 };

/* The protocol's text names no character that is obeyed, so only what can not be shown is kept out.
 */
bool fk_allows(const struct profile *profile, const uint8_t *code, size_t n)
{
	(void) profile;
	if (n == 1)
		return code[0] >= 0x20 && code[0] <= 0x7e;
	return n == 2 && code[0] >= LEAD_MIN && code[0] <= 0xfe && code[1] >= 0x40 &&
	       code[1] <= 0xfe && code[1] != 0x7f;
}

static void put_length(struct octets *o, const struct fk_settings *s, size_t n)
{
	if (s->version == FK_VERSION_64)
		octets_put8(o, (unsigned) n);
	else if (s->length_order == FK_LOW_FIRST)
		octets_put16le(o, (unsigned) n);
	else
		octets_put16be(o, (unsigned) n);
}

static void put_colour(struct octets *o, const struct fk_colour *c)
{
	const uint8_t bytes[] = { (uint8_t) c->r, (uint8_t) c->g, (uint8_t) c->b, (uint8_t) c->a };

	octets_put(o, bytes, sizeof(bytes));
}

static void put_look(struct octets *o, const struct fk_settings *s)
{
	const int look[] = { s->etm, s->ets, s->dm, s->dt, s->exm, s->exs, s->findex, s->drs };

	for (size_t i = 0; i < ARRAY_SIZE(look); i++)
		octets_put8(o, (unsigned) look[i]);
	put_colour(o, &s->tc);
	put_colour(o, &s->bc);
}

static int emit_text(const struct profile *p, unsigned address, int window,
		     const struct octets *text, driver_emit_fn emit, void *userdata)
{
	const struct fk_settings *s = p->settings;
	uint8_t frame[FK_FRAME_MAX];
	struct octets o = OCTETS(frame);

	if (text->overflow)
		return -EMSGSIZE;
	octets_put8(&o, address);
	octets_put8(&o, version_bytes[s->version]);
	octets_put16le(&o, 0xffff);
	octets_put8(&o, COMMAND_TEXT);
	put_length(&o, s, LOOK_BYTES + text->n);
	octets_put8(&o, (unsigned) window);
	put_look(&o, s);
	octets_put16le(&o, (unsigned) text->n);
	octets_put(&o, text->bytes, text->n);
	octets_put16le(&o, crc16(0xffff, frame, o.n));
	return o.overflow ? -EMSGSIZE : emit(userdata, frame, o.n);
}

static void put_row(struct octets *o, const struct page *page, int i, size_t width)
{
	size_t n = i < page->n_rows ? page->rows[i].n : 0;

	if (n > 0)
		octets_put(o, page->rows[i].bytes, n);
	for (; n < width; n++)
		octets_put8(o, ' ');
}

/* A window keeps what it had until it is given something: a blank row is blanks, not nothing. */
static int write_rows(const struct profile *p, unsigned address, const struct page *page,
		      driver_emit_fn emit, void *userdata)
{
	int r = 0;

	for (int i = 0; i < p->rows && r >= 0; i++) {
		bool blank = i >= page->n_rows || page->rows[i].n == 0;
		uint8_t bytes[FK_TEXT_MAX];
		struct octets text = OCTETS(bytes);

		put_row(&text, page, i, blank ? (size_t) p->columns : 0);
		r = emit_text(p, address, i, &text, emit, userdata);
	}
	return r;
}

int fk_writes(const struct profile *profile, unsigned address, const struct page *page,
	      driver_emit_fn emit, void *userdata)
{
	const struct fk_settings *s = profile->settings;
	uint8_t bytes[FK_TEXT_MAX];
	struct octets text = OCTETS(bytes);
	int r;

	r = page_check(profile, page, fk_allows);
	if (r < 0)
		return r;
	if (s->split == FK_ROWS)
		return write_rows(profile, address, page, emit, userdata);
	for (int i = 0; i < profile->rows; i++)
		put_row(&text, page, i, (size_t) profile->columns);
	return emit_text(profile, address, 0, &text, emit, userdata);
}

/* The answer, whole: its checksum first, for nothing else in it means anything without. */
static int judge(const uint8_t *frame, size_t n, unsigned address)
{
	if (crc16(0xffff, frame, n - 2) != get16le(frame + n - 2))
		return -EPROTO;
	if (frame[0] != address || frame[HEAD_SYNC] != COMMAND_TEXT)
		return -EPROTO;
	return frame[n - 3] == 0 ? 1 : -EREMOTEIO;
}

int fk_parse(const struct profile *profile, unsigned address, const uint8_t *bytes, size_t n)
{
	const struct fk_settings *s = profile->settings;
	const uint8_t sync[] = { version_bytes[s->version], 0xff, 0xff };
	size_t n_length = s->version == FK_VERSION_64 ? 1 : 2;
	size_t head = HEAD_SYNC + 1 + n_length, whole = head + 1 + 2;
	const uint8_t *found = n > 1 ? memmem(bytes + 1, n - 1, sync, sizeof(sync)) : NULL;
	uint8_t length[2];
	struct octets o = OCTETS(length);

	if (!found)
		return 0;
	n -= (size_t) (found - 1 - bytes);
	bytes = found - 1;
	if (n < head)
		return 0;
	/* Every answer to a text has one byte of data; our own request has many. */
	put_length(&o, s, 1);
	if (memcmp(bytes + HEAD_SYNC + 1, length, n_length) != 0)
		return -EPROTO;
	return n < whole ? 0 : judge(bytes, whole, address);
}
