/* SPDX-License-Identifier: MIT */

/* What a cpower profile may say, what its texts may hold, and what the shipped ones send. */

#include "check.h"
#include "config/config.h"
#include "cpower_settings.h"
#include "cpower_text.h"
#include "dialogue.h"
#include "pufa/driver.h"

typedef void (*knobs_fn)(struct cpower_settings *s);

static void wrong_id_code(struct cpower_settings *s)
{
	s->id_code = "FFFFFFFG";
}

static void long_id_code(struct cpower_settings *s)
{
	s->id_code = "0FFFFFFFF";
}

static void signed_id_code(struct cpower_settings *s)
{
	s->id_code = "-FFFFFFF";
}

static void effect_55(struct cpower_settings *s)
{
	s->effect = 55;
}

static void effect_56(struct cpower_settings *s)
{
	s->effect = 56;
}

static void effect_59(struct cpower_settings *s)
{
	s->effect = 59;
}

static void effect_68(struct cpower_settings *s)
{
	s->effect = 68;
}

static void effect_70(struct cpower_settings *s)
{
	s->effect = 70;
}

static void effect_71(struct cpower_settings *s)
{
	s->effect = 71;
}

static void effect_random(struct cpower_settings *s)
{
	s->effect = 255;
}

static void black(struct cpower_settings *s)
{
	s->colour = (struct cpower_colour){ 0, 0, 0 };
}

static void font_14(struct cpower_settings *s)
{
	s->font = 14;
}

static void font_24(struct cpower_settings *s)
{
	s->font = 24;
}

static void narrow(struct cpower_settings *s)
{
	s->width = 127;
	s->height = 32;
}

static void low(struct cpower_settings *s)
{
	s->width = 128;
	s->height = 31;
}

static void exact(struct cpower_settings *s)
{
	s->width = 128;
	s->height = 32;
}

static void large_font(struct cpower_settings *s)
{
	exact(s);
	s->font = 24;
}

static void window_1(struct cpower_settings *s)
{
	s->window = 1;
}

static void window_1_unsplit(struct cpower_settings *s)
{
	s->window = 1;
	s->split = false;
}

static void resplit(struct cpower_settings *s)
{
	s->split = false;
	s->resplit = true;
}

static void template(struct cpower_settings *s)
{
	s->template = true;
}

static void template_green(struct cpower_settings *s)
{
	s->template = true;
	s->colour = (struct cpower_colour){ 0, 255, 0 };
}

static void template_green_of_two(struct cpower_settings *s)
{
	template_green(s);
	s->template_colours = 1;
}

static void template_dim(struct cpower_settings *s)
{
	s->template = true;
	s->colour = (struct cpower_colour){ 127, 0, 0 };
}

static void green(struct cpower_settings *s)
{
	s->colour = (struct cpower_colour){ 0, 1, 0 };
}

/* Two rows of 16 cells unless said otherwise. */
static const struct {
	int line;
	knobs_fn knobs;
	int rows, columns;
	unsigned n_errors;
} checks[] = {
	{ __LINE__, NULL, 2, 16, 0 },
	{ __LINE__, wrong_id_code, 2, 16, 1 },
	{ __LINE__, long_id_code, 2, 16, 1 },
	{ __LINE__, signed_id_code, 2, 16, 1 },
	{ __LINE__, effect_55, 2, 16, 1 },
	{ __LINE__, effect_56, 2, 16, 1 },
	{ __LINE__, effect_59, 2, 16, 1 },
	{ __LINE__, effect_68, 2, 16, 1 },
	{ __LINE__, effect_70, 2, 16, 0 },
	{ __LINE__, effect_71, 2, 16, 1 },
	{ __LINE__, effect_random, 2, 16, 0 },
	{ __LINE__, black, 2, 16, 1 },
	{ __LINE__, green, 2, 16, 0 },
	{ __LINE__, font_14, 2, 16, 1 },
	{ __LINE__, font_24, 2, 16, 0 },
	{ __LINE__, exact, 2, 16, 0 },
	{ __LINE__, narrow, 2, 16, 1 },
	{ __LINE__, low, 2, 16, 1 },
	{ __LINE__, large_font, 2, 16, 2 },
	{ __LINE__, window_1, 2, 16, 1 },
	{ __LINE__, window_1_unsplit, 2, 16, 0 },
	{ __LINE__, resplit, 2, 16, 1 },
	{ __LINE__, template, 2, 16, 0 },
	{ __LINE__, template_green, 2, 16, 1 },
	{ __LINE__, template_green_of_two, 2, 16, 0 },
	{ __LINE__, template_dim, 2, 16, 1 },
	/* 16 bytes, 8 rows of 34 with 7 ends, and the last: 296; of 35: 304, more than a packet. */
	{ __LINE__, template, 8, 34, 0 },
	{ __LINE__, template, 8, 35, 1 },
};

