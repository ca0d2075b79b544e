/* SPDX-License-Identifier: MIT */

/* Onbon's frames, both ways: the vendor's own, every command there could be, and what is not one.
 */

#include "check.h"
#include "dialogue.h"
#include "octets.h"
#include "onbon_frame.h"

#define HEADS "A5A5A5A5A5A5A5A5 "

static void print_bytes(const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		printf("%02X", bytes[i]);
	printf("\n");
}

/* Frames to a card as the vendor prints them or as they were seen on a wire. */
static const struct {
	int line;
	const char *frame;
	uint16_t address;
	uint8_t device_type;
	uint16_t command;
	uint8_t response;
	uint16_t reserved;
	const char *payload;
} requests[] = {
	{ __LINE__, HEADS "01000080000000000000FE020500 A200010000 68F8 5A", 1, 0xfe, ONBON_PING,
	  ONBON_ANSWERED, 0, "" },
	{ __LINE__, HEADS "0100008000000000000058020500 A200010000 BB5F 5A", 1, 0x58, ONBON_PING,
	  ONBON_ANSWERED, 0, "" },
	{ __LINE__, HEADS "01000080000000000000FE020500 A102010000 2D40 5A", 1, 0xfe, ONBON_STATUS,
	  ONBON_ANSWERED, 0, "" },
	{ __LINE__, HEADS "01000080000000000000FE020600 A30001000001 79EA 5A", 1, 0xfe, ONBON_POWER,
	  ONBON_ANSWERED, 0, "01" },
	{ __LINE__, HEADS "01000080000000000000FE020600 A30001000002 39EB 5A", 1, 0xfe, ONBON_POWER,
	  ONBON_ANSWERED, 0, "02" },
	{ __LINE__, HEADS "01000080000000000000FE020700 A306010000 FF 00 6674 5A", 1, 0xfe,
	  ONBON_AREAS, ONBON_ANSWERED, 0, "FF 00" },
	{ __LINE__, HEADS "01000080000000000000FE020700 A306010200 FF 00 67CC 5A", 1, 0xfe,
	  ONBON_AREAS, ONBON_ANSWERED, 2, "FF 00" },
	{ __LINE__, HEADS "01000080000000000000FE020700 A302010000 01 08 2656 5A", 1, 0xfe,
	  ONBON_BRIGHTNESS, ONBON_ANSWERED, 0, "01 08" },
	{ __LINE__, HEADS "01000080000000000000FE020D00 A203010800 1320 01 25 11 17 26 05 B03F 5A",
	  1, 0xfe, ONBON_SET_CLOCK, ONBON_ANSWERED, 8, "1320 01 25 11 17 26 05" },
	{ __LINE__, HEADS "FFFF0080000000000000FE020D00 A203020000 2620 11 23 08 05 09 01 54EB 5A",
	  0xffff, 0xfe, ONBON_SET_CLOCK, ONBON_SILENT, 0, "2620 11 23 08 05 09 01" },
	{ __LINE__, HEADS "FEFF0080000000000000FE020E00 A105010000 01 50303030 47000000 4814 5A",
	  0xfffe, 0xfe, ONBON_BEGIN_FILE, ONBON_ANSWERED, 0, "01 50303030 47000000" },
	/* Every byte that is escaped, and one in the checksum. */
	{ __LINE__,
	  HEADS "01000080000000000000FE020A00 A306010000 A602 A601 5B02 5B01 A602 8B11 5A", 1, 0xfe,
	  ONBON_AREAS, ONBON_ANSWERED, 0, "A5 A6 5A 5B A5" },
	{ __LINE__, HEADS "01000080000000000000FE020800 A306010000 01 00 00 A602EA 5A", 1, 0xfe,
	  ONBON_AREAS, ONBON_ANSWERED, 0, "01 00 00" },
};

