/* SPDX-License-Identifier: MIT */

/* The modbus driver against a scripted line: every knob of a profile, both ways. */

#include "check.h"
#include "modbus_frame.h"
#include "modbus_settings.h"
#include "pages.h"
#include "pufa/driver.h"
#include "script.h"

#define UNIT      7
#define STEPS_MAX 8

typedef void (*knobs_fn)(struct modbus_settings *s);

/* A board of 1 row of 4 cells, two registers at 100, unless knobs say more. */
struct board {
	struct modbus_settings settings;
	struct profile profile;
	const struct driver *driver;
	void *self;
};

static void board_init(struct board *b, int rows, int columns, knobs_fn knobs)
{
	*b = (struct board){ .settings = modbus_settings_defaults };
	b->settings.has_text = true;
	b->settings.text = (struct modbus_area){ 100, rows * columns / 2 };
	if (knobs)
		knobs(&b->settings);
	b->driver = driver_find(drivers, "modbus");
	b->profile = (struct profile){ .name = "test",
				       .driver = b->driver,
				       .rows = rows,
				       .columns = columns,
				       .settings = &b->settings };
	b->self = calloc(1, b->driver->size);
	CHECK(b->driver->init(b->self, &b->profile, UNIT, LINE_SERIAL) == 0);
}

static void board_done(struct board *b)
{
	free(b->self);
}

static const struct modbus_area two_areas[] = { { 1000, 2 }, { 2000, 3 } };
static const struct modbus_value presets[] = { { 30, 2 }, { 31, 5 } };

static void low_first(struct modbus_settings *s)
{
	s->byte_order = MODBUS_LOW_FIRST;
}

static void one_byte(struct modbus_settings *s)
{
	s->bytes_per_register = 1;
	s->text.registers = 4;
	s->padding = MODBUS_PAD_SPACE;
}

static void spaces(struct modbus_settings *s)
{
	s->padding = MODBUS_PAD_SPACE;
}

static void one_based(struct modbus_settings *s)
{
	s->origin = MODBUS_ORIGIN_ONE;
}

static void end_nul(struct modbus_settings *s)
{
	s->terminator = MODBUS_END_NUL;
	s->padding = MODBUS_PAD_SPACE;
	s->text.registers = 3;
}

static void end_nulnul(struct modbus_settings *s)
{
	end_nul(s);
	s->terminator = MODBUS_END_NULNUL;
}

static void end_cr(struct modbus_settings *s)
{
	end_nul(s);
	s->terminator = MODBUS_END_CR;
}

static void end_crlf(struct modbus_settings *s)
{
	end_nul(s);
	s->terminator = MODBUS_END_CRLF;
}

static void separate(struct modbus_settings *s)
{
	s->has_text = false;
	s->rows = two_areas;
	s->n_rows = 2;
}

static void with_presets(struct modbus_settings *s)
{
	s->presets = presets;
	s->n_presets = 2;
}

static void everything(struct modbus_settings *s)
{
	with_presets(s);
	s->has_length = true;
	s->length = (struct modbus_length){ 40, MODBUS_LENGTH_BYTES };
	s->sequence = 102;
	s->has_trigger = true;
	s->trigger = (struct modbus_value){ 41, 0xffff };
}

static void length_registers(struct modbus_settings *s)
{
	s->has_length = true;
	s->length = (struct modbus_length){ 40, MODBUS_LENGTH_REGISTERS };
}

static void single(struct modbus_settings *s)
{
	s->single = true;
}

static void small_writes(struct modbus_settings *s)
{
	s->max_write = 3;
	s->has_trigger = true;
	s->trigger = (struct modbus_value){ 41, 1 };
}

static void unreadable_trigger(struct modbus_settings *s)
{
	small_writes(s);
	s->readable = false;
}

static void unreadable(struct modbus_settings *s)
{
	s->readable = false;
}

