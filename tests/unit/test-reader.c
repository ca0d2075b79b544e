/* SPDX-License-Identifier: MIT */
/*
 * What the reader takes and what it refuses: a table of texts, hostile files on
 * the disk, and random texts about which it must agree with libconfig.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "config/reader.h"
#include "unit/complaint.h"

static struct said said;

#define S10  "aaaaaaaaaa"
#define S100 S10 S10 S10 S10 S10 S10 S10 S10 S10 S10

static const struct {
	int line;
	const char *text;
	const char *says; /* the whole output; NULL: it is good */
} cases[] = {
	{ __LINE__, "a = 1;", NULL },
	{ __LINE__, "a = 1", NULL },
	{ __LINE__, "a : 1, b : 2\nc = true # no line end", NULL },
	{ __LINE__, "a = \"x\"; // no line end", NULL },
	{ __LINE__, "/* one\ntwo */ a = ( ); b = [ ]; c = { };\r\n", NULL },
	{ __LINE__, "a = ( { b = [ 1, 2 ]; }, ( \"x\" ), 1.5, TRUE );", NULL },
	{ __LINE__, "a = \"# no comment /* nor this\"; b = \"@include\";", NULL },
	{ __LINE__, "a = \"\"; b = \"\\\"\\\\\"; c = \"普法\";", NULL },
	{ __LINE__, "# \"unbalanced { in a comment\na = 1;", NULL },

	/* What says nothing. */
	{ __LINE__, "", "0: the file says nothing\n" },
	{ __LINE__, "\n\n# nothing\n/* at all */\n", "0: the file says nothing\n" },

	/* Bytes. */
	{ __LINE__,
	  "\xef\xbb\xbf"
	  "a = 1;",
	  "1: begins with a byte order mark (U+FEFF); save the file without it\n" },
	{ __LINE__,
	  "a = 1;\n\xef\xbb\xbf"
	  "b = 1;",
	  "2: a byte order mark (U+FEFF); save the file without it\n" },
	{ __LINE__, "a = 1;\nb = \"\xb7\xa8\";",
	  "2: not UTF-8; was the file saved in GBK or another encoding?\n" },
	{ __LINE__, "a = \"\xed\xa0\x80\";",
	  "1: not UTF-8; was the file saved in GBK or another encoding?\n" },
	{ __LINE__, "a = \"\xc0\xaf\";",
	  "1: not UTF-8; was the file saved in GBK or another encoding?\n" },
	{ __LINE__, "a = 1;\nb = \"\x1b[2J\";", "2: a control character\n" },
	{ __LINE__, "a = 1; # \x7f", "1: a control character\n" },
	{ __LINE__, "a = 1;\rb = 2;",
	  "1: a carriage return without a line feed; save the file with Unix line ends\n" },

	/* What never closes: the line where it began. */
	{ __LINE__, "a = 1;\n/* b = 2;\nc = 3;\n",
	  "2: the comment that begins here with /* is never closed with */\n" },
	{ __LINE__, "a = 1;\nb = \"x;\nc = 2;\n",
	  "2: the string that begins here has no closing \"\n" },
	{ __LINE__, "a = \"x", "1: the string that begins here has no closing \"\n" },
	{ __LINE__, "a = \"x\\\"", "1: the string that begins here has no closing \"\n" },
	{ __LINE__, "a = {\n b = (\n  1\n;\n",
	  "4: a comma or the list's end was expected, not ;\n" },
	{ __LINE__, "a = {\n b = (\n  1\n", "2: the ( that opens here is never closed\n" },
	{ __LINE__, "a = {\n b = 1;\n", "1: the { that opens here is never closed\n" },
	{ __LINE__, "a = (\n1 };", "2: } does not close the ( opened in line 1\n" },
	{ __LINE__, "a = 1;\n}", "2: } closes what was never opened\n" },
	{ __LINE__, "a =", "1: the file ends where a value after = was expected\n" },
	{ __LINE__, "a", "1: the file ends where = after the setting's name was expected\n" },

	/* Grammar. */
	{ __LINE__, "a = ( 1,\n2, );", "2: no comma may stand before the closing )\n" },
	{ __LINE__, "a = [ 1, ];", "1: no comma may stand before the closing ]\n" },
	{ __LINE__, "a = ( , 1 );", "1: an element or the list's end was expected, not ,\n" },
	{ __LINE__, "a = [ \"x\" \"y\" ];",
	  "1: a second string after a string: a comma is missing\n" },
	{ __LINE__, "a = \"x\"\n\"y\";",
	  "2: a second string after a string: ; and a name is missing\n" },
	{ __LINE__, "a = 1;;", "1: a setting's name was expected, not ;\n" },
	{ __LINE__, "a 1;", "1: = after the setting's name was expected, not 1\n" },
	{ __LINE__, "a = = 1;", "1: a value after = was expected, not =\n" },
	{ __LINE__, "{ a = 1; }", "1: a setting's name was expected, not {\n" },
	{ __LINE__, "1 = 1;", "1: a setting's name was expected, not 1\n" },
	{ __LINE__, "true = 1;", "1: a setting's name was expected, not true\n" },
	{ __LINE__, "a = yes;",
	  "1: yes: not a value; a switch is true or false, text stands between \" and \"\n" },
	{ __LINE__, "a = [ 1, \"x\" ];", "1: \"x\": the values of an array must be of one kind\n" },
	{ __LINE__, "a = [ { } ];",
	  "1: {: an array [ ] holds single values only; write a list ( )\n" },
	{ __LINE__, "a = 1;\nb = 2;\na = 3;", "3: a is given twice here, first in line 1\n" },
	{ __LINE__, "g = { a = 1;\na = 2; };", "2: a is given twice here, first in line 1\n" },
	{ __LINE__, "g = { a = 1; }; a = 2; h = { a = 3; };", NULL },

	/* Numbers. */
	{ __LINE__, "a = 2147483647; b = -2147483648; c = 0; d = -1; e = +5;", NULL },
	{ __LINE__, "a = 0x7fffffff; b = 0X0; c = 1.5; d = .5; e = 5.; f = -1e3;", NULL },
	{ __LINE__, "a = 2147483648;",
	  "1: 2147483648: a number between -2147483648 and 2147483647 was expected\n" },
	{ __LINE__, "a = -2147483649;",
	  "1: -2147483649: a number between -2147483648 and 2147483647 was expected\n" },
	{ __LINE__, "a = 99999999999;",
	  "1: 99999999999: a number between -2147483648 and 2147483647 was expected\n" },
	{ __LINE__, "a = 0xFFFFFFFF;",
	  "1: 0xFFFFFFFF: a number between -2147483648 and 2147483647 was expected\n" },
	{ __LINE__, "a = 0x000000001;",
	  "1: 0x000000001: a number between -2147483648 and 2147483647 was expected\n" },
	{ __LINE__, "a = 0644;\nb = 08;",
	  "1: 0644: a number can not begin with 0\n2: 08: a number can not begin with 0\n" },
	{ __LINE__, "a = 5L;",
	  "1: 5L: not a number; text, dates and times stand between \" and \"\n" },
	{ __LINE__, "a = 2026-12-24;",
	  "1: 2026-12-24: not a number; text, dates and times stand between \" and \"\n" },
	{ __LINE__, "a = 0x;",
	  "1: 0x: not a number; text, dates and times stand between \" and \"\n" },
	{ __LINE__, "a = 1e999;",
	  "1: 1e999: not a number; text, dates and times stand between \" and \"\n" },
	{ __LINE__, "a = .;",
	  "1: .: not a number; text, dates and times stand between \" and \"\n" },

	/* Escapes, includes, what an input method leaves behind. */
	{ __LINE__, "a = \"x\\x00y\";", "1: \\x: in a string only \\\" and \\\\ are escapes\n" },
	{ __LINE__, "a = \"x\\n\";", "1: \\n: in a string only \\\" and \\\\ are escapes\n" },
	{ __LINE__, "a = \"x\\宪\";", "1: \\宪: in a string only \\\" and \\\\ are escapes\n" },
	{ __LINE__, "a = 1;\n@include \"/etc\"\n",
	  "2: @include is not allowed; each file is read by itself\n" },
	{ __LINE__, "  @include \"x\"\na = 1;",
	  "1: @include is not allowed; each file is read by itself\n" },
	{ __LINE__, "a = 1；\nb = 2;", "1: the full-width ； can not stand here; write ;\n" },
	{ __LINE__, "a = “x”;",
	  "1: the full-width “ can not stand here; write \"\n"
	  "1: the full-width ” can not stand here; write \"\n" },
	{ __LINE__, "a = 宪法;", "1: 宪 can not stand here; text stands between \" and \"\n" },
	{ __LINE__, "a = $;", "1: $ can not stand here; text stands between \" and \"\n" },
	{ __LINE__, "a.b = 1;", "1: a.b: not a setting's name; text stands between \" and \"\n" },

	/* Sizes. */
	{ __LINE__, S100 " = 1;",
	  "1: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: not a setting's name; text stands "
	  "between \" and \"\n" },
};

