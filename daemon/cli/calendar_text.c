/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/almanac.h"
#include "cli/calendar_day.h"
#include "cli/calendar_grid.h"
#include "cli/calendar_text.h"

#define SMALL_WIDTH (GRID_COLUMNS * CELL_SMALL)
#define SMALL_GAP   3
#define SMALL_LINES 9 /* of a month: title, heading, at most six weeks, a blank line */
#define ACROSS_MAX  4

/* One line, cut where the terminal ends. */
static _printf_(3, 4) int print_line(const struct calendar_look *look, enum ink ink,
				     const char *fmt, ...)
{
	_cleanup_(canvas_done) struct canvas c = { 0 };
	_cleanup_(freep) char *text = NULL;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0) {
		text = NULL;
		return -ENOMEM;
	}
	if (canvas_init(&c, look->width, 1) < 0)
		return -ENOMEM;
	canvas_text(&c, 0, 0, look->width, text, ink);
	canvas_print(&c, stdout, look->colors);
	return 0;
}

/* "09-25", "09-25..09-27", with the year where it is another one. */
static const char *span_text(day_t first, day_t last, int year, char *buf, size_t size)
{
	char a[DATE_MAX], b[DATE_MAX];
	int skip_a = civil_from_day(first).year == year ? 5 : 0;
	int skip_b = civil_from_day(last).year == year ? 5 : 0;

	date_format(first, a);
	date_format(last, b);
	if (first == last)
		snprintf(buf, size, "%s", a + skip_a);
	else
		snprintf(buf, size, "%s..%s", a + skip_a, b + skip_b);
	return buf;
}

static bool is_same_kind(const struct calendar_day *a, const struct calendar_day *b)
{
	return a->fact.makeup == b->fact.makeup &&
	       calendar_day_is_off(a) == calendar_day_is_off(b) &&
	       strcmp(a->holiday, b->holiday) == 0 && a->fact.notice == b->fact.notice;
}

static int print_special(const struct calendar_look *look, const struct calendar_day *d, day_t last)
{
	const char *document = d->fact.notice ? d->fact.notice->document : NULL;
	char span[2 * DATE_MAX + 4];

	span_text(d->day, last, civil_from_day(d->day).year, span, sizeof(span));
	return print_line(look, d->fact.makeup ? INK_WARN : INK_BAD, "%s %s  %s%s%s%s",
			  d->fact.makeup ? "班" : "休", span,
			  d->fact.provisional ? "(provisional) " : "",
			  d->fact.makeup ? weekday_short(weekday_of(d->day)) : d->holiday,
			  document ? "  " : "", document ? document : "");
}

/* Days off and make-up workdays from @first to @last, a line for each run. */
static int print_specials(const struct calendar *c, const struct calendar_look *look, day_t first,
			  day_t last)
{
	struct calendar_day d, next;
	int r = 0;

	for (day_t day = first; day <= last; day++) {
		if (calendar_day_get(c, day, &d) < 0 ||
		    (!d.fact.makeup && !calendar_day_is_off(&d)))
			continue;
		while (day < last && calendar_day_get(c, day + 1, &next) >= 0 &&
		       is_same_kind(&d, &next))
			day++;
		r |= print_special(look, &d, day);
	}
	return r;
}

static int print_run(const struct calendar_look *look, const struct calendar_run *run, int year)
{
	const char *theme = calendar_run_theme(run);
	char span[2 * DATE_MAX + 4];

	span_text(run->first, run->last, year, span, sizeof(span));
	return print_line(look, calendar_run_is_guess(run) ? INK_FRAME : INK_PLAIN,
			  "• %-12s  %s%s%s%s", span, run->node->name, theme ? "：" : "",
			  theme ? theme : "",
			  calendar_run_is_guess(run) ? "  (not announced yet)" : "");
}

static int print_nodes(const struct calendar *c, const struct calendar_look *look, day_t first,
		       day_t last)
{
	_cleanup_(freep) struct calendar_run *runs = NULL;
	size_t n;
	int r = calendar_runs(c, first, last, &runs, &n);

	for (size_t i = 0; r >= 0 && i < n; i++)
		r |= print_run(look, &runs[i], civil_from_day(first).year);
	return r;
}

/* The year whose notice is missed; 0: none is. */
static int missing_notice(const struct calendar *c, day_t first, day_t last)
{
	day_t day;
	int year;

	if (!dayset_next(&c->statutory->provisional, first, &day) || day > last)
		return 0;
	year = civil_from_day(day).year;
	return statutory_has_notice(c->statutory, year) ? year + 1 : year;
}