static const struct {
	int line;
	const char *about;
	knobs_fn knobs;
	int rows, columns;
	const char *page[4];
	int result;
	struct step steps[STEPS_MAX];
} shows[] = {
	{ __LINE__, "plain", NULL, 1, 4, { "AB\xb7\xa8" }, 0, { WRITE(100, 0x4142, 0xb7a8) } },
	{ __LINE__, "padded to the full width", NULL, 1, 4, { "A" }, 0, { WRITE(100, 0x4100, 0) } },
	{ __LINE__, "spaces", spaces, 1, 4, { "A" }, 0, { WRITE(100, 0x4120, 0x2020) } },
	{ __LINE__, "an empty page", NULL, 1, 4, { NULL }, 0, { WRITE(100, 0, 0) } },
	{ __LINE__, "low first", low_first, 1, 4, { "ABC" }, 0, { WRITE(100, 0x4241, 0x0043) } },
	{ __LINE__,
	  "one byte",
	  one_byte,
	  1,
	  4,
	  { "A\xb7" },
	  0,
	  { WRITE(100, 0x41, 0xb7, 0x20, 0x20) } },
	{ __LINE__, "one-based", one_based, 1, 4, { "AB" }, 0, { WRITE(99, 0x4142, 0) } },
	{ __LINE__, "nul", end_nul, 1, 4, { "AB" }, 0, { WRITE(100, 0x4142, 0x0020, 0x2020) } },
	{ __LINE__,
	  "nulnul",
	  end_nulnul,
	  1,
	  4,
	  { "ABC" },
	  0,
	  { WRITE(100, 0x4142, 0x4300, 0x0020) } },
	{ __LINE__, "cr", end_cr, 1, 4, { "ABCD" }, 0, { WRITE(100, 0x4142, 0x4344, 0x0d20) } },
	{ __LINE__, "crlf", end_crlf, 1, 4, { "ABCD" }, 0, { WRITE(100, 0x4142, 0x4344, 0x0d0a) } },
	{ __LINE__,
	  "two rows in a block",
	  NULL,
	  2,
	  4,
	  { "AB", "CD" },
	  0,
	  { WRITE(100, 0x4142, 0, 0x4344, 0) } },
	{ __LINE__,
	  "the second row blanked",
	  NULL,
	  2,
	  4,
	  { "ABCD" },
	  0,
	  { WRITE(100, 0x4142, 0x4344, 0, 0) } },
	{ __LINE__,
	  "rows at bases of their own",
	  separate,
	  2,
	  4,
	  { "AB", "CD" },
	  0,
	  { WRITE(1000, 0x4142, 0), WRITE(2000, 0x4344, 0, 0) } },
	{ __LINE__,
	  "presets first",
	  with_presets,
	  1,
	  4,
	  { "A" },
	  0,
	  { WRITE(30, 2), WRITE(31, 5), WRITE(100, 0x4100, 0) } },
	{ __LINE__,
	  "the trigger last",
	  everything,
	  1,
	  4,
	  { "ABC" },
	  0,
	  { WRITE(30, 2), WRITE(31, 5), WRITE(100, 0x4142, 0x4300), WRITE(40, 3), WRITE(102, 1),
	    READ(100, 0x4142, 0x4300, 1), WRITE(41, 0xffff) } },
	{ __LINE__,
	  "no trigger for what is held wrongly",
	  small_writes,
	  1,
	  4,
	  { "ABCD" },
	  -EBADE,
	  { WRITE(100, 0x4142, 0x4344), READ(100, 0x4142, 0x4345) } },
	{ __LINE__,
	  "nor for the answer to an earlier question",
	  everything,
	  1,
	  4,
	  { "ABC" },
	  -EPROTO,
	  { WRITE(30, 2), WRITE(31, 5), WRITE(100, 0x4142, 0x4300), WRITE(40, 3), WRITE(102, 1),
	    READ(100, 0x4142, 0x4300, 0) } },
	{ __LINE__,
	  "nor where it can not be read",
	  small_writes,
	  1,
	  4,
	  { "ABCD" },
	  -ETIMEDOUT,
	  { WRITE(100, 0x4142, 0x4344), FAIL_READ(-ETIMEDOUT, 100, 2) } },
	{ __LINE__,
	  "a trigger for what can not be read back",
	  unreadable_trigger,
	  1,
	  4,
	  { "ABCD" },
	  0,
	  { WRITE(100, 0x4142, 0x4344), WRITE(41, 1) } },
	{ __LINE__,
	  "length of the last row",
	  length_registers,
	  2,
	  4,
	  { "A", "BCD" },
	  0,
	  { WRITE(100, 0x4100, 0, 0x4243, 0x4400), WRITE(40, 4) } },
	{ __LINE__,
	  "length of nothing",
	  length_registers,
	  2,
	  4,
	  { "", "" },
	  0,
	  { WRITE(100, 0, 0, 0, 0), WRITE(40, 0) } },
	{ __LINE__,
	  "function 6",
	  single,
	  1,
	  4,
	  { "AB" },
	  0,
	  { WRITE_ONE(100, 0x4142), WRITE_ONE(101, 0) } },
	{ __LINE__,
	  "chunks in order, the trigger after them",
	  small_writes,
	  2,
	  4,
	  { "ABCD", "EF" },
	  0,
	  { WRITE(100, 0x4142, 0x4344, 0x4546), WRITE(103, 0), READ(100, 0x4142, 0x4344, 0x4546, 0),
	    WRITE(41, 1) } },
	{ __LINE__,
	  "a failure ends it",
	  small_writes,
	  2,
	  4,
	  { "ABCD", "EF" },
	  -EBUSY,
	  { FAIL_WRITE(-EBUSY, 100, 0x4142, 0x4344, 0x4546) } },
	{ __LINE__, "a row too long", NULL, 1, 4, { "ABCDE" }, -EMSGSIZE, { { 0 } } },
	{ __LINE__,
	  "no room but for the terminator",
	  end_crlf,
	  1,
	  4,
	  { "ABCDE" },
	  -EMSGSIZE,
	  { { 0 } } },
	{ __LINE__, "too many rows", NULL, 1, 4, { "A", "B" }, -EMSGSIZE, { { 0 } } },
	{ __LINE__,
	  "the second row too long, nothing sent",
	  separate,
	  2,
	  4,
	  { "A", "BCDEFGH" },
	  -EMSGSIZE,
	  { { 0 } } },
};

