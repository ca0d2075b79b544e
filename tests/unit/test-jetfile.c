/* SPDX-License-Identifier: MIT */

/* The jetfile driver against a scripted line. */

#include "check.h"
#include "dialogue.h"
#include "jetfile_frame.h"
#include "jetfile_settings.h"
#include "pages.h"
#include "pufa/driver.h"
#include "test-jetfile.h"

#define UNIT      4
#define TURNS_MAX 6

typedef void (*knobs_fn)(struct jetfile_settings *s);

/* 3 rows of 16 cells. */
struct board {
	struct jetfile_settings settings;
	struct profile profile;
	const struct driver *driver;
	void *self;
};

static void board_init(struct board *b, knobs_fn knobs)
{
	*b = (struct board){ .settings = jetfile_settings_defaults };
	b->settings.group = 3;
	if (knobs)
		knobs(&b->settings);
	b->driver = driver_find(drivers, "jetfile");
	b->profile = (struct profile){ .name = "test",
				       .driver = b->driver,
				       .rows = 3,
				       .columns = 16,
				       .charset = CHARSET_GB2312,
				       .settings = &b->settings };
	b->self = calloc(1, b->driver->size);
	CHECK(b->driver->init(b->self, &b->profile, UNIT, LINE_NETWORK) == 0);
}

static void board_done(struct board *b)
{
	free(b->self);
}

static void small_packets(struct jetfile_settings *s)
{
	s->packet = 64;
}

static void no_start(struct jetfile_settings *s)
{
	s->start = JETFILE_START_NONE;
}

static void replay(struct jetfile_settings *s)
{
	s->start = JETFILE_START_REPLAY;
}

static void other_order(struct jetfile_settings *s)
{
	s->address_order = JETFILE_UNIT_FIRST;
	s->start = JETFILE_START_NONE;
	s->trailing_nul = true;
}

static void unreadable(struct jetfile_settings *s)
{
	s->readable = false;
}

static void level(struct jetfile_settings *s)
{
	s->has_brightness = true;
	s->brightness = (struct jetfile_brightness){ JETFILE_BRIGHTNESS_LEVEL, 0, 100, 0, 0 };
}

static void region(struct jetfile_settings *s)
{
	s->has_brightness = true;
	s->brightness = (struct jetfile_brightness){ JETFILE_BRIGHTNESS_REGION, 1, 255, 128, 32 };
}

static void seconds(struct jetfile_settings *s)
{
	s->clock = JETFILE_CLOCK_SECONDS;
}

static size_t count_turns(const struct turn *turns)
{
	size_t n = 0;

	while (n < TURNS_MAX && turns[n].request)
		n++;
	return n;
}

#define LONG_ROWS "0123456789abcdef", "0123456789ABCDEF"

