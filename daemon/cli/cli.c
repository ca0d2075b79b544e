/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include "cli/cli.h"
#include "cli/terminal.h"

static _printf_(1, 0) void vcomplain(const char *fmt, va_list ap)
{
	_cleanup_(freep) char *text = NULL, *safe = NULL;

	if (vasprintf(&text, fmt, ap) < 0)
		return;
	safe = text_escape(text);
	fprintf(stderr, "pufactl: %s\n", safe ? safe : "not enough memory");
}

void complain(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vcomplain(fmt, ap);
	va_end(ap);
}

int failed(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vcomplain(fmt, ap);
	va_end(ap);
	return EXIT_FAILED;
}

int misused(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vcomplain(fmt, ap);
	va_end(ap);
	return EXIT_MISUSE;
}

int out_of_memory(void)
{
	return failed("not enough memory");
}

static usec_t clock_read(clockid_t id)
{
	struct timespec ts;

	if (clock_gettime(id, &ts) < 0)
		return 0;
	return (usec_t) ts.tv_sec * USEC_PER_SEC + (usec_t) ts.tv_nsec / 1000;
}

usec_t clock_wall(void)
{
	return clock_read(CLOCK_REALTIME);
}

usec_t clock_steady(void)
{
	return clock_read(CLOCK_MONOTONIC);
}

int number_parse(const char *text, unsigned min, unsigned max, unsigned *ret)
{
	unsigned long value;
	char *end;

	if (!isdigit((unsigned char) *text))
		return -EINVAL;
	errno = 0;
	value = strtoul(text, &end, 10);
	if (*end)
		return -EINVAL;
	if (errno || value < min || value > max)
		return -ERANGE;
	*ret = (unsigned) value;
	return 0;
}