static void test_requests(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(requests); i++) {
		uint8_t payload[64], wanted[128], frame[LINE_REQUEST_MAX];
		struct onbon_request rq = { .address = requests[i].address,
					    .device_type = requests[i].device_type,
					    .command = requests[i].command,
					    .response = requests[i].response,
					    .reserved = requests[i].reserved,
					    .payload = payload };
		size_t n = unhex(requests[i].frame, wanted, sizeof(wanted));
		struct onbon_frame f;
		int line = requests[i].line;

		rq.n = unhex(requests[i].payload, payload, sizeof(payload));
		CHECK_ROW(line, onbon_frame(&rq, frame) == (int) n);
		CHECK_ROW(line, memcmp(frame, wanted, n) == 0);
		CHECK_ROW(line, onbon_unframe(frame, n, &f) == (int) n);
		CHECK_ROW(line, f.to == rq.address && f.from == ONBON_HOST);
		CHECK_ROW(line, f.display_mode == 0 && f.device_type == rq.device_type);
		CHECK_ROW(line, f.n == ONBON_DATA_HEAD + rq.n);
		CHECK_ROW(line, memcmp(f.data + ONBON_DATA_HEAD, payload, rq.n) == 0);
	}
}

/* Good frames that are never sent: the vendor's, and what becomes of it here. */
static const struct {
	int line;
	const char *frame;
	uint16_t command;
	const char *data;
} unsent[] = {
	{ __LINE__, HEADS "01000080000000000000FE020500 A100010000 2CF8 5A", 0xa100, /* FORMAT */
	  "A100010000" },
	{ __LINE__, HEADS "01000080000000000000FE020500 A310010000 51F8 5A", 0xa310, "A310010000" },
	{ __LINE__, HEADS "01000080000000000000FE020B00 A304010000 00 01 50303030 C240 5A", 0xa304,
	  "A304010000 00 01 50303030" },
	{ __LINE__, HEADS "01000080000000000000FE020B00 A304010000 00 00 50303030 FF80 5A", 0xa304,
	  "A304010000 00 00 50303030" },
	{ __LINE__, HEADS "FEFF0080FF0000000000FE020500 A209010000 F000 5A", 0xa209, "A209010000" },
};

static void test_unsent(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(unsent); i++) {
		uint8_t bytes[64], data[32], frame[LINE_REQUEST_MAX] = { 0 };
		struct onbon_request rq = { .address = 1,
					    .device_type = ONBON_DEVICE_ANY,
					    .command = unsent[i].command,
					    .response = ONBON_ANSWERED,
					    .payload = data + ONBON_DATA_HEAD };
		size_t n = unhex(unsent[i].frame, bytes, sizeof(bytes));
		size_t n_data = unhex(unsent[i].data, data, sizeof(data));
		struct onbon_frame f;

		rq.n = n_data - ONBON_DATA_HEAD;
		CHECK_ROW(unsent[i].line, onbon_unframe(bytes, n, &f) == (int) n);
		CHECK_ROW(unsent[i].line, f.n == n_data && memcmp(f.data, data, n_data) == 0);
		CHECK_ROW(unsent[i].line, onbon_frame(&rq, frame) == -EPERM);
		for (size_t k = 0; k < sizeof(frame); k++)
			CHECK_ROW(unsent[i].line, frame[k] == 0);
	}
}

/* All that can be framed is this; what erases the card is not among it. */
static void test_every_command(void)
{
	static const uint16_t sendable[] = { 0xa102, 0xa105, 0xa106, 0xa200, 0xa203,
					     0xa20a, 0xa300, 0xa302, 0xa306 };
	uint8_t frame[LINE_REQUEST_MAX];
	size_t n = 0;

	for (unsigned command = 0; command <= 0xffff; command++) {
		struct onbon_request rq = { .address = 1, .command = (uint16_t) command };
		int r = onbon_frame(&rq, frame);

		if (r == -EPERM)
			continue;
		CHECK(r > 0 && n < ARRAY_SIZE(sendable) && sendable[n] == command);
		CHECK(command != 0xa100 && command != 0xa201);
		n++;
	}
	CHECK(n == ARRAY_SIZE(sendable));
}

