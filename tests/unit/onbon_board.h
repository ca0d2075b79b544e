/* SPDX-License-Identifier: MIT */
#pragma once

/* A board on the onbon driver: address 1, 2 rows of 16 cells, unless a test's knobs say more. */

#include "check.h"
#include "dialogue.h"
#include "onbon_settings.h"
#include "pages.h"
#include "pufa/driver.h"

#define HEADS "A5A5A5A5A5A5A5A5 "

typedef void (*knobs_fn)(struct onbon_settings *s);

struct board {
	struct onbon_settings settings;
	struct profile profile;
	const struct driver *driver;
	void *self;
};

static inline void board_init(struct board *b, knobs_fn knobs)
{
	*b = (struct board){ .settings = onbon_settings_defaults };
	if (knobs)
		knobs(&b->settings);
	b->driver = driver_find(drivers, "onbon");
	b->profile = (struct profile){ .name = "test",
				       .driver = b->driver,
				       .rows = 2,
				       .columns = 16,
				       .charset = CHARSET_GB2312,
				       .settings = &b->settings };
	b->self = calloc(1, b->driver->size);
	CHECK(b->driver->init(b->self, &b->profile, 1, LINE_SERIAL) == 0);
}

static inline void board_done(struct board *b)
{
	free(b->self);
}
