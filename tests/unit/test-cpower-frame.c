/* SPDX-License-Identifier: MIT */

/* C-Power frames: those of the documents and of recorded cards, both ways, and what is no answer.
 */

#include "check.h"
#include "cpower_frame.h"
#include "dialogue.h"

#define ID_CODE 0xffffffff

static const struct cpower_card serial = { 1, LINE_SERIAL, ID_CODE, false };
static const struct cpower_card group = { 0xff, LINE_SERIAL, ID_CODE, false };
static const struct cpower_card old = { 1, LINE_SERIAL, ID_CODE, true };
static const struct cpower_card network = { 1, LINE_NETWORK, ID_CODE, false };
static const struct cpower_card other_network = { 1, LINE_NETWORK, 0x0a0b0c0d, false };

/* What is asked for, and the frame. */
static const struct {
	int line;
	const struct cpower_card *card;
	uint8_t code;
	uint8_t packet, last;
	const char *data;
	const char *frame;
} frames[] = {
	/* External Calls, CC 12: example 1 with its missing byte put back, and example 2. */
	{ __LINE__, &serial, CPOWER_CALL, 0, 0, "12 00 00 00 00 0003 02 FF0000 61626300",
	  "A5 6832017B01 0F00 0000 12 00 00 00 00 0003 02 FF0000 61626300 6203 AE" },
	{ __LINE__, &serial, CPOWER_CALL, 0, 0, "12 00 00 01 00 0003 02 FF0000 6162630D63626100",
	  "A5 6832017B01 1300 0000 12 00 00 01 00 0003 02 FF0000 6162630D63626100 9A04 AE" },
	{ __LINE__, &group, CPOWER_CALL, 0, 0, "12 00 00 05 00 0003 07 00FF00 D5FDB3A3CDA8D0D000",
	  "A5 6832FF7B01 1400 0000 12 00 00 05 00 0003 07 00FF00 D5FDB3A3CDA8D0D000 8609 AE" },
	{ __LINE__, &serial, CPOWER_CALL, 0, 0, "12 00 00 05 00 0003 02 FF0000 B7A8D6CED0FBB4AB00",
	  "A5 6832017B01 1400 0000 12 00 00 05 00 0003 02 FF0000 B7A8D6CED0FBB4AB00 7308 AE" },
	{ __LINE__, &network, CPOWER_CALL, 0, 0, "12 00 00 05 00 0003 02 FF0000 B7A8D6CED0FBB4AB00",
	  "FFFFFFFF 1F00 0000 6832017B01 1400 0000 12 00 00 05 00 0003 02 FF0000 "
	  "B7A8D6CED0FBB4AB00 7308" },
	{ __LINE__, &network, CPOWER_CALL, 0, 0, "01 02 0000 0000 0080 0010 0000 0010 0080 0010",
	  "FFFFFFFF 1D00 0000 6832017B01 1200 0000 01 02 0000 0000 0080 0010 0000 0010 0080 0010 "
	  "5C02" },
	{ __LINE__, &serial, CPOWER_CALL, 0, 0, "06", "A5 6832017B01 0100 0000 06 1E01 AE" },
	{ __LINE__, &serial, CPOWER_CALL, 0, 0, "82 11", "A5 6832017B01 0200 0000 82 11 AC01 AE" },
	{ __LINE__, &serial, CPOWER_POWER, 0, 0, "00 01 0000000000000000",
	  "A5 68320176 01 00 01 0000000000000000 1301 AE" },
	{ __LINE__, &serial, CPOWER_POWER, 0, 0, "00 00 0000000000000000",
	  "A5 68320176 01 00 00 0000000000000000 1201 AE" },
	{ __LINE__, &serial, CPOWER_POWER, 0, 0, "01", "A5 68320176 01 01 1301 AE" },

	/* Escapes: in the data, in the checksum (4AA: 01 AA 04 becomes AA 0A 04), and none. */
	{ __LINE__, &serial, CPOWER_CALL, 0, 0, "12 A5 AA AE",
	  "A5 6832017B01 0400 0000 12 AA05 AA0A AA0E 2A03 AE" },
	{ __LINE__, &network, CPOWER_CALL, 0, 0, "12 A5 AA AE",
	  "FFFFFFFF 0F00 0000 6832017B01 0400 0000 12 A5 AA AE 2A03" },
	{ __LINE__, &serial, CPOWER_CALL, 0, 0, "12 7F",
	  "A5 6832017B01 0200 0000 12 7F AA0A01 AE" },
	{ __LINE__, &other_network, CPOWER_POWER, 0, 0, "01",
	  "0A0B0C0D 0800 0000 6832017601 01 1301" },

	/* Later packets begin with text, which is not looked at. */
	{ __LINE__, &serial, CPOWER_CALL, 1, 2, "84 00", "A5 6832017B01 0200 01 02 84 00 A001 AE" },

	/* What would write flash, delete, restart, write files, or is nothing at all. */
	{ __LINE__, &serial, CPOWER_CALL, 0, 0, "07 00 00 00", NULL },
	{ __LINE__, &serial, CPOWER_CALL, 0, 0, "07 01 00 00", NULL },
	{ __LINE__, &serial, CPOWER_CALL, 0, 0, "84 00", NULL },
	{ __LINE__, &serial, CPOWER_CALL, 0, 0, "8A 00", NULL },
	{ __LINE__, &serial, CPOWER_CALL, 0, 0, "", NULL },
	{ __LINE__, &serial, 0x2d, 0, 0, "00", NULL },
	{ __LINE__, &serial, 0xfe, 0, 0, "41505021", NULL },
	{ __LINE__, &serial, 0x30, 0, 0, "7762", NULL },
	{ __LINE__, &serial, 0x2c, 0, 0, "6100", NULL },
	{ __LINE__, &serial, 0x3c, 0, 0, "00", NULL },
};