static const struct {
	int line;
	knobs_fn knobs;
	const char *page[5];
	int result;
	struct turn turns[TURNS_MAX];
} shows[] = {
	{ __LINE__, NULL, { "AB" }, 0, { { Q_WRITE, A_WRITE, 0 }, { Q_RESTART, A_RESTART, 0 } } },
	{ __LINE__, no_start, { "AB" }, 0, { { Q_WRITE, A_WRITE, 0 } } },
	/* It does not know how to start over: it takes the file up by itself. */
	{ __LINE__,
	  NULL,
	  { "AB" },
	  0,
	  { { Q_WRITE, A_WRITE, 0 },
	    { Q_RESTART, "55A8 AB00 0000 0304 0000 0204 0601 0101 05900000", 0 } } },
	{ __LINE__, replay, { "AB" }, 0, { { Q_WRITE, A_WRITE, 0 }, { Q_REPLAY, A_REPLAY, 0 } } },
	{ __LINE__, other_order, { "AB" }, 0, { { Q_UNIT_FIRST, A_UNIT_FIRST, 0 } } },
	{ __LINE__, other_order, { "AB" }, -EPROTO, { { Q_UNIT_FIRST, A_WRITE, 0 } } },
	{ __LINE__, no_start, { NULL }, 0, { { Q_EMPTY, A_WRITE, 0 } } },
	{ __LINE__, no_start, { "", "" }, 0, { { Q_EMPTY, A_WRITE, 0 } } },
	{ __LINE__,
	  small_packets,
	  { LONG_ROWS },
	  0,
	  { { Q_FIRST, A_WRITE, 0 }, { Q_SECOND, A_SECOND, 0 }, { Q_RESTART_3, A_RESTART_3, 0 } } },
	/* Busy, full, damaged on the way; each ends it. */
	{ __LINE__, NULL, { "AB" }, -EBUSY, { { Q_WRITE, A_BUSY, 0 } } },
	{ __LINE__, NULL, { "AB" }, -EREMOTEIO, { { Q_WRITE, A_FULL, 0 } } },
	{ __LINE__, NULL, { "AB" }, -EPROTO, { { Q_WRITE, A_SUM, 0 } } },
	{ __LINE__,
	  small_packets,
	  { LONG_ROWS },
	  -EPROTO,
	  { { Q_FIRST, A_WRITE, 0 },
	    { Q_SECOND, "55A8 A600 0000 0304 0000 0204 0204 0101 00900000", 0 } } },
	/* Silence, half an answer, the line's own errors. */
	{ __LINE__, NULL, { "AB" }, -ETIMEDOUT, { { Q_WRITE, NULL, 0 } } },
	{ __LINE__, NULL, { "AB" }, -ETIMEDOUT, { { Q_WRITE, "55A8 A400 0000 0304 0000", 0 } } },
	{ __LINE__, NULL, { "AB" }, -ENODEV, { { Q_WRITE, NULL, -ENODEV } } },
	/* Noise before, an earlier answer before, the request itself before. */
	{ __LINE__, no_start, { "AB" }, 0, { { Q_WRITE, "FF00 55 A8" A_WRITE, 0 } } },
	{ __LINE__,
	  no_start,
	  { "AB" },
	  0,
	  { { Q_WRITE, "55A8 A300 0000 0304 0000 0004 0204 0101 00900000" A_WRITE, 0 } } },
	{ __LINE__, no_start, { "AB" }, 0, { { Q_WRITE, Q_WRITE A_WRITE, 0 } } },
	{ __LINE__, no_start, { "AB" }, -ETIMEDOUT, { { Q_WRITE, Q_WRITE, 0 } } },
	/* Another board, another command. */
	{ __LINE__,
	  NULL,
	  { "AB" },
	  -EPROTO,
	  { { Q_WRITE, "55A8 A500 0000 0305 0000 0104 0204 0101 00900000", 0 } } },
	{ __LINE__,
	  NULL,
	  { "AB" },
	  -EPROTO,
	  { { Q_WRITE, "55A8 A500 0000 0304 0000 0104 0205 0101 00900000", 0 } } },
	/* Nothing is sent. */
	{ __LINE__, NULL, { "0123456789abcdefg" }, -EMSGSIZE, { { 0 } } },
	{ __LINE__, NULL, { "1", "2", "3", "4" }, -EMSGSIZE, { { 0 } } },
	{ __LINE__, NULL, { "A", "\x0d" }, -EILSEQ, { { 0 } } },
};

static void test_show(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(shows); i++) {
		struct page page = page_of(shows[i].page);
		struct dialogue d;
		struct board b;

		board_init(&b, shows[i].knobs);
		dialogue_init(&d, shows[i].turns, count_turns(shows[i].turns));
		CHECK_ROW(shows[i].line,
			  b.driver->show(b.self, &d.line, &page, USEC_NEVER) == shows[i].result);
		CHECK_ROW(shows[i].line, dialogue_done(&d));
		board_done(&b);
	}
}

