/* SPDX-License-Identifier: MIT */
/*
 * The calendar as the verbs give it: every day of 1901-2100, and the year as iCalendar, read back.
 * Takes the folder of the playlists.
 */
#include <libical/ical.h>

#include "check.h"
#include "cli/almanac.h"
#include "cli/calendar_day.h"
#include "cli/calendar_ics.h"
#include "schedule/layout.h"

static void say(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	if (severity == SEVERITY_ERROR)
		printf("%s:%u: %s\n", at.file ? at.file : "", at.line, message);
}

static void test_days(const struct calendar *c)
{
	const day_t first = day_from_civil(1901, 1, 1), last = day_from_civil(2100, 12, 31);
	struct calendar_day d;
	unsigned terms = 0;

	CHECK(calendar_day_get(c, first - 1, &d) == -ERANGE);
	CHECK(calendar_day_get(c, last + 1, &d) == -ERANGE);
	for (day_t day = first; day <= last; day++) {
		bool known = calendar_day_get(c, day, &d) >= 0;

		CHECK(known);
		if (!known)
			break;
		terms += d.term != NULL;
		if (day < DAY_FIRST)
			CHECK(d.fact.work == (weekday_of(day) <= FRIDAY) && !*d.holiday &&
			      d.fact.basis == BASIS_WEEKDAY && !d.fact.provisional);
		CHECK(!(d.fact.work && *d.holiday));
	}
	CHECK(terms == 200 * 24);
}

static const struct {
	int line, year, month, day;
	const char *lunar, *term, *holiday;
	bool work, makeup;
	enum basis basis;
} rows[] = {
	{ __LINE__, 2026, 2, 17, "丙午年正月初一", NULL, "春节", false, false, BASIS_NOTICE },
	{ __LINE__, 2026, 9, 20, "丙午年八月初十", NULL, "", true, true, BASIS_NOTICE },
	{ __LINE__, 2026, 9, 23, "丙午年八月十三", "秋分", "", true, false, BASIS_WEEKDAY },
	{ __LINE__, 2025, 7, 25, "乙巳年闰六月初一", NULL, "", true, false, BASIS_WEEKDAY },
	{ __LINE__, 2025, 10, 6, "乙巳年八月十五", NULL, "国庆节、中秋节", false, false,
	  BASIS_NOTICE },
	{ __LINE__, 2033, 12, 22, "癸丑年闰冬月初一", NULL, "", true, false, BASIS_WEEKDAY },
	{ __LINE__, 2030, 2, 3, "庚戌年正月初一", NULL, "春节", false, false, BASIS_LEGAL },
	{ __LINE__, 2030, 10, 4, "庚戌年九月初八", NULL, "国庆节", false, false, BASIS_PRINCIPLE },
	{ __LINE__, 1901, 1, 1, "庚子年冬月十一", NULL, "", true, false, BASIS_WEEKDAY },
	{ __LINE__, 2100, 12, 31, "庚申年腊月初一", NULL, "", true, false, BASIS_WEEKDAY },
};

static void test_rows(const struct calendar *c)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char lunar[LUNAR_TEXT_MAX];
		struct calendar_day d;

		CHECK_ROW(rows[i].line,
			  calendar_day_get(c,
					   day_from_civil(rows[i].year, rows[i].month, rows[i].day),
					   &d) >= 0);
		lunar_text(&d.lunar, lunar);
		if (strcmp(lunar, rows[i].lunar) != 0 || strcmp(d.holiday, rows[i].holiday) != 0)
			printf("%s %s\n", lunar, d.holiday);
		CHECK_ROW(rows[i].line, strcmp(lunar, rows[i].lunar) == 0);
		CHECK_ROW(rows[i].line, !d.term == !rows[i].term &&
						(!d.term || strcmp(d.term, rows[i].term) == 0));
		CHECK_ROW(rows[i].line, strcmp(d.holiday, rows[i].holiday) == 0);
		CHECK_ROW(rows[i].line, d.fact.work == rows[i].work &&
						d.fact.makeup == rows[i].makeup &&
						d.fact.basis == rows[i].basis);
	}
}

/* Runs are in order, whole, and of days of their node. */
static void test_runs(const struct calendar *c)
{
	struct calendar_run *runs;
	size_t n = 0;

	CHECK(calendar_runs(c, day_from_civil(2026, 1, 1), day_from_civil(2026, 12, 31), &runs,
			    &n) == 0);
	CHECK(n > 50);
	for (size_t i = 0; i < n; i++) {
		const struct dayset *s = runs[i].node->days;

		CHECK(i == 0 || runs[i].first >= runs[i - 1].first);
		CHECK(dayset_has(s, runs[i].first) && dayset_has(s, runs[i].last));
		CHECK(!dayset_has(s, runs[i].first - 1) && !dayset_has(s, runs[i].last + 1));
		CHECK(!calendar_run_is_guess(&runs[i]) || runs[i].node->announced);
	}
	free(runs);
}

/* RFC 5545, 3.1: at most 75 octets; and no character is cut in two. */
static void check_lines(const char *text)
{
	for (const char *end; *text; text = end + 2) {
		char line[128];

		end = strstr(text, "\r\n");
		CHECK(end && end - text <= 75);
		if (!end || end - text > 75)
			return;
		snprintf(line, sizeof(line), "%.*s", (int) (end - text), text);
		CHECK(text_width(line) >= 0);
	}
}

