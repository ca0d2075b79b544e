/* SPDX-License-Identifier: MIT */
/*
 * Every type of setting, right and wrong, through one table.
 */
#include "check.h"
#include "config/reader.h"
#include "config/walker.h"
#include "unit/complaint.h"

struct member {
	int x;
	bool has_x;
	struct where at;
};

struct thing {
	bool flag;
	int number, choice;
	const char *text;
	struct member group;
	bool has_group;
	const struct member *list;
	size_t n_list;
	double real;
	const struct setting_text *strings;
	size_t n_strings;
	const void *unread;
	int given;
	bool has_given;
	struct where given_at;
};

static const char *const colours[] = { "red", "green", "yellow", NULL };

static const struct setting member_settings[] = {
	{ .name = "x",
	  .type = SETTING_INT,
	  .offset = offsetof(struct member, x),
	  .required = true,
	  .min = 1,
	  .max = 9,
	  .given_offset = offsetof(struct member, has_x) },
	{ .name = NULL },
};

static const struct member member_defaults = { .x = 5 };

#define THING(m) .offset = offsetof(struct thing, m)

static const struct setting settings[] = {
	{ .name = "flag", .type = SETTING_BOOL, THING(flag) },
	{ .name = "number", .type = SETTING_INT, THING(number), .min = -5, .max = 300 },
	{ .name = "choice", .type = SETTING_ENUM, THING(choice), .choices = colours },
	{ .name = "text", .type = SETTING_STRING, THING(text), .min = 1, .max = 6 },
	{ .name = "group",
	  .type = SETTING_GROUP,
	  THING(group),
	  .members = member_settings,
	  .given_offset = offsetof(struct thing, has_group) },
	{ .name = "list",
	  .type = SETTING_LIST,
	  THING(list),
	  .min = 1,
	  .max = 2,
	  .members = member_settings,
	  .member_size = sizeof(struct member),
	  .member_defaults = &member_defaults,
	  .count_offset = offsetof(struct thing, n_list),
	  .member_at_offset = offsetof(struct member, at) },
	{ .name = "real", .type = SETTING_FLOAT, THING(real), .min = -90, .max = 90 },
	{ .name = "strings",
	  .type = SETTING_STRINGS,
	  THING(strings),
	  .min = 1,
	  .max = 3,
	  .count_offset = offsetof(struct thing, n_strings) },
	{ .name = "unread", .type = SETTING_UNREAD, THING(unread) },
	{ .name = "given",
	  .type = SETTING_INT,
	  THING(given),
	  .required = true,
	  .given_offset = offsetof(struct thing, has_given),
	  .at_offset = offsetof(struct thing, given_at) },
	{ .name = NULL },
};

static struct said said;

