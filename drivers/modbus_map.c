/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "modbus_map.h"

#include "pufa/line.h"

/* Row @i of the text: where it begins, counting all rows' registers, and how many it has. */
static unsigned row_registers(const struct profile *p, unsigned i, unsigned *ret_first)
{
	const struct modbus_settings *s = p->settings;
	unsigned n = s->has_text ? (unsigned) (s->text.registers / p->rows) : 0;

	*ret_first = i * n;
	if (s->has_text)
		return n;
	for (unsigned k = 0; k < i; k++)
		*ret_first += (unsigned) s->rows[k].registers;
	return (unsigned) s->rows[i].registers;
}

static uint8_t padding(const struct modbus_settings *s)
{
	return s->padding == MODBUS_PAD_SPACE ? ' ' : 0;
}

static uint16_t pack(const struct modbus_settings *s, const uint8_t *bytes)
{
	if (s->bytes_per_register == 1)
		return bytes[0];
	if (s->byte_order == MODBUS_HIGH_FIRST)
		return (uint16_t) (bytes[0] << 8 | bytes[1]);
	return (uint16_t) (bytes[1] << 8 | bytes[0]);
}

static void unpack(const struct modbus_settings *s, uint16_t value, uint8_t *bytes)
{
	uint8_t high = (uint8_t) (value >> 8), low = (uint8_t) value;

	if (s->bytes_per_register == 1)
		bytes[0] = low;
	else if (s->byte_order == MODBUS_HIGH_FIRST)
		bytes[0] = high, bytes[1] = low;
	else
		bytes[0] = low, bytes[1] = high;
}

/* A row to all of its registers, so that nothing old stays. */
static int fill_row(const struct modbus_settings *s, const struct row *row, uint16_t *values,
		    unsigned n)
{
	uint8_t bytes[2 * MODBUS_ROW_REGISTERS_MAX];
	const uint8_t *end;
	size_t n_end = modbus_terminator_bytes(s, &end);

	if (row->n > modbus_text_bytes(s, n) || row->n > ROW_BYTES_MAX)
		return -EMSGSIZE;

	memset(bytes, padding(s), sizeof(bytes));
	memcpy(bytes, row->bytes, row->n);
	memcpy(bytes + row->n, end, n_end);
	for (unsigned i = 0; i < n; i++)
		values[i] = pack(s, bytes + i * (unsigned) s->bytes_per_register);
	return 0;
}

static int fill(const struct profile *p, const struct page *page, uint16_t *values)
{
	static const struct row blank = { .n = 0 };
	int r;

	if (page->n_rows > p->rows)
		return -EMSGSIZE;
	for (unsigned i = 0; i < (unsigned) p->rows; i++) {
		unsigned first, n = row_registers(p, i, &first);

		r = fill_row(p->settings, i < page->n_rows ? &page->rows[i] : &blank,
			     values + first, n);
		if (r < 0)
			return r;
	}
	return 0;
}

/* Bytes of the block that hold text: all up to the end of the last row that is not blank. */
static unsigned block_length(const struct profile *p, const struct page *page)
{
	const struct modbus_settings *s = p->settings;
	unsigned n = 0;

	for (unsigned i = 0; i < page->n_rows; i++) {
		unsigned first;

		row_registers(p, i, &first);
		if (page->rows[i].n > 0)
			n = first * (unsigned) s->bytes_per_register + page->rows[i].n;
	}
	if (s->length.unit == MODBUS_LENGTH_REGISTERS)
		n = (n + (unsigned) s->bytes_per_register - 1) / (unsigned) s->bytes_per_register;
	return n;
}

static unsigned text_spans(const struct profile *p, struct modbus_span *ret)
{
	const struct modbus_settings *s = p->settings;
	const struct modbus_area *a = s->has_text ? &s->text : s->rows;
	unsigned n = s->has_text ? 1 : (unsigned) s->n_rows;

	for (unsigned i = 0; i < n; i++)
		ret[i] = (struct modbus_span){ modbus_address(s, a[i].base),
					       (unsigned) a[i].registers };
	return n;
}

static int visit_text(const struct profile *p, const uint16_t *values, modbus_visit_fn visit,
		      void *userdata)
{
	const struct modbus_settings *s = p->settings;
	struct modbus_span spans[ROWS_MAX];
	unsigned n_spans = text_spans(p, spans), most = s->single ? 1 : (unsigned) s->max_write;
	int r;

	for (unsigned i = 0; i < n_spans; values += spans[i++].n)
		for (unsigned at = 0; at < spans[i].n; at += most) {
			unsigned left = spans[i].n - at;

			r = visit(userdata, spans[i].address + at, values + at,
				  left < most ? left : most);
			if (r < 0)
				return r;
		}
	return 0;
}

static int visit_one(const struct modbus_settings *s, int reg, unsigned value,
		     modbus_visit_fn visit, void *userdata)
{
	return visit(userdata, modbus_address(s, reg), &(uint16_t){ (uint16_t) value }, 1);
}

int modbus_writes(const struct profile *p, const struct page *page, uint16_t sequence,
		  modbus_visit_fn visit, void *userdata)
{
	const struct modbus_settings *s = p->settings;
	uint16_t values[MODBUS_TEXT_REGISTERS_MAX];
	int r;

	r = fill(p, page, values);
	for (size_t i = 0; r >= 0 && i < s->n_presets; i++)
		r = visit_one(s, s->presets[i].reg, (unsigned) s->presets[i].value, visit,
			      userdata);
	if (r >= 0)
		r = visit_text(p, values, visit, userdata);
	if (r >= 0 && s->has_length)
		r = visit_one(s, s->length.reg, block_length(p, page), visit, userdata);
	if (r >= 0 && s->sequence != MODBUS_NOWHERE)
		r = visit_one(s, s->sequence, sequence, visit, userdata);
	return r < 0 ? r : 0;
}

