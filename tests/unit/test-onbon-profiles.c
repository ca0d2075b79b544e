/* SPDX-License-Identifier: MIT */

/* The shipped profiles of Onbon cards, and what the driver says of one that can not be. */

#include "config/config.h"
#include "onbon_board.h"
#include "onbon_frame.h"

/* "AB" by each of them. */
static const struct {
	int line;
	const char *name;
	int columns, text_max;
	const char *frame;
} shipped[] = {
	{ __LINE__, "onbon-5k1-128x32", 16, 485,
	  HEADS "01000080000000000001FE022600 A306010000 00011D000000000000 "
		"10002000000000000000000001010100020A020000004142 750F 5A" },
	{ __LINE__, "onbon-5k2-128x32", 16, 485,
	  HEADS "01000080000000000001FE022600 A306010000 00011D000000000000 "
		"10002000000000000000000001010100020A020000004142 750F 5A" },
	{ __LINE__, "onbon-5mk-128x32", 16, 485,
	  HEADS "01000080000000000001FE022600 A306010000 00011D000000000000 "
		"10002000000000000000000001010100020A020000004142 750F 5A" },
	{ __LINE__, "onbon-6k-128x32", 16, 988,
	  HEADS "01000080000000000001FE022600 A306010000 00011D000000800000 "
		"80802000000000000000000001010100020A020000004142 4B6D 5A" },
	{ __LINE__, "onbon-6k-256x32", 32, 988,
	  HEADS "01000080000000000001FE022600 A306010000 00011D000000800000 "
		"00812000000000000000000001010100020A020000004142 E11F 5A" },
};

static void complain(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	printf("%s:%u: %s: %s\n", at.file ? at.file : "?", at.line, severity_name(severity),
	       message);
	CHECK(false);
}

struct wanted {
	uint8_t bytes[128];
	size_t n;
	bool is_it;
};

static int compare(void *userdata, const uint8_t *frame, size_t n)
{
	struct wanted *w = userdata;

	w->is_it = n == w->n && memcmp(frame, w->bytes, n) == 0;
	return 0;
}

static void check_shipped(size_t i, const struct profile *p)
{
	const struct onbon_settings *s = p->settings;
	struct page page = { .n_rows = 1, .rows = { { 2, "AB" } } };
	_cleanup_(freep) void *self = calloc(1, p->driver->size);
	struct wanted w = { .is_it = false };
	int line = shipped[i].line;

	CHECK_ROW(line, strcmp(p->driver->name, "onbon") == 0 && p->source && *p->source);
	CHECK_ROW(line, p->rows == 2 && p->columns == shipped[i].columns);
	CHECK_ROW(line, p->charset == CHARSET_GB2312 && s->text_max == shipped[i].text_max);
	CHECK_ROW(line, s->special_bytes == (strcmp(p->name, "onbon-5k1-128x32") != 0));
	CHECK_ROW(line, (s->programme_length == ONBON_LENGTH_WHOLE) == (s->text_max > 485));
	CHECK_ROW(line, p->driver->certainty(p) == CERTAINTY_ACKNOWLEDGED);
	CHECK_ROW(line, p->driver->lifetime(p) == USEC_NEVER);
	w.n = unhex(shipped[i].frame, w.bytes, sizeof(w.bytes));
	CHECK_ROW(line, p->driver->init(self, p, 1, LINE_NETWORK) == 0);
	CHECK_ROW(line, p->driver->encode(self, &page, compare, &w) == 0);
	CHECK_ROW(line, w.is_it);
}

static void test_shipped(const char *dir)
{
	_cleanup_(profile_set_freep) struct profile_set *set = NULL;
	struct diag diag = { .emit = complain };

	CHECK(profile_set_load(&set, dir, drivers, &diag) == 0);
	for (size_t i = 0; set && i < ARRAY_SIZE(shipped); i++) {
		const struct profile *p = profile_set_find(set, shipped[i].name);

		CHECK_ROW(shipped[i].line, p != NULL);
		if (p)
			check_shipped(i, p);
	}
}

static void fine(struct onbon_settings *s)
{
	(void) s;
}

static void fine_in_bytes(struct onbon_settings *s)
{
	s->units = ONBON_UNITS_BYTES;
	s->x = 8;
}

static void fine_mortal(struct onbon_settings *s)
{
	s->ttl = 65535;
}

static void odd_x(struct onbon_settings *s)
{
	s->units = ONBON_UNITS_BYTES;
	s->x = 4;
}

static void odd_width(struct onbon_settings *s)
{
	s->units = ONBON_UNITS_BYTES;
	s->width = 130;
}

static void too_far(struct onbon_settings *s)
{
	s->x = 32767;
}

static void too_low(struct onbon_settings *s)
{
	s->y = 32767;
}

static void too_much(struct onbon_settings *s)
{
	s->text_max = 33;
}

static void too_much_with_fonts(struct onbon_settings *s)
{
	s->text_max = 45;
	s->font = s->latin_font = 0;
}

static void mortal_and_held(struct onbon_settings *s)
{
	s->ttl = 60;
	s->run_mode = ONBON_RUN_HOLD;
}

static const struct {
	int line;
	knobs_fn knobs;
	enum charset charset;
	const char *complaint; /* a part of the only one; NULL: none */
} checks[] = {
	{ __LINE__, fine, CHARSET_GB2312, NULL },
	{ __LINE__, fine, CHARSET_GBK, NULL },
	{ __LINE__, fine, CHARSET_ASCII, NULL },
	{ __LINE__, fine_in_bytes, CHARSET_GB2312, NULL },
	{ __LINE__, fine_mortal, CHARSET_GB2312, NULL },
	{ __LINE__, fine, CHARSET_BIG5, "gb2312 or gbk" },
	{ __LINE__, odd_x, CHARSET_GB2312, "multiples of 8, not 4 and 128" },
	{ __LINE__, odd_width, CHARSET_GB2312, "multiples of 8, not 0 and 130" },
	{ __LINE__, too_far, CHARSET_GB2312, "no screen has 32895 by 32 pixels" },
	{ __LINE__, too_low, CHARSET_GB2312, "no screen has 128 by 32799 pixels" },
	{ __LINE__, too_much, CHARSET_GB2312, "a full page takes 34 bytes, text_max is 33" },
	{ __LINE__, too_much_with_fonts, CHARSET_GB2312, "takes 46 bytes, text_max is 45" },
	{ __LINE__, mortal_and_held, CHARSET_GB2312, "with a ttl" },
};

struct complaints {
	struct diag diag;
	char last[256];
};

static void keep(struct diag *d, enum severity severity, struct where at, const char *message)
{
	struct complaints *c = container_of(d, struct complaints, diag);

	CHECK(severity == SEVERITY_ERROR && at.line == 12);
	snprintf(c->last, sizeof(c->last), "%s", message);
}

static void test_checks(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
		struct complaints c = { .diag = { .emit = keep } };
		struct board b;

		board_init(&b, checks[i].knobs);
		b.profile.charset = checks[i].charset;
		b.profile.at.line = 12;
		b.driver->check(&b.profile, &c.diag);
		CHECK_ROW(checks[i].line, c.diag.n_errors == (checks[i].complaint ? 1 : 0));
		if (checks[i].complaint && !strstr(c.last, checks[i].complaint)) {
			printf("got: %s\n", c.last);
			CHECK_ROW(checks[i].line, false);
		}
		board_done(&b);
	}
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: %s DIRECTORY\n", argv[0]);
		return 2;
	}
	test_shipped(argv[1]);
	test_checks();
	return test_result();
}
