/* SPDX-License-Identifier: MIT */
/* Legal days 2000-2100, the days of all notices 2007-2026, and a year of which nothing is known
 * yet. */
#include "unit/notices.h"

#include "schedule/statutory.h"

/* FNV-1a, 64 bits, of lines made from tables of the laws and the notices. */
#define DIGEST_START   UINT64_C(0xcbf29ce484222325)
#define DIGEST_LEGAL   UINT64_C(0x2ac4ccab8e5b7e2d) /* "2000-01-01 元旦" a legal day, 1,255 */
#define DIGEST_DAYS    UINT64_C(0x10ddffe2d5728c2d) /* "2007-01-01 rest" a day of 2007-2026 */
#define DIGEST_NOTICED UINT64_C(0x72b36b768130dcdc) /* "2007-01-01 off 元旦", "2007-02-17 work" */

static uint64_t digest(uint64_t h, const char *text)
{
	for (; *text; text++)
		h = (h ^ (unsigned char) *text) * UINT64_C(0x100000001b3);
	return h;
}

static uint64_t digest_line(uint64_t h, day_t day, const char *rest)
{
	char date[16];

	h = digest(h, test_date(day, date));
	h = digest(h, " ");
	h = digest(h, rest);
	return digest(h, "\n");
}

static struct day_fact fact(const struct statutory *s, const char *day)
{
	struct day_fact f = { 0 };

	CHECK(statutory_day(s, test_day(day), &f) == 0);
	return f;
}

static void test_legal_days(void)
{
	struct legal_day legal[LEGAL_DAYS_MAX];
	uint64_t h = DIGEST_START;
	int total = 0;

	for (int year = YEAR_FIRST; year <= YEAR_LAST; year++) {
		int n = legal_days(year, legal);

		CHECK(n == (year < 2008 ? 10 : year < 2025 ? 11 : 13));
		for (int i = 0; i < n; i++)
			h = digest_line(h, legal[i].day, legal[i].name);
		total += n;
	}
	CHECK(total == 1255);
	CHECK(h == DIGEST_LEGAL);
	CHECK(legal_days(1999, legal) == -ERANGE && legal_days(2101, legal) == -ERANGE);
	CHECK(legal_order(2007) == 270 && legal_order(2008) == 513 && legal_order(2013) == 513);
	CHECK(legal_order(2014) == 644 && legal_order(2024) == 644 && legal_order(2025) == 795);
	CHECK(legal_order(1999) == -ERANGE && legal_order(2101) == -ERANGE);
}

static void test_names(void)
{
	char text[HOLIDAYS_TEXT_MAX];

	for (int h = 0; h < N_HOLIDAYS; h++) {
		CHECK(holiday_find(holiday_name((enum holiday) h)) == h);
		CHECK(holidays_in_name(holidays_text(1U << h, text)) == 1U << h);
		CHECK(strcmp(text, holiday_name((enum holiday) h)) == 0);
	}
	for (unsigned set = 0; set < 1U << N_HOLIDAYS; set++)
		CHECK(holidays_in_name(holidays_text(set, text)) == set);
	CHECK(holiday_find("端午") == HOLIDAY_DRAGON_BOAT &&
	      holiday_find("五一") == HOLIDAY_LABOUR_DAY);
	CHECK(holiday_find("") == -ENOENT && holiday_find("春") == -ENOENT);
	CHECK(holiday_find("国庆节、中秋节") == -ENOENT);
	CHECK(holidays_in_name("中秋节、国庆节") ==
	      (1U << HOLIDAY_MID_AUTUMN | 1U << HOLIDAY_NATIONAL_DAY));
	CHECK(holidays_in_name("、、春节、") == 1U << HOLIDAY_SPRING_FESTIVAL);
	CHECK(holidays_in_name("抗战胜利70周年纪念日") == 0 && holidays_in_name("") == 0);
}

