/* SPDX-License-Identifier: MIT */

/*
 * Whatever comes, an answer is taken only where its card, code and checksum are right, what more
 * comes changes nothing, and those that read answers stay within them.  A request that is framed
 * reads back as it was.
 */

#include <assert.h>
#include <string.h>

#include "cpower_frame.h"
#include "cpower_settings.h"
#include "cpower_text.h"

static const uint8_t asked_codes[] = {
	CPOWER_VERSION, CPOWER_BRIGHTNESS, CPOWER_CLOCK, CPOWER_POWER, CPOWER_CALL,
};

/* Of exactly that size, so that reading past the end is seen. */
static int parse(const struct cpower_card *card, const struct cpower_request *asked,
		 const uint8_t *bytes, size_t n, struct cpower_answer *ret)
{
	_cleanup_(freep) uint8_t *some = malloc(n ? n : 1);

	memcpy(some, bytes, n);
	return cpower_parse(card, asked, some, n, ret);
}

static void check_answer(const struct cpower_card *card, const struct cpower_request *asked,
			 const struct cpower_answer *a)
{
	const uint8_t *end = a->data + a->n;
	struct octets body = { .bytes = (uint8_t *) a->body, .n = (size_t) (end - a->body) };

	assert(a->data >= a->body + 5 && end + 2 <= a->body + sizeof(a->body));
	assert((a->body[0] | 0x80) == 0xe8 && a->body[1] == 0x32);
	assert(card->old_firmware || a->body[0] == 0xe8);
	assert(a->body[2] == card->id && a->body[3] == asked->code && a->body[4] == a->mark);
	/* A refusal may be cut short, and then has no data here. */
	if (a->n > 0)
		assert(get16le(end) == sum16(body.bytes, body.n));
}

/* What an answer carries, from one or as if it had been in one: few sums are right by chance. */
static void read_data(const uint8_t *bytes, size_t n)
{
	struct cpower_settings settings = cpower_settings_defaults;
	struct profile p = { .rows = 2, .columns = 16, .settings = &settings };
	_cleanup_(freep) uint8_t *data = malloc(n ? n : 1);
	struct cpower_template template;
	uint32_t mark;

	memcpy(data, bytes, n);
	assert(cpower_take_template(&p, data, n, &template) <= 0);
	assert(cpower_take_list(&p, data, n) <= 1);
	assert(cpower_take_mark(&p, data, n, &mark) <= 0);
	assert(cpower_take_programme(&p, 1, data, n) <= 0);
}

/* The first verdict stands, whatever comes after. */
static void check_growth(const struct cpower_card *card, const struct cpower_request *asked,
			 const uint8_t *data, size_t size, int verdict)
{
	struct cpower_answer a;
	bool settled = false;

	if (size > 256)
		return;
	for (size_t n = 0; n <= size; n++) {
		int r = parse(card, asked, data, n, &a);

		assert(!settled || r == verdict);
		settled |= r != 0;
	}
	assert(settled == (verdict != 0));
}

static void check_round_trip(const struct cpower_card *card, uint8_t code, const uint8_t *data,
			     size_t size)
{
	static const uint8_t other[] = { CPOWER_TEXT };
	struct cpower_card old = *card;
	struct cpower_request sent = { code, 0, 0, data, size };
	struct cpower_request asked = { code, 0, 0, other, sizeof(other) };
	uint8_t frame[CPOWER_FRAME_MAX];
	struct cpower_answer a;
	size_t n = cpower_frame(card, &sent, frame);

	if (n == 0 || (size == 1 && data[0] == CPOWER_TEXT))
		return;
	old.old_firmware = true;
	assert(parse(&old, &asked, frame, n, &a) == 1);
	assert(a.mark == 1 && a.n == size && memcmp(a.data, data, size) == 0);
	assert(parse(&old, &sent, frame, n, &a) == 0);
	old.old_firmware = false;
	assert(parse(&old, &asked, frame, n, &a) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t own[] = { CPOWER_TEXT, 0 };
	struct cpower_card card = { .id = 1, .id_code = 0xffffffff };
	struct cpower_request asked = { .data = own, .n = sizeof(own) };
	struct cpower_answer a;
	int r;

	if (size < 1 || size > LINE_ANSWER_MAX)
		return 0;
	card.medium = data[0] & 1 ? LINE_NETWORK : LINE_SERIAL;
	card.old_firmware = data[0] & 2;
	asked.code = asked_codes[(data[0] >> 2) % sizeof(asked_codes)];
	data++;
	size--;

	r = parse(&card, &asked, data, size, &a);
	assert(r == 1 || r == 0 || r == -EPROTO);
	if (r > 0) {
		check_answer(&card, &asked, &a);
		read_data(a.data, a.n);
		assert(cpower_verdict(&asked, &a) <= 0);
	}
	read_data(data, size);
	check_growth(&card, &asked, data, size, r);
	check_round_trip(&card, asked.code, data, size);
	return 0;
}
