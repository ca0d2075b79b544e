/* SPDX-License-Identifier: MIT */

/* The cpower driver gives pages to a programme that keeps a mark of them, and reads it back. */

#include "cpower_board.h"

static const struct page blank;
static const struct page ab = { .n_rows = 1, .rows = { { 2, "AB" } } };
static const struct page ab_padded = { .n_rows = 1, .rows = { { 4, "AB  " } } };
static const struct page too_long = { .n_rows = 1, .rows = { { 5, "ABCDE" } } };

#define ASK_TEMPLATE    "A5 6832017B01 0200 0000 83 03 9F01 AE"
#define TEMPLATE_IN     "A5 E832017B00 0A00 0000 83 03 01 01 01 0020 0010 01 5A02 AE"
#define TEMPLATE_OUT    "A5 E832017B00 0A00 0000 83 03 00 01 01 0020 0010 01 5902 AE"
#define TEMPLATE_NONE   "A5 E832017B00 0A00 0000 83 03 00 00 00 0000 0000 00 2602 AE"
#define TEMPLATE_WIDER  "A5 E832017B00 0A00 0000 83 03 01 01 01 0040 0010 01 7A02 AE"
#define TEMPLATE_HIGHER "A5 E832017B00 0A00 0000 83 03 01 01 01 0020 0020 01 6A02 AE"
#define TEMPLATE_TWO    "A5 E832017B00 0A00 0000 83 03 01 01 01 0020 0010 02 5B02 AE"
#define TEMPLATE_SHORT  "A5 E832017B00 0400 0000 83 03 01 01 2202 AE"
#define TEMPLATE_BAD    "A5 E832017B00 0400 0000 83 03 02 01 2302 AE"
#define TEMPLATE_TINY   "A5 E832017B00 0300 0000 83 03 01 2002 AE"
#define ENTER           "A5 6832017B01 0200 0000 82 11 AC01 AE"
#define ENTER_DONE      "A5 E832017B00 0100 0000 82 1902 AE"
#define ENTER_NO        "A5 E832017B01 0100 0000 82 1A02 AE"
#define SET_TEMPLATE                                                                               \
	"A5 6832017B01 2800 0000 81 01 0020 0010 01 00 0003 00 02 01 00 000000 05 000000000000 "   \
	"0000 0000 0020 0010 01 00 02 01 00 0003 05 3902 AE"
#define SET_DONE "A5 E832017B00 0100 0000 81 1802 AE"
#define PROGRAMME_AB                                                                               \
	"A5 6832017B01 1300 0000 85 E9A85E02 01 01 10 0003 00 02 01 00 05 00 414200 4004 AE"
#define PROGRAMME_DONE  "A5 E832017B00 0800 0000 85 E9A85E02 01 01 00 1604 AE"
#define PROGRAMME_DONE3 "A5 E832017B00 0800 0000 83 E9A85E02 01 01 00 1404 AE"
#define PROGRAMME_LOST  "A5 E832017B00 0800 0000 85 E9A85E02 01 01 01 1704 AE"
#define PROGRAMME_OTHER "A5 E832017B00 0800 0000 85 E9A85E03 01 01 00 1704 AE"
#define PROGRAMME_NO2   "A5 E832017B00 0800 0000 85 E9A85E02 02 01 00 1704 AE"
#define PROGRAMME_OUT   "A5 E832017B80 0100 0000 85 9C02 AE"
#define PROGRAMME_NO    "A5 E832017B11 0100 0000 85 2D02 AE"

