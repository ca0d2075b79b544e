/* SPDX-License-Identifier: MIT */

/* What the alpha driver makes of what comes in: answers, words on commands, pages, files. */

#include "alpha_answer.h"
#include "alpha_sign.h"

static const struct {
	int line;
	const char *bytes;
	int result;
	const char *answer;
} parses[] = {
	{ __LINE__, ANSWER "4761 52454144204D45 03 30323742 04", 1, "4761 52454144204D45" },
	{ __LINE__, ANSWER "4761 52454144204D45 03 30323762 04", 1, "4761 52454144204D45" },
	{ __LINE__, ANSWER "4130 03 30303736 04", 1, "4130" },
	{ __LINE__, "01 303030 02 4130 03 30303736 04 FF", 1, "4130" },
	{ __LINE__, "FF 06 40 0000 01 303030 02 4130 03 30303736 04", 1, "4130" },
	/* Behind a request, this one's echo or another's. */
	{ __LINE__, TO_1 "4230 03 30303737 04 01 303030 02 4130 03 30303736 04", 1, "4130" },
	{ __LINE__, TO_1 "4230 03 30303737 04", 0, NULL },
	{ __LINE__, TO_1 "4130 03 30303736 04", 0, NULL },
	{ __LINE__, ANSWER "4130 03 30303737 04", -EPROTO, NULL },
	{ __LINE__, ANSWER "4130 03 30303747 04", -EPROTO, NULL },
	{ __LINE__, ANSWER "4130 03 30303736 05", -EPROTO, NULL },
	{ __LINE__, ANSWER "4130 04", -EPROTO, NULL }, /* no sum */
	{ __LINE__, ANSWER "41 03 30303436 04", -EPROTO, NULL },
	{ __LINE__, "01 303031 02 4130 03 30303736 04", -EPROTO, NULL },
	{ __LINE__, "01 303030 03 4130 03 30303737 04", -EPROTO, NULL },
	{ __LINE__, ANSWER "4130 03 303037", 0, NULL },
	{ __LINE__, "00 00 00", 0, NULL },
	{ __LINE__, "", 0, NULL },
};

static int parse_copy(const uint8_t *bytes, size_t n, uint8_t *answer, size_t *n_answer)
{
	uint8_t *copy = malloc(n ? n : 1);
	struct alpha_answer a;
	int r;

	memcpy(copy, bytes, n);
	r = alpha_parse(copy, n, &a);
	if (r == 1) {
		memcpy(answer, a.bytes, a.n);
		*n_answer = a.n;
	}
	free(copy);
	return r;
}

/* Nothing but the whole answer is one: every beginning of it says "not yet". */
static void test_parse(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(parses); i++) {
		uint8_t bytes[128], answer[128];
		size_t n_answer = 0, n;
		int r = 0;

		n = unhex(parses[i].bytes, bytes, sizeof(bytes));
		for (size_t k = 0; k <= n && r == 0; k++)
			r = parse_copy(bytes, k, answer, &n_answer);
		CHECK_ROW(parses[i].line, r == parses[i].result);
		CHECK_ROW(parses[i].line, r != 1 || is_frame(parses[i].answer, answer, n_answer));
	}
}

static const struct {
	int line;
	const char *bytes;
	int result;
} words[] = {
	{ __LINE__, "06 40", 1 },
	{ __LINE__, "06", 0 },
	{ __LINE__, "00 FF 06 40", 1 },
	{ __LINE__, "06 06 40", 1 },
	{ __LINE__, "06 00 06 C0", 0 },
	{ __LINE__, "06 50", 1 }, /* an error of before: this command was taken */
	{ __LINE__, "15 40", -EREMOTEIO },
	{ __LINE__, "15 60", -EREMOTEIO },
	{ __LINE__, "15 48", -EREMOTEIO },
	{ __LINE__, "15 70", -EREMOTEIO },
	{ __LINE__, "15 50", -EPROTO },
	{ __LINE__, "15 41", -EPROTO },
	{ __LINE__, TO_1 "4130 03 30303736 04", 0 },
	{ __LINE__, "", 0 },
};

static void test_words(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		uint8_t bytes[64];
		size_t n = unhex(words[i].bytes, bytes, sizeof(bytes));

		CHECK_ROW(words[i].line, alpha_parse_word(bytes, n) == words[i].result);
	}
}