static int print_certainty(const struct calendar *c, const struct calendar_look *look, day_t first,
			   day_t last)
{
	int year = missing_notice(c, first, last), r;

	if (!year)
		return 0;
	r = print_line(look, INK_WARN, "provisional: no notice of %d;", year);
	return r | print_line(look, INK_WARN, "weekends may become workdays");
}

static int print_below(const struct calendar *c, const struct calendar_look *look, day_t first,
		       day_t last, bool with_nodes)
{
	int r = print_specials(c, look, first, last);

	if (with_nodes)
		r |= print_nodes(c, look, first, last);
	return r | print_certainty(c, look, first, last);
}

/* "丙午年七月二十 – 八月十九", the second half without the year where that is the same. */
static void lunar_span(day_t first, day_t last, char *buf, size_t size)
{
	char a[LUNAR_TEXT_MAX], b[LUNAR_TEXT_MAX];
	struct lunar x, y;

	if (lunar_from_day(first, &x) < 0 || lunar_from_day(last, &y) < 0) {
		*buf = '\0';
		return;
	}
	lunar_text(&x, a);
	lunar_text(&y, b);
	snprintf(buf, size, "%s - %s", a, x.year == y.year ? strstr(b, "年") + strlen("年") : b);
}

static bool is_blank(const struct canvas *c, unsigned y)
{
	for (unsigned x = 0; x < c->width; x++)
		if (c->cells[(size_t) y * c->width + x].code_point != ' ')
			return false;
	return true;
}

static void drop_blank_end(struct canvas *c)
{
	while (c->height > 1 && is_blank(c, c->height - 1))
		c->height--;
}

static unsigned cell_for(unsigned width)
{
	unsigned cell = width / GRID_COLUMNS;

	if (cell < CELL_COMPACT)
		return CELL_SMALL;
	return cell < CELL_WIDE ? CELL_COMPACT : cell < CELL_WIDEST ? cell : CELL_WIDEST;
}

int calendar_print_month(const struct calendar *c, int year, int month,
			 const struct calendar_look *look)
{
	_cleanup_(canvas_done) struct canvas canvas = { 0 };
	const struct grid g = { year, month, cell_for(look->width) };
	day_t first = day_from_civil(year, month, 1);
	day_t last = day_from_civil(year, month, days_in_month(year, month));
	char title[MONTH_TITLE_MAX], lunar[2 * LUNAR_TEXT_MAX + 4];
	int r;

	lunar_span(first, last, lunar, sizeof(lunar));
	if (canvas_init(&canvas, GRID_COLUMNS * g.cell, grid_height(&g)) < 0)
		return -ENOMEM;
	grid_draw(&g, c, look, &canvas, 0, 0);
	r = print_line(look, INK_TITLE, "%s  %s", month_title(year, month, title), lunar);
	r |= print_line(look, INK_PLAIN, " ");
	drop_blank_end(&canvas);
	canvas_print(&canvas, stdout, look->colors);
	r |= print_line(look, INK_PLAIN, " ");
	return r < 0 ? r : print_below(c, look, first, last, true);
}

static void draw_small_month(const struct calendar *c, int year, int month,
			     const struct calendar_look *look, struct canvas *canvas,
			     unsigned across)
{
	const struct grid g = { year, month, CELL_SMALL };
	unsigned x = (unsigned) (month - 1) % across * (SMALL_WIDTH + SMALL_GAP);
	unsigned y = (unsigned) (month - 1) / across * SMALL_LINES;
	char title[MONTH_TITLE_MAX];

	canvas_text(canvas, x, y, SMALL_WIDTH, month_title(year, month, title), INK_TITLE);
	grid_draw(&g, c, look, canvas, x, y + 1);
}

int calendar_print_year(const struct calendar *c, int year, const struct calendar_look *look)
{
	_cleanup_(canvas_done) struct canvas canvas = { 0 };
	unsigned across = (look->width + SMALL_GAP) / (SMALL_WIDTH + SMALL_GAP);
	int r;

	if (across < 1)
		across = 1;
	if (across > ACROSS_MAX)
		across = ACROSS_MAX;
	if (canvas_init(&canvas, across * (SMALL_WIDTH + SMALL_GAP),
			(12 + across - 1) / across * SMALL_LINES) < 0)
		return -ENOMEM;
	for (int month = 1; month <= 12; month++)
		draw_small_month(c, year, month, look, &canvas, across);
	canvas_print(&canvas, stdout, look->colors);
	r = print_line(look, INK_FRAME, "* 休 day off   + 班 make-up workday");
	return r | print_below(c, look, day_from_civil(year, 1, 1), day_from_civil(year, 12, 31),
			       false);
}