static bool row_is(const struct row *row, const char *text)
{
	return row->n == strlen(text) && memcmp(row->bytes, text, row->n) == 0;
}

#define ON_AIR                                                                                     \
	{ Q_STATE, A_STATE, 0 },                                                                   \
	{                                                                                          \
		Q_CURRENT, A_CURRENT, 0                                                            \
	}

static const struct {
	int line;
	knobs_fn knobs;
	int result;
	const char *page[3];
	struct turn turns[TURNS_MAX];
} reads[] = {
	{ __LINE__, NULL, 0, { "AB", "", "" }, { ON_AIR, { Q_READ, A_READ, 0 } } },
	{ __LINE__, NULL, 0, { "AB", "", "" }, { ON_AIR, { Q_READ, A_READ_SHORT_ARG, 0 } } },
	{ __LINE__, NULL, 0, { "XYZ", "", "" }, { ON_AIR, { Q_READ, A_OTHER_TEXT, 0 } } },
	{ __LINE__,
	  small_packets,
	  0,
	  { LONG_ROWS, "" },
	  { ON_AIR, { Q_READ_1, A_READ_1, 0 }, { Q_READ_2, A_READ_2, 0 } } },
	{ __LINE__, unreadable, -EOPNOTSUPP, { NULL }, { { 0 } } },
	/* An emergency message or another file is on: what ours holds is not shown. */
	{ __LINE__, NULL, READ_OTHER, { NULL }, { { Q_STATE, A_EMERGENCY, 0 } } },
	{ __LINE__,
	  NULL,
	  READ_OTHER,
	  { NULL },
	  { { Q_STATE, A_STATE, 0 }, { Q_CURRENT, A_ADVERT, 0 } } },
	/* Nothing is on: it has been restarted, and must be written. */
	{ __LINE__,
	  NULL,
	  -ESTALE,
	  { NULL },
	  { { Q_STATE, A_STATE, 0 }, { Q_CURRENT, A_NONE, 0 } } },
	{ __LINE__,
	  NULL,
	  -ESTALE,
	  { NULL },
	  { { Q_STATE, A_STATE, 0 }, { Q_CURRENT, A_NO_FILE, 0 } } },
	{ __LINE__, NULL, -EPROTO, { NULL }, { { Q_STATE, A_STATE_BARE, 0 } } },
	/* A board that does not know the question is taken at what it holds. */
	{ __LINE__,
	  NULL,
	  0,
	  { "AB", "", "" },
	  { { Q_STATE, A_STATE_NO, 0 }, { Q_READ_SECOND, A_READ_SECOND, 0 } } },
	{ __LINE__, NULL, -ETIMEDOUT, { NULL }, { { Q_STATE, NULL, 0 } } },
	/* The file is gone, empty, too large, or not of our making. */
	{ __LINE__, NULL, -ESTALE, { NULL }, { ON_AIR, { Q_READ, A_GONE, 0 } } },
	{ __LINE__, NULL, READ_OTHER, { NULL }, { ON_AIR, { Q_READ, A_NOTHING, 0 } } },
	{ __LINE__, NULL, READ_OTHER, { NULL }, { ON_AIR, { Q_READ, A_LARGE, 0 } } },
	{ __LINE__, NULL, READ_OTHER, { NULL }, { ON_AIR, { Q_READ, A_FOREIGN, 0 } } },
	/* A login is wanted; sizes that contradict each other; no size. */
	{ __LINE__, NULL, -EREMOTEIO, { NULL }, { ON_AIR, { Q_READ, A_DENIED, 0 } } },
	{ __LINE__, NULL, -EPROTO, { NULL }, { ON_AIR, { Q_READ, A_LESS, 0 } } },
	{ __LINE__, NULL, -EPROTO, { NULL }, { ON_AIR, { Q_READ, A_MORE, 0 } } },
	{ __LINE__, NULL, -EPROTO, { NULL }, { ON_AIR, { Q_READ, A_NO_ARG, 0 } } },
	{ __LINE__, NULL, -EPROTO, { NULL }, { ON_AIR, { Q_READ, A_OK_ONLY, 0 } } },
	{ __LINE__,
	  small_packets,
	  -EPROTO,
	  { NULL },
	  { ON_AIR, { Q_READ_1, A_READ_1, 0 }, { Q_READ_2, A_READ_2_OTHER, 0 } } },
	{ __LINE__,
	  small_packets,
	  -EPROTO,
	  { NULL },
	  { ON_AIR, { Q_READ_1, A_READ_1, 0 }, { Q_READ_2, A_READ_2_NONE, 0 } } },
	{ __LINE__,
	  small_packets,
	  -ETIMEDOUT,
	  { NULL },
	  { ON_AIR, { Q_READ_1, A_READ_1, 0 }, { Q_READ_2, A_READ_1, 0 } } },
};