static size_t count_steps(const struct step *steps)
{
	size_t n = 0;

	while (n < STEPS_MAX && steps[n].n > 0)
		n++;
	return n;
}

static void test_show(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(shows); i++) {
		struct page page = page_of(shows[i].page);
		struct script s;
		struct board b;

		board_init(&b, shows[i].rows, shows[i].columns, shows[i].knobs);
		script_init(&s, UNIT, shows[i].steps, count_steps(shows[i].steps));
		CHECK_ROW(shows[i].line,
			  b.driver->show(b.self, &s.line, &page, USEC_NEVER) == shows[i].result);
		CHECK_ROW(shows[i].line, script_done(&s));
		board_done(&b);
	}
}

static struct page junk_page(void)
{
	struct page p;

	memset(&p, 0xee, sizeof(p));
	return p;
}

static bool row_is(const struct row *row, const char *text)
{
	return row->n == strlen(text) && memcmp(row->bytes, text, row->n) == 0;
}

/* Each row of the table reads back once, then what was shown is there without what surrounds it. */
static const struct {
	int line;
	knobs_fn knobs;
	int rows, columns;
	const char *page[4];
	int result;
	struct step steps[STEPS_MAX];
} reads[] = {
	{ __LINE__, NULL, 1, 4, { "AB" }, 0, { READ(100, 0x4142, 0) } },
	{ __LINE__, NULL, 1, 4, { "" }, 0, { READ(100, 0, 0) } },
	{ __LINE__, NULL, 1, 4, { "A B " }, 0, { READ(100, 0x4120, 0x4220) } },
	{ __LINE__, spaces, 1, 4, { "A B" }, 0, { READ(100, 0x4120, 0x4220) } },
	{ __LINE__, low_first, 1, 4, { "ABC" }, 0, { READ(100, 0x4241, 0x0043) } },
	{ __LINE__, one_byte, 1, 4, { "A\xb7" }, 0, { READ(100, 0x41, 0xb7, 0x20, 0x20) } },
	{ __LINE__, one_based, 1, 4, { "AB" }, 0, { READ(99, 0x4142, 0) } },
	{ __LINE__, end_nul, 1, 4, { "AB" }, 0, { READ(100, 0x4142, 0x0020, 0x5858) } },
	{ __LINE__, end_nulnul, 1, 4, { "ABC" }, 0, { READ(100, 0x4142, 0x4300, 0x0020) } },
	{ __LINE__, end_crlf, 1, 4, { "ABCD" }, 0, { READ(100, 0x4142, 0x4344, 0x0d0a) } },
	{ __LINE__, end_crlf, 1, 4, { "ABCDEF" }, 0, { READ(100, 0x4142, 0x4344, 0x4546) } },
	{ __LINE__, NULL, 2, 4, { "AB", "CD" }, 0, { READ(100, 0x4142, 0, 0x4344, 0) } },
	{ __LINE__,
	  separate,
	  2,
	  4,
	  { "AB", "CD" },
	  0,
	  { READ(1000, 0x4142, 0), READ(2000, 0x4344, 0), READ(2002, 0), READ(1000, 0x4142) } },
	/* Somebody wrote between its rows. */
	{ __LINE__,
	  separate,
	  2,
	  4,
	  { "XX", "CD" },
	  0,
	  { READ(1000, 0x4142, 0), READ(2000, 0x4344, 0), READ(2002, 0), READ(1000, 0x5858) } },
	{ __LINE__,
	  separate,
	  2,
	  4,
	  { NULL },
	  -ETIMEDOUT,
	  { READ(1000, 0x4142, 0), READ(2000, 0x4344, 0), READ(2002, 0),
	    FAIL_READ(-ETIMEDOUT, 1000, 1) } },
	{ __LINE__, everything, 1, 4, { "AB" }, 0, { WRITE(102, 1), READ(100, 0x4142, 0, 1) } },
	{ __LINE__,
	  everything,
	  1,
	  4,
	  { NULL },
	  -EPROTO,
	  { WRITE(102, 1), READ(100, 0x4142, 0, 9) } },
	{ __LINE__, everything, 1, 4, { NULL }, -ETIMEDOUT, { FAIL_WRITE(-ETIMEDOUT, 102, 1) } },
	{ __LINE__, NULL, 1, 4, { NULL }, -ETIMEDOUT, { FAIL_READ(-ETIMEDOUT, 100, 2) } },
	{ __LINE__, unreadable, 1, 4, { NULL }, -EOPNOTSUPP, { { 0 } } },
};