static void test_frames(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(frames); i++) {
		uint8_t data[CPOWER_PACKET_MAX], wanted[CPOWER_FRAME_MAX], frame[CPOWER_FRAME_MAX];
		struct cpower_request r = { frames[i].code, frames[i].packet, frames[i].last, data,
					    unhex(frames[i].data, data, sizeof(data)) };
		size_t n_wanted =
			frames[i].frame ? unhex(frames[i].frame, wanted, sizeof(wanted)) : 0;

		CHECK_ROW(frames[i].line, cpower_frame(frames[i].card, &r, frame) == n_wanted);
		CHECK_ROW(frames[i].line, memcmp(frame, wanted, n_wanted) == 0);
	}
}

/* The longest one fits whatever is in it; one byte more does not go. */
static void test_longest(void)
{
	uint8_t data[CPOWER_PACKET_MAX + 1], frame[CPOWER_FRAME_MAX];
	struct cpower_request r = { CPOWER_CALL, 1, 1, data, CPOWER_PACKET_MAX };

	memset(data, 0xae, sizeof(data));
	CHECK(cpower_frame(&serial, &r, frame) > 2 * CPOWER_PACKET_MAX);
	CHECK(frame[0] == 0xa5 && frame[6] == 0x20 && frame[7] == 0x03);
	CHECK(cpower_frame(&network, &r, frame) == 8 + CPOWER_BODY_MAX);
	CHECK(CPOWER_FRAME_MAX <= LINE_REQUEST_MAX);
	r.n++;
	CHECK(cpower_frame(&serial, &r, frame) == 0);
}

/* Parse from memory of just that size, so that reading past the end is seen. */
static int parse(const struct cpower_card *card, uint8_t code, const uint8_t *bytes, size_t n,
		 struct cpower_answer *ret)
{
	static const uint8_t data[] = { 0x12, 0 };
	struct cpower_request asked = { code, 0, 0, data, sizeof(data) };
	_cleanup_(freep) uint8_t *some = malloc(n ? n : 1);

	memcpy(some, bytes, n);
	return cpower_parse(card, &asked, some, n, ret);
}

