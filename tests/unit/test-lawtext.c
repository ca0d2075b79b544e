/* SPDX-License-Identifier: MIT */
/* Numbers of articles, law texts to articles, long articles to pieces. */
#include "check.h"
#include "config/lawsplit.h"
#include "config/lawtext.h"

/* 1 to 9999 as laws write it. */
static void write_numeral(unsigned n, char *ret)
{
	static const char *const digits[] = { "零", "一", "二", "三", "四",
					      "五", "六", "七", "八", "九" };
	static const char *const places[] = { "千", "百", "十", "" };
	unsigned value = 1000;
	bool begun = false, zero = false;

	*ret = '\0';
	for (unsigned i = 0; i < 4; i++, value /= 10) {
		unsigned d = n / value % 10;

		if (d == 0) {
			zero = begun;
			continue;
		}
		if (zero)
			strcat(ret, digits[0]);
		if (d > 1 || value != 10 || begun)
			strcat(ret, digits[d]);
		strcat(ret, places[i]);
		begun = true;
		zero = false;
	}
}

static void test_all_numerals(void)
{
	char text[64];
	unsigned n;

	for (unsigned i = 1; i <= LAW_ARTICLE_MAX; i++) {
		write_numeral(i, text);
		CHECK_ROW(i, law_numeral_parse(text, &n) == strlen(text) && n == i);
	}
}

