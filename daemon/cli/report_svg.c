/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/report_svg.h"
#include "schedule/layout.h"

#define WIDTH      800
#define LEFT       60
#define RIGHT      780
#define TOP        48
#define PLOT       260 /* height of the months' bars */
#define ROW        28
#define LEGEND_ROW 22
#define GREY       "#c8c8c8"
#define DARK       "#404040"

/* Told apart by those who do not see all colours: Okabe and Ito, "Color Universal Design". */
static const char *const palette[] = { "#0072b2", "#e69f00", "#009e73", "#d55e00",
				       "#56b4e9", "#cc79a7", "#f0e442", "#999999" };

static const char *color_of(size_t i)
{
	return palette[i % ARRAY_SIZE(palette)];
}

/* What XML can not have becomes U+FFFD. */
static void put_text(FILE *f, const char *text)
{
	for (const char *s = text; *s;) {
		const char *from = s;
		int32_t c = utf8_next(&s);

		if (c < 0)
			s = from + 1;
		if (c < 0x20 || c == 0xfffe || c == 0xffff)
			fputs("\xef\xbf\xbd", f);
		else if (c == '&')
			fputs("&amp;", f);
		else if (c == '<')
			fputs("&lt;", f);
		else if (c == '>')
			fputs("&gt;", f);
		else if (c == '"')
			fputs("&quot;", f);
		else
			fwrite(from, 1, (size_t) (s - from), f);
	}
}

static void put_label(FILE *f, double x, double y, const char *anchor, const char *text)
{
	fprintf(f, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor);
	put_text(f, text);
	fputs("</text>\n", f);
}

/* @title is shown where the pointer rests. */
static void put_bar(FILE *f, const double box[static 4], const char *color, const char *name,
		    uint64_t ms)
{
	char buf[MINUTES_MAX];

	fprintf(f, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"><title>",
		box[0], box[1], box[2], box[3], color);
	put_text(f, name);
	fprintf(f, ": %s min</title></rect>\n", report_minutes(ms, buf));
}

static void put_legend(FILE *f, double y, const char *color, const char *text)
{
	fprintf(f, "<rect x=\"%d\" y=\"%.1f\" width=\"14\" height=\"14\" fill=\"%s\"/>\n", LEFT, y,
		color);
	put_label(f, LEFT + 22, y + 12, "start", text);
}

static void put_heading(FILE *f, const struct report_document *d, const char *text)
{
	fprintf(f, "<text x=\"%d\" y=\"28\" font-size=\"18\">%d: %s</text>\n", LEFT,
		d->figures.year, text);
}

static double part(uint64_t ms, uint64_t whole, double length)
{
	return whole ? (double) ms / (double) whole * length : 0;
}

static int law_index(const struct report *r, const char *name)
{
	for (size_t i = 0; i < r->laws.n; i++)
		if (strcmp(r->laws.list[i], name) == 0)
			return (int) i;
	return -1;
}

static uint64_t most_of(const struct report_table *t)
{
	uint64_t most = 0;

	for (size_t i = 0; i < t->n; i++)
		if (report_shown(&t->lines[i].sum) > most)
			most = report_shown(&t->lines[i].sum);
	return most;
}

/* The bar of one month, law upon law. */
static void put_month(FILE *f, const struct report_document *d, const struct report_table *laws,
		      int month, uint64_t most)
{
	const struct report *r = &d->figures;
	struct report_filter filter = report_everything(r);
	double width = (RIGHT - LEFT) / 12.0, y = TOP + PLOT;

	filter.first = day_from_civil(r->year, month + 1, 1);
	filter.last = filter.first + days_in_month(r->year, month + 1) - 1;
	for (size_t i = 0; i < laws->n; i++) {
		struct report_sum s;
		double height;

		filter.law = law_index(r, laws->lines[i].name);
		s = report_sum(r, &filter);
		height = part(report_shown(&s), most, PLOT);
		y -= height;
		if (height > 0)
			put_bar(f, (double[]){ LEFT + month * width + 6, y, width - 12, height },
				color_of(i), report_law(laws->lines[i].name), report_shown(&s));
	}
}

static void put_months(FILE *f, const struct report_document *d, const struct report_table *laws,
		       const struct report_table *months)
{
	uint64_t most = most_of(months);
	char buf[MINUTES_MAX], text[MINUTES_MAX + 16];

	snprintf(text, sizeof(text), "%s min", report_minutes(most, buf));
	put_heading(f, d, "minutes shown by month, by law");
	put_label(f, LEFT, TOP - 4, "start", text);
	put_label(f, LEFT - 6, TOP + PLOT, "end", "0");
	for (size_t m = 0; m < months->n; m++) {
		double x = LEFT + (RIGHT - LEFT) / 12.0 * ((double) m + 0.5);

		put_month(f, d, laws, (int) m, most);
		put_label(f, x, TOP + PLOT + 18, "middle", months->lines[m].name + 5);
		/* No bar is not the same as nothing shown. */
		if (months->lines[m].heard == 0)
			put_label(f, x, TOP + PLOT - 8, "middle", "?");
	}
	fprintf(f, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#000\"/>\n", LEFT,
		TOP + PLOT, RIGHT, TOP + PLOT);
	for (size_t i = 0; i < laws->n; i++)
		put_legend(f, TOP + PLOT + 34 + (double) i * LEGEND_ROW, color_of(i),
			   report_law(laws->lines[i].name));
	put_label(f, LEFT, TOP + PLOT + 46 + (double) laws->n * LEGEND_ROW, "start",
		  "?: the log says nothing of the month, or it is to come");
}

