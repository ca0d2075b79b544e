/* SPDX-License-Identifier: MIT */

/* JetFile II signs: frames, and the commands that are not about files. */

#include <string.h>

#include "jetfile.h"

#define HEAD      16
#define NO_REPLY  1  /* flag of a request */
#define IS_STATUS 1  /* flag of an answer */
#define CHINA     20 /* UTC+8 among the zones that begin with UTC-12 */

static size_t frame_size(const uint8_t *p)
{
	return HEAD + 4 * (size_t) p[14] + get16le(p + 4);
}

static int take(enum line_medium medium, const uint8_t *in, size_t n, struct request *ret)
{
	size_t at = 0, size;

	(void) medium;
	while (at + 1 < n && (in[at] != 0x55 || in[at + 1] != 0xa7))
		at++;
	/* The last byte may be the first half of the mark. */
	if (at + 1 >= n && in[n - 1] == 0x55)
		return at > 0 ? (int) at : TAKE_MORE;
	if (at + 1 >= n)
		return (int) n;
	if (n - at < HEAD)
		return TAKE_MORE;
	size = frame_size(in + at);
	if (size > REQUEST_MAX / 2)
		return (int) at + 2;
	if (n - at < size)
		return TAKE_MORE;
	ret->n = size;
	memcpy(ret->bytes, in + at, size);
	ret->damaged = sum16(in + at + 4, size - 4) != get16le(in + at + 2);
	/* Group, then unit; 0 0 is everybody. */
	ret->address = get16be(in + at + 8);
	ret->mask = ret->address ? 0xffff : 0;
	return (int) (at + size);
}

/* A board that was given no group is of any. */
static bool meant(const struct board *b, const struct request *r)
{
	unsigned mask = b->address > 0xff ? 0xffff : 0xff;

	return ((b->address ^ r->address) & r->mask & mask) == 0;
}

static void put_answer(const struct board *b, const struct request *r, const struct manner *m,
		       uint8_t flag, const struct jetfile_answer *a, struct octets *out)
{
	size_t n_arg = (a->arg.n + 3) / 4;
	uint16_t sum;

	octets_put(out, (uint8_t[]){ 0x55, 0xa8, 0, 0 }, 4);
	octets_put16le(out, (unsigned) a->data.n);
	octets_put16be(out, b->address + m->wrong_address);
	octets_put(out, r->bytes + 6, 2);
	octets_put(out, r->bytes + 10, 4);
	octets_put8(out, (unsigned) n_arg);
	octets_put8(out, flag);
	octets_put(out, a->arg.bytes, a->arg.n);
	octets_put(out, "\0\0\0", 4 * n_arg - a->arg.n);
	octets_put(out, a->data.bytes, a->data.n);
	sum = sum16(out->bytes + 4, out->n - 4) ^ m->wrong_checksum;
	out->bytes[2] = (uint8_t) sum;
	out->bytes[3] = (uint8_t) (sum >> 8);
}

/* 03: the first is the connection test, those after it light the whole sign until 09. */
static enum jetfile_status run_test(struct board *b, uint8_t sub, const struct jetfile_request *r,
				    struct jetfile_answer *a)
{
	struct jetfile *j = b->state;

	(void) r;
	if (sub < 1 || sub > 9)
		return JETFILE_SUBCOMMAND;
	j->in_test = sub > 1 && sub < 9;
	if (sub != 1)
		return JETFILE_OK;
	octets_put16le(&a->arg, 0x0254);
	octets_put16le(&a->arg, 0x0100);
	octets_put(&a->arg, (uint8_t[]){ 1, 0, 0, 127 }, 4);
	octets_put16be(&a->arg, b->address);
	octets_put16le(&a->arg, 0);
	return JETFILE_OK;
}

/* 04: restart, black screen and its end, off, on, and whether it is. */
static enum jetfile_status run_power(struct board *b, uint8_t sub, const struct jetfile_request *r,
				     struct jetfile_answer *a)
{
	struct jetfile *j = b->state;

