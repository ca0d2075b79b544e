/* SPDX-License-Identifier: MIT */

/* Areas and programmes as the vendor's frames have them, and what a card tells of itself. */

#include "check.h"
#include "dialogue.h"
#include "onbon_area.h"
#include "onbon_frame.h"
#include "onbon_report.h"

#define HEADS "A5A5A5A5A5A5A5A5 "

#define WELCOME "BBB6D3ADB9E2C1D9" /* 欢迎光临 */

/* Updates of one area, as the vendor prints them or as they were seen on a wire. */
static const struct {
	int line;
	const char *frame;
	uint16_t address;
	uint8_t response;
	uint16_t reserved;
	struct onbon_area area;
	const char *text;
} updates[] = {
	/* Example 8: 128 by 32 pixels. */
	{ __LINE__,
	  HEADS "FEFF0080000000000000FE022C00 A306010000 00 01 2300 00 0080 0000 8080 2000 00 00 "
		"00 0A00 00 00 00 02 01 01 00 02 0A 08000000 BBB6D3ADB9E2C1D9 3C49 5A",
	  0xfffe,
	  ONBON_ANSWERED,
	  0,
	  { .x = 0x8000,
	    .width = 0x8080,
	    .height = 32,
	    .timeout = 10,
	    .lines = ONBON_LINES_MULTI,
	    .newline = ONBON_NEWLINE_MANUAL,
	    .effect = 1,
	    .speed = 2,
	    .stay = 10 },
	  WELCOME },
	{ __LINE__,
	  HEADS "01000080000000000000FE022C00 A306010000 00 01 2300 00 0080 0000 4080 1000 00 00 "
		"00 0000 00 00 00 01 02 03 00 04 00 08000000 B7A8D6CED0FBB4AB BACD 5A",
	  1,
	  ONBON_ANSWERED,
	  0,
	  { .x = 0x8000,
	    .width = 0x8040,
	    .height = 16,
	    .lines = ONBON_LINES_SINGLE,
	    .newline = ONBON_NEWLINE_AUTOMATIC,
	    .effect = 3,
	    .speed = 4 },
	  "B7A8D6CED0FBB4AB" },
	/* Units of 8 pixels; a length stands in the reserved bytes. */
	{ __LINE__,
	  HEADS "01000080000000000000FE023200 A306012D00 00 01 2900 00 0000 0000 1800 2000 00 00 "
		"00 0200 00 00 00 02 02 03 00 04 05 0E000000 3031323334355152535454562742 A87D 5A",
	  1,
	  ONBON_ANSWERED,
	  0x2d,
	  { .width = 24,
	    .height = 32,
	    .timeout = 2,
	    .lines = ONBON_LINES_MULTI,
	    .newline = ONBON_NEWLINE_AUTOMATIC,
	    .effect = 3,
	    .speed = 4,
	    .stay = 5 },
	  "3031323334355152535454562742" },
	{ __LINE__,
	  HEADS "01000080000000000000FE023500 A306020000 00 01 2C00 00 0000 0C00 4000 0C00 01 0A "
		"01 0200 00 00 00 01 01 01 00 17 02 11000000 "
		"5C464F30303054454D5045523A3231A1E6 82DA 5A",
	  1,
	  ONBON_SILENT,
	  0,
	  { .y = 12,
	    .width = 64,
	    .height = 12,
	    .id = 1,
	    .line_spacing = 10,
	    .run_mode = 1,
	    .timeout = 2,
	    .lines = ONBON_LINES_SINGLE,
	    .newline = ONBON_NEWLINE_MANUAL,
	    .effect = 1,
	    .speed = 0x17,
	    .stay = 2 },
	  "5C464F30303054454D5045523A3231A1E6" },
};

static void test_updates(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(updates); i++) {
		uint8_t text[64], wanted[128], bytes[128], frame[LINE_REQUEST_MAX];
		struct octets payload = OCTETS(bytes);
		struct onbon_area area = updates[i].area;
		size_t n = unhex(updates[i].frame, wanted, sizeof(wanted));
		struct onbon_request rq = { .address = updates[i].address,
					    .device_type = ONBON_DEVICE_ANY,
					    .command = ONBON_AREAS,
					    .response = updates[i].response,
					    .reserved = updates[i].reserved,
					    .payload = bytes };

		area.text = text;
		area.n = unhex(updates[i].text, text, sizeof(text));
		onbon_put_update(&payload, NULL, 0, &area);
		rq.n = payload.n;
		CHECK_ROW(updates[i].line, !payload.overflow);
		CHECK_ROW(updates[i].line, onbon_frame(&rq, frame) == (int) n);
		CHECK_ROW(updates[i].line, memcmp(frame, wanted, n) == 0);
	}
}

