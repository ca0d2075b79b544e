/* SPDX-License-Identifier: MIT */
#include "cli/mistakes.h"

static void print_place(FILE *out, struct where at)
{
	_cleanup_(freep) char *file = at.file ? text_escape(at.file) : NULL;

	if (file && at.line)
		fprintf(out, "%s:%u: ", file, at.line);
	else if (file)
		fprintf(out, "%s: ", file);
}

static void print_line(struct diag *d, enum severity severity, struct where at, const char *message)
{
	struct mistakes *m = container_of(d, struct mistakes, diag);
	_cleanup_(freep) char *safe = text_escape(message);
	enum tint tint = severity == SEVERITY_ERROR ? TINT_BAD : TINT_WARN;

	if (!safe || (m->errors_only && severity != SEVERITY_ERROR))
		return;
	print_place(m->out, at);
	fprintf(m->out, "%s%s:%s %s\n", m->colors ? tint_start(tint) : "", severity_name(severity),
		m->colors ? tint_start(TINT_NONE) : "", safe);
}

void mistakes_init(struct mistakes *m, FILE *out, bool colors, bool errors_only)
{
	*m = (struct mistakes){
		.diag.emit = print_line,
		.out = out,
		.colors = colors,
		.errors_only = errors_only,
	};
}

static void write_item(struct diag *d, enum severity severity, struct where at, const char *message)
{
	struct mistakes *m = container_of(d, struct mistakes, diag);
	json_t *file = at.file ? writer_string(at.file) : json_null();

	writer_item(m->writer,
		    json_pack("{s:s, s:o, s:i, s:o}", "severity", severity_name(severity), "file",
			      file, "line", (int) at.line, "message", writer_string(message)));
}

void mistakes_init_json(struct mistakes *m, struct writer *writer)
{
	*m = (struct mistakes){ .diag.emit = write_item, .writer = writer };
}
