/* SPDX-License-Identifier: MIT */
/* Measurements as text: what is escaped, and what another's answer may be. */
#include <string.h>

#include "check.h"
#include "cli/exposition.h"

static char *printed(const struct exposition *e)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	CHECK(f);
	exposition_print(e, f);
	fclose(f);
	return text;
}

static const struct {
	int line;
	const char *text, *label;
} rows[] = {
	{ __LINE__, "", "" },
	{ __LINE__, "南门 1-a", "南门 1-a" },
	{ __LINE__, "a\"b", "a\\\"b" },
	{ __LINE__, "a\\b", "a\\\\b" },
	{ __LINE__, "\\", "\\\\" },
	{ __LINE__, "{x=\"y\"} 1", "{x=\\\"y\\\"} 1" },
	/* As everywhere no control character goes out raw; its escape is escaped in turn. */
	{ __LINE__, "a\nb", "a\\\\x0ab" },
	{ __LINE__, "\033[31m", "\\\\x1b[31m" },
	/* JSON can not hold it, so it is replaced before. */
	{ __LINE__, "\xff", "\xef\xbf\xbd" },
};

static void test_labels(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(exposition_donep) struct exposition e = { 0 };
		_cleanup_(freep) char *seen = NULL, *wanted = NULL;

		exposition_init(&e, "u@h\"");
		exposition_family(&e, "m", "gauge", "Of \\ it.");
		exposition_sample(&e, json_integer(-3), "a", rows[i].text, "b", NULL, LABELS_END);
		exposition_sample(&e, exposition_time(UINT64_C(1796342400123999)), LABELS_END);
		CHECK(!e.failed);
		seen = printed(&e);
		CHECK(asprintf(&wanted,
			       "# HELP m Of \\\\ it.\n# TYPE m gauge\n"
			       "m{gateway=\"u@h\\\"\",a=\"%s\",b=\"\"} -3\n"
			       "m{gateway=\"u@h\\\"\"} 1796342400.123\n",
			       rows[i].label) > 0);
		CHECK_ROW(rows[i].line, strcmp(seen, wanted) == 0);
	}
}

static void test_merge(void)
{
	_cleanup_(exposition_donep) struct exposition a = { 0 }, b = { 0 };
	_cleanup_(freep) char *seen = NULL;

	exposition_init(&a, NULL);
	exposition_family(&a, "up", "gauge", "Up.");
	exposition_sample(&a, json_integer(1), "g", "a", LABELS_END);
	exposition_family(&a, "n_total", "counter", "N.");
	exposition_init(&b, NULL);
	exposition_family(&b, "up", "gauge", "Up.");
	exposition_sample(&b, json_integer(0), "g", "b", LABELS_END);
	exposition_family(&b, "other", "gauge", "O.");
	exposition_sample(&b, json_integer(2), LABELS_END);
	CHECK(exposition_merge(&a, b.families) == 0 && !a.failed);
	seen = printed(&a);
	CHECK(strcmp(seen, "# HELP up Up.\n# TYPE up gauge\nup{g=\"a\"} 1\nup{g=\"b\"} 0\n"
			   "# HELP n_total N.\n# TYPE n_total counter\n"
			   "# HELP other O.\n# TYPE other gauge\nother 2\n") == 0);
}

#define FAMILY(rest)  "[{\"name\": \"m\", \"type\": \"gauge\", \"help\": \"h\", " rest "}]"
#define SAMPLE(inner) FAMILY("\"samples\": [" inner "]")

static const struct {
	int line;
	const char *json;
	bool good;
} answers[] = {
	{ __LINE__, "[]", true },
	{ __LINE__, SAMPLE(""), true },
	{ __LINE__, SAMPLE("{\"labels\": {\"a\": \"b\"}, \"value\": 1.5}"), true },
	{ __LINE__, "{}", false },
	{ __LINE__, "[7]", false },
	{ __LINE__, "[{}]", false },
	{ __LINE__, FAMILY("\"samples\": 7"), false },
	{ __LINE__, SAMPLE("7"), false },
	{ __LINE__, SAMPLE("{\"labels\": {}}"), false },
	{ __LINE__, SAMPLE("{\"labels\": [], \"value\": 1}"), false },
	{ __LINE__, SAMPLE("{\"labels\": {}, \"value\": \"1\"}"), false },
	{ __LINE__, SAMPLE("{\"labels\": {\"a\": 1}, \"value\": 1}"), false },
	{ __LINE__, SAMPLE("{\"labels\": {\"a b\": \"\"}, \"value\": 1}"), false },
	{ __LINE__, SAMPLE("{\"labels\": {\"1\": \"\"}, \"value\": 1}"), false },
	{ __LINE__, "[{\"name\": \"m\\n\", \"type\": \"gauge\", \"help\": \"\", \"samples\": []}]",
	  false },
	{ __LINE__, "[{\"name\": \"m\", \"type\": \"x\", \"help\": \"\", \"samples\": []}]",
	  false },
	{ __LINE__, "[{\"name\": \"m\", \"type\": \"gauge\", \"samples\": []}]", false },
};

static void test_answers(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
		_cleanup_(exposition_donep) struct exposition e = { 0 };
		json_t *json = json_loads(answers[i].json, 0, NULL);

		CHECK_ROW(answers[i].line, json);
		exposition_init(&e, NULL);
		CHECK_ROW(answers[i].line,
			  exposition_merge(&e, json) == (answers[i].good ? 0 : -EBADMSG));
		CHECK_ROW(answers[i].line, answers[i].good || json_array_size(e.families) == 0);
		json_decref(json);
	}
}

int main(void)
{
	test_labels();
	test_merge();
	test_answers();
	return test_result();
}
