/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "alpha_answer.h"
#include "alpha_settings.h"
#include "octets.h"

#define SOH 0x01
#define STX 0x02
#define ETX 0x03
#define EOT 0x04
#define ACK 0x06
#define FF  0x0c /* new page */
#define ESC 0x1b
#define NAK 0x15

#define HEAD 5 /* from SOH to STX */
#define TAIL 6 /* from ETX to EOT */

/* The error status register: bit 6 is always set, bit 7 never (table 16, 2AH). */
#define STATUS_MASK    0xc0
#define STATUS_MARK    0x40
#define STATUS_REFUSED 0x28 /* illegal command or label; no room in the buffer */
#define STATUS_WIRE    0x17 /* sum, timeout, framing, parity */

static int hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c &= 0xdf;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Four hexadecimal digits; -1: they are not. */
static int get_hex4(const uint8_t *p)
{
	int value = 0;

	for (int i = 0; i < 4; i++) {
		int digit = hex_digit(p[i]);

		if (digit < 0)
			return -1;
		value = value << 4 | digit;
	}
	return value;
}

/* Where an answer begins: 1, and *ret is its SOH. */
static int find_head(const uint8_t *bytes, size_t n, const uint8_t **ret)
{
	const uint8_t *end = bytes + n, *at = bytes;

	while (at < end && (at = memchr(at, SOH, (size_t) (end - at)))) {
		if (end - at < HEAD)
			return 0;
		*ret = at++;
		if (*at == '0')
			return memcmp(at, "000\x02", HEAD - 1) == 0 ? 1 : -EPROTO;
	}
	return 0;
}

int alpha_parse(const uint8_t *bytes, size_t n, struct alpha_answer *ret)
{
	const uint8_t *head, *stx, *etx, *eot;
	size_t left;
	int r;

	r = n > 0 ? find_head(bytes, n, &head) : 0;
	if (r <= 0)
		return r;
	stx = head + HEAD - 1;
	left = n - (size_t) (stx - bytes);
	etx = memchr(stx, ETX, left);
	eot = memchr(stx, EOT, etx ? (size_t) (etx - stx) : left);
	if (eot)
		return -EPROTO; /* no sum: nothing to trust */
	if (!etx || bytes + n - etx < TAIL)
		return 0;
	if (etx - stx < 3 || etx[TAIL - 1] != EOT ||
	    get_hex4(etx + 1) != sum16(stx, (size_t) (etx - stx) + 1))
		return -EPROTO;
	*ret = (struct alpha_answer){ stx + 1, (size_t) (etx - stx) - 1 };
	return 1;
}

int alpha_parse_word(const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i + 1 < n; i++) {
		uint8_t status = bytes[i + 1];

		if ((bytes[i] != ACK && bytes[i] != NAK) || (status & STATUS_MASK) != STATUS_MARK)
			continue;
		if (bytes[i] == ACK)
			return 1;
		return status & STATUS_WIRE && !(status & STATUS_REFUSED) ? -EPROTO : -EREMOTEIO;
	}
	return 0;
}

/* Bytes that belong to a control code, itself included (appendix G). */
static size_t control_size(const uint8_t *p, size_t n)
{
	static const uint8_t sizes[0x20] = {
		[0x05] = 2, [0x06] = 2, [0x07] = 2, [0x08] = 2, [0x0b] = 2, [0x10] = 2,
		[0x14] = 2, [0x1a] = 2, [0x1b] = 3, [0x1c] = 2, [0x1d] = 3, [0x1e] = 2,
	};
	size_t size = sizes[p[0]] ? sizes[p[0]] : 1;

	/* Mode n has a second character. */
	if (p[0] == ESC && n > 2 && p[2] == 'n')
		size = 4;
	return size < n ? size : n;
}

/* A text being taken apart. */
struct reading {
	const struct profile *p;
	struct page page;
	bool foreign; /* show() would not have put it so */
};

static void read_character(struct reading *r, uint8_t c)
{
	struct row *row = &r->page.rows[r->page.n_rows - 1];

	if (!alpha_allows(r->p, &c, 1)) {
		r->foreign = true;
		c = '?';
	}
	if (row->n < ROW_BYTES_MAX)
		row->bytes[row->n++] = c;
	r->foreign |= row->n > r->p->columns;
}

