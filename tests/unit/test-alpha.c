/* SPDX-License-Identifier: MIT */

/* What the alpha driver sends, byte for byte: every frame there is; and what a profile can not say.
 */

#include "alpha_frame.h"
#include "alpha_sign.h"

#define FRAMES_MAX 5

static void hello(struct alpha_settings *s)
{
	text(s);
	s->position = 0;
}

static void red_string(struct alpha_settings *s)
{
	string(s);
	s->colour = 1;
}

static void everything(struct alpha_settings *s)
{
	s->type = "f";
	s->position = 0;
	s->mode = 0;
	s->colour = 1;
	s->checksum = false;
}

static void unchecked_text(struct alpha_settings *s)
{
	text(s);
	s->checksum = false;
}

static const struct {
	int line;
	unsigned address;
	int rows;
	knobs_fn knobs;
	const char *page[5];
	int result;
	const char *frames[FRAMES_MAX];
} encodings[] = {
	{ __LINE__,
	  0,
	  1,
	  hello,
	  { "Hello" },
	  0,
	  { "0000000000 01 5A3030 02 4141 1B2062 48656C6C6F 03 30333138 04",
	    "0000000000 01 5A3030 02 452E535541 03 30313631 04",
	    "0000000000 01 5A3030 02 4130 03 30303736 04" } },
	{ __LINE__, 1, 1, NULL, { "AB" }, 0, { TO_1 "4130 " SHAPE "4142 03 30314136 04" } },
	{ __LINE__, 1, 2, NULL, { "AB" }, 0, { TO_1 "4130 " SHAPE "4142 03 30314136 04" } },
	{ __LINE__, 1, 2, NULL, { "AB", "" }, 0, { TO_1 "4130 " SHAPE "4142 03 30314136 04" } },
	{ __LINE__,
	  1,
	  2,
	  NULL,
	  { "AB", "CD" },
	  0,
	  { TO_1 "4130 " SHAPE "41420D4344 03 30323341 04" } },
	{ __LINE__, 1, 2, NULL, { "", "CD" }, 0, { TO_1 "4130 " SHAPE "0D4344 03 30314237 04" } },
	/* Never without text: that would let the other files of the sign be seen. */
	{ __LINE__, 1, 2, NULL, { NULL }, 0, { TO_1 "4130 " SHAPE "20 03 30313433 04" } },
	{ __LINE__, 1, 2, NULL, { "", "" }, 0, { TO_1 "4130 " SHAPE "20 03 30313433 04" } },
	{ __LINE__,
	  0xaf,
	  1,
	  everything,
	  { "AB" },
	  0,
	  { "0000000000 01 664146 02 4130 1B2061 1C31 4142 04" } },
	{ __LINE__,
	  1,
	  1,
	  text,
	  { "AB" },
	  0,
	  { TO_1 "4141 " SHAPE "4142 03 30314237 04", TO_1 "452E535541 03 30313631 04",
	    TO_1 "4130 03 30303736 04" } },
	{ __LINE__,
	  1,
	  1,
	  string,
	  { "AB" },
	  0,
	  { TO_1 "4761 4142 03 30313330 04", TO_1 "4141 " SHAPE "1061 03 30314135 04",
	    TO_1 "452E535541 03 30313631 04", TO_1 "4130 03 30303736 04" } },
	{ __LINE__,
	  1,
	  1,
	  red_string,
	  { NULL },
	  0,
	  { TO_1 "4761 20 03 30304344 04", TO_1 "4141 " SHAPE "1C31 1061 03 30314632 04",
	    TO_1 "452E535541 03 30313631 04", TO_1 "4130 03 30303736 04" } },
	{ __LINE__, 1, 1, NULL, { "ABCDEFGHIJKLMNO" }, -EMSGSIZE, { NULL } },
	{ __LINE__, 1, 1, NULL, { "A", "B" }, -EMSGSIZE, { NULL } },
	{ __LINE__, 1, 1, NULL, { "A\r" }, -EILSEQ, { NULL } },
	{ __LINE__, 1, 1, NULL, { "\x04" }, -EILSEQ, { NULL } },
	{ __LINE__, 1, 1, NULL, { "\x1c\x31" }, -EILSEQ, { NULL } },
	{ __LINE__, 1, 1, NULL, { "1~2" }, -EILSEQ, { NULL } }, /* half a space */
	{ __LINE__, 1, 1, NULL, { "A\x7f" }, -EILSEQ, { NULL } },
	{ __LINE__, 1, 1, NULL, { "\xb7\xa8" }, -EILSEQ, { NULL } },
	/* Of use to the formats that are printable throughout, but not to this one. */
	{ __LINE__,
	  1,
	  1,
	  NULL,
	  { "^A_01]!" },
	  0,
	  { TO_1 "4130 " SHAPE "5E415F30315D21 03 30333030 04" } },
};

