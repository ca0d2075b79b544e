/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "config/hours.h"

/* What an input method may give for the three marks, and the Chinese word for "to". */
static const char *const colons[] = { ":", "：", NULL };
static const char *const dashes[] = { "-", "–", "—", "～", "~", "至", NULL };
static const char *const commas[] = { ",", "，", "、", NULL };

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

/* One or two digits. */
static int take_number(const char **s, int *ret_digits)
{
	int v = 0, n = 0;

	while (n < 2 && **s >= '0' && **s <= '9') {
		v = v * 10 + (*(*s)++ - '0');
		n++;
	}
	*ret_digits = n;
	return v;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Minutes of the day, 0..1440; -EINVAL. */
static int take_time(const char **s)
{
	int hour, minute, digits;

	hour = take_number(s, &digits);
	if (digits == 0 || is_digit(**s) || !take(s, colons))
		return -EINVAL;
	minute = take_number(s, &digits);
	if (digits != 2 || is_digit(**s) || hour > 24 || minute > 59 || (hour == 24 && minute))
		return -EINVAL;
	return hour * 60 + minute;
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

static int take_span(const char **s, struct hours *ret, char *error)
{
	const char *start = *s;
	int from, to;

	from = take_time(s);
	if (from < 0 || !take(s, dashes) || (to = take_time(s)) < 0) {
		snprintf(error, HOURS_ERROR_MAX, "\"%.*s\" is not a span like 07:20-08:30",
			 piece(start), start);
		return -EINVAL;
	}
	if (from == MINUTES_PER_DAY) {
		snprintf(error, HOURS_ERROR_MAX, "24:00 can only be an end");
		return -EINVAL;
	}
	if (from == to) {
		snprintf(error, HOURS_ERROR_MAX,
			 "%02d:%02d-%02d:%02d is no time at all (the whole day is 00:00-24:00)",
			 from / 60, from % 60, to / 60, to % 60);
		return -EINVAL;
	}
	*ret = (struct hours){ (uint16_t) from,
			       (uint16_t) (to > from ? to : to + MINUTES_PER_DAY) };
	return 0;
}

static int by_start(const void *a, const void *b)
{
	return ((const struct hours *) a)->from - ((const struct hours *) b)->from;
}

static int overlap(const struct hours *a, const struct hours *b, char *error)
{
	snprintf(error, HOURS_ERROR_MAX, "%02d:%02d-%02d:%02d and %02d:%02d-%02d:%02d overlap",
		 a->from / 60, a->from % 60, a->to / 60 % 24, a->to % 60, b->from / 60,
		 b->from % 60, b->to / 60 % 24, b->to % 60);
	return -EINVAL;
}

/* What runs past midnight can meet the first span of the next day. */
static int check_overlap(struct hours *h, size_t n, char *error)
{
	qsort(h, n, sizeof(*h), by_start);
	for (size_t i = 0; i + 1 < n; i++)
		if (h[i].to > h[i + 1].from)
			return overlap(&h[i], &h[i + 1], error);
	if (n > 1 && h[n - 1].to > h[0].from + MINUTES_PER_DAY)
		return overlap(&h[n - 1], &h[0], error);
	return 0;
}

int hours_parse(const char *text, struct hours *ret, size_t max, char *error)
{
	const char *s = text;
	size_t n = 0;

	skip_blanks(&s);
	do {
		if (n == max) {
			snprintf(error, HOURS_ERROR_MAX, "more than %zu spans", max);
			return -EINVAL;
		}
		if (take_span(&s, &ret[n++], error) < 0)
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