/* What the notices say of a day, in the plainest way. */
static bool plain_work(const struct notice_file *f, day_t day)
{
	for (int year = 2007; year <= 2026; year++) {
		const struct notice *n = notice_newest(f->list, f->n, year);

		if (notice_find_off(n, day))
			return false;
		for (size_t i = 0; i < n->n_work; i++)
			if (n->work[i].day == day)
				return true;
	}
	return weekday_of(day) <= FRIDAY;
}

static void test_noticed_years(const struct statutory *s, const struct notice_file *f)
{
	uint64_t days = DIGEST_START, noticed = DIGEST_START;

	for (day_t d = test_day("2006-12-20"); d <= test_day("2026-12-31"); d++) {
		struct day_fact fact = { 0 };
		char off[80];

		CHECK(statutory_day(s, d, &fact) == 0);
		if (d >= test_day("2007-01-01")) {
			days = digest_line(days, d, fact.work ? "work" : "rest");
			CHECK(fact.work == plain_work(f, d));
			CHECK(!fact.provisional && !fact.unsettled);
			CHECK(fact.basis == (fact.notice ? BASIS_NOTICE : BASIS_WEEKDAY));
		}
		CHECK(fact.makeup == (fact.notice && fact.work));
		CHECK(!fact.words == !(fact.notice && !fact.work));
		if (!fact.notice)
			continue;
		snprintf(off, sizeof(off), "off %s", fact.words ? fact.words : "");
		noticed = digest_line(noticed, d, fact.work ? "work" : off);
	}
	CHECK(days == DIGEST_DAYS);
	CHECK(noticed == DIGEST_NOTICED);
}

static void test_workdays_a_year(const struct statutory *s)
{
	static const unsigned expected[] = { 249, 251, 250, 250, 250, 249, 250, 250, 249, 250,
					     249, 250, 250, 249, 250, 249, 249, 251, 248, 248 };

	for (int i = 0; i < (int) ARRAY_SIZE(expected); i++)
		CHECK(dayset_rank(&s->workday, day_from_civil(2008 + i, 1, 1)) -
			      dayset_rank(&s->workday, day_from_civil(2007 + i, 1, 1)) ==
		      expected[i]);
	CHECK(dayset_count(&s->makeup) == 132);
}

/* Days of which something is easily got wrong. */
static void test_sharp_days(const struct statutory *s)
{
	unsigned both = 1U << HOLIDAY_MID_AUTUMN | 1U << HOLIDAY_NATIONAL_DAY;
	struct day_fact f;

	/* Days of a December that the next year's notice names. */
	CHECK(fact(s, "2006-12-30").makeup && fact(s, "2006-12-31").makeup);
	CHECK(fact(s, "2007-12-29").makeup && !fact(s, "2007-12-31").work);
	CHECK(fact(s, "2007-12-31").notice->year == 2008);
	CHECK(fact(s, "2011-12-31").notice->year == 2012 && fact(s, "2018-12-29").makeup);
	CHECK(!fact(s, "2018-12-31").work && fact(s, "2022-12-30").work);

	/* Two holidays at once, and merged ones. */
	f = fact(s, "2020-10-01");
	CHECK(f.legal == both && f.holidays == both);
	CHECK(fact(s, "2009-10-03").legal == both);
	f = fact(s, "2025-10-06");
	CHECK(f.legal == 1U << HOLIDAY_MID_AUTUMN && f.holidays == both);
	CHECK(strcmp(f.words, "国庆节、中秋节") == 0);
	CHECK(fact(s, "2012-09-30").legal == 1U << HOLIDAY_MID_AUTUMN);

	/* Amended years: the newest revision counts. */
	CHECK(!fact(s, "2015-09-03").work && fact(s, "2015-09-06").makeup);
	CHECK(fact(s, "2015-09-03").holidays == 0);
	CHECK(!fact(s, "2019-05-03").work && fact(s, "2019-05-05").makeup);
	f = fact(s, "2020-02-01");
	CHECK(!f.work && !f.makeup && f.basis == BASIS_NOTICE && f.notice->revision == 2);

	f = fact(s, "2026-09-20");
	CHECK(f.work && f.makeup && f.basis == BASIS_NOTICE);
	CHECK(strcmp(f.notice->document, "国办发明电〔2025〕7号") == 0);
	CHECK(!f.words && f.holidays == 0 && !f.provisional);
	f = fact(s, "2026-02-16");
	CHECK(f.legal == 1U << HOLIDAY_SPRING_FESTIVAL && !f.work && f.basis == BASIS_NOTICE);
	f = fact(s, "2026-02-15");
	CHECK(f.legal == 0 && f.holidays == 1U << HOLIDAY_SPRING_FESTIVAL);
	CHECK(fact(s, "2026-02-24").work && fact(s, "2026-02-24").basis == BASIS_WEEKDAY);

	/* Holidays of a part of the people change nothing. */
	CHECK(fact(s, "2027-03-08").work && fact(s, "2027-06-01").work);
}

