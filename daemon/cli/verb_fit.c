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

static void place(const struct panel *p, unsigned i, unsigned across, unsigned *ret_x,
		  unsigned *ret_y)
{
	*ret_x = i % across * (panel_width(p) + 1);
	*ret_y = i / across * panel_height(p);
}

static int draw_page(const struct sheet *s, struct canvas *c, struct panel *p, unsigned page,
		     unsigned across)
{
	char *rows[ROWS_MAX], title[32];
	unsigned x, y;
	int r;

	r = sheet_rows(s, page, rows, &p->n_texts);
	if (r < 0)
		return r;
	snprintf(title, sizeof(title), "%u/%u", page + 1, s->layout.n_pages);
	p->title = title;
	p->texts = rows;
	place(p, page, across, &x, &y);
	panel_draw(p, c, x, y);
	sheet_rows_free(rows, p->n_texts);
	return 0;
}

static int fit_drawn(const struct sheet *s, bool colors)
{
	_cleanup_(canvas_done) struct canvas c = { 0 };
	struct panel p = {
		.rows = (unsigned) s->profile->rows,
		.columns = (unsigned) s->profile->columns,
		.bar = -1,
	};
	unsigned columns, lines, across, down;

	terminal_size(&columns, &lines);
	across = panels_across(panel_width(&p), columns);
	if (across > s->layout.n_pages)
		across = s->layout.n_pages;
	down = (s->layout.n_pages + across - 1) / across;
	if (canvas_init(&c, across * (panel_width(&p) + 1), down * panel_height(&p)) < 0)
		return out_of_memory();
	for (unsigned i = 0; i < s->layout.n_pages; i++)
		if (draw_page(s, &c, &p, i, across) < 0)
			return out_of_memory();
	canvas_print(&c, stdout, colors);
	return EXIT_DONE;
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
