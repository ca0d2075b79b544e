/* SPDX-License-Identifier: MIT */

/* JetFile II without a line: packets both ways, text files both ways, arguments. */

#include "check.h"
#include "dialogue.h"
#include "jetfile_argument.h"
#include "jetfile_frame.h"
#include "jetfile_text.h"
#include "pages.h"

static bool is_hex(const struct octets *o, const char *hex)
{
	uint8_t wanted[LINE_REQUEST_MAX];
	size_t n = unhex(hex, wanted, sizeof(wanted));

	return !o->overflow && o->n == n && memcmp(o->bytes, wanted, n) == 0;
}

static void test_golden(void)
{
	uint8_t bytes[JETFILE_PACKET_MAX], arg[] = { 0xff, 1, 2 };
	struct octets o = OCTETS(bytes);
	struct jetfile_request test = { .serial = 1, .command = JETFILE_TEST_CONNECTION };
	struct jetfile_request write = {
		.source = 0x0102,
		.destination = { 3, 4 },
		.serial = 0x1234,
		.command = JETFILE_WRITE_TEXT,
		.silent = true,
		.arg = arg,
		.n_arg = sizeof(arg),
		.data = (const uint8_t *) "AB",
		.n_data = 2,
	};

	CHECK(jetfile_build(&o, &test) == 0);
	CHECK(is_hex(&o, "55A7 0500 0000 0000 0000 0100 03 01 00 00"));
	o.n = 0;
	CHECK(jetfile_build(&o, &write) == 0);
	CHECK(is_hex(&o, "55A7 DF01 0200 0201 0304 3412 02 04 01 01 FF010200 4142"));
}

/* Nothing that formats, removes, resets, or writes anything but the text file. */
static void test_commands(void)
{
	static const unsigned dangers[] = { 0x0202, 0x0203, 0x0205, 0x0206, 0x0207, 0x0208, 0x020c,
					    0x020d, 0x020e, 0x0400, 0x0406, 0x0702, 0x0703, 0x0704,
					    0x0705, 0x0706, 0x0707, 0x070a, 0x0a03, 0x0000 };
	uint8_t bytes[JETFILE_PACKET_MAX];
	unsigned n = 0;

	for (unsigned c = 0; c <= 0xffff; c++) {
		struct octets o = OCTETS(bytes);
		struct jetfile_request r = { .destination = { 1, 1 },
					     .command = (enum jetfile_command) c };

		n += jetfile_build(&o, &r) == 0;
	}
	CHECK(n == 15);
	for (size_t i = 0; i < ARRAY_SIZE(dangers); i++) {
		struct octets o = OCTETS(bytes);
		struct jetfile_request r = { .destination = { 1, 1 },
					     .command = (enum jetfile_command) dangers[i] };

		CHECK(jetfile_build(&o, &r) == -EINVAL && o.n == 0);
	}
}

static void test_limits(void)
{
	static const uint8_t zeroes[JETFILE_DATA_MAX + 1];
	uint8_t bytes[JETFILE_PACKET_MAX];
	struct octets o = OCTETS(bytes);
	struct jetfile_request r = { .destination = { 1, 1 },
				     .command = JETFILE_WRITE_TEXT,
				     .arg = zeroes,
				     .n_arg = JETFILE_ARG_MAX,
				     .data = zeroes,
				     .n_data = JETFILE_DATA_MAX };

	CHECK(jetfile_build(&o, &r) == 0 && !o.overflow && o.n == JETFILE_PACKET_MAX);
	CHECK(get16le(o.bytes + 4) == JETFILE_DATA_MAX && o.bytes[14] == 8);
	o.n = 0;
	r.n_data++;
	CHECK(jetfile_build(&o, &r) == -EINVAL && o.n == 0);
	r.n_data--;
	r.n_arg++;
	CHECK(jetfile_build(&o, &r) == -EINVAL && o.n == 0);
	/* Everybody. */
	r = (struct jetfile_request){ .command = JETFILE_POWER_OFF };
	CHECK(jetfile_build(&o, &r) == -EINVAL && o.n == 0);
}