static day_t day_of(struct icaltimetype t)
{
	CHECK(t.is_date);
	return day_from_civil(t.year, t.month, t.day);
}

struct counted {
	unsigned n, holidays, makeups, tentative;
	unsigned days_off;
};

static void count_event(icalcomponent *v, int year, struct counted *ret)
{
	icalproperty *category = icalcomponent_get_first_property(v, ICAL_CATEGORIES_PROPERTY);
	day_t first = day_of(icalcomponent_get_dtstart(v));
	day_t end = day_of(icalcomponent_get_dtend(v));
	const char *kind = category ? icalproperty_get_categories(category) : "";

	CHECK(end > first);
	CHECK(end > day_from_civil(year, 1, 1) && first <= day_from_civil(year, 12, 31));
	CHECK(icalcomponent_get_uid(v) && icalcomponent_get_summary(v));
	CHECK(icalcomponent_get_dtstamp(v).year == 2026);
	ret->n++;
	ret->makeups += strcmp(kind, "makeup") == 0;
	ret->tentative += icalcomponent_get_status(v) == ICAL_STATUS_TENTATIVE;
	if (strcmp(kind, "holiday") == 0) {
		ret->holidays++;
		ret->days_off += (unsigned) (end - first);
	}
}

static bool has_twin(icalcomponent *root, const char *uid)
{
	icalcompiter i = icalcomponent_begin_component(root, ICAL_VEVENT_COMPONENT);
	unsigned n = 0;

	for (icalcomponent *v; (v = icalcompiter_deref(&i)); icalcompiter_next(&i))
		n += strcmp(icalcomponent_get_uid(v), uid) == 0;
	return n != 1;
}

static icalcomponent *read_back(const struct calendar *c, int year)
{
	const usec_t now = UINT64_C(1790000000) * USEC_PER_SEC; /* 2026-09-21 */
	_cleanup_(freep) char *text = NULL;
	icalcomponent *root;

	CHECK(calendar_ics(c, year, now, &text) == 0);
	if (!text)
		exit(test_result());
	check_lines(text);
	CHECK(strstr(text, "BEGIN:VCALENDAR\r\n") == text);
	root = icalparser_parse_string(text);
	CHECK(root);
	if (!root)
		exit(test_result());
	CHECK(icalcomponent_isa(root) == ICAL_VCALENDAR_COMPONENT);
	CHECK(icalcomponent_count_errors(root) == 0);
	CHECK(icalrestriction_check(root));
	CHECK(icalcomponent_count_properties(root, ICAL_NAME_PROPERTY) == 1);
	return root;
}

static struct counted count_year(const struct calendar *c, int year)
{
	icalcomponent *root = read_back(c, year);
	icalcompiter i = icalcomponent_begin_component(root, ICAL_VEVENT_COMPONENT);
	struct counted n = { 0 };

	for (icalcomponent *v; (v = icalcompiter_deref(&i)); icalcompiter_next(&i)) {
		count_event(v, year, &n);
		CHECK(!has_twin(root, icalcomponent_get_uid(v)));
	}
	icalcomponent_free(root);
	return n;
}

/* An event that two years share is the same one in both files. */
static void test_shared(const struct calendar *c)
{
	icalcomponent *a = read_back(c, 2025), *b = read_back(c, 2026);
	icalcompiter i = icalcomponent_begin_component(a, ICAL_VEVENT_COMPONENT);
	unsigned shared = 0;

	for (icalcomponent *v; (v = icalcompiter_deref(&i)); icalcompiter_next(&i)) {
		bool crosses = day_of(icalcomponent_get_dtend(v)) > day_from_civil(2026, 1, 1);

		CHECK(crosses == !has_twin(b, icalcomponent_get_uid(v)));
		shared += crosses;
	}
	CHECK(shared > 0);
	icalcomponent_free(a);
	icalcomponent_free(b);
}

static void test_ics(const struct calendar *c)
{
	struct counted n = count_year(c, 2026);

	CHECK(n.holidays == 7 && n.makeups == 6 && n.days_off == 33);
	CHECK(n.n > 80);
	n = count_year(c, 2025);
	CHECK(n.holidays == 6 && n.makeups == 5 && n.days_off == 28);
	n = count_year(c, 2031);
	CHECK(n.holidays >= 6 && n.makeups == 0 && n.tentative >= n.holidays);
	count_year(c, 2000);
	count_year(c, 2100);
	test_shared(c);
}

int main(int argc, char **argv)
{
	const struct config_paths paths = {
		.site = "/nonexistent/pufa.cfg",
		.playlist_dir = argc > 1 ? argv[1] : "playlists",
	};
	_cleanup_(calendar_freep) struct calendar *c = NULL;
	struct diag diag = { .emit = say };

	CHECK(calendar_load(&c, &paths, &diag) >= 0);
	if (!c)
		return test_result();
	test_days(c);
	test_rows(c);
	test_runs(c);
	test_ics(c);
	CHECK(day_in_china(UINT64_C(57600) * USEC_PER_SEC - 1) == 0);
	CHECK(day_in_china(UINT64_C(57600) * USEC_PER_SEC) == 1);
	return test_result();
}
