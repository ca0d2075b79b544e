/* SPDX-License-Identifier: MIT */

/*
 * The alpha driver in conversation: signs that say nothing, that acknowledge, that can be read;
 * when the memory configuration is written; the profiles.
 * usage: test-alpha-talk PROFILES-DIRECTORY
 */

#include "alpha_answer.h"
#include "alpha_sign.h"
#include "config/config.h"

#define TURNS_MAX 12

/* Commands. */
#define PRIO_AB    TO_1 "4130 " SHAPE "4142 03 30314136 04"
#define PRIO_BLANK TO_1 "4130 " SHAPE "20 03 30313433 04"
#define TEXT_AB    TO_1 "4141 " SHAPE "4142 03 30314237 04"
#define STRING_AB  TO_1 "4761 4142 03 30313330 04"
#define CALL       TO_1 "4141 " SHAPE "1061 03 30314135 04"
#define SEQUENCE   TO_1 "452E535541 03 30313631 04"
#define RELEASE    TO_1 "4130 03 30303736 04"
#define MEMORY_A   TO_1 "4524 41415530313030 46463030 03 30324632 04"

/* Questions and answers. */
#define ASK_POOL      TO_1 "4623 03 30303645 04"
#define ASK_SEQUENCE  TO_1 "462E 03 30303739 04"
#define ASK_PRIO      TO_1 "4230 03 30303737 04"
#define ASK_TEXT      TO_1 "4241 03 30303838 04"
#define ASK_STRING    TO_1 "4861 03 30304145 04"
#define ASK_MEMORY    TO_1 "4624 03 30303646 04"
#define ASK_INFO      TO_1 "4622 03 30303644 04"
#define POOL          ANSWER "4523 353030302C34463030 03 30323338 04"
#define SEQUENCE_A    ANSWER "452E535541 03 30313631 04"
#define HAS_PRIO_AB   ANSWER "4130 " SHAPE "4142 03 30314136 04"
#define HAS_PRIO_CD   ANSWER "4130 " SHAPE "4344 03 30314141 04"
#define HAS_BLANK     ANSWER "4130 " SHAPE "20 03 30313433 04"
#define HAS_NO_PRIO   ANSWER "4130 03 30303736 04"
#define HAS_RED_AB    ANSWER "4130 1B2061 1C31 4142 03 30314532 04"
#define HAS_TEXT_AB   ANSWER "4141 " SHAPE "4142 03 30314237 04"
#define HAS_STRING_AB ANSWER "4761 4142 03 30313330 04"
#define HAS_CALL      ANSWER "4141 " SHAPE "1061 03 30314135 04"
#define HAS_A         ANSWER "4524 41415530313030 46463030 03 30324632 04"
#define HAS_B         ANSWER "4524 42415530313030 46463030 03 30324633 04"
#define HAS_NOTHING   ANSWER "4524 03 30303645 04"
#define INFO          ANSWER "4522 31303430313233344130383939313533304D3030353030302C34463030 03 30363537 04"

enum operation {
	SHOW_AB,
	CLEAR,
	READ_AB,    /* expecting it */
	READ_BLANK, /* expecting that */
	READ,       /* expecting nothing in particular */
	PROBE,
	CLOCK,
	IDENTIFY,
};

static void acknowledges(struct alpha_settings *s)
{
	s->acknowledges = true;
}

static void readable(struct alpha_settings *s)
{
	s->readable = true;
}

static void readable_text(struct alpha_settings *s)
{
	text(s);
	s->readable = true;
}

static void readable_string(struct alpha_settings *s)
{
	string(s);
	s->readable = true;
}

static void memory(struct alpha_settings *s)
{
	readable_text(s);
	s->memory = true;
}

/* Operations of one sign, in order, and all that is said between it and us. */
struct talk {
	int line;
	const char *about;
	knobs_fn knobs;
	struct {
		enum operation operation;
		int result;
		const char *row; /* of a page that is read */
	} steps[6];
	unsigned n_steps;
	struct turn turns[TURNS_MAX];
	size_t n_turns;
};

