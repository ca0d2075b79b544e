/* SPDX-License-Identifier: MIT */
/* What is ours and what is foreign, place by place. */
#include "check.h"
#include "service/given.h"

static struct page make_page(const char *text)
{
	struct page p = { .n_rows = 1 };

	/* Rows are set apart by a slash. */
	for (; *text; text++) {
		struct row *row = &p.rows[p.n_rows - 1];

		if (*text == '/')
			p.n_rows++;
		else
			row->bytes[row->n++] = (uint8_t) *text;
	}
	return p;
}

/* Given @before, then sent the others, which perhaps did not arrive. */
static void start(struct given *g, const char *before, const char *sent, const char *also_sent)
{
	const char *const pages[] = { sent, also_sent };

	*g = (struct given){ .known = false };
	given_reached(g, &(struct page[]){ make_page(before) }[0]);
	for (size_t i = 0; i < ARRAY_SIZE(pages); i++)
		if (pages[i])
			given_sent(g, &(struct page[]){ make_page(pages[i]) }[0]);
}

static void check_places(void)
{
	static const struct {
		int line;
		const char *before, *sent, *also_sent, *page;
		bool foreign;
	} rows[] = {
		{ __LINE__, "ABCD", NULL, NULL, "ABCD", false },
		{ __LINE__, "ABCD", NULL, NULL, "ABCD  ", false },
		{ __LINE__, "ABCD", NULL, NULL, "", false },
		{ __LINE__, "ABCD", NULL, NULL, "  /  ", false },
		{ __LINE__, "ABCD", NULL, NULL, "AB", true }, /* nobody sent half of it */
		{ __LINE__, "ABCD", NULL, NULL, "ABCX", true },
		{ __LINE__, "ABCD", NULL, NULL, "ABCD/X", true },
		{ __LINE__, "ABCD", NULL, NULL, "ABCDE", true },
		{ __LINE__, "ABCD", "abcd", NULL, "abCD", false },
		{ __LINE__, "ABCD", "abcd", NULL, "ABcd", false },
		{ __LINE__, "ABCD", "abcd", "1234", "12cD", false },
		{ __LINE__, "ABCD", "ab", NULL, "abCD", false },
		{ __LINE__, "AB", "abcd", NULL, "ABcd", false },
		{ __LINE__, "ABCD/EFGH", "abcd/efgh", NULL, "abcd/EFGH", false },
		{ __LINE__, "ABCD/EFGH", "abcd", NULL, "abcd/EFGH", false },
		{ __LINE__, "ABCD/EFGH", "abcd/efgh", NULL, "EFGH/abcd", true },
		{ __LINE__, "ABCD", "abcd", NULL, "BCDA", true },
		{ __LINE__, "ABCD", "", NULL, "AB", false },
		/* Garbled on its way: more than half is where it should be. */
		{ __LINE__, "ABCD", "abcd", NULL, "abc?", false },
		{ __LINE__, "ABCD", "abcd", NULL, "ab??", true },
		{ __LINE__, "ABCD", "abcd", NULL, "ABC?", true },
		{ __LINE__, "ABCD", "abcd", NULL, "XYZW", true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct page page = make_page(rows[i].page);
		struct given g;

		start(&g, rows[i].before, rows[i].sent, rows[i].also_sent);
		CHECK_ROW(rows[i].line, given_take_read(&g, &page, &page) == rows[i].foreign);
		CHECK_ROW(rows[i].line, !given_take_read(&g, &page, &page)); /* told once */
	}
}

/* What was told of is no news with part of a page of ours over it; other texts are. */
static void check_told(void)
{
	struct page found = make_page("XYZW"), half = make_page("abZW"), other = make_page("QRST");
	struct given g;

	start(&g, "ABCD", NULL, NULL);
	CHECK(given_take_read(&g, &found, NULL));
	given_sent(&g, &(struct page[]){ make_page("abcd") }[0]);
	CHECK(!given_take_read(&g, &half, NULL));
	CHECK(!given_take_read(&g, &found, NULL));
	CHECK(given_take_read(&g, &other, NULL));
	CHECK(!given_take_read(&g, &other, NULL));
	CHECK(given_take_read(&g, &found, NULL));
}

static void check_unread(void)
{
	struct page a = make_page("A"), b = make_page("B"), c = make_page("C");
	struct given g = { .known = false };

	given_sent(&g, &a);
	given_sent(&g, &b);
	CHECK(!given_must_be_read(&g)); /* whatever it holds, it is from before */
	given_reached(&g, &a);
	given_sent(&g, &b);
	given_sent(&g, &b);
	CHECK(!given_must_be_read(&g));
	given_sent(&g, &c);
	CHECK(given_must_be_read(&g));
	CHECK(!given_take_read(&g, &b, NULL) && !given_must_be_read(&g));
}

/* Where it can only be told whether it is a certain page. */
static void check_untold(void)
{
	struct page a = make_page("A"), b = make_page("B");
	struct given g = { .known = false };

	CHECK(!given_take_read(&g, NULL, &a));
	given_reached(&g, &a);
	CHECK(!given_take_read(&g, NULL, &b));
	CHECK(given_take_read(&g, NULL, &a));
	given_sent(&g, &a);
	CHECK(!given_take_read(&g, NULL, &a));
}

/* What a board holds right after it was given a page, again and again. */
static void check_other(void)
{
	static const struct {
		int line;
		const char *before, *page, *first, *second;
		bool foreign;
	} rows[] = {
		{ __LINE__, "ABCD", "abcd", "XYZW", "XYZW", true },
		{ __LINE__, "ABCD", "abcd", "XYZW", "QRST", true },
		{ __LINE__, "ABCD", "abcd", "XYZW", "", false },
		{ __LINE__, "ABCD", "abcd", "XYZW", "ABCD", false },
		{ __LINE__, "ABCD", "abcd", "abCD", "XYZW", false },
		{ __LINE__, "ABCD", "abcd", "", "", false },
		{ __LINE__, "ABCD", "abcd", "ABCD", "ABCD", false }, /* it takes nothing */
		{ __LINE__, "ABCD", "abcd", "abCD", "abCD", false }, /* or half */
		{ __LINE__, "ABCD", "abcd", "abc?", "abc?", false }, /* or not all of it */
		{ __LINE__, "ABCD", "", "XYZW", "XYZW", true },
		{ __LINE__, "", "abcd", "XYZW", "XYZW", true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct page page = make_page(rows[i].page), first = make_page(rows[i].first),
			    second = make_page(rows[i].second);
		struct given g;

		start(&g, rows[i].before, NULL, NULL);
		given_sent(&g, &page);
		CHECK_ROW(rows[i].line, !given_take_other(&g, &first));
		given_sent(&g, &page);
		CHECK_ROW(rows[i].line, given_take_other(&g, &second) == rows[i].foreign);
		given_sent(&g, &page);
		if (rows[i].foreign) /* and so is each one after it */
			CHECK_ROW(rows[i].line, given_take_other(&g, &second));
	}
}

int main(void)
{
	check_places();
	check_told();
	check_unread();
	check_untold();
	check_other();
	return test_result();
}
