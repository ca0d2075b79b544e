/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/log_print.h"
#include "cli/report.h"
#include "cli/table.h"
#include "config/timetext.h"

/* The same tables as text and as Markdown. */
struct sheet {
	const struct report_document *d;
	FILE *f;
	bool markdown, failed;
};

static void put_title(const struct sheet *s, const char *title)
{
	fprintf(s->f, s->markdown ? "\n## %s\n\n" : "\n%s\n", title);
}

/* A bar would end the cell. */
static void put_cell(FILE *f, const char *text)
{
	fputs("| ", f);
	for (; *text; text++)
		fprintf(f, "%s%c", *text == '|' ? "\\" : "", *text);
	fputc(' ', f);
}

static void put_markdown(const struct table *t, FILE *f)
{
	for (size_t i = 0; i < t->n; i++) {
		put_cell(f, t->cells[i].text);
		if ((i + 1) % t->n_columns)
			continue;
		fputs("|\n", f);
		for (unsigned k = 0; i + 1 == t->n_columns && k < t->n_columns; k++)
			fputs(k + 1 == t->n_columns ? "| --- |\n" : "| --- ", f);
	}
}

/* @t's first line is headings; it is done with here. */
static void put_table(struct sheet *s, const char *title, struct table *t)
{
	put_title(s, title);
	if (t->failed)
		s->failed = true;
	else if (t->n == t->n_columns)
		fputs("none\n", s->f);
	else if (s->markdown)
		put_markdown(t, s->f);
	else if (table_print(t, s->f, s->d->colors) < 0)
		s->failed = true;
	table_done(t);
}

static void add_minutes(struct table *t, bool known, uint64_t ms)
{
	char buf[MINUTES_MAX];

	table_add(t, TINT_NONE, known ? report_minutes(ms, buf) : "unknown");
}

static void add_share(struct table *t, uint64_t part, uint64_t whole)
{
	char buf[MINUTES_MAX];

	if (whole)
		table_addf(t, TINT_NONE, "%s %%", report_percent(part, whole, buf));
	else
		table_add(t, TINT_NONE, "");
}

/* Of none of its days the log says anything. */
static void add_unknown(struct table *t)
{
	for (int i = 0; i < 7; i++)
		table_add(t, TINT_NONE, "unknown");
	table_add(t, TINT_NONE, "");
}

static void add_line(struct table *t, enum report_by by, const struct report_line *l)
{
	const struct report_sum *s = &l->sum;

	if (l->law)
		table_addf(t, TINT_NONE, "  %s", report_law(l->law));
	else if (by == BY_NODE)
		table_addf(t, TINT_NONE, "%s (%u day%s, %u in the log)", l->name, l->days,
			   l->days == 1 ? "" : "s", l->heard);
	else
		table_add(t, TINT_NONE, by == BY_LAW ? report_law(l->name) : l->name);
	if (l->heard == 0) {
		add_unknown(t);
		return;
	}
	table_addf(t, TINT_NONE, "%ju", (uintmax_t) report_plays(s));
	for (int i = REACH_VERIFIED; i >= REACH_SENT; i--)
		table_addf(t, TINT_NONE, "%ju", (uintmax_t) s->plays[i]);
	table_addf(t, TINT_NONE, "%ju", (uintmax_t) s->missed);
	add_minutes(t, true, report_shown(s));
	add_minutes(t, s->planned_ms, s->planned_ms);
	add_share(t, report_shown(s), l->of_ms);
}

static void put_by(struct sheet *s, enum report_by by)
{
	static const char *const titles[] = { [BY_BOARD] = "By board",
					      [BY_LAW] = "By law",
					      [BY_MONTH] = "By month",
					      [BY_NODE] = "By node" };
	const char *const headings[] = { report_by_name(by), "plays",   "verified",
					 "acknowledged",     "sent",    "missed",
					 "minutes",          "planned", "share" };
	struct report_table lines;
	size_t n_unknown = 0;
	struct table t;

	if (by == BY_NODE && !s->d->nodes) {
		put_title(s, titles[by]);
		fputs("unknown: the days of nodes are in files that were not read\n", s->f);
		return;
	}
	if (report_table_of(s->d, by, &lines) < 0) {
		s->failed = true;
		return;
	}
	table_init(&t, ARRAY_SIZE(headings), headings);
	for (size_t i = 0; i < lines.n; i++)
		if (by == BY_NODE && s->d->by != by && lines.lines[i].heard == 0)
			n_unknown++;
		else
			add_line(&t, by, &lines.lines[i]);
	free(lines.lines);
	put_table(s, titles[by], &t);
	if (n_unknown)
		fprintf(s->f, "%s%zu more: unknown, the log says nothing of their days\n",
			s->markdown ? "\n" : "", n_unknown);
}

