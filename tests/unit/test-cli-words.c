/* SPDX-License-Identifier: MIT */
/* The command line: the tables are in order, and words become what they say. */
#include <unistd.h>

#include "check.h"
#include "cli/verbs.h"

static void test_tables(void)
{
	for (const struct verb *v = verbs; v->name; v++) {
		CHECK(!v[1].name || strcmp(v[0].name, v[1].name) < 0);
		CHECK(verb_find(v->name) == v);
		CHECK(v->run && v->min <= v->max);
	}
	for (const struct option *o = options; o->name; o++)
		CHECK(!o[1].name || strcmp(o[0].name, o[1].name) < 0);
	CHECK(!verb_find("") && !verb_find("plans") && !verb_find("pla"));
}

#define WORDS_MAX 8

static int parse(struct cli *cli, const char *const *words, int *ret_n, char **argv)
{
	int argc = 0;

	*cli = (struct cli){ 0 };
	for (; words[argc]; argc++)
		argv[argc] = (char *) words[argc];
	return command_line_parse(cli, argc, argv, ret_n);
}

static const struct {
	int line;
	const char *words[WORDS_MAX];
	const char *verb;
	int n;
	const char *first, *config, *host, *from;
	bool json;
} good_rows[] = {
	{ __LINE__, { "status" }, "status", 0, NULL, NULL, NULL, NULL, false },
	{ __LINE__, { "--json", "status", "b" }, "status", 1, "b", NULL, NULL, NULL, true },
	{ __LINE__, { "plan", "b", "-c", "f", "--json" }, "plan", 1, "b", "f", NULL, NULL, true },
	{ __LINE__, { "-cf", "plan", "b" }, "plan", 1, "b", "f", NULL, NULL, false },
	{ __LINE__, { "--config=f", "plan" }, "plan", 0, NULL, "f", NULL, NULL, false },
	{ __LINE__, { "--config=", "plan" }, "plan", 0, NULL, "", NULL, NULL, false },
	{ __LINE__,
	  { "-H", "u@h", "plan", "--from", "x" },
	  "plan",
	  0,
	  NULL,
	  NULL,
	  "u@h",
	  "x",
	  false },
	{ __LINE__, { "-Hu@h", "status" }, "status", 0, NULL, NULL, "u@h", NULL, false },
	{ __LINE__, { "fit", "--", "p", "--json" }, "fit", 2, "p", NULL, NULL, NULL, false },
	{ __LINE__, { "fit", "-", "x" }, "fit", 2, "-", NULL, NULL, NULL, false },
	{ __LINE__, { "plan", "--from", "--to" }, "plan", 0, NULL, NULL, NULL, "--to", false },
	{ __LINE__, { "plan", "plan" }, "plan", 1, "plan", NULL, NULL, NULL, false },
};

static void test_good(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(good_rows); i++) {
		char *argv[WORDS_MAX];
		struct cli cli;
		int n = -1, r = parse(&cli, good_rows[i].words, &n, argv);

		CHECK_ROW(good_rows[i].line, r == EXIT_DONE && n == good_rows[i].n);
		CHECK_ROW(good_rows[i].line,
			  cli.verb && strcmp(cli.verb->name, good_rows[i].verb) == 0);
		CHECK_ROW(good_rows[i].line, n < 1 || strcmp(argv[0], good_rows[i].first) == 0);
		CHECK_ROW(good_rows[i].line, cli.json == good_rows[i].json);
		CHECK_ROW(good_rows[i].line,
			  !good_rows[i].config == !cli.config &&
				  (!cli.config || strcmp(cli.config, good_rows[i].config) == 0));
		CHECK_ROW(good_rows[i].line,
			  !good_rows[i].host == !cli.host &&
				  (!cli.host || strcmp(cli.host, good_rows[i].host) == 0));
		CHECK_ROW(good_rows[i].line,
			  !good_rows[i].from == !cli.from &&
				  (!cli.from || strcmp(cli.from, good_rows[i].from) == 0));
	}
}

static void test_bad(void)
{
	static const struct {
		int line;
		const char *words[WORDS_MAX];
		const char *verb; /* known all the same */
	} rows[] = {
		{ __LINE__, { NULL }, NULL },
		{ __LINE__, { "plans" }, NULL },
		{ __LINE__, { "" }, NULL },
		{ __LINE__, { "--jsn", "plan" }, "plan" },
		{ __LINE__, { "-j", "plan" }, "plan" },
		{ __LINE__, { "--json=1", "plan" }, "plan" },
		{ __LINE__, { "plan", "--from" }, "plan" },
		{ __LINE__, { "plan", "-c" }, "plan" },
		{ __LINE__, { "plan", "a", "b" }, "plan" },
		{ __LINE__, { "explain" }, "explain" },
		{ __LINE__, { "fit", "p" }, "fit" },
		{ __LINE__, { "fit", "p", "t", "u" }, "fit" },
		{ __LINE__, { "status", "-c", "f" }, "status" },
		{ __LINE__, { "check", "-H", "h" }, "check" },
		{ __LINE__, { "fit", "p", "t", "--address", "1" }, "fit" },
		{ __LINE__, { "plan", "-c", "f", "-H", "h" }, "plan" },
		{ __LINE__, { "health", "--force" }, "health" },
		{ __LINE__, { "--nope", "health" }, "health" },
		{ __LINE__, { "plan", "-Ha", "-H", "b" }, "plan" },
		{ __LINE__, { "plan", "--hosts", "f" }, "plan" },
		{ __LINE__, { "status", "--hosts", "f", "b" }, "status" },
		{ __LINE__, { "status", "-Ha", "-Hb", "b" }, "status" },
		{ __LINE__, { "status", "--timeout", "3" }, "status" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char *argv[WORDS_MAX];
		struct cli cli;
		int n = -1, r = parse(&cli, rows[i].words, &n, argv);

		CHECK_ROW(rows[i].line, r == EXIT_MISUSE && n == -1);
		CHECK_ROW(rows[i].line, !rows[i].verb == !cli.verb);
		CHECK_ROW(rows[i].line, !cli.verb || strcmp(cli.verb->name, rows[i].verb) == 0);
	}
}

/* The hosts in the order given; for a verb of one gateway the one there is. */
static void test_hosts(void)
{
	static const char *const words[] = { "-H", "a", "health", "--host=b", "-Hc", NULL };
	char *argv[WORDS_MAX];
	struct cli cli;
	int n = -1;

	CHECK(parse(&cli, words, &n, argv) == EXIT_DONE && n == 0 && cli.n_hosts == 3);
	CHECK(strcmp(cli.given_hosts[0], "a") == 0 && strcmp(cli.given_hosts[1], "b") == 0 &&
	      strcmp(cli.given_hosts[2], "c") == 0);
}

static void test_help(void)
{
	static const char *const rows[][WORDS_MAX] = {
		{ "--help" },
		{ "-h", "plan" },
		{ "plan", "--help" },
		{ "--version" },
		{ "plan", "a", "b", "c", "--help" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char *argv[WORDS_MAX];
		struct cli cli;
		int n = -1;

		CHECK(parse(&cli, rows[i], &n, argv) == EXIT_DONE);
		CHECK(cli.help || cli.version);
	}
}

int main(void)
{
	/* Every refusal speaks; a test that passes need not. */
	if (!freopen("/dev/null", "w", stderr))
		return EXIT_FAILURE;
	test_tables();
	test_good();
	test_bad();
	test_hosts();
	test_help();
	return test_result();
}
