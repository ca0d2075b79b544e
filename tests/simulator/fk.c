/* SPDX-License-Identifier: MIT */

/*
 * FK gate displays (FK, "text protocol" v2.6): one frame shows a text on one
 * line, so many times or for ever; afterwards the line is blank again, where a
 * real one shows its advertisement.  Nothing marks a frame's start, so silence does.
 */

#include <string.h>

#include "board.h"

#define SHORT_LENGTH 0x64 /* VR: one byte of DL */
#define LONG_LENGTH  0xc8 /* two */
#define SHOW         0x62
#define SPEAK        0x30
#define FAILED       1

struct fk_line {
	uint16_t n;
	uint8_t text[512];
	usec_t until;
};

struct fk {
	struct fk_line lines[SCREEN_ROWS_MAX];
};

/* Bytes before the data: DA VR PN PN CMD DL. */
static size_t head_size(const uint8_t *in)
{
	return in[1] == LONG_LENGTH ? 7 : 6;
}

static size_t data_size(const uint8_t *in)
{
	return in[1] == LONG_LENGTH ? get16le(in + 5) : in[5];
}

static int take(enum line_medium medium, const uint8_t *in, size_t n, struct request *ret)
{
	size_t size;

	(void) medium;
	if (n >= 2 && in[1] != SHORT_LENGTH && in[1] != LONG_LENGTH)
		return TAKE_NONSENSE;
	if (n < 7)
		return TAKE_MORE;
	size = head_size(in) + data_size(in) + 2;
	if (size > REQUEST_MAX)
		return TAKE_NONSENSE;
	if (size > n)
		return TAKE_MORE;
	if (crc16(0xffff, in, size) != 0)
		return TAKE_NONSENSE;
	ret->address = in[0];
	ret->mask = 0xff;
	ret->n = size - 2;
	memcpy(ret->bytes, in, ret->n);
	return (int) size;
}

/* TWID ETM ETS DM DT EXM EXS FINDEX DRS TC(4) BC(4) TL(2) and the text. */
static int show_text(struct board *b, const uint8_t *p, size_t n)
{
	struct fk *f = b->state;
	struct fk_line *l;
	size_t size;

	if (n < 19 || n != 19 + (size_t) get16le(p + 17))
		return FAILED;
	size = get16le(p + 17);
	if (p[0] >= SCREEN_ROWS_MAX || size > sizeof(l->text))
		return FAILED;
	l = &f->lines[p[0]];
	l->n = (uint16_t) size;
	memcpy(l->text, p + 19, size);
	l->until = USEC_NEVER;
	if (p[8] != 0)
		l->until = b->now + p[8] * (p[4] ? p[4] : 1) * USEC_PER_SEC;
	return 0;
}

static int run(struct board *b, const struct request *r)
{
	size_t head = head_size(r->bytes);

	if (r->bytes[4] == SHOW)
		return show_text(b, r->bytes + head, r->n - head);
	return r->bytes[4] == SPEAK ? 0 : FAILED;
}

static void answer(struct board *b, const struct request *r, const struct manner *m,
		   struct octets *out)
{
	int status = m->refuse >= 0 ? m->refuse : run(b, r);

	octets_put8(out, b->address + m->wrong_address);
	octets_put(out, r->bytes + 1, 4);
	octets_put8(out, 1);
	if (r->bytes[1] == LONG_LENGTH)
		octets_put8(out, 0);
	octets_put8(out, (unsigned) status);
	octets_put16le(out, crc16(0xffff, out->bytes, out->n) ^ m->wrong_checksum);
}

static void restart(struct board *b, bool everything)
{
	(void) everything;
	memset(b->state, 0, sizeof(struct fk));
}

static void show(const struct board *b, struct screen *s)
{
	const struct fk *f = b->state;

	for (unsigned i = 0; i < s->rows; i++)
		if (b->now < f->lines[i].until)
			screen_put(s, i, 0, s->columns, f->lines[i].text, f->lines[i].n);
}

static int foreign(struct board *b, const struct page *page)
{
	struct fk *f = b->state;

	memset(f, 0, sizeof(*f));
	for (unsigned i = 0; i < page->n_rows; i++) {
		f->lines[i].until = USEC_NEVER;
		f->lines[i].n = page->rows[i].n;
		memcpy(f->lines[i].text, page->rows[i].bytes, page->rows[i].n);
	}
	return 0;
}

const struct protocol sim_fk = {
	.name = "fk",
	.size = sizeof(struct fk),
	.address_min = 0,
	.address_max = 255,
	.cell_width = 8,
	.cell_height = 16,
	.silence = 50 * USEC_PER_MSEC,
	.refusal = FAILED,
	.busy = FAILED,
	.checked = true,
	.take = take,
	.answer = answer,
	.restart = restart,
	.show = show,
	.foreign = foreign,
};
