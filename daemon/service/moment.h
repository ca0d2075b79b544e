/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Now, twice.  Who keeps state is given it, and reads no clock.
 */

#include "pufa/base.h"

struct moment {
	usec_t mono; /* for pauses and deadlines */
	usec_t wall; /* for people; 0: not known */
};
