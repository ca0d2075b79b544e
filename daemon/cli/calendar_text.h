/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The calendar for a person: a month as a grid that fits the terminal, with
 * lunar days, solar terms, days off and nodes, and what they are called below
 * it; or a year as twelve small months.  Printed to stdout.
 */

#include "config/calendar.h"

struct calendar_look {
	unsigned width; /* columns of the terminal */
	bool colors;
	bool chinese; /* names of weekdays */
	day_t today;
};

/* @year 1901-2100.  -ENOMEM. */
int calendar_print_month(const struct calendar *c, int year, int month,
			 const struct calendar_look *look);
int calendar_print_year(const struct calendar *c, int year, const struct calendar_look *look);
