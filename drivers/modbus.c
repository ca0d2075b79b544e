/* SPDX-License-Identifier: MIT */

/*
 * Text boards with a Modbus register map, driven wholly by their profile.
 *
 * There is no standard map for text; modbus_settings.h says what maps there
 * are, modbus_map.h turns a page into writes and answers into a page.
 *
 * What "verified" proves: the registers held the page, byte for byte but for
 * padding, when they were read after it was written.  A fresh number written for every
 * try, or else a split of the reads that differs from the last one's, keeps
 * an answer to an earlier question from being taken for this one's.  A
 * board with a trigger is read before it is triggered, so that what was
 * garbled on its way is never on the wall, and again after it; that it obeyed the trigger
 * is its own word, for no map has a register that tells.
 */

#include <string.h>

#include "drivers.h"
#include "modbus_frame.h"
#include "modbus_map.h"

struct modbus {
	const struct profile *profile;
	uint8_t unit;
	bool tcp;          /* encode() makes frames of Modbus TCP */
	bool fresh;        /* @sequence was written since the last read */
	uint16_t sequence; /* the last number written */
	unsigned chunk;    /* of the last read-back; 0: none yet */
	bool given;        /* all of a page was acknowledged, and not read since */
	bool triggered;    /* what it holds is what it was last told to show */
};

static const struct modbus_settings *settings(const struct modbus *m)
{
	return m->profile->settings;
}

static int modbus_init(void *self, const struct profile *profile, unsigned address,
		       enum line_medium medium)
{
	struct modbus *m = self;

	if (address < 1 || address > 247)
		return -EINVAL;

	m->profile = profile;
	m->unit = (uint8_t) address;
	m->tcp = medium == LINE_NETWORK;
	return 0;
}

static enum certainty modbus_certainty(const struct profile *profile)
{
	const struct modbus_settings *s = profile->settings;

	return s->readable ? CERTAINTY_VERIFIED : CERTAINTY_ACKNOWLEDGED;
}

static bool modbus_can_dim(const struct profile *profile)
{
	const struct modbus_settings *s = profile->settings;

	return s->has_brightness;
}

/* One walk of the writes, to a line. */
struct sending {
	const struct modbus *m;
	struct line *l;
	usec_t deadline;
};

static int send_write(void *userdata, unsigned address, const uint16_t *values, unsigned n)
{
	const struct sending *s = userdata;

	if (settings(s->m)->single)
		return line_write_register(s->l, s->m->unit, address, values[0], s->deadline);
	return line_write_registers(s->l, s->m->unit, address, values, n, s->deadline);
}

static int send_one(const struct modbus *m, struct line *l, int reg, unsigned value,
		    usec_t deadline)
{
	struct sending s = { m, l, deadline };

	return send_write(&s, modbus_address(settings(m), reg), &(uint16_t){ (uint16_t) value }, 1);
}

static int modbus_probe(void *self, struct line *l, usec_t deadline)
{
	const struct modbus *m = self;
	struct modbus_span spans[ROWS_MAX];
	uint16_t value;

	if (!settings(m)->readable)
		return -EOPNOTSUPP;
	modbus_spans(m->profile, spans);
	return line_read_registers(l, m->unit, spans[0].address, &value, 1, deadline);
}

/*
 * Any answer proves that there is a unit, a refusal too: no register is sure to be there.
 * Modbus Application Protocol 1.1b3, 6.3.
 */
static int modbus_identify(void *self, struct line *l, struct identity *ret, usec_t deadline)
{
	const struct modbus *m = self;
	uint16_t value;
	int r;

	r = line_read_registers(l, m->unit, 0, &value, 1, deadline);
	if (r < 0 && r != -EREMOTEIO && r != -EBUSY)
		return r;
	*ret = (struct identity){ .model = "" };
	return 0;
}

/*
 * Parts that were right one by one need not have been there together: half a page of ours and half
 * of somebody's who wrote while it was read make a whole one.  So what was read first is read
 * again, unless all of it was acknowledged just now.
 */
