/* SPDX-License-Identifier: MIT */

/*
 * The fk driver: frames byte for byte, answers of every kind, conversations, profiles.
 * usage: test-fk PROFILES-DIRECTORY
 */

#include "check.h"
#include "config/config.h"
#include "dialogue.h"
#include "fk_frame.h"
#include "fk_settings.h"
#include "pages.h"

#define FRAMES_MAX 8

typedef void (*knobs_fn)(struct fk_settings *s);

/* A board at address 1 with windows of 8 cells, unless knobs say more. */
struct board {
	struct fk_settings settings;
	struct profile profile;
	const struct driver *driver;
	void *self;
};

static void board_init(struct board *b, unsigned address, int rows, int columns, knobs_fn knobs)
{
	*b = (struct board){ .settings = fk_settings_defaults,
			     .driver = driver_find(drivers, "fk") };
	if (knobs)
		knobs(&b->settings);
	b->profile = (struct profile){ .name = "test",
				       .driver = b->driver,
				       .rows = rows,
				       .columns = columns,
				       .charset = CHARSET_GBK,
				       .settings = &b->settings };
	b->self = calloc(1, b->driver->size);
	CHECK(b->driver->init(b->self, &b->profile, address, LINE_SERIAL) == 0);
}

static void board_done(struct board *b)
{
	free(b->self);
}

static void welcome(struct fk_settings *s)
{
	*s = (struct fk_settings){ .etm = 0x15,
				   .ets = 1,
				   .dt = 2,
				   .exm = 0x15,
				   .exs = 1,
				   .findex = 3,
				   .tc = { .r = 0xff } };
}

static void numbered(struct fk_settings *s)
{
	*s = (struct fk_settings){ .etm = 1,
				   .ets = 2,
				   .dm = 3,
				   .dt = 4,
				   .exm = 5,
				   .exs = 6,
				   .findex = 7,
				   .drs = 8,
				   .tc = { 9, 10, 11, 12 },
				   .bc = { 13, 14, 15, 16 } };
}

static void one_page(struct fk_settings *s)
{
	s->split = FK_PAGE;
}

static void c8(struct fk_settings *s)
{
	s->version = FK_VERSION_C8;
}

static void c8_high(struct fk_settings *s)
{
	c8(s);
	s->length_order = FK_HIGH_FIRST;
}

#define WELCOME                                                                                                   \
	"\xbb\xb6\xd3\xad\xb9\xe2\xc1\xd9\xc7\xeb\xc8\xeb\xb3\xa1\xcd\xa3\xb3\xb5" /* 欢迎光临请入场停车 \
										    */
#define LAW "\xb7\xa8\xc2\xc9"                                                     /* 法律 */

#define AB      "01 64 FFFF 62 15 00 0100000001000300 FF000000 00000000 0200 4142 DED9"
#define LAW_0   "01 64 FFFF 62 17 00 0100000001000300 FF000000 00000000 0400 B7A8C2C9 A27C"
#define CD_1    "01 64 FFFF 62 15 01 0100000001000300 FF000000 00000000 0200 4344 4F6A"
#define BLANK_0 "01 64 FFFF 62 1B 00 0100000001000300 FF000000 00000000 0800 2020202020202020 275A"
#define BLANK_1 "01 64 FFFF 62 1B 01 0100000001000300 FF000000 00000000 0800 2020202020202020 D9D8"
#define TAKEN   "01 64 FFFF 62 01 00 87AA"
#define REFUSED "01 64 FFFF 62 01 01 466A"