	(void) r;
	switch (sub) {
	case 0x00:
		board_restart(b, false);
		return JETFILE_OK;
	case 0x01:
	case 0x02:
		j->black = sub == 0x01;
		return JETFILE_OK;
	case 0x03:
	case 0x04:
		b->on = sub == 0x04;
		return JETFILE_OK;
	case 0x05:
		octets_put8(&a->data, b->on ? 0 : 2);
		octets_put(&a->data, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 15);
		return JETFILE_OK;
	}
	return JETFILE_SUBCOMMAND;
}

static void put_clock(const struct board *b, struct octets *out)
{
	struct tm t;

	board_clock(b, &t);
	octets_put8(out, to_bcd((unsigned) t.tm_year % 100));
	octets_put8(out, to_bcd((unsigned) (t.tm_year + 1900) / 100));
	octets_put8(out, to_bcd((unsigned) t.tm_mon + 1));
	octets_put8(out, to_bcd((unsigned) t.tm_mday));
	octets_put8(out, to_bcd((unsigned) t.tm_hour));
	octets_put8(out, to_bcd((unsigned) t.tm_min));
	octets_put8(out, (unsigned) t.tm_wday + 1);
	octets_put8(out, CHINA);
}

static enum jetfile_status set_clock(struct board *b, const uint8_t *p, bool has_seconds)
{
	int v[7] = { 0 };
	struct tm t;

	for (int i = 0; i < 6 + has_seconds; i++)
		if ((v[i] = from_bcd(p[i])) < 0)
			return JETFILE_CLOCK;
	if (v[2] < 1 || v[2] > 12 || v[3] < 1 || v[3] > 31 || v[4] > 23 || v[5] > 59 || v[6] > 59)
		return JETFILE_CLOCK;
	t = (struct tm){ .tm_year = 100 * v[1] + v[0] - 1900,
			 .tm_mon = v[2] - 1,
			 .tm_mday = v[3],
			 .tm_hour = v[4],
			 .tm_min = v[5],
			 .tm_sec = v[6] };
	board_set_clock(b, &t);
	return JETFILE_OK;
}

/* 05: the clock read, set, and set with seconds. */
static enum jetfile_status run_clock(struct board *b, uint8_t sub, const struct jetfile_request *r,
				     struct jetfile_answer *a)
{
	if (sub == 0x01) {
		put_clock(b, &a->arg);
		return JETFILE_OK;
	}
	if (sub != 0x02 && sub != 0x04)
		return JETFILE_SUBCOMMAND;
	if (r->n_arg < (sub == 0x04 ? 12u : 8u))
		return JETFILE_LENGTH;
	return set_clock(b, r->arg, sub == 0x04);
}

/* 06: playing; only which file it is has an answer of its own. */
static enum jetfile_status run_play(struct board *b, uint8_t sub, const struct jetfile_request *r,
				    struct jetfile_answer *a)
{
	const struct jetfile_file *f = jetfile_playing(b);

	(void) r;
	if (sub < 0x01 || sub > 0x0f)
		return JETFILE_SUBCOMMAND;
	if (sub != 0x07)
		return JETFILE_OK;
	if (!f)
		return JETFILE_NOT_FOUND;
	octets_put(&a->arg, (uint8_t[]){ f->disk, ':', '\\', f->folder, '\\' }, 5);
	octets_put(&a->arg, f->name, strnlen(f->name, sizeof(f->name)));
	octets_put8(&a->arg, 0);
	return JETFILE_OK;
}

static enum jetfile_status run_write(struct board *b, uint8_t sub, const struct jetfile_request *r,
				     struct jetfile_answer *a)
{
	(void) a;
	return jetfile_write(b, sub, r);
}

static enum jetfile_status run_disks(struct board *b, uint8_t sub, const struct jetfile_request *r,
				     struct jetfile_answer *a)
{
	(void) a;
	return jetfile_disks(b, sub, r);
}

