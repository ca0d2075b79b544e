/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Do two profiles describe the same make of board?  Compared by what they say,
 * by way of the driver's own table, so a reload can tell a board that is left
 * as it was from one that must be treated as unknown.  Pure.
 */

#include "pufa/driver.h"

bool settings_same(const struct setting *table, const void *a, const void *b);

/* Names and titles do not count. */
bool profile_same(const struct profile *a, const struct profile *b);