/* Programmes of one area in one block. */
static const struct {
	int line;
	const char *frame;
	uint16_t address;
	struct onbon_programme programme;
	const char *text;
} programmes[] = {
	{ __LINE__,
	  HEADS
	  "FEFF0080000000000000FE025900 A106010000 50303030 01 0000 4700 00000000 00 50303030 "
	  "47000000 FF 0000 01 FFFFFFFFFFFFFFFF 01 00 00 01 2C000000 00 0080 0000 8080 2000 "
	  "FF 00 00 0000 00 00 00 02 02 02 00 0A 0A 0D000000 BBB6D3ADB9E2C1D94F6E626F6E 0F18 "
	  "ECF0 5A",
	  0xfffe,
	  { .name = { 'P', '0', '0', '0' },
	    .life = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
	    .week = ONBON_WEEK_EVERY_DAY,
	    .whole = true,
	    .area = { .x = 0x8000,
		      .width = 0x8080,
		      .height = 32,
		      .id = ONBON_AREA_PROGRAMME,
		      .lines = ONBON_LINES_MULTI,
		      .newline = ONBON_NEWLINE_AUTOMATIC,
		      .effect = 2,
		      .speed = 10,
		      .stay = 10 } },
	  WELCOME "4F6E626F6E" },
	/* With an escaped length, first and last dates, and the other length of an area. */
	{ __LINE__,
	  HEADS "01000080000000000000FE025B0100 A106010000 50303030 01 0000 4900 00000000 00 "
		"50303030 49000000 FF 0000 01 FFFF0124 14200124 FF 00 00 01 2A000000 00 1800 0000 "
		"0800 4000 FF 00 00 0000 00 00 00 02 02 01 00 00 0A 0F000000 "
		"7777772E6F6E626F6E62782E636F6D 524D 0711 5A",
	  1,
	  { .name = { 'P', '0', '0', '0' },
	    .life = { 0xff, 0xff, 0x01, 0x24, 0x14, 0x20, 0x01, 0x24 },
	    .week = 0xff,
	    .area = { .x = 24,
		      .width = 8,
		      .height = 64,
		      .id = ONBON_AREA_PROGRAMME,
		      .lines = ONBON_LINES_MULTI,
		      .newline = ONBON_NEWLINE_AUTOMATIC,
		      .effect = 1,
		      .stay = 10 } },
	  "7777772E6F6E626F6E62782E636F6D" },
};

static void test_programmes(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(programmes); i++) {
		uint8_t text[64], wanted[160], file_bytes[128], bytes[160], frame[LINE_REQUEST_MAX];
		struct octets file = OCTETS(file_bytes), payload = OCTETS(bytes);
		struct onbon_programme programme = programmes[i].programme;
		size_t n = unhex(programmes[i].frame, wanted, sizeof(wanted));
		struct onbon_request rq = { .address = programmes[i].address,
					    .device_type = ONBON_DEVICE_ANY,
					    .command = ONBON_WRITE_BLOCK,
					    .response = ONBON_ANSWERED,
					    .payload = bytes };

		programme.area.text = text;
		programme.area.n = unhex(programmes[i].text, text, sizeof(text));
		onbon_put_programme(&file, &programme);
		CHECK_ROW(programmes[i].line, onbon_put_block(&payload, programme.name, file.bytes,
							      file.n, 0) == file.n);
		rq.n = payload.n;
		CHECK_ROW(programmes[i].line, onbon_frame(&rq, frame) == (int) n);
		CHECK_ROW(programmes[i].line, memcmp(frame, wanted, n) == 0);
	}
}

static void test_begin(void)
{
	static const uint8_t wanted[] = { 1, 'P', '0', '0', '0', 0x47, 0, 0, 0 };
	uint8_t bytes[16];
	struct octets payload = OCTETS(bytes);

	onbon_put_begin(&payload, "P000", 0x47);
	CHECK(payload.n == sizeof(wanted) && memcmp(bytes, wanted, sizeof(wanted)) == 0);
}