int modbus_trigger(const struct profile *p, modbus_visit_fn visit, void *userdata)
{
	const struct modbus_settings *s = p->settings;

	return s->has_trigger
		       ? visit_one(s, s->trigger.reg, (unsigned) s->trigger.value, visit, userdata)
		       : 0;
}

static size_t unpadded(const struct modbus_settings *s, const struct page *page, unsigned i)
{
	size_t n = i < page->n_rows ? page->rows[i].n : 0;

	while (n > 0 && page->rows[i].bytes[n - 1] == padding(s))
		n--;
	return n;
}

bool modbus_same(const struct profile *p, const struct page *a, const struct page *b)
{
	for (unsigned i = 0; i < (unsigned) p->rows; i++) {
		size_t n = unpadded(p->settings, a, i);

		if (n != unpadded(p->settings, b, i) ||
		    memcmp(a->rows[i].bytes, b->rows[i].bytes, n) != 0)
			return false;
	}
	return true;
}

/* The sequence register lies directly before span @i (-1), directly after it (1), or elsewhere (0).
 */
static int sequence_side(const struct modbus_settings *s, const struct modbus_span *span)
{
	unsigned at;

	if (s->sequence == MODBUS_NOWHERE)
		return 0;
	at = modbus_address(s, s->sequence);
	return at + 1 == span->address ? -1 : at == span->address + span->n ? 1 : 0;
}

unsigned modbus_spans(const struct profile *p, struct modbus_span ret[ROWS_MAX])
{
	unsigned n = text_spans(p, ret);

	for (unsigned i = 0; i < n; i++) {
		int side = sequence_side(p->settings, &ret[i]);

		if (side == 0)
			continue;
		ret[i].address -= side < 0;
		ret[i].n++;
		break;
	}
	return n;
}

struct lengths {
	bool has[LINE_READ_REGISTERS_MAX + 1];
};

/* The lengths of the answers when @spans are read in pieces of @chunk. */
static void answer_lengths(const struct modbus_span *spans, unsigned n_spans, unsigned chunk,
			   struct lengths *ret)
{
	*ret = (struct lengths){ 0 };
	for (unsigned i = 0; i < n_spans; i++) {
		if (spans[i].n >= chunk)
			ret->has[chunk] = true;
		ret->has[spans[i].n % chunk] = true;
	}
	ret->has[0] = false;
}

static bool disjoint(const struct lengths *a, const struct lengths *b)
{
	for (size_t i = 0; i < ARRAY_SIZE(a->has); i++)
		if (a->has[i] && b->has[i])
			return false;
	return true;
}

unsigned modbus_next_chunk(const struct modbus_span *spans, unsigned n_spans, unsigned chunk)
{
	unsigned most = LINE_READ_REGISTERS_MAX, least, next;
	struct lengths last, other;

	for (unsigned i = 0; i < n_spans; i++)
		if (spans[i].n < most)
			most = spans[i].n;
	least = (most + 1) / 2; /* two pieces are enough to differ */
	if (chunk < least || chunk > most)
		return most;

	answer_lengths(spans, n_spans, chunk, &last);
	next = chunk;
	for (unsigned i = least; i < most; i++) {
		next = next > least ? next - 1 : most;
		answer_lengths(spans, n_spans, next, &other);
		if (disjoint(&last, &other))
			return next;
	}
	return chunk > least ? chunk - 1 : most;
}

/* What of @n bytes is text, as much as a row takes: up to the terminator, or else without padding.
 */
static size_t text_length(const struct modbus_settings *s, const uint8_t *bytes, size_t n)
{
	const uint8_t *end, *found;
	size_t n_end = modbus_terminator_bytes(s, &end);

	found = n_end > 0 ? memmem(bytes, n, end, n_end) : NULL;
	n = found ? (size_t) (found - bytes) : n;
	if (n > ROW_BYTES_MAX)
		n = ROW_BYTES_MAX;
	while (!found && n > 0 && bytes[n - 1] == padding(s))
		n--;
	return n;
}

static void decode_row(const struct modbus_settings *s, const uint16_t *values, unsigned n,
		       struct row *ret)
{
	uint8_t bytes[2 * MODBUS_ROW_REGISTERS_MAX];
	size_t length;

	for (unsigned i = 0; i < n; i++)
		unpack(s, values[i], bytes + i * (unsigned) s->bytes_per_register);
	length = text_length(s, bytes, (size_t) n * (size_t) s->bytes_per_register);
	*ret = (struct row){ .n = (uint16_t) length };
	memcpy(ret->bytes, bytes, length);
}

void modbus_decode(const struct profile *p, const uint16_t *values, struct page *ret,
		   uint16_t *ret_sequence)
{
	const struct modbus_settings *s = p->settings;
	uint16_t text[MODBUS_TEXT_REGISTERS_MAX], sequence = 0;
	struct modbus_span spans[ROWS_MAX];
	unsigned n_spans = text_spans(p, spans), n = 0;
	bool seen = false;

	for (unsigned i = 0; i < n_spans; i++) {
		int side = seen ? 0 : sequence_side(s, &spans[i]);

		if (side < 0)
			sequence = *values++;
		memcpy(text + n, values, spans[i].n * sizeof(*values));
		values += spans[i].n;
		n += spans[i].n;
		if (side > 0)
			sequence = *values++;
		seen |= side != 0;
	}

	ret->n_rows = (uint16_t) p->rows;
	for (unsigned i = 0; i < (unsigned) p->rows; i++) {
		unsigned first, n_row = row_registers(p, i, &first);

		decode_row(s, text + first, n_row, &ret->rows[i]);
	}
	*ret_sequence = sequence;
}