static const struct {
	int line;
	unsigned address;
	int rows, columns;
	knobs_fn knobs;
	const char *page[4];
	int result;
	const char *frames[FRAMES_MAX];
} encodings[] = {
	{ __LINE__,
	  0,
	  1,
	  18,
	  welcome,
	  { WELCOME },
	  0,
	  { "0064FFFF62 25 00 15 01 00 02 15 01 03 00 FF000000 00000000 1200"
	    "BBB6D3ADB9E2C1D9C7EBC8EBB3A1CDA3B3B5 F4F5" } },
	{ __LINE__, 1, 2, 8, NULL, { "AB", "CD" }, 0, { AB, CD_1 } },
	{ __LINE__, 1, 2, 8, NULL, { LAW }, 0, { LAW_0, BLANK_1 } },
	{ __LINE__, 1, 2, 8, NULL, { "", "CD" }, 0, { BLANK_0, CD_1 } },
	{ __LINE__, 1, 2, 8, NULL, { NULL }, 0, { BLANK_0, BLANK_1 } },
	{ __LINE__,
	  1,
	  1,
	  8,
	  numbered,
	  { "AB" },
	  0,
	  { "01 64 FFFF 62 15 00 0102030405060708 090A0B0C 0D0E0F10 0200 4142 2AF8" } },
	{ __LINE__,
	  1,
	  2,
	  8,
	  one_page,
	  { "AB", LAW },
	  0,
	  { "01 64 FFFF 62 23 00 0100000001000300 FF000000 00000000 1000"
	    "4142202020202020 B7A8C2C920202020 8EBF" } },
	{ __LINE__,
	  1,
	  1,
	  8,
	  c8,
	  { "AB" },
	  0,
	  { "01 C8 FFFF 62 1500 00 0100000001000300 FF000000 00000000 0200 4142 0DA0" } },
	{ __LINE__,
	  1,
	  1,
	  8,
	  c8_high,
	  { "AB" },
	  0,
	  { "01 C8 FFFF 62 0015 00 0100000001000300 FF000000 00000000 0200 4142 BBF1" } },
	{ __LINE__, 1, 1, 8, NULL, { "ABCDEFGHI" }, -EMSGSIZE, { NULL } },
	{ __LINE__, 1, 1, 8, NULL, { "A", "B" }, -EMSGSIZE, { NULL } },
	{ __LINE__, 1, 2, 8, NULL, { "A", "ABCDEFGHI" }, -EMSGSIZE, { NULL } },
	{ __LINE__, 1, 2, 8, NULL, { "A", "\x1b" }, -EILSEQ, { NULL } },
	{ __LINE__, 1, 1, 8, NULL, { "A\x7f" }, -EILSEQ, { NULL } },
	{ __LINE__, 1, 1, 8, NULL, { "A\xb7" }, -EILSEQ, { NULL } },
	{ __LINE__, 1, 1, 8, NULL, { "\x80\x41" }, -EILSEQ, { NULL } },
	{ __LINE__, 1, 1, 8, NULL, { "\xb7\x0a" }, -EILSEQ, { NULL } },
	/* Wider than a frame: no profile that loads is. */
	{ __LINE__, 1, 8, 32, one_page, { "A" }, -EMSGSIZE, { NULL } },
};

struct expectation {
	int line;
	const char *const *frames;
};

static int expect(void *userdata, const uint8_t *frame, size_t n)
{
	struct expectation *e = userdata;
	uint8_t wanted[FK_FRAME_MAX];
	const char *hex = *e->frames;

	CHECK_ROW(e->line, hex != NULL);
	if (!hex)
		return 0;
	e->frames++;
	CHECK_ROW(e->line, unhex(hex, wanted, sizeof(wanted)) == n && !memcmp(wanted, frame, n));
	return 0;
}

static void test_encode(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(encodings); i++) {
		struct expectation e = { encodings[i].line, encodings[i].frames };
		struct page page = page_of(encodings[i].page);
		struct board b;

		board_init(&b, encodings[i].address, encodings[i].rows, encodings[i].columns,
			   encodings[i].knobs);
		CHECK_ROW(e.line,
			  b.driver->encode(b.self, &page, expect, &e) == encodings[i].result);
		CHECK_ROW(e.line, *e.frames == NULL);
		board_done(&b);
	}
}