static void test_read_back(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(reads); i++) {
		struct page page, junk;
		struct dialogue d;
		struct board b;
		int r;

		memset(&page, 0xee, sizeof(page));
		junk = page;
		board_init(&b, reads[i].knobs);
		dialogue_init(&d, reads[i].turns, count_turns(reads[i].turns));
		r = b.driver->read_back(b.self, &d.line, NULL, &page, USEC_NEVER);
		CHECK_ROW(reads[i].line, r == reads[i].result);
		CHECK_ROW(reads[i].line, dialogue_done(&d));
		CHECK_ROW(reads[i].line, r == 0 || memcmp(&page, &junk, sizeof(page)) == 0);
		CHECK_ROW(reads[i].line, r != 0 || page.n_rows == 3);
		for (unsigned k = 0; r == 0 && k < 3; k++)
			CHECK_ROW(reads[i].line, row_is(&page.rows[k], reads[i].page[k]));
		board_done(&b);
	}
}

static int power_on(struct board *b, struct line *l)
{
	return b->driver->set_power(b->self, l, true, USEC_NEVER);
}

static int power_off(struct board *b, struct line *l)
{
	return b->driver->set_power(b->self, l, false, USEC_NEVER);
}

static int half_bright(struct board *b, struct line *l)
{
	return b->driver->set_brightness(b->self, l, 50, USEC_NEVER);
}

static int too_bright(struct board *b, struct line *l)
{
	return b->driver->set_brightness(b->self, l, 101, USEC_NEVER);
}

static int set_clock(struct board *b, struct line *l)
{
	static const struct wall_time sunday = { 2026, 12, 6, 7, 23, 59, 58 };

	return b->driver->set_clock(b->self, l, &sunday, USEC_NEVER);
}

static int probe(struct board *b, struct line *l)
{
	return b->driver->probe(b->self, l, USEC_NEVER);
}

/* After a page was shown. */
static int show_probe(struct board *b, struct line *l)
{
	struct page page = page_of((const char *const[]){ "AB", NULL });
	int r = b->driver->show(b->self, l, &page, USEC_NEVER);

	return r < 0 ? r : b->driver->probe(b->self, l, USEC_NEVER);
}

/* Nothing is on just after the page was written; then it still is not. */
static int show_read_twice(struct board *b, struct line *l)
{
	struct page page = page_of((const char *const[]){ "AB", NULL }), held;

	CHECK(b->driver->show(b->self, l, &page, USEC_NEVER) == 0);
	CHECK(b->driver->read_back(b->self, l, &page, &held, USEC_NEVER) == -EBUSY);
	return b->driver->read_back(b->self, l, &page, &held, USEC_NEVER);
}

/* The page was written, but that was before a pause. */
static int show_read_late(struct board *b, struct line *l)
{
	struct page page = page_of((const char *const[]){ "AB", NULL }), held;

	CHECK(b->driver->show(b->self, l, &page, USEC_NEVER) == 0);
	CHECK(b->driver->read_back(b->self, l, &page, &held, USEC_NEVER) == -ETIMEDOUT);
	return b->driver->read_back(b->self, l, &page, &held, USEC_NEVER);
}