static void test_cases(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct document d;
		int r;

		said_init(&said);
		r = document_parse(&d, cases[i].text, strlen(cases[i].text), "x.cfg", &said.diag);
		CHECK_ROW(cases[i].line, (r == 0) == !cases[i].says);
		CHECK_ROW(cases[i].line,
			  strcmp(said.text, cases[i].says ? cases[i].says : "") == 0);
		if (cases[i].says && strcmp(said.text, cases[i].says) != 0)
			printf("said: %s", said.text);
		document_done(&d);
	}
}

/* What grows: @unit repeated @n times between two texts. */
static const struct {
	int line;
	const char *before, *unit, *after;
	size_t n;
	const char *says; /* its beginning; NULL: it is good */
} growths[] = {
	{ __LINE__, "a = ", "(", "", 40, "1: more than 32 brackets in one another" },
	{ __LINE__, "a = ", "(", "", 1000000, "1: a line of more than 16384 bytes" },
	{ __LINE__, "a = ", "(\n", "", 1000000, "33: more than 32 brackets in one another" },
	{ __LINE__, "a = \"", "x", "\";", 4096, NULL },
	{ __LINE__, "a = \"", "x", "\";", 4097, "1: a string of 4097 bytes; at most 4096 can be" },
	{ __LINE__, "a = \"", "x", "\";", 10000000, "1: a line of more than 16384 bytes" },
	{ __LINE__, "a = ( 1", ",\n1", " );", 19999, NULL },
	{ __LINE__, "a = ( 1", ",\n1", " );", 20000,
	  "20001: more than 20000 elements in one list" },
	{ __LINE__, "a = ( ", "( 1 ),\n", "1 );", 19999, NULL },
	{ __LINE__, "", "\n", "a = 1;", 4000000, NULL },
};