static void test_revisions(const struct notice_file *f, struct statutory *s)
{
	struct notice list[FILE_NOTICES_MAX];
	size_t n = 0;

	/* The first revisions alone. */
	for (size_t i = 0; i < f->n; i++)
		if (f->list[i].revision == 1)
			list[n++] = f->list[i];
	CHECK(n == 20);
	statutory_build(s, list, n);
	CHECK(fact(s, "2015-09-03").work && !fact(s, "2015-09-06").work);
	CHECK(fact(s, "2019-05-03").work && !fact(s, "2019-05-05").work);
	CHECK(fact(s, "2020-02-01").makeup && fact(s, "2020-01-31").work);

	/* The order of the list is of no matter. */
	for (size_t i = 0; i < f->n; i++)
		list[i] = f->list[f->n - 1 - i];
	statutory_build(s, list, f->n);
	CHECK(!fact(s, "2020-02-01").work && !fact(s, "2015-09-03").work);
	test_workdays_a_year(s);
}

/* 2027 before its notice. */
static const struct {
	int line;
	const char *first, *last;
	enum basis basis;
	bool work, unsettled;
	int holiday; /* -1: none */
} known_2027[] = {
	{ __LINE__, "2027-01-01", "2027-01-01", BASIS_LEGAL, false, false, HOLIDAY_NEW_YEAR },
	{ __LINE__, "2027-01-02", "2027-01-03", BASIS_PRINCIPLE, false, false, HOLIDAY_NEW_YEAR },
	{ __LINE__, "2027-01-04", "2027-01-04", BASIS_WEEKDAY, true, false, -1 },
	{ __LINE__, "2027-01-09", "2027-01-10", BASIS_WEEKDAY, false, false, -1 },
	{ __LINE__, "2027-01-23", "2027-01-24", BASIS_WEEKDAY, false, false, -1 },
	{ __LINE__, "2027-01-30", "2027-01-31", BASIS_WEEKDAY, false, true, -1 },
	{ __LINE__, "2027-02-01", "2027-02-04", BASIS_WEEKDAY, true, false, -1 },
	{ __LINE__, "2027-02-05", "2027-02-08", BASIS_LEGAL, false, false,
	  HOLIDAY_SPRING_FESTIVAL },
	{ __LINE__, "2027-02-09", "2027-02-12", BASIS_PRINCIPLE, false, false,
	  HOLIDAY_SPRING_FESTIVAL },
	{ __LINE__, "2027-02-13", "2027-02-14", BASIS_WEEKDAY, false, true, -1 },
	{ __LINE__, "2027-02-20", "2027-02-21", BASIS_WEEKDAY, false, false, -1 },
	{ __LINE__, "2027-04-03", "2027-04-04", BASIS_PRINCIPLE, false, false, HOLIDAY_QINGMING },
	{ __LINE__, "2027-04-05", "2027-04-05", BASIS_LEGAL, false, false, HOLIDAY_QINGMING },
	{ __LINE__, "2027-04-24", "2027-04-25", BASIS_WEEKDAY, false, true, -1 },
	{ __LINE__, "2027-05-01", "2027-05-02", BASIS_LEGAL, false, false, HOLIDAY_LABOUR_DAY },
	{ __LINE__, "2027-05-03", "2027-05-05", BASIS_PRINCIPLE, false, false, HOLIDAY_LABOUR_DAY },
	{ __LINE__, "2027-05-06", "2027-05-07", BASIS_WEEKDAY, true, false, -1 },
	{ __LINE__, "2027-05-08", "2027-05-09", BASIS_WEEKDAY, false, true, -1 },
	{ __LINE__, "2027-06-08", "2027-06-08", BASIS_WEEKDAY, true, false, -1 },
	{ __LINE__, "2027-06-09", "2027-06-09", BASIS_LEGAL, false, false, HOLIDAY_DRAGON_BOAT },
	{ __LINE__, "2027-06-10", "2027-06-11", BASIS_WEEKDAY, true, false, -1 },
	{ __LINE__, "2027-09-15", "2027-09-15", BASIS_LEGAL, false, false, HOLIDAY_MID_AUTUMN },
	{ __LINE__, "2027-09-25", "2027-09-26", BASIS_WEEKDAY, false, true, -1 },
	{ __LINE__, "2027-10-01", "2027-10-03", BASIS_LEGAL, false, false, HOLIDAY_NATIONAL_DAY },
	{ __LINE__, "2027-10-04", "2027-10-07", BASIS_PRINCIPLE, false, false,
	  HOLIDAY_NATIONAL_DAY },
	{ __LINE__, "2027-10-08", "2027-10-08", BASIS_WEEKDAY, true, false, -1 },
	{ __LINE__, "2027-10-09", "2027-10-10", BASIS_WEEKDAY, false, true, -1 },
};