static int identify(struct board *b, struct line *l)
{
	struct identity id = { .width = 1 };
	int r = b->driver->identify(b->self, l, &id, USEC_NEVER);

	CHECK(r < 0 || (id.width == 128 && id.height == 32));
	CHECK(r < 0 || strcmp(id.firmware, "program A512, FPGA FFFF") == 0);
	return r;
}

static int identify_small(struct board *b, struct line *l)
{
	struct identity id = { .width = 1 };
	int r = b->driver->identify(b->self, l, &id, USEC_NEVER);

	CHECK(r == 0 && id.width == 0 && id.height == 0);
	return r;
}

#define SHOWN                                                                                      \
	{ Q_WRITE, A_WRITE, 0 }, { Q_RESTART, A_RESTART, 0 },                                      \
	{                                                                                          \
		Q_TEST_3, A_TEST_3, 0                                                              \
	}

static const struct {
	int line;
	knobs_fn knobs;
	int (*operation)(struct board *b, struct line *l);
	int result;
	struct turn turns[TURNS_MAX];
} others[] = {
	{ __LINE__, NULL, power_on, 0, { { Q_ON, A_ON, 0 } } },
	{ __LINE__, NULL, power_off, 0, { { Q_OFF, A_OFF, 0 } } },
	{ __LINE__, NULL, power_off, 0, { { Q_OFF, A_OFF_EMPTY, 0 } } },
	{ __LINE__, NULL, power_on, -EOPNOTSUPP, { { Q_ON, A_ON_NO, 0 } } },
	{ __LINE__, NULL, power_off, -EOPNOTSUPP, { { Q_OFF, A_OFF_NO, 0 } } },
	{ __LINE__, NULL, power_off, -EPROTO, { { Q_OFF, A_ON, 0 } } },
	{ __LINE__, NULL, half_bright, -EOPNOTSUPP, { { 0 } } },
	{ __LINE__, level, half_bright, 0, { { Q_LEVEL, A_LEVEL, 0 } } },
	{ __LINE__, region, half_bright, 0, { { Q_REGION, A_REGION, 0 } } },
	{ __LINE__, region, too_bright, -EINVAL, { { 0 } } },
	{ __LINE__, NULL, set_clock, 0, { { Q_CLOCK, A_CLOCK, 0 } } },
	{ __LINE__, seconds, set_clock, 0, { { Q_CLOCK_S, A_CLOCK_S, 0 } } },
	{ __LINE__, NULL, probe, 0, { { Q_TEST, A_TEST, 0 } } },
	{ __LINE__, NULL, probe, -EREMOTEIO, { { Q_TEST, A_LOGIN, 0 } } },
	{ __LINE__, NULL, probe, -ETIMEDOUT, { { Q_TEST, NULL, 0 } } },
	{ __LINE__, NULL, show_probe, 0, { SHOWN, { Q_EXISTS, A_EXISTS, 0 } } },
	{ __LINE__, NULL, show_probe, -ESTALE, { SHOWN, { Q_EXISTS, A_ABSENT, 0 } } },
	{ __LINE__, NULL, show_probe, -ESTALE, { SHOWN, { Q_EXISTS, A_ABSENT_2, 0 } } },
	{ __LINE__, NULL, show_probe, 0, { SHOWN, { Q_EXISTS, A_UNKNOWN, 0 } } },
	{ __LINE__, NULL, show_probe, -EREMOTEIO, { SHOWN, { Q_EXISTS, A_REFUSED, 0 } } },
	{ __LINE__, NULL, show_probe, -ETIMEDOUT, { SHOWN, { Q_EXISTS, NULL, 0 } } },
	{ __LINE__, NULL, show_read_twice, -ESTALE, { SHOWN_NOTHING } },
	{ __LINE__, NULL, show_read_late, -ESTALE, { SHOWN_SILENT_NOTHING } },
	{ __LINE__, NULL, identify, 0, { { Q_TEST, A_TEST, 0 }, { Q_PARAM, A_PARAM, 0 } } },
	{ __LINE__, NULL, identify, -ETIMEDOUT, { { Q_TEST, NULL, 0 } } },
	{ __LINE__,
	  NULL,
	  identify_small,
	  0,
	  { { Q_TEST, A_LOGIN, 0 }, { Q_PARAM, A_PARAM_NO, 0 } } },
	{ __LINE__, NULL, identify_small, 0, { { Q_TEST, A_TEST, 0 }, { Q_PARAM, NULL, 0 } } },
};