/* Answers: what is asked, what comes, what cpower_parse() says, mark and data where positive. */
static const struct {
	int line;
	const struct cpower_card *card;
	uint8_t code;
	const char *bytes;
	int result;
	uint8_t mark;
	const char *data;
	int verdict;
} answers[] = {
	{ __LINE__, &serial, CPOWER_CALL, "A5 E832017B00 0100 0000 12 A901 AE", 1, 0, "12", 0 },
	/* Recorded: cards 1 and 2 at a split, card 1 at a text by CC 02. */
	{ __LINE__, &network, CPOWER_CALL,
	  "FF FF FF FF 0C 00 00 00 E8 32 01 7B 00 01 00 00 00 01 98 01", 1, 0, "01", 0 },
	{ __LINE__, &network, CPOWER_CALL,
	  "FF FF FF FF 0C 00 00 00 E8 32 02 7B 00 01 00 00 00 01 99 01", -EPROTO, 0, NULL, 0 },
	{ __LINE__, &network, CPOWER_CALL,
	  "FF FF FF FF 0C 00 00 00 E8 32 01 7B 00 01 00 00 00 02 99 01", 1, 0, "02", 0 },
	/* The Communication Protocol for Setup, 2.4.1.2: of a basic command 1 is no refusal. */
	{ __LINE__, &serial, 0x3c, "A5 E8 32 01 3C 01 01 59 01 AE", 1, 1, "01", 0 },
	{ __LINE__, &serial, CPOWER_POWER, "A5 E832017600 0101 0000000000000000 9301 AE", 1, 0,
	  "0101 0000000000000000", 0 },
	{ __LINE__, &serial, CPOWER_POWER, "A5 E832017602 0101 0000000000000000 9501 AE", 1, 2,
	  "0101 0000000000000000", -EREMOTEIO },

	/* Return values; a refusal may come bare. */
	{ __LINE__, &serial, CPOWER_CALL, "A5 E832017B01 0100 0000 12 AA0A01 AE", 1, 1, "12",
	  -EPROTO },
	{ __LINE__, &serial, CPOWER_CALL, "A5 E832017B02 0100 0000 12 AB01 AE", 1, 2, "12",
	  -EPROTO },
	{ __LINE__, &serial, CPOWER_CALL, "A5 E832017B03 0100 0000 12 AC01 AE", 1, 3, "12",
	  -EREMOTEIO },
	{ __LINE__, &serial, CPOWER_CALL, "A5 E832017B11 0100 0000 12 BA01 AE", 1, 0x11, "12",
	  -EREMOTEIO },
	{ __LINE__, &serial, CPOWER_CALL, "A5 E832017B12 0100 0000 12 BB01 AE", 1, 0x12, "12",
	  -EREMOTEIO },
	{ __LINE__, &serial, CPOWER_CALL, "A5 E832017B80 0100 0000 12 2902 AE", 1, 0x80, "12",
	  -EREMOTEIO },
	{ __LINE__, &serial, CPOWER_CALL, "A5 E832017B80 1602 AE", 1, 0x80, "", -EREMOTEIO },
	{ __LINE__, &serial, CPOWER_CALL, "A5 E832017B00 9601 AE", -EPROTO, 0, NULL, 0 },

	/* Another card, another code, another network. */
	{ __LINE__, &serial, CPOWER_CALL, "A5 E832027B00 0100 0000 12 AA0A01 AE", -EPROTO, 0, NULL,
	  0 },
	{ __LINE__, &serial, CPOWER_CALL, "A5 E832017601 01 01 9401 AE", -EPROTO, 0, NULL, 0 },
	{ __LINE__, &other_network, CPOWER_CALL, "FFFFFFFF 0C00 0000 E832017B00 0100 0000 01 9801",
	  -EPROTO, 0, NULL, 0 },
	{ __LINE__, &other_network, CPOWER_CALL, "0A0B0C0D 0C00 0000 E832017B00 0100 0000 01 9801",
	  1, 0, "01", 0 },

	/* Wrong checksum, wrong LL, several packets, a broken escape, cut short but ended. */
	{ __LINE__, &serial, CPOWER_CALL, "A5 E832017B00 0100 0000 12 A902 AE", -EPROTO, 0, NULL,
	  0 },
	{ __LINE__, &serial, CPOWER_CALL, "A5 E832017B00 0100 0000 12 01A9 AE", -EPROTO, 0, NULL,
	  0 },
	{ __LINE__, &serial, CPOWER_CALL, "A5 E832017B00 0200 0000 12 AA0A01 AE", -EPROTO, 0, NULL,
	  0 },
	{ __LINE__, &serial, CPOWER_CALL, "A5 E832017B00 0001 0000 12 A901 AE", -EPROTO, 0, NULL,
	  0 },
	{ __LINE__, &serial, CPOWER_CALL, "A5 E832017B00 0100 0001 12 AA0A01 AE", -EPROTO, 0, NULL,
	  0 },
	{ __LINE__, &serial, CPOWER_CALL, "A5 E832017B00 0100 0100 12 AA0A01 AE", -EPROTO, 0, NULL,
	  0 },
	{ __LINE__, &serial, CPOWER_CALL, "A5 E832017B00 0100 0000 12 AA09 A901 AE", -EPROTO, 0,
	  NULL, 0 },
	{ __LINE__, &serial, CPOWER_CALL, "A5 E832017B00 0100 0000 12 AA2A 01 AE", -EPROTO, 0, NULL,
	  0 },
	{ __LINE__, &serial, CPOWER_CALL, "A5 E832017B00 0100 0000 12 A901 AA AE", -EPROTO, 0, NULL,
	  0 },
	{ __LINE__, &serial, CPOWER_CALL, "A5 E832017B AE", -EPROTO, 0, NULL, 0 },
	{ __LINE__, &serial, CPOWER_CALL, "A5 E832 AE", -EPROTO, 0, NULL, 0 },

	/* Noise before: bytes, a start, the beginning of a frame, a card's heartbeat. */
	{ __LINE__, &serial, CPOWER_CALL, "00FF12 AE 7E A5 E832017B00 0100 0000 12 A901 AE", 1, 0,
	  "12", 0 },
	{ __LINE__, &serial, CPOWER_CALL, "A5 A5 E832017B00 0100 0000 12 A901 AE", 1, 0, "12", 0 },
	{ __LINE__, &serial, CPOWER_CALL,
	  "A5 E832017B00 0100 00 AA A5 E832017B00 0100 0000 12 A901 AE", 1, 0, "12", 0 },
	{ __LINE__, &serial, CPOWER_CALL, "A5 91 AE A5 AE A5 E832017B00 0100 0000 12 A901 AE", 1, 0,
	  "12", 0 },
	{ __LINE__, &network, CPOWER_CALL,
	  "00 FF 0C00 FFFFFFFF 0C00 0000 E832017B00 0100 0000 01 9801", 1, 0, "01", 0 },
	{ __LINE__, &network, CPOWER_CALL, "FF FFFFFFFF 0C00 0000 E832017B00 0100 0000 01 9801", 1,
	  0, "01", 0 },

	/* Requests are no answers. */
	{ __LINE__, &serial, CPOWER_CALL, "A5 6832017B01 0200 0000 12 00 2B01 AE", 0, 0, NULL, 0 },
	{ __LINE__, &serial, CPOWER_CALL, "A5 6832017B00 0100 0000 12 2901 AE", 0, 0, NULL, 0 },
	{ __LINE__, &serial, CPOWER_CALL,
	  "A5 6832017B01 0200 0000 12 00 2B01 AE A5 E832017B00 0100 0000 12 A901 AE", 1, 0, "12",
	  0 },
	{ __LINE__, &network, CPOWER_CALL, "FFFFFFFF 0D00 0000 6832017B01 0200 0000 12 00 2B01", 0,
	  0, NULL, 0 },
	{ __LINE__, &network, CPOWER_CALL,
	  "FFFFFFFF 0D00 0000 6832017B01 0200 0000 12 00 2B01 "
	  "FFFFFFFF 0C00 0000 E832017B00 0100 0000 01 9801",
	  1, 0, "01", 0 },
	/* From old firmware they may be, but not our own. */
	{ __LINE__, &old, CPOWER_CALL, "A5 6832017B01 0200 0000 12 00 2B01 AE", 0, 0, NULL, 0 },
	{ __LINE__, &old, CPOWER_CALL, "A5 6832017B00 0100 0000 12 2901 AE", 1, 0, "12", 0 },
	{ __LINE__, &old, CPOWER_CALL,
	  "A5 6832017B01 0200 0000 12 00 2B01 AE A5 6832017B00 0100 0000 12 2901 AE", 1, 0, "12",
	  0 },
	{ __LINE__, &old, CPOWER_CALL, "A5 E832017B00 0100 0000 12 A901 AE", 1, 0, "12", 0 },
	{ __LINE__, &old, CPOWER_CALL, "A5 6832017B01 0200 0000 13 00 2C01 AE", 1, 1, "1300",
	  -EPROTO },
};