/* clang-format off */
static const struct talk talks[] = {
	{ __LINE__, "nothing comes back", NULL, { { SHOW_AB, 0, NULL }, { SHOW_AB, 0, NULL } }, 2,
	  { { PRIO_AB, NULL, 0 }, { PRIO_AB, NULL, 0 } }, 2 },
	{ __LINE__, "the line is gone", NULL, { { SHOW_AB, -ENODEV, NULL } }, 1,
	  { { PRIO_AB, NULL, -ENODEV } }, 1 },
	{ __LINE__, "clear", NULL, { { CLEAR, 0, NULL } }, 1, { { PRIO_BLANK, NULL, 0 } }, 1 },
	{ __LINE__, "the way back is not wired", NULL,
	  { { READ, -EOPNOTSUPP, NULL }, { PROBE, -EOPNOTSUPP, NULL } }, 2, { { NULL, NULL, 0 } }, 0 },
	{ __LINE__, "the clock, its time last", NULL, { { CLOCK, 0, NULL } }, 1,
	  { { TO_1 "453B 313132343236 03 30314235 04", NULL, 0 }, { TO_1 "4526 33 03 30304133 04", NULL, 0 },
	    { TO_1 "4520 31353330 03 30313333 04", NULL, 0 } }, 3 },

	{ __LINE__, "acknowledged", acknowledges, { { SHOW_AB, 0, NULL } }, 1, { { PRIO_AB, "06 40", 0 } }, 1 },
	{ __LINE__, "noise before", acknowledges, { { SHOW_AB, 0, NULL } }, 1,
	  { { PRIO_AB, "00 FF 06 40", 0 } }, 1 },
	{ __LINE__, "refused", acknowledges, { { SHOW_AB, -EREMOTEIO, NULL } }, 1,
	  { { PRIO_AB, "15 60", 0 } }, 1 },
	{ __LINE__, "a wrong sum, says the sign", acknowledges, { { SHOW_AB, -EPROTO, NULL } }, 1,
	  { { PRIO_AB, "15 50", 0 } }, 1 },
	{ __LINE__, "silence", acknowledges, { { SHOW_AB, -ETIMEDOUT, NULL } }, 1, { { PRIO_AB, NULL, 0 } }, 1 },
	{ __LINE__, "half a word", acknowledges, { { SHOW_AB, -ETIMEDOUT, NULL } }, 1,
	  { { PRIO_AB, "06", 0 } }, 1 },
	{ __LINE__, "the clock stops where it is refused", acknowledges, { { CLOCK, -EREMOTEIO, NULL } }, 1,
	  { { TO_1 "453B 313132343236 03 30314235 04", "15 60", 0 } }, 1 },

	{ __LINE__, "brought to the front once", text, { { SHOW_AB, 0, NULL }, { SHOW_AB, 0, NULL } }, 2,
	  { { TEXT_AB, NULL, 0 }, { SEQUENCE, NULL, 0 }, { RELEASE, NULL, 0 }, { TEXT_AB, NULL, 0 } }, 4 },
	{ __LINE__, "and again after a failure", text,
	  { { SHOW_AB, -ENODEV, NULL }, { SHOW_AB, 0, NULL }, { SHOW_AB, -ENODEV, NULL }, { SHOW_AB, 0, NULL } }, 4,
	  { { TEXT_AB, NULL, 0 }, { SEQUENCE, NULL, -ENODEV },
	    { TEXT_AB, NULL, 0 }, { SEQUENCE, NULL, 0 }, { RELEASE, NULL, 0 },
	    { TEXT_AB, NULL, -ENODEV },
	    { TEXT_AB, NULL, 0 }, { SEQUENCE, NULL, 0 }, { RELEASE, NULL, 0 } }, 9 },
	{ __LINE__, "a string changes by itself", string, { { SHOW_AB, 0, NULL }, { SHOW_AB, 0, NULL } }, 2,
	  { { STRING_AB, NULL, 0 }, { CALL, NULL, 0 }, { SEQUENCE, NULL, 0 }, { RELEASE, NULL, 0 },
	    { STRING_AB, NULL, 0 } }, 5 },

	{ __LINE__, "read, each time behind another question", readable,
	  { { READ_AB, 0, "AB" }, { READ_AB, 0, "AB" }, { READ, 0, "AB" }, { READ_AB, 0, "CD" } }, 4,
	  { { ASK_POOL, POOL, 0 }, { ASK_PRIO, HAS_PRIO_AB, 0 },
	    { ASK_SEQUENCE, SEQUENCE_A, 0 }, { ASK_PRIO, "FF" HAS_PRIO_AB, 0 },
	    { ASK_POOL, POOL, 0 }, { ASK_PRIO, HAS_PRIO_AB, 0 },
	    { ASK_SEQUENCE, SEQUENCE_A, 0 }, { ASK_PRIO, HAS_PRIO_CD, 0 } }, 8 },
	{ __LINE__, "a late answer is found out", readable,
	  { { READ_AB, -ETIMEDOUT, NULL }, { READ_AB, -EPROTO, NULL } }, 2,
	  { { ASK_POOL, POOL, 0 }, { ASK_PRIO, NULL, 0 },
	    { ASK_SEQUENCE, HAS_PRIO_AB, 0 } }, 3 },
	{ __LINE__, "blank is a space; no text is not blank", readable,
	  { { READ_BLANK, 0, "" }, { READ_BLANK, READ_OTHER, NULL }, { READ, READ_OTHER, NULL } }, 3,
	  { { ASK_POOL, POOL, 0 }, { ASK_PRIO, HAS_BLANK, 0 },
	    { ASK_SEQUENCE, SEQUENCE_A, 0 }, { ASK_PRIO, HAS_NO_PRIO, 0 },
	    { ASK_POOL, POOL, 0 }, { ASK_PRIO, HAS_NO_PRIO, 0 } }, 6 },
	{ __LINE__, "the same text in another shape is not the page, another text is told", readable,
	  { { READ_AB, READ_OTHER, NULL }, { READ, READ_OTHER, NULL }, { READ_BLANK, 0, "AB" } }, 3,
	  { { ASK_POOL, POOL, 0 }, { ASK_PRIO, HAS_RED_AB, 0 },
	    { ASK_SEQUENCE, SEQUENCE_A, 0 }, { ASK_PRIO, HAS_RED_AB, 0 },
	    { ASK_POOL, POOL, 0 }, { ASK_PRIO, HAS_RED_AB, 0 } }, 6 },
	{ __LINE__, "an answer about another file", readable, { { READ_AB, -EPROTO, NULL } }, 1,
	  { { ASK_POOL, POOL, 0 }, { ASK_PRIO, HAS_TEXT_AB, 0 } }, 2 },
	{ __LINE__, "a wrong sum", readable, { { READ_AB, -EPROTO, NULL } }, 1,
	  { { ASK_POOL, POOL, 0 }, { ASK_PRIO, ANSWER "4130 " SHAPE "4143 03 30314136 04", 0 } }, 2 },
	{ __LINE__, "another address", readable, { { READ_AB, -EPROTO, NULL } }, 1,
	  { { ASK_POOL, "01 303032 02 4523 353030302C34463030 03 30323338 04", 0 } }, 1 },
	{ __LINE__, "our own question behind noise", readable, { { READ_AB, -ETIMEDOUT, NULL } }, 1,
	  { { ASK_POOL, "FF" ASK_POOL, 0 } }, 1 },
	{ __LINE__, "our own page behind noise", readable, { { READ_AB, -ETIMEDOUT, NULL } }, 1,
	  { { ASK_POOL, POOL, 0 }, { ASK_PRIO, "FF" PRIO_AB, 0 } }, 2 },
	{ __LINE__, "truncated", readable, { { READ_AB, -ETIMEDOUT, NULL } }, 1,
	  { { ASK_POOL, POOL, 0 }, { ASK_PRIO, ANSWER "4130 " SHAPE "4142 03 303141", 0 } }, 2 },
	{ __LINE__, "found elsewhere than it should be, it is brought to the front again", readable_text,
	  { { SHOW_AB, 0, NULL }, { READ_AB, 0, "AB" }, { SHOW_AB, 0, NULL }, { READ_BLANK, 0, "AB" },
	    { SHOW_AB, 0, NULL } }, 5,
	  { { TEXT_AB, NULL, 0 }, { SEQUENCE, NULL, 0 }, { RELEASE, NULL, 0 },
	    { ASK_POOL, POOL, 0 }, { ASK_TEXT, HAS_TEXT_AB, 0 },
	    { TEXT_AB, NULL, 0 },
	    { ASK_SEQUENCE, SEQUENCE_A, 0 }, { ASK_TEXT, HAS_TEXT_AB, 0 },
	    { TEXT_AB, NULL, 0 }, { SEQUENCE, NULL, 0 }, { RELEASE, NULL, 0 } }, 11 },
	{ __LINE__, "a string and what calls it", readable_string,
	  { { READ_AB, 0, "AB" }, { READ_AB, READ_OTHER, NULL }, { READ_AB, -ETIMEDOUT, NULL } }, 3,
	  { { ASK_POOL, POOL, 0 }, { ASK_STRING, HAS_STRING_AB, 0 }, { ASK_TEXT, HAS_CALL, 0 },
	    { ASK_SEQUENCE, SEQUENCE_A, 0 }, { ASK_STRING, HAS_STRING_AB, 0 }, { ASK_TEXT, HAS_TEXT_AB, 0 },
	    { ASK_POOL, POOL, 0 }, { ASK_STRING, HAS_STRING_AB, 0 }, { ASK_TEXT, NULL, 0 } }, 9 },
	{ __LINE__, "probe", readable, { { PROBE, 0, NULL }, { PROBE, -ETIMEDOUT, NULL } }, 2,
	  { { ASK_POOL, POOL, 0 }, { ASK_SEQUENCE, NULL, 0 } }, 2 },
	{ __LINE__, "identify, whatever the profile says", NULL, { { IDENTIFY, 0, NULL } }, 1,
	  { { ASK_INFO, INFO, 0 } }, 1 },
	{ __LINE__, "nobody there", NULL, { { IDENTIFY, -ETIMEDOUT, NULL } }, 1, { { ASK_INFO, NULL, 0 } }, 1 },

	{ __LINE__, "memory: the file is there, and is looked for once", memory,
	  { { SHOW_AB, 0, NULL }, { SHOW_AB, 0, NULL } }, 2,
	  { { ASK_POOL, POOL, 0 }, { ASK_MEMORY, HAS_A, 0 },
	    { TEXT_AB, NULL, 0 }, { SEQUENCE, NULL, 0 }, { RELEASE, NULL, 0 }, { TEXT_AB, NULL, 0 } }, 6 },
	{ __LINE__, "memory: twice said to be missing, it is made, once", memory,
	  { { SHOW_AB, -EBUSY, NULL }, { SHOW_AB, -EREMOTEIO, NULL } }, 2,
	  { { ASK_POOL, POOL, 0 }, { ASK_MEMORY, HAS_B, 0 },
	    { ASK_SEQUENCE, SEQUENCE_A, 0 }, { ASK_MEMORY, HAS_B, 0 }, { MEMORY_A, NULL, 0 },
	    { ASK_POOL, POOL, 0 }, { ASK_MEMORY, HAS_NOTHING, 0 },
	    { ASK_SEQUENCE, SEQUENCE_A, 0 }, { ASK_MEMORY, HAS_NOTHING, 0 } }, 9 },
	{ __LINE__, "memory: it is there when the sign has come back", memory,
	  { { SHOW_AB, -EBUSY, NULL }, { SHOW_AB, -ETIMEDOUT, NULL }, { SHOW_AB, 0, NULL } }, 3,
	  { { ASK_POOL, POOL, 0 }, { ASK_MEMORY, HAS_NOTHING, 0 },
	    { ASK_SEQUENCE, SEQUENCE_A, 0 }, { ASK_MEMORY, HAS_NOTHING, 0 }, { MEMORY_A, NULL, 0 },
	    { ASK_POOL, NULL, 0 },
	    { ASK_SEQUENCE, SEQUENCE_A, 0 }, { ASK_MEMORY, HAS_A, 0 },
	    { TEXT_AB, NULL, 0 }, { SEQUENCE, NULL, 0 }, { RELEASE, NULL, 0 } }, 11 },
	{ __LINE__, "memory: said once only, it is not made", memory, { { SHOW_AB, 0, NULL } }, 1,
	  { { ASK_POOL, POOL, 0 }, { ASK_MEMORY, HAS_B, 0 },
	    { ASK_SEQUENCE, SEQUENCE_A, 0 }, { ASK_MEMORY, HAS_A, 0 },
	    { TEXT_AB, NULL, 0 }, { SEQUENCE, NULL, 0 }, { RELEASE, NULL, 0 } }, 7 },
	{ __LINE__, "memory: without an answer it is not made", memory, { { SHOW_AB, -ETIMEDOUT, NULL } }, 1,
	  { { ASK_POOL, POOL, 0 }, { ASK_MEMORY, HAS_B, 0 },
	    { ASK_SEQUENCE, SEQUENCE_A, 0 }, { ASK_MEMORY, NULL, 0 } }, 4 },
	{ __LINE__, "memory: an answer of no sense is no answer", memory, { { SHOW_AB, -EPROTO, NULL } }, 1,
	  { { ASK_POOL, POOL, 0 }, { ASK_MEMORY, ANSWER "4524 41 03 30304146 04", 0 } }, 2 },
};
/* clang-format on */

