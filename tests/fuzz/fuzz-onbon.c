/* SPDX-License-Identifier: MIT */

/*
 * What is taken for a card's answer is one: its checksum, computed here once more, is right, it
 * comes from the card that was asked, and nothing shorter was taken for it.  What is framed comes
 * out again and is never an answer.  No page has a command in it but the newlines between rows.
 */

#include <assert.h>
#include <string.h>

#include "octets.h"
#include "onbon_area.h"
#include "onbon_frame.h"
#include "onbon_report.h"

#define PREFIXES_MAX 300 /* longer answers are not tried prefix by prefix: it takes too long */

/* The frame that ends @bytes, by another road than the parser's. */
static void check_frame(const struct onbon_wanted *w, const uint8_t *bytes, size_t n)
{
	uint8_t plain[LINE_ANSWER_MAX];
	size_t start = n - 1, n_plain = 0;

	assert(bytes[n - 1] == 0x5a);
	while (bytes[start - 1] != 0xa5)
		start--;
	for (size_t i = start; i < n - 1; i++) {
		assert(bytes[i] != 0x5a);
		if (bytes[i] == 0xa6 || bytes[i] == 0x5b) {
			uint8_t base = bytes[i] == 0xa6 ? 0xa7 : 0x5c;

			i++;
			assert(bytes[i] == 1 || bytes[i] == 2);
			plain[n_plain++] = (uint8_t) (base - bytes[i]);
		} else {
			plain[n_plain++] = bytes[i];
		}
	}
	assert(n_plain >= 14 + 5 + 2);
	assert(crc16(0, plain, n_plain - 2) == get16le(plain + n_plain - 2));
	assert(get16le(plain) == 0x8000 && get16le(plain + 2) == w->address);
	assert(get16le(plain + 12) == n_plain - 16);
}

static void check_reports(const struct onbon_reply *reply, bool special)
{
	struct onbon_status s = onbon_status_of(reply->payload, reply->n, special);
	struct onbon_screen screen = onbon_screen_of(reply->payload, reply->n);

	if (s.has_areas)
		assert(s.ids >= reply->payload && s.ids + s.n_ids <= reply->payload + reply->n);
	assert(screen.width <= 0xffff && screen.height <= 0xffff && onbon_model(screen.type));
}

static void check_answer(uint8_t choice, const uint8_t *bytes, size_t n)
{
	static const uint16_t codes[] = { ONBON_ACK, ONBON_STATUS, ONBON_SCREEN,
					  ONBON_WRITE_BLOCK };
	struct onbon_wanted w = { choice & 1 ? 0xfffe : 1, codes[choice / 2 % 4], choice / 8 % 2 };
	struct onbon_reply reply = { 0 }, other;
	int r = onbon_answer(&w, bytes, n, &reply);

	if (r <= 0) {
		assert(r == 0 || r == -EPROTO || r == -EREMOTEIO || r == -EBUSY);
		return;
	}
	assert((size_t) r <= n);
	check_frame(&w, bytes, (size_t) r);
	check_reports(&reply, choice / 16 % 2);
	for (size_t k = 0; r <= PREFIXES_MAX && k < (size_t) r; k++)
		assert(onbon_answer(&w, bytes, k, &other) == 0);
}

static void check_request(const uint8_t *bytes, size_t n)
{
	struct onbon_request rq = { .address = 1, .command = ONBON_AREAS, .payload = bytes };
	struct onbon_wanted w = { 1, ONBON_AREAS, true };
	uint8_t frame[LINE_REQUEST_MAX];
	struct onbon_reply reply;
	struct onbon_frame f;
	int r;

	rq.n = n < sizeof(reply.payload) ? n : sizeof(reply.payload);
	r = onbon_frame(&rq, frame);
	if (r == -EMSGSIZE)
		return; /* escapes beyond what a line takes */
	assert(r > 0 && onbon_unframe(frame, (size_t) r, &f) == r);
	assert(f.n == ONBON_DATA_HEAD + rq.n);
	assert(memcmp(f.data + ONBON_DATA_HEAD, bytes, rq.n) == 0);
	assert(onbon_answer(&w, frame, (size_t) r, &reply) == 0);
}

/* Rows of as many bytes as the first of them says. */
static void check_page(const uint8_t *bytes, size_t n)
{
	struct onbon_settings s = onbon_settings_defaults;
	struct profile p = { .rows = 4, .columns = 32, .charset = CHARSET_GBK, .settings = &s };
	struct page page = { .n_rows = 0 };
	struct onbon_text text;
	unsigned commands = 0;

	for (; page.n_rows < p.rows && n > 0; page.n_rows++) {
		struct row *row = &page.rows[page.n_rows];

		row->n = bytes[0] % (p.columns + 2);
		if (row->n > n - 1)
			row->n = (uint16_t) (n - 1);
		memcpy(row->bytes, bytes + 1, row->n);
		bytes += 1 + row->n;
		n -= 1 + row->n;
	}
	if (onbon_text(&p, &page, &text) < 0)
		return;
	assert(text.n <= (size_t) s.text_max && text.rows <= page.n_rows);
	for (size_t i = 0; i < text.n; i++) {
		assert(text.bytes[i] >= 0x20);
		commands += text.bytes[i] == '\\';
		assert(text.bytes[i] != '\\' || text.bytes[i + 1] == 'n');
	}
	assert(commands == (text.rows ? text.rows - 1 : 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1 || size > 1 + LINE_ANSWER_MAX)
		return 0;
	check_answer(data[0], data + 1, size - 1);
	check_request(data + 1, size - 1);
	check_page(data + 1, size - 1);
	return 0;
}
