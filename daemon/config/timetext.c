/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "config/timetext.h"

#define MSEC_PER_HOUR (60 * MSEC_PER_MINUTE)
#define MSEC_PER_DAY  (24 * MSEC_PER_HOUR)
#define RELATIVE_MAX  100000 /* of any unit, so that no sum can wrap */

/* A wall time, and where it is not the site's, the offset it was written with. */
struct written {
	day_t day;
	int64_t msec;
	bool has_offset;
	int offset; /* minutes east */
};

static bool take(const char **p, char c)
{
	if (**p != c)
		return false;
	(*p)++;
	return true;
}

/* Exactly @n digits. */
static bool take_digits(const char **p, int n, int *ret)
{
	int value = 0;

	for (int i = 0; i < n; i++, (*p)++) {
		if (**p < '0' || **p > '9')
			return false;
		value = value * 10 + (**p - '0');
	}
	*ret = value;
	return true;
}

static bool take_date(const char **p, day_t *ret)
{
	int year, month, day;

	if (!take_digits(p, 4, &year) || !take(p, '-') || !take_digits(p, 2, &month) ||
	    !take(p, '-') || !take_digits(p, 2, &day))
		return false;
	if (!civil_is_valid(year, month, day))
		return false;
	*ret = day_from_civil(year, month, day);
	return true;
}

/* ".25": to the millisecond, further digits are dropped. */
static bool take_fraction(const char **p, int *ret_msec)
{
	int msec = 0, digits = 0;

	for (; **p >= '0' && **p <= '9'; (*p)++, digits++)
		if (digits < 3)
			msec = msec * 10 + (**p - '0');
	if (digits == 0 || digits > 9)
		return false;
	for (; digits < 3; digits++)
		msec *= 10;
	*ret_msec = msec;
	return true;
}

/* HH:MM[:SS[.fraction]]; 24:00 is the end of the day. */
static bool take_clock(const char **p, int64_t *ret_msec)
{
	int hour, minute, second = 0, msec = 0;
	int64_t sum;

	if (!take_digits(p, 2, &hour) || !take(p, ':') || !take_digits(p, 2, &minute))
		return false;
	if (take(p, ':')) {
		if (!take_digits(p, 2, &second))
			return false;
		if (take(p, '.') && !take_fraction(p, &msec))
			return false;
	}
	sum = (int64_t) hour * MSEC_PER_HOUR + minute * MSEC_PER_MINUTE + second * MSEC_PER_SEC +
	      msec;
	if (minute > 59 || second > 59 || sum > MSEC_PER_DAY)
		return false;
	*ret_msec = sum;
	return true;
}

/* Nothing, Z or +08:00. */
static bool take_offset(const char **p, struct written *w)
{
	int sign = **p == '-' ? -1 : 1, hours, minutes;

	if (**p == '\0')
		return true;
	w->has_offset = true;
	if (take(p, 'Z') || take(p, 'z'))
		return true;
	if (!take(p, '+') && !take(p, '-'))
		return false;
	if (!take_digits(p, 2, &hours) || !take(p, ':') || !take_digits(p, 2, &minutes))
		return false;
	w->offset = sign * (hours * 60 + minutes);
	return hours <= 23 && minutes <= 59;
}

static int resolve(const struct written *w, const struct zone *z, usec_t *ret)
{
	day_t first_day;
	int64_t first_msec = zone_wall(z, 0, &first_day);
	int64_t since_epoch;

	if (!w->has_offset) {
		if (w->day < first_day || (w->day == first_day && w->msec < first_msec))
			return -ERANGE;
		*ret = zone_instant(z, w->day, w->msec, ZONE_START);
		return 0;
	}
	since_epoch =
		w->day * (int64_t) MSEC_PER_DAY + w->msec - w->offset * (int64_t) MSEC_PER_MINUTE;
	if (since_epoch < 0)
		return -ERANGE;
	*ret = (usec_t) since_epoch * USEC_PER_MSEC;
	return 0;
}

/* YYYY-MM-DD, alone or with a time, or a time of today. */
static int parse_written(const char *text, const struct zone *z, usec_t now, usec_t *ret,
			 bool *ret_is_date)
{
	struct written w = { .day = zone_day(z, now) };
	const char *p = text;

	*ret_is_date = false;
	if (strlen(text) > 2 && text[2] == ':') {
		if (!take_clock(&p, &w.msec) || *p != '\0')
			return -EINVAL;
		return resolve(&w, z, ret);
	}
	if (!take_date(&p, &w.day))
		return -EINVAL;
	*ret_is_date = *p == '\0';
	if (*ret_is_date)
		return resolve(&w, z, ret);
	if (!take(&p, ' ') && !take(&p, 'T') && !take(&p, 't'))
		return -EINVAL;
	if (!take_clock(&p, &w.msec) || !take_offset(&p, &w) || *p != '\0')
		return -EINVAL;
	return resolve(&w, z, ret);
}

