/* SPDX-License-Identifier: MIT */

/* The cpower driver beside pages: power, brightness, clock, probing, who is there. */

#include "cpower_board.h"

static int power_on(struct board *b, struct line *l)
{
	return b->driver->set_power(b->self, l, true, USEC_NEVER);
}

static int power_off(struct board *b, struct line *l)
{
	return b->driver->set_power(b->self, l, false, USEC_NEVER);
}

static int brightness_0(struct board *b, struct line *l)
{
	return b->driver->set_brightness(b->self, l, 0, USEC_NEVER);
}

static int brightness_50(struct board *b, struct line *l)
{
	return b->driver->set_brightness(b->self, l, 50, USEC_NEVER);
}

static int brightness_100(struct board *b, struct line *l)
{
	return b->driver->set_brightness(b->self, l, 100, USEC_NEVER);
}

static int brightness_101(struct board *b, struct line *l)
{
	return b->driver->set_brightness(b->self, l, 101, USEC_NEVER);
}

static int clock_sunday(struct board *b, struct line *l)
{
	const struct wall_time t = { 2026, 11, 29, 7, 12, 34, 56 };

	return b->driver->set_clock(b->self, l, &t, USEC_NEVER);
}

static int clock_monday(struct board *b, struct line *l)
{
	const struct wall_time t = { 2000, 1, 3, 1, 23, 0, 59 };

	return b->driver->set_clock(b->self, l, &t, USEC_NEVER);
}

static int clock_2100(struct board *b, struct line *l)
{
	const struct wall_time t = { 2100, 1, 1, 5, 0, 0, 0 };

	return b->driver->set_clock(b->self, l, &t, USEC_NEVER);
}

static void template(struct cpower_settings *s)
{
	s->template = true;
}

static int probe(struct board *b, struct line *l)
{
	return b->driver->probe(b->self, l, USEC_NEVER);
}

static void no_power(struct cpower_settings *s)
{
	s->power = false;
}

static void from_zero(struct cpower_settings *s)
{
	s->dimmest = 0;
}

static void old_firmware(struct cpower_settings *s)
{
	s->old_firmware = true;
}

#define POWER_ON  "A5 68320176 01 00 01 0000000000000000 1301 AE"
#define POWER_OFF "A5 68320176 01 00 00 0000000000000000 1201 AE"
#define IS_ON     "A5 E8320176 01 00 01 9301 AE"
#define IS_OFF    "A5 E8320176 01 00 00 9201 AE"
#define ASK_POWER "A5 68320176 01 01 1301 AE"
#define SIX_1     "01 01 01 01 01 01"
#define SIX_0     "00 00 00 00 00 00"
#define SIX_16    "10 10 10 10 10 10"
#define SIX_31    "1F 1F 1F 1F 1F 1F"
#define BRIGHT_0  "A5 68320146 01 00" SIX_1 SIX_1 SIX_1 SIX_1 "FA00 AE"
#define BRIGHT_50 "A5 68320146 01 00" SIX_16 SIX_16 SIX_16 SIX_16 "6202 AE"
#define BRIGHTEST "A5 68320146 01 00" SIX_31 SIX_31 SIX_31 SIX_31 "CA03 AE"
#define DARKEST   "A5 68320146 01 00" SIX_0 SIX_0 SIX_0 SIX_0 "E200 AE"
#define BRIGHT_OK "A5 E8320146 01 01 6301 AE"
#define BRIGHT_NO "A5 E8320146 01 00 6201 AE"
#define SUNDAY    "A5 68320147 01 00 38 22 0C 00 1D 0B 1A 8B01 AE"
#define MONDAY    "A5 68320147 01 00 3B 00 17 01 03 01 00 3A01 AE"
#define CLOCK_OK  "A5 E8320147 01 01 6401 AE"

#define ASK_TEMPLATE  "A5 6832017B01 0200 0000 83 03 9F01 AE"
#define TEMPLATE_IN   "A5 E832017B00 0400 0000 83 03 01 01 2202 AE"
#define TEMPLATE_OUT  "A5 E832017B00 0400 0000 83 03 00 01 2102 AE"
#define TEMPLATE_NONE "A5 E832017B00 0400 0000 83 03 00 00 2002 AE"

