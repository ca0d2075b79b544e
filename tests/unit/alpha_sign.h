/* SPDX-License-Identifier: MIT */
#pragma once

/* Signs that speak the Alpha protocol, for tests: at address 1, of 14 columns, unless it is said.
 */

#include "alpha_settings.h"
#include "check.h"
#include "dialogue.h"
#include "pages.h"
#include "pufa/driver.h"

#define TO_1   "0000000000 01 5A3031 02 "
#define ANSWER "0000000000000000000000000000000000000000 01 303030 02 "
#define SHAPE  "1B3062 " /* fill, hold */

typedef void (*knobs_fn)(struct alpha_settings *s);

static inline struct profile make(struct alpha_settings *s, int rows, int columns, knobs_fn knobs)
{
	*s = alpha_settings_defaults;
	if (knobs)
		knobs(s);
	return (struct profile){ .name = "test",
				 .driver = driver_find(drivers, "alpha"),
				 .rows = rows,
				 .columns = columns,
				 .charset = CHARSET_ASCII,
				 .settings = s };
}

static inline void text(struct alpha_settings *s)
{
	s->file = ALPHA_TEXT;
}

static inline void string(struct alpha_settings *s)
{
	s->file = ALPHA_STRING;
}

static inline void red(struct alpha_settings *s)
{
	s->colour = 1;
}

static inline bool is_frame(const char *hex, const uint8_t *frame, size_t n)
{
	uint8_t wanted[LINE_REQUEST_MAX];

	return unhex(hex, wanted, sizeof(wanted)) == n && memcmp(wanted, frame, n) == 0;
}
