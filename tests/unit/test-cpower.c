/* SPDX-License-Identifier: MIT */

/* The cpower driver shows pages in a window. */

#include "cpower_board.h"
#include "pages.h"

static const struct page ab = { .n_rows = 1, .rows = { { 2, "AB" } } };

static void plain(struct cpower_settings *s)
{
	s->split = false;
}

static void resplit(struct cpower_settings *s)
{
	s->resplit = true;
}

static void old_firmware(struct cpower_settings *s)
{
	s->split = false;
	s->old_firmware = true;
}

static void crlf(struct cpower_settings *s)
{
	s->split = false;
	s->row_end = CPOWER_END_CRLF;
}

static void everything(struct cpower_settings *s)
{
	s->split = false;
	s->window = 3;
	s->effect = 14;
	s->align = 2;
	s->valign = 2;
	s->speed = 100;
	s->stay = 0x1234;
	s->font = 56;
	s->style = 5;
	s->colour = (struct cpower_colour){ 1, 2, 3 };
}

static void large_screen(struct cpower_settings *s)
{
	s->width = 320;
	s->height = 256;
}

static void small_packets(struct cpower_settings *s)
{
	s->split = false;
	s->packet_max = 200;
}

#define A40 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define B40 "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
#define A20 "4141414141414141414141414141414141414141"
#define B20 "4242424242424242424242424242424242424242"
#define LONG_1                                                                                     \
	"A5 6832017B01 C800 0001 12 00 00 05 00 0003 02 FF0000 " A20 A20 "0D" B20 B20 "0D" A20 A20 \
	"0D" B20 B20 "0D" A20 "4141414141 7832 AE"
#define LONG_2 "A5 6832017B01 1000 0101 414141414141414141414141414141 00 F804 AE"

