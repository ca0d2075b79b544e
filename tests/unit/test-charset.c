/* SPDX-License-Identifier: MIT */

/* What boards get for a text, byte by byte, and every code of every set there and back. */

#include "check.h"
#include "config/charset.h"
#include "config/charset_tables.h"
#include "pufa/base.h"

/* It comes back as it was, as something else, or is refused for a code point. */
#define SAME(set, text, bytes)     __LINE__, CHARSET_##set, text, bytes, 0, text
#define AS(set, text, bytes, back) __LINE__, CHARSET_##set, text, bytes, 0, back
#define BAD(set, text, code_point) __LINE__, CHARSET_##set, text, NULL, code_point, NULL

static const struct {
	int line;
	enum charset charset;
	const char *text;
	const char *bytes; /* NULL: refused */
	uint32_t bad;
	const char *back; /* as decoded */
} cases[] = {
	{ SAME(ASCII, "", "") },
	{ SAME(ASCII, "Law 12!~", "Law 12!~") },
	{ AS(ASCII, "“Law”—it’s ours…", "\"Law\"-it's ours..", "\"Law\"-it's ours..") },
	{ AS(ASCII, "ＬＡＷ　１２！", "LAW  12!", "LAW  12!") },
	{ BAD(ASCII, "Law 法", 0x6cd5) },
	{ BAD(ASCII, "5°", 0xb0) },
	{ BAD(ASCII, "caf\u00e9", 0xe9) },

	{ SAME(GB2312, "宪法", "\xcf\xdc\xb7\xa8") },
	{ SAME(GB2312, "“A”·—…",
	       "\xa1\xb0"
	       "A\xa1\xb1\xa1\xa4\xa1\xaa\xa1\xad") },
	{ SAME(GB2312, "——……", "\xa1\xaa\xa1\xaa\xa1\xad\xa1\xad") },
	{ AS(GB2312, "•・‧", "\xa1\xa4\xa1\xa4\xa1\xa4", "···") },
	{ AS(GB2312, "―–", "\xa1\xaa\xa1\xaa", "——") },
	{ AS(GB2312, "～\u301c", "\xa1\xab\xa1\xab", "～～") },
	{ SAME(GB2312, "‖∥", "\xa1\xac\xa1\xce") },
	{ AS(GB2312, "¥￥", "\xa3\xa4\xa3\xa4", "￥￥") },
	{ AS(GB2312, "二〇二六", "\xb6\xfe\xa1\xf0\xb6\xfe\xc1\xf9", "二○二六") },
	{ AS(GB2312, "第\u00a0一\u2002条", "\xb5\xda \xd2\xbb \xcc\xf5", "第 一 条") },
	{ AS(GB2312, "\ufeff宪\u200b法", "\xcf\xdc\xb7\xa8", "宪法") },
	{ AS(GB2312, "\u22125℃", "-5\xa1\xe6", "-5℃") },
	{ BAD(GB2312, "朱镕基", 0x9555) },
	{ BAD(GB2312, "憲法", 0x61b2) },
	{ BAD(GB2312, "3€", 0x20ac) },
	{ BAD(GB2312, "好\U0001f600", 0x1f600) },
	{ BAD(GB2312, "\U00020bb7", 0x20bb7) },
	{ BAD(GB2312, "e\u0301", 0x301) },

	{ SAME(GBK, "宪法", "\xcf\xdc\xb7\xa8") },
	{ SAME(GBK, "朱镕基", "\xd6\xec\xe9\x46\xbb\xf9") },
	{ SAME(GBK, "“”·—…～〇", "\xa1\xb0\xa1\xb1\xa1\xa4\xa1\xaa\xa1\xad\xa1\xab\xa9\x96") },
	{ AS(GBK, "•・‧", "\xa1\xa4\xa1\xa4\xa1\xa4", "···") },
	{ AS(GBK, "⋯¥", "\xa1\xad\xa3\xa4", "…￥") },
	{ SAME(GBK, "–―‐", "\xa8\x43\xa8\x44\xa9\x5c") },
	{ SAME(GBK, "丂\\", "\x81\x40\\") },
	{ BAD(GBK, "3€", 0x20ac) },
	{ BAD(GBK, "\ue000", 0xe000) },
	{ BAD(GBK, "㐀", 0x3400) },

	{ SAME(BIG5, "憲法", "\xbe\xcb\xaa\x6b") },
	{ SAME(BIG5, "「功」", "\xa1\x75\xa5\x5c\xa1\x76") },
	{ SAME(BIG5, "·—…～", "\xa1\x50\xa1\x58\xa1\x4b\xa1\xe3") },
	{ AS(BIG5, "•・⋯―", "\xa1\x50\xa1\x50\xa1\x4b\xa1\x58", "··…—") },
	{ BAD(BIG5, "宪法", 0x5baa) },
	{ BAD(BIG5, "\uf6b1", 0xf6b1) },

	/* The first of several is named, whoever refuses it; nothing hidden gets by. */
	{ BAD(GB2312, "法憲\n", 0x61b2) },
	{ BAD(GB2312, "法\n憲", '\n') },
	{ BAD(ASCII, "a法\n", 0x6cd5) },
	{ BAD(GBK, "\x1b[2J", 0x1b) },
	{ BAD(ASCII, "a\x7f", 0x7f) },
	{ BAD(GBK, "法\U000e0041律", 0xe0041) },
	{ BAD(GBK, "\u202e法律", 0x202e) },
	{ BAD(GBK, "法\xe5\xbe", 0xfffd) },
	{ BAD(ASCII, "\xff", 0xfffd) },
};

