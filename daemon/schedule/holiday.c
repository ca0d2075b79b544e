/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "schedule/holiday.h"
#include "schedule/lunar.h"
#include "schedule/terms.h"

#define SPRING_FESTIVAL_DAYS 8 /* from its eve */
#define LABOUR_DAY_DAYS      5
#define NATIONAL_DAY_DAYS    7 /* 8 with 中秋节 */

#define JOINT "、"

static const struct {
	const char *name, *shorter;
} names[] = {
	[HOLIDAY_NEW_YEAR] = { "元旦", "元旦节" },
	[HOLIDAY_SPRING_FESTIVAL] = { "春节", "春节" },
	[HOLIDAY_QINGMING] = { "清明节", "清明" },
	[HOLIDAY_LABOUR_DAY] = { "劳动节", "五一" },
	[HOLIDAY_DRAGON_BOAT] = { "端午节", "端午" },
	[HOLIDAY_MID_AUTUMN] = { "中秋节", "中秋" },
	[HOLIDAY_NATIONAL_DAY] = { "国庆节", "国庆" },
};

/* What a legal holiday's first day is counted from. */
enum origin {
	ORIGIN_CIVIL,
	ORIGIN_LUNAR, /* a plain month: a festival falls into the first of two (plan of 2007) */
	ORIGIN_LUNAR_EVE,
	ORIGIN_QINGMING,
};

struct legal_rule {
	enum holiday holiday;
	enum origin origin;
	int month, day;
	int days;
};

static const struct legal_rule rules_1999[] = {
	{ HOLIDAY_NEW_YEAR, ORIGIN_CIVIL, 1, 1, 1 },
	{ HOLIDAY_SPRING_FESTIVAL, ORIGIN_LUNAR, 1, 1, 3 },
	{ HOLIDAY_LABOUR_DAY, ORIGIN_CIVIL, 5, 1, 3 },
	{ HOLIDAY_NATIONAL_DAY, ORIGIN_CIVIL, 10, 1, 3 },
};

static const struct legal_rule rules_2008[] = {
	{ HOLIDAY_NEW_YEAR, ORIGIN_CIVIL, 1, 1, 1 },
	{ HOLIDAY_SPRING_FESTIVAL, ORIGIN_LUNAR_EVE, 1, 1, 3 },
	{ HOLIDAY_QINGMING, ORIGIN_QINGMING, 0, 0, 1 },
	{ HOLIDAY_LABOUR_DAY, ORIGIN_CIVIL, 5, 1, 1 },
	{ HOLIDAY_DRAGON_BOAT, ORIGIN_LUNAR, 5, 5, 1 },
	{ HOLIDAY_MID_AUTUMN, ORIGIN_LUNAR, 8, 15, 1 },
	{ HOLIDAY_NATIONAL_DAY, ORIGIN_CIVIL, 10, 1, 3 },
};

static const struct legal_rule rules_2014[] = {
	{ HOLIDAY_NEW_YEAR, ORIGIN_CIVIL, 1, 1, 1 },
	{ HOLIDAY_SPRING_FESTIVAL, ORIGIN_LUNAR, 1, 1, 3 },
	{ HOLIDAY_QINGMING, ORIGIN_QINGMING, 0, 0, 1 },
	{ HOLIDAY_LABOUR_DAY, ORIGIN_CIVIL, 5, 1, 1 },
	{ HOLIDAY_DRAGON_BOAT, ORIGIN_LUNAR, 5, 5, 1 },
	{ HOLIDAY_MID_AUTUMN, ORIGIN_LUNAR, 8, 15, 1 },
	{ HOLIDAY_NATIONAL_DAY, ORIGIN_CIVIL, 10, 1, 3 },
};

static const struct legal_rule rules_2025[] = {
	{ HOLIDAY_NEW_YEAR, ORIGIN_CIVIL, 1, 1, 1 },
	{ HOLIDAY_SPRING_FESTIVAL, ORIGIN_LUNAR_EVE, 1, 1, 4 },
	{ HOLIDAY_QINGMING, ORIGIN_QINGMING, 0, 0, 1 },
	{ HOLIDAY_LABOUR_DAY, ORIGIN_CIVIL, 5, 1, 2 },
	{ HOLIDAY_DRAGON_BOAT, ORIGIN_LUNAR, 5, 5, 1 },
	{ HOLIDAY_MID_AUTUMN, ORIGIN_LUNAR, 8, 15, 1 },
	{ HOLIDAY_NATIONAL_DAY, ORIGIN_CIVIL, 10, 1, 3 },
};