static void read_text(struct reading *r, const uint8_t *text, size_t n)
{
	r->page.n_rows = 1;
	for (size_t i = 0; i < n;) {
		uint8_t c = text[i];

		if (c >= 0x20) {
			read_character(r, c);
			i++;
			continue;
		}
		r->foreign |= c != '\r';
		if (c == '\r' || c == FF)
			r->page.n_rows++;
		if (r->page.n_rows > ROWS_MAX) {
			r->page.n_rows = ROWS_MAX;
			r->foreign = true;
			return;
		}
		i += control_size(text + i, n - i);
	}
}

static void trim(struct row *row)
{
	while (row->n > 0 && row->bytes[row->n - 1] == ' ')
		row->n--;
}

int alpha_decode(const struct profile *p, const struct alpha_answer *a, struct page *ret)
{
	const struct alpha_settings *s = p->settings;
	struct reading r = { .p = p };
	const uint8_t *text = a->bytes + 2; /* behind the command and the label */
	size_t n = a->n - 2, n_shape;
	uint8_t shape[5];

	if (s->file != ALPHA_STRING) {
		n_shape = alpha_shape(s, shape);
		if (n > n_shape && memcmp(text, shape, n_shape) == 0) {
			text += n_shape;
			n -= n_shape;
		} else {
			/* A blank page has a space; without any text the file is not run. */
			r.foreign = true;
		}
	}
	read_text(&r, text, n);
	r.foreign |= r.page.n_rows > p->rows;
	if (r.page.n_rows < p->rows)
		r.page.n_rows = (uint16_t) p->rows;
	for (int i = 0; i < r.page.n_rows; i++)
		trim(&r.page.rows[i]);
	*ret = r.page;
	return r.foreign ? READ_OTHER : 0;
}

bool alpha_same(const struct page *a, const struct page *b)
{
	static const struct row none;

	for (int i = 0; i < ROWS_MAX; i++) {
		struct row x = i < a->n_rows ? a->rows[i] : none;
		struct row y = i < b->n_rows ? b->rows[i] : none;

		trim(&x);
		trim(&y);
		if (x.n != y.n || memcmp(x.bytes, y.bytes, x.n) != 0)
			return false;
	}
	return true;
}

/* A file in the memory configuration: label, type, lock, size(4), times(4). */
#define ENTRY 11

/* Its size; -1: no such file of that type. */
static int find_file(const struct alpha_answer *a, uint8_t label, uint8_t type)
{
	for (size_t at = 2; at + ENTRY <= a->n; at += ENTRY)
		if (a->bytes[at] == label && a->bytes[at + 1] == type)
			return get_hex4(a->bytes + at + 3);
	return -1;
}

static bool is_configuration(const struct alpha_answer *a)
{
	if ((a->n - 2) % ENTRY != 0)
		return false;
	for (size_t at = 2; at < a->n; at += ENTRY)
		if (get_hex4(a->bytes + at + 3) < 0)
			return false;
	return true;
}

int alpha_has_files(const struct profile *p, const struct alpha_answer *a)
{
	const struct alpha_settings *s = p->settings;
	size_t needed = alpha_page_size(p);
	int text, string;

	if (!is_configuration(a))
		return -EPROTO;
	text = find_file(a, (uint8_t) s->label[0], 'A');
	if (s->file != ALPHA_STRING)
		return text < 0 ? 0 : (size_t) text < needed ? -EMSGSIZE : 1;
	string = find_file(a, (uint8_t) s->string_label[0], 'B');
	if (text < 0 || string < 0)
		return 0;
	return (size_t) text < alpha_shape_size(s) + 2 || (size_t) string < needed ? -EMSGSIZE : 1;
}

/* Firmware(8), revision(1 or none), MMYY, HHMM, time format, speaker(2), pool(4) "," pool(4). */
void alpha_identity(const struct alpha_answer *a, struct identity *ret)
{
	size_t n = a->n - 2, n_firmware = n == 29 ? 9 : 8;

	*ret = (struct identity){ .model = "" };
	if (n != 28 && n != 29)
		return;
	for (size_t i = 0; i < n_firmware; i++)
		if (a->bytes[2 + i] < 0x20 || a->bytes[2 + i] > 0x7e)
			return;
	memcpy(ret->firmware, a->bytes + 2, n_firmware);
}
