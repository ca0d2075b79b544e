/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/almanac.h"
#include "cli/calendar_day.h"
#include "cli/calendar_grid.h"

#define LINES_SMALL   1
#define LINES_COMPACT 2
#define LINES_WIDE    3 /* the last is blank but for the names of holidays */

static unsigned lines_of_week(const struct grid *g)
{
	return g->cell >= CELL_WIDE      ? LINES_WIDE
	       : g->cell >= CELL_COMPACT ? LINES_COMPACT
					 : LINES_SMALL;
}

/* Cells before the first day. */
static unsigned lead(const struct grid *g)
{
	return weekday_of(day_from_civil(g->year, g->month, 1)) - MONDAY;
}

unsigned grid_height(const struct grid *g)
{
	unsigned days = lead(g) + (unsigned) days_in_month(g->year, g->month);

	return 1 + (days + GRID_COLUMNS - 1) / GRID_COLUMNS * lines_of_week(g);
}

static enum ink ink_of(const struct calendar_day *d)
{
	if (d->fact.makeup)
		return INK_WARN;
	if (calendar_day_is_off(d))
		return INK_BAD;
	return d->fact.work ? INK_PLAIN : INK_BAR;
}

static const char *mark_of(const struct calendar_day *d)
{
	return d->fact.makeup ? "班" : calendar_day_is_off(d) ? "休" : "";
}

static const char *small_mark_of(const struct calendar_day *d)
{
	return d->fact.makeup ? "+" : calendar_day_is_off(d) ? "*" : " ";
}

/* The term, else the month on its first day, else the day. */
static const char *lunar_label(const struct calendar_day *d, char *buf, enum ink *ret_ink)
{
	*ret_ink = INK_GOOD;
	if (d->term)
		return d->term;
	if (d->lunar.day == 1)
		return lunar_month_text(&d->lunar, buf);
	*ret_ink = INK_FRAME;
	return lunar_day_name(d->lunar.day);
}

struct pen {
	struct canvas *canvas;
	unsigned x, y, max;
};

static void pen_text(struct pen *p, const char *text, enum ink ink)
{
	unsigned n = canvas_text(p->canvas, p->x, p->y, p->max, text, ink);

	p->x += n;
	p->max -= n;
}

static void draw_number(struct pen *p, const struct calendar_day *d, bool is_today)
{
	char number[16];

	snprintf(number, sizeof(number), is_today ? "[%d]" : "%2d", civil_from_day(d->day).day);
	pen_text(p, number, is_today && ink_of(d) == INK_PLAIN ? INK_TITLE : ink_of(d));
}

static void draw_small(struct pen *p, const struct calendar_day *d)
{
	draw_number(p, d, false);
	pen_text(p, small_mark_of(d), ink_of(d));
}

/* Of a year without a notice every day is provisional; these are the ones that may well change. */
static bool is_doubtful(const struct calendar_day *d)
{
	return d->fact.provisional && (d->fact.unsettled || calendar_day_is_off(d));
}

static void draw_day(const struct grid *g, const struct calendar *c,
		     const struct calendar_look *look, const struct calendar_day *d, struct pen p)
{
	struct pen below = p, name = p;
	char label[LUNAR_TEXT_MAX];
	const char *text;
	enum ink ink;

	if (lines_of_week(g) == LINES_SMALL) {
		draw_small(&p, d);
		return;
	}
	draw_number(&p, d, g->cell >= CELL_WIDE && d->day == look->today);
	pen_text(&p, mark_of(d), ink_of(d));
	if (is_doubtful(d) && g->cell >= CELL_WIDE)
		pen_text(&p, "?", INK_WARN);
	if (calendar_has_node(c, d->day))
		pen_text(&p, "•", INK_TITLE);
	below.y++;
	text = lunar_label(d, label, &ink);
	pen_text(&below, text, ink);
	if (lines_of_week(g) < LINES_WIDE)
		return;
	name.y += 2;
	name.max--;
	pen_text(&name, d->holiday, ink_of(d));
}

static void draw_heading(const struct grid *g, const struct calendar_look *look,
			 struct canvas *canvas, unsigned x, unsigned y)
{
	static const char *const chinese[] = { "一", "二", "三", "四", "五", "六", "日" };

	for (unsigned i = 0; i < GRID_COLUMNS; i++) {
		const char *name = look->chinese ? chinese[i] : weekday_short(MONDAY + i);

		canvas_text(canvas, x + i * g->cell, y, g->cell > 3 ? 3 : 2, name, INK_FRAME);
	}
}

void grid_draw(const struct grid *g, const struct calendar *c, const struct calendar_look *look,
	       struct canvas *canvas, unsigned x, unsigned y)
{
	day_t first = day_from_civil(g->year, g->month, 1);
	unsigned days = (unsigned) days_in_month(g->year, g->month);

	draw_heading(g, look, canvas, x, y);
	for (unsigned i = 0; i < days; i++) {
		unsigned place = lead(g) + i;
		const struct pen p = {
			.canvas = canvas,
			.x = x + place % GRID_COLUMNS * g->cell,
			.y = y + 1 + place / GRID_COLUMNS * lines_of_week(g),
			.max = g->cell,
		};
		struct calendar_day d;

		if (calendar_day_get(c, first + (day_t) i, &d) >= 0)
			draw_day(g, c, look, &d, p);
	}
}

const char *month_title(int year, int month, char *buf)
{
	static const char *const names[] = { "January",   "February", "March",    "April",
					     "May",       "June",     "July",     "August",
					     "September", "October",  "November", "December" };

	snprintf(buf, MONTH_TITLE_MAX, "%s %d", names[month - 1], year);
	return buf;
}
