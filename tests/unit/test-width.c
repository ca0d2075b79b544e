/* SPDX-License-Identifier: MIT */

/* UTF-8 read strictly, and the cells that a code point takes. */

#include "check.h"
#include "pufa/base.h"
#include "schedule/layout.h"
#include "schedule/width_table.h"

static const struct {
	int line;
	const char *bytes;
	int32_t code_point; /* or a negative errno */
	size_t n;
} decodings[] = {
	{ __LINE__, "", 0, 0 },
	{ __LINE__, "a", 'a', 1 },
	{ __LINE__, "\x7f", 0x7f, 1 },
	{ __LINE__, "\xc2\x80", 0x80, 2 },
	{ __LINE__, "\xdf\xbf", 0x7ff, 2 },
	{ __LINE__, "\xe0\xa0\x80", 0x800, 3 },
	{ __LINE__, "\xe6\xb3\x95", 0x6cd5, 3 },
	{ __LINE__, "\xed\x9f\xbf", 0xd7ff, 3 },
	{ __LINE__, "\xee\x80\x80", 0xe000, 3 },
	{ __LINE__, "\xef\xbf\xbf", 0xffff, 3 },
	{ __LINE__, "\xf0\x90\x80\x80", 0x10000, 4 },
	{ __LINE__, "\xf4\x8f\xbf\xbf", 0x10ffff, 4 },

	/* Overlong. */
	{ __LINE__, "\xc0\x80", -EILSEQ, 0 },
	{ __LINE__, "\xc1\xbf", -EILSEQ, 0 },
	{ __LINE__, "\xe0\x80\x80", -EILSEQ, 0 },
	{ __LINE__, "\xe0\x9f\xbf", -EILSEQ, 0 },
	{ __LINE__, "\xf0\x8f\xbf\xbf", -EILSEQ, 0 },
	/* Surrogates, and beyond the last. */
	{ __LINE__, "\xed\xa0\x80", -EILSEQ, 0 },
	{ __LINE__, "\xed\xbf\xbf", -EILSEQ, 0 },
	{ __LINE__, "\xf4\x90\x80\x80", -EILSEQ, 0 },
	{ __LINE__, "\xf5\x80\x80\x80", -EILSEQ, 0 },
	{ __LINE__, "\xf8\x88\x80\x80\x80", -EILSEQ, 0 },
	{ __LINE__, "\xff", -EILSEQ, 0 },
	/* Cut short, or begun in the middle. */
	{ __LINE__, "\x80", -EILSEQ, 0 },
	{ __LINE__, "\xc2", -EILSEQ, 0 },
	{ __LINE__, "\xe6\xb3", -EILSEQ, 0 },
	{ __LINE__, "\xf0\x90\x80", -EILSEQ, 0 },
	{ __LINE__,
	  "\xe6"
	  "ab",
	  -EILSEQ, 0 },
	{ __LINE__, "\xc2\xc2\x80", -EILSEQ, 0 },
};

