/* SPDX-License-Identifier: MIT */
#include "schedule/notice.h"

static const char *const texts[] = {
	[NOTICE_YEAR] = "the year of a notice lies between 2000 and 2100",
	[NOTICE_EMPTY] = "the notice lists no day and counts as absent",
	[NOTICE_REVISED] = "another notice has the same year and revision",
	[NOTICE_BACKWARDS] = "the days off end before they begin",
	[NOTICE_OUTSIDE] = "the day is not between 20 December of the year before and 31 December",
	[NOTICE_TWICE] = "the day is listed twice",
	[NOTICE_BOTH] = "the day is listed as off and as a workday",
	[NOTICE_DAYS] = "the days off are not as many as stated",
	[NOTICE_WEEKDAY] = "the day is not the stated weekday",
	[NOTICE_WORK_WEEKDAY] = "a make-up workday is a Saturday or a Sunday",
	[NOTICE_LEGAL] = "a legal holiday is not off",
	[NOTICE_NAME] = "a legal holiday is off under another name",
	[NOTICE_UNBALANCED] =
		"weekdays off that the law does not give and make-up workdays do not balance",
	[NOTICE_IDLE_DECREE] = "the notice is marked as a decree but grants no day beyond the law",
	[NOTICE_WORKDAYS] = "no year has so many or so few working days",
	[NOTICE_LONG_RUN] = "more than 6 workdays in a row",
	[NOTICE_CLASH] = "the notice of the neighbouring year says the opposite of this day",
};

const char *notice_fault_text(enum notice_fault fault)
{
	return texts[fault];
}

const struct notice *notice_newest(const struct notice *all, size_t n_all, int year)
{
	const struct notice *newest = NULL;

	for (size_t i = 0; i < n_all; i++)
		if (all[i].year == year && (!newest || all[i].revision > newest->revision))
			newest = &all[i];
	return newest;
}

const struct notice_off *notice_find_off(const struct notice *n, day_t day)
{
	for (size_t i = 0; i < n->n_off; i++)
		if (day >= n->off[i].first && day <= n->off[i].last)
			return &n->off[i];
	return NULL;
}