static int measure(void *userdata, const uint8_t *frame, size_t n)
{
	CHECK(frame[5] == n - 8);
	*(size_t *) userdata = n;
	return 0;
}

/* 118 characters fill a frame; one more has no row to stand in. */
static void test_longest(void)
{
	struct page page = { .n_rows = 1, .rows = { { .n = FK_TEXT_MAX } } };
	struct board b;
	size_t n = 0;

	for (int i = 0; i < FK_TEXT_MAX; i++)
		page.rows[0].bytes[i] = i % 2 ? 0xa8 : 0xb7;
	board_init(&b, 1, 1, FK_TEXT_MAX, NULL);
	CHECK(b.driver->encode(b.self, &page, measure, &n) == 0 && n == 263);
	b.profile.columns = FK_TEXT_MAX + 2;
	page.rows[0].n = FK_TEXT_MAX + 2;
	page.rows[0].bytes[FK_TEXT_MAX] = page.rows[0].bytes[FK_TEXT_MAX + 1] = 'x';
	CHECK(b.driver->encode(b.self, &page, measure, &n) == -EMSGSIZE);
	board_done(&b);
}

static const struct {
	int line;
	unsigned address;
	knobs_fn knobs;
	const char *bytes;
	int result;
} answers[] = {
	{ __LINE__, 0, NULL, "0064FFFF62 01 00 976A", 1 },
	{ __LINE__, 1, NULL, TAKEN, 1 },
	{ __LINE__, 1, NULL, REFUSED, -EREMOTEIO },
	{ __LINE__, 1, NULL, "00 FF 64 FF" TAKEN, 1 },
	{ __LINE__, 1, NULL, "64 FF FF" TAKEN, 1 }, /* nothing stands before it to be a DA */
	{ __LINE__, 255, NULL, "64 FF 64 FF FF 62 01 00 9865", 1 },
	{ __LINE__, 100, NULL, "64 64 FF FF 62 01 00 B2AC", 1 },
	{ __LINE__, 1, NULL, TAKEN "01 64 FF", 1 },
	{ __LINE__, 2, NULL, TAKEN, -EPROTO },
	{ __LINE__, 0, NULL, TAKEN, -EPROTO },
	{ __LINE__, 1, NULL, "01 64 FFFF 62 01 00 AA87", -EPROTO },
	{ __LINE__, 1, NULL, "01 64 FFFF 62 01 01 87AA", -EPROTO },
	{ __LINE__, 1, NULL, "01 64 FFFF 30 01 00 267B", -EPROTO }, /* to a voice */
	{ __LINE__, 1, NULL, "01 64 FFFF 62 02 0000 1A62", -EPROTO },
	{ __LINE__, 1, NULL, "01 64 FFFF 62 00 5946", -EPROTO },
	{ __LINE__, 1, NULL, AB, -EPROTO }, /* itself */
	{ __LINE__, 1, NULL, "55" AB TAKEN, -EPROTO },
	{ __LINE__, 1, NULL, "01 C8 FFFF 62 0100 00 8668", 0 },
	{ __LINE__, 1, c8, "01 C8 FFFF 62 0100 00 8668", 1 },
	{ __LINE__, 1, c8, "01 C8 FFFF 62 0001 00 D638", -EPROTO },
	{ __LINE__, 1, c8_high, "01 C8 FFFF 62 0001 00 D638", 1 },
	{ __LINE__, 1, c8_high, TAKEN, 0 },
	{ __LINE__, 1, NULL, "", 0 },
	{ __LINE__, 1, NULL, "00 01 02 03 04 05", 0 },
};