static void test_sizes(void)
{
	uint8_t payload[ONBON_DATA_MAX] = { 0 }, frame[LINE_REQUEST_MAX];
	struct onbon_request rq = { .address = 1, .command = ONBON_AREAS, .payload = payload };
	struct onbon_frame f;
	int r;

	rq.n = ONBON_DATA_MAX - ONBON_DATA_HEAD;
	r = onbon_frame(&rq, frame);
	CHECK(r > 0 && onbon_unframe(frame, (size_t) r, &f) == r && f.n == ONBON_DATA_MAX);
	rq.n++;
	CHECK(onbon_frame(&rq, frame) == -EMSGSIZE);

	/* All escaped: more than a line takes. */
	rq.n--;
	memset(payload, 0xa5, sizeof(payload));
	CHECK(onbon_frame(&rq, frame) == -EMSGSIZE);
}

#define ACK_1    HEADS "00800100000000000000FE020500 A000000000 64DC 5A"
#define ACK_2    HEADS "00800200000000000000FE020500 A000000000 942C 5A"
#define ACK_FFFE "A5A5A5A5A5A5A5A5A5 0080FEFF000000000000FE020500 A000000000 14AC 5A"
#define PING_1   HEADS "01000080000000000000FE020500 A200010000 68F8 5A"
#define STATUS_1 HEADS "00800100000000000000FE020600 A102000000 01 242F 5A"

