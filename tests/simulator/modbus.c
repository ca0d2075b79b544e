/* SPDX-License-Identifier: MIT */

/*
 * Boards on Modbus: RTU on a serial line, Modbus TCP on a network.  What the
 * registers mean is known only where the board has a profile; then it shows
 * what its map says, when its trigger is written, and blanks at its command.
 */

#include <string.h>

#include "modbus.h"
#include "modbus_map.h"

#define MBAP    7
#define ADU_MAX 260

struct modbus_board {
	struct unit unit;
	struct page triggered; /* what is shown of a map with a trigger */
};

struct unit *sim_modbus_unit(const struct board *b)
{
	return &((struct modbus_board *) b->state)->unit;
}

static const struct modbus_settings *settings(const struct board *b)
{
	return b->profile ? b->profile->settings : NULL;
}

/* The length of the RTU request that begins with these bytes; 0: more are needed to know. */
static size_t rtu_length(const uint8_t *in, size_t n)
{
	if (n < 2)
		return 0;
	if (in[1] == 0x0f || in[1] == 0x10)
		return n < 7 ? 0 : 9 + (size_t) in[6];
	return 8;
}

static int take_rtu(const uint8_t *in, size_t n, struct request *ret)
{
	size_t length = rtu_length(in, n);

	if (length > ADU_MAX)
		return TAKE_NONSENSE;
	if (length == 0 || length > n)
		return TAKE_MORE;
	if (crc16(0xffff, in, length) != 0)
		return TAKE_NONSENSE;
	ret->address = in[0];
	ret->n = length - 3;
	memcpy(ret->bytes, in + 1, ret->n);
	return (int) length;
}

static int take_tcp(const uint8_t *in, size_t n, struct request *ret)
{
	size_t length = n < 6 ? 0 : 6 + (size_t) get16be(in + 4);

	if (length > 0 && (length < MBAP + 1 || length > ADU_MAX || in[2] || in[3]))
		return TAKE_HANG_UP;
	if (length == 0 || length > n)
		return TAKE_MORE;
	ret->address = in[6];
	ret->n = length - MBAP;
	memcpy(ret->bytes, in + MBAP, ret->n);
	return (int) length;
}

static int take(enum line_medium medium, const uint8_t *in, size_t n, struct request *ret)
{
	ret->mask = 0xff;
	return medium == LINE_NETWORK ? take_tcp(in, n, ret) : take_rtu(in, n, ret);
}

/* The values of the spans that hold the text; false: the unit has no such registers. */
static bool read_text(const struct board *b, struct page *ret)
{
	const struct unit *u = sim_modbus_unit(b);
	uint16_t values[MODBUS_VALUES_MAX], sequence;
	struct modbus_span spans[ROWS_MAX];
	unsigned n = modbus_spans(b->profile, spans), k = 0;

	for (unsigned i = 0; i < n; i++)
		for (unsigned j = 0; j < spans[i].n; j++) {
			if (spans[i].address + j >= u->n)
				return false;
			values[k++] = u->registers[spans[i].address + j];
		}
	modbus_decode(b->profile, values, ret, &sequence);
	return true;
}

/* Does the request write this value to a register of the map? */
static bool writes(const struct board *b, const uint8_t *pdu, const struct modbus_value *v)
{
	unsigned at = modbus_address(settings(b), v->reg), first = get16be(pdu + 1);
	unsigned n = pdu[0] == 0x10 ? get16be(pdu + 3) : 1;

	return (pdu[0] == 0x10 || pdu[0] == 0x06) && at >= first && at < first + n &&
	       sim_modbus_unit(b)->registers[at] == v->value;
}

/* What a board does by itself when a register is written that means something. */
static void obey_map(struct board *b, const uint8_t *pdu)
{
	const struct modbus_settings *s = settings(b);
	struct modbus_board *m = b->state;
	struct modbus_span spans[ROWS_MAX];

	if (!s)
		return;
	if (s->has_trigger && writes(b, pdu, &s->trigger))
		read_text(b, &m->triggered);
	if (!s->has_clear || !writes(b, pdu, &s->clear))
		return;
	m->triggered = (struct page){ 0 };
	for (unsigned i = 0, n = modbus_spans(b->profile, spans); i < n; i++)
		for (unsigned at = spans[i].address; at < spans[i].address + spans[i].n; at++)
			if (at < m->unit.n)
				m->unit.registers[at] = 0;
}

static void put_frame(const struct request *r, const struct manner *m, const uint8_t *pdu, size_t n,
		      struct octets *out)
{
	unsigned address = r->address + m->wrong_address;
	uint16_t crc;

