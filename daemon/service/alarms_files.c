/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "config/calendar.h"
#include "service/alarms_files.h"
#include "service/manager.h"

/* A site none of whose days depends on notices misses none. */
static bool misses_notice(const struct manager *m, int year, day_t today, bool *ret_late)
{
	const struct config *c = m->loaded->config;

	return config_needs_notices(c) &&
	       calendar_misses_notice(c->calendar, year, today, ret_late);
}

static void weigh_year(const struct manager *m, struct incidents *l, int year, day_t today)
{
	char subject[8], text[96];
	bool late;

	if (!misses_notice(m, year, today, &late))
		return;
	snprintf(subject, sizeof(subject), "%04d", year);
	snprintf(text, sizeof(text),
		 "the days off of %d are not announced: a guess stands in for them", year);
	if (!incident_find(l, INCIDENT_YEAR_UNANNOUNCED, subject))
		(void) incident_open(l, INCIDENT_YEAR_UNANNOUNCED, subject, text);
	incident_set_level(l, INCIDENT_YEAR_UNANNOUNCED, subject,
			   late ? INCIDENT_ERR : INCIDENT_WARNING);
}

/* Is it about what is not there, or not so any more? */
typedef bool (*is_over_fn)(const struct manager *m, const struct incident *i, day_t today);

static bool is_announced(const struct manager *m, const struct incident *i, day_t today)
{
	bool late;

	return i->kind == INCIDENT_YEAR_UNANNOUNCED &&
	       !misses_notice(m, atoi(i->subject), today, &late);
}

static bool is_gone(const struct manager *m, const struct incident *i, day_t today)
{
	(void) today;
	switch (incident_types[i->kind].subject) {
	case SUBJECT_BOARD:
		return !manager_find_device(m, i->subject);
	case SUBJECT_LINE:
		return !manager_find_wire(m, i->subject);
	case SUBJECT_NONE:
	case SUBJECT_YEAR:
		break;
	}
	return false;
}

/* Other texts: whether one of them can not be shown shows anew. */
static bool is_of_other_files(const struct manager *m, const struct incident *i, day_t today)
{
	(void) m;
	(void) today;
	return i->kind == INCIDENT_FONT_LACKS;
}

/* An ending moves the list, so it is begun again after each. */
static void end_all(const struct manager *m, struct incidents *l, is_over_fn is_over, day_t today)
{
	const struct incident *list;
	size_t n, i = 0;

	for (list = incidents_list(l, &n); i < n;) {
		if (!list[i].open || !is_over(m, &list[i], today)) {
			i++;
			continue;
		}
		incident_end(l, list[i].kind, list[i].subject);
		list = incidents_list(l, &n);
		i = 0;
	}
}

void alarms_weigh_years(const struct manager *m, struct incidents *l, day_t today)
{
	int year = civil_from_day(today).year;

	weigh_year(m, l, year, today);
	weigh_year(m, l, year + 1, today);
	end_all(m, l, is_announced, today);
}

void alarms_end_gone(const struct manager *m, struct incidents *l)
{
	end_all(m, l, is_gone, 0);
}

void alarms_end_texts(const struct manager *m, struct incidents *l)
{
	end_all(m, l, is_of_other_files, 0);
}