static void test_read_back(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(reads); i++) {
		struct page page = junk_page(), junk = junk_page();
		struct script s;
		struct board b;
		int r;

		board_init(&b, reads[i].rows, reads[i].columns, reads[i].knobs);
		script_init(&s, UNIT, reads[i].steps, count_steps(reads[i].steps));
		r = b.driver->read_back(b.self, &s.line, NULL, &page, USEC_NEVER);
		CHECK_ROW(reads[i].line, r == reads[i].result);
		CHECK_ROW(reads[i].line, script_done(&s));
		CHECK_ROW(reads[i].line, r == 0 || memcmp(&page, &junk, sizeof(page)) == 0);
		CHECK_ROW(reads[i].line, r < 0 || page.n_rows == reads[i].rows);
		for (int k = 0; r == 0 && k < reads[i].rows; k++)
			CHECK_ROW(reads[i].line, row_is(&page.rows[k], reads[i].page[k]));
		board_done(&b);
	}
}

/* After a show the number written with it must come back; later a new one is written for each read.
 */
static void test_sequence(void)
{
	const struct step steps[] = {
		WRITE(30, 2),      WRITE(31, 5),         WRITE(100, 0x4100, 0),
		WRITE(40, 1),      WRITE(102, 1),        READ(100, 0x4100, 0, 1),
		WRITE(41, 0xffff), WRITE(102, 2),        READ(100, 0x4100, 0),
		READ(102, 2),      WRITE(102, 3),        READ(100, 0x4100, 0, 3),
		WRITE(102, 4),     READ(100, 0x4100, 0), /* in another split than the last */
		READ(102, 3),                            /* the answer to an earlier question */
		READ(100, 0x4100),                       /* unchanged since */
	};
	struct page page = page_of((const char *const[]){ "A", NULL });
	struct script s;
	struct board b;

	board_init(&b, 1, 4, everything);
	script_init(&s, UNIT, steps, ARRAY_SIZE(steps));
	CHECK(b.driver->show(b.self, &s.line, &page, USEC_NEVER) == 0);
	CHECK(b.driver->read_back(b.self, &s.line, NULL, &page, USEC_NEVER) == 0);
	CHECK(b.driver->read_back(b.self, &s.line, NULL, &page, USEC_NEVER) == 0);
	CHECK(row_is(&page.rows[0], "A"));
	CHECK(b.driver->read_back(b.self, &s.line, NULL, &page, USEC_NEVER) == -EPROTO);
	CHECK(script_done(&s));
	board_done(&b);
}

/*
 * What a board with a trigger holds is not what it shows, until the trigger was acknowledged; where
 * it holds what it should, it is triggered again.
 */
