/* SPDX-License-Identifier: MIT */
/* The file of a town's gateways: names in order, mistakes by line, all or nothing. */
#include "check.h"
#include "cli/hosts.h"
#include "complaint.h"

#define LONG_64  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define LONG_192 LONG_64 LONG_64 LONG_64

static struct said said;

static const struct {
	int line;
	const char *text;
	const char *names; /* with a space after each */
} good_rows[] = {
	{ __LINE__, "a", "a " },
	{ __LINE__, "a\nb\n", "a b " },
	{ __LINE__,
	  "\xef\xbb\xbf"
	  "a\r\nb\r\n",
	  "a b " },
	{ __LINE__, "\n\n# none\n  \t\nu@h # one\n\tb#two\n#", "u@h b " },
	{ __LINE__, "pufa@10.1.0.11\nssh://x:22\n门@南", "pufa@10.1.0.11 ssh://x:22 门@南 " },
	{ __LINE__, &(LONG_192 LONG_64)[1], &(LONG_192 LONG_64 " ")[1] },
};

static void join(const struct host_list *hosts, char *buf)
{
	*buf = '\0';
	for (size_t i = 0; i < hosts->n; i++)
		sprintf(buf + strlen(buf), "%s ", hosts->names[i]);
}

static void test_good(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(good_rows); i++) {
		struct host_list hosts = { 0 };
		const char *text = good_rows[i].text;
		char seen[1024];

		said_init(&said);
		CHECK_ROW(good_rows[i].line,
			  hosts_parse(&hosts, text, strlen(text), "f", &said.diag) == 0);
		join(&hosts, seen);
		CHECK_ROW(good_rows[i].line, strcmp(seen, good_rows[i].names) == 0);
		CHECK_ROW(good_rows[i].line, said.n == 0);
		hosts_done(&hosts);
	}
}

static const struct {
	int line;
	const char *text;
	const char *said;
} bad_rows[] = {
	{ __LINE__, "", "0: names no gateway\n" },
	{ __LINE__, "# a\n\n", "0: names no gateway\n" },
	{ __LINE__, "a b", "1: 'a b' is more than one word: a line is one USER@HOST\n" },
	{ __LINE__, "a\n\n-x\n", "3: '-x' is not a host: it begins with '-'\n" },
	{ __LINE__, "a\nb\na\nc\nb", "3: 'a' is there already\n5: 'b' is there already\n" },
	{ __LINE__, "given\n", "1: 'given' is there already\n" },
	{ __LINE__, "a\x01", "1: 'a?' has characters that no name has\n" },
	{ __LINE__, "a\x7f", "1: 'a?' has characters that no name has\n" },
	{ __LINE__, "\xff", "1: '\xff' has characters that no name has\n" },
	{ __LINE__, LONG_192 LONG_64,
	  "1: '" LONG_192 LONG_64 "' is longer than a host's name can be\n" },
};

static void test_bad(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(bad_rows); i++) {
		struct host_list hosts = { 0 };
		const char *text = bad_rows[i].text;

		CHECK(hosts_add(&hosts, "given") == 0);
		said_init(&said);
		CHECK_ROW(bad_rows[i].line,
			  hosts_parse(&hosts, text, strlen(text), "f", &said.diag) == -EINVAL);
		CHECK_ROW(bad_rows[i].line, strcmp(said.text, bad_rows[i].said) == 0);
		CHECK_ROW(bad_rows[i].line, hosts.n == 1 && strcmp(hosts.names[0], "given") == 0);
		hosts_done(&hosts);
	}
}

static void test_limits(void)
{
	struct host_list hosts = { 0 };
	char name[16];

	said_init(&said);
	CHECK(hosts_parse(&hosts, "a\0b", 3, "f", &said.diag) == -EINVAL);
	CHECK(strstr(said.text, "NUL"));
	for (int i = 0; i < HOSTS_MAX; i++) {
		snprintf(name, sizeof(name), "h%d", i);
		CHECK(hosts_add(&hosts, name) == 0);
	}
	CHECK(hosts_add(&hosts, "one-more") == -E2BIG && hosts_add(&hosts, "h7") == -EEXIST);
	said_init(&said);
	CHECK(hosts_parse(&hosts, "x\ny\n", 4, "f", &said.diag) == -EINVAL);
	CHECK(strcmp(said.text, "1: more than 1024 gateways\n") == 0 && hosts.n == HOSTS_MAX);
	hosts_done(&hosts);
}

int main(void)
{
	test_good();
	test_bad();
	test_limits();
	return test_result();
}
