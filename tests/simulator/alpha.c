/* SPDX-License-Identifier: MIT */

/* Alpha signs: frames (section 5.1) and commands (section 6). */

#include <stdio.h>
#include <string.h>

#include "alpha.h"

#define SOH 0x01
#define STX 0x02
#define ETX 0x03
#define EOT 0x04
#define ACK 0x06
#define NAK 0x15

#define HEAD          3 /* type and address behind SOH */
#define PRIORITY_SIZE 125
#define TABLE_ENTRY   11

/* Serial error status. */
enum {
	STATUS_FINE = 0x40,
	STATUS_ILLEGAL = 0x20,
	STATUS_CHECKSUM = 0x10,
	STATUS_MEMORY = 0x08,
};

static int hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Two digits; '?' stands for any.  00 is everybody. */
static void take_address(struct request *r)
{
	r->address = r->mask = 0;
	for (int i = 1; i < HEAD; i++) {
		int digit = hex_digit(r->bytes[i]);

		r->address = r->address << 4 | (unsigned) (digit > 0 ? digit : 0);
		r->mask = r->mask << 4 | (digit >= 0 ? 0xf : 0);
	}
	if (r->address == 0 && r->mask == 0xff)
		r->mask = 0;
}

static int take(enum line_medium medium, const uint8_t *in, size_t n, struct request *ret)
{
	const uint8_t *head = memchr(in, SOH, n), *end;
	size_t from;

	(void) medium;
	if (!head)
		return (int) n;
	from = (size_t) (head - in) + 1;
	end = memchr(in + from, EOT, n - from);
	if (!end)
		return TAKE_MORE;
	ret->n = (size_t) (end - (in + from));
	memcpy(ret->bytes, in + from, ret->n);
	/* Type '0' is that of answers. */
	if (ret->n < HEAD + 2 || ret->bytes[0] == '0' || ret->bytes[HEAD] != STX)
		ret->n = 0;
	else
		take_address(ret);
	return (int) (end - in) + 1;
}

struct alpha_file *alpha_find(struct alpha *a, uint8_t label, uint8_t type)
{
	if (type == 'A' && label == ALPHA_PRIORITY)
		return &a->priority;
	for (size_t i = 0; i < ALPHA_FILES_MAX; i++)
		if (a->files[i].label == label && a->files[i].type == type)
			return &a->files[i];
	return NULL;
}

static uint8_t write_file(struct board *b, uint8_t type, const uint8_t *p, size_t n)
{
	struct alpha_file *f = n > 0 ? alpha_find(b->state, p[0], type) : NULL;

	if (!f)
		return STATUS_ILLEGAL;
	if (n - 1 > f->size)
		return STATUS_MEMORY;
	f->n = (uint16_t) (n - 1);
	memcpy(f->bytes, p + 1, f->n);
	f->since = b->now;
	return 0;
}

/* E$: the memory is laid out anew, and all that was in it is gone. */
static uint8_t set_memory(struct board *b, const uint8_t *p, size_t n)
{
	struct alpha *a = b->state;

	if (n % TABLE_ENTRY != 0 || n / TABLE_ENTRY > ALPHA_FILES_MAX)
		return STATUS_ILLEGAL;
	b->n_destructive++;
	memset(a->files, 0, sizeof(a->files));
	a->n_run = 0;
	for (size_t i = 0; i < n / TABLE_ENTRY; i++, p += TABLE_ENTRY) {
		struct alpha_file *f = &a->files[i];
		unsigned size = 0;

		for (int k = 3; k < 7; k++) {
			int digit = hex_digit(p[k]);

			if (digit < 0)
				return STATUS_ILLEGAL;
			size = size << 4 | (unsigned) digit;
		}
		if (size > ALPHA_FILE_MAX && p[1] != 'D')
			return STATUS_MEMORY;
		f->label = p[0];
		f->type = p[1];
		f->protection = p[2];
		f->size = (uint16_t) size;
		memcpy(f->times, p + 7, 4);
	}
	return 0;
}

static int two_digits(const uint8_t *p)
{
	return p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9'
		       ? -1
		       : (p[0] - '0') * 10 + (p[1] - '0');
}