#define LEAVE       "A5 6832017B01 0100 0000 06 1E01 AE"
#define LEFT        "A5 E832017B00 0100 0000 06 9D01 AE"
#define ASK_LIST    "A5 6832017B01 0700 0000 89 01 0000000000 A801 AE"
#define LIST_OURS   "A5 E832017B00 0900 0000 89 01 0000000000 01 01 2B02 AE"
#define LIST_NONE   "A5 E832017B00 0800 0000 89 01 0000000000 00 2802 AE"
#define LIST_OTHER  "A5 E832017B00 0900 0000 89 01 0000000000 01 02 2C02 AE"
#define LIST_TWO    "A5 E832017B00 0A00 0000 89 01 0000000000 02 01 02 2F02 AE"
#define LIST_CUT    "A5 E832017B00 0900 0000 89 01 0000000000 05 01 2F02 AE"
#define LIST_BARE   "A5 E832017B00 0700 0000 89 01 0000000000 2702 AE"
#define ASK_MARK    "A5 6832017B01 0700 0000 89 02 01 00000000 AA0A01 AE"
#define MARK_AB     "A5 E832017B00 0D00 0000 89 02 01 00000000 01 01 E9A85E02 2204 AE"
#define MARK_OTHER  "A5 E832017B00 0D00 0000 89 02 01 00000000 01 01 E9A85F02 2304 AE"
#define MARK_ZERO   "A5 E832017B00 0D00 0000 89 02 01 00000000 01 01 00000000 3102 AE"
#define MARK_OF_2   "A5 E832017B00 0D00 0000 89 02 01 00000000 01 02 E9A85E02 2304 AE"
#define MARK_BLANK  "A5 E832017B00 0D00 0000 89 02 01 00000000 01 01 FEBC999B 1F05 AE"
#define MARK_SHORT  "A5 E832017B00 0C00 0000 89 02 01 00000000 01 01 000000 3002 AE"
#define NO_TEMPLATE "A5 E832017B01 0100 0000 89 2102 AE"
#define NO_FLAG     "A5 E832017B10 0100 0000 89 3002 AE"
#define NO_SUCH     "A5 E832017B11 0100 0000 89 3102 AE"
#define CAN_NOT     "A5 E832017B12 0100 0000 89 3202 AE"

static void template(struct cpower_settings *s)
{
	s->template = true;
}

static void template_everything(struct cpower_settings *s)
{
	s->effect = 9;
	s->align = 2;
	s->valign = 2;
	s->speed = 50;
	s->stay = 0x1234;
	s->font = 56;
	s->style = 5;
	s->colour = (struct cpower_colour){ 255, 128, 200 };
	s->template = true;
	s->programme = 7;
	s->template_colours = 3;
	s->immediate = true;
	s->width = 512;
	s->height = 320;
}