static void test_2027(const struct statutory *s)
{
	day_t first = test_day("2027-01-01"), last = test_day("2027-12-31");
	int off = 0, unsettled = 0;

	for (size_t i = 0; i < ARRAY_SIZE(known_2027); i++)
		for (day_t d = test_day(known_2027[i].first); d <= test_day(known_2027[i].last);
		     d++) {
			int holiday = known_2027[i].holiday;
			struct day_fact f = { 0 };

			CHECK_ROW(known_2027[i].line, statutory_day(s, d, &f) == 0);
			CHECK_ROW(known_2027[i].line, f.basis == known_2027[i].basis);
			CHECK_ROW(known_2027[i].line, f.work == known_2027[i].work);
			CHECK_ROW(known_2027[i].line, f.unsettled == known_2027[i].unsettled);
			CHECK_ROW(known_2027[i].line,
				  f.holidays == (holiday < 0 ? 0 : 1U << holiday));
			CHECK_ROW(known_2027[i].line, f.provisional && !f.notice && !f.makeup);
		}
	for (day_t d = first; d <= last; d++) {
		struct day_fact f = { 0 };

		CHECK(statutory_day(s, d, &f) == 0 && f.provisional);
		off += f.basis != BASIS_WEEKDAY;
		unsettled += f.unsettled;
		CHECK(f.basis != BASIS_WEEKDAY || f.work == (weekday_of(d) <= FRIDAY));
	}
	CHECK(off == 28 && unsettled == 12);
	CHECK(!statutory_has_notice(s, 2027) && statutory_has_notice(s, 2026));
	CHECK(!statutory_has_notice(s, 1999) && !statutory_has_notice(s, 2101));
}