/* An ACK is waited for unless @code says otherwise. */
static const struct {
	int line;
	uint16_t address, code;
	bool or_ack;
	const char *bytes;
	int result; /* 1: all of the bytes are it */
} answers[] = {
	/* As captured, and the vendor's with nine heads. */
	{ __LINE__, 1, 0, false, ACK_1, 1 },
	{ __LINE__, 0xfffe, 0, false, ACK_FFFE, 1 },
	{ __LINE__, 0xfffe, 0, false,
	  "A5A5A5A5A5A5A5A5A5 0080FEFF000000000000FE020500 A001050000 0551 5A", -EREMOTEIO },

	/* One head is enough, and any number is not too many. */
	{ __LINE__, 1, 0, false, "A5 00800100000000000000FE020500 A000000000 64DC 5A", 1 },
	{ __LINE__, 1, 0, false, HEADS HEADS HEADS ACK_1, 1 },

	/* Noise before it: with tails, with heads, the end of a frame, the beginning of one. */
	{ __LINE__, 1, 0, false, "00 FF 5A 13 " ACK_1, 1 },
	{ __LINE__, 1, 0, false, "A5 5A A5 01 02 5A " ACK_1, 1 },
	{ __LINE__, 1, 0, false, "A000000000 64DC 5A " ACK_1, 1 },
	{ __LINE__, 1, 0, false, "A5 00800100000000000000FE020500 A000 " ACK_1, 1 },
	{ __LINE__, 1, 0, false, "A5 A6 " ACK_1, 1 },

	/* Our own words, or another host's, are none. */
	{ __LINE__, 1, 0, false, PING_1, 0 },
	{ __LINE__, 1, ONBON_STATUS, false, HEADS "01000080000000000000FE020500 A102010000 2D40 5A",
	  0 },
	{ __LINE__, 1, 0, false, PING_1 ACK_1, 1 },

	/* Half of it. */
	{ __LINE__, 1, 0, false, "", 0 },
	{ __LINE__, 1, 0, false, "A5A5A5", 0 },
	{ __LINE__, 1, 0, false, HEADS "00800100000000000000FE020500 A000000000 64DC", 0 },

	/* From another, to another, without an end that fits. */
	{ __LINE__, 1, 0, false, ACK_2, -EPROTO },
	{ __LINE__, 1, 0, false, ACK_FFFE, -EPROTO },
	{ __LINE__, 0xfffe, 0, false, ACK_1, -EPROTO },
	{ __LINE__, 1, 0, false, HEADS "01800100000000000000FE020500 A000000000 5920 5A", -EPROTO },
	{ __LINE__, 1, 0, false, HEADS "00800100000000000000FE020500 A000000000 64DD 5A", -EPROTO },
	{ __LINE__, 1, 0, false, HEADS "00800100000000000000FE020500 A000000001 64DC 5A", -EPROTO },
	{ __LINE__, 1, 0, false, HEADS "00800100000000000000FE020500 A000000000 DC64 5A", -EPROTO },
	{ __LINE__, 1, 0, false, HEADS "00800100000000000000FE020400 A0000000 2EF4 5A", -EPROTO },
	{ __LINE__, 1, 0, false, HEADS "00800100000000000000FE020000 922A 5A", -EPROTO },
	/* A length that is not the data's, with a good checksum. */
	{ __LINE__, 1, 0, false, HEADS "00800100000000000000FE020600 A000000000 57DC 5A", -EPROTO },
	{ __LINE__, 1, 0, false, HEADS "00800100000000000000FE02FFFF A000000000 2ADC 5A", -EPROTO },
	/* Escapes that are none. */
	{ __LINE__, 1, 0, false, HEADS "00800100000000000000FE020500 A000000000 A603 DC 5A",
	  -EPROTO },
	{ __LINE__, 1, 0, false, HEADS "00800100000000000000FE020500 A000000000 645B 5A", -EPROTO },

	/* What a card says instead of yes. */
	{ __LINE__, 1, 0, false, HEADS "00800100000000000000FE020500 A001000000 6520 5A", -EPROTO },
	{ __LINE__, 1, 0, false, HEADS "00800100000000000000FE020500 A001010000 34E0 5A",
	  -EREMOTEIO },
	{ __LINE__, 1, 0, false, HEADS "00800100000000000000FE020500 A001030000 9520 5A", -EBUSY },
	{ __LINE__, 1, 0, false, HEADS "00800100000000000000FE020500 A001FF0000 5510 5A",
	  -EREMOTEIO },
	{ __LINE__, 1, 0, false, HEADS "00800100000000000000FE020500 A000030000 94DC 5A", -EBUSY },
	{ __LINE__, 1, ONBON_STATUS, false, HEADS "00800100000000000000FE020500 A001020000 C4E0 5A",
	  -EREMOTEIO },

	/* Answers that repeat the command. */
	{ __LINE__, 1, ONBON_STATUS, false, STATUS_1, 1 },
	{ __LINE__, 1, 0, false, STATUS_1, -EPROTO },
	{ __LINE__, 1, ONBON_SCREEN, false, STATUS_1, -EPROTO },
	{ __LINE__, 1, ONBON_STATUS, false, ACK_1, -EPROTO },
	{ __LINE__, 1, ONBON_STATUS, true, ACK_1, 1 },
	{ __LINE__, 1, ONBON_STATUS, false, HEADS "00800100000000000000FE020500 A102030000 A8A4 5A",
	  -EBUSY },
	{ __LINE__, 1, ONBON_STATUS, false,
	  HEADS "00800100000000000000FE020500 A102060000 B8A602 5A", -EREMOTEIO },
};

static void test_answers(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
		struct onbon_wanted w = { answers[i].address,
					  answers[i].code ? answers[i].code : ONBON_ACK,
					  answers[i].or_ack };
		struct onbon_reply reply = { 0 };
		uint8_t bytes[256];
		size_t n = unhex(answers[i].bytes, bytes, sizeof(bytes));
		int r = onbon_answer(&w, bytes, n, &reply);

		CHECK_ROW(answers[i].line,
			  r == (answers[i].result == 1 ? (int) n : answers[i].result));
		/* Nothing shorter is a success. */
		for (size_t k = 0; answers[i].result == 1 && k < n; k++)
			CHECK_ROW(answers[i].line, onbon_answer(&w, bytes, k, &reply) == 0);
	}
}