static const struct {
	int line;
	knobs_fn knobs;
	const struct page *page;
	int result;
	struct turn turns[TURNS_MAX];
} shows[] = {
	/* There and entered; there; of a card that tells no size; not there; another one there. */
	{ __LINE__,
	  template,
	  &ab,
	  0,
	  { { ASK_TEMPLATE, TEMPLATE_IN, 0 }, { PROGRAMME_AB, PROGRAMME_DONE, 0 } } },
	{ __LINE__,
	  template,
	  &ab,
	  0,
	  { { ASK_TEMPLATE, TEMPLATE_OUT, 0 },
	    { ENTER, ENTER_DONE, 0 },
	    { PROGRAMME_AB, PROGRAMME_DONE3, 0 } } },
	{ __LINE__,
	  template,
	  &ab,
	  0,
	  { { ASK_TEMPLATE, TEMPLATE_SHORT, 0 }, { PROGRAMME_AB, PROGRAMME_DONE, 0 } } },
	{ __LINE__,
	  template,
	  &ab,
	  0,
	  { { ASK_TEMPLATE, TEMPLATE_NONE, 0 },
	    { SET_TEMPLATE, SET_DONE, 0 },
	    { ENTER, ENTER_DONE, 0 },
	    { PROGRAMME_AB, PROGRAMME_DONE, 0 } } },
	{ __LINE__,
	  template,
	  &ab,
	  0,
	  { { ASK_TEMPLATE, TEMPLATE_TWO, 0 },
	    { SET_TEMPLATE, SET_DONE, 0 },
	    { ENTER, ENTER_DONE, 0 },
	    { PROGRAMME_AB, PROGRAMME_DONE, 0 } } },
	{ __LINE__,
	  template,
	  &ab,
	  0,
	  { { ASK_TEMPLATE, TEMPLATE_HIGHER, 0 },
	    { SET_TEMPLATE, SET_DONE, 0 },
	    { ENTER, ENTER_DONE, 0 },
	    { PROGRAMME_AB, PROGRAMME_DONE, 0 } } },
	{ __LINE__,
	  template_everything,
	  &ab,
	  0,
	  { { ASK_TEMPLATE, TEMPLATE_NONE, 0 },
	    { "A5 6832017B01 2800 0000 81 77 0200 0140 01 00 1234 32 57 07 09 000000 0A "
	      "000000000000 0000 0000 0200 0140 01 09 57 07 09 1234 0A 6804 AE",
	      SET_DONE, 0 },
	    { ENTER, ENTER_DONE, 0 },
	    { "A5 6832017B01 1300 0000 85 AA0E60CCD2 07 01 30 1234 32 57 07 09 0A 00 414200 FF05 "
	      "AE",
	      "A5 E832017B00 0800 0000 85 AA0E60CCD2 07 01 00 D704 AE", 0 } } },
	{ __LINE__, template, &ab, -EPROTO, { { ASK_TEMPLATE, TEMPLATE_BAD, 0 } } },
	{ __LINE__, template, &ab, -EPROTO, { { ASK_TEMPLATE, TEMPLATE_TINY, 0 } } },
	{ __LINE__,
	  template,
	  &ab,
	  -EPROTO,
	  { { ASK_TEMPLATE, TEMPLATE_OUT, 0 }, { ENTER, ENTER_NO, 0 } } },
	{ __LINE__,
	  template,
	  &ab,
	  -EREMOTEIO,
	  { { ASK_TEMPLATE, TEMPLATE_IN, 0 }, { PROGRAMME_AB, PROGRAMME_OUT, 0 } } },
	{ __LINE__,
	  template,
	  &ab,
	  -EREMOTEIO,
	  { { ASK_TEMPLATE, TEMPLATE_IN, 0 }, { PROGRAMME_AB, PROGRAMME_NO, 0 } } },
	{ __LINE__,
	  template,
	  &ab,
	  -EPROTO,
	  { { ASK_TEMPLATE, TEMPLATE_IN, 0 }, { PROGRAMME_AB, PROGRAMME_LOST, 0 } } },
	{ __LINE__,
	  template,
	  &ab,
	  -EPROTO,
	  { { ASK_TEMPLATE, TEMPLATE_IN, 0 }, { PROGRAMME_AB, PROGRAMME_OTHER, 0 } } },
	{ __LINE__,
	  template,
	  &ab,
	  -EPROTO,
	  { { ASK_TEMPLATE, TEMPLATE_IN, 0 }, { PROGRAMME_AB, PROGRAMME_NO2, 0 } } },
	{ __LINE__,
	  template,
	  &ab,
	  -EPROTO,
	  { { ASK_TEMPLATE, TEMPLATE_IN, 0 },
	    { PROGRAMME_AB, "A5 E832017B00 0100 0000 85 1C02 AE", 0 } } },
	{ __LINE__, template, &too_long, -EMSGSIZE, { { 0 } } },
};

static void test_show(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(shows); i++) {
		struct dialogue d;
		struct board b;

		board_init(&b, 1, 4, LINE_SERIAL, shows[i].knobs);
		dialogue_init(&d, shows[i].turns, count_turns(shows[i].turns));
		CHECK_ROW(shows[i].line, b.driver->show(b.self, &d.line, shows[i].page,
							USEC_NEVER) == shows[i].result);
		CHECK_ROW(shows[i].line, dialogue_done(&d));
		board_done(&b);
	}
}

/* A card that never gets the template it is given is not written to again and again. */
static void test_template_once(void)
{
	const struct turn turns[] = {
		{ ASK_TEMPLATE, TEMPLATE_WIDER, 0 },
		{ SET_TEMPLATE, SET_DONE, 0 },
		{ ENTER, ENTER_DONE, 0 },
		{ PROGRAMME_AB, PROGRAMME_DONE, 0 },
		{ PROGRAMME_AB, NULL, 0 },
		{ ASK_TEMPLATE, TEMPLATE_WIDER, 0 },
	};
	struct dialogue d;
	struct board b;

	board_init(&b, 1, 4, LINE_SERIAL, template);
	dialogue_init(&d, turns, ARRAY_SIZE(turns));
	CHECK(b.driver->show(b.self, &d.line, &ab, USEC_NEVER) == 0);
	CHECK(b.driver->show(b.self, &d.line, &ab, USEC_NEVER) == -ETIMEDOUT);
	CHECK(b.driver->show(b.self, &d.line, &ab, USEC_NEVER) == -EMSGSIZE);
	CHECK(dialogue_done(&d));
	board_done(&b);
}