static void test_held_is_not_shown(void)
{
	const struct step steps[] = {
		WRITE(100, 0x4142, 0),
		READ(100, 0x4142, 0),
		FAIL_WRITE(-ETIMEDOUT, 41, 1), /* perhaps heard */
		READ(100, 0x4142),
		READ(101, 0),
		READ(100, 0x4142),
		WRITE(41, 1),
		READ(100, 0x4142, 0), /* somebody may have come between */
		READ(100, 0x4142),
		READ(101, 0),
		READ(100, 0x4142),
		READ(100, 0x5858, 0),
	};
	const struct step others[] = { READ(100, 0x4142, 0), READ(100, 0x5858), READ(101, 0),
				       READ(100, 0x5858) };
	const struct step silence[] = {
		WRITE(100, 0x4142, 0), READ(100, 0x4142, 0), WRITE(41, 1),
		READ(100, 0x4142),     READ(101, 0),         FAIL_READ(-ETIMEDOUT, 100, 2),
		READ(100, 0x4142),     READ(101, 0),         READ(100, 0x4142),
		WRITE(41, 1),          READ(100, 0x4142, 0),
	};
	static const char *const text[] = { "AB", NULL };
	struct page page = page_of(text), held;
	struct script s;
	struct board b;

	board_init(&b, 1, 4, small_writes);
	script_init(&s, UNIT, steps, ARRAY_SIZE(steps));
	CHECK(b.driver->show(b.self, &s.line, &page, USEC_NEVER) == -ETIMEDOUT);
	for (int i = 0; i < 2; i++)
		CHECK(b.driver->read_back(b.self, &s.line, &page, &held, USEC_NEVER) == 0);
	CHECK(row_is(&held.rows[0], "AB"));
	CHECK(b.driver->read_back(b.self, &s.line, &page, &held, USEC_NEVER) == 0);
	CHECK(row_is(&held.rows[0], "XX") && script_done(&s));
	board_done(&b);

	/* After silence it may have been without power: it is told to show what it holds once more.
	 */
	board_init(&b, 1, 4, small_writes);
	script_init(&s, UNIT, silence, ARRAY_SIZE(silence));
	CHECK(b.driver->show(b.self, &s.line, &page, USEC_NEVER) == 0);
	CHECK(b.driver->read_back(b.self, &s.line, &page, &held, USEC_NEVER) == 0);
	CHECK(b.driver->read_back(b.self, &s.line, &page, &held, USEC_NEVER) == -ETIMEDOUT);
	CHECK(b.driver->read_back(b.self, &s.line, &page, &held, USEC_NEVER) == 0);
	CHECK(script_done(&s));
	board_done(&b);

	/* One of which nobody knows is left alone; what another holds is not what it shows. */
	board_init(&b, 1, 4, small_writes);
	script_init(&s, UNIT, others, ARRAY_SIZE(others));
	CHECK(b.driver->read_back(b.self, &s.line, NULL, &held, USEC_NEVER) == 0);
	CHECK(b.driver->read_back(b.self, &s.line, &page, &held, USEC_NEVER) == READ_OTHER);
	CHECK(row_is(&held.rows[0], "AB") && script_done(&s));
	board_done(&b);
}

struct frame_list {
	unsigned n, fail_at;
	uint8_t last[MODBUS_FRAME_MAX];
	size_t n_last;
};

static int take_frame(void *userdata, const uint8_t *frame, size_t n)
{
	struct frame_list *l = userdata;

	memcpy(l->last, frame, n);
	l->n_last = n;
	return ++l->n == l->fail_at ? -ENOSPC : 0;
}

static void row_of_five(struct modbus_settings *s)
{
	s->text = (struct modbus_area){ 1000, 5 };
}

static void test_encode(void)
{
	/* 法治宣传 in GBK at 1000, and NUL. */
	static const uint8_t wanted[] = { 0x01, 0x10, 0x03, 0xe8, 0x00, 0x05, 0x0a,
					  0xb7, 0xa8, 0xd6, 0xce, 0xd0, 0xfb, 0xb4,
					  0xab, 0x00, 0x00, 0x81, 0xf5 };
	static const char *const text[] = { "\xb7\xa8\xd6\xce\xd0\xfb\xb4\xab", NULL };
	struct page page = page_of(text);
	struct frame_list l = { 0 };
	struct board b;

	board_init(&b, 1, 8, row_of_five);
	CHECK(b.driver->init(b.self, &b.profile, 1, LINE_SERIAL) == 0);
	CHECK(b.driver->encode(b.self, &page, take_frame, &l) == 0);
	CHECK(l.n == 1 && l.n_last == sizeof(wanted) && memcmp(l.last, wanted, l.n_last) == 0);
	page.rows[0].n = 11;
	CHECK(b.driver->encode(b.self, &page, take_frame, &l) == -EMSGSIZE && l.n == 1);
	board_done(&b);

	page.rows[0].n = 4;
	board_init(&b, 1, 4, everything);
	l = (struct frame_list){ .fail_at = 3 };
	CHECK(b.driver->encode(b.self, &page, take_frame, &l) == -ENOSPC && l.n == 3);
	board_done(&b);
}

int main(void)
{
	test_show();
	test_read_back();
	test_sequence();
	test_held_is_not_shown();
	test_encode();
	return test_result();
}