/* Nothing but the whole answer is one: every beginning of it says "not yet". */
static void test_parse(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
		uint8_t bytes[128];
		size_t n = unhex(answers[i].bytes, bytes, sizeof(bytes));
		struct board b;
		int r = 0;

		board_init(&b, answers[i].address, 1, 8, answers[i].knobs);
		for (size_t k = 0; k <= n && r == 0; k++) {
			uint8_t *some = malloc(k ? k : 1);

			memcpy(some, bytes, k);
			r = fk_parse(&b.profile, answers[i].address, some, k);
			free(some);
		}
		CHECK_ROW(answers[i].line, r == answers[i].result);
		board_done(&b);
	}
}

static const struct {
	int line;
	struct turn turns[3];
	size_t n;
	int result;
} shows[] = {
	{ __LINE__, { { AB, TAKEN, 0 }, { CD_1, TAKEN, 0 } }, 2, 0 },
	{ __LINE__, { { AB, "FF 00" TAKEN, 0 }, { CD_1, TAKEN, 0 } }, 2, 0 },
	{ __LINE__, { { AB, REFUSED, 0 } }, 1, -EREMOTEIO },
	{ __LINE__, { { AB, TAKEN, 0 }, { CD_1, REFUSED, 0 } }, 2, -EREMOTEIO },
	{ __LINE__, { { AB, NULL, 0 } }, 1, -ETIMEDOUT },
	{ __LINE__, { { AB, "01 64 FFFF 62 01 00 87", 0 } }, 1, -ETIMEDOUT },
	{ __LINE__, { { AB, "DE AD BE EF", 0 } }, 1, -ETIMEDOUT },
	{ __LINE__, { { AB, "02 64 FFFF 62 01 00 B4AA", 0 } }, 1, -EPROTO },
	{ __LINE__, { { AB, "01 64 FFFF 62 01 00 87AB", 0 } }, 1, -EPROTO },
	{ __LINE__, { { AB, NULL, -ENODEV } }, 1, -ENODEV },
};

static void test_show(void)
{
	const struct page page = page_of((const char *const[]){ "AB", "CD", NULL });

	for (size_t i = 0; i < ARRAY_SIZE(shows); i++) {
		struct dialogue d;
		struct board b;

		board_init(&b, 1, 2, 8, NULL);
		dialogue_init(&d, shows[i].turns, shows[i].n);
		CHECK_ROW(shows[i].line,
			  b.driver->show(b.self, &d.line, &page, USEC_NEVER) == shows[i].result);
		CHECK_ROW(shows[i].line, dialogue_done(&d));
		board_done(&b);
	}
}

static void test_clear(void)
{
	const struct turn turns[] = { { BLANK_0, TAKEN, 0 }, { BLANK_1, TAKEN, 0 } };
	const struct page long_page = page_of((const char *const[]){ "A", "ABCDEFGHI", NULL });
	struct dialogue d;
	struct board b;

	board_init(&b, 1, 2, 8, NULL);
	dialogue_init(&d, turns, ARRAY_SIZE(turns));
	CHECK(b.driver->clear(b.self, &d.line, USEC_NEVER) == 0);
	CHECK(dialogue_done(&d));
	dialogue_init(&d, NULL, 0);
	CHECK(b.driver->show(b.self, &d.line, &long_page, USEC_NEVER) == -EMSGSIZE);
	CHECK(dialogue_done(&d));
	CHECK(b.driver->init(b.self, &b.profile, 256, LINE_SERIAL) == -EINVAL);
	CHECK(!b.driver->probe && !b.driver->read_back && !b.driver->identify);
	board_done(&b);
}

static void test_lifetime(void)
{
	struct board b;

	board_init(&b, 1, 1, 8, NULL);
	CHECK(b.driver->lifetime(&b.profile) == USEC_NEVER);
	CHECK(b.driver->certainty(&b.profile) == CERTAINTY_ACKNOWLEDGED);
	b.settings.drs = 3;
	b.settings.dt = 5;
	CHECK(b.driver->lifetime(&b.profile) == 15 * USEC_PER_SEC);
	board_done(&b);
}

static void keep(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	(void) at;
	CHECK(severity == SEVERITY_ERROR && strstr(message, "profile test: ") == message);
}

