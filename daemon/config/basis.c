/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "config/basis.h"

const char *weekday_name(enum weekday weekday)
{
	static const char *const names[] = {
		[MONDAY] = "Monday",     [TUESDAY] = "Tuesday", [WEDNESDAY] = "Wednesday",
		[THURSDAY] = "Thursday", [FRIDAY] = "Friday",   [SATURDAY] = "Saturday",
		[SUNDAY] = "Sunday",
	};

	return names[weekday];
}

/* What the day off is called; "" for a day that is not off for a holiday. */
static const char *occasion(const struct day_fact *f, char buf[HOLIDAYS_TEXT_MAX])
{
	if (f->words)
		return f->words;
	return f->work || !f->holidays ? "" : holidays_text(f->holidays, buf);
}

/* The year whose notice is not there yet: the day's own, or in December the next. */
static int year_without_notice(const struct statutory *s, day_t day)
{
	int year = civil_from_day(day).year;

	return statutory_has_notice(s, year) ? year + 1 : year;
}

const char *basis_text(const struct statutory *s, day_t day, char buf[BASIS_TEXT_MAX])
{
	static const char *const words[] = {
		[BASIS_WEEKDAY] = "by its weekday",
		[BASIS_PRINCIPLE] = "by the principle of 2025",
		[BASIS_LEGAL] = "by law",
		[BASIS_NOTICE] = "by notice ",
	};
	struct civil c = civil_from_day(day);
	char named[HOLIDAYS_TEXT_MAX], why[96] = "";
	const char *off;
	struct day_fact f;

	buf[0] = '\0';
	if (statutory_day(s, day, &f) < 0)
		return buf;
	off = occasion(&f, named);
	if (f.provisional)
		snprintf(why, sizeof(why), ", provisional: there is no notice of %d yet%s",
			 year_without_notice(s, day),
			 f.unsettled ? ", which may make it a workday" : "");
	snprintf(buf, BASIS_TEXT_MAX, "%s %04d-%02d-%02d is a %s %s%s%s%s%s%s",
		 weekday_name(weekday_of(day)), c.year, c.month, c.day,
		 f.work ? "workday" : "rest day", words[f.basis],
		 f.notice ? f.notice->document : "", off[0] ? " (" : "", off, off[0] ? ")" : "",
		 why);
	return buf;
}