static void test_cases(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *text = cases[i].text, *bytes = cases[i].bytes;
		struct row row = { .n = 7 };
		char buf[4 * ROW_BYTES_MAX + 1];
		uint32_t bad = 1;
		int r = charset_encode(cases[i].charset, text, strlen(text), &row, &bad);

		CHECK_ROW(cases[i].line, r == (bytes ? 0 : -EILSEQ));
		CHECK_ROW(cases[i].line, bad == (bytes ? 1 : cases[i].bad));
		CHECK_ROW(cases[i].line, charset_missing(cases[i].charset, text) == cases[i].bad);
		if (!bytes) {
			CHECK_ROW(cases[i].line, row.n == 7);
			continue;
		}
		CHECK_ROW(cases[i].line, row.n == strlen(bytes));
		CHECK_ROW(cases[i].line, memcmp(row.bytes, bytes, row.n) == 0);
		charset_decode(cases[i].charset, row.bytes, row.n, buf, 4u * row.n + 1);
		CHECK_ROW(cases[i].line, strcmp(buf, cases[i].back) == 0);
	}
}

static const struct {
	int line;
	enum charset charset;
	const char *bytes;
	const char *text;
} decodings[] = {
	{ __LINE__, CHARSET_ASCII, "a\x80\xb7\xa8", "a\ufffd\ufffd\ufffd" },
	{ __LINE__, CHARSET_ASCII, "\x1b[2J\x7f\r", "\ufffd[2J\ufffd\ufffd" },
	{ __LINE__, CHARSET_GBK, "\xb7", "\ufffd" },
	{ __LINE__, CHARSET_GBK, "\xcf\xdc\xb7", "宪\ufffd" },
	{ __LINE__, CHARSET_GBK, "\xb7 \xb7\xa8", "\ufffd 法" },
	{ __LINE__, CHARSET_GBK, "\x80\xff\xb7\xa8", "\ufffd\ufffd法" },
	{ __LINE__, CHARSET_GBK, "\xaa\xa1\xb7\xa8", "\ufffd法" }, /* the user's area */
	{ __LINE__, CHARSET_GB2312, "\xe9\x46\xb7\xa8",
	  "\ufffd"
	  "F法" },
	{ __LINE__, CHARSET_GB2312, "\xd7\xfa\xb7\xa8", "\ufffd法" }, /* no such hanzi */
	{ __LINE__, CHARSET_BIG5, "\xc6\xa1\xaa\x6b", "\ufffd法" },   /* the makers' area */
	{ __LINE__, CHARSET_BIG5, "\xa2\xcc\xa4\x51", "十十" },
};