static void test_growths(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(growths); i++) {
		size_t before = strlen(growths[i].before), unit = strlen(growths[i].unit);
		size_t after = strlen(growths[i].after), n = before + unit * growths[i].n + after;
		_cleanup_(freep) char *text = malloc(n + 1);
		char *p = text;
		struct document d;
		int r;

		if (!text)
			abort();
		p = stpcpy(p, growths[i].before);
		for (size_t k = 0; k < growths[i].n; k++)
			p = stpcpy(p, growths[i].unit);
		stpcpy(p, growths[i].after);
		said_init(&said);
		r = document_parse(&d, text, n, "x.cfg", &said.diag);
		CHECK_ROW(growths[i].line, (r == 0) == !growths[i].says);
		if (growths[i].says)
			CHECK_ROW(growths[i].line, strncmp(said.text, growths[i].says,
							   strlen(growths[i].says)) == 0);
		document_done(&d);
	}
}

/* Names in one group: libconfig would take minutes for as many as 4 MiB hold. */
static void test_many_names(void)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);
	struct document d;

	for (int i = 0; f && i < 300000; i++)
		fprintf(f, "a%d = %d;\n", i, i);
	if (!f || fclose(f) != 0)
		abort();
	said_init(&said);
	CHECK(document_parse(&d, text, size, "x.cfg", &said.diag) == -EINVAL);
	CHECK(strcmp(said.text, "257: more than 256 settings in one group\n") == 0);
	free(text);
}

