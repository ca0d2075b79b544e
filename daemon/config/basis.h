/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Why a day is worked or not, as a clause in plain English: "Sunday 2026-09-20
 * is a workday by notice 国办发明电〔2025〕7号".  Pure.
 */

#include "schedule/statutory.h"

#define BASIS_TEXT_MAX 512

/* The English name: "Monday". */
const char *weekday_name(enum weekday weekday);

/* Long enough for every name that a file can give.  "" for a day outside the span.  Returns @buf.
 */
const char *basis_text(const struct statutory *s, day_t day, char buf[BASIS_TEXT_MAX]);