static const struct page blank;

static struct page ab(void)
{
	return page_of((const char *const[]){ "AB", NULL });
}

static int operate(const struct driver *d, void *self, struct line *l, enum operation operation,
		   struct page *ret)
{
	static const struct wall_time tuesday = { 2026, 11, 24, 2, 15, 30, 59 };
	const struct page page = ab();
	struct identity id = { .model = "?" };
	int r;

	switch (operation) {
	case SHOW_AB:
		return d->show(self, l, &page, USEC_NEVER);
	case CLEAR:
		return d->clear(self, l, USEC_NEVER);
	case READ_AB:
		return d->read_back(self, l, &page, ret, USEC_NEVER);
	case READ_BLANK:
		return d->read_back(self, l, &blank, ret, USEC_NEVER);
	case READ:
		return d->read_back(self, l, NULL, ret, USEC_NEVER);
	case PROBE:
		return d->probe(self, l, USEC_NEVER);
	case CLOCK:
		return d->set_clock(self, l, &tuesday, USEC_NEVER);
	case IDENTIFY:
		r = d->identify(self, l, &id, USEC_NEVER);
		CHECK(strcmp(id.firmware, r == 0 ? "10401234A" : "") == 0);
		return r;
	}
	return -EINVAL;
}

static void check_talk(const struct talk *t)
{
	struct alpha_settings s;
	struct profile p = make(&s, 1, 14, t->knobs);
	void *self = calloc(1, p.driver->size);
	struct dialogue d;

	CHECK_ROW(t->line, p.driver->init(self, &p, 1, LINE_SERIAL) == 0);
	dialogue_init(&d, t->turns, t->n_turns);
	for (unsigned i = 0; i < t->n_steps; i++) {
		const char *const row[] = { t->steps[i].row ? t->steps[i].row : "untouched", NULL };
		struct page page = page_of((const char *const[]){ "untouched", NULL });
		const struct page wanted = page_of(row);

		CHECK_ROW(t->line, operate(p.driver, self, &d.line, t->steps[i].operation, &page) ==
					   t->steps[i].result);
		CHECK_ROW(t->line, alpha_same(&page, &wanted));
	}
	CHECK_ROW(t->line, dialogue_done(&d));
	free(self);
}