static const struct {
	int line;
	knobs_fn knobs;
	int rows, columns;
	const char *page[9];
	int result;
	struct turn turns[TURNS_MAX];
} shows[] = {
	{ __LINE__,
	  NULL,
	  1,
	  4,
	  { "AB" },
	  0,
	  { { SPLIT, SPLIT_DONE, 0 }, { TEXT_AB, TEXT_DONE, 0 } } },
	{ __LINE__, plain, 1, 4, { "AB" }, 0, { { TEXT_AB, TEXT_DONE, 0 } } },
	{ __LINE__, plain, 1, 4, { NULL }, 0, { { TEXT_NOTHING, TEXT_DONE, 0 } } },
	{ __LINE__, plain, 2, 4, { "", " " }, 0, { { TEXT_NOTHING, TEXT_DONE, 0 } } },
	{ __LINE__, plain, 2, 4, { "AB ", "" }, 0, { { TEXT_AB, TEXT_DONE, 0 } } },
	{ __LINE__,
	  plain,
	  2,
	  4,
	  { "AB", "CD" },
	  0,
	  { { "A5 6832017B01 1100 0000 12 00 00 05 00 0003 02 FF0000 41420D434400 5A03 AE",
	      TEXT_DONE, 0 } } },
	{ __LINE__,
	  plain,
	  2,
	  4,
	  { "", "CD" },
	  0,
	  { { "A5 6832017B01 0F00 0000 12 00 00 05 00 0003 02 FF0000 0D434400 D502 AE", TEXT_DONE,
	      0 } } },
	{ __LINE__,
	  crlf,
	  2,
	  4,
	  { "AB", "CD" },
	  0,
	  { { "A5 6832017B01 1200 0000 12 00 00 05 00 0003 02 FF0000 41420D0A434400 6503 AE",
	      TEXT_DONE, 0 } } },
	{ __LINE__,
	  everything,
	  1,
	  4,
	  { "A" },
	  0,
	  { { "A5 6832017B01 0D00 0000 12 03 0E 0A 64 1234 57 010203 4100 9902 AE", TEXT_DONE,
	      0 } } },
	{ __LINE__,
	  large_screen,
	  1,
	  4,
	  { "AB" },
	  0,
	  { { "A5 6832017B01 0A00 0000 01 01 0000 0000 0140 0100 6501 AE", SPLIT_DONE, 0 },
	    { TEXT_AB, TEXT_DONE, 0 } } },

	/* Nothing is sent of what can not be. */
	{ __LINE__, NULL, 1, 4, { "AB", "CD" }, -EMSGSIZE, { { 0 } } },
	{ __LINE__, NULL, 2, 4, { "AB", "CDEFG" }, -EMSGSIZE, { { 0 } } },
	{ __LINE__, NULL, 2, 4, { "AB", "C\rD" }, -EILSEQ, { { 0 } } },
	{ __LINE__, NULL, 1, 4, { "A\xb7" }, -EILSEQ, { { 0 } } },
	{ __LINE__, NULL, 1, 4, { "A\x7f" }, -EILSEQ, { { 0 } } },
	{ __LINE__, NULL, 1, 4, { "A\x80" }, -EILSEQ, { { 0 } } },
	{ __LINE__, NULL, 1, 4, { "\xb7\x0d" }, -EILSEQ, { { 0 } } },

	/* Answers to a text: refusals, none, another card's, another command's, damaged, cut short.
	 */
	{ __LINE__,
	  plain,
	  1,
	  4,
	  { "AB" },
	  -EPROTO,
	  { { TEXT_AB, "A5 E832017B01 0100 0000 12 AA0A01 AE", 0 } } },
	{ __LINE__,
	  plain,
	  1,
	  4,
	  { "AB" },
	  -EPROTO,
	  { { TEXT_AB, "A5 E832017B02 0100 0000 12 AB01 AE", 0 } } },
	{ __LINE__,
	  plain,
	  1,
	  4,
	  { "AB" },
	  -EREMOTEIO,
	  { { TEXT_AB, "A5 E832017B12 0100 0000 12 BB01 AE", 0 } } },
	{ __LINE__,
	  plain,
	  1,
	  4,
	  { "AB" },
	  -EREMOTEIO,
	  { { TEXT_AB, "A5 E832017B80 1602 AE", 0 } } },
	{ __LINE__, plain, 1, 4, { "AB" }, -ETIMEDOUT, { { TEXT_AB, NULL, 0 } } },
	{ __LINE__, plain, 1, 4, { "AB" }, -ENODEV, { { TEXT_AB, NULL, -ENODEV } } },
	{ __LINE__,
	  plain,
	  1,
	  4,
	  { "AB" },
	  -EPROTO,
	  { { TEXT_AB, "A5 E832027B00 0100 0000 12 AA0A01 AE", 0 } } },
	{ __LINE__, plain, 1, 4, { "AB" }, -EPROTO, { { TEXT_AB, SPLIT_DONE, 0 } } },
	{ __LINE__, plain, 1, 4, { "AB" }, -EPROTO, { { TEXT_AB, NO_DATA, 0 } } },
	{ __LINE__,
	  plain,
	  1,
	  4,
	  { "AB" },
	  -EPROTO,
	  { { TEXT_AB, "A5 E832017B00 0100 0000 12 A801 AE", 0 } } },
	{ __LINE__,
	  plain,
	  1,
	  4,
	  { "AB" },
	  -ETIMEDOUT,
	  { { TEXT_AB, "A5 E832017B00 0100 0000 12 A901", 0 } } },
	{ __LINE__, plain, 1, 4, { "AB" }, 0, { { TEXT_AB, "00 A5 91 AE FF" TEXT_DONE, 0 } } },
	/* An echo alone, and one before the answer. */
	{ __LINE__, plain, 1, 4, { "AB" }, -ETIMEDOUT, { { TEXT_AB, TEXT_AB, 0 } } },
	{ __LINE__, plain, 1, 4, { "AB" }, 0, { { TEXT_AB, TEXT_AB TEXT_DONE, 0 } } },
	{ __LINE__, old_firmware, 1, 4, { "AB" }, -ETIMEDOUT, { { TEXT_AB, TEXT_AB, 0 } } },
	{ __LINE__,
	  old_firmware,
	  1,
	  4,
	  { "AB" },
	  0,
	  { { TEXT_AB, TEXT_AB "A5 6832017B00 0100 0000 12 2901 AE", 0 } } },
	{ __LINE__,
	  plain,
	  1,
	  4,
	  { "AB" },
	  -ETIMEDOUT,
	  { { TEXT_AB, "A5 6832017B00 0100 0000 12 2901 AE", 0 } } },
	/* A split that is refused ends it. */
	{ __LINE__,
	  NULL,
	  1,
	  4,
	  { "AB" },
	  -EREMOTEIO,
	  { { SPLIT, "A5 E832017B03 0100 0000 01 9B01 AE", 0 } } },

	/* Two packets, each answered; what the first one's answer holds is not said. */
	{ __LINE__,
	  small_packets,
	  5,
	  40,
	  { A40, B40, A40, B40, A40 },
	  0,
	  { { LONG_1, TEXT_DONE, 0 }, { LONG_2, TEXT_DONE, 0 } } },
	{ __LINE__,
	  small_packets,
	  5,
	  40,
	  { A40, B40, A40, B40, A40 },
	  0,
	  { { LONG_1, NO_DATA, 0 }, { LONG_2, TEXT_DONE, 0 } } },
	{ __LINE__,
	  small_packets,
	  5,
	  40,
	  { A40, B40, A40, B40, A40 },
	  -EPROTO,
	  { { LONG_1, TEXT_DONE, 0 }, { LONG_2, NO_DATA, 0 } } },
	{ __LINE__,
	  small_packets,
	  5,
	  40,
	  { A40, B40, A40, B40, A40 },
	  -EPROTO,
	  { { LONG_1, "A5 E832017B02 0100 0000 12 AB01 AE", 0 } } },

};