static void count_error(struct diag *d, enum severity severity, struct where at,
			const char *message)
{
	(void) d;
	(void) at;
	CHECK(severity == SEVERITY_ERROR && strstr(message, "profile test: "));
}

static void test_checks(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
		struct cpower_settings settings = cpower_settings_defaults;
		struct profile p = { .name = "test",
				     .rows = checks[i].rows,
				     .columns = checks[i].columns,
				     .settings = &settings };
		struct diag d = { .emit = count_error };

		if (checks[i].knobs)
			checks[i].knobs(&settings);
		cpower_settings_check(&p, &d);
		CHECK_ROW(checks[i].line, d.n_errors == checks[i].n_errors);
	}
}

static const struct {
	int line;
	enum charset charset;
	const char *code;
	bool allowed;
} codes[] = {
	{ __LINE__, CHARSET_ASCII, "A", true },
	{ __LINE__, CHARSET_ASCII, " ", true },
	{ __LINE__, CHARSET_ASCII, "\\", true },
	{ __LINE__, CHARSET_ASCII, "~", true },
	{ __LINE__, CHARSET_ASCII, "\x7f", false },
	{ __LINE__, CHARSET_ASCII, "\r", false },
	{ __LINE__, CHARSET_ASCII, "\n", false },
	{ __LINE__, CHARSET_ASCII, "\x80", false },
	{ __LINE__, CHARSET_ASCII, "\xb7\xa8", false },
	{ __LINE__, CHARSET_GBK, "\xb7\xa8", true },
	{ __LINE__, CHARSET_GBK, "\xb7", false },
	{ __LINE__, CHARSET_GBK, "\xb7\r", false },
	{ __LINE__, CHARSET_GBK, "A\xa8", false },
	{ __LINE__, CHARSET_GBK, "\x81\x5c", true },
	/* What frames escape is no business of a text's. */
	{ __LINE__, CHARSET_GBK, "\xa5\xae", true },
	{ __LINE__, CHARSET_GB2312, "\xaa\xa5", true },
	/* 功, whose second byte is a backslash: nothing obeys it. */
	{ __LINE__, CHARSET_BIG5, "\xa5\x5c", true },
	{ __LINE__, CHARSET_BIG5, "\xa4\x40", true },
	{ __LINE__, CHARSET_BIG5, "\xa4\x20", false },
	{ __LINE__, CHARSET_BIG5, "abc", false },
};

static void test_allows(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		struct profile p = { .charset = codes[i].charset };

		CHECK_ROW(codes[i].line, cpower_allows(&p, (const uint8_t *) codes[i].code,
						       strlen(codes[i].code)) == codes[i].allowed);
	}
	CHECK(!cpower_allows(&(struct profile){ .charset = CHARSET_GBK }, (const uint8_t *) "", 1));
	CHECK(!cpower_allows(&(struct profile){ .charset = CHARSET_GBK }, (const uint8_t *) "", 0));
}

/* Check values of the CRC-32 of IEEE 802.3. */
static void test_crc(void)
{
	CHECK(cpower_crc32((const uint8_t *) "123456789", 9) == 0xcbf43926);
	CHECK(cpower_crc32((const uint8_t *) "", 0) == 0);
}