static void test_reply(void)
{
	struct onbon_wanted w = { 1, ONBON_STATUS, false };
	struct onbon_reply reply;
	uint8_t bytes[64];
	size_t n = unhex(STATUS_1, bytes, sizeof(bytes));

	CHECK(onbon_answer(&w, bytes, n, &reply) == (int) n);
	CHECK(reply.code == ONBON_STATUS && reply.error == 0);
	CHECK(reply.n == 1 && reply.payload[0] == 1);
	n = unhex(HEADS "00800100000000000000FE020500 A001020000 C4E0 5A", bytes, sizeof(bytes));
	CHECK(onbon_answer(&w, bytes, n, &reply) == -EREMOTEIO && reply.error == 2);
}

/* A page on the web prints this frame with another width than its checksum was made for. */
static void test_misprint(void)
{
	static const char right[] =
		HEADS "01000080000000000000FE023200 A306012D00 00 01 2900 00 0000 0000 1800 2000 "
		      "00 00 00 0200 00 00 00 02 02 03 00 04 05 0E000000 "
		      "3031323334355152535454562742 A87D 5A";
	static const char wrong[] =
		HEADS "01000080000000000000FE023200 A306012D00 00 01 2900 00 0000 0000 8000 2000 "
		      "00 00 00 0200 00 00 00 02 02 03 00 04 05 0E000000 "
		      "3031323334355152535454562742 A87D 5A";
	struct onbon_frame f;
	uint8_t bytes[128];
	size_t n = unhex(right, bytes, sizeof(bytes));

	CHECK(onbon_unframe(bytes, n, &f) == (int) n);
	n = unhex(wrong, bytes, sizeof(bytes));
	CHECK(onbon_unframe(bytes, n, &f) == -EPROTO);
}

/* No single bit of an answer can be another and the answer still be good. */
static void test_flipped_bits(void)
{
	struct onbon_wanted w = { 1, ONBON_STATUS, false };
	struct onbon_reply reply;
	uint8_t bytes[64];
	size_t n = unhex(STATUS_1, bytes, sizeof(bytes));

	for (size_t bit = 8 * 8; bit < 8 * n; bit++) {
		bytes[bit / 8] ^= (uint8_t) (1 << bit % 8);
		if (onbon_answer(&w, bytes, n, &reply) > 0) {
			print_bytes(bytes, n);
			CHECK(false);
		}
		bytes[bit / 8] ^= (uint8_t) (1 << bit % 8);
	}
}

/* As much as a line gives, of whatever kind, is never read past its end. */
static void test_floods(void)
{
	struct onbon_wanted w = { 1, ONBON_ACK, false };
	struct onbon_reply reply;
	uint8_t bytes[LINE_ANSWER_MAX];

	memset(bytes, 0xa5, sizeof(bytes));
	CHECK(onbon_answer(&w, bytes, sizeof(bytes), &reply) == 0);
	memset(bytes + 1, 0x11, sizeof(bytes) - 1);
	CHECK(onbon_answer(&w, bytes, sizeof(bytes), &reply) == 0);
	bytes[sizeof(bytes) - 1] = 0x5a;
	CHECK(onbon_answer(&w, bytes, sizeof(bytes), &reply) == -EPROTO);
	memset(bytes, 0x5a, sizeof(bytes));
	CHECK(onbon_answer(&w, bytes, sizeof(bytes), &reply) == 0);
}

int main(void)
{
	test_requests();
	test_unsent();
	test_every_command();
	test_sizes();
	test_answers();
	test_reply();
	test_misprint();
	test_flipped_bits();
	test_floods();
	return test_result();
}