static const struct {
	int line;
	int rows, columns;
	enum charset charset;
	struct fk_settings settings;
	unsigned n_errors;
} checks[] = {
	{ __LINE__, 4, 8, CHARSET_GBK, { .dt = 0 }, 0 },
	{ __LINE__, 8, 128, CHARSET_GB2312, { .dt = 0 }, 0 },
	{ __LINE__, 2, 118, CHARSET_ASCII, { .split = FK_PAGE }, 0 },
	{ __LINE__, 2, 120, CHARSET_ASCII, { .split = FK_PAGE }, 1 },
	{ __LINE__, 2, 8, CHARSET_BIG5, { .dt = 0 }, 1 },
	{ __LINE__, 2, 8, CHARSET_GBK, { .drs = 1 }, 1 },
	{ __LINE__, 2, 8, CHARSET_GBK, { .drs = 1, .dt = 1 }, 0 },
	{ __LINE__, 2, 8, CHARSET_GBK, { .length_order = FK_HIGH_FIRST }, 1 },
	{ __LINE__,
	  2,
	  8,
	  CHARSET_GBK,
	  { .version = FK_VERSION_C8, .length_order = FK_HIGH_FIRST },
	  0 },
};

static void test_check(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
		struct diag d = { .emit = keep };
		struct profile p = { .name = "test",
				     .rows = checks[i].rows,
				     .columns = checks[i].columns,
				     .charset = checks[i].charset,
				     .settings = &checks[i].settings };

		fk_settings_check(&p, &d);
		CHECK_ROW(checks[i].line, d.n_errors == checks[i].n_errors);
	}
}

static void complain(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	printf("%s:%u: %s: %s\n", at.file ? at.file : "?", at.line, severity_name(severity),
	       message);
	CHECK(false);
}

static const struct {
	int line;
	const char *name;
	int rows;
	const char *frames[FRAMES_MAX];
} profiles[] = {
	{ __LINE__, "fk-gate-2x4", 2, { LAW_0, BLANK_1 } },
	{ __LINE__,
	  "fk-gate-4x4",
	  4,
	  { LAW_0, BLANK_1,
	    "01 64 FFFF 62 1B 02 0100000001000300 FF000000 00000000 0800 2020202020202020 D81F",
	    "01 64 FFFF 62 1B 03 0100000001000300 FF000000 00000000 0800 2020202020202020 269D" } },
};

static void test_profiles(const char *dir)
{
	_cleanup_(profile_set_freep) struct profile_set *set = NULL;
	const struct page page = page_of((const char *const[]){ LAW, NULL });
	struct diag diag = { .emit = complain };

	CHECK(profile_set_load(&set, dir, drivers, &diag) == 0);
	for (size_t i = 0; set && i < ARRAY_SIZE(profiles); i++) {
		const struct profile *p = profile_set_find(set, profiles[i].name);
		struct expectation e = { profiles[i].line, profiles[i].frames };
		_cleanup_(freep) void *self = NULL;

		CHECK_ROW(e.line, p != NULL);
		if (!p)
			continue;
		self = calloc(1, p->driver->size);
		CHECK_ROW(e.line, p->rows == profiles[i].rows && p->columns == 8);
		CHECK_ROW(e.line, p->charset == CHARSET_GBK);
		CHECK_ROW(e.line, p->driver->certainty(p) == CERTAINTY_ACKNOWLEDGED);
		CHECK_ROW(e.line, p->driver->init(self, p, 1, LINE_SERIAL) == 0);
		CHECK_ROW(e.line, p->driver->encode(self, &page, expect, &e) == 0);
		CHECK_ROW(e.line, *e.frames == NULL);
	}
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: %s DIRECTORY\n", argv[0]);
		return 2;
	}
	test_encode();
	test_longest();
	test_parse();
	test_show();
	test_clear();
	test_lifetime();
	test_check();
	test_profiles(argv[1]);
	return test_result();
}
