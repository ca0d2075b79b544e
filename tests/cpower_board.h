/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A board with a C-Power card for tests of its driver: card 1, GBK, settings as they are left
 * out but for what a knob turns.  Frames that several tests need are here; their numbers are worked
 * out apart from the code that is tested.
 */

#include "check.h"
#include "cpower_settings.h"
#include "dialogue.h"
#include "pufa/driver.h"

#define TURNS_MAX 6

typedef void (*knobs_fn)(struct cpower_settings *s);

struct board {
	struct cpower_settings settings;
	struct profile profile;
	const struct driver *driver;
	void *self;
};

static inline void board_init(struct board *b, int rows, int columns, enum line_medium medium,
			      knobs_fn knobs)
{
	*b = (struct board){ .settings = cpower_settings_defaults };
	if (knobs)
		knobs(&b->settings);
	b->driver = driver_find(drivers, "cpower");
	b->profile = (struct profile){ .name = "test",
				       .driver = b->driver,
				       .rows = rows,
				       .columns = columns,
				       .charset = CHARSET_GBK,
				       .settings = &b->settings };
	b->self = calloc(1, b->driver->size);
	CHECK(b->driver->init(b->self, &b->profile, 1, medium) == 0);
}

static inline void board_done(struct board *b)
{
	free(b->self);
}

static inline size_t count_turns(const struct turn *turns)
{
	size_t n = 0;

	while (n < TURNS_MAX && turns[n].request)
		n++;
	return n;
}

#define SPLIT        "A5 6832017B01 0A00 0000 01 01 0000 0000 0020 0010 5301 AE"
#define SPLIT_DONE   "A5 E832017B00 0100 0000 01 9801 AE"
#define TEXT_AB      "A5 6832017B01 0E00 0000 12 00 00 05 00 0003 02 FF0000 414200 C302 AE"
#define TEXT_NOTHING "A5 6832017B01 0C00 0000 12 00 00 05 00 0003 02 FF0000 00 3E02 AE"
#define TEXT_DONE    "A5 E832017B00 0100 0000 12 A901 AE"
#define NO_DATA      "A5 E832017B00 0000 0000 9601 AE"