/* How the principle lays out years to come. */
static const struct {
	int line;
	const char *first, *last;
	unsigned holidays;
} spans[] = {
	/* 中秋 in National Day: eight days. */
	{ __LINE__, "2028-10-01", "2028-10-08",
	  1U << HOLIDAY_MID_AUTUMN | 1U << HOLIDAY_NATIONAL_DAY },
	{ __LINE__, "2031-10-01", "2031-10-08",
	  1U << HOLIDAY_MID_AUTUMN | 1U << HOLIDAY_NATIONAL_DAY },
	{ __LINE__, "2029-10-01", "2029-10-07", 1U << HOLIDAY_NATIONAL_DAY },
	{ __LINE__, "2028-05-27", "2028-05-29",
	  1U << HOLIDAY_DRAGON_BOAT }, /* a Sunday, first fifth month */
	{ __LINE__, "2029-12-30", "2030-01-01", 1U << HOLIDAY_NEW_YEAR }, /* a Tuesday */
	{ __LINE__, "2028-12-30", "2029-01-01", 1U << HOLIDAY_NEW_YEAR }, /* a Monday */
	{ __LINE__, "2032-01-01", "2032-01-03", 1U << HOLIDAY_NEW_YEAR }, /* a Thursday */
	{ __LINE__, "2031-01-01", "2031-01-01", 1U << HOLIDAY_NEW_YEAR }, /* a Wednesday */
	{ __LINE__, "2033-01-01", "2033-01-03", 1U << HOLIDAY_NEW_YEAR }, /* a Saturday */
	{ __LINE__, "2030-02-02", "2030-02-09", 1U << HOLIDAY_SPRING_FESTIVAL },
};

static void test_spans(const struct statutory *s)
{
	for (size_t i = 0; i < ARRAY_SIZE(spans); i++) {
		day_t first = test_day(spans[i].first), last = test_day(spans[i].last);

		for (day_t d = first; d <= last; d++) {
			struct day_fact f = { 0 };

			CHECK_ROW(spans[i].line, statutory_day(s, d, &f) == 0);
			CHECK_ROW(spans[i].line, f.holidays == spans[i].holidays && !f.work);
			CHECK_ROW(spans[i].line, f.provisional);
		}
		for (int h = 0; h < N_HOLIDAYS; h++)
			if (spans[i].holidays >> h & 1)
				CHECK_ROW(spans[i].line,
					  !dayset_has(&s->period[h], first - 1) &&
						  !dayset_has(&s->period[h], last + 1));
	}
}

static int count_wrong(const struct statutory *guess, const struct statutory *truth, int year)
{
	day_t last = day_from_civil(year, 12, 31);
	int wrong = 0;

	for (day_t d = day_from_civil(year, 1, 1); d <= last; d++) {
		bool work = dayset_has(&truth->workday, d);

		if (dayset_has(&guess->workday, d) == work)
			continue;
		/* Only weekends that became workdays can not be known. */
		CHECK(work && dayset_has(&truth->makeup, d));
		wrong++;
	}
	return wrong;
}

/* Without notices: right on all weekdays of 2025 and 2026, and the weekends are said to be open. */
static void test_nothing_known(struct statutory *s, const struct statutory *truth)
{
	statutory_build(s, NULL, 0);
	CHECK(dayset_count(&s->provisional) == N_DAYS && dayset_is_empty(&s->makeup));
	CHECK(count_wrong(s, truth, 2025) == 5);
	CHECK(count_wrong(s, truth, 2026) == 6);
	CHECK(fact(s, "2025-01-26").unsettled && fact(s, "2026-02-14").unsettled);
	CHECK(fact(s, "2008-10-03").basis == BASIS_LEGAL);
	CHECK(fact(s, "2005-05-03").basis == BASIS_LEGAL);
	CHECK(fact(s, "2005-04-05").work && !fact(s, "2009-04-04").work);
}