#define DONE "55A8 A400 0000 0304 0000 0104 0204 0101 00900000"
#define ECHO                                                                                       \
	"55A7 E808 2800 0000 0304 0104 0204 0600 4500 4141 0000 0000 0000 0000 0000 28000000"      \
	"0002 0100 0100 015A30300241411B306208300E32393939391F311E310A49300A4F301C311D301A35"      \
	"073055A8A104"

static const struct {
	int line;
	const char *bytes;
	int result;
	unsigned status;
	size_t n_arg, n_data; /* what it carries */
} answers[] = {
	{ __LINE__, DONE, 1, 0x9000, 0, 0 },
	{ __LINE__, "55A8 A500 0200 0304 0000 0104 0204 0001 0090", 1, 0x9000, 0, 0 },
	{ __LINE__, "55A8 A600 0000 0304 0000 0104 0204 0101 02900000", 1, 0x9002, 0, 0 },
	{ __LINE__, "55A8 AF00 0200 0304 0000 0104 0204 0001 4F4B", 1, 0x4b4f, 0, 0 },
	{ __LINE__, "55A8 8B01 0300 0304 0000 0104 0204 0100 01020304 78797A", 1, 0x9000, 4, 3 },
	{ __LINE__, "55A8 1200 0000 0304 0000 0104 0204 0000", 1, 0x9000, 0, 0 },
	/* No address at all, and the request's own. */
	{ __LINE__, "55A8 9D00 0000 0000 0000 0104 0204 0101 00900000", 1, 0x9000, 0, 0 },
	{ __LINE__, "55A8 A400 0000 0000 0304 0104 0204 0101 00900000", 1, 0x9000, 0, 0 },
	/* Another board's; group and unit exchanged; for another host. */
	{ __LINE__, "55A8 A500 0000 0305 0000 0104 0204 0101 00900000", -EPROTO, 0, 0, 0 },
	{ __LINE__, "55A8 A400 0000 0403 0000 0104 0204 0101 00900000", -EPROTO, 0, 0, 0 },
	{ __LINE__, "55A8 A600 0000 0304 0101 0104 0204 0101 00900000", -EPROTO, 0, 0, 0 },
	/* Another sub-command, another command. */
	{ __LINE__, "55A8 A500 0000 0304 0000 0104 0205 0101 00900000", -EPROTO, 0, 0, 0 },
	{ __LINE__, "55A8 A300 0000 0304 0000 0104 0104 0101 00900000", -EPROTO, 0, 0, 0 },
	/* A wrong sum; a flag that is none; a status of no and of one byte. */
	{ __LINE__, "55A8 A500 0000 0304 0000 0104 0204 0101 00900000", -EPROTO, 0, 0, 0 },
	{ __LINE__, "55A8 A500 0000 0304 0000 0104 0204 0102 00900000", -EPROTO, 0, 0, 0 },
	{ __LINE__, "55A8 1300 0000 0304 0000 0104 0204 0001", -EPROTO, 0, 0, 0 },
	{ __LINE__, "55A8 1400 0100 0304 0000 0104 0204 0001 00", -EPROTO, 0, 0, 0 },
	/* An earlier number, alone and before ours; ours in the wrong order. */
	{ __LINE__, "55A8 A300 0000 0304 0000 0004 0204 0101 00900000", 0, 0, 0, 0 },
	{ __LINE__, "55A8 A300 0000 0304 0000 0004 0204 0101 00900000" DONE, 1, 0x9000, 0, 0 },
	{ __LINE__, "55A8 A400 0000 0304 0000 0401 0204 0101 00900000", 0, 0, 0, 0 },
	/* Noise, also such as begins a packet. */
	{ __LINE__, "00 FF 55 00 A8" DONE, 1, 0x9000, 0, 0 },
	{ __LINE__, "55 55 55" DONE, 1, 0x9000, 0, 0 },
	{ __LINE__, "55A8 0000 0000 0304 0000 0004 0204 0100 00900000" DONE, 1, 0x9000, 0, 0 },
	{ __LINE__, "55A8 A400 FFFF 0304 0000 0104 0204 0101 00900000" DONE, 1, 0x9000, 0, 0 },
	{ __LINE__, "55A8" DONE, 1, 0x9000, 0, 0 },
	{ __LINE__, "55A7" DONE, 1, 0x9000, 0, 0 },
	/* Our own request, whose text has 55 A8 in it. */
	{ __LINE__, ECHO, 0, 0, 0, 0 },
	{ __LINE__, ECHO DONE, 1, 0x9000, 0, 0 },
};