static void test_nul(void)
{
	static const char text[] = "a = 1;\nb = \"x\0y\";\n";
	struct document d;

	said_init(&said);
	CHECK(document_parse(&d, text, sizeof(text) - 1, "x.cfg", &said.diag) == -EINVAL);
	CHECK(strcmp(said.text, "2: a NUL byte; this is not a text file\n") == 0);
}

/* The line of every element, and not of what comes after it. */
static void test_lines(void)
{
	static const char text[] = "a = [\n\"x\",\n\"y\"\n\n];\nb = (\n( \"z\"\n),\n1\n);\n";
	const config_setting_t *a, *b;
	struct document d;

	said_init(&said);
	CHECK(document_parse(&d, text, strlen(text), "x.cfg", &said.diag) == 0);
	a = config_setting_get_member(document_root(&d), "a");
	b = config_setting_get_member(document_root(&d), "b");
	CHECK(setting_where("x.cfg", a).line == 1);
	CHECK(setting_where("x.cfg", config_setting_get_elem(a, 0)).line == 2);
	CHECK(setting_where("x.cfg", config_setting_get_elem(a, 1)).line == 3);
	CHECK(setting_where("x.cfg", config_setting_get_elem(b, 0)).line == 7);
	CHECK(setting_where("x.cfg", config_setting_get_elem(config_setting_get_elem(b, 0), 0))
		      .line == 7);
	CHECK(setting_where("x.cfg", config_setting_get_elem(b, 1)).line == 9);
	document_done(&d);
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (!f || fputs(text, f) < 0 || fclose(f) != 0)
		abort();
}

static void expect_file(int line, const char *path, const char *says)
{
	struct document d;

	said_init(&said);
	CHECK_ROW(line, document_read(&d, path, &said.diag) == (says ? -EINVAL : 0));
	CHECK_ROW(line, strcmp(said.text, says ? says : "") == 0);
	if (strcmp(said.text, says ? says : "") != 0)
		printf("said: %s", said.text);
	document_done(&d);
}

static void test_files(void)
{
	char dir[] = "/tmp/test-reader-XXXXXX";
	int fd;

	if (!mkdtemp(dir) || chdir(dir) < 0)
		abort();
	write_file("good.cfg", "a = 1;\n");
	write_file("empty.cfg", "");
	if (symlink("good.cfg", "link.cfg") < 0 || mkfifo("fifo.cfg", 0600) < 0 ||
	    mkdir("dir.cfg", 0700) < 0)
		abort();
	fd = open("huge.cfg", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || ftruncate(fd, (off_t) 1 << 40) < 0)
		abort();
	close(fd);
	expect_file(__LINE__, "good.cfg", NULL);
	expect_file(__LINE__, "empty.cfg", "0: the file says nothing\n");
	expect_file(__LINE__, "link.cfg", "0: is a symbolic link; links are not followed\n");
	expect_file(__LINE__, "fifo.cfg", "0: is a device or the like, not a regular file\n");
	expect_file(__LINE__, "dir.cfg", "0: is a directory, not a regular file\n");
	expect_file(__LINE__, "huge.cfg", "0: is larger than 4 MiB\n");
	expect_file(__LINE__, "none.cfg", "0: can not be read: No such file or directory\n");
	expect_file(__LINE__, "/dev/zero", "0: is a device or the like, not a regular file\n");
	if (unlink("good.cfg") || unlink("empty.cfg") || unlink("link.cfg") || unlink("fifo.cfg") ||
	    unlink("huge.cfg") || rmdir("dir.cfg") || chdir("/") || rmdir(dir))
		abort();
}

