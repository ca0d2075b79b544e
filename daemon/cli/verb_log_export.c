/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/log_csv.h"
#include "cli/log_options.h"
#include "cli/log_print.h"
#include "cli/log_sqlite.h"
#include "cli/output_file.h"
#include "cli/progress.h"
#include "cli/verbs.h"
#include "config/timetext.h"

#define SHOW_EVERY 1000 /* records */

struct export
{
	const struct log_source *source;
	const struct query *wanted; /* what goes out; more than that is read, to know ends */
	struct log_sqlite *sqlite;  /* or */
	FILE *csv;
	struct output_file file; /* of the CSV, unless it is stdout */

	struct shown shown;
	struct progress progress;
	uint64_t first, last, head; /* records, by number */
	size_t n_damaged;
	bool headed; /* the CSV is */
	bool said;   /* why it failed */
};

/* A record without a trusted time counts as of the one before it, as in pufactl log. */
static bool is_wanted(const struct export *x, const struct record *r, uint64_t as_of)
{
	const char *name = record_subject(r);
	const struct query *q = x->wanted;

	if (q->board && *name && strcmp(name, q->board) != 0)
		return false;
	return as_of == 0 || (as_of >= q->since && (q->until == 0 || as_of < q->until));
}

static int sqlite_failed(struct export *x, int r)
{
	if (r < 0) {
		complain("the database can not be written: %s", log_sqlite_why(x->sqlite));
		x->said = true;
	}
	return r;
}

/* Only once the log could be read: who reads stdout is not to take a failure for an empty table. */
static void head_csv(struct export *x)
{
	if (!x->headed)
		log_csv_head(x->csv);
	x->headed = true;
}

static int on_row(const struct shown_row *row, void *userdata)
{
	struct export *x = userdata;

	if (!is_wanted(x, &row->record, row->as_of))
		return 0;
	if (x->sqlite)
		return sqlite_failed(x, log_sqlite_row(x->sqlite, row));
	head_csv(x);
	log_csv_row(x->csv, row, x->source->zone);
	return ferror(x->csv) ? -EIO : 0;
}

static void show_progress(struct export *x, uint64_t seq)
{
	if (x->first == 0) {
		x->first = seq;
		progress_start(&x->progress, x->head > seq ? x->head - seq : 1);
	}
	x->last = seq;
	if (seq % SHOW_EVERY == 0 && seq <= x->head)
		progress_show(&x->progress, seq - x->first, "");
}

static int on_entry(const struct entry *e, void *userdata)
{
	struct export *x = userdata;
	int r;

	if (!e->record) {
		x->n_damaged++;
		return 0;
	}
	show_progress(x, e->record->seq);
	r = shown_feed(&x->shown, e->record);
	if (r == -ENOMEM)
		complain("not enough memory");
	if (r >= 0 && x->sqlite && is_wanted(x, e->record, x->shown.as_of))
		r = sqlite_failed(x, log_sqlite_record(x->sqlite, e->record));
	return r;
}

static int add_about(struct export *x, const char *key, uint64_t msec)
{
	char buf[TIMETEXT_MAX] = "";

	if (log_time(msec))
		time_format(log_time(msec), x->source->zone, buf);
	return log_sqlite_about(x->sqlite, key, buf);
}

/* Of what log this is, and how much of it. */
static int describe(struct export *x)
{
	const struct log_source *s = x->source;
	char first[24], last[24];
	int r;

	snprintf(first, sizeof(first), "%" PRIu64, x->first);
	snprintf(last, sizeof(last), "%" PRIu64, x->last);
	r = log_sqlite_about(x->sqlite, "site", s->dir ? "" : s->client.manager.site);
	if (r >= 0)
		r = log_sqlite_about(x->sqlite, "zone", s->zone->name);
	if (r >= 0)
		r = log_sqlite_about(x->sqlite, "first_seq", first);
	if (r >= 0)
		r = log_sqlite_about(x->sqlite, "last_seq", last);
	if (r >= 0)
		r = add_about(x, "exported", s->now / USEC_PER_MSEC);
	if (r >= 0)
		r = add_about(x, "since", x->wanted->since);
	return r < 0 ? r : add_about(x, "until", x->wanted->until);
}

