/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/board_json.h"
#include "cli/cli.h"
#include "cli/panel.h"
#include "cli/states.h"
#include "cli/terminal.h"
#include "cli/watch.h"
#include "cli/writer.h"
#include "config/timetext.h"

#define PANEL_INNER                                                                                \
	36       /* least: two abreast fit 80 columns, and a rule and an article have room         \
		  */
#define HEADER 1 /* lines above the panels */

/* "08:00:16" of the daemon's now. */
static const char *clock_text(const struct watch_state *w, char buf[static TIMETEXT_MAX])
{
	time_format(client_now(w->client), &w->client->zone, buf);
	buf[19] = '\0';
	return buf + 11;
}

static bool is_in_trouble(const struct board_view *b)
{
	const struct state_look *look = state_find(b->state);

	return look->health != HEALTH_OK && b->last_error && *b->last_error;
}

static bool is_news(char **said, char *now)
{
	if (*said && strcmp(*said, now) == 0) {
		free(now);
		return false;
	}
	free(*said);
	*said = now;
	return true;
}

static char *line_of(const struct board_view *b)
{
	_cleanup_(freep) char *citation = showing_citation(&b->showing), *line = NULL;
	const struct showing *s = &b->showing;
	int r;

	if (is_in_trouble(b))
		r = asprintf(&line, "%s %s  %s", b->name, b->state, b->last_error);
	else if (showing_is_dark(s))
		r = asprintf(&line, "%s %s", b->name, b->state);
	else
		r = asprintf(&line, "%s %s  %s  %s / %u of %u", b->name, b->state,
			     citation ? citation : "", s->text, s->page + 1, s->n_pages);
	if (r < 0)
		line = NULL;
	return line ? text_escape(line) : NULL;
}

static int say_line(const struct watch_state *w, const struct board_view *b, char **said)
{
	char buf[TIMETEXT_MAX], *line;

	/* On its way to the next line; a person reading along gains nothing by it. */
	if (*said && state_find(b->state) == &state_looks[BOARD_SENDING])
		return 0;
	line = line_of(b);
	if (!line)
		return -ENOMEM;
	if (!is_news(said, line))
		return 0;
	printf("%s %s\n", clock_text(w, buf), line);
	return fflush(stdout) == EOF ? -EIO : 0;
}

static int say_json(const struct watch_state *w, const struct board_view *b, char **said)
{
	const struct zone *z = &w->client->zone;
	json_t *what = board_json(b, z), *object;
	char *line = what ? json_dumps(what, JSON_COMPACT) : NULL;

	if (!line || !is_news(said, line)) {
		json_decref(what);
		return line ? 0 : -ENOMEM;
	}
	object = json_pack("{s:o}", "time", writer_time(client_now(w->client), z));
	if (object && json_object_update(object, what) < 0) {
		json_decref(object);
		object = NULL;
	}
	json_decref(what);
	return writer_line(object);
}

int watch_say(const struct watch_state *w, const struct board_view *b, bool json, char **said)
{
	return json ? say_json(w, b, said) : say_line(w, b, said);
}

static int bar_of(const struct showing *s, usec_t now)
{
	if (showing_is_dark(s) || s->until == USEC_NEVER || s->until <= s->since || now >= s->until)
		return 0;
	if (now <= s->since)
		return 1000;
	/* Spans are of hours at most: no product can wrap before thousands of years. */
	return (int) ((s->until - now) * 1000 / (s->until - s->since));
}

/* The strings that a panel borrows. */
struct labels {
	char *title, *mark, *rule, *what;
};

static void labels_done(struct labels *l)
{
	free(l->title);
	free(l->mark);
	free(l->rule);
	free(l->what);
}

static _printf_(2, 3) bool format(char **ret, const char *fmt, ...)
{
	va_list ap;
	int r;

	va_start(ap, fmt);
	r = vasprintf(ret, fmt, ap);
	va_end(ap);
	if (r < 0)
		*ret = NULL;
	return r >= 0;
}