/* A text of random words, mostly in the order in which they make sense. */
struct soup {
	uint64_t seed;
	char text[4096];
	size_t n;
};

static const char *pick(struct soup *s, const char *const *words, size_t n)
{
	return words[test_random(&s->seed) % n];
}

static void put(struct soup *s, const char *word)
{
	static const char *const stray[] = {
		"",  "=", ":", ";", ",", "{", "}", "(",  ")", "[",  "]",     "@include \"a\"",
		"/", "*", "a", "1", "-", ".", "+", "0x", "L", "e5", "\"x\"", "true",
	};
	static const char *const blanks[] = {
		" ", " ", " ", "\n", "\t", "\r\n", "", "/* c */", "# c\n", "// c\n",
	};

	if (test_random(&s->seed) % 64 == 0)
		word = pick(s, stray, ARRAY_SIZE(stray));
	s->n += (size_t) snprintf(s->text + s->n, sizeof(s->text) - s->n, "%s%s", word,
				  pick(s, blanks, ARRAY_SIZE(blanks)));
}

static void put_scalar(struct soup *s)
{
	static const char *const scalars[] = {
		"1",     "-1",   "+1",   "0",    "0x1f",  "2147483647", "1.5",      ".5",
		"5.",    "1e5",  "-.5",  "1.e5", "\"x\"", "\"\"",       "\"\\\\\"", "true",
		"FALSE", "tRuE", "1e-9", "0",    "\"#\"", "\"//\"",     "\"/*\"",   "\"法\"",
	};

	put(s, pick(s, scalars, ARRAY_SIZE(scalars)));
}

/* Recursion ends at @depth 4. */
static void put_value(struct soup *s, unsigned depth)
{
	static const char *const names[] = { "a", "b-c", "c", "d_9", "*", "e*", "truex", "L" };
	static const char *const ends[] = { ";", ",", "", ";" };
	unsigned kind = (unsigned) (test_random(&s->seed) % (depth < 4 ? 6 : 3));
	unsigned n = (unsigned) (test_random(&s->seed) % 4);

	if (kind < 3) {
		put_scalar(s);
		return;
	}
	put(s, kind == 3 ? "(" : kind == 4 ? "[" : "{");
	for (unsigned i = 0; i < n; i++) {
		if (kind == 5) {
			put(s, pick(s, names, ARRAY_SIZE(names)));
			put(s, test_random(&s->seed) % 2 ? "=" : ":");
		}
		if (kind == 4)
			put_scalar(s);
		else
			put_value(s, depth + 1);
		if (kind == 5)
			put(s, pick(s, ends, ARRAY_SIZE(ends)));
		else if (i + 1 < n)
			put(s, ",");
	}
	put(s, kind == 3 ? ")" : kind == 4 ? "]" : "}");
}

/* Whatever the reader takes, libconfig takes: none of its own complaints ever comes through. */
static void test_agreement(uint64_t seed)
{
	struct soup s = { .seed = seed };
	unsigned good = 0;

	for (int i = 0; i < 100000; i++) {
		struct document d;

		s.n = 0;
		put(&s, "x");
		put(&s, "=");
		put_value(&s, 0);
		said_init(&said);
		good += document_parse(&d, s.text, s.n, "x.cfg", &said.diag) == 0;
		if (strstr(said.text, "syntax error") || strstr(said.text, "duplicate setting") ||
		    strstr(said.text, "mismatched")) {
			printf("libconfig refused: %s\n", s.text);
			test_failures++;
		}
		document_done(&d);
	}
	printf("%u of 100000 random texts were good\n", good);
	CHECK(good > 30000 && good < 95000);
}

int main(int argc, char **argv)
{
	uint64_t seed = test_seed(argc, argv);

	test_cases();
	test_growths();
	test_many_names();
	test_nul();
	test_lines();
	test_files();
	test_agreement(seed);
	return test_result();
}