static void test_decodings(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(decodings); i++) {
		const uint8_t *bytes = (const uint8_t *) decodings[i].bytes;
		size_t n = strlen(decodings[i].bytes);
		char buf[64];

		charset_decode(decodings[i].charset, bytes, n, buf, 4 * n + 1);
		CHECK_ROW(decodings[i].line, strcmp(buf, decodings[i].text) == 0);
	}
	CHECK(strcmp(charset_name(CHARSET_GB2312), "gb2312") == 0);
	CHECK(strcmp(charset_names[CHARSET_BIG5], "big5") == 0 && !charset_names[CHARSET_GBK + 1]);
}

/* Big5 has these twice; they are read as, and written by, the other code. */
static const uint16_t twice[] = {
	0xa2cc, 0xa2ce, 0xf9e9, 0xf9ea, 0xf9eb, 0xf9f9, 0xf9fa, 0xf9fb, 0xf9fc, 0xf9fd,
};

static bool is_twice(enum charset c, unsigned code)
{
	for (size_t i = 0; c == CHARSET_BIG5 && i < ARRAY_SIZE(twice); i++)
		if (twice[i] == code)
			return true;
	return false;
}

/* True if the code means something; then it comes back, and takes a cell for each byte. */
static bool check_code(enum charset c, const uint8_t *code, size_t n)
{
	char text[16];
	struct row row = { 0 };

	charset_decode(c, code, n, text, sizeof(text));
	if (strstr(text, "\ufffd"))
		return false;
	CHECK(text_width(text) == (int) n);
	CHECK(charset_encode(c, text, strlen(text), &row, NULL) == 0 && row.n == n);
	CHECK(is_twice(c, (unsigned) code[0] << 8 | code[1]) || memcmp(row.bytes, code, n) == 0);
	CHECK(charset_missing(c, text) == 0);
	return true;
}

/* How many codes of two bytes there are: GB 2312 has 6763 hanzi and 682 signs. */
static const struct {
	enum charset charset;
	unsigned n_codes;
} sizes[] = {
	{ CHARSET_ASCII, 0 },
	{ CHARSET_BIG5, 13503 },
	{ CHARSET_GB2312, 6763 + 682 },
	{ CHARSET_GBK, 21791 },
};

static void test_every_code(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		unsigned n_single = 0, n_double = 0;

		for (unsigned a = 0; a < 256; a++) {
			n_single += check_code(sizes[i].charset, (uint8_t[]){ (uint8_t) a, 0 }, 1);
			for (unsigned b = 0; a >= 0x80 && b < 256; b++) {
				uint8_t code[] = { (uint8_t) a, (uint8_t) b };

				n_double += check_code(sizes[i].charset, code, 2);
			}
		}
		CHECK(n_single == 0x7f - 0x20);
		CHECK(n_double == sizes[i].n_codes);
	}
}

static size_t write_utf8(uint32_t c, char *buf)
{
	if (c < 0x800) {
		buf[0] = (char) (0xc0 | c >> 6);
		buf[1] = (char) (0x80 | (c & 0x3f));
		buf[2] = '\0';
		return 2;
	}
	buf[0] = (char) (0xe0 | c >> 12);
	buf[1] = (char) (0x80 | (c >> 6 & 0x3f));
	buf[2] = (char) (0x80 | (c & 0x3f));
	buf[3] = '\0';
	return 3;
}

static void check_table(enum charset c, const struct substitution *table, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char text[4];
		int width = char_width(table[i].code_point), with;

		CHECK(i == 0 || table[i].code_point > table[i - 1].code_point);
		write_utf8(table[i].code_point, text);
		if (!table[i].with) {
			CHECK(charset_missing(c, text) == table[i].code_point);
			continue;
		}
		with = text_width(table[i].with);
		CHECK(strlen(table[i].with) <= SUBSTITUTE_MAX);
		CHECK(c == CHARSET_ASCII ? with <= width : with == width);
		CHECK(charset_missing(c, table[i].with) == 0);
		CHECK(charset_missing(c, text) == 0);
	}
}

static void test_tables(void)
{
	for (enum charset c = CHARSET_ASCII; c <= CHARSET_GBK; c++) {
		check_table(c, charset_rules[c].table, charset_rules[c].n);
		check_table(c, charset_common, charset_n_common);
	}
}

