/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/terminal.h"
#include "cli/writer.h"
#include "config/timetext.h"
#include "schedule/layout.h"

void writer_item(struct writer *w, json_t *value)
{
	w->failed |= fputs(w->n++ ? ",\n" : "[\n", stdout) == EOF;
	w->failed |= !value || json_dumpf(value, stdout, JSON_COMPACT) < 0;
	json_decref(value);
}

int writer_array_stop(struct writer *w)
{
	w->failed |= fputs(w->n ? "\n]\n" : "[]\n", stdout) == EOF;
	return w->failed ? -EIO : 0;
}

static int dump(FILE *f, json_t *value, size_t flags)
{
	int r = -ENOMEM;

	if (value)
		r = json_dumpf(value, f, flags) < 0 || fputc('\n', f) == EOF ? -EIO : 0;
	json_decref(value);
	return r;
}

int writer_document(json_t *value)
{
	return dump(stdout, value, JSON_INDENT(2));
}

int writer_document_to(FILE *f, json_t *value)
{
	return dump(f, value, JSON_INDENT(2));
}

int writer_line(json_t *value)
{
	int r = dump(stdout, value, JSON_COMPACT);

	if (r >= 0 && fflush(stdout) == EOF)
		r = -EIO;
	return r;
}

/* Three bytes of U+FFFD for each byte that is wrong is the most a text can grow. */
static json_t *repaired_string(const char *text)
{
	_cleanup_(freep) char *buf = malloc(3 * strlen(text) + 1);
	char *to = buf;

	if (!buf)
		return NULL;
	for (const char *s = text; *s;) {
		const char *from = s;
		int32_t c = utf8_next(&s);

		if (c < 0)
			s = from + 1;
		to += utf8_write(to, c < 0 ? 0xfffd : (uint32_t) c);
	}
	return json_stringn(buf, (size_t) (to - buf));
}

json_t *writer_string(const char *text)
{
	json_t *s = json_string(text);

	return s ? s : repaired_string(text);
}

json_t *writer_string_or_null(const char *text)
{
	return text && *text ? writer_string(text) : json_null();
}

json_t *writer_strings(char *const list[], size_t n)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < n; i++)
		if (json_array_append_new(array, writer_string(list[i])) < 0) {
			json_decref(array);
			return NULL;
		}
	return array;
}

json_t *writer_lines(const char *text)
{
	json_t *array = json_array();

	while (array && *text) {
		size_t n = strcspn(text, "\n");
		_cleanup_(freep) char *line = strndup(text, n);

		if (!line || (n > 0 && json_array_append_new(array, writer_string(line)) < 0)) {
			json_decref(array);
			return NULL;
		}
		text += n + (text[n] == '\n');
	}
	return array;
}

json_t *writer_time(usec_t at, const struct zone *z)
{
	char buf[TIMETEXT_MAX];

	if (at == 0 || at == USEC_NEVER)
		return json_null();
	return json_string(time_format(at, z, buf));
}