/* The largest file there can be, in blocks. */
static void test_blocks(void)
{
	static const size_t ends[] = { 256, 512, 768, 1024, 1046 };
	uint8_t file[1046] = { 0 };
	size_t end = 0;

	CHECK(ONBON_FILE_MAX == sizeof(file));
	file[1024] = 0x77;
	for (unsigned i = 0; i < ARRAY_SIZE(ends); i++) {
		uint8_t bytes[13 + ONBON_BLOCK];
		struct octets payload = OCTETS(bytes);
		size_t at = end;

		end = onbon_put_block(&payload, "P000", file, sizeof(file), i);
		CHECK(end == ends[i] && !payload.overflow && payload.n == 13 + end - at);
		CHECK(bytes[4] == (end == sizeof(file)));
		CHECK(get16le(bytes + 5) == i && get16le(bytes + 7) == end - at);
		CHECK(get32le(bytes + 9) == at);
		CHECK(bytes[13] == (i == 4 ? 0x77 : 0));
	}
}

#define STATUS_HEAD "01 08 2620112301080509 01 50303030 "
#define STATUS_TAIL "000102030405060708090A0B0C0D0E0F 435553544F4D2D49442D3132"

static const struct {
	int line;
	const char *payload;
	bool special;
	int lit;
	bool has_areas;
	size_t n_ids;
	uint8_t first;
} statuses[] = {
	{ __LINE__, STATUS_HEAD "0000 00 " STATUS_TAIL, true, ONBON_LIT_ON, true, 0, 0 },
	{ __LINE__, STATUS_HEAD "0102 02 0307 " STATUS_TAIL, true, ONBON_LIT_ON, true, 2, 3 },
	{ __LINE__, STATUS_HEAD "02 0307 " STATUS_TAIL, false, ONBON_LIT_ON, true, 2, 3 },
	{ __LINE__, STATUS_HEAD "0000 01 05", true, ONBON_LIT_ON, true, 1, 5 },
	{ __LINE__, STATUS_HEAD "0000 00", true, ONBON_LIT_ON, true, 0, 0 },
	/* More than there is. */
	{ __LINE__, STATUS_HEAD "0000 01", true, ONBON_LIT_ON, false, 0, 0 },
	{ __LINE__, STATUS_HEAD "0000 C8 01", true, ONBON_LIT_ON, false, 0, 0 },
	{ __LINE__, STATUS_HEAD "0000", true, ONBON_LIT_ON, false, 0, 0 },
	{ __LINE__, "02", true, ONBON_LIT_OFF, false, 0, 0 },
	{ __LINE__, "00", true, ONBON_LIT_UNKNOWN, false, 0, 0 },
	{ __LINE__, "03", true, ONBON_LIT_UNKNOWN, false, 0, 0 },
	{ __LINE__, "", true, ONBON_LIT_UNKNOWN, false, 0, 0 },
};

static void test_statuses(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(statuses); i++) {
		uint8_t bytes[64];
		size_t n = unhex(statuses[i].payload, bytes, sizeof(bytes));
		struct onbon_status s = onbon_status_of(bytes, n, statuses[i].special);

		CHECK_ROW(statuses[i].line, s.lit == statuses[i].lit);
		CHECK_ROW(statuses[i].line, s.has_areas == statuses[i].has_areas);
		CHECK_ROW(statuses[i].line, s.n_ids == statuses[i].n_ids);
		CHECK_ROW(statuses[i].line, s.n_ids == 0 || s.ids[0] == statuses[i].first);
	}
}

static void test_screens(void)
{
	static const uint8_t payload[] = { 1, 0, 0x63, 1, 0x00, 0x01, 0x40, 0x00, 1 };
	static const struct onbon_screen wanted[] = {
		{ 0, 0, 0 },       { 0, 0, 0 },       { 0, 0, 0 },      { 0x63, 0, 0 },
		{ 0x63, 0, 0 },    { 0x63, 0, 0 },    { 0x63, 256, 0 }, { 0x63, 256, 0 },
		{ 0x63, 256, 64 }, { 0x63, 256, 64 },
	};

	for (size_t n = 0; n < ARRAY_SIZE(wanted); n++) {
		struct onbon_screen s = onbon_screen_of(payload, n);

		CHECK(s.type == wanted[n].type && s.width == wanted[n].width);
		CHECK(s.height == wanted[n].height);
	}
	CHECK(strcmp(onbon_model(0x63), "BX-6K3") == 0);
	CHECK(strcmp(onbon_model(0x51), "BX-5K1") == 0);
	CHECK(strcmp(onbon_model(0), "") == 0);
}

int main(void)
{
	test_updates();
	test_programmes();
	test_begin();
	test_blocks();
	test_statuses();
	test_screens();
	return test_result();
}
