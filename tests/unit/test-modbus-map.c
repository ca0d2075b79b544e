/* SPDX-License-Identifier: MIT */

/* The modbus driver's pure parts: frames, the shapes of reads, and any page to registers and back.
 */

#include "check.h"
#include "modbus_frame.h"
#include "modbus_map.h"
#include "pufa/driver.h"
#include "script.h"

struct board {
	struct modbus_settings settings;
	struct profile profile;
	const struct driver *driver;
	void *self;
};

static void board_init(struct board *b, int rows, int columns, int registers)
{
	*b = (struct board){ .settings = modbus_settings_defaults };
	b->settings.has_text = true;
	b->settings.text = (struct modbus_area){ 100, registers };
	b->driver = driver_find(drivers, "modbus");
	b->profile = (struct profile){
		.name = "test", .rows = rows, .columns = columns, .settings = &b->settings
	};
	b->self = calloc(1, b->driver->size);
	CHECK(b->driver->init(b->self, &b->profile, 7, LINE_SERIAL) == 0);
}

static void board_done(struct board *b)
{
	free(b->self);
}

/* Frames whose bytes were made elsewhere. */
static const struct {
	int line;
	unsigned unit;
	bool single;
	unsigned address, n;
	uint16_t values[8];
	size_t length;
	uint8_t bytes[24];
} frames[] = {
	/* The Ditel manual's text "E 523" at register 0. */
	{ __LINE__,
	  1,
	  false,
	  0,
	  3,
	  { 0x4520, 0x3532, 0x3300 },
	  15,
	  { 0x01, 0x10, 0x00, 0x00, 0x00, 0x03, 0x06, 0x45, 0x20, 0x35, 0x32, 0x33, 0x00, 0xd3,
	    0x21 } },
	/* A text mode switch as a Chinese vendor prints it. */
	{ __LINE__,
	  1,
	  true,
	  0,
	  1,
	  { 0x001f },
	  8,
	  { 0x01, 0x06, 0x00, 0x00, 0x00, 0x1f, 0xc8, 0x02 } },
};

static void test_frames(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(frames); i++) {
		uint8_t bytes[MODBUS_FRAME_MAX];
		size_t n;

		n = frames[i].single
			    ? modbus_frame_write_single(bytes, frames[i].unit, frames[i].address,
							frames[i].values[0])
			    : modbus_frame_write(bytes, frames[i].unit, frames[i].address,
						 frames[i].values, frames[i].n);
		CHECK_ROW(frames[i].line, n == frames[i].length);
		CHECK_ROW(frames[i].line, memcmp(bytes, frames[i].bytes, frames[i].length) == 0);
	}
}

static void test_chunks_at_the_limit(void)
{
	struct page page = { .n_rows = 1, .rows[0].n = 250 };
	static struct store store;
	struct page back;
	struct board b;

	memset(page.rows[0].bytes, 'x', 250);
	store_init(&store);
	board_init(&b, 1, 250, 125);
	CHECK(b.driver->show(b.self, &store.line, &page, USEC_NEVER) == 0);
	CHECK(store.written == LINE_WRITE_REGISTERS_MAX);
	CHECK(b.driver->read_back(b.self, &store.line, NULL, &back, USEC_NEVER) == 0);
	CHECK(back.rows[0].n == 250 && memcmp(back.rows[0].bytes, page.rows[0].bytes, 250) == 0);
	board_done(&b);
}