/* The first read-back of a board asks for the list first. */
static const struct {
	int line;
	knobs_fn knobs;
	const struct page *expected;
	int result;
	struct turn turns[TURNS_MAX];
} reads[] = {
	{ __LINE__,
	  template,
	  &ab,
	  0,
	  { { LEAVE, LEFT, 0 }, { ASK_LIST, LIST_OURS, 0 }, { ASK_MARK, MARK_AB, 0 } } },
	{ __LINE__,
	  template,
	  &ab_padded,
	  0,
	  { { LEAVE, LEFT, 0 }, { ASK_LIST, LIST_OURS, 0 }, { ASK_MARK, MARK_AB, 0 } } },
	{ __LINE__,
	  template,
	  &blank,
	  0,
	  { { LEAVE, LEFT, 0 }, { ASK_LIST, LIST_OURS, 0 }, { ASK_MARK, MARK_BLANK, 0 } } },
	{ __LINE__,
	  template,
	  &blank,
	  READ_OTHER,
	  { { LEAVE, LEFT, 0 }, { ASK_LIST, LIST_OURS, 0 }, { ASK_MARK, MARK_AB, 0 } } },
	{ __LINE__,
	  template,
	  &ab,
	  READ_OTHER,
	  { { LEAVE, LEFT, 0 }, { ASK_LIST, LIST_OURS, 0 }, { ASK_MARK, MARK_OTHER, 0 } } },
	{ __LINE__,
	  template,
	  &ab,
	  READ_OTHER,
	  { { LEAVE, LEFT, 0 }, { ASK_LIST, LIST_OURS, 0 }, { ASK_MARK, MARK_ZERO, 0 } } },
	{ __LINE__,
	  template,
	  &ab,
	  READ_OTHER,
	  { { LEAVE, LEFT, 0 }, { ASK_LIST, LIST_TWO, 0 }, { ASK_MARK, MARK_AB, 0 } } },
	{ __LINE__,
	  template,
	  &ab,
	  READ_OTHER,
	  { { LEAVE, LEFT, 0 }, { ASK_LIST, LIST_OTHER, 0 }, { ASK_MARK, NO_SUCH, 0 } } },
	{ __LINE__,
	  template,
	  &ab,
	  READ_OTHER,
	  { { LEAVE, LEFT, 0 }, { ASK_LIST, LIST_NONE, 0 }, { ASK_MARK, NO_SUCH, 0 } } },
	{ __LINE__,
	  template,
	  NULL,
	  READ_OTHER,
	  { { LEAVE, LEFT, 0 }, { ASK_LIST, LIST_OURS, 0 }, { ASK_MARK, MARK_AB, 0 } } },
	{ __LINE__,
	  template,
	  NULL,
	  READ_OTHER,
	  { { LEAVE, LEFT, 0 }, { ASK_LIST, LIST_OURS, 0 }, { ASK_MARK, MARK_ZERO, 0 } } },
	{ __LINE__, template, &ab, -ETIMEDOUT, { { LEAVE, NULL, 0 } } },
	{ __LINE__, template, &ab, -EPROTO, { { LEAVE, LIST_OURS, 0 } } },
	{ __LINE__, template, &ab, -EPROTO, { { LEAVE, LEFT, 0 }, { ASK_LIST, LIST_CUT, 0 } } },
	{ __LINE__, template, &ab, -EPROTO, { { LEAVE, LEFT, 0 }, { ASK_LIST, LIST_BARE, 0 } } },
	{ __LINE__, template, &ab, -EPROTO, { { LEAVE, LEFT, 0 }, { ASK_LIST, MARK_AB, 0 } } },
	{ __LINE__, template, &ab, -EPROTO, { { LEAVE, LEFT, 0 }, { ASK_LIST, NO_TEMPLATE, 0 } } },
	{ __LINE__, template, &ab, -EREMOTEIO, { { LEAVE, LEFT, 0 }, { ASK_LIST, NO_FLAG, 0 } } },
	{ __LINE__, template, &ab, -EREMOTEIO, { { LEAVE, LEFT, 0 }, { ASK_LIST, NO_SUCH, 0 } } },
	{ __LINE__, template, &ab, -ETIMEDOUT, { { LEAVE, LEFT, 0 }, { ASK_LIST, NULL, 0 } } },
	{ __LINE__, template, &ab, -ETIMEDOUT, { { LEAVE, LEFT, 0 }, { ASK_LIST, ASK_LIST, 0 } } },
	{ __LINE__,
	  template,
	  &ab,
	  -EPROTO,
	  { { LEAVE, LEFT, 0 }, { ASK_LIST, LIST_OURS, 0 }, { ASK_MARK, LIST_OURS, 0 } } },
	{ __LINE__,
	  template,
	  &ab,
	  -EPROTO,
	  { { LEAVE, LEFT, 0 }, { ASK_LIST, LIST_OURS, 0 }, { ASK_MARK, MARK_OF_2, 0 } } },
	{ __LINE__,
	  template,
	  &ab,
	  -EPROTO,
	  { { LEAVE, LEFT, 0 }, { ASK_LIST, LIST_OURS, 0 }, { ASK_MARK, MARK_SHORT, 0 } } },
	{ __LINE__,
	  template,
	  &ab,
	  -EREMOTEIO,
	  { { LEAVE, LEFT, 0 }, { ASK_LIST, LIST_OURS, 0 }, { ASK_MARK, CAN_NOT, 0 } } },
	{ __LINE__,
	  template,
	  &ab,
	  -ETIMEDOUT,
	  { { LEAVE, LEFT, 0 }, { ASK_LIST, LIST_OURS, 0 }, { ASK_MARK, NULL, 0 } } },
	{ __LINE__, template, &too_long, -EMSGSIZE, { { 0 } } },
	{ __LINE__, NULL, &ab, -EOPNOTSUPP, { { 0 } } },
	{ __LINE__, NULL, NULL, -EOPNOTSUPP, { { 0 } } },
};