/*
 * From the beginning of the span on, of whatever board and kind: that something is missing shows in
 * the numbers.  To the end: what was shown last in the span ends after it.
 */
static int read_all(struct export *x, struct log_source *s)
{
	const struct query q = { .since = x->wanted->since,
				 .kinds = QUERY_KINDS | QUERY_KIND(RECORD_TEXT) };
	uint64_t last;
	int r = log_source_head(s, &x->head);

	x->said = r < 0;
	shown_init(&x->shown, on_row, x);
	if (r >= 0)
		r = log_source_read(s, &q, on_entry, x, &last);
	if (r >= 0)
		r = shown_finish(&x->shown);
	progress_wipe(&x->progress);
	return r;
}

static int finish(struct export *x)
{
	int r;

	if (x->sqlite) {
		r = describe(x);
		return sqlite_failed(x, r < 0 ? r : log_sqlite_commit(x->sqlite));
	}
	head_csv(x);
	if (x->csv == stdout)
		return 0;
	r = fflush(x->csv) == EOF ? -errno : output_file_commit(&x->file);
	if (r < 0) {
		complain("%s can not be written: %s", x->file.path, strerror(-r));
		x->said = true;
	}
	return r;
}

static int open_csv(struct export *x, const char *path)
{
	int fd;

	if (strcmp(path, "-") == 0) {
		x->csv = stdout;
		return EXIT_DONE;
	}
	fd = output_file_open(&x->file, path);
	if (fd < 0)
		return failed("%s can not be written: %s", path, strerror(-fd));
	x->csv = fdopen(fd, "w");
	if (!x->csv) {
		close(fd);
		return out_of_memory();
	}
	return EXIT_DONE;
}

static int open_output(struct export *x, const struct cli *cli)
{
	const char *path = cli->sqlite ? cli->sqlite : cli->csv;

	if (!cli->force && access(path, F_OK) == 0)
		return failed("%s is there already (--force if it is to be written over)", path);
	if (!cli->sqlite)
		return open_csv(x, path);
	if (log_sqlite_new(&x->sqlite, path, x->source->zone) < 0)
		return failed("%s can not be written: %s", path,
			      x->sqlite ? log_sqlite_why(x->sqlite) : strerror(ENOMEM));
	return EXIT_DONE;
}

static void close_output(struct export *x)
{
	log_sqlite_free(x->sqlite);
	if (x->csv && x->csv != stdout)
		fclose(x->csv);
	output_file_close(&x->file);
	shown_done(&x->shown);
}

static int export(struct export *x, const struct cli *cli, struct log_source *s)
{
	int r = open_output(x, cli);

	if (r != EXIT_DONE)
		return r;
	r = read_all(x, s);
	if (r >= 0)
		r = finish(x);
	if (r < 0 && x->csv && x->csv != stdout && ferror(x->csv) && !x->said)
		complain("%s can not be written", x->file.path);
	if (r >= 0 && x->n_damaged)
		complain("%zu line%s of the log can not be read and %s not in it (try log verify)",
			 x->n_damaged, x->n_damaged == 1 ? "" : "s",
			 x->n_damaged == 1 ? "is" : "are");
	return r < 0 ? EXIT_FAILED : EXIT_DONE;
}

int verb_log_export(const struct cli *cli, int argc, char **argv)
{
	_cleanup_(log_source_closep) struct log_source s = { 0 };
	struct query wanted;
	struct export x = { .source = &s, .wanted = &wanted };
	int r;

	(void) argc;
	(void) argv;
	if (!cli->sqlite == !cli->csv)
		return misused("'log export' needs either --sqlite FILE or --csv FILE");
	if (cli->json)
		return misused("'log export' has no JSON; 'log' has");
	r = log_options_check(cli);
	if (r == EXIT_DONE)
		r = log_source_open(&s, cli);
	if (r == EXIT_DONE)
		r = log_options_parse(cli, &s, &wanted);
	if (r == EXIT_DONE)
		r = export(&x, cli, &s);
	close_output(&x);
	return r;
}
