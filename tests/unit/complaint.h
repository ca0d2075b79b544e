/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A diag for tests: keeps what was said, one "line: message" or "file:line: message" a row.
 */

#include <stdio.h>
#include <string.h>

#include "pufa/diag.h"

struct said {
	struct diag diag;
	char text[1 << 16];
	size_t n;
	const char *cut; /* a beginning of paths that is left away; NULL: no file is written */
	unsigned n_without_line;
	bool severities; /* put "error: " or "warning: " before the message */
};

static void said_emit(struct diag *d, enum severity severity, struct where at, const char *message)
{
	struct said *s = container_of(d, struct said, diag);
	const char *file = at.file ? at.file : "-";
	size_t room = sizeof(s->text) - s->n;
	int n;

	if (s->cut && strncmp(file, s->cut, strlen(s->cut)) == 0)
		file += strlen(s->cut);
	s->n_without_line += at.line == 0;
	n = snprintf(s->text + s->n, room, "%s%s%u: %s%s%s\n", s->cut ? file : "",
		     s->cut ? ":" : "", at.line, s->severities ? severity_name(severity) : "",
		     s->severities ? ": " : "", message);
	if (n > 0 && (size_t) n < room)
		s->n += (size_t) n;
}

static inline void said_init(struct said *s)
{
	s->diag = (struct diag){ .emit = said_emit };
	s->text[0] = '\0';
	s->n = 0;
	s->cut = NULL;
	s->n_without_line = 0;
	s->severities = false;
}
