/* SPDX-License-Identifier: MIT */

/*
 * Whatever comes, only a whole packet with the right sum, number and command is
 * an answer, and not before its last byte; our own request never is.  Whatever
 * file a board holds, the page that it is read as is written and read as the
 * same page again, and has no character that a page may not have.
 */

#include <assert.h>
#include <string.h>

#include "jetfile_frame.h"
#include "jetfile_text.h"
#include "pufa/driver.h"

static const struct jetfile_request asked = { .destination = { 3, 4 },
					      .serial = 0x0401,
					      .command = JETFILE_WRITE_TEXT };

static void fuzz_answer(const uint8_t *data, size_t size)
{
	struct jetfile_answer a;
	const uint8_t *head, *end;
	_cleanup_(freep) uint8_t *less = NULL;
	size_t n;

	if (jetfile_parse(&asked, data, size, &a) != 1)
		return;
	head = a.arg - JETFILE_HEAD_SIZE;
	end = a.data + a.n_data;
	assert(head >= data && a.data == a.arg + a.n_arg && end <= data + size);
	assert(head[0] == 0x55 && head[1] == 0xa8 && get16le(head + 10) == asked.serial);
	assert(get16be(head + 12) == (unsigned) asked.command);
	assert(sum16(head + 4, (size_t) (end - head) - 4) == get16le(head + 2));
	assert(a.carries || a.n_arg + a.n_data >= 2);

	/* A copy of just that size, so that reading past the end is seen. */
	n = (size_t) (end - data) - 1;
	less = malloc(n ? n : 1);
	memcpy(less, data, n);
	if (jetfile_parse(&asked, less, n, &a) == 1)
		assert(a.data + a.n_data <= less + n);
}

static void fuzz_request(const uint8_t *data, size_t size)
{
	uint8_t bytes[JETFILE_PACKET_MAX];
	struct octets o = OCTETS(bytes);
	struct jetfile_request r = asked;
	struct jetfile_answer a;

	r.data = data;
	r.n_data = size;
	if (jetfile_build(&o, &r) < 0)
		return;
	assert(!o.overflow && jetfile_parse(&asked, o.bytes, o.n, &a) == 0);
}

static void fuzz_file(const uint8_t *data, size_t size, uint8_t knobs)
{
	struct jetfile_settings s = jetfile_settings_defaults;
	struct profile p = { .rows = 3, .columns = 16, .settings = &s };
	uint8_t bytes[JETFILE_FILE_MAX];
	struct octets o = OCTETS(bytes);
	struct page page, again;

	p.charset = (enum charset)(knobs % 4);
	s.head = knobs / 4 % 2;
	s.line_feed = knobs / 8 % 2;
	if (jetfile_read_text(&p, data, size, &page) != 0)
		return;
	assert(page.n_rows == 3);
	assert(jetfile_write_text(&o, &p, &page) == 0);
	assert(jetfile_read_text(&p, o.bytes, o.n, &again) == 0);
	for (unsigned i = 0; i < 3; i++)
		assert(page.rows[i].n == again.rows[i].n &&
		       memcmp(page.rows[i].bytes, again.rows[i].bytes, page.rows[i].n) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	switch (data[0] / 64) {
	case 0:
		fuzz_request(data + 1, size - 1);
		break;
	case 1:
		fuzz_file(data + 1, size - 1, data[0] % 64);
		break;
	default:
		fuzz_answer(data + 1, size - 1);
	}
	return 0;
}
