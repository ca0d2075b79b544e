/* SPDX-License-Identifier: MIT */

/* What an Onbon card is sent for a page: every setting of a profile, and what is refused. */

#include "octets.h"
#include "onbon_board.h"
#include "onbon_frame.h"

static void in_bytes(struct onbon_settings *s)
{
	s->units = ONBON_UNITS_BYTES;
}

static void in_rawpixels(struct onbon_settings *s)
{
	s->units = ONBON_UNITS_RAWPIXELS;
}

static void elsewhere(struct onbon_settings *s)
{
	s->x = 8;
	s->y = 16;
	s->width = 64;
	s->height = 16;
}

static void elsewhere_in_bytes(struct onbon_settings *s)
{
	elsewhere(s);
	in_bytes(s);
}

static void together(struct onbon_settings *s)
{
	s->display_mode = ONBON_DISPLAY_TOGETHER;
}

static void of_a_type(struct onbon_settings *s)
{
	s->device_type = 0x61;
}

static void area_three(struct onbon_settings *s)
{
	s->area = 3;
}

static void initialised(struct onbon_settings *s)
{
	s->process_mode = 1;
}

static void centred(struct onbon_settings *s)
{
	s->align = s->valign = ONBON_ALIGN_CENTRE;
}

static void at_the_end(struct onbon_settings *s)
{
	s->align = s->valign = ONBON_ALIGN_END;
}

static void held(struct onbon_settings *s)
{
	s->run_mode = ONBON_RUN_HOLD;
}

static void downwards(struct onbon_settings *s)
{
	s->effect = ONBON_EFFECT_DOWN;
	s->speed = 24;
	s->stay = 255;
	s->line_spacing = 3;
}

static void to_the_left(struct onbon_settings *s)
{
	s->effect = ONBON_EFFECT_LEFT;
	s->speed = s->stay = 0;
}

static void with_fonts(struct onbon_settings *s)
{
	s->font = 1;
	s->latin_font = 2;
}

static void mortal(struct onbon_settings *s)
{
	s->ttl = 0x1234;
}

static void scant(struct onbon_settings *s)
{
	s->text_max = 33;
}

