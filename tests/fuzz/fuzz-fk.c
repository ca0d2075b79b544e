/* SPDX-License-Identifier: MIT */

/*
 * Whatever comes in, an answer is taken only where a whole good one stands, at
 * its last byte and not before; and no frame of our own is ever taken for one.
 */

#include <assert.h>
#include <string.h>

#include "fk_frame.h"
#include "fk_settings.h"
#include "octets.h"

#define BYTES_MAX 512

static int parse_copy(const struct profile *p, unsigned address, const uint8_t *bytes, size_t n)
{
	/* Of just that size, so that reading past the end is seen. */
	uint8_t *copy = malloc(n ? n : 1);
	int r;

	if (n > 0)
		memcpy(copy, bytes, n);
	r = fk_parse(p, address, copy, n);
	free(copy);
	return r;
}

/* The answer must be what was just read to its end: address, command, status 0, checksum. */
static void check_taken(const struct fk_settings *s, unsigned address, const uint8_t *end, size_t n)
{
	size_t size = s->version == FK_VERSION_64 ? 9 : 10;
	const uint8_t *frame = end - size;

	assert(n >= size);
	assert(frame[0] == address && frame[2] == 0xff && frame[3] == 0xff && frame[4] == 0x62);
	assert(frame[size - 3] == 0);
	assert(crc16(0xffff, frame, size - 2) == get16le(end - 2));
}

static int no_answer(void *userdata, const uint8_t *frame, size_t n)
{
	const struct profile *p = userdata;

	assert(fk_parse(p, frame[0], frame, n) <= 0);
	return 0;
}

static void check_own_frames(const struct profile *p, unsigned address, const uint8_t *data,
			     size_t size)
{
	struct page page = { .n_rows = (uint16_t) p->rows };

	for (int i = 0; i < p->rows; i++) {
		size_t n = size < (size_t) p->columns ? size : (size_t) p->columns;

		memcpy(page.rows[i].bytes, data, n);
		page.rows[i].n = (uint16_t) n;
		data += n;
		size -= n;
	}
	fk_writes(p, address, &page, no_answer, (void *) p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fk_settings s = fk_settings_defaults;
	struct profile p = { .name = "fuzz", .columns = 8, .settings = &s };
	unsigned address;
	int r = 0;

	if (size < 2)
		return 0;
	s.version = data[0] % 2;
	s.length_order = data[0] / 2 % 2;
	s.split = data[0] / 4 % 2;
	p.rows = 1 + data[0] / 8 % ROWS_MAX;
	address = data[1];
	data += 2;
	size = size - 2 < BYTES_MAX ? size - 2 : BYTES_MAX;

	for (size_t n = 0; n <= size && r == 0; n++) {
		r = parse_copy(&p, address, data, n);
		assert(r == 0 || r == 1 || r == -EPROTO || r == -EREMOTEIO);
		if (r == 1)
			check_taken(&s, address, data + n, n);
	}
	check_own_frames(&p, address, data, size);
	return 0;
}