static void test_answers(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
		uint8_t bytes[256], data[256];
		size_t n = unhex(answers[i].bytes, bytes, sizeof(bytes));
		size_t n_data = answers[i].data ? unhex(answers[i].data, data, sizeof(data)) : 0;
		struct cpower_request asked = { .code = answers[i].code };
		struct cpower_answer a;
		int r = parse(answers[i].card, answers[i].code, bytes, n, &a);

		CHECK_ROW(answers[i].line, r == answers[i].result);
		if (r <= 0)
			continue;
		CHECK_ROW(answers[i].line, a.mark == answers[i].mark && a.n == n_data);
		CHECK_ROW(answers[i].line, memcmp(a.data, data, n_data) == 0);
		CHECK_ROW(answers[i].line, cpower_verdict(&asked, &a) == answers[i].verdict);
	}
}

/* Half an answer is waited for, and no damage to one byte leaves an answer. */
static void test_damage(const struct cpower_card *card, const char *hex, uint8_t code)
{
	uint8_t bytes[64];
	size_t n = unhex(hex, bytes, sizeof(bytes));
	struct cpower_answer a;

	CHECK(parse(card, code, bytes, n, &a) == 1);
	for (size_t i = 0; i < n; i++) {
		uint8_t kept = bytes[i];

		CHECK(parse(card, code, bytes, i, &a) == 0);
		for (int bit = 0; bit < 8; bit++) {
			bytes[i] = (uint8_t) (kept ^ 1 << bit);
			CHECK(parse(card, code, bytes, n, &a) <= 0);
		}
		bytes[i] = kept;
	}
}