/* No two reads in a row have an answer of the same length, whatever the map. */
static void test_shapes(void)
{
	static const struct {
		int line;
		unsigned n_spans;
		struct modbus_span spans[4];
	} maps[] = {
		{ __LINE__, 1, { { 0, 2 } } },
		{ __LINE__, 1, { { 0, 3 } } },
		{ __LINE__, 1, { { 1000, 16 } } },
		{ __LINE__, 1, { { 0, 125 } } },
		{ __LINE__, 1, { { 0, 126 } } },
		{ __LINE__, 1, { { 0, 300 } } },
		{ __LINE__, 2, { { 0, 8 }, { 20, 8 } } },
		{ __LINE__, 2, { { 0, 12 }, { 20, 7 } } },
		{ __LINE__, 4, { { 0, 8 }, { 20, 8 }, { 40, 8 }, { 60, 9 } } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(maps); i++) {
		bool last[LINE_READ_REGISTERS_MAX + 1] = { false };
		unsigned chunk = 0;

		for (int turn = 0; turn < 300; turn++) {
			bool now[LINE_READ_REGISTERS_MAX + 1] = { false };

			chunk = modbus_next_chunk(maps[i].spans, maps[i].n_spans, chunk);
			CHECK_ROW(maps[i].line, chunk >= 1 && chunk <= LINE_READ_REGISTERS_MAX);
			for (unsigned k = 0; k < maps[i].n_spans; k++)
				for (unsigned left = maps[i].spans[k].n; left > 0;) {
					unsigned n = left < chunk ? left : chunk;

					CHECK_ROW(maps[i].line, !last[n]);
					now[n] = true;
					left -= n;
				}
			memcpy(last, now, sizeof(last));
		}
	}
}

/* Whatever the knobs, what is shown is what is read back, and nothing old stays. */
static void random_knobs(struct modbus_settings *s, uint64_t *random)
{
	s->bytes_per_register = 1 + (int) (test_random(random) % 2);
	if (s->bytes_per_register == 2)
		s->byte_order = (int) (test_random(random) % 2);
	s->padding = (int) (test_random(random) % 2);
	s->terminator = (int) (test_random(random) % 5);
	s->max_write = 1 + (int) (test_random(random) % LINE_WRITE_REGISTERS_MAX);
	s->origin = (int) (test_random(random) % 2);
	s->single = test_random(random) % 4 == 0;
}

static struct page random_page(int rows, int columns, uint64_t *random)
{
	struct page p = { .n_rows = (uint16_t) (test_random(random) % (unsigned) (rows + 1)) };

	for (unsigned i = 0; i < p.n_rows; i++) {
		p.rows[i].n = (uint16_t) (test_random(random) % (unsigned) (columns + 1));
		for (unsigned k = 0; k < p.rows[i].n; k++)
			p.rows[i].bytes[k] = (uint8_t) (0x30 + test_random(random) % 0xc0);
	}
	return p;
}

static void test_random_round_trips(uint64_t *random)
{
	static struct store store;

	for (int i = 0; i < 2000; i++) {
		int rows = 1 + (int) (test_random(random) % ROWS_MAX);
		int columns = 2 + (int) (test_random(random) % (COLUMNS_MAX - 1));
		struct page page = random_page(rows, columns, random), back;
		struct board b;

		board_init(&b, rows, columns, rows * (columns + 2));
		random_knobs(&b.settings, random);
		store_init(&store);
		memset(store.registers, 0x5a, sizeof(store.registers));
		CHECK(b.driver->show(b.self, &store.line, &page, USEC_NEVER) == 0);
		for (int turn = 0; turn < 3; turn++) {
			CHECK(b.driver->read_back(b.self, &store.line, NULL, &back, USEC_NEVER) ==
			      0);
			CHECK(back.n_rows == rows);
			for (int k = 0; k < rows; k++) {
				const struct row *want = &page.rows[k];
				unsigned n = k < page.n_rows ? want->n : 0;

				CHECK(back.rows[k].n == n &&
				      memcmp(back.rows[k].bytes, want->bytes, n) == 0);
			}
		}
		CHECK(store.registers[99 - b.settings.origin] == 0x5a5a);
		CHECK(store.registers[100 - b.settings.origin + b.settings.text.registers] ==
		      0x5a5a);
		board_done(&b);
	}
}

static void with_controls(struct modbus_settings *s)
{
	s->has_power = true;
	s->power = (struct modbus_switch){ .reg = 50, .coil = MODBUS_NOWHERE, .on = 3, .off = 9 };
	s->has_brightness = true;
	s->brightness = (struct modbus_range){ 51, 0, 31 };
	s->has_clear = true;
	s->clear = (struct modbus_value){ 52, 0x1234 };
}

static void with_coil(struct modbus_settings *s)
{
	s->origin = MODBUS_ORIGIN_ONE;
	s->has_power = true;
	s->power = (struct modbus_switch){ .reg = MODBUS_NOWHERE, .coil = 50, .on = 1 };
	s->has_brightness = true;
	s->brightness = (struct modbus_range){ 51, 15, 0 };
}

static void test_controls(void)
{
	const struct step registers[] = {
		WRITE(50, 3),  WRITE(50, 9),      WRITE(51, 0),      WRITE(51, 16),
		WRITE(51, 31), WRITE(52, 0x1234), READ(100, 0x4142),
	};
	const struct step coils[] = { COIL(49, 1), COIL(49, 0), WRITE(50, 15), WRITE(50, 0) };
	const struct driver *d;
	struct script s;
	struct board b;

	board_init(&b, 1, 4, 2);
	with_controls(&b.settings);
	d = b.driver;
	script_init(&s, 7, registers, ARRAY_SIZE(registers));
	CHECK(d->set_power(b.self, &s.line, true, USEC_NEVER) == 0);
	CHECK(d->set_power(b.self, &s.line, false, USEC_NEVER) == 0);
	CHECK(d->set_brightness(b.self, &s.line, 0, USEC_NEVER) == 0);
	CHECK(d->set_brightness(b.self, &s.line, 50, USEC_NEVER) == 0);
	CHECK(d->set_brightness(b.self, &s.line, 100, USEC_NEVER) == 0);
	CHECK(d->set_brightness(b.self, &s.line, 101, USEC_NEVER) == -EINVAL);
	CHECK(d->clear(b.self, &s.line, USEC_NEVER) == 0);
	CHECK(d->probe(b.self, &s.line, USEC_NEVER) == 0);
	CHECK(script_done(&s));
	board_done(&b);

	board_init(&b, 1, 4, 2);
	with_coil(&b.settings);
	script_init(&s, 7, coils, ARRAY_SIZE(coils));
	CHECK(d->set_power(b.self, &s.line, true, USEC_NEVER) == 0);
	CHECK(d->set_power(b.self, &s.line, false, USEC_NEVER) == 0);
	CHECK(d->set_brightness(b.self, &s.line, 0, USEC_NEVER) == 0);
	CHECK(d->set_brightness(b.self, &s.line, 100, USEC_NEVER) == 0);
	CHECK(script_done(&s));
	board_done(&b);

	board_init(&b, 1, 4, 2);
	b.settings.readable = false;
	script_init(&s, 7, NULL, 0);
	CHECK(d->set_power(b.self, &s.line, true, USEC_NEVER) == -EOPNOTSUPP);
	CHECK(d->set_brightness(b.self, &s.line, 50, USEC_NEVER) == -EOPNOTSUPP);
	CHECK(d->clear(b.self, &s.line, USEC_NEVER) == -EOPNOTSUPP);
	CHECK(d->probe(b.self, &s.line, USEC_NEVER) == -EOPNOTSUPP);
	CHECK(d->certainty(&b.profile) == CERTAINTY_ACKNOWLEDGED);
	CHECK(d->init(b.self, &b.profile, 0, LINE_SERIAL) == -EINVAL);
	CHECK(d->init(b.self, &b.profile, 248, LINE_SERIAL) == -EINVAL);
	CHECK(script_done(&s));
	board_done(&b);
}

int main(int argc, char **argv)
{
	uint64_t random = test_seed(argc, argv);

	test_frames();
	test_chunks_at_the_limit();
	test_shapes();
	test_controls();
	test_random_round_trips(&random);
	return test_result();
}