/* A card that was given no mark has 0; this text was sought for one that would be. */
static void test_no_mark(void)
{
	static const struct page page = { 1, { { 7, "AANegeX" } } };
	struct cpower_settings settings = cpower_settings_defaults;
	struct profile p = { .rows = 1, .columns = 8, .settings = &settings };
	uint8_t bytes[CPOWER_MESSAGE_MAX];
	struct octets o = OCTETS(bytes);
	uint32_t mark = 0;

	CHECK(cpower_programme(&p, &page, &o, &mark) == 0);
	CHECK(cpower_crc32(o.bytes + 5, o.n - 5) == 0);
	CHECK(mark == UINT32_MAX && get32be(o.bytes + 1) == mark);
}

struct frame_list {
	unsigned n, fail_at;
	uint8_t last[4096];
	size_t n_last;
};

static int take_frame(void *userdata, const uint8_t *frame, size_t n)
{
	struct frame_list *l = userdata;

	memcpy(l->last, frame, n);
	l->n_last = n;
	return ++l->n == l->fail_at ? -ENOSPC : 0;
}

static void one_frame(struct cpower_settings *s)
{
	s->split = false;
}

static void left_top(struct cpower_settings *s)
{
	one_frame(s);
	s->align = s->valign = 0;
}

static void center_top(struct cpower_settings *s)
{
	one_frame(s);
	s->align = 1;
	s->valign = 0;
}

/* The documents' texts, from pages and settings. */
static const struct {
	int line;
	knobs_fn knobs;
	enum line_medium medium;
	struct page page;
	unsigned n_frames;
	const char *last;
} encodings[] = {
	{ __LINE__,
	  left_top,
	  LINE_SERIAL,
	  { 1, { { 3, "abc" } } },
	  1,
	  "A5 6832017B01 0F00 0000 12 00 00 00 00 0003 02 FF0000 61626300 6203 AE" },
	{ __LINE__,
	  center_top,
	  LINE_SERIAL,
	  { 2, { { 3, "abc" }, { 3, "cba" } } },
	  1,
	  "A5 6832017B01 1300 0000 12 00 00 01 00 0003 02 FF0000 6162630D63626100 9A04 AE" },
	{ __LINE__,
	  one_frame,
	  LINE_SERIAL,
	  { 1, { { 8, "\xb7\xa8\xd6\xce\xd0\xfb\xb4\xab" } } },
	  1,
	  "A5 6832017B01 1400 0000 12 00 00 05 00 0003 02 FF0000 B7A8D6CED0FBB4AB00 7308 AE" },
	{ __LINE__,
	  one_frame,
	  LINE_NETWORK,
	  { 1, { { 8, "\xb7\xa8\xd6\xce\xd0\xfb\xb4\xab" } } },
	  1,
	  "FFFFFFFF 1F00 0000 6832017B01 1400 0000 12 00 00 05 00 0003 02 FF0000 "
	  "B7A8D6CED0FBB4AB00 7308" },
	{ __LINE__,
	  NULL,
	  LINE_SERIAL,
	  { 1, { { 2, "AB" } } },
	  2,
	  "A5 6832017B01 0E00 0000 12 00 00 05 00 0003 02 FF0000 414200 C302 AE" },
	{ __LINE__,
	  template,
	  LINE_SERIAL,
	  { 1, { { 2, "AB" } } },
	  2,
	  "A5 6832017B01 1300 0000 85 E9A85E02 01 01 10 0003 00 02 01 00 05 00 414200 4004 AE" },
};

static void test_encode(void)
{
	const struct driver *d = driver_find(drivers, "cpower");
	_cleanup_(freep) void *self = calloc(1, d->size);

	for (size_t i = 0; i < ARRAY_SIZE(encodings); i++) {
		struct cpower_settings settings = cpower_settings_defaults;
		struct profile p = { .name = "test",
				     .rows = 2,
				     .columns = 16,
				     .charset = CHARSET_GBK,
				     .settings = &settings };
		struct frame_list l = { .n = 0 }, failing = { .fail_at = 1 };
		struct page wrong = { .n_rows = 3 };
		uint8_t wanted[256];
		size_t n = unhex(encodings[i].last, wanted, sizeof(wanted));

		if (encodings[i].knobs)
			encodings[i].knobs(&settings);
		CHECK_ROW(encodings[i].line, d->init(self, &p, 1, encodings[i].medium) == 0);
		CHECK_ROW(encodings[i].line,
			  d->encode(self, &encodings[i].page, take_frame, &l) == 0);
		CHECK_ROW(encodings[i].line, l.n == encodings[i].n_frames && l.n_last == n &&
						     memcmp(l.last, wanted, n) == 0);
		CHECK_ROW(encodings[i].line,
			  d->encode(self, &encodings[i].page, take_frame, &failing) == -ENOSPC);
		CHECK_ROW(encodings[i].line,
			  d->encode(self, &wrong, take_frame, &failing) == -EMSGSIZE);
	}
}