struct expectation {
	int line;
	const char *const *frames;
};

static int expect(void *userdata, const uint8_t *frame, size_t n)
{
	struct expectation *e = userdata;

	CHECK_ROW(e->line, *e->frames != NULL);
	if (*e->frames)
		CHECK_ROW(e->line, is_frame(*e->frames++, frame, n));
	return 0;
}

static void test_encode(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(encodings); i++) {
		struct expectation e = { encodings[i].line, encodings[i].frames };
		struct page page = page_of(encodings[i].page);
		struct alpha_settings s;
		struct profile p = make(&s, encodings[i].rows, 14, encodings[i].knobs);
		void *self = calloc(1, p.driver->size);

		CHECK_ROW(e.line, p.driver->init(self, &p, encodings[i].address, LINE_SERIAL) == 0);
		CHECK_ROW(e.line, p.driver->encode(self, &page, expect, &e) == encodings[i].result);
		CHECK_ROW(e.line, *e.frames == NULL);
		free(self);
	}
}

/* The largest page that there can be fits a frame, with everything around it. */
static void test_longest(void)
{
	struct page page = { .n_rows = ROWS_MAX };
	struct alpha_frame f;
	struct alpha_settings s;
	struct profile p = make(&s, ROWS_MAX, COLUMNS_MAX, everything);

	text(&s);
	s.checksum = true;
	for (int i = 0; i < ROWS_MAX; i++) {
		page.rows[i].n = COLUMNS_MAX;
		memset(page.rows[i].bytes, 'x', COLUMNS_MAX);
	}
	CHECK(alpha_frame_page(&p, 1, &page, &f) == 0);
	CHECK(f.n == 10 + 2 + 5 + ROWS_MAX * COLUMNS_MAX + 7 + 6);
	CHECK(f.bytes[f.n - 1] == 0x04);
	page.n_rows = ROWS_MAX + 1;
	CHECK(alpha_frame_page(&p, 1, &page, &f) == -EMSGSIZE);
}

static void test_memory(void)
{
	struct alpha_frame f;
	struct alpha_settings s;
	struct profile p = make(&s, 2, 20, unchecked_text);

	alpha_frame_memory(&p, 0, &f);
	CHECK(is_frame("0000000000 01 5A3030 02 4524 414155 30313030 46463030 04", f.bytes, f.n));
	/* 3 + 8 * 128 + 7 = 1034 */
	p.rows = ROWS_MAX;
	p.columns = COLUMNS_MAX;
	alpha_frame_memory(&p, 0, &f);
	CHECK(is_frame("0000000000 01 5A3030 02 4524 414155 30343041 46463030 04", f.bytes, f.n));
	s.file = ALPHA_STRING;
	alpha_frame_memory(&p, 0, &f);
	CHECK(is_frame("0000000000 01 5A3030 02 4524 414155 30313030 46463030"
		       "61424C 30303744 30303030 04",
		       f.bytes, f.n));
}

static void test_clock(void)
{
	const struct wall_time tuesday = { 2026, 11, 24, 2, 15, 30, 59 };
	const struct wall_time sunday = { 2100, 1, 3, 7, 0, 5, 0 };
	struct alpha_frame f;
	struct alpha_settings s;
	struct profile p = make(&s, 1, 14, NULL);

	alpha_frame_clock(&p, 1, ALPHA_CLOCK_DATE, &tuesday, &f);
	CHECK(is_frame(TO_1 "453B 313132343236 03 30314235 04", f.bytes, f.n));
	alpha_frame_clock(&p, 1, ALPHA_CLOCK_WEEKDAY, &tuesday, &f);
	CHECK(is_frame(TO_1 "4526 33 03 30304133 04", f.bytes, f.n));
	alpha_frame_clock(&p, 1, ALPHA_CLOCK_TIME, &tuesday, &f);
	CHECK(is_frame(TO_1 "4520 31353330 03 30313333 04", f.bytes, f.n));
	s.checksum = false;
	alpha_frame_clock(&p, 1, ALPHA_CLOCK_DATE, &sunday, &f);
	CHECK(is_frame(TO_1 "453B 303130333030 04", f.bytes, f.n));
	alpha_frame_clock(&p, 1, ALPHA_CLOCK_WEEKDAY, &sunday, &f);
	CHECK(is_frame(TO_1 "4526 31 04", f.bytes, f.n));
	alpha_frame_clock(&p, 1, ALPHA_CLOCK_TIME, &sunday, &f);
	CHECK(is_frame(TO_1 "4520 30303035 04", f.bytes, f.n));
}