static const struct {
	int line;
	int rows;
	knobs_fn knobs;
	const char *answer;
	int result;
	const char *page[5];
} pages[] = {
	{ __LINE__, 1, NULL, "4130" SHAPE "4142", 0, { "AB" } },
	{ __LINE__, 2, NULL, "4130" SHAPE "41420D4344", 0, { "AB", "CD" } },
	{ __LINE__, 2, NULL, "4130" SHAPE "0D4344", 0, { "", "CD" } },
	{ __LINE__, 2, NULL, "4130" SHAPE "41422020", 0, { "AB", "" } },
	{ __LINE__, 2, NULL, "4130" SHAPE "20", 0, { "", "" } },
	{ __LINE__, 1, red, "4130" SHAPE "1C31 4142", 0, { "AB" } },
	{ __LINE__, 1, string, "4761 4142", 0, { "AB" } },
	{ __LINE__, 1, string, "4761", 0, { "" } }, /* a call of it shows nothing */
	/* Not run, and so not blank: other files are seen. */
	{ __LINE__, 1, NULL, "4130", READ_OTHER, { "" } },
	{ __LINE__, 1, NULL, "4130" SHAPE, READ_OTHER, { "" } },
	{ __LINE__, 1, NULL, "4130 1B2062 4142", READ_OTHER, { "AB" } },
	{ __LINE__, 1, NULL, "4130 1B306E33 4142", READ_OTHER, { "AB" } },
	{ __LINE__, 1, red, "4130" SHAPE "4142", READ_OTHER, { "AB" } },
	{ __LINE__, 1, NULL, "4130" SHAPE "1C31 4142", READ_OTHER, { "AB" } },
	{ __LINE__, 1, NULL, "4130" SHAPE "0731 41 1061 42", READ_OTHER, { "AB" } },
	{ __LINE__, 1, NULL, "4130" SHAPE "41C242", READ_OTHER, { "A?B" } },
	{ __LINE__, 1, NULL, "4130" SHAPE "417E42", READ_OTHER, { "A?B" } },
	{ __LINE__, 1, NULL, "4130" SHAPE "41 0D 42", READ_OTHER, { "A", "B" } },
	{ __LINE__, 2, NULL, "4130" SHAPE "41 0C 42", READ_OTHER, { "A", "B" } },
	{ __LINE__, 1, NULL, "4130" SHAPE "1C", READ_OTHER, { "" } },
	{ __LINE__,
	  1,
	  NULL,
	  "4130" SHAPE "414243444546474849 4A4B4C4D4E4F",
	  READ_OTHER,
	  { "ABCDEFGHIJKLMNO" } },
};

static void test_decode(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(pages); i++) {
		struct page page, wanted = page_of(pages[i].page);
		struct alpha_settings s;
		struct profile p = make(&s, pages[i].rows, 14, pages[i].knobs);
		uint8_t bytes[64];
		size_t n = unhex(pages[i].answer, bytes, sizeof(bytes));
		int r = alpha_decode(&p, &(struct alpha_answer){ bytes, n }, &page);

		CHECK_ROW(pages[i].line, r == pages[i].result);
		CHECK_ROW(pages[i].line, page.n_rows == wanted.n_rows);
		CHECK_ROW(pages[i].line, alpha_same(&page, &wanted));
	}
}

/* However much there is of it. */
static void test_decode_much(void)
{
	static uint8_t bytes[2000];
	struct page page;
	struct alpha_settings s;
	struct profile p = make(&s, 1, 14, NULL);

	memset(bytes, 'x', sizeof(bytes));
	CHECK(alpha_decode(&p, &(struct alpha_answer){ bytes, 2000 }, &page) == READ_OTHER);
	CHECK(page.n_rows == 1 && page.rows[0].n == ROW_BYTES_MAX);
	memset(bytes, '\r', sizeof(bytes));
	CHECK(alpha_decode(&p, &(struct alpha_answer){ bytes, 2000 }, &page) == READ_OTHER);
	CHECK(page.n_rows == ROWS_MAX);
}

static const struct {
	int line;
	knobs_fn knobs;
	const char *answer; /* as text */
	int result;
} memories[] = {
	{ __LINE__, text, "E$AAU0100FF00", 1 },
	{ __LINE__, text, "E$BAU0100FF00AAL4F00FFFF", 1 },
	{ __LINE__, text, "E$", 0 },
	{ __LINE__, text, "E$BAU0100FF00", 0 },
	{ __LINE__, text, "E$ABU0100FF00", 0 },
	{ __LINE__, text, "E$AAU0010FF00", -EMSGSIZE }, /* 17 bytes are needed */
	{ __LINE__, text, "E$AAU0011FF00", 1 },
	{ __LINE__, text, "E$AAU0100FF0", -EPROTO },
	{ __LINE__, text, "E$AAU01Z0FF00", -EPROTO },
	{ __LINE__, string, "E$AAU0100FF00aBL007D0000", 1 },
	{ __LINE__, string, "E$aBL007D0000AAU0100FF00", 1 },
	{ __LINE__, string, "E$AAU0100FF00", 0 },
	{ __LINE__, string, "E$aBL007D0000", 0 },
	{ __LINE__, string, "E$AAU0100FF00aBL000D0000", -EMSGSIZE },
	{ __LINE__, string, "E$AAU0004FF00aBL007D0000", -EMSGSIZE },
};

static void test_files(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(memories); i++) {
		struct alpha_settings s;
		struct profile p = make(&s, 1, 14, memories[i].knobs);
		const char *a = memories[i].answer;

		CHECK_ROW(memories[i].line,
			  alpha_has_files(&p, &(struct alpha_answer){ (const uint8_t *) a,
								      strlen(a) }) ==
				  memories[i].result);
	}
}

static const struct {
	int line;
	const char *answer, *firmware;
} identities[] = {
	{ __LINE__, "E\"10401234A08991530M005000,4F00", "10401234A" },
	{ __LINE__, "E\"1040123408991530M005000,4F00", "10401234" },
	{ __LINE__, "E\"10401234A08991530M005000,4F000", "" },
	{ __LINE__,
	  "E\"104\x01"
	  "1234A08991530M005000,4F00",
	  "" },
	{ __LINE__, "E\"", "" },
};

static void test_identity(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(identities); i++) {
		const char *a = identities[i].answer;
		struct identity id;

		memset(&id, 0xee, sizeof(id));
		alpha_identity(&(struct alpha_answer){ (const uint8_t *) a, strlen(a) }, &id);
		CHECK_ROW(identities[i].line, strcmp(id.firmware, identities[i].firmware) == 0);
		CHECK_ROW(identities[i].line, !*id.model && !id.width && !id.height);
	}
}

int main(void)
{
	test_parse();
	test_words();
	test_decode();
	test_decode_much();
	test_files();
	test_identity();
	return test_result();
}