struct era {
	int since, order;
	const struct legal_rule *rules;
	size_t n_rules;
};

/* The newest first.  Each order came into force with a year, but the first, before the span. */
static const struct era eras[] = {
	{ 2025, 795, rules_2025, ARRAY_SIZE(rules_2025) },
	{ 2014, 644, rules_2014, ARRAY_SIZE(rules_2014) },
	{ 2008, 513, rules_2008, ARRAY_SIZE(rules_2008) },
	{ YEAR_FIRST, 270, rules_1999, ARRAY_SIZE(rules_1999) },
};

const char *holiday_name(enum holiday holiday)
{
	return names[holiday].name;
}

/* @name has @n bytes. */
static int find_part(const char *name, size_t n)
{
	for (int h = 0; h < N_HOLIDAYS; h++)
		if ((strlen(names[h].name) == n && memcmp(name, names[h].name, n) == 0) ||
		    (strlen(names[h].shorter) == n && memcmp(name, names[h].shorter, n) == 0))
			return h;
	return -ENOENT;
}

int holiday_find(const char *name)
{
	return find_part(name, strlen(name));
}

/* Bytes before the next joint, or before the end. */
static size_t part_length(const char *name)
{
	size_t n = 0;

	while (name[n] && strncmp(name + n, JOINT, strlen(JOINT)) != 0)
		n++;
	return n;
}

unsigned holidays_in_name(const char *name)
{
	unsigned found = 0;

	for (;;) {
		size_t n = part_length(name);
		int h = find_part(name, n);

		if (h >= 0)
			found |= 1U << h;
		if (!name[n])
			return found;
		name += n + strlen(JOINT);
	}
}

static char *append(char *end, const char *text)
{
	size_t n = strlen(text);

	memcpy(end, text, n);
	return end + n;
}

const char *holidays_text(unsigned holidays, char *buf)
{
	/* National Day before the Mid-Autumn Festival that falls in it, as notices have it. */
	static const enum holiday order[] = {
		HOLIDAY_NEW_YEAR,   HOLIDAY_SPRING_FESTIVAL, HOLIDAY_QINGMING,
		HOLIDAY_LABOUR_DAY, HOLIDAY_DRAGON_BOAT,     HOLIDAY_NATIONAL_DAY,
		HOLIDAY_MID_AUTUMN,
	};
	char *end = buf;

	for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
		if (!(holidays >> order[i] & 1))
			continue;
		end = append(end, end == buf ? "" : JOINT);
		end = append(end, names[order[i]].name);
	}
	*end = '\0';
	return buf;
}

/* NULL: outside the span. */
static const struct era *era_of(int year)
{
	if (year < YEAR_FIRST || year > YEAR_LAST)
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(eras) - 1; i++)
		if (year >= eras[i].since)
			return &eras[i];
	return &eras[ARRAY_SIZE(eras) - 1];
}

int legal_order(int year)
{
	const struct era *era = era_of(year);

	return era ? era->order : -ERANGE;
}

static day_t lunar_day(int year, int month, int day)
{
	day_t d = 0;

	/* Days of first, fifth and eighth months: they exist and are in the span. */
	(void) day_from_lunar((struct lunar){ year, month, day, false }, &d);
	return d;
}

static day_t first_of_rule(const struct legal_rule *r, int year)
{
	day_t day = 0;

	switch (r->origin) {
	case ORIGIN_CIVIL:
		return day_from_civil(year, r->month, r->day);
	case ORIGIN_LUNAR:
		return lunar_day(year, r->month, r->day);
	case ORIGIN_LUNAR_EVE:
		return lunar_day(year, r->month, r->day) - 1;
	case ORIGIN_QINGMING:
		(void) term_day(year, TERM_QINGMING, &day);
		break;
	}
	return day;
}

static bool comes_before(const struct legal_day *a, const struct legal_day *b)
{
	return a->day != b->day ? a->day < b->day : a->holiday < b->holiday;
}

static void insert(struct legal_day *list, int n, struct legal_day new)
{
	for (; n > 0 && comes_before(&new, &list[n - 1]); n--)
		list[n] = list[n - 1];
	list[n] = new;
}