static void test_numbers(void)
{
	static const struct {
		int line;
		const char *text, *number, *rest; /* number NULL: none */
	} rows[] = {
		{ __LINE__, "第一条", "1", "" },
		{ __LINE__, "第十条　文", "10", "　文" },
		{ __LINE__, "第一百三十三条之一 文", "133-1", " 文" },
		{ __LINE__, "第一百三十三条之二十一", "133-21", "" },
		{ __LINE__, "第一千零四十三条", "1043", "" },
		{ __LINE__, "第两百条", "200", "" },
		{ __LINE__, "第一〇二条", "102", "" },
		{ __LINE__, "第一○二条", "102", "" },
		{ __LINE__, "第一三三条", "133", "" },
		{ __LINE__, "第133条", "133", "" },
		{ __LINE__, "第 133 条之1", "133-1", "" },
		{ __LINE__, "第１３３条之二", "133-2", "" },
		{ __LINE__, "第二十条之规定", "20", "之规定" },
		{ __LINE__, "第〇条", NULL, NULL },
		{ __LINE__, "第零一条", NULL, NULL },
		{ __LINE__, "第一百一条", NULL, NULL },
		{ __LINE__, "第一百零十条", NULL, NULL },
		{ __LINE__, "第一百零零一条", NULL, NULL },
		{ __LINE__, "第一千一十条", NULL, NULL },
		{ __LINE__, "第十百条", NULL, NULL },
		{ __LINE__, "第百条", NULL, NULL },
		{ __LINE__, "第一百零条", NULL, NULL },
		{ __LINE__, "第一二百条", NULL, NULL },
		{ __LINE__, "第12345条", NULL, NULL },
		{ __LINE__, "第007条", NULL, NULL },
		{ __LINE__, "第一章", NULL, NULL },
		{ __LINE__, "第条", NULL, NULL },
		{ __LINE__, "一条", NULL, NULL },
		{ __LINE__, "", NULL, NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct law_number n = { 0 };
		char buf[LAW_NUMBER_TEXT_MAX];
		size_t k = law_number_parse(rows[i].text, &n);

		CHECK_ROW(rows[i].line, (k > 0) == (rows[i].number != NULL));
		if (k == 0 || !rows[i].number)
			continue;
		CHECK_ROW(rows[i].line, strcmp(law_number_format(n, buf), rows[i].number) == 0);
		CHECK_ROW(rows[i].line, strcmp(rows[i].text + k, rows[i].rest) == 0);
	}
}

#define KINDS "TCHNPAp?!" /* in the order of enum law_kind */

/* A letter a line that is not blank; then what the articles are, "number:text" joined by |. */
static const struct {
	int line;
	const char *text, *kinds, *articles;
} texts[] = {
	{ __LINE__, "", "", "" },
	{ __LINE__, "示例法\n第一条 甲。\n第二条　乙。\n丙。\n", "TAAp", "1:甲。|2:乙。\n丙。" },
	/* Markdown. */
	{ __LINE__,
	  "# 示例法\r\n\r\n## 第一章 总则\r\n**第一条** 甲。\r\n### 第二条 乙。\r\n##\r\n", "THAAH",
	  "1:甲。|2:乙。" },
	/* A mention at the start of a wrapped line is no article, nor is a chapter's. */
	{ __LINE__, "第一条 依照本法\n第二条 规定的\n", "AA", "1:依照本法|2:规定的" },
	{ __LINE__, "第一条 依照本法\n第二条的规定，\n第二章\n办理。\n第二条 乙。\n", "ApppA",
	  "1:依照本法第二条的规定，第二章办理。|2:乙。" },
	{ __LINE__, "第一条 甲。\n第三条规定的除外。\n", "Ap", "1:甲。\n第三条规定的除外。" },
	/* Without a blank, but in its turn. */
	{ __LINE__, "第一条为了甲。\n第二条本法乙。\n", "AA", "1:为了甲。|2:本法乙。" },
	/* The number on a line of its own; ASCII words keep their blank. */
	{ __LINE__, "第一条\n甲 USB\n2.0 乙。\n", "App", "1:甲 USB 2.0 乙。" },
	/* Items; a blank line parts paragraphs even where no mark does. */
	{ __LINE__, "第一条 下列：\n（一）甲；\n（二）乙\n\n丙\n", "Appp",
	  "1:下列：\n（一）甲；\n（二）乙\n丙" },
	/* The table of contents ends where its first entry comes again, or an article. */
	{ __LINE__,
	  "示例法\n目　录\n第一章 总则……1\n附则……9\n第一章 总则\n第一条 甲。\n附　则\n第二条 乙。\n",
	  "TCCCHAHA", "1:甲。|2:乙。" },
	{ __LINE__, "目录\n第一条 立法目的……1\n第二条 范围……2\n第一条 甲。\n", "CCCA", "1:甲。" },
	/* Notes on the law's making; a preamble; an annex. */
	{ __LINE__,
	  "示例法\n（2020年5月28日通过）\n序言\n一九四九年以后，通过斗争。\n第一章 总则\n第一条 甲。\n附件一\n第二条 乙。\n",
	  "TNH?HAH?", "1:甲。" },
	{ __LINE__, "第一条 甲。\n附件：名单\n乙。\n", "A??", "1:甲。" },
	{ __LINE__, "第一条 甲。\n\n附件1 名单\n第二条 乙。\n", "A??", "1:甲。" },
	{ __LINE__, "第一条 依照\n附件一 所列，\n附件：也在内。\n", "App",
	  "1:依照附件一 所列，附件：也在内。" },
	{ __LINE__, "第一条 甲。\n附件一所列的除外。\n附件：甲；\n", "App",
	  "1:甲。\n附件一所列的除外。\n附件：甲；" },
	/* Pages: a mark and a running head are none of the text, nor is a number alone. */
	{ __LINE__, "示例法\n第一条 甲\n— 3 —\n示例法\n乙。\n第 4 页 共 9 页\n12\n", "TAPTpP!",
	  "1:甲乙。" },
	/* Out of order: not taken, and nothing after it is the former article's. */
	{ __LINE__, "第一条 甲。\n第二条 乙。\n第一条 丙。\n丁。\n第三条 戊。\n", "AA!?A",
	  "1:甲。|2:乙。|3:戊。" },
	{ __LINE__, "第一条 甲。\n第一条之一 乙。\n第四条 丙。\n", "AAA",
	  "1:甲。|1-1:乙。|4:丙。" },
	/* Remarks of those who copied it. */
	{ __LINE__, "第一条 甲。\n注：见公报\n来源：某网\n<!-- x -->\n> y\n", "A!!!!", "1:甲。" },
	/* What no board can show damages its article. */
	{ __LINE__, "第一条 甲。\n乙\xe2\x80\xae。\n第二条 丙。\n", "ApA",
	  "1*:甲。\n乙\xe2\x80\xae。|2:丙。" },
	/* Blanks of all kinds; a mark of UTF-8 in the middle. */
	{ __LINE__, "\xef\xbb\xbf　第一条\xc2\xa0甲\xe2\x80\x8b\t乙。　\n", "A", "1:甲 乙。" },
	{ __LINE__, "第一条", "A", "1:" },
};

static void check_text(int line, const struct lawtext *t, const char *kinds, const char *articles)
{
	char seen[512] = "", number[LAW_NUMBER_TEXT_MAX];
	size_t n = 0;

	CHECK_ROW(line, t->n_lines == strlen(kinds));
	for (size_t i = 0; i < t->n_lines && i < strlen(kinds); i++)
		CHECK_ROW(line, KINDS[t->lines[i].kind] == kinds[i]);
	for (size_t i = 0; i < t->n_articles; i++)
		n += (size_t) snprintf(seen + n, sizeof(seen) - n, "%s%s%s:%s", i ? "|" : "",
				       law_number_format(t->articles[i].number, number),
				       t->articles[i].damaged ? "*" : "", t->articles[i].text);
	CHECK_ROW(line, strcmp(seen, articles) == 0);
	if (strcmp(seen, articles) != 0)
		printf("%s\n", seen);
}

static void test_texts(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_(arena_done) struct arena arena = { 0 };
		struct lawtext t;

		CHECK_ROW(texts[i].line, lawtext_parse(&t, texts[i].text, strlen(texts[i].text),
						       false, &arena) == 0);
		check_text(texts[i].line, &t, texts[i].kinds, texts[i].articles);
	}
}