static const struct {
	int line;
	enum alpha_question question;
	knobs_fn knobs;
	const char *frame, *answered;
} questions[] = {
	{ __LINE__, ALPHA_ASK_POOL, NULL, TO_1 "4623 03 30303645 04", "4523" },
	{ __LINE__, ALPHA_ASK_SEQUENCE, NULL, TO_1 "462E 03 30303739 04", "452E" },
	{ __LINE__, ALPHA_ASK_INFORMATION, NULL, TO_1 "4622 03 30303644 04", "4522" },
	{ __LINE__, ALPHA_ASK_MEMORY, NULL, TO_1 "4624 03 30303646 04", "4524" },
	{ __LINE__, ALPHA_ASK_TEXT, NULL, TO_1 "4230 03 30303737 04", "4130" },
	{ __LINE__, ALPHA_ASK_TEXT, text, TO_1 "4241 03 30303838 04", "4141" },
	{ __LINE__, ALPHA_ASK_STRING, string, TO_1 "4861 03 30304145 04", "4761" },
};

static void test_questions(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(questions); i++) {
		struct alpha_frame f;
		struct alpha_settings s;
		struct profile p = make(&s, 1, 14, questions[i].knobs);
		uint8_t asked[2], answered[2];

		alpha_frame_question(&p, 1, questions[i].question, &f);
		CHECK_ROW(questions[i].line, is_frame(questions[i].frame, f.bytes, f.n));
		alpha_question_bytes(&s, questions[i].question, asked, answered);
		CHECK_ROW(questions[i].line, is_frame(questions[i].answered, answered, 2));
	}
}

/* What is between the STX and the end of a frame. */
static bool says(const struct alpha_frame *f, const char *command)
{
	return memcmp(f->bytes + 10, command, strlen(command)) == 0;
}

/*
 * Every frame that can be made, for every kind of file: none clears the memory (E$ alone), resets
 * the sign (E,) or gives it an address (E7), and but for one function none begins with E$.
 */
static void test_harmless(void)
{
	static const struct wall_time t = { 2026, 11, 24, 2, 15, 30, 59 };
	static const struct page page = { .n_rows = 1, .rows = { { 1, "$" } } };

	for (int file = ALPHA_PRIORITY; file <= ALPHA_STRING; file++) {
		struct alpha_settings s;
		struct profile p = make(&s, 1, 14, NULL);
		struct alpha_frame f[16];
		unsigned n = 0;

		s.file = file;
		s.checksum = false;
		CHECK(alpha_frame_page(&p, 1, &page, &f[n++]) == 0);
		for (unsigned i = 0; alpha_frame_to_front(&p, 1, i, &f[n]); i++)
			n++;
		for (int i = ALPHA_CLOCK_DATE; i <= ALPHA_CLOCK_TIME; i++)
			alpha_frame_clock(&p, 1, (enum alpha_clock) i, &t, &f[n++]);
		for (int i = ALPHA_ASK_POOL; i <= ALPHA_ASK_STRING; i++)
			alpha_frame_question(&p, 1, (enum alpha_question) i, &f[n++]);
		for (unsigned i = 0; i < n; i++)
			CHECK(says(&f[i], "A") || says(&f[i], "G") || says(&f[i], "B") ||
			      says(&f[i], "H") || says(&f[i], "F") || says(&f[i], "E.SU") ||
			      says(&f[i], "E;1124") || says(&f[i], "E&3") || says(&f[i], "E 1530"));
		alpha_frame_memory(&p, 1, f);
		CHECK(says(f, "E$AAU0100FF00"));
	}
}

static void keep(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	(void) at;
	CHECK(severity == SEVERITY_ERROR && strstr(message, "profile test: ") == message);
}