/* By the first byte of a command. */
static enum jetfile_status (*const groups[])(struct board *b, uint8_t sub,
					     const struct jetfile_request *r,
					     struct jetfile_answer *a) = {
	[1] = jetfile_read, [2] = run_write, [3] = run_test,  [4] = run_power,
	[5] = run_clock,    [6] = run_play,  [7] = run_disks,
};

static enum jetfile_status run(struct board *b, const struct request *r, const struct manner *m,
			       struct jetfile_answer *a)
{
	struct jetfile_request q = { .arg = r->bytes + HEAD, .n_arg = 4 * (size_t) r->bytes[14] };
	uint8_t group = r->bytes[12];

	q.data = q.arg + q.n_arg;
	q.n_data = r->n - HEAD - q.n_arg;
	if (r->damaged)
		return JETFILE_CHECKSUM;
	if (m->refuse >= 0)
		return (enum jetfile_status) m->refuse;
	if (group >= ARRAY_SIZE(groups) || !groups[group])
		return JETFILE_COMMAND;
	return groups[group](b, r->bytes[13], &q, a);
}

static void answer(struct board *b, const struct request *r, const struct manner *m,
		   struct octets *out)
{
	uint8_t arg[64], data[1024 + 16];
	struct jetfile_answer a = { .arg = OCTETS(arg), .data = OCTETS(data) };
	enum jetfile_status status = run(b, r, m, &a);
	uint8_t flag = 0;

	if (r->bytes[15] == NO_REPLY)
		return;
	if (status != JETFILE_OK || (a.arg.n == 0 && a.data.n == 0)) {
		flag = IS_STATUS;
		a.arg.n = a.data.n = 0;
		octets_put16le(&a.arg, status);
		octets_put16le(&a.arg, 0);
	}
	put_answer(b, r, m, flag, &a, out);
}

/* What is on the RAM disk is lost. */
static void restart(struct board *b, bool everything)
{
	struct jetfile *j = b->state;

	for (size_t i = 0; i < JETFILE_FILES_MAX; i++)
		if (everything || j->files[i].disk == 'E')
			j->files[i] = (struct jetfile_file){ 0 };
	j->black = j->in_test = false;
	j->emergency = j->coming = (struct jetfile_file){ 0 };
	j->emergency_until = 0;
	j->next_packet = 0;
	if (everything)
		b->brightness = 255;
}

/* Into the file that plays, so that it can be read back. */
static int foreign(struct board *b, const struct page *page)
{
	struct jetfile *j = b->state;
	struct jetfile_file *f = jetfile_playing(b);
	struct octets text;

	j->emergency_until = 0;
	f = f ? f : &j->files[0];
	if (!f->disk)
		*f = (struct jetfile_file){ .disk = 'E', .folder = 'T', .name = "A" };
	text = (struct octets){ .bytes = f->bytes, .size = sizeof(f->bytes) };
	octets_put(&text,
		   "\x01Z00\x02"
		   "AA",
		   7);
	for (unsigned i = 0; i < page->n_rows; i++) {
		if (i > 0)
			octets_put8(&text, '\r');
		octets_put(&text, page->rows[i].bytes, page->rows[i].n);
	}
	octets_put8(&text, 0x04);
	f->n = (uint16_t) text.n;
	f->since = b->now;
	return text.overflow ? -EMSGSIZE : 0;
}

const struct protocol sim_jetfile = {
	.name = "jetfile",
	.size = sizeof(struct jetfile),
	.address_min = 1,
	.address_max = 0xffff,
	.cell_width = 8,
	.cell_height = 16,
	.silence = USEC_PER_SEC,
	.refusal = JETFILE_UNSUPPORTED,
	.busy = JETFILE_BUSY,
	.checked = true,
	.take = take,
	.meant = meant,
	.answer = answer,
	.restart = restart,
	.show = jetfile_show,
	.foreign = foreign,
};