	if (r->medium == LINE_NETWORK) {
		/* There is no checksum; a wrong transaction is as good. */
		octets_put16be(out, get16be(r->raw) ^ m->wrong_checksum);
		octets_put16be(out, 0);
		octets_put16be(out, (unsigned) n + 1);
		octets_put8(out, address);
		octets_put(out, pdu, n);
		return;
	}
	octets_put8(out, address);
	octets_put(out, pdu, n);
	crc = crc16(0xffff, out->bytes, out->n);
	octets_put16le(out, (unsigned) crc ^ (unsigned) m->wrong_checksum << 8);
}

static void answer(struct board *b, const struct request *r, const struct manner *m,
		   struct octets *out)
{
	uint8_t pdu[PDU_MAX + 1];
	size_t n;

	if (m->refuse >= 0) {
		n = unit_exception(r->bytes[0], (uint8_t) m->refuse, pdu);
	} else {
		n = unit_answer(sim_modbus_unit(b), r->bytes, r->n, pdu);
		if (!(pdu[0] & 0x80))
			obey_map(b, r->bytes);
	}
	put_frame(r, m, pdu, n, out);
}

/* A gateway says itself that there is no such unit behind it. */
static void nobody(const struct request *r, struct octets *out)
{
	uint8_t pdu[2];

	if (r->medium == LINE_NETWORK)
		put_frame(r, &(struct manner){ .refuse = -1 }, pdu,
			  unit_exception(r->bytes[0], 11, pdu), out);
}

/* Where the map says that the board is switched; false: nowhere. */
static bool find_switch(const struct board *b, uint16_t **ret_register, bool **ret_coil)
{
	const struct modbus_settings *s = settings(b);
	struct unit *u = sim_modbus_unit(b);
	bool is_coil;
	unsigned at;

	if (!s || !s->has_power)
		return false;
	is_coil = s->power.coil != MODBUS_NOWHERE;
	at = modbus_address(s, is_coil ? s->power.coil : s->power.reg);
	if (at >= u->n)
		return false;
	*ret_register = is_coil ? NULL : &u->registers[at];
	*ret_coil = is_coil ? &u->coils[at] : NULL;
	return true;
}

/* Registers become 0, but for that which says that the board is on. */
static void restart(struct board *b, bool everything)
{
	struct modbus_board *m = b->state;
	unsigned n = m->unit.n;
	uint16_t *reg;
	bool *coil;

	(void) everything;
	memset(m, 0, sizeof(*m));
	m->unit.n = n ? n : MODBUS_REGISTERS_DEFAULT;
	if (!find_switch(b, &reg, &coil))
		return;
	if (coil)
		*coil = true;
	else
		*reg = (uint16_t) settings(b)->power.on;
}

static bool is_dark(const struct board *b)
{
	uint16_t *reg;
	bool *coil;

	if (!find_switch(b, &reg, &coil))
		return false;
	return coil ? !*coil : *reg == settings(b)->power.off;
}

static void show(const struct board *b, struct screen *s)
{
	const struct modbus_board *m = b->state;
	struct page page = { .n_rows = 0 };

	s->unknown = !b->profile;
	if (s->unknown)
		return;
	s->dark = is_dark(b);
	if (settings(b)->has_trigger)
		page = m->triggered;
	else
		read_text(b, &page);
	for (unsigned i = 0; i < page.n_rows; i++)
		screen_put(s, i, 0, s->columns, page.rows[i].bytes, page.rows[i].n);
}

static int write_unit(void *userdata, unsigned address, const uint16_t *values, unsigned n)
{
	struct unit *u = userdata;

	if (address + n > u->n)
		return -EMSGSIZE;
	memcpy(u->registers + address, values, n * sizeof(*values));
	return 0;
}

static int foreign(struct board *b, const struct page *page)
{
	struct modbus_board *m = b->state;
	int r;

	if (!b->profile)
		return -EOPNOTSUPP;
	r = modbus_writes(b->profile, page, 0, write_unit, &m->unit);
	if (r >= 0)
		r = modbus_trigger(b->profile, write_unit, &m->unit);
	if (r >= 0 && settings(b)->has_trigger)
		read_text(b, &m->triggered);
	return r;
}

const struct protocol sim_modbus = {
	.name = "modbus",
	.size = sizeof(struct modbus_board),
	.address_min = 1,
	.address_max = 247,
	.cell_width = 8,
	.cell_height = 16,
	.silence = 50 * USEC_PER_MSEC,
	.refusal = 4, /* device failure */
	.busy = 6,
	.take = take,
	.answer = answer,
	.nobody = nobody,
	.restart = restart,
	.show = show,
	.foreign = foreign,
};
