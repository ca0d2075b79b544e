/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "pufa/diag.h"

#define MESSAGE_MAX 1024

/* A complaint cites what a person wrote; no byte of it may steer a terminal or break a line. */
static void make_printable(char *s)
{
	for (; *s; s++)
		if ((unsigned char) *s < ' ' || *s == 0x7f)
			*s = '?';
}

/* vsnprintf() cuts at a byte; what is left of a character at the end goes too. */
static void cut_at_character(char *s, size_t n)
{
	size_t i = n;

	while (i > 0 && ((unsigned char) s[i - 1] & 0xc0) == 0x80)
		i--;
	if (i > 0 && (unsigned char) s[i - 1] >= 0xc0)
		s[i - 1] = '\0';
}

static void complain(struct diag *d, enum severity severity, struct where at, const char *fmt,
		     va_list ap) _printf_(4, 0);

static void complain(struct diag *d, enum severity severity, struct where at, const char *fmt,
		     va_list ap)
{
	char message[MESSAGE_MAX];
	int n = vsnprintf(message, sizeof(message), fmt, ap);

	if (n >= (int) sizeof(message))
		cut_at_character(message, sizeof(message) - 1);
	make_printable(message);
	d->emit(d, severity, at, message);
}

void diag_error(struct diag *d, struct where at, const char *fmt, ...)
{
	va_list ap;

	d->n_errors++;
	va_start(ap, fmt);
	complain(d, SEVERITY_ERROR, at, fmt, ap);
	va_end(ap);
}

void diag_warning(struct diag *d, struct where at, const char *fmt, ...)
{
	va_list ap;

	d->n_warnings++;
	va_start(ap, fmt);
	complain(d, SEVERITY_WARNING, at, fmt, ap);
	va_end(ap);
}

const char *severity_name(enum severity severity)
{
	return severity == SEVERITY_ERROR ? "error" : "warning";
}
