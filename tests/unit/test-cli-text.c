/* SPDX-License-Identifier: MIT */
/* What pufactl does to text: escaping, widths, numbers, citations, ssh addresses. */
#include <locale.h>

#include "check.h"
#include "cli/cli.h"
#include "cli/client.h"
#include "cli/terminal.h"

static void test_escape(void)
{
	static const struct {
		int line;
		const char *text, *safe;
	} rows[] = {
		{ __LINE__, "", "" },
		{ __LINE__, "宪法 33", "宪法 33" },
		{ __LINE__, "a\033[31mb", "a\\x1b[31mb" },
		{ __LINE__, "a\nb\tc\x7f", "a\\x0ab\\x09c\\x7f" },
		{ __LINE__,
		  "\xc2\x9b"
		  "31m",
		  "\\u{009b}31m" },
		{ __LINE__,
		  "a\xe2\x80\xae"
		  "b",
		  "a\\u{202e}b" },
		{ __LINE__, "\xff法\xe6", "\\xff法\\xe6" },
		{ __LINE__, "\xc0\x80", "\\xc0\\x80" },
		{ __LINE__, "\xed\xa0\x80", "\\xed\\xa0\\x80" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char *safe = text_escape(rows[i].text);

		CHECK_ROW(rows[i].line, safe && strcmp(safe, rows[i].safe) == 0);
		free(safe);
	}
}

/* Whatever bytes come, what goes out is UTF-8 without control characters, and safe to escape again.
 */
static void test_escape_random(uint64_t seed)
{
	for (int i = 0; i < 20000; i++) {
		char text[24], *safe, *again;
		size_t n = test_random(&seed) % (sizeof(text) - 1);

		for (size_t k = 0; k < n; k++)
			text[k] = (char) (test_random(&seed) % 255 + 1);
		text[n] = '\0';
		safe = text_escape(text);
		again = text_escape(safe);
		CHECK(strcmp(safe, again) == 0);
		for (const unsigned char *s = (unsigned char *) safe; *s; s++)
			CHECK(*s >= 0x20 && *s != 0x7f);
		free(safe);
		free(again);
	}
}

static void test_utf8_write(void)
{
	static const struct {
		int line;
		uint32_t code_point;
		const char *text;
	} rows[] = {
		{ __LINE__, 'a', "a" },
		{ __LINE__, 0xe9, "é" },
		{ __LINE__, 0x6cd5, "法" },
		{ __LINE__, 0x1f600, "😀" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char buf[5] = "";
		size_t n = utf8_write(buf, rows[i].code_point);

		CHECK_ROW(rows[i].line, n == strlen(rows[i].text));
		CHECK_ROW(rows[i].line, strcmp(buf, rows[i].text) == 0);
	}
}

static void test_number(void)
{
	static const struct {
		int line;
		const char *text;
		int r;
		unsigned value;
	} rows[] = {
		{ __LINE__, "1", 0, 1 },
		{ __LINE__, "247", 0, 247 },
		{ __LINE__, "007", 0, 7 },
		{ __LINE__, "0", -ERANGE, 0 },
		{ __LINE__, "248", -ERANGE, 0 },
		{ __LINE__, "99999999999999999999999", -ERANGE, 0 },
		{ __LINE__, "", -EINVAL, 0 },
		{ __LINE__, "-1", -EINVAL, 0 },
		{ __LINE__, "+1", -EINVAL, 0 },
		{ __LINE__, " 1", -EINVAL, 0 },
		{ __LINE__, "1 ", -EINVAL, 0 },
		{ __LINE__, "0x10", -EINVAL, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		unsigned value = 0;
		int r = number_parse(rows[i].text, 1, 247, &value);

		CHECK_ROW(rows[i].line, r == rows[i].r && value == rows[i].value);
	}
}

static void test_citation(void)
{
	static const struct {
		int line;
		const char *playlist, *law, *article, *citation;
	} rows[] = {
		{ __LINE__, "constitution", "中华人民共和国宪法", "33", "宪法 第33条" },
		{ __LINE__, "x", "中华人民共和国治安管理处罚法", "26-1",
		  "治安管理处罚法 第26条之一" },
		{ __LINE__, "x", "中华人民共和国刑法", "133-10", "刑法 第133条之十" },
		{ __LINE__, "x", "中华人民共和国刑法", "133-11", "刑法 第133条之11" },
		{ __LINE__, "x", "北京市物业管理条例", "", "北京市物业管理条例" },
		{ __LINE__, "x", "中华人民共和国", NULL, "中华人民共和国" },
		{ __LINE__, "notice-7", NULL, NULL, "notice-7" },
		{ __LINE__, NULL, NULL, NULL, "notice" },
		{ __LINE__, "", "", "", "notice" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct showing s = { .playlist = (char *) rows[i].playlist,
				     .law = (char *) rows[i].law,
				     .article = (char *) rows[i].article,
				     .text = (char *) "x" };
		char *text = showing_citation(&s), *dark;

		CHECK_ROW(rows[i].line, strcmp(text, rows[i].citation) == 0);
		s.text = NULL;
		dark = showing_citation(&s);
		CHECK_ROW(rows[i].line, strcmp(dark, "") == 0);
		free(text);
		free(dark);
	}
}

#define SSH                                                                                        \
	"unixexec:path=ssh,argv1=-xT,argv2=-oBatchMode%3dyes,argv3=-oConnectTimeout%3d5,argv4=--,"

static void test_remote_address(void)
{
	static const struct {
		int line;
		const char *host;
		int r;
		const char *address;
	} rows[] = {
		{ __LINE__, "gate", 0, SSH "argv5=gate,argv6=systemd-stdio-bridge" },
		{ __LINE__, "pufa@10.0.0.7", 0,
		  SSH "argv5=pufa%4010.0.0.7,argv6=systemd-stdio-bridge" },
		{ __LINE__, "a,argv6=x;b%", 0,
		  SSH "argv5=a%2cargv6%3dx%3bb%25,argv6=systemd-stdio-bridge" },
		{ __LINE__, "南", 0, SSH "argv5=%e5%8d%97,argv6=systemd-stdio-bridge" },
		{ __LINE__, "", -EINVAL, NULL },
		{ __LINE__, "-oProxyCommand=x", -EINVAL, NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char *address = NULL;
		int r = remote_address(rows[i].host, &address);

		CHECK_ROW(rows[i].line, r == rows[i].r);
		CHECK_ROW(rows[i].line, rows[i].address
						? address && strcmp(address, rows[i].address) == 0
						: !address);
		free(address);
	}
}

int main(int argc, char **argv)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	test_escape();
	test_escape_random(test_seed(argc, argv));
	test_utf8_write();
	test_number();
	test_citation();
	test_remote_address();
	return test_result();
}
