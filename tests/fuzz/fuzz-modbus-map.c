/* SPDX-License-Identifier: MIT */

/*
 * Whatever registers hold, decoding them gives a page that, shown and decoded
 * again, is the same page: what is called equal is equal.
 */

#include <assert.h>
#include <string.h>

#include "modbus_map.h"

#define ROWS 2

struct image {
	unsigned base;
	uint16_t values[MODBUS_VALUES_MAX];
};

static int store(void *userdata, unsigned address, const uint16_t *values, unsigned n)
{
	struct image *image = userdata;

	assert(address >= image->base && address - image->base + n <= MODBUS_VALUES_MAX);
	memcpy(image->values + (address - image->base), values, n * sizeof(*values));
	return 0;
}

/* No page that is shown has any; those that a board holds may run into the terminator. */
static bool has_controls(const struct page *page)
{
	for (unsigned i = 0; i < page->n_rows; i++)
		for (unsigned k = 0; k < page->rows[i].n; k++)
			if (page->rows[i].bytes[k] < 0x20)
				return true;
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct modbus_settings s = modbus_settings_defaults;
	struct profile p = { .name = "fuzz", .rows = ROWS, .settings = &s };
	struct image image = { .base = 1000 };
	struct page page, again;
	uint16_t sequence;
	size_t n;

	if (size < 4)
		return 0;
	s.bytes_per_register = 1 + data[0] % 2;
	s.byte_order = data[0] / 2 % 2;
	s.padding = data[0] / 4 % 2;
	s.terminator = data[0] / 8 % 5;
	s.max_write = 1 + data[1] % 123;
	s.has_text = true;
	/* A row has room for its terminator: the check of profiles sees to it. */
	s.text = (struct modbus_area){ 1000, ROWS * (3 + data[2] % 128) };

	n = (size - 3) / 2;
	for (size_t i = 0; i < n && i < (size_t) s.text.registers; i++)
		image.values[i] = (uint16_t) (data[3 + 2 * i] << 8 | data[4 + 2 * i]);

	modbus_decode(&p, image.values, &page, &sequence);
	assert(page.n_rows == ROWS);
	if (s.terminator != MODBUS_END_NONE && has_controls(&page))
		return 0;
	if (modbus_writes(&p, &page, 0, store, &image) < 0)
		return 0; /* garbage in the place of the terminator */
	modbus_decode(&p, image.values, &again, &sequence);
	for (unsigned i = 0; i < ROWS; i++)
		assert(page.rows[i].n == again.rows[i].n &&
		       memcmp(page.rows[i].bytes, again.rows[i].bytes, page.rows[i].n) == 0);
	return 0;
}
