/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What an Onbon card tells of itself: its state and its screen.  The documents
 * say little of how these answers end, so they are read from the front as far
 * as they are known, and what is not there is not known.  Pure.
 *
 * Source: Onbon, BX-5K/6K font card protocol v1.4, commands A1 02 and A2 0A.
 */

#include "pufa/base.h"

enum onbon_lit {
	ONBON_LIT_UNKNOWN,
	ONBON_LIT_ON,
	ONBON_LIT_OFF,
};

struct onbon_status {
	int lit;            /* enum onbon_lit */
	bool has_areas;     /* it told which dynamic areas there are */
	const uint8_t *ids; /* of them, inside the payload */
	size_t n_ids;
};

/* @special: two bytes about the special area stand before the dynamic ones. */
struct onbon_status onbon_status_of(const uint8_t *payload, size_t n, bool special);

struct onbon_screen {
	unsigned type;          /* as in a header's DeviceType; 0: not told */
	unsigned width, height; /* pixels; 0: not told */
};

struct onbon_screen onbon_screen_of(const uint8_t *payload, size_t n);

/* "BX-6K1", or "". */
const char *onbon_model(unsigned type);