static int read_first_again(struct modbus *m, struct line *l, const struct modbus_span *first,
			    uint16_t *values, usec_t deadline)
{
	unsigned n = first->n < m->chunk ? first->n : m->chunk;

	/* In another length, as always. */
	return line_read_registers(l, m->unit, first->address, values, (n + 1) / 2, deadline);
}

static int read_spans(struct modbus *m, struct line *l, uint16_t *values, usec_t deadline)
{
	struct modbus_span spans[ROWS_MAX];
	unsigned n_spans = modbus_spans(m->profile, spans);
	uint16_t *first = values;
	int r;

	m->chunk = modbus_next_chunk(spans, n_spans, m->chunk);
	for (unsigned i = 0; i < n_spans; values += spans[i++].n)
		for (unsigned at = 0; at < spans[i].n; at += m->chunk) {
			unsigned left = spans[i].n - at;

			r = line_read_registers(l, m->unit, spans[i].address + at, values + at,
						left < m->chunk ? left : m->chunk, deadline);
			if (r < 0)
				return r;
		}
	if (m->given || (n_spans == 1 && m->chunk >= spans[0].n))
		return 0;
	return read_first_again(m, l, spans, first, deadline);
}

/*
 * A board with a sequence register has a new number written before each read, so that an
 * answer to an earlier read shows by its old one.
 */
static int read_page(struct modbus *m, struct line *l, struct page *ret, usec_t deadline)
{
	const struct modbus_settings *s = settings(m);
	uint16_t values[MODBUS_VALUES_MAX], sequence;
	struct page page = { .n_rows = 0 };
	int r = 0;

	if (s->sequence != MODBUS_NOWHERE && !m->fresh)
		r = send_one(m, l, s->sequence, ++m->sequence, deadline);
	m->fresh = false;
	if (r >= 0)
		r = read_spans(m, l, values, deadline);
	if (r < 0)
		return r;

	modbus_decode(m->profile, values, &page, &sequence);
	if (s->sequence != MODBUS_NOWHERE && sequence != m->sequence)
		return -EPROTO;
	*ret = page;
	return 0;
}

static int pull_trigger(struct modbus *m, struct line *l, usec_t deadline)
{
	struct sending s = { m, l, deadline };
	int r = modbus_trigger(m->profile, send_write, &s);

	m->triggered = r >= 0;
	return r;
}

/* What is not held as it was given is not triggered. */
static int check_staged(struct modbus *m, struct line *l, const struct page *page, usec_t deadline)
{
	struct page held;
	int r;

	if (!settings(m)->has_trigger || !settings(m)->readable)
		return 0;
	r = read_page(m, l, &held, deadline);
	if (r < 0)
		return r;
	return modbus_same(m->profile, &held, page) ? 0 : -EBADE;
}

static int modbus_show(void *self, struct line *l, const struct page *page, usec_t deadline)
{
	struct modbus *m = self;
	struct sending s = { m, l, deadline };
	int r;

	m->fresh = m->given = m->triggered = false;
	m->sequence++;
	r = modbus_writes(m->profile, page, m->sequence, send_write, &s);
	if (r < 0)
		return r;
	m->fresh = m->given = true;
	r = check_staged(m, l, page, deadline);
	if (r >= 0)
		r = pull_trigger(m, l, deadline);
	m->given = r >= 0;
	return r;
}

/*
 * What a board with a trigger holds says nothing of what it shows, unless it was triggered since.
 * Where that is not known and it holds what it should, it is triggered again, and read once more:
 * somebody may have come between.  Anything else it holds is not what it shows.
 */
static int trigger_again(struct modbus *m, struct line *l, const struct page *expected,
			 struct page *page, usec_t deadline)
{
	int r;

	if (!modbus_same(m->profile, page, expected))
		return READ_OTHER;
	r = pull_trigger(m, l, deadline);
	return r < 0 ? r : read_page(m, l, page, deadline);
}

