/* SPDX-License-Identifier: MIT */
/*
 * Every driver against a board that answers whatever it likes, over several operations: only the
 * errors of its contract come back, what a board is said to hold or to be is printable and fits
 * its profile, and nothing that is asked of a line is outside the line's own bounds.
 *
 * The input: a byte for the profile, then for each operation a byte, and for each exchange of it
 * two: how it goes, and how many bytes of answer follow.
 */
#include <assert.h>
#include <string.h>

#include "config/charset.h"
#include "config/config.h"
#include "config/source.h"
#include "drivers.h"

#define PROFILES_MAX  64
#define EXCHANGES_MAX 1000 /* of one operation: a driver that asks for ever is found out */

static const struct profile *profiles[PROFILES_MAX];
static size_t n_profiles;

struct board {
	struct line line;
	const uint8_t *at, *end;
	unsigned exchanges;
};

static uint8_t next(struct board *b)
{
	return b->at < b->end ? *b->at++ : 0;
}

/* How the line itself fails now and then. */
static int line_result(struct board *b)
{
	static const int errors[] = { -ETIMEDOUT, -EPROTO, -EREMOTEIO, -EBUSY, -ENODEV };
	uint8_t how = next(b);

	assert(++b->exchanges <= EXCHANGES_MAX);
	if (b->at == b->end)
		return -ETIMEDOUT;
	return how >= 0xf0 ? errors[how % ARRAY_SIZE(errors)] : 0;
}

/* In two pieces, as a wire may have it. */
static int exchange(struct line *l, const uint8_t *request, size_t n, line_accept_fn accept,
		    void *userdata, usec_t deadline)
{
	struct board *b = container_of(l, struct board, line);
	size_t length, sizes[2];
	int r = line_result(b);

	(void) deadline;
	assert(request && n > 0 && n <= LINE_REQUEST_MAX);
	if (r < 0 || !accept)
		return r;
	length = next(b);
	if (length > (size_t) (b->end - b->at))
		length = (size_t) (b->end - b->at);
	sizes[0] = length / 2;
	sizes[1] = length;
	for (size_t i = 0; i < ARRAY_SIZE(sizes) && r == 0; i++) {
		/* Of just that size, so that reading past the end is seen. */
		_cleanup_(freep) uint8_t *some = malloc(sizes[i] ? sizes[i] : 1);

		memcpy(some, b->at, sizes[i]);
		r = sizes[i] ? accept(userdata, some, sizes[i]) : 0;
	}
	b->at += length;
	return r ? r : -ETIMEDOUT;
}

static int write_registers(struct line *l, unsigned unit, unsigned address, const uint16_t *values,
			   unsigned n, usec_t deadline)
{
	(void) deadline;
	assert(unit >= 1 && unit <= 247 && values && n >= 1 && n <= LINE_WRITE_REGISTERS_MAX);
	assert(address + n <= 0x10000);
	return line_result(container_of(l, struct board, line));
}

static int read_registers(struct line *l, unsigned unit, unsigned address, uint16_t *ret,
			  unsigned n, usec_t deadline)
{
	struct board *b = container_of(l, struct board, line);
	int r = line_result(b);

	(void) deadline;
	assert(unit >= 1 && unit <= 247 && n >= 1 && n <= LINE_READ_REGISTERS_MAX);
	assert(address + n <= 0x10000);
	for (unsigned i = 0; r == 0 && i < n; i++)
		ret[i] = (uint16_t) (next(b) << 8 | next(b));
	return r;
}

static int write_register(struct line *l, unsigned unit, unsigned address, uint16_t value,
			  usec_t deadline)
{
	return write_registers(l, unit, address, &value, 1, deadline);
}

static int write_coil(struct line *l, unsigned unit, unsigned address, bool on, usec_t deadline)
{
	return write_registers(l, unit, address, &(uint16_t){ on }, 1, deadline);
}

static const struct line_ops ops[] = {
	[LINE_BYTES] = { .kind = LINE_BYTES, .exchange = exchange },
	[LINE_REGISTERS] = { .kind = LINE_REGISTERS,
			     .write_registers = write_registers,
			     .read_registers = read_registers,
			     .write_register = write_register,
			     .write_coil = write_coil },
};

static void check_result(int r)
{
	assert(r == 0 || r == -ETIMEDOUT || r == -EPROTO || r == -EREMOTEIO || r == -EBUSY ||
	       r == -ENODEV || r == -EMSGSIZE || r == -EILSEQ || r == -EOPNOTSUPP || r == -ESTALE);
}