static const struct {
	int line;
	const char *about;
	knobs_fn knobs;
	const char *page[5];
	const char *frame;
} pages[] = {
	{ __LINE__,
	  "a page",
	  NULL,
	  { "AB" },
	  HEADS "01000080000000000001FE022600 A306010000 "
		"00011D00000080000080802000000000000000000001010100020A0200000041"
		"424B6D 5A" },
	{ __LINE__,
	  "two rows",
	  NULL,
	  { "AB", "CD" },
	  HEADS "01000080000000000001FE022A00 A306010000 "
		"00012100000080000080802000000000000000000002010100020A0600000041"
		"425C6E4344609C 5A" },
	{ __LINE__,
	  "a blank row first",
	  NULL,
	  { "", "CD" },
	  HEADS "01000080000000000001FE022800 A306010000 "
		"00011F00000080000080802000000000000000000002010100020A040000005C"
		"6E4344BC8B 5A" },
	{ __LINE__,
	  "a blank row last",
	  NULL,
	  { "AB", "" },
	  HEADS "01000080000000000001FE022600 A306010000 "
		"00011D00000080000080802000000000000000000001010100020A0200000041"
		"424B6D 5A" },
	{ __LINE__,
	  "an empty page",
	  NULL,
	  { NULL },
	  HEADS "01000080000000000001FE020800 A306010000 "
		"010000A76B 5A" },
	{ __LINE__,
	  "a page of blank rows",
	  NULL,
	  { "", "" },
	  HEADS "01000080000000000001FE020800 A306010000 "
		"010000A76B 5A" },
	{ __LINE__,
	  "Chinese",
	  NULL,
	  { "\xb7\xa8\xd6\xce\xd0\xfb\xb4\xab" },
	  HEADS "01000080000000000001FE022C00 A306010000 "
		"00012300000080000080802000000000000000000001010100020A08000000B7"
		"A8D6CED0FBB4AB187D 5A" },
	{ __LINE__,
	  "escaped on the wire",
	  NULL,
	  { "\xa5\xa6\xa5\xa5" },
	  HEADS "01000080000000000001FE022800 A306010000 "
		"00011F00000080000080802000000000000000000001010100020A04000000A6"
		"02A601A602A60284C2 5A" },
	{ __LINE__,
	  "units of 8",
	  in_bytes,
	  { "AB" },
	  HEADS "01000080000000000001FE022600 A306010000 "
		"00011D00000000000010002000000000000000000001010100020A0200000041"
		"42750F 5A" },
	{ __LINE__,
	  "pixels without a bit",
	  in_rawpixels,
	  { "AB" },
	  HEADS "01000080000000000001FE022600 A306010000 "
		"00011D00000000000080002000000000000000000001010100020A0200000041"
		"42DF74 5A" },
	{ __LINE__,
	  "elsewhere",
	  elsewhere,
	  { "AB" },
	  HEADS "01000080000000000001FE022600 A306010000 "
		"00011D00000880100040801000000000000000000001010100020A0200000041"
		"42AEFC 5A" },
	{ __LINE__,
	  "elsewhere in units of 8",
	  elsewhere_in_bytes,
	  { "AB" },
	  HEADS "01000080000000000001FE022600 A306010000 "
		"00011D00000100100008001000000000000000000001010100020A0200000041"
		"42FB18 5A" },
	{ __LINE__,
	  "beside the programme",
	  together,
	  { "AB" },
	  HEADS "01000080000000000000FE022600 A306010000 "
		"00011D00000080000080802000000000000000000001010100020A0200000041"
		"42892C 5A" },
	{ __LINE__,
	  "a device type",
	  of_a_type,
	  { "AB" },
	  HEADS "0100008000000000000161022600 A306010000 "
		"00011D00000080000080802000000000000000000001010100020A0200000041"
		"420367 5A" },
	{ __LINE__,
	  "another area",
	  area_three,
	  { "AB" },
	  HEADS "01000080000000000001FE022600 A306010000 "
		"00011D00000080000080802000030000000000000001010100020A0200000041"
		"420F5E 5A" },
	{ __LINE__,
	  "another area deleted",
	  area_three,
	  { NULL },
	  HEADS "01000080000000000001FE020800 A306010000 "
		"010300A79B 5A" },
	{ __LINE__,
	  "the area initialised",
	  initialised,
	  { "AB" },
	  HEADS "01000080000000000001FE022600 A306010100 "
		"00011D00000080000080802000000000000000000001010100020A0200000041"
		"4267AD 5A" },
	{ __LINE__,
	  "centred",
	  centred,
	  { "AB" },
	  HEADS "01000080000000000001FE022600 A306010000 "
		"00011D00000080000080802000000000000000000A01010100020A0200000041"
		"425367 5A" },
	{ __LINE__,
	  "at the end",
	  at_the_end,
	  { "AB" },
	  HEADS "01000080000000000001FE022600 A306010000 "
		"00011D00000080000080802000000000000000000501010100020A0200000041"
		"424768 5A" },
	{ __LINE__,
	  "held",
	  held,
	  { "AB" },
	  HEADS "01000080000000000001FE022600 A306010000 "
		"00011D00000080000080802000000001000000000001010100020A0200000041"
		"421A91 5A" },
	{ __LINE__,
	  "downwards",
	  downwards,
	  { "AB" },
	  HEADS "01000080000000000001FE022600 A306010000 "
		"00011D0000008000008080200000030000000000000101060018FF0200000041"
		"429A8F 5A" },
	{ __LINE__,
	  "to the left",
	  to_the_left,
	  { "AB" },
	  HEADS "01000080000000000001FE022600 A306010000 "
		"00011D0000008000008080200000000000000000000101030000000200000041"
		"42C17E 5A" },
	{ __LINE__,
	  "fonts, and their cells",
	  with_fonts,
	  { "AB" },
	  HEADS "01000080000000000001FE023200 A306010000 "
		"000129000000800000C0803000000000000000000001010100020A0E0000005C"
		"464F3030315C46453030324142ADE9 5A" },
	{ __LINE__,
	  "a lifetime",
	  mortal,
	  { "AB" },
	  HEADS "01000080000000000001FE022600 A306010000 "
		"00011D00000080000080802000000002341200000001010100020A0200000041"
		"4230B6 5A" },
};

struct one_frame {
	uint8_t bytes[LINE_REQUEST_MAX];
	size_t n;
	unsigned count;
};

static int keep(void *userdata, const uint8_t *frame, size_t n)
{
	struct one_frame *f = userdata;

	memcpy(f->bytes, frame, n);
	f->n = n;
	f->count++;
	return 0;
}

static void test_pages(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(pages); i++) {
		struct page page = page_of(pages[i].page);
		struct one_frame frame = { .n = 0 };
		uint8_t wanted[256];
		size_t n = unhex(pages[i].frame, wanted, sizeof(wanted));
		struct board b;

		board_init(&b, pages[i].knobs);
		CHECK_ROW(pages[i].line, b.driver->encode(b.self, &page, keep, &frame) == 0);
		CHECK_ROW(pages[i].line, frame.count == 1);
		if (frame.n != n || memcmp(frame.bytes, wanted, n) != 0) {
			printf("%s\n", pages[i].about);
			CHECK_ROW(pages[i].line, false);
		}
		board_done(&b);
	}
}