static const struct {
	int line;
	int (*what)(struct board *b, struct line *l);
	knobs_fn knobs;
	int result;
	struct turn turns[TURNS_MAX];
} commands[] = {
	{ __LINE__, power_on, NULL, 0, { { POWER_ON, IS_ON, 0 } } },
	{ __LINE__, power_on, NULL, -EREMOTEIO, { { POWER_ON, IS_OFF, 0 } } },
	{ __LINE__, power_off, NULL, 0, { { POWER_OFF, IS_OFF, 0 } } },
	{ __LINE__, power_off, NULL, -EREMOTEIO, { { POWER_OFF, IS_ON, 0 } } },
	{ __LINE__, power_off, NULL, -ETIMEDOUT, { { POWER_OFF, NULL, 0 } } },
	{ __LINE__, power_off, NULL, -ETIMEDOUT, { { POWER_OFF, POWER_OFF, 0 } } },
	{ __LINE__, power_on, NULL, -EPROTO, { { POWER_ON, "A5 E8320176 01 01 9301 AE", 0 } } },
	{ __LINE__, power_on, NULL, -EPROTO, { { POWER_ON, "A5 E8320176 01 01 01 9401 AE", 0 } } },
	{ __LINE__, power_on, NULL, -EPROTO, { { POWER_ON, "A5 E8320176 01 00 02 9401 AE", 0 } } },
	{ __LINE__, power_on, NULL, -EPROTO, { { POWER_ON, BRIGHT_OK, 0 } } },
	{ __LINE__,
	  power_on,
	  NULL,
	  -EREMOTEIO,
	  { { POWER_ON, "A5 E8320176 03 00 01 9501 AE", 0 } } },
	/* The mark alone. */
	{ __LINE__, power_on, NULL, 0, { { POWER_ON, "A5 E832017600 9101 AE", 0 } } },
	{ __LINE__, power_off, NULL, 0, { { POWER_OFF, "A5 E832017600 9101 AE", 0 } } },
	{ __LINE__, power_on, NULL, -EPROTO, { { POWER_ON, "A5 E832017601 9201 AE", 0 } } },
	{ __LINE__, power_on, NULL, -EREMOTEIO, { { POWER_ON, "A5 E832017602 9301 AE", 0 } } },
	{ __LINE__, brightness_100, NULL, 0, { { BRIGHTEST, "A5 E832014600 6101 AE", 0 } } },
	{ __LINE__, clock_sunday, NULL, 0, { { SUNDAY, "A5 E832014700 6201 AE", 0 } } },
	{ __LINE__, power_on, no_power, -EOPNOTSUPP, { { 0 } } },
	/* Of old firmware an answer that is our request can not be told from its echo. */
	{ __LINE__, power_on, old_firmware, -ETIMEDOUT, { { POWER_ON, POWER_ON, 0 } } },
	{ __LINE__, power_on, old_firmware, 0, { { POWER_ON, POWER_ON IS_ON, 0 } } },

	{ __LINE__, brightness_0, NULL, 0, { { BRIGHT_0, BRIGHT_OK, 0 } } },
	{ __LINE__, brightness_0, from_zero, 0, { { DARKEST, BRIGHT_OK, 0 } } },
	{ __LINE__, brightness_50, NULL, 0, { { BRIGHT_50, BRIGHT_OK, 0 } } },
	{ __LINE__, brightness_100, NULL, 0, { { BRIGHTEST, BRIGHT_OK, 0 } } },
	{ __LINE__, brightness_100, NULL, -EREMOTEIO, { { BRIGHTEST, BRIGHT_NO, 0 } } },
	{ __LINE__,
	  brightness_100,
	  NULL,
	  -EPROTO,
	  { { BRIGHTEST, "A5 E8320146 01 02 6401 AE", 0 } } },
	{ __LINE__, brightness_100, NULL, -EPROTO, { { BRIGHTEST, "A5 E8320146 01 6201 AE", 0 } } },
	{ __LINE__, brightness_101, NULL, -EINVAL, { { 0 } } },

	{ __LINE__, clock_sunday, NULL, 0, { { SUNDAY, CLOCK_OK, 0 } } },
	{ __LINE__, clock_monday, NULL, 0, { { MONDAY, CLOCK_OK, 0 } } },
	{ __LINE__,
	  clock_monday,
	  NULL,
	  -EREMOTEIO,
	  { { MONDAY, "A5 E8320147 01 00 6301 AE", 0 } } },
	{ __LINE__, clock_2100, NULL, -EINVAL, { { 0 } } },

	{ __LINE__, probe, NULL, -EOPNOTSUPP, { { 0 } } },
	{ __LINE__, probe, template, 0, { { ASK_TEMPLATE, TEMPLATE_IN, 0 } } },
	{ __LINE__, probe, template, -ESTALE, { { ASK_TEMPLATE, TEMPLATE_OUT, 0 } } },
	{ __LINE__, probe, template, -ESTALE, { { ASK_TEMPLATE, TEMPLATE_NONE, 0 } } },
	{ __LINE__, probe, template, -EPROTO, { { ASK_TEMPLATE, NO_DATA, 0 } } },
	{ __LINE__, probe, template, -ETIMEDOUT, { { ASK_TEMPLATE, NULL, 0 } } },
};

static void test_commands(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		struct dialogue d;
		struct board b;

		board_init(&b, 1, 4, LINE_SERIAL, commands[i].knobs);
		dialogue_init(&d, commands[i].turns, count_turns(commands[i].turns));
		CHECK_ROW(commands[i].line, commands[i].what(&b, &d.line) == commands[i].result);
		CHECK_ROW(commands[i].line, dialogue_done(&d));
		board_done(&b);
	}
}

#define ASK_VERSION "A5 6832012E 01 00 CA00 AE"

static void test_identify(void)
{
	const struct turn turns[] = {
		{ ASK_VERSION, "A5 E832012E 01 00 52 12 21 00 00 00 35 09 0D02 AE", 0 },
		{ ASK_VERSION, "A5 E832012E 01 00 52 12 21 CF01 AE", 0 },
		{ ASK_VERSION, ASK_VERSION, 0 },
	};
	struct identity who;
	struct dialogue d;
	struct board b;

	board_init(&b, 1, 4, LINE_SERIAL, NULL);
	dialogue_init(&d, turns, ARRAY_SIZE(turns));
	CHECK(b.driver->identify(b.self, &d.line, &who, USEC_NEVER) == 0);
	CHECK(strcmp(who.model, "C-Power type 52") == 0);
	CHECK(strcmp(who.firmware, "APP 3.5 BIOS 2.1 logic 1.2") == 0);
	CHECK(who.width == 0 && who.height == 0);
	CHECK(b.driver->identify(b.self, &d.line, &who, USEC_NEVER) == -EPROTO);
	CHECK(b.driver->identify(b.self, &d.line, &who, USEC_NEVER) == -ETIMEDOUT);
	CHECK(dialogue_done(&d));
	board_done(&b);
}

int main(void)
{
	test_commands();
	test_identify();
	return test_result();
}