static void put_laws(FILE *f, const struct report_document *d, const struct report_table *laws)
{
	put_heading(f, d, "share of each law in the time shown");
	for (size_t i = 0; i < laws->n; i++) {
		const struct report_line *l = &laws->lines[i];
		double y = TOP + (double) i * 2 * ROW;
		uint64_t ms = report_shown(&l->sum);
		char buf[MINUTES_MAX], text[MINUTES_MAX + 4];

		snprintf(text, sizeof(text), "%s %%", report_percent(ms, l->of_ms, buf));
		put_label(f, LEFT, y + 16, "start", report_law(l->name));
		put_label(f, RIGHT, y + 16, "end", text);
		put_bar(f, (double[]){ LEFT, y + 22, part(ms, l->of_ms, RIGHT - LEFT), 18 },
			color_of(i), report_law(l->name), ms);
	}
}

static void put_boards(FILE *f, const struct report_document *d, const struct report_table *boards)
{
	double y = TOP;

	put_heading(f, d, "what is known of the time of each board");
	for (size_t i = 0; i < boards->n; i++, y += 2 * ROW) {
		const struct report_line *l = &boards->lines[i];
		const uint64_t shown = report_shown(&l->sum),
			       all = shown + l->sum.dark_ms + l->unknown_ms;
		double a = part(shown, all, RIGHT - LEFT),
		       b = part(l->sum.dark_ms, all, RIGHT - LEFT),
		       c = part(l->unknown_ms, all, RIGHT - LEFT);

		put_label(f, LEFT, y + 16, "start", l->name);
		put_bar(f, (double[]){ LEFT, y + 22, a, 18 }, palette[0], "shown", shown);
		put_bar(f, (double[]){ LEFT + a, y + 22, b, 18 }, DARK, "dark", l->sum.dark_ms);
		put_bar(f, (double[]){ LEFT + a + b, y + 22, c, 18 }, GREY, "unknown",
			l->unknown_ms);
	}
	put_legend(f, y + 10, palette[0], "shown");
	put_legend(f, y + 10 + LEGEND_ROW, DARK, "dark");
	put_legend(f, y + 10 + 2 * LEGEND_ROW, GREY, "unknown");
}

struct tables {
	struct report_table laws, months, boards;
};

static double height_of(const struct tables *t, enum report_chart chart)
{
	switch (chart) {
	case CHART_MONTHS:
		return TOP + PLOT + 64 + (double) t->laws.n * LEGEND_ROW;
	case CHART_LAWS:
		return TOP + (double) t->laws.n * 2 * ROW + 16;
	case CHART_BOARDS:
		return TOP + (double) t->boards.n * 2 * ROW + 3 * LEGEND_ROW + 24;
	case N_CHARTS:
		break;
	}
	return height_of(t, CHART_MONTHS) + height_of(t, CHART_LAWS) + height_of(t, CHART_BOARDS);
}

static void put_chart(FILE *f, const struct report_document *d, const struct tables *t,
		      enum report_chart chart)
{
	switch (chart) {
	case CHART_MONTHS:
		put_months(f, d, &t->laws, &t->months);
		break;
	case CHART_LAWS:
		put_laws(f, d, &t->laws);
		break;
	case CHART_BOARDS:
		put_boards(f, d, &t->boards);
		break;
	case N_CHARTS:
		break;
	}
}

const char *report_chart_name(enum report_chart chart)
{
	static const char *const names[] = { [CHART_MONTHS] = "months",
					     [CHART_LAWS] = "laws",
					     [CHART_BOARDS] = "boards",
					     [N_CHARTS] = "all" };

	return names[chart];
}

static void put_all(FILE *f, const struct report_document *d, const struct tables *t,
		    enum report_chart chart)
{
	double height = height_of(t, chart), y = 0;

	fprintf(f,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"%d\" "
		"height=\"%.0f\" viewBox=\"0 0 %d %.0f\" font-family=\"sans-serif\" "
		"font-size=\"13\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
		WIDTH, height, WIDTH, height);
	for (enum report_chart c = 0; c < N_CHARTS; c++) {
		if (chart != N_CHARTS && chart != c)
			continue;
		fprintf(f, "<g transform=\"translate(0 %.0f)\">\n", y);
		put_chart(f, d, t, c);
		fputs("</g>\n", f);
		y += height_of(t, c);
	}
	fputs("</svg>\n", f);
}

int report_svg(const struct report_document *d, enum report_chart chart, FILE *f)
{
	struct tables t = { .laws = { NULL, 0 } };
	int r = report_table_of(d, BY_LAW, &t.laws);

	if (r == 0)
		r = report_table_of(d, BY_MONTH, &t.months);
	if (r == 0)
		r = report_table_of(d, BY_BOARD, &t.boards);
	if (r == 0)
		put_all(f, d, &t, chart);
	free(t.laws.lines);
	free(t.months.lines);
	free(t.boards.lines);
	return r;
}