/* Recorded: a card's answer to the test command 01 with every byte there is. */
static void test_every_byte(void)
{
	uint8_t bytes[300] = { 0xa5, 0xe8, 0x32, 0x01, 0x01, 0x01 };
	static const uint8_t end[] = { 0x9d, 0x80, 0xae };
	struct cpower_answer a = { .n = 0 };
	size_t n = 6;

	for (int i = 0; i < 256; i++) {
		bool special = i == 0xa5 || i == 0xaa || i == 0xae;

		if (special)
			bytes[n++] = 0xaa;
		bytes[n++] = (uint8_t) (special ? i & 0x0f : i);
	}
	memcpy(bytes + n, end, sizeof(end));
	n += sizeof(end);
	CHECK(parse(&serial, 0x01, bytes, n, &a) == 1);
	CHECK(a.mark == 1 && a.n == 256);
	for (unsigned i = 0; i < a.n && i < 256; i++)
		CHECK(a.data[i] == i);
}

/* What is longer than any answer ends as one that is damaged. */
static void test_too_long(void)
{
	uint8_t bytes[LINE_ANSWER_MAX];
	struct cpower_answer a;

	memset(bytes, 0x20, sizeof(bytes));
	memcpy(bytes, (uint8_t[]){ 0xa5, 0xe8, 0x32, 0x01, 0x7b }, 5);
	CHECK(parse(&serial, CPOWER_CALL, bytes, sizeof(bytes), &a) == 0);
	bytes[sizeof(bytes) - 1] = 0xae;
	CHECK(parse(&serial, CPOWER_CALL, bytes, sizeof(bytes), &a) == -EPROTO);
	CHECK(parse(&network, CPOWER_CALL, bytes, sizeof(bytes), &a) == 0);
}

int main(void)
{
	test_frames();
	test_longest();
	test_answers();
	test_damage(&serial, "A5 E832017B00 0100 0000 12 A901 AE", CPOWER_CALL);
	test_damage(&serial, "A5 E832017601 0101 0000000000000000 9401 AE", CPOWER_POWER);
	test_damage(&serial, "A5 E832017B01 0100 0000 12 AA0A01 AE", CPOWER_CALL);
	test_damage(&old, "A5 6832017B00 0100 0000 12 2901 AE", CPOWER_CALL);
	test_damage(&network, "FFFFFFFF 0C00 0000 E832017B00 0100 0000 01 9801", CPOWER_CALL);
	test_every_byte();
	test_too_long();
	return test_result();
}