static void check_show(const struct driver *d, void *self, struct line *l, const struct page *page)
{
	int r = d->show(self, l, page, USEC_NEVER);

	if (r != -EBADE)
		check_result(r);
}

static void check_text(const char *text, size_t size)
{
	size_t n = strnlen(text, size);

	assert(n < size);
	for (size_t i = 0; i < n; i++)
		assert(text[i] >= ' ' && text[i] <= '~');
}

static void check_identity(const struct driver *d, void *self, struct line *l)
{
	struct identity id = { .width = 0 };
	int r = d->identify(self, l, &id, USEC_NEVER);

	check_result(r);
	if (r < 0)
		return;
	check_text(id.model, sizeof(id.model));
	check_text(id.firmware, sizeof(id.firmware));
}

static void check_read_back(const struct profile *p, void *self, struct line *l,
			    const struct page *expected)
{
	static struct page held;
	char text[4 * ROW_BYTES_MAX + 1];
	int r = p->driver->read_back(self, l, expected, &held, USEC_NEVER);

	if (r == READ_OTHER)
		return;
	check_result(r);
	if (r < 0)
		return;
	assert(held.n_rows <= ROWS_MAX);
	for (unsigned i = 0; i < held.n_rows; i++) {
		assert(held.rows[i].n <= ROW_BYTES_MAX);
		charset_decode(p->charset, held.rows[i].bytes, held.rows[i].n, text, sizeof(text));
	}
}

static void operate(const struct profile *p, void *self, struct line *l, const struct page *page,
		    uint8_t what)
{
	const struct driver *d = p->driver;

	switch (what % 9) {
	case 0:
		check_show(d, self, l, page);
		break;
	case 1:
		if (d->probe)
			check_result(d->probe(self, l, USEC_NEVER));
		break;
	case 2:
		if (d->read_back)
			check_read_back(p, self, l, what & 0x80 ? page : NULL);
		break;
	case 3:
		if (d->set_power)
			check_result(d->set_power(self, l, what & 0x80, USEC_NEVER));
		break;
	case 4:
		if (d->set_brightness && profile_can_dim(p))
			check_result(d->set_brightness(self, l, what % 101, USEC_NEVER));
		break;
	case 5:
		if (d->set_clock)
			check_result(d->set_clock(self, l,
						  &(struct wall_time){ 2026, 12, 4, 5, 23, 59, 59 },
						  USEC_NEVER));
		break;
	case 6:
		if (d->clear)
			check_result(d->clear(self, l, USEC_NEVER));
		break;
	case 7:
		if (d->store)
			check_result(d->store(self, l, page, USEC_NEVER));
		break;
	case 8:
		if (d->identify)
			check_identity(d, self, l);
		break;
	}
}

static void make_page(const struct profile *p, struct page *ret)
{
	static const char text[] = "Law 2026";
	static struct layout layout;

	assert(layout_text(text, (unsigned) p->rows, (unsigned) p->columns, &layout) == 0);
	assert(charset_encode_page(p->charset, text, &layout, 0, ret) == 0);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void emit(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	(void) severity;
	(void) at;
	(void) message;
	abort();
}

/* A profile has the name of its file. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static struct diag diag = { .emit = emit };
	static struct profile_set *set;
	static struct arena arena;
	struct source_list list;

	(void) argc;
	(void) argv;
	assert(profile_set_load(&set, PROFILES, drivers, &diag) == 0);
	assert(source_list(&list, PROFILES, &arena, &diag) == 0 && list.n <= PROFILES_MAX);
	for (size_t i = 0; i < list.n; i++) {
		const char *name = strrchr(list.paths[i], '/') + 1;
		char *word = arena_printf(&arena, "%.*s", (int) strlen(name) - 4, name);

		profiles[n_profiles] = profile_set_find(set, word);
		assert(profiles[n_profiles++]);
	}
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct board b = { .at = data, .end = data + size };
	const struct profile *p;
	const struct driver *d;
	_cleanup_(freep) void *self = NULL;
	static struct page page;
	uint8_t choice;

	if (size < 2)
		return 0;
	choice = next(&b);
	p = profiles[choice % n_profiles];
	d = p->driver;
	b.line.ops = &ops[d->line];
	self = calloc(1, d->size ? d->size : 1);
	assert(d->init(self, p, d->address_min, choice & 0x80 ? LINE_NETWORK : LINE_SERIAL) == 0);
	make_page(p, &page);
	while (b.at < b.end) {
		b.exchanges = 0;
		operate(p, self, &b.line, &page, next(&b));
	}
	return 0;
}