/* One sign's word is not taken for all of them: they are not erased. */
static void test_everyone(void)
{
	static const struct turn turns[] = {
		{ NULL, POOL, 0 },
		{ NULL, HAS_NOTHING, 0 },
		{ NULL, SEQUENCE_A, 0 },
		{ "0000000000 01 5A3030 02 4624 03 30303646 04", HAS_NOTHING, 0 },
	};
	const struct page page = ab();
	struct alpha_settings s;
	struct profile p = make(&s, 1, 14, memory);
	void *self = calloc(1, p.driver->size);
	struct dialogue d;

	CHECK(p.driver->init(self, &p, 0, LINE_SERIAL) == 0);
	dialogue_init(&d, turns, ARRAY_SIZE(turns));
	CHECK(p.driver->show(self, &d.line, &page, USEC_NEVER) == -EREMOTEIO);
	CHECK(dialogue_done(&d));
	free(self);
}

static void test_certainty(void)
{
	struct alpha_settings s;
	struct profile p = make(&s, 1, 14, NULL);
	void *self = calloc(1, p.driver->size);

	CHECK(p.driver->certainty(&p) == CERTAINTY_SENT);
	s.acknowledges = true;
	CHECK(p.driver->certainty(&p) == CERTAINTY_ACKNOWLEDGED);
	s.readable = true;
	CHECK(p.driver->certainty(&p) == CERTAINTY_VERIFIED);
	CHECK(p.driver->init(self, &p, 256, LINE_SERIAL) == -EINVAL);
	free(self);
}

