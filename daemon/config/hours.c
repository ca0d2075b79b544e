/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "config/hours.h"

#define NOON (12 * 60)

/* What an input method may give for the marks, and the Chinese words for them. */
static const char *const colons[] = { ":", "：", NULL };
static const char *const joins[] = {
	"..", "…", "-", "－", "–", "—", "～", "~", "至", NULL,
};
static const char *const commas[] = { ",", "，", "、", NULL };
static const char *const minuses[] = { "-", "－", "−", NULL };
static const char *const befores[] = { "前", NULL };
static const char *const afters[] = { "+", "＋", "后", NULL };
static const char *const hour_units[] = { "h", "小时", "时", NULL };
static const char *const minute_units[] = { "min", "m", "分钟", "分", NULL };
static const char *const half_hours[] = { "半小时", NULL };
static const char *const sunrises[] = { "sunrise", "日出", NULL };
static const char *const sunsets[] = { "sunset", "日落", NULL };

static void skip_blanks(const char **s)
{
	for (;;) {
		if (**s == ' ')
			(*s)++;
		else if (strncmp(*s, "\u3000", 3) == 0)
			*s += 3;
		else
			return;
	}
}

static bool take(const char **s, const char *const words[])
{
	skip_blanks(s);
	for (; *words; words++) {
		size_t n = strlen(*words);

		if (strncmp(*s, *words, n) == 0) {
			*s += n;
			skip_blanks(s);
			return true;
		}
	}
	return false;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* At most @max digits. */
static int take_number(const char **s, int max, int *ret_digits)
{
	int v = 0, n = 0;

	while (n < max && is_digit(**s)) {
		v = v * 10 + (*(*s)++ - '0');
		n++;
	}
	*ret_digits = n;
	return v;
}

/* Minutes of the day, 0..1440; -EINVAL. */
static int take_time(const char **s)
{
	int hour, minute, digits;

	hour = take_number(s, 2, &digits);
	if (digits == 0 || is_digit(**s) || !take(s, colons))
		return -EINVAL;
	minute = take_number(s, 2, &digits);
	if (digits != 2 || is_digit(**s) || hour > 24 || minute > 59 || (hour == 24 && minute))
		return -EINVAL;
	return hour * 60 + minute;
}

/* "1h30m", "30分", "半小时": minutes; -EINVAL. */
static int take_length(const char **s)
{
	int digits, n;

	if (take(s, half_hours))
		return 30;
	n = take_number(s, 3, &digits);
	if (digits == 0 || is_digit(**s))
		return -EINVAL;
	if (take(s, minute_units))
		return n;
	if (digits > 2 || !take(s, hour_units))
		return -EINVAL;
	n *= 60;
	if (is_digit(**s)) {
		n += take_number(s, 3, &digits);
		if (!take(s, minute_units))
			return -EINVAL;
	}
	return n;
}

/* A minus that no length follows is no offset: it joins two ends. */
static int take_offset(const char **s, int *ret)
{
	const char *before = *s;
	bool after = take(s, afters), word = after || take(s, befores);
	int n;

	*ret = 0;
	if (!word && !take(s, minuses))
		return 0;
	n = take_length(s);
	if (n < 0 && word)
		return -EINVAL;
	if (n < 0)
		*s = before;
	else
		*ret = after ? n : -n;
	return 0;
}

/* One end of a span. */
static int take_end(const char **s, struct hours_end *ret)
{
	int minutes, r = 0;

	*ret = (struct hours_end){ .base = HOURS_CLOCK };
	if (take(s, sunrises))
		ret->base = HOURS_SUNRISE;
	else if (take(s, sunsets))
		ret->base = HOURS_SUNSET;
	if (ret->base == HOURS_CLOCK)
		minutes = take_time(s);
	else
		r = take_offset(s, &minutes);
	if (r < 0 || (ret->base == HOURS_CLOCK && minutes < 0))
		return -EINVAL;
	ret->minutes = (int16_t) minutes;
	return 0;
}

/* Bytes of the piece of @text up to its comma, for messages; not in the midst of a character. */
static int piece(const char *text)
{
	size_t n = strcspn(text, ",");

	if (n > 40)
		for (n = 40; n > 0 && ((unsigned char) text[n] & 0xc0) == 0x80; n--)
			;
	return (int) n;
}

static bool is_morning(const struct hours_end *e)
{
	return e->base == HOURS_CLOCK ? e->minutes < NOON : e->base == HOURS_SUNRISE;
}

/* "17:30", "sunset-1h30m". */
static int format_end(const struct hours_end *e, char *buf, size_t size)
{
	int n = abs(e->minutes), len;

	if (e->base == HOURS_CLOCK)
		return snprintf(buf, size, "%02d:%02d",
				e->minutes == MINUTES_PER_DAY ? 24 : e->minutes / 60 % 24,
				e->minutes % 60);
	len = snprintf(buf, size, "%s", e->base == HOURS_SUNRISE ? "sunrise" : "sunset");
	if (n)
		len += snprintf(buf + len, size - (size_t) len, "%c", e->minutes < 0 ? '-' : '+');
	if (n >= 60)
		len += snprintf(buf + len, size - (size_t) len, "%dh", n / 60);
	if (n % 60)
		len += snprintf(buf + len, size - (size_t) len, "%dm", n % 60);
	return len;
}

const char *sun_hours_format(const struct sun_hours *s, char *buf)
{
	int n = format_end(&s->from, buf, HOURS_TEXT_MAX);

	n += snprintf(buf + n, HOURS_TEXT_MAX - (size_t) n, "%s", hours_need_sun(s) ? ".." : "-");
	format_end(&s->to, buf + n, HOURS_TEXT_MAX - (size_t) n);
	return buf;
}

/* On which day does it end? */
static void settle(struct sun_hours *s)
{
	struct hours_end *to = &s->to;

	if (!hours_need_sun(s)) {
		if (to->minutes < s->from.minutes)
			to->minutes += MINUTES_PER_DAY;
		return;
	}
	if (to->base == HOURS_CLOCK && to->minutes == 0)
		to->minutes = MINUTES_PER_DAY;
	if (is_morning(&s->from) || !is_morning(to))
		return;
	if (to->base == HOURS_CLOCK)
		to->minutes += MINUTES_PER_DAY;
	else
		to->next = true;
}

static int check_span(const struct sun_hours *s, char *error)
{
	char text[HOURS_TEXT_MAX];

	if (s->from.base == HOURS_CLOCK && s->from.minutes == MINUTES_PER_DAY) {
		snprintf(error, HOURS_ERROR_MAX, "24:00 can only be an end");
		return -EINVAL;
	}
	if (s->from.base == s->to.base && !s->to.next && s->to.minutes <= s->from.minutes) {
		snprintf(error, HOURS_ERROR_MAX,
			 "%s is no time at all (the whole day is 00:00-24:00)",
			 sun_hours_format(s, text));
		return -EINVAL;
	}
	for (unsigned i = 0; i < 2; i++) {
		const struct hours_end *e = i ? &s->to : &s->from;

		if (e->base == HOURS_CLOCK || abs(e->minutes) <= SUN_OFFSET_MAX)
			continue;
		snprintf(error, HOURS_ERROR_MAX, "%s: at most %d hours before or after the sun's",
			 sun_hours_format(s, text), SUN_OFFSET_MAX / 60);
		return -EINVAL;
	}
	return 0;
}

static int take_span(const char **s, bool sun, struct sun_hours *ret, char *error)
{
	const char *start = *s;

	if (take_end(s, &ret->from) < 0 || !take(s, joins) || take_end(s, &ret->to) < 0) {
		snprintf(error, HOURS_ERROR_MAX, "\"%.*s\" is not a span like 07:20-08:30%s",
			 piece(start), start, sun ? " or sunset-30m..sunrise" : "");
		return -EINVAL;
	}
	if (!sun && hours_need_sun(ret)) {
		snprintf(error, HOURS_ERROR_MAX,
			 "\"%.*s\": sunrise and sunset can stand in limits and levels only",
			 piece(start), start);
		return -EINVAL;
	}
	settle(ret);
	return check_span(ret, error);
}

/* Those of the clock by their start, before the sun's. */
static int by_start(const void *a, const void *b)
{
	const struct sun_hours *x = a, *y = b;
	bool sun = hours_need_sun(x);

	if (sun != hours_need_sun(y))
		return sun ? 1 : -1;
	return sun ? 0 : x->from.minutes - y->from.minutes;
}

static int overlap(const struct sun_hours *a, const struct sun_hours *b, char *error)
{
	char x[HOURS_TEXT_MAX], y[HOURS_TEXT_MAX];

	snprintf(error, HOURS_ERROR_MAX, "%s and %s overlap", sun_hours_format(a, x),
		 sun_hours_format(b, y));
	return -EINVAL;
}

/* What runs past midnight can meet the first span of the next day. */
static int check_overlap(struct sun_hours *s, size_t n, char *error)
{
	qsort(s, n, sizeof(*s), by_start);
	while (n > 0 && hours_need_sun(&s[n - 1]))
		n--;
	for (size_t i = 0; i + 1 < n; i++)
		if (s[i].to.minutes > s[i + 1].from.minutes)
			return overlap(&s[i], &s[i + 1], error);
	if (n > 1 && s[n - 1].to.minutes > s[0].from.minutes + MINUTES_PER_DAY)
		return overlap(&s[n - 1], &s[0], error);
	return 0;
}

static int parse(const char *text, bool sun, struct sun_hours *ret, size_t max, char *error)
{
	const char *s = text;
	size_t n = 0;

	skip_blanks(&s);
	do {
		if (n == max) {
			snprintf(error, HOURS_ERROR_MAX, "more than %zu spans", max);
			return -EINVAL;
		}
		if (take_span(&s, sun, &ret[n++], error) < 0)
			return -EINVAL;
	} while (take(&s, commas));
	if (*s) {
		snprintf(error, HOURS_ERROR_MAX, "\"%.*s\" stands where a comma was expected",
			 piece(s), s);
		return -EINVAL;
	}
	if (check_overlap(ret, n, error) < 0)
		return -EINVAL;
	return (int) n;
}

int sun_hours_parse(const char *text, struct sun_hours *ret, size_t max, char *error)
{
	return parse(text, true, ret, max, error);
}

int hours_parse(const char *text, struct hours *ret, size_t max, char *error)
{
	struct sun_hours spans[HOURS_MAX];
	int n;

	n = parse(text, false, spans, max < HOURS_MAX ? max : HOURS_MAX, error);
	for (int i = 0; i < n; i++)
		ret[i] = (struct hours){ (uint16_t) spans[i].from.minutes,
					 (uint16_t) spans[i].to.minutes };
	return n;
}