int legal_days(int year, struct legal_day ret[LEGAL_DAYS_MAX])
{
	const struct era *era = era_of(year);
	int n = 0;

	if (!era)
		return -ERANGE;
	for (size_t i = 0; i < era->n_rules; i++) {
		const struct legal_rule *r = &era->rules[i];
		day_t first = first_of_rule(r, year);

		for (int k = 0; k < r->days; k++) {
			bool eve = r->origin == ORIGIN_LUNAR_EVE && k == 0;

			insert(ret, n++,
			       (struct legal_day){
				       .day = first + k,
				       .holiday = r->holiday,
				       .name = eve ? "除夕" : names[r->holiday].name,
			       });
		}
	}
	return n;
}

/* Three days that hold a weekend, at the least cost of weekdays. */
static struct holiday_span beside_weekend(day_t day, enum holiday holiday)
{
	static const struct {
		int before, after;
	} days[] = {
		[MONDAY] = { 2, 0 },   [TUESDAY] = { 2, 0 }, [WEDNESDAY] = { 0, 0 },
		[THURSDAY] = { 0, 2 }, [FRIDAY] = { 0, 2 },  [SATURDAY] = { 0, 2 },
		[SUNDAY] = { 1, 1 },
	};
	enum weekday w = weekday_of(day);

	return (struct holiday_span){ .first = day - days[w].before,
				      .last = day + days[w].after,
				      .holidays = 1U << holiday };
}

/* The span of one holiday whose first legal day is @l. */
static struct holiday_span span_of(const struct legal_day *l, int year)
{
	struct holiday_span s = { .first = l->day, .holidays = 1U << l->holiday };

	switch (l->holiday) {
	case HOLIDAY_SPRING_FESTIVAL:
		s.first = lunar_day(year, 1, 1) - 1;
		s.last = s.first + SPRING_FESTIVAL_DAYS - 1;
		break;
	case HOLIDAY_LABOUR_DAY:
		s.last = s.first + LABOUR_DAY_DAYS - 1;
		break;
	case HOLIDAY_NATIONAL_DAY:
		s.last = s.first + NATIONAL_DAY_DAYS - 1;
		break;
	case HOLIDAY_NEW_YEAR:
	case HOLIDAY_QINGMING:
	case HOLIDAY_DRAGON_BOAT:
	case HOLIDAY_MID_AUTUMN:
		s = beside_weekend(l->day, l->holiday);
		break;
	}
	return s;
}

/* Weekdays off beyond the legal ones, against what the law gives back for weekends and doubles. */
static bool borrows(const struct holiday_span *s, const struct legal_day *legal, int n)
{
	int weekdays = 0, granted = 0;

	for (day_t d = s->first; d <= s->last; d++)
		weekdays += weekday_of(d) <= FRIDAY;
	for (int i = 0; i < n; i++)
		granted += s->holidays >> legal[i].holiday & 1;
	return weekdays > granted;
}

static bool autumn_in_october(const struct legal_day *legal, int n, int year)
{
	day_t first = day_from_civil(year, 10, 1);

	for (int i = 0; i < n; i++)
		if (legal[i].holiday == HOLIDAY_MID_AUTUMN)
			return legal[i].day >= first && legal[i].day < first + NATIONAL_DAY_DAYS;
	return false;
}

int holiday_spans(int year, struct holiday_span ret[N_HOLIDAYS])
{
	struct legal_day legal[LEGAL_DAYS_MAX];
	int n_legal = legal_days(year, legal), n = 0;
	unsigned done = 0;

	if (n_legal < 0)
		return n_legal;
	if (autumn_in_october(legal, n_legal, year))
		done = 1U << HOLIDAY_MID_AUTUMN;
	for (int i = 0; i < n_legal; i++) {
		struct holiday_span s;

		if (done >> legal[i].holiday & 1)
			continue;
		s = span_of(&legal[i], year);
		if (legal[i].holiday == HOLIDAY_NATIONAL_DAY &&
		    autumn_in_october(legal, n_legal, year)) {
			s.last++;
			s.holidays |= 1U << HOLIDAY_MID_AUTUMN;
		}
		s.borrows = borrows(&s, legal, n_legal);
		done |= s.holidays;
		ret[n++] = s;
	}
	return n;
}
