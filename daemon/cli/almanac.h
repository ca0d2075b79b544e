/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * For the verbs about days: the calendar of a site's files, its zone, and the
 * day that counts as today.  Needs neither a daemon nor a site: without one the
 * installed playlists and the time of China are used.  What goes wrong is said
 * on stderr here; the caller only ends.
 */

#include "cli/cli.h"
#include "config/calendar.h"
#include "schedule/zone.h"

struct almanac {
	struct calendar *calendar;
	struct zone zone;
	usec_t now;
	day_t today; /* of the zone; of what --at names, where it is given */
};

/* All zero before.  Returns an exit code. */
int almanac_open(struct almanac *a, const struct cli *cli);
void almanac_close(struct almanac *a);

static inline void almanac_closep(struct almanac *a)
{
	almanac_close(a);
}

/*
 * Of this machine's site, without a word: China's where there is none or it can not be read.  The
 * caller's.  Negative: that one is not there either.
 */
int zone_of_site(struct zone *ret);

/* A year as an option or a word has it, within the two; what it is called goes into the complaint.
 */
int year_parse(const char *text, const char *what, int first, int last, int *ret);

/* The date in China at an instant, whatever zone the machine or the site is in. */
day_t day_in_china(usec_t at);

/* "2026-09-25"; @buf of DATE_MAX bytes; returns @buf. */
#define DATE_MAX 16
const char *date_format(day_t day, char *buf);

/* "Mon" and "mon". */
const char *weekday_short(enum weekday w);
const char *weekday_word(enum weekday w);