static const char *when(const struct report_document *d, uint64_t msec, char *buf)
{
	char text[TIMETEXT_MAX];

	if (!log_time(msec))
		return "";
	time_format(log_time(msec), d->figures.zone, text);
	snprintf(buf, TIMETEXT_MAX, "%.10s %.5s", text, text + 11);
	return buf;
}

/* What each board was known to do, and for how long nobody knows. */
static void put_time_of_boards(struct sheet *s)
{
	static const char *const headings[] = { "board", "in the log from", "minutes shown",
						"dark",  "unknown",         "known" };
	struct report_table lines;
	char buf[TIMETEXT_MAX];
	struct table t;

	if (report_table_of(s->d, BY_BOARD, &lines) < 0) {
		s->failed = true;
		return;
	}
	table_init(&t, ARRAY_SIZE(headings), headings);
	for (size_t i = 0; i < lines.n; i++) {
		const struct report_line *l = &lines.lines[i];

		table_add(&t, TINT_NONE, l->name);
		table_add(&t, TINT_NONE, when(s->d, l->first, buf));
		add_minutes(&t, true, report_shown(&l->sum));
		add_minutes(&t, true, l->sum.dark_ms);
		add_minutes(&t, true, l->unknown_ms);
		add_share(&t, l->period - l->unknown_ms, l->period);
	}
	free(lines.lines);
	put_table(s, "Time of each board", &t);
}

static void put_outages(struct sheet *s)
{
	static const char *const headings[] = { "kind",   "of",      "level", "opened",
						"closed", "minutes", "times", "text" };
	const struct report *r = &s->d->figures;
	char from[TIMETEXT_MAX], to[TIMETEXT_MAX];
	struct table t;

	table_init(&t, ARRAY_SIZE(headings), headings);
	for (size_t k = 0; k < r->n_incidents; k++) {
		const struct report_incident *i = &r->incidents[k];
		uint64_t ms = 0;
		bool known = report_lasted(r, i, &ms) == 0;

		table_add(&t, TINT_NONE, i->kind);
		table_add(&t, TINT_NONE, i->subject);
		table_add(&t, TINT_NONE, i->level);
		table_add(&t, TINT_NONE, i->opened ? when(s->d, i->opened, from) : "unknown");
		table_add(&t, TINT_NONE,
			  i->open     ? "open"
			  : i->closed ? when(s->d, i->closed, to)
				      : "unknown");
		add_minutes(&t, known, ms);
		table_addf(&t, TINT_NONE, "%ju", (uintmax_t) i->count);
		table_add(&t, TINT_NONE, i->text);
	}
	put_table(s, "Outages", &t);
}

static void put_notices(struct sheet *s)
{
	static const char *const headings[] = { "at", "what",  "order",  "number",
						"by", "until", "boards", "text" };
	char at[TIMETEXT_MAX], until[TIMETEXT_MAX];
	struct table t;

	table_init(&t, ARRAY_SIZE(headings), headings);
	for (size_t i = 0; i < s->d->n_orders; i++) {
		const struct report_order *o = &s->d->orders[i];

		table_add(&t, TINT_NONE, when(s->d, o->at, at));
		table_add(&t, TINT_NONE, o->what);
		table_add(&t, TINT_NONE, o->kind);
		table_addf(&t, TINT_NONE, "%ju", (uintmax_t) o->id);
		table_add(&t, TINT_NONE, o->who);
		table_add(&t, TINT_NONE, when(s->d, o->until, until));
		table_add(&t, TINT_NONE, o->boards);
		table_add(&t, TINT_NONE, o->text);
	}
	put_table(s, "Notices and blanks", &t);
}

