/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "config/zonerule.h"
#include "schedule/civil.h"

#define SEC_PER_DAY 86400
#define HOUR        3600

/* A decimal number of at most three digits. */
static bool parse_number(const char **p, int low, int high, int *ret)
{
	int value = 0, digits = 0;

	for (; **p >= '0' && **p <= '9' && digits < 4; (*p)++, digits++)
		value = value * 10 + (**p - '0');
	if (digits == 0 || digits > 3 || value < low || value > high)
		return false;
	*ret = value;
	return true;
}

/* [+-]hh[:mm[:ss]], in seconds. */
static bool parse_hms(const char **p, int hours_max, int *ret)
{
	int sign = **p == '-' ? -1 : 1, hours, minutes = 0, seconds = 0;

	if (**p == '-' || **p == '+')
		(*p)++;
	if (!parse_number(p, 0, hours_max, &hours))
		return false;
	if (**p == ':') {
		(*p)++;
		if (!parse_number(p, 0, 59, &minutes))
			return false;
	}
	if (**p == ':') {
		(*p)++;
		if (!parse_number(p, 0, 59, &seconds))
			return false;
	}
	*ret = sign * (hours * HOUR + minutes * 60 + seconds);
	return true;
}

/* "CST" or "<+08>".  Only its end matters. */
static bool skip_name(const char **p)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	static const char quoted[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-";
	bool is_quoted = **p == '<';
	size_t n;

	*p += is_quoted;
	n = strspn(*p, is_quoted ? quoted : letters);
	*p += n;
	if (n < 3 || (is_quoted && **p != '>'))
		return false;
	*p += is_quoted;
	return true;
}

static bool parse_rule_day(const char **p, struct zonerule_day *rule)
{
	if (**p == 'J') {
		(*p)++;
		rule->kind = RULE_JULIAN;
		return parse_number(p, 1, 365, &rule->day);
	}
	if (**p != 'M') {
		rule->kind = RULE_DAY;
		return parse_number(p, 0, 365, &rule->day);
	}
	(*p)++;
	rule->kind = RULE_MONTH_WEEK;
	if (!parse_number(p, 1, 12, &rule->month) || *(*p)++ != '.')
		return false;
	if (!parse_number(p, 1, 5, &rule->week) || *(*p)++ != '.')
		return false;
	return parse_number(p, 0, 6, &rule->day);
}

static bool parse_rule(const char **p, struct zonerule_day *rule)
{
	rule->time = 2 * HOUR;
	if (**p != ',')
		return false;
	(*p)++;
	if (!parse_rule_day(p, rule))
		return false;
	if (**p != '/')
		return true;
	(*p)++;
	return parse_hms(p, 167, &rule->time);
}

int zonerule_parse(const char *text, struct zonerule *ret)
{
	struct zonerule z = { 0 };
	const char *p = text;

	if (!skip_name(&p) || !parse_hms(&p, 24, &z.standard))
		return -EINVAL;
	z.standard = -z.standard;
	z.has_summer = *p != '\0';
	if (z.has_summer) {
		z.summer = -(z.standard + HOUR);
		if (!skip_name(&p))
			return -EINVAL;
		if (*p != ',' && !parse_hms(&p, 24, &z.summer))
			return -EINVAL;
		z.summer = -z.summer;
		if (!parse_rule(&p, &z.start) || !parse_rule(&p, &z.end))
			return -EINVAL;
	}
	if (*p != '\0')
		return -EINVAL;
	*ret = z;
	return 0;
}

static day_t rule_day(const struct zonerule_day *rule, int year)
{
	day_t first;

	switch (rule->kind) {
	case RULE_JULIAN:
		return day_from_civil(year, 1, rule->day + (is_leap_year(year) && rule->day >= 60));
	case RULE_DAY:
		return day_from_civil(year, 1, 1 + rule->day);
	case RULE_MONTH_WEEK:
		break;
	}
	first = day_from_civil(year, rule->month, 1);
	first += (rule->day - (int) weekday_of(first) % 7 + 7) % 7;
	first += (rule->week - 1) * 7;
	if (civil_from_day(first).month != rule->month)
		first -= 7;
	return first;
}

int64_t zonerule_time(const struct zonerule_day *rule, int year, int offset)
{
	return (int64_t) rule_day(rule, year) * SEC_PER_DAY + rule->time - offset;
}
