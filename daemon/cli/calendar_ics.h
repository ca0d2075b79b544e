/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A year of the calendar as an iCalendar file (RFC 5545, 7986): days off,
 * make-up workdays and nodes as events of whole days.  What is not certain yet
 * is tentative.  The same event has the same UID in every file that holds it.
 */

#include "config/calendar.h"

/*
 * @year: 2000-2100.  @now: the stamp of the events.  *ret is the caller's, lines end with CR LF.
 * -ENOMEM.
 */
int calendar_ics(const struct calendar *c, int year, usec_t now, char **ret);