static const struct {
	int line;
	int rows, columns;
	enum charset charset;
	struct alpha_settings settings;
	unsigned n_errors;
} checks[] = {
	{ __LINE__, 1, 14, CHARSET_ASCII, { "Z", ALPHA_PRIORITY, "A", "a", .checksum = true }, 0 },
	{ __LINE__, 1, 122, CHARSET_ASCII, { "Z", ALPHA_PRIORITY, "A", "a", .mode = 1 }, 0 },
	{ __LINE__, 1, 122, CHARSET_ASCII, { "Z", ALPHA_PRIORITY, "A", "a", .colour = 1 }, 1 },
	{ __LINE__, 2, 61, CHARSET_ASCII, { "Z", ALPHA_PRIORITY, "A", "a", .mode = 1 }, 1 },
	{ __LINE__, 1, 125, CHARSET_ASCII, { "Z", ALPHA_STRING, "A", "a", .mode = 1 }, 0 },
	{ __LINE__, 1, 126, CHARSET_ASCII, { "Z", ALPHA_STRING, "A", "a", .mode = 1 }, 1 },
	{ __LINE__, 8, 128, CHARSET_ASCII, { "Z", ALPHA_TEXT, "A", "a", .mode = 1 }, 0 },
	{ __LINE__, 1, 14, CHARSET_GBK, { "Z", ALPHA_TEXT, "A", "a", .mode = 1 }, 1 },
	{ __LINE__, 1, 14, CHARSET_ASCII, { "0", ALPHA_TEXT, "A", "a", .mode = 1 }, 1 },
	{ __LINE__, 1, 14, CHARSET_ASCII, { "\x01", ALPHA_TEXT, "A", "a", .mode = 1 }, 1 },
	{ __LINE__, 1, 14, CHARSET_ASCII, { "Z", ALPHA_TEXT, "0", "a", .mode = 1 }, 1 },
	{ __LINE__, 1, 14, CHARSET_ASCII, { "Z", ALPHA_TEXT, "?", "a", .mode = 1 }, 1 },
	{ __LINE__, 1, 14, CHARSET_ASCII, { "Z", ALPHA_TEXT, "5", "0", .mode = 1 }, 1 },
	{ __LINE__, 1, 14, CHARSET_ASCII, { "Z", ALPHA_PRIORITY, "0", "0", .mode = 1 }, 0 },
	{ __LINE__, 1, 14, CHARSET_ASCII, { "Z", ALPHA_STRING, "A", "0", .mode = 1 }, 1 },
	{ __LINE__, 1, 14, CHARSET_ASCII, { "Z", ALPHA_STRING, "A", "A", .mode = 1 }, 1 },
	{ __LINE__, 1, 14, CHARSET_ASCII, { "Z", ALPHA_STRING, "A", "a", .memory = true }, 1 },
	{ __LINE__,
	  1,
	  14,
	  CHARSET_ASCII,
	  { "Z", ALPHA_STRING, "A", "a", .memory = true, .readable = true },
	  0 },
	{ __LINE__,
	  1,
	  14,
	  CHARSET_ASCII,
	  { "Z", ALPHA_PRIORITY, "A", "a", .memory = true, .readable = true },
	  1 },
};

static void test_check(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
		struct diag d = { .emit = keep };
		struct profile p = { .name = "test",
				     .rows = checks[i].rows,
				     .columns = checks[i].columns,
				     .charset = checks[i].charset,
				     .settings = &checks[i].settings };

		alpha_settings_check(&p, &d);
		CHECK_ROW(checks[i].line, d.n_errors == checks[i].n_errors);
	}
}

/* Words and codes stand at the same places. */
static void test_words_of_settings(void)
{
	static const struct {
		const char *setting, *word;
		uint8_t code;
	} known[] = {
		{ "position", "middle", 0x20 }, { "position", "top", 0x22 },
		{ "position", "bottom", 0x26 }, { "position", "fill", 0x30 },
		{ "position", "left", 0x31 },   { "position", "right", 0x32 },
		{ "mode", "rotate", 'a' },      { "mode", "hold", 'b' },
		{ "mode", "flash", 'c' },       { "mode", "roll-up", 'e' },
		{ "mode", "roll-right", 'h' },  { "mode", "wipe-up", 'i' },
		{ "mode", "wipe-right", 'l' },  { "mode", "scroll", 'm' },
		{ "mode", "automode", 'o' },    { "mode", "compressed-rotate", 't' },
		{ "mode", "explode", 'u' },     { "mode", "clock", 'v' },
		{ "colour", "none", 0 },        { "colour", "red", '1' },
		{ "colour", "green", '2' },     { "colour", "amber", '3' },
		{ "colour", "auto", 'C' },
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		struct alpha_settings s = alpha_settings_defaults;
		const struct setting *t = alpha_setting_table;
		int k = 0;

		while (strcmp(t->name, known[i].setting) != 0)
			t++;
		while (strcmp(t->choices[k], known[i].word) != 0)
			k++;
		*(int *) ((char *) &s + t->offset) = k;
		CHECK((known[i].setting[0] == 'p'   ? alpha_position_code(&s)
		       : known[i].setting[0] == 'm' ? alpha_mode_code(&s)
						    : alpha_colour_code(&s)) == known[i].code);
	}
}

int main(void)
{
	test_encode();
	test_longest();
	test_memory();
	test_clock();
	test_questions();
	test_harmless();
	test_check();
	test_words_of_settings();
	return test_result();
}