static const struct {
	int line;
	knobs_fn knobs;
	const char *page[5];
	int result;
} refused[] = {
	{ __LINE__, NULL, { "a", "b", "c" }, -EMSGSIZE },
	{ __LINE__, NULL, { "a", "b", "" }, -EMSGSIZE },
	{ __LINE__, NULL, { "0123456789abcdef" }, 0 },
	{ __LINE__, NULL, { "0123456789abcdefg" }, -EMSGSIZE },
	{ __LINE__, scant, { "0123456789abcdef", "0123456789abcde" }, 0 },
	{ __LINE__, scant, { "0123456789abcdef", "0123456789abcdef" }, -EMSGSIZE },
	{ __LINE__, NULL, { "a\\nb" }, -EILSEQ },
	{ __LINE__, NULL, { "ok", "\\" }, -EILSEQ },
	{ __LINE__, NULL, { "a\n" }, -EILSEQ },
	{ __LINE__, NULL, { "a\x7f" }, -EILSEQ },
	{ __LINE__, NULL, { "\x81\\" }, -EILSEQ }, /* GBK has such characters */
	{ __LINE__, NULL, { "\x81[\x81Z\x81@" }, 0 },
	{ __LINE__, NULL, { "\xb7\xa8\xd6" }, -EILSEQ }, /* half a character */
	{ __LINE__, NULL, { "\x80\x80" }, -EILSEQ },
	{ __LINE__, NULL, { "\xff\xa1" }, -EILSEQ },
	{ __LINE__, NULL, { "\xb7 " }, -EILSEQ },
};

static void test_refused(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		struct page page = page_of(refused[i].page);
		struct one_frame frame = { .n = 0 };
		struct dialogue none;
		struct board b;

		board_init(&b, refused[i].knobs);
		dialogue_init(&none, NULL, 0);
		CHECK_ROW(refused[i].line,
			  b.driver->encode(b.self, &page, keep, &frame) == refused[i].result);
		CHECK_ROW(refused[i].line, frame.count == (refused[i].result == 0));
		if (refused[i].result < 0) {
			CHECK_ROW(refused[i].line, b.driver->show(b.self, &none.line, &page,
								  USEC_NEVER) == refused[i].result);
			CHECK_ROW(refused[i].line,
				  b.driver->store(b.self, &none.line, &page, USEC_NEVER) ==
					  refused[i].result);
			CHECK_ROW(refused[i].line, dialogue_done(&none));
		}
		board_done(&b);
	}
}

static void test_ascii(void)
{
	struct page page = page_of((const char *const[4]){ "\xb7\xa8" });
	struct one_frame frame = { .n = 0 };
	struct board b;

	board_init(&b, NULL);
	b.profile.charset = CHARSET_ASCII;
	CHECK(b.driver->encode(b.self, &page, keep, &frame) == -EILSEQ);
	board_done(&b);
}

static void fill(struct page *page, unsigned i, uint8_t byte, uint16_t n)
{
	page->rows[i].n = n;
	memset(page->rows[i].bytes, byte, n);
}

/* The longest text of a 6K fills its buffer; escaped from end to end it still fits a line. */
static void test_longest(void)
{
	static const uint8_t bytes[] = { 'x', 0xa6 };
	struct board b;

	board_init(&b, NULL);
	b.profile.rows = 8;
	b.profile.columns = 128;
	b.settings.text_max = ONBON_TEXT_MAX;
	for (size_t k = 0; k < ARRAY_SIZE(bytes); k++) {
		struct page page = { .n_rows = 8 };
		struct one_frame frame = { .n = 0 };
		struct onbon_frame f;

		for (unsigned i = 0; i < 8; i++)
			fill(&page, i, bytes[k], i < 7 ? 122 : 120);
		CHECK(b.driver->encode(b.self, &page, keep, &frame) == 0);
		CHECK(onbon_unframe(frame.bytes, frame.n, &f) == (int) frame.n);
		CHECK(f.n == ONBON_DATA_MAX);
		fill(&page, 7, bytes[k], 122);
		CHECK(b.driver->encode(b.self, &page, keep, &frame) == -EMSGSIZE);
		CHECK(frame.count == 1);
	}
	board_done(&b);
}

static bool allowed(const struct board *b, const char *code)
{
	return b->driver->allows(&b->profile, (const uint8_t *) code, strlen(code));
}

static void test_allows(void)
{
	struct board b;

	board_init(&b, NULL);
	for (unsigned c = 0; c < 256; c++)
		CHECK(b.driver->allows(&b.profile, &(uint8_t){ (uint8_t) c }, 1) ==
		      (c >= 0x20 && c < 0x7f && c != '\\'));
	CHECK(allowed(&b, "\xb7\xa8") && allowed(&b, "\x81\x40") && allowed(&b, "\xfe\xfe"));
	CHECK(!allowed(&b, "\x81\\") && !allowed(&b, "\xfe\\") && !allowed(&b, "\x81\x7f"));
	CHECK(!allowed(&b, "\x81\x1f") && !allowed(&b, "\x81\xff") && !allowed(&b, "\x80\x40"));
	CHECK(!allowed(&b, "") && !allowed(&b, "abc"));
	board_done(&b);
}

int main(void)
{
	test_pages();
	test_refused();
	test_ascii();
	test_longest();
	test_allows();
	return test_result();
}