static void test_answers(void)
{
	static const struct jetfile_request asked = { .destination = { 3, 4 },
						      .serial = 0x0401,
						      .command = JETFILE_WRITE_TEXT };

	for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
		uint8_t bytes[LINE_ANSWER_MAX];
		size_t n = unhex(answers[i].bytes, bytes, sizeof(bytes));
		struct jetfile_answer a = { .status = 1 };
		int line = answers[i].line;

		for (size_t k = 0; k < n; k++)
			CHECK_ROW(line, jetfile_parse(&asked, bytes, k, &a) == 0);
		CHECK_ROW(line, a.status == 1);
		CHECK_ROW(line, jetfile_parse(&asked, bytes, n, &a) == answers[i].result);
		if (answers[i].result != 1)
			continue;
		CHECK_ROW(line, a.status == answers[i].status);
		CHECK_ROW(line, !a.carries || (a.n_arg == answers[i].n_arg &&
					       a.n_data == answers[i].n_data));
	}
}

static void test_refusals(void)
{
	CHECK(jetfile_refusal(0x9000) == 0);
	CHECK(jetfile_refusal(0x4b4f) == 0);
	CHECK(jetfile_refusal(0x9002) == -EPROTO);
	CHECK(jetfile_refusal(0x9015) == -EBUSY);
	CHECK(jetfile_refusal(0x6701) == -EBUSY);
	CHECK(jetfile_refusal(0x0090) == -EREMOTEIO);
	CHECK(jetfile_refusal(0x9030) == -EREMOTEIO);
	CHECK(jetfile_refusal(0) == -EREMOTEIO);
}

typedef void (*knobs_fn)(struct jetfile_settings *s);

struct fixture {
	struct jetfile_settings settings;
	struct profile profile;
};

static void fixture_init(struct fixture *f, knobs_fn knobs)
{
	*f = (struct fixture){ .settings = jetfile_settings_defaults };
	if (knobs)
		knobs(&f->settings);
	f->profile = (struct profile){ .name = "test",
				       .rows = 3,
				       .columns = 8,
				       .charset = CHARSET_GB2312,
				       .settings = &f->settings };
}

static void every_knob(struct jetfile_settings *s)
{
	s->file = "LAW.NMG";
	s->font = "7";
	s->color = 2;
	s->line_spacing = 9;
	s->vertical = 0;
	s->horizontal = 2;
	s->hold = 30;
	s->typeset = false;
	s->line_feed = JETFILE_AFTER;
}

static void letters(struct jetfile_settings *s)
{
	s->head = JETFILE_HEAD_QZ00SAX;
}

static void after(struct jetfile_settings *s)
{
	s->line_feed = JETFILE_AFTER;
}

#define FORMAT "1B3062 0830 0E3239393939 1F31 1E31 0A4930 0A4F30 1C31 1D30 1A35 0730"
#define HEAD   "01 5A3030 02 4141"