static const struct {
	int line;
	const char *text, *says;
} cases[] = {
	{ __LINE__, "given = 7;", "" },
	{ __LINE__, "given = 0;\nflag = true; number = -5; choice = \"yellow\"; text = \"宪法\";",
	  "" },
	{ __LINE__, "flag = true;", "0: given is missing\n" },

	/* Types: what is wanted, what is given. */
	{ __LINE__, "given = 1;\nflag = 1;",
	  "2: flag: wrong type: true or false was expected, this is a whole number\n" },
	{ __LINE__, "given = 1;\nnumber = true;",
	  "2: number: wrong type: a whole number was expected, this is true or false\n" },
	{ __LINE__, "given = 1;\nnumber = 1.5;",
	  "2: number: wrong type: a whole number was expected, this is a number with a "
	  "fraction\n" },
	{ __LINE__, "given = 1;\nnumber = \"1\";",
	  "2: number: wrong type: a whole number was expected, this is text\n" },
	{ __LINE__, "given = 1;\nchoice = 1;",
	  "2: choice: wrong type: text was expected, this is a whole number\n" },
	{ __LINE__, "given = 1;\ntext = [ \"x\" ];",
	  "2: text: wrong type: text was expected, this is an array [ ]\n" },
	{ __LINE__, "given = 1;\ngroup = ( );",
	  "2: group: wrong type: a group { } was expected, this is a list ( )\n" },
	{ __LINE__, "given = 1;\nlist = { };",
	  "2: list: wrong type: a list ( ) of groups { } was expected, this is a group { }\n" },
	{ __LINE__, "given = 1;\nlist = (\n1 );",
	  "3: list: wrong type: a group { } was expected, this is a whole number\n" },
	{ __LINE__, "given = 1;\nreal = \"x\";",
	  "2: real: wrong type: a number was expected, this is text\n" },
	{ __LINE__, "given = 1;\nstrings = \"x\";",
	  "2: strings: wrong type: an array [ ] of texts was expected, this is text\n" },
	{ __LINE__, "given = 1;\nstrings = [ 1 ];",
	  "2: strings: wrong type: text was expected, this is a whole number\n" },
	{ __LINE__, "given = 1; strings = ( \"x\", \"y\" );", "" },
	{ __LINE__, "given = 1; unread = \"whatever\";", "" },
	{ __LINE__, "given = true;",
	  "1: given: wrong type: a whole number was expected, this is true or false\n" },

	/* Ranges. */
	{ __LINE__, "given = 1;\nnumber = 301;", "2: number: 301 is not between -5 and 300\n" },
	{ __LINE__, "given = 1;\nnumber = -6;", "2: number: -6 is not between -5 and 300\n" },
	{ __LINE__, "given = -1;", "1: given: -1 is less than 0\n" },
	{ __LINE__, "given = 2147483647;", "" },
	{ __LINE__, "given = 1; real = 90;", "" },
	{ __LINE__, "given = 1;\nreal = 90.5;", "2: real: 90.5 is not between -90 and 90\n" },
	{ __LINE__, "given = 1;\ntext = \"\";", "2: text: must not be empty\n" },
	{ __LINE__, "given = 1;\ntext = \"1234567\";", "2: text: 7 bytes, at most 6 can be\n" },
	{ __LINE__, "given = 1;\ntext = \"a\u200b\";",
	  "2: text: holds the invisible character U+200B\n" },
	{ __LINE__, "given = 1;\ntext = \"\xc2\x85\";",
	  "2: text: holds the invisible character U+0085\n" },
	{ __LINE__, "given = 1;\nstrings = [\n\"a\",\n\"\" ];", "4: strings: must not be empty\n" },
	{ __LINE__, "given = 1;\nstrings = [ ];", "2: strings: must not be empty\n" },
	{ __LINE__, "given = 1;\nstrings = [ \"a\", \"b\", \"c\", \"d\" ];",
	  "2: strings: 4 entries, at most 3 can be\n" },
	{ __LINE__, "given = 1;\nlist = ( );", "2: list: must not be empty\n" },
	{ __LINE__, "given = 1;\nlist = ( {\n}, { x = 10; } );",
	  "2: x is missing\n3: x: 10 is not between 1 and 9\n" },

	/* Names. */
	{ __LINE__, "given = 1;\nchoice = \"gren\";",
	  "2: choice: \"gren\" is none of red, green, yellow; did you mean green?\n" },
	{ __LINE__, "given = 1;\nchoice = \"blue\";",
	  "2: choice: \"blue\" is none of red, green, yellow\n" },
	{ __LINE__, "given = 1;\nnumbre = 1;",
	  "2: numbre: no such setting here; did you mean number?\n" },
	{ __LINE__, "given = 1;\ngroup = { xx = 1;\ny = 1; x = 1; };",
	  "2: xx: no such setting here; known are x\n"
	  "3: y: no such setting here; known are x\n" },

	/* All of them in one run. */
	{ __LINE__, "flag = 0;\nnumber = 1000;\nwhat = 1;\ngroup = { };",
	  "1: flag: wrong type: true or false was expected, this is a whole number\n"
	  "2: number: 1000 is not between -5 and 300\n"
	  "3: what: no such setting here; known are flag, number, choice, text, group, list, real, "
	  "strings, unread, given\n"
	  "4: x is missing\n"
	  "0: given is missing\n" },
};

static void read_thing(const char *text, struct arena *arena, struct thing *ret)
{
	struct walk w = { arena, "x.cfg", &said.diag };
	struct document d;

	said_init(&said);
	if (document_parse(&d, text, strlen(text), "x.cfg", &said.diag) < 0)
		return;
	walk_group(&w, document_root(&d), settings, ret);
	document_done(&d);
}

static void test_cases(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(arena_done) struct arena arena = { 0 };
		struct thing t = { 0 };

		read_thing(cases[i].text, &arena, &t);
		CHECK_ROW(cases[i].line, strcmp(said.text, cases[i].says) == 0);
		if (strcmp(said.text, cases[i].says) != 0)
			printf("said: %s", said.text);
	}
}

/* What was read is there, what was not keeps its default. */
static void test_values(void)
{
	_cleanup_(arena_done) struct arena arena = { 0 };
	struct thing t = { .number = 42, .choice = 2, .text = "old", .real = 1.5 };

	read_thing("given = 1;", &arena, &t);
	CHECK(t.number == 42 && t.choice == 2 && strcmp(t.text, "old") == 0 && t.real == 1.5);
	CHECK(t.has_given && t.given == 1 && t.given_at.line == 1 && !t.has_group);

	read_thing("flag = true; number = 0x10; choice = \"green\"; text = \"宪\";\n"
		   "group = { x = 3; };\nlist = ( { x = 1; },\n { x = 2; } );\nreal = -1.25;\n"
		   "strings = [ \"a\",\n\"b\" ]; given = 9;",
		   &arena, &t);
	CHECK(said.n == 0);
	CHECK(t.flag && t.number == 16 && t.choice == 1 && strcmp(t.text, "宪") == 0);
	CHECK(t.has_group && t.group.x == 3 && t.group.has_x);
	CHECK(t.n_list == 2 && t.list[0].x == 1 && t.list[1].x == 2 && t.list[1].at.line == 4);
	CHECK(t.real == -1.25);
	CHECK(t.n_strings == 2 && strcmp(t.strings[1].text, "b") == 0 && t.strings[1].at.line == 7);
	CHECK(t.given == 9 && t.given_at.line == 7);
}

static void test_nothing(void)
{
	struct walk w = { NULL, "x.cfg", &said.diag };

	said_init(&said);
	walk_nothing(&w, (struct where){ "x.cfg", 3 }, settings);
	CHECK(strcmp(said.text, "3: given is missing\n") == 0);
}

int main(void)
{
	test_cases();
	test_values();
	test_nothing();
	return test_result();
}
