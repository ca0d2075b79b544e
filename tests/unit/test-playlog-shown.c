/* SPDX-License-Identifier: MIT */
/* From records to what was shown, and for how long. */
#include "check.h"
#include "playlog/shown.h"

/* What a callback is given, a line each. */
struct said {
	char text[2048];
	int fail_at; /* 0: never */
	int n;
};

static int on_row(const struct shown_row *row, void *userdata)
{
	const struct record *r = &row->record;
	struct said *s = userdata;
	size_t n = strlen(s->text);

	snprintf(s->text + n, sizeof(s->text) - n, "%s %s%s %llu-%llu %llu %s run %llu\n", r->board,
		 r->kind == RECORD_DARK ? "dark" : r->text, row->again ? " again" : "",
		 (unsigned long long) r->at, (unsigned long long) row->ended,
		 (unsigned long long) row->shown, shown_end_name(row->end),
		 (unsigned long long) row->run);
	return ++s->n == s->fail_at ? -EIO : 0;
}

/* Records as they are in most tests: a second apart, the monotonic clock 1000 s behind. */
static struct record record(enum record_kind kind, uint64_t seq, const char *board,
			    const char *text)
{
	struct record r = {
		.seq = seq,
		.kind = kind,
		.at = 1000000 + seq * 1000,
		.mono = seq * 1000,
		.board = board,
		.text = text,
		.digest = text,
		.from = kind == RECORD_PLAY ? 1000000 + seq * 1000 : 0,
	};

	return r;
}

static void run(const struct record *records, size_t n, const char *expected, int line)
{
	struct said said = { .fail_at = 0 };
	struct shown s;

	shown_init(&s, on_row, &said);
	for (size_t i = 0; i < n; i++)
		CHECK_ROW(line, shown_feed(&s, &records[i]) == 0);
	CHECK_ROW(line, shown_finish(&s) == 0);
	shown_done(&s);
	CHECK_ROW(line, strcmp(said.text, expected) == 0);
	if (strcmp(said.text, expected) != 0)
		printf("%s", said.text);
}

#define RUN(expected, ...)                                                                         \
	run((const struct record[]){ __VA_ARGS__ },                                                \
	    sizeof((const struct record[]){ __VA_ARGS__ }) / sizeof(struct record), expected,      \
	    __LINE__)

#define START(seq)       record(RECORD_START, seq, NULL, NULL)
#define STOP(seq)        record(RECORD_STOP, seq, NULL, NULL)
#define PLAY(seq, b, t)  record(RECORD_PLAY, seq, b, t)
#define DARK(seq, b)     record(RECORD_DARK, seq, b, NULL)
#define LOST(seq, b)     record(RECORD_LOST, seq, b, NULL)
#define GAP(seq)         record(RECORD_GAP, seq, NULL, NULL)
#define INCIDENT(seq, b) record(RECORD_INCIDENT, seq, b, "x")

static void test_ends(void)
{

	RUN("a x 1002000-1005000 3000 replaced run 1\n"
	    "a y 1005000-1006000 1000 lost run 1\n"
	    "b dark 1004000-1007000 3000 lost run 1\n",
	    START(1), PLAY(2, "a", "x"), INCIDENT(3, "a"), DARK(4, "b"), PLAY(5, "a", "y"),
	    LOST(6, "a"), LOST(7, "b"), STOP(8));
}

static void test_boards(void)
{
	RUN("a x 1002000-1004000 2000 replaced run 1\n"
	    "a dark 1004000-1006000 2000 stopped run 1\n"
	    "b y 1003000-1006000 3000 stopped run 1\n",
	    START(1), PLAY(2, "a", "x"), PLAY(3, "b", "y"), DARK(4, "a"), INCIDENT(5, "b"),
	    STOP(6));
}

/* No end in order: what is certain ends with the last record there is. */
static void test_killed(void)
{
	RUN("a x 1002000-1003000 1000 unknown run 1\n"
	    "a y 1005000-0 1000 open run 4\n",
	    START(1), PLAY(2, "a", "x"), INCIDENT(3, "a"), START(4), PLAY(5, "a", "y"),
	    INCIDENT(6, "a"));
}

/* What was dropped on a full disk may have been anything. */
static void test_gap(void)
{
	RUN("a x 1002000-1003000 1000 unknown run 1\n"
	    "a y 1005000-1006000 1000 stopped run 1\n",
	    START(1), PLAY(2, "a", "x"), INCIDENT(3, "a"), GAP(4), PLAY(5, "a", "y"), STOP(6));
	/* Records that are not there at all: the same. */
	RUN("a x 1002000-1003000 1000 unknown run 1\n"
	    "a y 1008000-1009000 1000 stopped run 1\n",
	    START(1), PLAY(2, "a", "x"), INCIDENT(3, "a"), PLAY(8, "a", "y"), STOP(9));
}

/* The log may begin anywhere. */
static void test_begins_late(void)
{
	RUN("a x 1050000-1051000 1000 replaced run 0\n"
	    "a y 1051000-1052000 1000 lost run 0\n",
	    PLAY(50, "a", "x"), PLAY(51, "a", "y"), LOST(52, "a"));
}

/* One play may have several records: when a later page got less far, or after a loss. */
static void test_again(void)
{
	struct record first = PLAY(2, "a", "x"), second = PLAY(3, "a", "x"),
		      later = PLAY(5, "a", "x"), other = PLAY(6, "a", "y");

	second.from = later.from = other.from = first.from;
	RUN("a x 1002000-1003000 1000 replaced run 1\n"
	    "a x again 1003000-1004000 1000 lost run 1\n"
	    "a x again 1005000-1006000 1000 replaced run 1\n"
	    "a y 1006000-1007000 1000 stopped run 1\n",
	    START(1), first, second, LOST(4, "a"), later, other, STOP(7));
}

/* A clock that is set, or not known, changes nothing in how long it was. */
static void test_clock(void)
{
	struct record early = PLAY(2, "a", "x"), late = PLAY(3, "a", "y"), back = STOP(4);

	early.at = 0;
	back.at = 5;
	RUN("a x 0-1003000 1000 replaced run 1\n"
	    "a y 1003000-5 1000 stopped run 1\n",
	    START(1), early, late, back);
}

static void test_callback_ends_it(void)
{
	struct said said = { .fail_at = 1 };
	struct record records[] = { START(1), PLAY(2, "a", "x"), PLAY(3, "b", "y"), STOP(4) };
	struct shown s;

	shown_init(&s, on_row, &said);
	for (size_t i = 0; i < 3; i++)
		CHECK(shown_feed(&s, &records[i]) == 0);
	CHECK(shown_feed(&s, &records[3]) == -EIO);
	CHECK(said.n == 1);
	shown_done(&s);
}

int main(void)
{
	test_ends();
	test_boards();
	test_killed();
	test_gap();
	test_begins_late();
	test_again();
	test_clock();
	test_callback_ends_it();
	return test_result();
}