static bool make_labels(struct labels *l, const struct board_view *b)
{
	_cleanup_(freep) char *citation = showing_citation(&b->showing);
	const struct showing *s = &b->showing;

	l->title = board_label(b);
	if (!l->title || !citation ||
	    !format(&l->mark, "%s %s", state_find(b->state)->mark, b->state) ||
	    !format(&l->rule, "%s", b->rule && *b->rule ? b->rule : "-"))
		return false;
	if (is_in_trouble(b))
		return format(&l->what, "%s", b->last_error);
	if (showing_is_dark(s))
		return format(&l->what, "-");
	if (s->law && *s->law)
		return format(&l->what, "%s  %s  %u/%u", citation, s->playlist, s->page + 1,
			      s->n_pages);
	return format(&l->what, "%s  %u/%u", citation, s->page + 1, s->n_pages);
}

static struct panel panel_of(const struct board_view *b, const struct labels *l, usec_t now)
{
	return (struct panel){
		.title = l->title,
		.mark = l->mark,
		.mark_ink = state_find(b->state)->ink,
		.rows = b->rows,
		.columns = b->columns,
		.texts = b->showing.rows,
		.n_texts = showing_is_dark(&b->showing) ? 0 : b->showing.n_rows,
		.notes = { l->rule, l->what },
		.n_notes = 2,
		.inner = PANEL_INNER,
		.bar = bar_of(&b->showing, now),
	};
}

static int draw_board(const struct watch_state *w, const struct board_view *b, struct canvas *c,
		      unsigned x, unsigned y)
{
	struct labels l = { 0 };
	struct panel p;
	bool made = make_labels(&l, b);

	if (made) {
		p = panel_of(b, &l, client_now(w->client));
		panel_draw(&p, c, x, y);
	}
	labels_done(&l);
	return made ? 0 : -ENOMEM;
}

static unsigned widest(const struct watch_state *w)
{
	unsigned width = 0;

	for (size_t i = 0; i < w->n; i++) {
		struct panel p = { .columns = w->boards[i].columns, .inner = PANEL_INNER };

		if (panel_width(&p) > width)
			width = panel_width(&p);
	}
	return width;
}

/* Of the panels of one line of the grid, from board @i on. */
static unsigned tallest(const struct watch_state *w, size_t i, unsigned across)
{
	unsigned height = 0;

	for (size_t end = i + across; i < end && i < w->n; i++) {
		struct panel p = { .rows = w->boards[i].rows, .n_notes = 2 };

		if (panel_height(&p) > height)
			height = panel_height(&p);
	}
	return height;
}

static void draw_header(const struct watch_state *w, struct canvas *c, size_t n_hidden)
{
	const struct manager_view *m = &w->client->manager;
	char buf[TIMETEXT_MAX];
	unsigned x;

	time_format(client_now(w->client), &w->client->zone, buf);
	buf[19] = '\0';
	buf[10] = ' ';
	x = canvas_text(c, 0, 0, c->width, m->site, INK_TITLE) + 2;
	x += canvas_text(c, x, 0, c->width, buf, INK_PLAIN) + 2;
	if (strcmp(m->clock, "trusted") != 0)
		x += canvas_text(c, x, 0, c->width, m->clock, INK_WARN) + 2;
	if (w->gone)
		x += canvas_text(c, x, 0, c->width, "pufad is away", INK_BAD) + 2;
	if (n_hidden > 0) {
		snprintf(buf, sizeof(buf), "%zu more below", n_hidden);
		canvas_text(c, x, 0, c->width, buf, INK_FRAME);
	}
}

static int draw_grid(const struct watch_state *w, struct canvas *c, size_t *ret_hidden)
{
	unsigned width = widest(w), across = panels_across(width, c->width), y = HEADER;
	size_t hidden = 0;

	for (size_t i = 0; i < w->n; i += across) {
		unsigned height = tallest(w, i, across);

		for (size_t k = i; k < i + across && k < w->n; k++) {
			if (draw_board(w, &w->boards[k], c, (unsigned) (k - i) * (width + 1), y) <
			    0)
				return -ENOMEM;
			hidden += y + height > c->height;
		}
		y += height;
	}
	*ret_hidden = hidden;
	return 0;
}

int watch_draw(const struct watch_state *w, unsigned columns, unsigned lines, struct canvas *ret)
{
	struct canvas c;
	size_t hidden = 0;

	if (canvas_init(&c, columns, lines) < 0)
		return -ENOMEM;
	if (draw_grid(w, &c, &hidden) < 0) {
		canvas_done(&c);
		return -ENOMEM;
	}
	draw_header(w, &c, hidden);
	*ret = c;
	return 0;
}
