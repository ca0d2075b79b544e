/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/board_json.h"
#include "cli/writer.h"

json_t *board_json(const struct board_view *b, const struct zone *z)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:o}", "name",
			 writer_string(b->name), "line", writer_string(b->line), "state",
			 writer_string(b->state), "showing", showing_json_or_null(&b->showing, z),
			 "rule", writer_string_or_null(b->rule), "last_error",
			 writer_string_or_null(b->last_error), "provisional", (int) b->provisional,
			 "at_best", writer_string_or_null(b->certainty), "brightness",
			 b->brightness < 0 ? json_null() : json_integer(b->brightness));
}

char *board_label(const struct board_view *b)
{
	char *text;

	if (!b->title || !*b->title || strcmp(b->title, b->name) == 0)
		return strdup(b->name);
	return asprintf(&text, "%s %s", b->title, b->name) < 0 ? NULL : text;
}