/* A December whose next notice is to come, and one whose own is. */
static void test_decembers(const struct notice_file *f, struct statutory *s)
{
	static const struct notice_off off[] = {
		{ .name = "元旦", .first = 21913, .last = 21915 }
	};
	static const struct notice_work work[] = { { .day = 21912 } };
	const struct notice list[] = { { .year = 2030,
					 .document = "-",
					 .revision = 1,
					 .off = off,
					 .n_off = 1,
					 .work = work,
					 .n_work = 1 } };

	statutory_build(s, f->list, f->n);
	CHECK(!fact(s, "2026-12-31").provisional); /* 2027 begins on a Friday */
	CHECK(fact(s, "2029-12-31").basis == BASIS_PRINCIPLE);

	CHECK(off[0].last == test_day("2030-01-01"));
	statutory_build(s, list, 1);
	CHECK(fact(s, "2029-12-29").makeup && !fact(s, "2029-12-29").provisional);
	CHECK(!fact(s, "2029-12-31").work && fact(s, "2029-12-31").basis == BASIS_NOTICE);
	CHECK(fact(s, "2029-12-28").provisional && !fact(s, "2030-01-02").provisional);
	/* A notice that forgets the law does not take its days away. */
	CHECK(!fact(s, "2030-10-01").work && fact(s, "2030-10-01").basis == BASIS_LEGAL);

	/* 2029 is known, 2030 is not, and lays a span into the December of 2029. */
	statutory_build(s, &(const struct notice){ .year = 2029, .document = "-" }, 1);
	CHECK(fact(s, "2029-12-31").provisional && !fact(s, "2029-12-31").work);
	CHECK(fact(s, "2029-12-29").unsettled && fact(s, "2029-12-29").provisional);
	CHECK(!fact(s, "2029-12-28").provisional && !fact(s, "2029-12-19").provisional);
}

static void test_periods(const struct statutory *s)
{
	struct dayset days, kept;

	CHECK(statutory_period(s, "春节", &days) == 0);
	CHECK(dayset_equal(&days, &s->period[HOLIDAY_SPRING_FESTIVAL]));
	CHECK(dayset_has(&days, test_day("2026-02-23")) &&
	      !dayset_has(&days, test_day("2026-02-24")));
	CHECK(!dayset_has(&days, test_day("2026-02-28")));
	CHECK(statutory_period(s, "抗战胜利70周年纪念日", &days) == 0);
	CHECK(dayset_count(&days) == 3 && dayset_has(&days, test_day("2015-09-03")));
	kept = days;
	CHECK(statutory_period(s, "双十一", &days) == -ENOENT && dayset_equal(&days, &kept));
	CHECK(dayset_has(&s->legal[HOLIDAY_SPRING_FESTIVAL], test_day("2026-02-16")));
	CHECK(!dayset_has(&s->legal[HOLIDAY_SPRING_FESTIVAL], test_day("2024-02-09")));
}

static void test_partition(const struct statutory *s)
{
	struct dayset all = s->workday, none = s->workday;
	struct day_fact f;

	dayset_or(&all, &s->restday);
	dayset_and(&none, &s->restday);
	CHECK(dayset_count(&all) == N_DAYS && dayset_is_empty(&none));
	CHECK(statutory_day(s, DAY_FIRST - 1, &f) == -ERANGE);
	CHECK(statutory_day(s, DAY_LAST + 1, &f) == -ERANGE);
	CHECK(statutory_day(s, DAY_LAST, &f) == 0 && f.work == (weekday_of(DAY_LAST) <= FRIDAY));
	CHECK(strcmp(basis_name(BASIS_PRINCIPLE), "principle") == 0);
}

int main(int argc, char **argv)
{
	static struct notice_file f;
	static struct statutory s, other;

	read_notices(&f, argc > 1 ? argv[1] : NULL);
	statutory_build(&s, f.list, f.n);
	test_legal_days();
	test_names();
	test_noticed_years(&s, &f);
	test_workdays_a_year(&s);
	test_sharp_days(&s);
	test_2027(&s);
	test_spans(&s);
	test_periods(&s);
	test_partition(&s);
	test_revisions(&f, &other);
	test_nothing_known(&other, &s);
	test_decembers(&f, &other);
	return test_result();
}