/* HHMM, or MMDDYY. */
static uint8_t set_clock(struct board *b, bool is_date, const uint8_t *p, size_t n)
{
	struct tm t;
	int v[3] = { 0 };

	if (n != (is_date ? 6 : 4))
		return STATUS_ILLEGAL;
	for (size_t i = 0; i < n / 2; i++)
		if ((v[i] = two_digits(p + 2 * i)) < 0)
			return STATUS_ILLEGAL;
	board_clock(b, &t);
	if (is_date)
		t.tm_mon = v[0] - 1, t.tm_mday = v[1], t.tm_year = 100 + v[2];
	else
		t.tm_hour = v[0], t.tm_min = v[1], t.tm_sec = 0;
	board_set_clock(b, &t);
	return 0;
}

static uint8_t set_run(struct board *b, const uint8_t *p, size_t n)
{
	struct alpha *a = b->state;

	if (n < 2 || n - 2 > ALPHA_RUN_MAX)
		return STATUS_ILLEGAL;
	a->n_run = (unsigned) n - 2;
	memcpy(a->run, p + 2, a->n_run);
	return 0;
}

static uint8_t write_special(struct board *b, const uint8_t *p, size_t n)
{
	struct alpha *a = b->state;

	switch (p[0]) {
	case '$':
		return set_memory(b, p + 1, n - 1);
	case ' ':
	case ';':
		return set_clock(b, p[0] == ';', p + 1, n - 1);
	case '.':
		return set_run(b, p + 1, n - 1);
	case ',':
		b->n_restarts++;
		return 0;
	case 's':
		a->acknowledges = n > 1 && p[1] == '1';
		return 0;
	case '4':
		a->status = STATUS_FINE;
		return 0;
	case '!':
	case '&':
	case '\'':
	case '(':
	case ')':
	case '/':
	case '2':
		return 0;
	}
	return STATUS_ILLEGAL;
}

static void put_table(const struct alpha *a, struct octets *out)
{
	char entry[TABLE_ENTRY + 1];

	for (size_t i = 0; i < ALPHA_FILES_MAX; i++) {
		const struct alpha_file *f = &a->files[i];

		if (!f->label)
			continue;
		snprintf(entry, sizeof(entry), "%c%c%c%04X", f->label, f->type, f->protection,
			 f->size);
		octets_put(out, entry, 7);
		octets_put(out, f->times, 4);
	}
}

static uint8_t read_special(const struct board *b, uint8_t what, struct octets *out)
{
	const struct alpha *a = b->state;
	char text[16] = "";
	struct tm t;

	board_clock(b, &t);
	octets_put8(out, 'E');
	octets_put8(out, what);
	if (what == '$')
		put_table(a, out);
	else if (what == ' ')
		snprintf(text, sizeof(text), "%02d%02d", t.tm_hour % 100, t.tm_min % 100);
	else if (what == ';')
		snprintf(text, sizeof(text), "%02d%02d%02d", (t.tm_mon + 1) % 100, t.tm_mday % 100,
			 t.tm_year % 100);
	else if (what == '*')
		snprintf(text, sizeof(text), "%c", a->status);
	else if (what == '#')
		snprintf(text, sizeof(text), "%04X,%04X", 0x4000, 0x2000);
	else if (what != '.')
		return STATUS_ILLEGAL;
	octets_put(out, text, strlen(text));
	if (what == '.') {
		octets_put(out, "TU", 2);
		octets_put(out, a->run, a->n_run);
	}
	return 0;
}

static uint8_t read_file(struct board *b, uint8_t write, uint8_t type, uint8_t label,
			 struct octets *out)
{
	const struct alpha_file *f = alpha_find(b->state, label, type);

	if (!f)
		return STATUS_ILLEGAL;
	octets_put8(out, write);
	octets_put8(out, label);
	octets_put(out, f->bytes, f->n);
	return 0;
}

/* One command; what is read goes to @out.  Returns error bits of the status. */
static uint8_t run(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	if (n < 2)
		return STATUS_ILLEGAL;
	switch (p[0]) {
	case 'A':
		return write_file(b, 'A', p + 1, n - 1);
	case 'B':
		return read_file(b, 'A', 'A', p[1], out);
	case 'E':
		return write_special(b, p + 1, n - 1);
	case 'F':
		return read_special(b, p[1], out);
	case 'G':
		return n - 2 > PRIORITY_SIZE ? STATUS_MEMORY : write_file(b, 'B', p + 1, n - 1);
	case 'H':
		return read_file(b, 'G', 'B', p[1], out);
	}
	return STATUS_ILLEGAL;
}

/*
 * The next block: what stands behind its STX up to ETX, the next STX, or the end.  False: its
 * checksum is wrong.
 */