static void test_others(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		struct dialogue d;
		struct board b;

		board_init(&b, others[i].knobs);
		dialogue_init(&d, others[i].turns, count_turns(others[i].turns));
		CHECK_ROW(others[i].line, others[i].operation(&b, &d.line) == others[i].result);
		CHECK_ROW(others[i].line, dialogue_done(&d));
		board_done(&b);
	}
}

struct frame_list {
	unsigned n, fail_at;
	uint8_t first[JETFILE_PACKET_MAX + 1];
	size_t n_first;
	uint16_t serial; /* of the last */
};

static int take_frame(void *userdata, const uint8_t *frame, size_t n)
{
	struct frame_list *l = userdata;

	if (l->n++ == 0) {
		memcpy(l->first, frame, n);
		l->n_first = n;
	}
	l->serial = (uint16_t) (frame[10] | frame[11] << 8);
	return l->n == l->fail_at ? -ENOSPC : 0;
}

static bool first_is(const struct frame_list *l, const char *hex)
{
	uint8_t wanted[LINE_REQUEST_MAX];
	size_t n = unhex(hex, wanted, sizeof(wanted));

	return l->n_first == n && memcmp(l->first, wanted, n) == 0;
}

/* The frames that show() would send next, again and again. */
static void test_encode(void)
{
	struct page page = page_of((const char *const[]){ LONG_ROWS, NULL });
	struct frame_list l = { 0 }, again = { 0 };
	struct board b;

	board_init(&b, small_packets);
	CHECK(b.driver->encode(b.self, &page, take_frame, &l) == 0);
	CHECK(l.n == 3 && first_is(&l, Q_FIRST) && l.serial == 0x0403);
	CHECK(b.driver->encode(b.self, &page, take_frame, &again) == 0);
	CHECK(memcmp(&l, &again, sizeof(l)) == 0);
	l = (struct frame_list){ .fail_at = 2 };
	CHECK(b.driver->encode(b.self, &page, take_frame, &l) == -ENOSPC && l.n == 2);
	page.rows[1].n = 17;
	l = (struct frame_list){ 0 };
	CHECK(b.driver->encode(b.self, &page, take_frame, &l) == -EMSGSIZE && l.n == 0);
	board_done(&b);
}

/* Numbers go on and around within a unit's own 256. */
static void test_serial(void)
{
	struct page page = page_of((const char *const[]){ "AB", NULL });
	struct board b;

	board_init(&b, no_start);
	for (unsigned i = 1; i < 600; i++) {
		const struct turn turn = { NULL, NULL, -ENODEV };
		struct frame_list l = { 0 };
		struct dialogue d;

		CHECK(b.driver->encode(b.self, &page, take_frame, &l) == 0);
		CHECK(l.serial == (0x0400 | (i & 0xff)));
		dialogue_init(&d, &turn, 1);
		CHECK(b.driver->show(b.self, &d.line, &page, USEC_NEVER) == -ENODEV);
	}
	board_done(&b);
}

int main(void)
{
	test_show();
	test_read_back();
	test_others();
	test_encode();
	test_serial();
	return test_result();
}