static void test_whole(void)
{
	static const char text[] =
		"# 中华人民共和国示例法\n## 第一编 总则\n### 第一章 甲\n第二条 一。\n"
		"### 第二章 乙\n第三条 二。\n## 第二编 分则\n第五条 三。\n";
	_cleanup_(arena_done) struct arena arena = { 0 };
	struct lawtext t;

	CHECK(lawtext_parse(&t, text, strlen(text), false, &arena) == 0);
	CHECK(t.n_articles == 3 && strcmp(t.title, "中华人民共和国示例法") == 0);
	CHECK(strcmp(t.articles[0].headings, "第一编 总则, 第一章 甲") == 0);
	CHECK(strcmp(t.articles[1].headings, "第一编 总则, 第二章 乙") == 0);
	CHECK(strcmp(t.articles[2].headings, "第二编 分则") == 0);
	CHECK(t.articles[0].gap && !t.articles[1].gap && t.articles[2].gap);
	CHECK(t.articles[2].line == 8);
	CHECK(lawtext_parse(&t, "甲\n\xff", 5, false, &arena) == -EILSEQ && t.n_lines == 2);
	CHECK(lawtext_parse(&t, "甲\0乙", 7, false, &arena) == -EILSEQ);
}

static bool is_short(void *userdata, const char *text)
{
	return strlen(text) <= *(const size_t *) userdata;
}

static void test_split(void)
{
	static const struct {
		int line;
		size_t most; /* bytes */
		const char *text, *pieces;
	} rows[] = {
		{ __LINE__, 100, "甲乙。丙丁。", "甲乙。丙丁。" },
		{ __LINE__, 100, "甲乙。\n（一）丙；\n（二）丁。", "甲乙。（一）丙；（二）丁。" },
		{ __LINE__, 15, "甲乙。丙丁。", "甲乙。|丙丁。" },
		{ __LINE__, 14, "甲乙丙丁。", "甲乙丙|丁。" },
		{ __LINE__, 21, "甲“乙。”丙丁。", "甲“乙。”|丙丁。" },
		{ __LINE__, 18, "甲；乙，丙丁戊。", "甲；|乙，丙丁戊。" },
		{ __LINE__, 15, "甲、乙，丙丁戊。", "甲、乙，|丙丁戊。" },
		{ __LINE__, 9, "甲2026年乙。", "甲2026|年乙。" },
		{ __LINE__, 3, "　甲 乙\n", "甲|乙" },
		{ __LINE__, 1, "甲乙", "甲|乙" },
		{ __LINE__, 1, " \n　", "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char buf[TEXT_MAX + 1], seen[256] = "";
		const char *at = rows[i].text;
		size_t most = rows[i].most;

		while (law_split(&at, is_short, &most, buf)) {
			strcat(seen, *seen ? "|" : "");
			strcat(seen, buf);
		}
		CHECK_ROW(rows[i].line, strcmp(seen, rows[i].pieces) == 0);
		if (strcmp(seen, rows[i].pieces) != 0)
			printf("%s\n", seen);
	}
}

int main(void)
{
	test_all_numerals();
	test_numbers();
	test_texts();
	test_whole();
	test_split();
	return test_result();
}
