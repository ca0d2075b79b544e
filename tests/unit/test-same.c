/* SPDX-License-Identifier: MIT */
/* Profiles compared by what they say. */
#include "check.h"
#include "service/same.h"

struct inner {
	int value;
	const char *name;
};

struct settings {
	bool flag, given;
	int number;
	double fraction;
	const char *text;
	struct inner group;
	const struct inner *list;
	size_t n_list;
	const struct setting_text *words;
	size_t n_words;
	const void *unread;
};

static const struct setting inner_table[] = {
	{ .name = "value", .type = SETTING_INT, .offset = offsetof(struct inner, value) },
	{ .name = "name", .type = SETTING_STRING, .offset = offsetof(struct inner, name) },
	{ .name = NULL },
};

static const struct setting table[] = {
	{ .name = "flag",
	  .type = SETTING_BOOL,
	  .offset = offsetof(struct settings, flag),
	  .given_offset = offsetof(struct settings, given) },
	{ .name = "number", .type = SETTING_ENUM, .offset = offsetof(struct settings, number) },
	{ .name = "fraction",
	  .type = SETTING_FLOAT,
	  .offset = offsetof(struct settings, fraction) },
	{ .name = "text", .type = SETTING_STRING, .offset = offsetof(struct settings, text) },
	{ .name = "group",
	  .type = SETTING_GROUP,
	  .offset = offsetof(struct settings, group),
	  .members = inner_table },
	{ .name = "list",
	  .type = SETTING_LIST,
	  .offset = offsetof(struct settings, list),
	  .members = inner_table,
	  .member_size = sizeof(struct inner),
	  .count_offset = offsetof(struct settings, n_list) },
	{ .name = "words",
	  .type = SETTING_STRINGS,
	  .offset = offsetof(struct settings, words),
	  .count_offset = offsetof(struct settings, n_words) },
	{ .name = "unread", .type = SETTING_UNREAD, .offset = offsetof(struct settings, unread) },
	{ .name = NULL },
};

static const struct driver one = { .name = "one", .settings = table };
static const struct driver other = { .name = "other", .settings = table };
static const struct driver plain = { .name = "plain" };

#define LIST(...)                                                                                  \
	(const struct inner[])                                                                     \
	{                                                                                          \
		__VA_ARGS__                                                                        \
	}
#define WORDS(...)                                                                                 \
	(const struct setting_text[])                                                              \
	{                                                                                          \
		__VA_ARGS__                                                                        \
	}

static void test_settings(void)
{
	char copy[] = "x"; /* an equal text at another address */
	const struct settings a = { .text = "x",
				    .list = LIST({ 1, "a" }, { 2, NULL }),
				    .n_list = 2,
				    .words = WORDS({ .text = "w" }),
				    .n_words = 1,
				    .unread = &one };
	const struct {
		int line;
		struct settings b;
		bool same;
	} rows[] = {
#define B(...)                                                                                     \
	{ .text = copy,                                                                            \
	  .list = LIST({ 1, "a" }, { 2, NULL }),                                                   \
	  .n_list = 2,                                                                             \
	  .words = WORDS({ .text = "w" }),                                                         \
	  .n_words = 1,                                                                            \
	  __VA_ARGS__ }
		{ __LINE__, B(.unread = NULL), true },
		{ __LINE__, B(.flag = true), false },
		{ __LINE__, B(.given = true), false },
		{ __LINE__, B(.number = 1), false },
		{ __LINE__, B(.fraction = 0.5), false },
		{ __LINE__, B(.group = { 1, NULL }), false },
		{ __LINE__, B(.group = { 0, "" }), false },
#undef B
		{ __LINE__,
		  { .text = "y", .list = a.list, .n_list = 2, .words = a.words, .n_words = 1 },
		  false },
		{ __LINE__,
		  { .text = NULL, .list = a.list, .n_list = 2, .words = a.words, .n_words = 1 },
		  false },
		{ __LINE__,
		  { .text = "x", .list = a.list, .n_list = 1, .words = a.words, .n_words = 1 },
		  false },
		{ __LINE__,
		  { .text = "x",
		    .list = LIST({ 1, "a" }, { 2, "b" }),
		    .n_list = 2,
		    .words = a.words,
		    .n_words = 1 },
		  false },
		{ __LINE__,
		  { .text = "x", .list = a.list, .n_list = 2, .words = a.words, .n_words = 0 },
		  false },
		{ __LINE__,
		  { .text = "x",
		    .list = a.list,
		    .n_list = 2,
		    .words = WORDS({ .text = "v" }),
		    .n_words = 1 },
		  false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		CHECK_ROW(rows[i].line, settings_same(table, &a, &rows[i].b) == rows[i].same);
}

static void test_profiles(void)
{
	static const struct settings a = { .text = "x" };
	struct profile p = {
		.name = "p", .driver = &one, .rows = 2, .columns = 16, .settings = &a
	};
	struct profile q = p;

	q.name = "another name";
	CHECK(profile_same(&p, &q));
	q.rows = 3;
	CHECK(!profile_same(&p, &q));
	q = p;
	q.columns = 8;
	CHECK(!profile_same(&p, &q));
	q = p;
	q.charset = CHARSET_GBK;
	CHECK(!profile_same(&p, &q));
	q = p;
	q.driver = &other;
	CHECK(!profile_same(&p, &q));
	p.driver = q.driver = &plain;
	CHECK(profile_same(&p, &q));
}

int main(void)
{
	test_settings();
	test_profiles();
	return test_result();
}
