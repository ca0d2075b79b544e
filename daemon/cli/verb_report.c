/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <sys/stat.h>

#include "cli/almanac.h"
#include "cli/output.h"
#include "cli/report_read.h"
#include "cli/report_svg.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "cli/writer.h"

/* In alphabetical order; 0 is text. */
enum format {
	FORMAT_CSV,
	FORMAT_JSON,
	FORMAT_MARKDOWN,
	FORMAT_TEXT,
	N_FORMATS,
};

static const char *const formats[] = { "csv", "json", "markdown", "text" };

struct wanted {
	enum report_by by;
	enum format format;
	int year; /* 0: this one */
};

/* What goes into one file. */
struct piece {
	const struct report_document *d;
	enum format format;
	bool is_chart;
	enum report_chart chart;
	json_t *json;
	int error;
};

static int parse_by(const struct cli *cli, enum report_by *ret)
{
	*ret = N_REPORT_BY;
	if (!cli->by)
		return EXIT_DONE;
	for (enum report_by by = 0; by < N_REPORT_BY; by++)
		if (strcmp(cli->by, report_by_name(by)) == 0) {
			*ret = by;
			return EXIT_DONE;
		}
	return misused("'%s' of --by is not board, law, month or node", cli->by);
}

static int parse_format(const struct cli *cli, enum format *ret)
{
	*ret = cli->json ? FORMAT_JSON : FORMAT_TEXT;
	if (!cli->format)
		return EXIT_DONE;
	for (enum format i = 0; i < N_FORMATS; i++)
		if (strcmp(cli->format, formats[i]) == 0) {
			if (cli->json && i != FORMAT_JSON)
				return misused("'--json' and '--format %s' do not go together",
					       cli->format);
			*ret = i;
			return EXIT_DONE;
		}
	return misused("'%s' of --format is not csv, json, markdown or text", cli->format);
}

static int parse(const struct cli *cli, struct wanted *ret)
{
	int r = parse_by(cli, &ret->by);

	if (r == EXIT_DONE)
		r = parse_format(cli, &ret->format);
	if (r == EXIT_DONE && cli->year)
		r = year_parse(cli->year, "--year", YEAR_FIRST, YEAR_LAST, &ret->year);
	if (r == EXIT_DONE && cli->log && cli->host)
		return misused("'--log' and '--host' do not go together");
	if (r == EXIT_DONE && cli->output && !*cli->output)
		return misused("'--output' needs the name of a file");
	if (r == EXIT_DONE && cli->svg && !*cli->svg)
		return misused("'--svg' needs the name of a file or directory");
	return r;
}

static void put(FILE *f, const void *userdata)
{
	struct piece *p = *(struct piece *const *) userdata;

	if (p->is_chart) {
		p->error = report_svg(p->d, p->chart, f);
		return;
	}
	switch (p->format) {
	case FORMAT_CSV:
		p->error = report_write_csv(p->d, f);
		break;
	case FORMAT_JSON:
		p->error = writer_document_to(f, TAKE_PTR(p->json));
		break;
	case FORMAT_MARKDOWN:
		p->error = report_write_markdown(p->d, f);
		break;
	case FORMAT_TEXT:
	case N_FORMATS:
		p->error = report_write_text(p->d, f);
		break;
	}
}

static int write_piece(struct piece *p, const char *path)
{
	int r = EXIT_DONE;

	if (path)
		r = output_write(path, put, &p);
	else
		put(stdout, &p);
	return r == EXIT_DONE && p->error == -ENOMEM ? out_of_memory() : r;
}

static int write_report(const struct report_document *d, const struct cli *cli, enum format format)
{
	struct piece p = { .d = d, .format = format };

	if (format == FORMAT_JSON) {
		p.json = report_json(d);
		if (!p.json)
			return out_of_memory();
	}
	return write_piece(&p, cli->output);
}

/* In a directory a file for each, else one with all of them. */
static int write_charts(const struct report_document *d, const char *path)
{
	struct piece p = { .d = d, .is_chart = true, .chart = N_CHARTS };
	struct stat st;
	int r = EXIT_DONE;

	if (stat(path, &st) < 0 || !S_ISDIR(st.st_mode))
		return write_piece(&p, path);
	for (p.chart = 0; p.chart < N_CHARTS && r == EXIT_DONE; p.chart++) {
		_cleanup_(freep) char *file = NULL;

		if (asprintf(&file, "%s/report-%d-%s.svg", path, d->figures.year,
			     report_chart_name(p.chart)) < 0) {
			file = NULL;
			return out_of_memory();
		}
		r = write_piece(&p, file);
	}
	return r;
}

/* Charts first: who reads the report may close the pipe. */
static int write_all(const struct report_document *d, const struct cli *cli, enum format format)
{
	int r = cli->svg ? write_charts(d, cli->svg) : EXIT_DONE;

	return r == EXIT_DONE ? write_report(d, cli, format) : r;
}

static int this_year(const struct log_source *s)
{
	return civil_from_day(zone_day(s->zone, s->now)).year;
}

/* Another machine's files are not here.  Without any the rest can be said all the same. */
static int open_nodes(struct almanac *a, struct report_document *d, const struct cli *cli)
{
	if (cli->host) {
		report_note(d, "the days of nodes are in the files of %s and were not read",
			    cli->host);
		return EXIT_DONE;
	}
	if (almanac_open(a, cli) == EXIT_DONE) {
		d->nodes = a->calendar;
		return EXIT_DONE;
	}
	if (cli->config || cli->by)
		return EXIT_FAILED;
	report_note(d, "the files have mistakes: the days of nodes are not known");
	return EXIT_DONE;
}

static int report(struct report_document *d, struct log_source *s, const struct cli *cli,
		  const struct wanted *w)
{
	_cleanup_(almanac_closep) struct almanac a = { 0 };
	int r;

	if (report_init(&d->figures, w->year ? w->year : this_year(s), s->zone, s->now) < 0)
		return out_of_memory();
	r = open_nodes(&a, d, cli);
	if (r == EXIT_DONE)
		r = report_read(d, s, cli);
	if (r == EXIT_DONE) {
		report_note_all(d);
		r = write_all(d, cli, w->format);
	}
	return r;
}

int verb_report(const struct cli *cli, int argc, char **argv)
{
	_cleanup_(log_source_closep) struct log_source s = { 0 };
	struct wanted w = { .year = 0 };
	struct report_document d = { .site = "" };
	int r = parse(cli, &w);

	(void) argc;
	(void) argv;
	if (r == EXIT_DONE)
		r = log_source_open(&s, cli);
	if (r != EXIT_DONE)
		return r;
	d.by = w.by;
	d.now = s.now;
	d.colors = !cli->output && terminal_has_colors(cli, stdout);
	d.site = s.client.bus && s.client.manager.site ? s.client.manager.site : "";
	r = report(&d, &s, cli, &w);
	report_done(&d.figures);
	report_orders_done(&d);
	return r;
}
