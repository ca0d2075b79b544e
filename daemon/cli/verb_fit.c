/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "cli/panel.h"
#include "cli/profiles.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "cli/writer.h"

static json_t *missing_json(const struct sheet *s)
{
	json_t *list = json_array();

	for (size_t i = 0; i < s->n_missing; i++) {
		char character[5] = "", code_point[16];

		utf8_write(character, s->missing[i]);
		snprintf(code_point, sizeof(code_point), "U+%04X", s->missing[i]);
		json_array_append_new(list, json_pack("{s:s, s:s}", "character", character,
						      "code_point", code_point));
	}
	return list;
}

static int fit_json(const struct sheet *s)
{
	json_t *pages = json_array();
	int r = 0;

	for (unsigned i = 0; i < s->layout.n_pages; i++)
		r |= json_array_append_new(pages, sheet_rows_json(s, i));
	if (r < 0) {
		json_decref(pages);
		return out_of_memory();
	}
	r = writer_document(json_pack("{s:i, s:i, s:o, s:o}", "rows", s->profile->rows, "columns",
				      s->profile->columns, "pages", pages, "missing",
				      missing_json(s)));
	return r < 0 ? failed("the answer could not be written") : EXIT_DONE;
}

static int draw_page(const struct panel *shape, struct canvas *c, unsigned i, unsigned x,
		     unsigned y, const void *userdata)
{
	const struct sheet *s = userdata;
	struct panel p = *shape;
	char *rows[ROWS_MAX], title[32];
	int r = sheet_rows(s, i, rows, &p.n_texts);

	if (r < 0)
		return r;
	snprintf(title, sizeof(title), "%u/%u", i + 1, s->layout.n_pages);
	p.title = title;
	p.texts = rows;
	panel_draw(&p, c, x, y);
	sheet_rows_free(rows, p.n_texts);
	return 0;
}

static int fit_drawn(const struct sheet *s, bool colors)
{
	struct panel p = {
		.rows = (unsigned) s->profile->rows,
		.columns = (unsigned) s->profile->columns,
		.bar = -1,
	};

	return panels_print(&p, s->layout.n_pages, draw_page, s, stdout, colors) < 0
		       ? out_of_memory()
		       : EXIT_DONE;
}

int verb_fit(const struct cli *cli, int argc, char **argv)
{
	_cleanup_(sheet_closep) struct sheet s = { 0 };
	int r, shown;

	(void) argc;
	r = sheet_open(&s, cli, argv[0], argv[1]);
	if (r != EXIT_DONE)
		return r;
	r = cli->json ? fit_json(&s) : fit_drawn(&s, terminal_has_colors(cli, stdout));
	fflush(stdout);
	shown = sheet_complain(&s);
	return r != EXIT_DONE ? r : shown;
}