static const struct {
	int line;
	uint32_t first, last;
	int width;
} widths[] = {
	{ __LINE__, 0x00, 0x1f, -1 },
	{ __LINE__, ' ', '~', 1 },
	{ __LINE__, 0x7f, 0x9f, -1 },
	{ __LINE__, 0xa0, 0xa0, 1 },
	{ __LINE__, 0xa5, 0xa5, 2 },     /* the yen sign, for the yuan */
	{ __LINE__, 0xad, 0xad, 0 },     /* soft hyphen */
	{ __LINE__, 0xb0, 0xb1, 2 },     /* degree, plus or minus */
	{ __LINE__, 0xb7, 0xb7, 2 },     /* middle dot */
	{ __LINE__, 0xd7, 0xd7, 2 },     /* multiplication */
	{ __LINE__, 0x300, 0x36f, 0 },   /* combining */
	{ __LINE__, 0x391, 0x3a9, 2 },   /* Greek, as in GB 2312 */
	{ __LINE__, 0x410, 0x44f, 2 },   /* Cyrillic, as in GB 2312 */
	{ __LINE__, 0x1100, 0x115f, 2 }, /* Hangul initials */
	{ __LINE__, 0x1160, 0x11ff, 0 }, /* and what joins them */
	{ __LINE__, 0x2002, 0x2003, 1 },
	{ __LINE__, 0x200b, 0x200d, 0 },
	{ __LINE__, 0x200e, 0x200f, -1 },
	{ __LINE__, 0x2014, 0x2014, 2 },
	{ __LINE__, 0x2018, 0x2019, 2 },
	{ __LINE__, 0x201c, 0x201d, 2 },
	{ __LINE__, 0x2026, 0x2026, 2 },
	{ __LINE__, 0x2028, 0x202e, -1 },
	{ __LINE__, 0x2066, 0x2069, -1 },
	{ __LINE__, 0x2103, 0x2103, 2 },
	{ __LINE__, 0x2212, 0x2212, 1 }, /* minus */
	{ __LINE__, 0x22ef, 0x22ef, 2 }, /* midline ellipsis */
	{ __LINE__, 0x2460, 0x2473, 2 }, /* circled digits */
	{ __LINE__, 0x3000, 0x3029, 2 },
	{ __LINE__, 0x302a, 0x302d, 0 },
	{ __LINE__, 0x3400, 0x4dbf, 2 },
	{ __LINE__, 0x4e00, 0x9fff, 2 },
	{ __LINE__, 0xac00, 0xd7a3, 2 },
	{ __LINE__, 0xd7b0, 0xd7fb, 0 },
	{ __LINE__, 0xd800, 0xdfff, -1 },
	{ __LINE__, 0xfe00, 0xfe0f, 0 }, /* variation selectors */
	{ __LINE__, 0xff01, 0xff60, 2 }, /* full-width forms */
	{ __LINE__, 0xff61, 0xff9f, 1 }, /* half-width katakana */
	{ __LINE__, 0xffe0, 0xffe6, 2 },
	{ __LINE__, 0xfeff, 0xfeff, 0 },
	{ __LINE__, 0xfff9, 0xfffb, -1 },
	{ __LINE__, 0x1f600, 0x1f64f, 2 }, /* faces */
	{ __LINE__, 0x20000, 0x2fffd, 2 },
	{ __LINE__, 0x30000, 0x3fffd, 2 },
	{ __LINE__, 0xe0000, 0xe007f, -1 }, /* tags: text that nobody sees */
	{ __LINE__, 0x110000, 0x110010, -1 },
	{ __LINE__, 0xffffffff, 0xffffffff, -1 },
};

static const struct {
	int line;
	const char *text;
	int width;
} texts[] = {
	{ __LINE__, "", 0 },
	{ __LINE__, "Law 12", 6 },
	{ __LINE__, "法律面前,人人平等", 17 },
	{ __LINE__, "法律面前，人人平等", 18 },
	{ __LINE__, "“宪法”——……·", 18 },
	{ __LINE__, "ＬＡＷ", 6 },
	{ __LINE__, "e\u0301", 1 },
	{ __LINE__, "a\tb", -1 },
	{ __LINE__, "a\xff", -1 },
	{ __LINE__, "法\xe5\xbe", -1 },
};

static void test_decodings(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(decodings); i++) {
		const char *s = decodings[i].bytes;

		CHECK_ROW(decodings[i].line, utf8_next(&s) == decodings[i].code_point);
		CHECK_ROW(decodings[i].line, s == decodings[i].bytes + decodings[i].n);
	}
}

static size_t encode(uint32_t c, char *buf)
{
	static const struct {
		uint32_t below;
		uint8_t lead;
	} forms[] = { { 0x80, 0 }, { 0x800, 0xc0 }, { 0x10000, 0xe0 }, { 0x200000, 0xf0 } };
	size_t n = 0;

	while (c >= forms[n].below)
		n++;
	for (size_t i = n; i > 0; i--, c >>= 6)
		buf[i] = (char) (0x80 | (c & 0x3f));
	buf[0] = (char) (forms[n].lead | c);
	buf[n + 1] = '\0';
	return n + 1;
}

static void test_every_code_point(void)
{
	unsigned wrong = 0;

	for (uint32_t c = 1; c < 0x120000; c++) {
		bool good = c < 0x110000 && (c < 0xd800 || c > 0xdfff);
		char buf[8];
		size_t n = encode(c, buf);
		const char *s = buf;

		wrong += utf8_next(&s) != (good ? (int32_t) c : -EILSEQ);
		wrong += s != buf + (good ? n : 0);
	}
	CHECK(wrong == 0);
}

static void check_sorted(const struct range *r, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		CHECK(r[i].first <= r[i].last);
		CHECK(i == 0 || r[i].first > r[i - 1].last);
	}
}

static void test_widths(void)
{
	check_sorted(control, ARRAY_SIZE(control));
	check_sorted(zero, ARRAY_SIZE(zero));
	check_sorted(wide, ARRAY_SIZE(wide));

	for (size_t i = 0; i < ARRAY_SIZE(widths); i++)
		for (uint64_t c = widths[i].first; c <= widths[i].last; c++)
			CHECK_ROW(widths[i].line, char_width((uint32_t) c) == widths[i].width);

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		CHECK_ROW(texts[i].line, text_width(texts[i].text) == texts[i].width);
}

int main(void)
{
	test_decodings();
	test_every_code_point();
	test_widths();
	return test_result();
}