static void complain(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	printf("%s:%u: %s: %s\n", at.file ? at.file : "?", at.line, severity_name(severity),
	       message);
	CHECK(false);
}

static const struct {
	int line;
	const char *name;
	int rows, columns;
	enum certainty certainty;
} profiles[] = {
	{ __LINE__, "alpha-betabrite-1x14", 1, 14, CERTAINTY_SENT },
	{ __LINE__, "alpha-2x20", 2, 20, CERTAINTY_VERIFIED },
};

static int expect_ab(void *userdata, const uint8_t *frame, size_t n)
{
	CHECK(is_frame(PRIO_AB, frame, n));
	++*(int *) userdata;
	return 0;
}

static void test_profiles(const char *dir)
{
	_cleanup_(profile_set_freep) struct profile_set *set = NULL;
	struct diag diag = { .emit = complain };
	const struct page page = ab();

	CHECK(profile_set_load(&set, dir, drivers, &diag) == 0);
	for (size_t i = 0; set && i < ARRAY_SIZE(profiles); i++) {
		const struct profile *p = profile_set_find(set, profiles[i].name);
		_cleanup_(freep) void *self = NULL;
		int line = profiles[i].line, n = 0;

		CHECK_ROW(line, p != NULL);
		if (!p)
			continue;
		self = calloc(1, p->driver->size);
		CHECK_ROW(line, p->rows == profiles[i].rows && p->columns == profiles[i].columns);
		CHECK_ROW(line, p->charset == CHARSET_ASCII);
		CHECK_ROW(line, p->driver->certainty(p) == profiles[i].certainty);
		CHECK_ROW(line, p->driver->init(self, p, 1, LINE_SERIAL) == 0);
		CHECK_ROW(line, p->driver->encode(self, &page, expect_ab, &n) == 0 && n == 1);
	}
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: %s DIRECTORY\n", argv[0]);
		return 2;
	}
	for (size_t i = 0; i < ARRAY_SIZE(talks); i++)
		check_talk(&talks[i]);
	test_everyone();
	test_certainty();
	test_profiles(argv[1]);
	return test_result();
}