static void test_read_back(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(reads); i++) {
		struct page page, junk;
		struct dialogue d;
		struct board b;
		int r;

		memset(&junk, 0xee, sizeof(junk));
		page = junk;
		board_init(&b, 1, 4, LINE_SERIAL, reads[i].knobs);
		dialogue_init(&d, reads[i].turns, count_turns(reads[i].turns));
		r = b.driver->read_back(b.self, &d.line, reads[i].expected, &page, USEC_NEVER);
		CHECK_ROW(reads[i].line, r == reads[i].result && dialogue_done(&d));
		CHECK_ROW(reads[i].line,
			  memcmp(&page, r == 0 ? reads[i].expected : &junk, sizeof(page)) == 0);
		board_done(&b);
	}
}

/* In the other order each time, so that a late answer is one to another question. */
static void test_turns(void)
{
	const struct turn turns[] = {
		{ LEAVE, LEFT, 0 }, { ASK_LIST, LIST_OURS, 0 }, { ASK_MARK, MARK_AB, 0 },
		{ LEAVE, LEFT, 0 }, { ASK_MARK, MARK_AB, 0 },   { ASK_LIST, LIST_OURS, 0 },
		{ LEAVE, LEFT, 0 }, { ASK_LIST, LIST_OURS, 0 }, { ASK_MARK, NULL, 0 },
		{ LEAVE, LEFT, 0 }, { ASK_MARK, MARK_AB, 0 },   { ASK_LIST, MARK_AB, 0 },
	};
	struct dialogue d;
	struct board b;
	struct page page;

	board_init(&b, 1, 4, LINE_SERIAL, template);
	dialogue_init(&d, turns, ARRAY_SIZE(turns));
	CHECK(b.driver->read_back(b.self, &d.line, &ab, &page, USEC_NEVER) == 0);
	CHECK(b.driver->read_back(b.self, &d.line, &ab, &page, USEC_NEVER) == 0);
	CHECK(b.driver->read_back(b.self, &d.line, &ab, &page, USEC_NEVER) == -ETIMEDOUT);
	CHECK(b.driver->read_back(b.self, &d.line, &ab, &page, USEC_NEVER) == -EPROTO);
	CHECK(dialogue_done(&d));
	board_done(&b);
}

int main(void)
{
	test_show();
	test_template_once();
	test_read_back();
	test_turns();
	return test_result();
}