static int modbus_read_back(void *self, struct line *l, const struct page *expected,
			    struct page *ret, usec_t deadline)
{
	struct modbus *m = self;
	struct page page;
	int r;

	if (!settings(m)->readable)
		return -EOPNOTSUPP;
	r = read_page(m, l, &page, deadline);
	m->given = false;
	if (r < 0)
		m->triggered = false; /* it may have been without power */
	else if (settings(m)->has_trigger && !m->triggered && expected)
		r = trigger_again(m, l, expected, &page, deadline);
	if (r != 0)
		return r;
	*ret = page;
	return 0;
}

static int modbus_set_power(void *self, struct line *l, bool on, usec_t deadline)
{
	const struct modbus *m = self;
	const struct modbus_settings *s = settings(m);

	if (!s->has_power)
		return -EOPNOTSUPP;
	if (s->power.coil != MODBUS_NOWHERE)
		return line_write_coil(l, m->unit, modbus_address(s, s->power.coil), on, deadline);
	return send_one(m, l, s->power.reg, (unsigned) (on ? s->power.on : s->power.off), deadline);
}

static int modbus_set_brightness(void *self, struct line *l, unsigned percent, usec_t deadline)
{
	const struct modbus *m = self;
	const struct modbus_range *b = &settings(m)->brightness;
	int span = b->max - b->min, value;

	if (!settings(m)->has_brightness)
		return -EOPNOTSUPP;
	if (percent > 100)
		return -EINVAL;

	/* Rounded to the nearest step, whichever way the scale runs. */
	value = b->min + (span * (int) percent + (span < 0 ? -50 : 50)) / 100;
	return send_one(m, l, b->reg, (unsigned) value, deadline);
}

static int modbus_clear(void *self, struct line *l, usec_t deadline)
{
	const struct modbus *m = self;
	const struct modbus_settings *s = settings(m);

	if (!s->has_clear)
		return -EOPNOTSUPP;
	return send_one(m, l, s->clear.reg, (unsigned) s->clear.value, deadline);
}

/* One walk of the writes, to frames. */
struct framing {
	const struct modbus *m;
	unsigned n_frames;
	driver_emit_fn emit;
	void *userdata;
};

static int emit_write(void *userdata, unsigned address, const uint16_t *values, unsigned n)
{
	struct framing *f = userdata;
	uint8_t frame[MODBUS_FRAME_MAX];
	size_t size;

	size = settings(f->m)->single
		       ? modbus_frame_write_single(frame, f->m->unit, address, values[0])
		       : modbus_frame_write(frame, f->m->unit, address, values, n);
	f->n_frames++; /* the first transaction of a connection is 1, as libmodbus counts */
	if (f->m->tcp)
		size = modbus_frame_to_tcp(frame, size, f->n_frames);
	return f->emit(f->userdata, frame, size);
}

static int modbus_encode(const void *self, const struct page *page, driver_emit_fn emit,
			 void *userdata)
{
	const struct modbus *m = self;
	struct framing f = { m, 0, emit, userdata };

	int r = modbus_writes(m->profile, page, (uint16_t) (m->sequence + 1), emit_write, &f);

	return r < 0 ? r : modbus_trigger(m->profile, emit_write, &f);
}

const struct driver modbus_driver = {
	.name = "modbus",
	.line = LINE_REGISTERS,
	.size = sizeof(struct modbus),
	.address_min = 1,
	.address_max = 247,
	.tcp_port = 502,
	.settings = modbus_setting_table,
	.settings_size = sizeof(struct modbus_settings),
	.settings_defaults = &modbus_settings_defaults,
	.check = modbus_settings_check,
	.init = modbus_init,
	.certainty = modbus_certainty,
	.can_dim = modbus_can_dim,
	.show = modbus_show,
	.probe = modbus_probe,
	.read_back = modbus_read_back,
	.set_power = modbus_set_power,
	.set_brightness = modbus_set_brightness,
	.clear = modbus_clear,
	.identify = modbus_identify,
	.scan_first = 1,
	.scan_last = 247,
	.encode = modbus_encode,
};