static const struct {
	int line;
	knobs_fn knobs;
	const char *page[5];
	const char *file; /* NULL: refused */
	int result;
} files[] = {
	{ __LINE__, NULL, { "AB" }, HEAD FORMAT "4142 04", 0 },
	{ __LINE__, NULL, { "\xb7\xa8\xd6\xce", "A" }, HEAD FORMAT "B7A8D6CE 0D 41 04", 0 },
	{ __LINE__, NULL, { NULL }, HEAD FORMAT "20 04", 0 },
	{ __LINE__, NULL, { "", "" }, HEAD FORMAT "20 04", 0 },
	{ __LINE__, NULL, { "AB", "", "CD" }, HEAD FORMAT "4142 0D 0D 4344 04", 0 },
	{ __LINE__, NULL, { "", "CD", "" }, HEAD FORMAT "0D 4344 04", 0 },
	{ __LINE__, NULL, { "ABCDEFGH" }, HEAD FORMAT "4142434445464748 04", 0 },
	{ __LINE__, letters, { "AB" }, "51 5A 30 30 53 41 58" FORMAT "4142 04", 0 },
	{ __LINE__, after, { "AB", "C" }, HEAD FORMAT "4142 0D 43 0D 04", 0 },
	{ __LINE__, after, { NULL }, HEAD FORMAT "20 0D 04", 0 },
	{ __LINE__,
	  every_knob,
	  { "AB" },
	  "01 5A3030 02 414C 1B3061 0839 0E3230303330 1F30 1E32 0A4930 0A4F30 1C33 1D30 1A37 0730"
	  "4142 0D 04",
	  0 },
	{ __LINE__, NULL, { "ABCDEFGHI" }, NULL, -EMSGSIZE },
	{ __LINE__, NULL, { "A", "B", "C", "D" }, NULL, -EMSGSIZE },
	{ __LINE__, NULL, { "A", "B", "C", "" }, NULL, -EMSGSIZE },
	{ __LINE__, NULL, { "A\rB" }, NULL, -EILSEQ },
	{ __LINE__, NULL, { "A", "B\x04" }, NULL, -EILSEQ },
	{ __LINE__,
	  NULL,
	  { "\x1c"
	    "1" },
	  NULL,
	  -EILSEQ },
	{ __LINE__, NULL, { "\xb7" }, NULL, -EILSEQ },
	{ __LINE__, NULL, { "\xb7\x41" }, NULL, -EILSEQ },
	{ __LINE__, NULL, { "\x82" }, NULL, -EILSEQ },
};

static bool row_is(const struct row *row, const char *text)
{
	return row->n == strlen(text) && memcmp(row->bytes, text, row->n) == 0;
}

/* What is written is read as it was. */
static void test_files(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		struct page page = page_of(files[i].page), back;
		uint8_t bytes[JETFILE_FILE_MAX];
		struct octets o = OCTETS(bytes);
		struct fixture f;
		int line = files[i].line;

		fixture_init(&f, files[i].knobs);
		CHECK_ROW(line, jetfile_write_text(&o, &f.profile, &page) == files[i].result);
		if (files[i].result < 0) {
			CHECK_ROW(line, o.n == 0);
			continue;
		}
		CHECK_ROW(line, is_hex(&o, files[i].file));
		CHECK_ROW(line, jetfile_read_text(&f.profile, o.bytes, o.n, &back) == 0);
		CHECK_ROW(line, back.n_rows == 3);
		for (unsigned k = 0; k < 3; k++)
			CHECK_ROW(line,
				  row_is(&back.rows[k], k < page.n_rows ? files[i].page[k] : ""));
	}
}

