/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cli/progress.h"
#include "cli/report_read.h"

#define SHOW_EVERY 1000 /* records */
#define DAY_MSEC   (UINT64_C(24) * 3600 * 1000)

/* How a reading is ended by who has seen enough. */
#define ENOUGH (-ECANCELED)

struct beginning {
	uint64_t seq, at; /* of the first record of all, and of the first with a time; 0: none */
};

struct reading {
	struct report_document *d;
	struct progress progress;
	uint64_t first, head;
};

static int on_first(const struct entry *e, void *userdata)
{
	struct beginning *b = userdata;

	if (!e->record)
		return 0;
	b->seq = b->seq ? b->seq : e->record->seq;
	b->at = e->record->at;
	return b->at ? ENOUGH : 0;
}

static int find_beginning(struct log_source *s, struct beginning *ret)
{
	const struct query q = { .kinds = QUERY_KINDS | QUERY_KIND(RECORD_TEXT) };
	uint64_t last;
	int r = log_source_read(s, &q, on_first, ret, &last);

	return r == ENOUGH ? 0 : r;
}

static int on_entry(const struct entry *e, void *userdata)
{
	struct reading *x = userdata;
	int r;

	if (!e->record) {
		x->d->n_damaged++;
		return 0;
	}
	if (x->first == 0) {
		x->first = e->record->seq;
		progress_start(&x->progress, x->head > x->first ? x->head - x->first : 1);
	}
	if (e->record->seq % SHOW_EVERY == 0 && e->record->seq <= x->head)
		progress_show(&x->progress, e->record->seq - x->first, "");
	r = report_feed(&x->d->figures, e->record);
	if (r == 0)
		r = report_take_order(x->d, e->record, e->text, e->n);
	if (r == -ENOMEM)
		complain("not enough memory");
	return r;
}

static int on_incident(const struct entry *e, void *userdata)
{
	struct report_document *d = userdata;

	if (!e->record || report_feed_incident(&d->figures, e->record) == 0)
		return 0;
	complain("not enough memory");
	return -ENOMEM;
}

/* What was wrong already when the year began. */
static int read_incidents(struct report_document *d, struct log_source *s,
			  const struct beginning *b)
{
	const struct query q = { .until = d->figures.begin - DAY_MSEC,
				 .kinds = QUERY_KIND(RECORD_INCIDENT) };
	uint64_t last;

	if (b->at == 0 || b->at >= q.until)
		return EXIT_DONE;
	return log_source_read(s, &q, on_incident, d, &last) < 0 ? EXIT_FAILED : EXIT_DONE;
}

/*
 * From a day before the year on: a play that began then may go on.  To the end: what was shown last
 * in the year ends after it.
 */
static int read_records(struct report_document *d, struct log_source *s)
{
	struct reading x = { .d = d };
	const struct query q = { .since = d->figures.begin - DAY_MSEC,
				 .kinds = QUERY_KINDS | QUERY_KIND(RECORD_TEXT) };
	uint64_t last;
	int r = log_source_head(s, &x.head);

	progress_start(&x.progress, 1);
	if (r >= 0)
		r = log_source_read(s, &q, on_entry, &x, &last);
	progress_wipe(&x.progress);
	if (r < 0)
		return EXIT_FAILED;
	return report_finish(&d->figures) < 0 ? out_of_memory() : EXIT_DONE;
}

/* Of a running daemon only on this machine; empty: it has none, or they are not here. */
static int rollup_directory(struct report_document *d, struct log_source *s, const struct cli *cli,
			    char **ret)
{
	*ret = NULL;
	if (!s->client.bus)
		*ret = strdup(s->dir);
	else if (cli->host)
		report_note(d, "roll-ups of days whose records are gone are not read over ssh");
	else if (client_log_directory(&s->client, ret) < 0)
		return failed("%s", s->client.why);
	return s->client.bus || *ret ? EXIT_DONE : out_of_memory();
}

static int open_rollups(struct report_document *d, const char *path)
{
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (dir < 0)
		report_note(d, "roll-ups in %s can not be read: %s", path, strerror(errno));
	return dir;
}

/* -ENOENT: there is none. */
static int take_rollup(struct report_document *d, int dir, day_t day)
{
	_cleanup_(rollup_freep) struct rollup *r = NULL;
	int error = rollup_read(&r, dir, day);

	if (error == 0)
		return report_add_rollup(&d->figures, r);
	if (error == -ENOENT || error == -ENOMEM)
		return error;
	if (d->n_bad_rollups++ == 0)
		d->bad_rollup = day;
	return -ENOENT;
}

/*
 * Of the day on which the records begin the roll-up is taken rather than what is left of them, if
 * some of them are gone.
 */
static int take_rollups(struct report_document *d, int dir, const struct beginning *b)
{
	struct report *r = &d->figures;
	day_t begins = b->at ? zone_day(r->zone, b->at * USEC_PER_MSEC) : DAY_LAST + 1;
	struct progress progress;

	progress_start(&progress, (size_t) (r->last_day - r->first_day + 1));
	for (day_t day = r->first_day; day <= r->last_day && day <= begins; day++) {
		int error;

		if (day == begins && b->seq == 1)
			break;
		error = take_rollup(d, dir, day);
		if (error == -ENOMEM) {
			progress_wipe(&progress);
			return out_of_memory();
		}
		if (error == 0)
			r->detail_from = day + 1;
		progress_show(&progress, (size_t) (day - r->first_day), "");
	}
	progress_wipe(&progress);
	return EXIT_DONE;
}

static int read_rollups(struct report_document *d, struct log_source *s, const struct cli *cli,
			const struct beginning *b)
{
	_cleanup_(freep) char *path = NULL;
	int r = rollup_directory(d, s, cli, &path), dir;

	if (r != EXIT_DONE || !path || !*path)
		return r;
	dir = open_rollups(d, path);
	if (dir < 0)
		return EXIT_DONE;
	r = take_rollups(d, dir, b);
	close(dir);
	return r;
}

int report_read(struct report_document *d, struct log_source *s, const struct cli *cli)
{
	struct beginning b = { .seq = 0 };
	int r;

	if (find_beginning(s, &b) < 0)
		return EXIT_FAILED;
	r = read_rollups(d, s, cli, &b);
	if (r == EXIT_DONE)
		r = read_incidents(d, s, &b);
	return r == EXIT_DONE ? read_records(d, s) : r;
}