static void test_show(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(shows); i++) {
		struct page page = page_of(shows[i].page);
		struct dialogue d;
		struct board b;

		board_init(&b, shows[i].rows, shows[i].columns, LINE_SERIAL, shows[i].knobs);
		dialogue_init(&d, shows[i].turns, count_turns(shows[i].turns));
		CHECK_ROW(shows[i].line,
			  b.driver->show(b.self, &d.line, &page, USEC_NEVER) == shows[i].result);
		CHECK_ROW(shows[i].line, dialogue_done(&d));
		board_done(&b);
	}
}

/* The window is made once, and again after whatever went wrong. */
static void test_splits(void)
{
	static const struct page wrong = { .n_rows = 1, .rows = { { 1, "\r" } } };
	const struct turn turns[] = {
		{ SPLIT, SPLIT_DONE, 0 },       { TEXT_AB, TEXT_DONE, 0 },
		{ TEXT_AB, TEXT_DONE, 0 },      { TEXT_AB, NULL, 0 },
		{ SPLIT, SPLIT_DONE, 0 },       { TEXT_AB, TEXT_DONE, 0 },
		{ TEXT_NOTHING, TEXT_DONE, 0 }, { TEXT_AB, TEXT_DONE, 0 },
	};
	struct dialogue d;
	struct board b;

	board_init(&b, 1, 4, LINE_SERIAL, NULL);
	dialogue_init(&d, turns, ARRAY_SIZE(turns));
	CHECK(b.driver->show(b.self, &d.line, &ab, USEC_NEVER) == 0);
	CHECK(b.driver->show(b.self, &d.line, &ab, USEC_NEVER) == 0);
	CHECK(b.driver->show(b.self, &d.line, &ab, USEC_NEVER) == -ETIMEDOUT);
	CHECK(b.driver->show(b.self, &d.line, &ab, USEC_NEVER) == 0);
	CHECK(b.driver->show(b.self, &d.line, &wrong, USEC_NEVER) == -EILSEQ);
	CHECK(b.driver->clear(b.self, &d.line, USEC_NEVER) == 0);
	CHECK(b.driver->probe(b.self, &d.line, USEC_NEVER) == -EOPNOTSUPP);
	CHECK(b.driver->show(b.self, &d.line, &ab, USEC_NEVER) == 0);
	CHECK(dialogue_done(&d));
	board_done(&b);
}

static void test_resplit(void)
{
	const struct turn turns[] = {
		{ SPLIT, SPLIT_DONE, 0 },
		{ TEXT_AB, TEXT_DONE, 0 },
		{ SPLIT, SPLIT_DONE, 0 },
		{ TEXT_AB, TEXT_DONE, 0 },
	};
	struct dialogue d;
	struct board b;

	board_init(&b, 1, 4, LINE_SERIAL, resplit);
	dialogue_init(&d, turns, ARRAY_SIZE(turns));
	CHECK(b.driver->show(b.self, &d.line, &ab, USEC_NEVER) == 0);
	CHECK(b.driver->show(b.self, &d.line, &ab, USEC_NEVER) == 0);
	CHECK(dialogue_done(&d));
	board_done(&b);
}

static void own_network(struct cpower_settings *s)
{
	s->id_code = "0a0B0c0D";
	s->split = false;
}

/* On the network the id code leads, and is checked. */
static void test_network(void)
{
	const struct turn turns[] = {
		{ "0A0B0C0D 1900 0000 6832017B01 0E00 0000 12 00 00 05 00 0003 02 FF0000 414200 "
		  "C302",
		  "0A0B0C0D 0C00 0000 E832017B00 0100 0000 12 A901", 0 },
		{ "0A0B0C0D 1900 0000 6832017B01 0E00 0000 12 00 00 05 00 0003 02 FF0000 414200 "
		  "C302",
		  "FFFFFFFF 0C00 0000 E832017B00 0100 0000 12 A901", 0 },
	};
	struct dialogue d;
	struct board b;

	board_init(&b, 1, 4, LINE_NETWORK, own_network);
	dialogue_init(&d, turns, ARRAY_SIZE(turns));
	CHECK(b.driver->show(b.self, &d.line, &ab, USEC_NEVER) == 0);
	CHECK(b.driver->show(b.self, &d.line, &ab, USEC_NEVER) == -EPROTO);
	CHECK(dialogue_done(&d));
	CHECK(b.driver->init(b.self, &b.profile, 0, LINE_NETWORK) == -EINVAL);
	CHECK(b.driver->init(b.self, &b.profile, 255, LINE_NETWORK) == -EINVAL);
	CHECK(b.driver->init(b.self, &b.profile, 254, LINE_NETWORK) == 0);
	board_done(&b);
}

int main(void)
{
	test_show();
	test_splits();
	test_resplit();
	test_network();
	return test_result();
}
