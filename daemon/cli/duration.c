/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "cli/duration.h"

#define DIGITS_MAX 6 /* so that nothing overflows; a million minutes is nearly two years */

static const struct unit {
	char letter;
	usec_t length;
} units[] = {
	{ 'd', USEC_PER_DAY },
	{ 'h', USEC_PER_HOUR },
	{ 'm', USEC_PER_MINUTE },
	{ 's', USEC_PER_SEC },
};

/* One number, and past it. */
static int read_number(const char **text, usec_t *ret)
{
	const char *s = *text;
	usec_t value = 0;

	for (; *s >= '0' && *s <= '9'; s++) {
		if (s - *text >= DIGITS_MAX)
			return -ERANGE;
		value = value * 10 + (usec_t) (*s - '0');
	}
	if (s == *text)
		return -EINVAL;
	*text = s;
	*ret = value;
	return 0;
}

int duration_parse(const char *text, usec_t *ret)
{
	size_t next = 0;
	usec_t sum = 0, n;
	int r;

	if (!*text)
		return -EINVAL;
	while (*text) {
		r = read_number(&text, &n);
		if (r < 0)
			return r;
		while (next < ARRAY_SIZE(units) && units[next].letter != *text)
			next++;
		if (next == ARRAY_SIZE(units))
			return -EINVAL;
		sum += n * units[next++].length;
		text++;
	}
	*ret = sum;
	return 0;
}

const char *duration_format(usec_t span, char *buf)
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		usec_t count = span / units[i].length;
		bool last = i + 1 == ARRAY_SIZE(units);

		if (count > 0 || (last && n == 0))
			n += (size_t) snprintf(buf + n, DURATION_MAX - n, "%llu%c",
					       (unsigned long long) count, units[i].letter);
		span %= units[i].length;
	}
	return buf;
}