/* Of each a page of "AB". */
static const struct {
	int line;
	const char *name;
	int rows, columns;
	enum charset charset;
	const char *last;
} profiles[] = {
	{ __LINE__, "cpower-big5-128x32", 2, 16, CHARSET_BIG5,
	  "A5 6832037B01 0E00 0000 12 00 00 05 00 0003 02 FF0000 414200 C502 AE" },
	{ __LINE__, "cpower-gbk-128x32", 2, 16, CHARSET_GBK,
	  "A5 6832037B01 0E00 0000 12 00 00 05 00 0003 02 FF0000 414200 C502 AE" },
	{ __LINE__, "cpower-gbk-64x32", 2, 8, CHARSET_GBK,
	  "A5 6832037B01 0E00 0000 12 00 00 05 00 0003 02 FF0000 414200 C502 AE" },
};

static void complain(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	printf("%s:%u: %s: %s\n", at.file ? at.file : "?", at.line, severity_name(severity),
	       message);
	CHECK(false);
}

static void check_profile(size_t i, const struct profile *p)
{
	const struct page page = { 1, { { 2, "AB" } } };
	_cleanup_(freep) void *self = calloc(1, p->driver->size);
	struct frame_list l = { .n = 0 };
	uint8_t wanted[64];
	size_t n = unhex(profiles[i].last, wanted, sizeof(wanted));
	int line = profiles[i].line;

	CHECK_ROW(line, p->rows == profiles[i].rows && p->columns == profiles[i].columns);
	CHECK_ROW(line, p->charset == profiles[i].charset);
	CHECK_ROW(line, p->driver->certainty(p) == CERTAINTY_ACKNOWLEDGED);
	CHECK_ROW(line, cpower_width(p) == 8 * (unsigned) p->columns && cpower_height(p) == 32);
	CHECK_ROW(line, p->driver->init(self, p, 3, LINE_SERIAL) == 0);
	CHECK_ROW(line, p->driver->encode(self, &page, take_frame, &l) == 0);
	CHECK_ROW(line, l.n == 2 && l.n_last == n && memcmp(l.last, wanted, n) == 0);
}

static void test_profiles(const char *dir)
{
	_cleanup_(profile_set_freep) struct profile_set *set = NULL;
	struct diag diag = { .emit = complain };

	CHECK(profile_set_load(&set, dir, drivers, &diag) == 0);
	for (size_t i = 0; set && i < ARRAY_SIZE(profiles); i++) {
		const struct profile *p = profile_set_find(set, profiles[i].name);

		CHECK_ROW(profiles[i].line, p != NULL);
		if (p)
			check_profile(i, p);
	}
}

static void test_certainty(void)
{
	struct cpower_settings settings = cpower_settings_defaults;
	struct profile p = { .settings = &settings };
	const struct driver *d = driver_find(drivers, "cpower");

	CHECK(d->certainty(&p) == CERTAINTY_ACKNOWLEDGED && !d->keeps_mark(&p));
	settings.template = true; /* the card tells a mark of the text, not the text */
	CHECK(d->certainty(&p) == CERTAINTY_ACKNOWLEDGED && d->keeps_mark(&p));
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: %s DIRECTORY\n", argv[0]);
		return 2;
	}
	test_checks();
	test_allows();
	test_crc();
	test_no_mark();
	test_encode();
	test_certainty();
	test_profiles(argv[1]);
	return test_result();
}