static bool take_count(const char **p, int *ret)
{
	int n = 0, digits = 0;

	for (; **p >= '0' && **p <= '9' && n < RELATIVE_MAX; (*p)++, digits++)
		n = n * 10 + (**p - '0');
	*ret = n;
	return digits > 0 && n < RELATIVE_MAX;
}

/* "+1h30m", "-3d": days and weeks keep the wall time, shorter units count time itself. */
static int parse_relative(const char *text, const struct zone *z, usec_t now, usec_t *ret)
{
	static const struct {
		char letter;
		int days;
		int64_t seconds;
	} units[] = {
		{ 'w', 7, 0 }, { 'd', 1, 0 }, { 'h', 0, 3600 }, { 'm', 0, 60 }, { 's', 0, 1 }
	};
	int sign = text[0] == '-' ? -1 : 1, days = 0, n;
	const char *p = text + 1;
	int64_t usec = 0, msec, at;
	size_t unit = 0;
	day_t day;

	/* From the largest unit to the smallest, each at most once. */
	do {
		if (!take_count(&p, &n))
			return -EINVAL;
		while (unit < ARRAY_SIZE(units) && units[unit].letter != *p)
			unit++;
		if (unit == ARRAY_SIZE(units))
			return -EINVAL;
		days += sign * n * units[unit].days;
		usec += sign * n * units[unit].seconds * (int64_t) USEC_PER_SEC;
		unit++;
		p++;
	} while (*p != '\0');
	msec = zone_wall(z, now, &day);
	at = (int64_t) now + usec;
	if (days != 0)
		at = (int64_t) zone_instant(z, day + days, msec, ZONE_START) + usec;
	if (at < 0 || day + days < 0)
		return -ERANGE;
	*ret = (usec_t) at;
	return 0;
}

/* `today` and the like: *ret_offset days from today. */
static bool is_day_word(const char *text, int *ret_offset)
{
	static const struct {
		const char *word;
		int offset;
	} words[] = { { "today", 0 }, { "tomorrow", 1 }, { "yesterday", -1 } };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcmp(text, words[i].word) == 0) {
			*ret_offset = words[i].offset;
			return true;
		}
	return false;
}

int time_parse(const char *text, const struct zone *z, usec_t now, usec_t *ret, bool *ret_is_date)
{
	bool is_date = false;
	usec_t at = now;
	int offset, r = 0;

	if (is_day_word(text, &offset)) {
		is_date = true;
		at = zone_midnight(z, zone_day(z, now) + offset);
	} else if (text[0] == '+' || text[0] == '-') {
		r = parse_relative(text, z, now, &at);
	} else if (strcmp(text, "now") != 0) {
		r = parse_written(text, z, now, &at, &is_date);
	}
	if (r < 0)
		return r;
	if (at > zone_midnight(z, DAY_LAST + 1))
		return -ERANGE;
	*ret = at;
	if (ret_is_date)
		*ret_is_date = is_date;
	return 0;
}

/* @width digits, and the character after them. */
static char *put(char *p, int64_t value, int width, char after)
{
	for (int i = width; i-- > 0; value /= 10)
		p[i] = (char) ('0' + value % 10);
	p[width] = after;
	return p + width + 1;
}

const char *time_format(usec_t at, const struct zone *z, char *buf)
{
	/* Offsets of odd seconds exist (Liberia to 1972); RFC 3339 has none, so the wall time
	 * bends. */
	int minutes = zone_offset(z, at) / 60;
	int64_t sec = (int64_t) (at / USEC_PER_SEC) + minutes * 60;
	day_t day = (day_t) ((sec >= 0 ? sec : sec - 86399) / 86400);
	int64_t left = sec - day * (int64_t) 86400;
	struct civil c = civil_from_day(day);
	char *p = buf;

	p = put(p, c.year, 4, '-');
	p = put(p, c.month, 2, '-');
	p = put(p, c.day, 2, 'T');
	p = put(p, left / 3600, 2, ':');
	p = put(p, left / 60 % 60, 2, ':');
	p = put(p, left % 60, 2, '.');
	p = put(p, (int64_t) (at % USEC_PER_SEC / USEC_PER_MSEC), 3, minutes < 0 ? '-' : '+');
	p = put(p, abs(minutes) / 60, 2, ':');
	put(p, abs(minutes) % 60, 2, '\0');
	return buf;
}
