/* SPDX-License-Identifier: MIT */

/* The onbon driver's conversations: good, refused, garbled, and what it remembers of a card. */

#include "onbon_frames.h"

/* The turns of a conversation, and what the call that holds it returns; &talk.line is its line. */
#define TALK(wanted, call, ...)                                                                    \
	do {                                                                                       \
		static const struct turn turns_[] = { __VA_ARGS__ };                               \
		struct dialogue talk;                                                              \
		int r_;                                                                            \
                                                                                                   \
		dialogue_init(&talk, turns_, ARRAY_SIZE(turns_));                                  \
		r_ = (call);                                                                       \
		if (r_ != (wanted) || !dialogue_done(&talk)) {                                     \
			printf("%s: %d\n", #call, r_);                                             \
			CHECK(false);                                                              \
		}                                                                                  \
	} while (0)

static int show(struct board *b, struct line *l, const char *text)
{
	struct page page = page_of((const char *const[]){ text, NULL });

	return b->driver->show(b->self, l, &page, USEC_NEVER);
}

static int store(struct board *b, struct line *l, const char *text)
{
	struct page page = page_of((const char *const[]){ text, NULL });

	return b->driver->store(b->self, l, &page, USEC_NEVER);
}

static int probe(struct board *b, struct line *l)
{
	return b->driver->probe(b->self, l, USEC_NEVER);
}

static int power(struct board *b, struct line *l, bool on)
{
	return b->driver->set_power(b->self, l, on, USEC_NEVER);
}

static void unasked(struct onbon_settings *s)
{
	s->check_screen = s->delete_others = false;
}

static void in_short_status(struct onbon_settings *s)
{
	s->special_bytes = false;
}

/* The screen and the areas are asked about once. */
static void test_first_page(void)
{
	struct board b;

	board_init(&b, NULL);
	TALK(0, show(&b, &talk.line, "AB"), { SCREEN, SCREEN_128_32, 0 },
	     { STATUS, STATUS_NONE, 0 }, { PAGE, ACK, 0 });
	TALK(0, show(&b, &talk.line, "AB"), { PAGE, ACK, 0 });
	TALK(0, show(&b, &talk.line, NULL), { BLANK, ACK, 0 });
	TALK(0, show(&b, &talk.line, ""), { BLANK, ACK, 0 });
	TALK(0, b.driver->clear(b.self, &talk.line, USEC_NEVER), { BLANK, ACK, 0 });
	board_done(&b);

	/* A blank one lies on any screen. */
	board_init(&b, NULL);
	TALK(0, show(&b, &talk.line, NULL), { STATUS, STATUS_NONE, 0 }, { BLANK, ACK, 0 });
	TALK(0, show(&b, &talk.line, "AB"), { SCREEN, SCREEN_256_64, 0 }, { PAGE, ACK, 0 });
	board_done(&b);

	board_init(&b, unasked);
	TALK(0, show(&b, &talk.line, "AB"), { PAGE, ACK, 0 });
	board_done(&b);
}

/* What of the screen's answer is known is judged; a card that does not know the question is not. */
static void test_screen(void)
{
	static const struct {
		int line, result;
		struct turn screen;
		bool again;
	} screens[] = {
		{ __LINE__, 0, { SCREEN, SCREEN_128_32, 0 }, false },
		{ __LINE__, 0, { SCREEN, SCREEN_256_64, 0 }, false },
		{ __LINE__, 0, { SCREEN, SCREEN_0_0, 0 }, false },
		{ __LINE__, 0, { SCREEN, SCREEN_SHORT, 0 }, false },
		{ __LINE__, 0, { SCREEN, SCREEN_EMPTY, 0 }, false },
		{ __LINE__, 0, { SCREEN, NACK_UNKNOWN, 0 }, false },
		{ __LINE__, 0, { SCREEN, NACK_NO_GROUP, 0 }, false },
		{ __LINE__, -EMSGSIZE, { SCREEN, SCREEN_120_32, 0 }, true },
		{ __LINE__, -EMSGSIZE, { SCREEN, SCREEN_128_16, 0 }, true },
		{ __LINE__, -EBUSY, { SCREEN, NACK_BUSY, 0 }, true },
		{ __LINE__, -EREMOTEIO, { SCREEN, NACK_NO_MEMORY, 0 }, true },
		{ __LINE__, -EPROTO, { SCREEN, STATUS_NONE, 0 }, true },
		{ __LINE__, -EPROTO, { SCREEN, ACK, 0 }, true },
		{ __LINE__, -ETIMEDOUT, { SCREEN, NULL, 0 }, true },
		{ __LINE__, -ENODEV, { SCREEN, NULL, -ENODEV }, true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(screens); i++) {
		const struct turn turns[] = { screens[i].screen, { PAGE, ACK, 0 } };
		struct dialogue first;
		struct board b;

		board_init(&b, NULL);
		b.settings.delete_others = false;
		dialogue_init(&first, turns, screens[i].result == 0 ? 2 : 1);
		CHECK_ROW(screens[i].line, show(&b, &first.line, "AB") == screens[i].result);
		CHECK_ROW(screens[i].line, dialogue_done(&first));
		if (screens[i].again)
			TALK(0, show(&b, &talk.line, "AB"), { SCREEN, SCREEN_128_32, 0 },
			     { PAGE, ACK, 0 });
		board_done(&b);
	}
}

static void test_others(void)
{
	struct board b;

	board_init(&b, NULL);
	b.settings.check_screen = false;
	TALK(0, show(&b, &talk.line, "AB"), { STATUS, STATUS_ALL, 0 }, { DELETE_3_7, ACK, 0 },
	     { PAGE, ACK, 0 });
	TALK(0, show(&b, &talk.line, "AB"), { PAGE, ACK, 0 });
	/* Found by a probe, they go with the next page; for as long as the card refuses, no page.
	 */
	TALK(0, probe(&b, &talk.line), { STATUS, STATUS_ALL, 0 });
	TALK(-EBUSY, show(&b, &talk.line, "AB"), { DELETE_3_7, NACK_BUSY, 0 });
	TALK(0, show(&b, &talk.line, NULL), { DELETE_3_7, ACK, 0 }, { BLANK, ACK, 0 });
	TALK(0, show(&b, &talk.line, NULL), { BLANK, ACK, 0 });
	board_done(&b);

	/* More than are remembered; status not known. */
	board_init(&b, NULL);
	b.settings.check_screen = false;
	TALK(0, show(&b, &talk.line, "AB"), { STATUS, STATUS_20, 0 }, { DELETE_16, ACK, 0 },
	     { PAGE, ACK, 0 });
	board_done(&b);
	board_init(&b, NULL);
	b.settings.check_screen = false;
	TALK(-EBUSY, show(&b, &talk.line, "AB"), { STATUS, NACK_BUSY, 0 });
	TALK(-ETIMEDOUT, show(&b, &talk.line, "AB"), { STATUS, NULL, 0 });
	TALK(0, show(&b, &talk.line, "AB"), { STATUS, NACK_UNKNOWN, 0 }, { PAGE, ACK, 0 });
	board_done(&b);

	board_init(&b, unasked);
	TALK(0, probe(&b, &talk.line), { STATUS, STATUS_OTHERS, 0 });
	TALK(0, show(&b, &talk.line, "AB"), { PAGE, ACK, 0 });
	board_done(&b);
}

static void test_answers(void)
{
	static const struct {
		int line, result;
		const char *answer;
	} answers[] = {
		{ __LINE__, 0, "00 5A FF A5 01 " ACK },
		{ __LINE__, 0, PAGE ACK },
		{ __LINE__, 0, "A5 00800100000000000000FE020500 A000000000 64DC 5A" },
		{ __LINE__, -EBUSY, NACK_BUSY },
		{ __LINE__, -EREMOTEIO, NACK_NO_MEMORY },
		{ __LINE__, -EREMOTEIO, NACK_UNKNOWN },
		{ __LINE__, -EPROTO, STATUS_NONE },
		{ __LINE__, -EPROTO, HEADS "00800100000000000000FE020500 A000000000 64DD 5A" },
		{ __LINE__, -EPROTO, HEADS "00800200000000000000FE020500 A000000000 942C 5A" },
		{ __LINE__, -EPROTO, HEADS "0080FEFF000000000000FE020500 A000000000 14AC 5A" },
		{ __LINE__, -ETIMEDOUT, PAGE },
		{ __LINE__, -ETIMEDOUT, HEADS "00800100000000000000FE020500 A000000000 64DC" },
		{ __LINE__, -ETIMEDOUT, "0102030405" },
		{ __LINE__, -ETIMEDOUT, NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
		const struct turn turns[] = { { PAGE, answers[i].answer, 0 } };
		struct dialogue talk;
		struct board b;

		board_init(&b, unasked);
		dialogue_init(&talk, turns, 1);
		CHECK_ROW(answers[i].line, show(&b, &talk.line, "AB") == answers[i].result);
		CHECK_ROW(answers[i].line, dialogue_done(&talk));
		board_done(&b);
	}
}

/* After a restart the areas are gone; only who has shown something can tell. */
static void test_probe(void)
{
	struct board b;

	board_init(&b, NULL);
	b.settings.delete_others = false;
	TALK(0, probe(&b, &talk.line), { STATUS, STATUS_NONE, 0 });
	TALK(0, probe(&b, &talk.line), { STATUS, STATUS_OFF, 0 });
	TALK(0, show(&b, &talk.line, "AB"), { SCREEN, SCREEN_128_32, 0 }, { PAGE, ACK, 0 });
	TALK(0, probe(&b, &talk.line), { STATUS, STATUS_OURS, 0 });
	TALK(0, probe(&b, &talk.line), { STATUS, STATUS_ALL, 0 });
	TALK(0, probe(&b, &talk.line), { STATUS, STATUS_BARE, 0 });
	/* What is not told is not judged. */
	TALK(0, probe(&b, &talk.line), { STATUS, STATUS_CUT, 0 });
	TALK(0, probe(&b, &talk.line), { STATUS, STATUS_EMPTY, 0 });
	TALK(0, probe(&b, &talk.line), { STATUS, STATUS_MANY, 0 });
	TALK(0, probe(&b, &talk.line), { STATUS, STATUS_ODD, 0 });
	TALK(-EPROTO, probe(&b, &talk.line), { STATUS, ACK, 0 });
	TALK(-EREMOTEIO, probe(&b, &talk.line), { STATUS, NACK_UNKNOWN, 0 });
	TALK(-ETIMEDOUT, probe(&b, &talk.line), { STATUS, NULL, 0 });
	TALK(-ESTALE, probe(&b, &talk.line), { STATUS, STATUS_OTHERS, 0 });
	/* Once; and the screen is asked about again. */
	TALK(0, probe(&b, &talk.line), { STATUS, STATUS_NONE, 0 });
	TALK(0, show(&b, &talk.line, "AB"), { SCREEN, SCREEN_128_32, 0 }, { PAGE, ACK, 0 });
	TALK(0, show(&b, &talk.line, NULL), { BLANK, ACK, 0 });
	TALK(0, probe(&b, &talk.line), { STATUS, STATUS_NONE, 0 });
	/* A page that nobody acknowledged may be there or not. */
	TALK(-ETIMEDOUT, show(&b, &talk.line, "AB"), { PAGE, NULL, 0 });
	TALK(0, probe(&b, &talk.line), { STATUS, STATUS_NONE, 0 });
	board_done(&b);
}

static void test_probe_after_restart(void)
{
	struct board b;

	board_init(&b, NULL);
	TALK(0, show(&b, &talk.line, "AB"), { SCREEN, SCREEN_128_32, 0 },
	     { STATUS, STATUS_NONE, 0 }, { PAGE, ACK, 0 });
	TALK(-ESTALE, probe(&b, &talk.line), { STATUS, STATUS_NONE, 0 });
	TALK(0, show(&b, &talk.line, "AB"), { SCREEN, SCREEN_128_32, 0 },
	     { STATUS, STATUS_NONE, 0 }, { PAGE, ACK, 0 });
	board_done(&b);

	/* BX-5K1: its ids stand two bytes earlier. */
	board_init(&b, in_short_status);
	TALK(0, show(&b, &talk.line, "AB"), { SCREEN, SCREEN_128_32, 0 },
	     { STATUS, STATUS_5K1_NONE, 0 }, { PAGE, ACK, 0 });
	TALK(0, probe(&b, &talk.line), { STATUS, STATUS_5K1, 0 });
	TALK(-ESTALE, probe(&b, &talk.line), { STATUS, STATUS_5K1_NONE, 0 });
	board_done(&b);
}

static void test_power(void)
{
	struct board b;

	board_init(&b, unasked);
	TALK(0, power(&b, &talk.line, true), { POWER_ON, ACK, 0 });
	TALK(0, probe(&b, &talk.line), { STATUS, STATUS_OURS, 0 });
	TALK(-ESTALE, probe(&b, &talk.line), { STATUS, STATUS_OFF, 0 });
	TALK(0, probe(&b, &talk.line), { STATUS, STATUS_OFF, 0 });

	/* Dark over a page, though nobody said so. */
	TALK(0, show(&b, &talk.line, "AB"), { PAGE, ACK, 0 });
	TALK(-ESTALE, probe(&b, &talk.line), { STATUS, STATUS_OFF, 0 });

	TALK(0, show(&b, &talk.line, "AB"), { PAGE, ACK, 0 });
	TALK(0, power(&b, &talk.line, false), { POWER_OFF, ACK, 0 });
	TALK(0, probe(&b, &talk.line), { STATUS, STATUS_OFF, 0 });
	TALK(-ESTALE, probe(&b, &talk.line), { STATUS, STATUS_OURS, 0 });
	TALK(-EBUSY, power(&b, &talk.line, false), { POWER_OFF, NACK_BUSY, 0 });
	/* A card without it shows its text all the same. */
	TALK(-EOPNOTSUPP, power(&b, &talk.line, false), { POWER_OFF, NACK_UNKNOWN, 0 });
	TALK(-EOPNOTSUPP, power(&b, &talk.line, true), { POWER_ON, NACK_NO_GROUP, 0 });
	TALK(0, probe(&b, &talk.line), { STATUS, STATUS_OURS, 0 });
	board_done(&b);
}

static void test_brightness(void)
{
	struct board b;

	board_init(&b, NULL);
	TALK(0, b.driver->set_brightness(b.self, &talk.line, 0, USEC_NEVER), { BRIGHT_0, ACK, 0 });
	TALK(0, b.driver->set_brightness(b.self, &talk.line, 3, USEC_NEVER), { BRIGHT_0, ACK, 0 });
	TALK(0, b.driver->set_brightness(b.self, &talk.line, 4, USEC_NEVER), { BRIGHT_1, ACK, 0 });
	TALK(0, b.driver->set_brightness(b.self, &talk.line, 50, USEC_NEVER), { BRIGHT_8, ACK, 0 });
	TALK(0, b.driver->set_brightness(b.self, &talk.line, 100, USEC_NEVER),
	     { BRIGHT_15, ACK, 0 });
	TALK(-EREMOTEIO, b.driver->set_brightness(b.self, &talk.line, 50, USEC_NEVER),
	     { BRIGHT_8, NACK_NO_MEMORY, 0 });
	b.settings.brightness_form = ONBON_BRIGHTNESS_LONG;
	TALK(0, b.driver->set_brightness(b.self, &talk.line, 50, USEC_NEVER),
	     { BRIGHT_LONG, ACK, 0 });
	board_done(&b);
}

static void test_clock(void)
{
	static const struct wall_time friday = { 2013, 1, 25, 5, 11, 17, 26 };
	static const struct wall_time sunday = { 2026, 11, 29, 7, 23, 59, 59 };
	struct board b;

	board_init(&b, NULL);
	TALK(0, b.driver->set_clock(b.self, &talk.line, &friday, USEC_NEVER), { CLOCK, ACK, 0 });
	TALK(0, b.driver->set_clock(b.self, &talk.line, &sunday, USEC_NEVER),
	     { CLOCK_SUNDAY, ACK, 0 });
	board_done(&b);
}

static void test_store(void)
{
	struct board b;

	board_init(&b, unasked);
	TALK(0, store(&b, &talk.line, "AB"), { SHORT_0, ACK, 0 }, { SHORT_1, NEXT_END, 0 });
	TALK(0, store(&b, &talk.line, "AB"), { SHORT_0, ACK, 0 }, { SHORT_1, NEXT_BARE, 0 });
	TALK(0, store(&b, &talk.line, "AB"), { SHORT_0, ACK, 0 }, { SHORT_1, ACK, 0 });
	TALK(0, store(&b, &talk.line, NULL), { SPACE_0, ACK, 0 }, { SPACE_1, NEXT_0, 0 });
	/* What a page's lifetime is, the fallback's is not. */
	b.settings.ttl = 60;
	TALK(0, store(&b, &talk.line, "AB"), { SHORT_0, ACK, 0 }, { SHORT_1, NEXT_END, 0 });
	b.settings.programme_length = ONBON_LENGTH_WHOLE;
	TALK(0, store(&b, &talk.line, "AB"), { SHORT_0, ACK, 0 }, { WHOLE_1, NEXT_END, 0 });
	board_done(&b);
}

static void test_store_refused(void)
{
	struct board b;

	board_init(&b, unasked);
	TALK(-EREMOTEIO, store(&b, &talk.line, "AB"), { SHORT_0, NACK_NO_MEMORY, 0 });
	TALK(-EPROTO, store(&b, &talk.line, "AB"), { SHORT_0, NEXT_0, 0 });
	TALK(-ETIMEDOUT, store(&b, &talk.line, "AB"), { SHORT_0, ACK, 0 }, { SHORT_1, NULL, 0 });
	TALK(-EREMOTEIO, store(&b, &talk.line, "AB"), { SHORT_0, ACK, 0 },
	     { SHORT_1, NACK_BLOCK, 0 });
	TALK(-EREMOTEIO, store(&b, &talk.line, "AB"), { SHORT_0, ACK, 0 },
	     { SHORT_1, BLOCK_ERROR, 0 });
	TALK(-EPROTO, store(&b, &talk.line, "AB"), { SHORT_0, ACK, 0 },
	     { SHORT_1, STATUS_NONE, 0 });
	board_done(&b);

	board_init(&b, NULL);
	TALK(-EMSGSIZE, store(&b, &talk.line, "AB"), { SCREEN, SCREEN_120_32, 0 });
	TALK(0, store(&b, &talk.line, "AB"), { SCREEN, SCREEN_128_32, 0 }, { SHORT_0, ACK, 0 },
	     { SHORT_1, NEXT_END, 0 });
	board_done(&b);
}

/* A file of two blocks: each but the last must be answered with the next one's address. */
static void test_store_blocks(void)
{
	struct page page = { .n_rows = 4 };
	struct board b;

	board_init(&b, unasked);
	b.profile.rows = 4;
	b.profile.columns = 60;
	for (unsigned i = 0; i < 4; i++) {
		page.rows[i].n = 60;
		memset(page.rows[i].bytes, 'a' + (int) i, 60);
	}
	TALK(0, b.driver->store(b.self, &talk.line, &page, USEC_NEVER), { LONG_0, ACK, 0 },
	     { LONG_1, NEXT_256, 0 }, { LONG_2, NEXT_0, 0 });
	TALK(-EPROTO, b.driver->store(b.self, &talk.line, &page, USEC_NEVER), { LONG_0, ACK, 0 },
	     { LONG_1, NEXT_0, 0 });
	TALK(-EPROTO, b.driver->store(b.self, &talk.line, &page, USEC_NEVER), { LONG_0, ACK, 0 },
	     { LONG_1, NEXT_SHORT, 0 });
	TALK(-EPROTO, b.driver->store(b.self, &talk.line, &page, USEC_NEVER), { LONG_0, ACK, 0 },
	     { LONG_1, ACK, 0 });
	TALK(-EREMOTEIO, b.driver->store(b.self, &talk.line, &page, USEC_NEVER), { LONG_0, ACK, 0 },
	     { LONG_1, BLOCK_ERROR, 0 });
	board_done(&b);
}

static void test_identify(void)
{
	struct identity id;
	struct board b;

	board_init(&b, NULL);
	TALK(0, b.driver->identify(b.self, &talk.line, &id, USEC_NEVER), { PING_ANY, ACK, 0 },
	     { SCREEN_ANY, SCREEN_5MK, 0 });
	CHECK(strcmp(id.model, "BX-5MK1") == 0 && !*id.firmware);
	CHECK(id.width == 128 && id.height == 32);
	TALK(0, b.driver->identify(b.self, &talk.line, &id, USEC_NEVER), { PING_ANY, ACK, 0 },
	     { SCREEN_ANY, SCREEN_STRANGE, 0 });
	CHECK(!*id.model && id.width == 128);
	TALK(0, b.driver->identify(b.self, &talk.line, &id, USEC_NEVER), { PING_ANY, NACK_BUSY, 0 },
	     { SCREEN_ANY, NACK_UNKNOWN, 0 });
	CHECK(!*id.model && id.width == 0 && id.height == 0);
	TALK(0, b.driver->identify(b.self, &talk.line, &id, USEC_NEVER), { PING_ANY, ACK, 0 },
	     { SCREEN_ANY, NULL, 0 });
	TALK(-ENODEV, b.driver->identify(b.self, &talk.line, &id, USEC_NEVER), { PING_ANY, ACK, 0 },
	     { SCREEN_ANY, NULL, -ENODEV });
	TALK(-ETIMEDOUT, b.driver->identify(b.self, &talk.line, &id, USEC_NEVER),
	     { PING_ANY, NULL, 0 });
	TALK(-ETIMEDOUT, b.driver->identify(b.self, &talk.line, &id, USEC_NEVER),
	     { PING_ANY, PING_ANY, 0 });
	TALK(-EPROTO, b.driver->identify(b.self, &talk.line, &id, USEC_NEVER),
	     { PING_ANY, STATUS_NONE, 0 });
	board_done(&b);
}

static void test_driver(void)
{
	struct board b;

	board_init(&b, NULL);
	CHECK(b.driver->line == LINE_BYTES && b.driver->tcp_port == 5005);
	CHECK(b.driver->udp_port == 5007 && b.driver->rest == USEC_PER_SEC);
	CHECK(b.driver->certainty(&b.profile) == CERTAINTY_ACKNOWLEDGED);
	CHECK(b.driver->lifetime(&b.profile) == USEC_NEVER);
	b.settings.ttl = 90;
	CHECK(b.driver->lifetime(&b.profile) == 90 * USEC_PER_SEC);
	CHECK(b.driver->init(b.self, &b.profile, 0, LINE_SERIAL) == -EINVAL);
	CHECK(b.driver->init(b.self, &b.profile, 0x8000, LINE_SERIAL) == -EINVAL);
	CHECK(b.driver->init(b.self, &b.profile, 0xfffe, LINE_NETWORK) == -EINVAL);
	CHECK(b.driver->init(b.self, &b.profile, 0x7fff, LINE_NETWORK) == 0);
	{
		struct dialogue none;

		dialogue_init(&none, NULL, 0);
		CHECK(b.driver->set_brightness(b.self, &none.line, 101, USEC_NEVER) == -EINVAL);
		CHECK(dialogue_done(&none));
	}
	board_done(&b);
}

/* A card that is silent about what it does not know gets its page on the third try. */
static void test_taciturn(void)
{
	struct board b;

	board_init(&b, NULL);
	TALK(-ETIMEDOUT, show(&b, &talk.line, "AB"), { SCREEN, NULL, 0 });
	TALK(-ETIMEDOUT, show(&b, &talk.line, "AB"), { SCREEN, NULL, 0 });
	TALK(0, show(&b, &talk.line, "AB"), { PAGE, ACK, 0 });
	TALK(0, show(&b, &talk.line, "AB"), { PAGE, ACK, 0 });
	TALK(0, probe(&b, &talk.line), { PING, ACK, 0 });
	/* It was away, or is now: it is asked again. */
	TALK(-ETIMEDOUT, show(&b, &talk.line, "AB"), { PAGE, NULL, 0 });
	TALK(0, show(&b, &talk.line, "AB"), { SCREEN, SCREEN_128_32, 0 },
	     { STATUS, STATUS_NONE, 0 }, { PAGE, ACK, 0 });
	board_done(&b);
}

int main(void)
{
	test_first_page();
	test_taciturn();
	test_screen();
	test_others();
	test_answers();
	test_probe();
	test_probe_after_restart();
	test_power();
	test_brightness();
	test_clock();
	test_store();
	test_store_refused();
	test_store_blocks();
	test_identify();
	test_driver();
	return test_result();
}