static void test_long(void)
{
	char text[3 * 1024 + 4] = "";
	struct row row = { .n = 7 };
	uint32_t bad;

	for (unsigned i = 0; i < 1024; i++)
		strcpy(text + 3 * i, "法");
	CHECK(charset_missing(CHARSET_GBK, text) == 0);
	CHECK(charset_encode(CHARSET_GBK, text, 3 * 129, &row, &bad) == -EMSGSIZE && row.n == 7);
	CHECK(charset_encode(CHARSET_GBK, text, 3 * 128, &row, &bad) == 0 && row.n == 256);
	CHECK(charset_encode(CHARSET_GBK, text, 3 * 2 + 1, &row, &bad) == -EILSEQ);
	CHECK(bad == 0xfffd && row.n == 256);
	memset(text, 'x', sizeof(text) - 1);
	CHECK(charset_encode(CHARSET_ASCII, text, 257, &row, &bad) == -EMSGSIZE);
	strcpy(text + 1000, "憲");
	CHECK(charset_missing(CHARSET_GB2312, text) == 0x61b2);
	CHECK(charset_encode(CHARSET_GBK, "a\0b", 3, &row, &bad) == -EILSEQ && bad == 0);
}

static void test_page(void)
{
	static const char text[] = "国家尊重和保障人权，人人尊法学法守法。";
	static struct page page, before;
	struct layout l;

	CHECK(layout_text(text, 2, 16, &l) == 0 && l.n_pages == 2);
	CHECK(charset_encode_page(CHARSET_GBK, text, &l, 0, &page) == 0 && page.n_rows == 2);
	CHECK(page.rows[0].n == 16 && page.rows[1].n == 16);
	CHECK(memcmp(page.rows[0].bytes, "\xb9\xfa\xbc\xd2", 4) == 0);
	before = page;
	CHECK(charset_encode_page(CHARSET_GBK, text, &l, 2, &page) == -EINVAL);
	CHECK(charset_encode_page(CHARSET_BIG5, text, &l, 0, &page) == -EILSEQ);
	CHECK(memcmp(&page, &before, sizeof(page)) == 0);
	CHECK(charset_encode_page(CHARSET_GBK, text, &l, 1, &page) == 0 && page.n_rows == 1);
	CHECK(layout_text("", 2, 16, &l) == 0);
	CHECK(charset_encode_page(CHARSET_GBK, "", &l, 0, &page) == 0);
	CHECK(page.n_rows == 1 && page.rows[0].n == 0);
}

/* Texts of characters from everywhere: an accepted one comes back, but for substitutions. */
static void test_random_texts(uint64_t *state)
{
	for (unsigned round = 0; round < 20000; round++) {
		enum charset c = (enum charset)(test_random(state) % 4);
		char text[128], back[4 * ROW_BYTES_MAX + 1], once[sizeof(back)];
		size_t n = 0;
		struct row row, again;
		uint32_t bad = 0, missing;
		int r;

		for (uint64_t i = test_random(state) % 20; i > 0; i--) {
			uint32_t first = test_random(state) % 4 ? 0x4e00 : 0xa0;
			uint32_t some = (uint32_t) (test_random(state) % 0x3000);

			n += write_utf8(first + some, text + n);
		}
		r = charset_encode(c, text, n, &row, &bad);
		text[n] = '\0';
		missing = charset_missing(c, text);
		CHECK(missing == bad && (r == 0 || r == -EILSEQ) && (r < 0) == (bad != 0));
		if (r < 0)
			continue;
		charset_decode(c, row.bytes, row.n, once, sizeof(once));
		CHECK(charset_encode(c, once, strlen(once), &again, NULL) == 0);
		CHECK(again.n == row.n && memcmp(again.bytes, row.bytes, row.n) == 0);
		charset_decode(c, again.bytes, again.n, back, sizeof(back));
		CHECK(strcmp(once, back) == 0);
		CHECK(c == CHARSET_ASCII || row.n == text_width(text));
	}
}

int main(int argc, char **argv)
{
	uint64_t state = test_seed(argc, argv);

	test_cases();
	test_decodings();
	test_every_code();
	test_tables();
	test_long();
	test_page();
	test_random_texts(&state);
	return test_result();
}