/* What boards may hold beside it. */
static const struct {
	int line;
	knobs_fn knobs;
	const char *file;
	int result;
	const char *row; /* the first */
} found[] = {
	{ __LINE__, NULL, HEAD HEAD FORMAT "4142 04 04", 0, "AB" },
	{ __LINE__, NULL, HEAD HEAD FORMAT "4142 04", READ_OTHER, NULL },
	{ __LINE__, NULL, HEAD FORMAT "4142 04 04", READ_OTHER, NULL },
	{ __LINE__, NULL, HEAD HEAD HEAD FORMAT "4142 04 04 04", READ_OTHER, NULL },
	{ __LINE__, NULL, HEAD FORMAT "4142", READ_OTHER, NULL },
	{ __LINE__, NULL, HEAD FORMAT "4142 04 00", READ_OTHER, NULL },
	{ __LINE__, NULL, HEAD FORMAT "41 04 42 04", READ_OTHER, NULL },
	/* Flashing; in green; without a format; with a second frame; in another head. */
	{ __LINE__, NULL, HEAD FORMAT "0731 4142 04", READ_OTHER, NULL },
	{ __LINE__, NULL,
	  HEAD "1B3062 0830 0E3239393939 1F31 1E31 0A4930 0A4F30 1C32 1D30 1A35 0730 4142 04",
	  READ_OTHER, NULL },
	{ __LINE__, NULL, HEAD "4142 04", READ_OTHER, NULL },
	{ __LINE__, NULL, HEAD FORMAT "41 0C 42 04", READ_OTHER, NULL },
	{ __LINE__, letters, HEAD FORMAT "4142 04", READ_OTHER, NULL },
	{ __LINE__, after, HEAD FORMAT "4142 04", READ_OTHER, NULL },
	/* Larger than the board is said to be; half a character. */
	{ __LINE__, NULL, HEAD FORMAT "41 0D 42 0D 43 0D 44 04", READ_OTHER, NULL },
	{ __LINE__, NULL, HEAD FORMAT "414243444546474849 04", READ_OTHER, NULL },
	{ __LINE__, NULL, HEAD FORMAT "41B7 04", READ_OTHER, NULL },
	{ __LINE__, NULL, HEAD FORMAT "04", 0, "" },
	{ __LINE__, NULL, HEAD "04", READ_OTHER, NULL },
	{ __LINE__, NULL, "04", READ_OTHER, NULL },
	{ __LINE__, NULL, "", READ_OTHER, NULL },
};

static void test_found(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(found); i++) {
		uint8_t bytes[JETFILE_FILE_MAX];
		size_t n = unhex(found[i].file, bytes, sizeof(bytes));
		struct page page = { .n_rows = 77 };
		struct fixture f;
		int line = found[i].line;

		fixture_init(&f, found[i].knobs);
		CHECK_ROW(line, jetfile_read_text(&f.profile, bytes, n, &page) == found[i].result);
		CHECK_ROW(line,
			  found[i].row ? row_is(&page.rows[0], found[i].row) : page.n_rows == 77);
	}
}

static void test_largest_file(void)
{
	static const struct profile p = { .rows = ROWS_MAX,
					  .columns = COLUMNS_MAX,
					  .charset = CHARSET_GBK,
					  .settings = &jetfile_settings_defaults };
	struct page page = { .n_rows = ROWS_MAX }, back;
	uint8_t bytes[JETFILE_FILE_MAX];
	struct octets o = OCTETS(bytes);

	for (unsigned i = 0; i < ROWS_MAX; i++) {
		page.rows[i].n = COLUMNS_MAX;
		memset(page.rows[i].bytes, 0xb0, COLUMNS_MAX);
	}
	CHECK(jetfile_write_text(&o, &p, &page) == 0 && o.n == 36 + 8 * 129);
	CHECK(jetfile_read_text(&p, o.bytes, o.n, &back) == 0);
	CHECK(memcmp(&page, &back, sizeof(page)) == 0);
}

static const struct {
	int line;
	enum charset charset;
	const char *code;
	size_t n;
	bool allowed;
} codes[] = {
	{ __LINE__, CHARSET_ASCII, " ", 1, true },
	{ __LINE__, CHARSET_ASCII, "~", 1, true },
	{ __LINE__, CHARSET_ASCII, "\x7f", 1, false },
	{ __LINE__, CHARSET_ASCII, "\x1f", 1, false },
	{ __LINE__, CHARSET_ASCII, "\x00", 1, false },
	{ __LINE__, CHARSET_ASCII, "\x82", 1, false },
	{ __LINE__, CHARSET_ASCII, "\xb0\xa1", 2, false },
	{ __LINE__, CHARSET_GB2312, "\xb0\xa1", 2, true },
	{ __LINE__, CHARSET_GB2312, "\xa0\xa1", 2, false },
	{ __LINE__, CHARSET_GB2312, "\xb0\xa0", 2, false },
	{ __LINE__, CHARSET_GB2312, "\xb0\x1c", 2, false },
	{ __LINE__, CHARSET_GB2312, "\x80", 1, false },
	{ __LINE__, CHARSET_GBK, "\x81\x40", 2, true },
	{ __LINE__, CHARSET_GBK, "\x82\x40", 2, false },
	{ __LINE__, CHARSET_GBK, "\xb0\x82", 2, false },
	{ __LINE__, CHARSET_GBK, "\xb0\x3f", 2, false },
	{ __LINE__, CHARSET_GBK, "\xb0\x7f", 2, false },
	{ __LINE__, CHARSET_GBK, "\xb0\xff", 2, false },
	{ __LINE__, CHARSET_BIG5, "\xa4\x40", 2, true },
	{ __LINE__, CHARSET_BIG5, "\xa4\x1c", 2, false },
	{ __LINE__, CHARSET_GBK, "\x81\x40\x41", 3, false },
	{ __LINE__, CHARSET_GBK, "", 0, false },
};