static void put_figures(struct sheet *s)
{
	static const char *const headings[] = { "of the year", "" };
	const struct report *r = &s->d->figures;
	struct report_filter all = report_everything(r);
	struct report_sum sum = report_sum(r, &all);
	char a[MINUTES_MAX], b[MINUTES_MAX], c[MINUTES_MAX];
	size_t boards = 0;
	struct table t;

	for (size_t i = 0; i < r->board_names.n; i++)
		boards += r->boards[i].first != 0;
	table_init(&t, 2, headings);
	table_add(&t, TINT_NONE, "boards");
	table_addf(&t, TINT_NONE, "%zu", boards);
	table_add(&t, TINT_NONE, "plays");
	table_addf(&t, TINT_NONE, "%ju: verified %ju, acknowledged %ju, sent %ju",
		   (uintmax_t) report_plays(&sum), (uintmax_t) sum.plays[REACH_VERIFIED],
		   (uintmax_t) sum.plays[REACH_ACKNOWLEDGED], (uintmax_t) sum.plays[REACH_SENT]);
	table_add(&t, TINT_NONE, "plays missed");
	table_addf(&t, TINT_NONE, "%ju", (uintmax_t) sum.missed);
	table_add(&t, TINT_NONE, "minutes shown");
	table_addf(&t, TINT_NONE, "%s: verified %s, acknowledged %s, sent %s",
		   report_minutes(report_shown(&sum), (char[MINUTES_MAX]){ 0 }),
		   report_minutes(sum.ms[REACH_VERIFIED], a),
		   report_minutes(sum.ms[REACH_ACKNOWLEDGED], b),
		   report_minutes(sum.ms[REACH_SENT], c));
	table_add(&t, TINT_NONE, "minutes planned");
	if (sum.planned_ms)
		table_addf(&t, TINT_NONE, "%s, of these shown %s (%s %%)",
			   report_minutes(sum.planned_ms, a), report_minutes(sum.compared_ms, b),
			   report_percent(sum.compared_ms, sum.planned_ms, c));
	else
		table_add(&t, TINT_NONE, "unknown");
	table_add(&t, TINT_NONE, "minutes dark");
	add_minutes(&t, true, sum.dark_ms);
	table_add(&t, TINT_NONE, "minutes unknown");
	add_minutes(&t, true, report_unknown(r, -1, -1));
	put_table(s, "Figures", &t);
}

static void put_head(const struct sheet *s)
{
	const struct report *r = &s->d->figures;
	char buf[TIMETEXT_MAX];

	fprintf(s->f, "%sReport of %d%s%s\n", s->markdown ? "# " : "", r->year,
		*s->d->site ? ": " : "", s->d->site);
	if (r->end < r->months[12])
		fprintf(s->f, "%sup to %s, the year is not over\n", s->markdown ? "\n" : "",
			r->end > r->begin ? when(s->d, r->end, buf) : "its beginning");
}

static void put_notes(struct sheet *s)
{
	if (s->d->n_notes == 0)
		return;
	put_title(s, "To be known");
	for (size_t i = 0; i < s->d->n_notes; i++)
		fprintf(s->f, "%s%s\n", s->markdown ? "- " : "  ", s->d->notes[i]);
}

static void put_paragraph(struct sheet *s)
{
	char *text = report_paragraph(s->d);

	if (!text) {
		s->failed = true;
		return;
	}
	put_title(s, "For the yearly report");
	fprintf(s->f, "%s\n", text);
	free(text);
}

static int put_all(struct sheet *s)
{
	if (s->d->by != N_REPORT_BY) {
		put_head(s);
		put_by(s, s->d->by);
		put_notes(s);
		return s->failed ? -ENOMEM : 0;
	}
	put_head(s);
	put_figures(s);
	put_by(s, BY_LAW);
	put_by(s, BY_MONTH);
	put_by(s, BY_BOARD);
	put_time_of_boards(s);
	put_by(s, BY_NODE);
	put_outages(s);
	put_notices(s);
	put_notes(s);
	put_paragraph(s);
	return s->failed ? -ENOMEM : 0;
}

int report_write_text(const struct report_document *d, FILE *f)
{
	return put_all(&(struct sheet){ .d = d, .f = f });
}

int report_write_markdown(const struct report_document *d, FILE *f)
{
	return put_all(&(struct sheet){ .d = d, .f = f, .markdown = true });
}