static bool take_block(const uint8_t **p, size_t *n, const uint8_t **ret, size_t *ret_n)
{
	size_t end = 1;
	bool good = true;

	while (end < *n && (*p)[end] != STX && (*p)[end] != ETX)
		end++;
	*ret = *p + 1;
	*ret_n = end - 1;
	if (end < *n && (*p)[end] == ETX) {
		unsigned sum = 0;

		for (size_t i = 1; i <= 4; i++) {
			int digit = end + i < *n ? hex_digit((*p)[end + i]) : -1;

			good &= digit >= 0;
			sum = sum << 4 | (unsigned) (digit & 0xf);
		}
		good = good && sum == sum16(*p, end + 1);
		end = end + 5 < *n ? end + 5 : *n;
	}
	*p += end;
	*n -= end;
	return good;
}

static void put_answer(const struct manner *m, const struct octets *data, struct octets *out)
{
	size_t from;
	char sum[5];

	octets_put(out, "\0\0\0\0\0\x01", 6);
	octets_put(out, m->wrong_address ? "007" : "000", 3);
	from = out->n;
	octets_put8(out, STX);
	octets_put(out, data->bytes, data->n);
	octets_put8(out, ETX);
	snprintf(sum, sizeof(sum), "%04X",
		 (unsigned) sum16(out->bytes + from, out->n - from) ^ m->wrong_checksum);
	octets_put(out, sum, 4);
	octets_put8(out, EOT);
}

static uint8_t run_blocks(struct board *b, const struct request *r, struct octets *data)
{
	const uint8_t *p = r->bytes + HEAD, *block;
	size_t n = r->n - HEAD, n_block;
	uint8_t errors = 0;

	while (n > 0 && *p == STX) {
		if (take_block(&p, &n, &block, &n_block))
			errors |= run(b, block, n_block, data);
		else
			errors |= STATUS_CHECKSUM;
	}
	return errors;
}

static void answer(struct board *b, const struct request *r, const struct manner *m,
		   struct octets *out)
{
	struct alpha *a = b->state;
	uint8_t bytes[ANSWER_MAX / 2];
	struct octets data = OCTETS(bytes);
	uint8_t errors = m->refuse >= 0 ? (uint8_t) m->refuse : run_blocks(b, r, &data);

	a->status |= errors;
	/* Several signs would answer at once. */
	if (r->mask == 0 && !m->alone)
		return;
	if (data.n > 0) {
		put_answer(m, &data, out);
	} else if (a->acknowledges) {
		octets_put8(out, errors ? NAK : ACK);
		octets_put8(out, a->status);
	}
	a->status = STATUS_FINE;
}

/* As it comes from its maker: one text file. */
static void restart(struct board *b, bool everything)
{
	struct alpha *a = b->state;

	if (everything) {
		memset(a, 0, sizeof(*a));
		a->files[0] = (struct alpha_file){ .label = 'A',
						   .type = 'A',
						   .protection = 'U',
						   .times = { 'F', 'F', '0', '0' },
						   .size = ALPHA_FILE_MAX };
	}
	/* Strings are in a memory that a battery does not hold. */
	for (size_t i = 0; i < ALPHA_FILES_MAX; i++)
		if (a->files[i].type == 'B')
			a->files[i].n = 0;
	a->priority =
		(struct alpha_file){ .label = ALPHA_PRIORITY, .type = 'A', .size = PRIORITY_SIZE };
	a->acknowledges = b->kind->variant == 1;
	a->status = STATUS_FINE;
}

static int foreign(struct board *b, const struct page *page)
{
	struct alpha *a = b->state;
	struct alpha_file *f = a->priority.n > 0 ? &a->priority : alpha_find(a, 'A', 'A');
	struct octets text;

	f = f ? f : &a->priority;
	text = (struct octets){ .bytes = f->bytes, .size = f->size };
	octets_put(&text, "\x1b\x20\x62", 3);
	for (unsigned i = 0; i < page->n_rows; i++) {
		if (i > 0)
			octets_put8(&text, '\r');
		octets_put(&text, page->rows[i].bytes, page->rows[i].n);
	}
	f->n = (uint16_t) text.n;
	f->since = b->now;
	return text.overflow ? -EMSGSIZE : 0;
}

const struct protocol sim_alpha = {
	.name = "alpha",
	.size = sizeof(struct alpha),
	.address_min = 1,
	.address_max = 255,
	.cell_width = 6,
	.cell_height = 8,
	.silence = USEC_PER_SEC,
	.refusal = STATUS_ILLEGAL,
	.busy = STATUS_MEMORY,
	.take = take,
	.answer = answer,
	.restart = restart,
	.show = alpha_show,
	.foreign = foreign,
};