static void test_allows(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		struct profile p = { .charset = codes[i].charset };

		CHECK_ROW(codes[i].line, jetfile_allows(&p, (const uint8_t *) codes[i].code,
							codes[i].n) == codes[i].allowed);
	}
}

static void test_brightness(void)
{
	static const struct jetfile_brightness region = { JETFILE_BRIGHTNESS_REGION, 1, 255, 128,
							  32 },
					       level = { JETFILE_BRIGHTNESS_LEVEL, 100, 5, 0, 0 };
	uint8_t bytes[JETFILE_ARG_MAX];
	struct octets o = OCTETS(bytes);

	jetfile_put_brightness(&o, &region, 50);
	CHECK(is_hex(&o, "0000 0000 80 80 80 8000 2000"));
	o.n = 0;
	jetfile_put_brightness(&o, &level, 0);
	jetfile_put_brightness(&o, &level, 100);
	CHECK(is_hex(&o, "64FF0000 05FF0000"));
}

static void test_clock(void)
{
	/* A Sunday. */
	static const struct wall_time t = { 2026, 12, 6, 7, 23, 59, 58 };
	struct jetfile_settings s = jetfile_settings_defaults;
	uint8_t bytes[JETFILE_ARG_MAX];
	struct octets o = OCTETS(bytes);

	jetfile_put_clock(&o, &s, &t);
	CHECK(is_hex(&o, "26 20 12 06 23 59 01 14"));
	o.n = 0;
	s.clock = JETFILE_CLOCK_SECONDS;
	s.week = JETFILE_MONDAY_1;
	s.timezone = -12;
	jetfile_put_clock(&o, &s, &t);
	CHECK(is_hex(&o, "26 20 12 06 23 59 58 07 00"));
	o.n = 0;
	s.week = JETFILE_SUNDAY_0;
	jetfile_put_clock(&o, &s, &t);
	CHECK(is_hex(&o, "26 20 12 06 23 59 58 00 00"));
}

static void test_path(void)
{
	static const uint8_t with_name[] = "e:\\t\\aa", other[] = "E:\\T\\AB",
			     longer[] = "E:\\T\\AAB", flash[] = "D:\\T\\AA";
	const struct jetfile_settings *s = &jetfile_settings_defaults;
	uint8_t bytes[JETFILE_ARG_MAX];
	struct octets o = OCTETS(bytes);

	jetfile_put_path(&o, s);
	CHECK(is_hex(&o, "453A5C545C414100"));
	CHECK(jetfile_is_path(s, with_name, sizeof(with_name)));
	CHECK(!jetfile_is_path(s, with_name, sizeof(with_name) - 1));
	CHECK(!jetfile_is_path(s, with_name, 0));
	CHECK(!jetfile_is_path(s, other, sizeof(other)));
	CHECK(!jetfile_is_path(s, longer, sizeof(longer)));
	CHECK(!jetfile_is_path(s, flash, sizeof(flash)));
}

int main(void)
{
	test_golden();
	test_commands();
	test_limits();
	test_answers();
	test_refusals();
	test_files();
	test_found();
	test_largest_file();
	test_allows();
	test_brightness();
	test_clock();
	test_path();
	return test_result();
}
