/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/almanac.h"
#include "cli/log_print.h"
#include "cli/log_source.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "cli/writer.h"
#include "config/timetext.h"
#include "config/zonefile.h"

#define FINDINGS_SAID 100 /* as text; a log that is not one would have no end */
#define SHOW_EVERY    256 /* records */

struct head {
	uint64_t seq; /* 0: not known */
	char *hash;   /* in hex */
};

struct verification {
	const char *dir;
	const struct zone *zone;
	struct head head; /* what the daemon says it has written */
	bool head_found;
	bool json, colors;
	json_t *list; /* of findings */
	size_t n_findings, n_records, n_files;
	struct progress progress;
	char file[SEGMENT_NAME_MAX];
	uint64_t first, last;       /* records, by number */
	uint64_t first_at, last_at; /* as far as the clock was trusted */
};

static const char *const finding_names[] = {
	[FINDING_NONE] = "none",
	[FINDING_CHANGED] = "changed",
	[FINDING_CHAIN] = "chain",
	[FINDING_MISSING] = "missing",
	[FINDING_ORDER] = "order",
	[FINDING_SEGMENT] = "segment",
	[FINDING_UNREADABLE] = "unreadable",
};

static void say_finding(const struct verification *v, const char *file, unsigned line,
			const char *said)
{
	if (v->n_findings > FINDINGS_SAID)
		return;
	printf("%s%s", v->colors ? tint_start(TINT_BAD) : "", v->dir);
	if (*file)
		printf("/%s", file);
	if (line)
		printf(":%u", line);
	printf(": %s%s\n", said, v->colors ? tint_start(TINT_NONE) : "");
}

/* @what: a word for it. */
static int find(struct verification *v, const char *file, unsigned line, const char *what,
		const char *said)
{
	v->n_findings++;
	if (!v->json) {
		progress_wipe(&v->progress);
		say_finding(v, file, line, said);
		return 0;
	}
	return json_array_append_new(v->list,
				     json_pack("{s:s, s:i, s:s, s:s}", "file", file, "line",
					       (int) line, "what", what, "message", said));
}

static void hex(const uint8_t hash[static RECORD_HASH_SIZE], char *buf)
{
	for (size_t i = 0; i < RECORD_HASH_SIZE; i++)
		sprintf(buf + 2 * i, "%02x", hash[i]);
}

/* The daemon's last record, by which all before it are vouched for. */
static int check_head(struct verification *v, const struct entry *e)
{
	uint8_t hash[RECORD_HASH_SIZE];
	char text[2 * RECORD_HASH_SIZE + 1];

	if (v->head_found || v->head.seq == 0 || e->record->seq != v->head.seq)
		return 0;
	v->head_found = true;
	record_hash(e->text, e->n, hash);
	hex(hash, text);
	if (strcmp(text, v->head.hash) == 0)
		return 0;
	return find(v, e->file, e->line, "head",
		    "it is not what pufad wrote: the log was written anew up to here");
}

static void note_file(struct verification *v, const char *file)
{
	if (strcmp(v->file, file) == 0)
		return;
	strcpy(v->file, file);
	v->n_files++;
}

static int take(struct verification *v, const struct entry *e)
{
	const struct record *r = e->record;
	int error = 0;

	note_file(v, e->file);
	if (e->finding != FINDING_NONE)
		error = find(v, e->file, e->line, finding_names[e->finding], e->said);
	if (!r)
		return error;
	if (v->n_records++ == 0)
		v->first = r->seq;
	v->last = r->seq;
	if (v->first_at == 0)
		v->first_at = r->at;
	if (r->at)
		v->last_at = r->at;
	if (v->n_records % SHOW_EVERY == 0)
		progress_show(&v->progress, v->n_files - 1, v->file);
	return error < 0 ? error : check_head(v, e);
}

/* What pufad has written and is not there. */
static int check_cut(struct verification *v)
{
	char said[160];

	if (v->head.seq == 0 || v->head_found)
		return 0;
	snprintf(said, sizeof(said),
		 "it ends with record %" PRIu64 ", and pufad has written up to %" PRIu64
		 ": the last were cut off",
		 v->last, v->head.seq);
	return find(v, v->file, 0, "head", said);
}

static int count_segments(const char *dir, size_t *ret)
{
	struct segments s;
	int r = segments_open(&s, dir);

	if (r < 0)
		return r;
	*ret = s.n;
	segments_done(&s);
	return 0;
}

static int read_all(struct verification *v, size_t *ret_torn)
{
	_cleanup_(reader_freep) struct reader *reader = NULL;
	const struct entry *e;
	size_t n = 0;
	int r = count_segments(v->dir, &n);

	if (r >= 0)
		r = reader_new(&reader, v->dir);
	progress_start(&v->progress, n);
	while (r >= 0 && (r = reader_next(reader, &e)) > 0)
		r = take(v, e);
	progress_wipe(&v->progress);
	if (r < 0)
		return r;
	*ret_torn = reader_torn(reader);
	return check_cut(v);
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static void print_span(const struct verification *v)
{
	char first[TIMETEXT_MAX], last[TIMETEXT_MAX];

	printf("%s: %zu record%s in %zu segment%s", v->dir, v->n_records, plural(v->n_records),
	       v->n_files, plural(v->n_files));
	if (v->n_records == 0)
		return;
	printf(", %" PRIu64 " to %" PRIu64, v->first, v->last);
	if (log_time(v->first_at))
		printf(" (%.19s to %.19s)", time_format(log_time(v->first_at), v->zone, first),
		       time_format(log_time(v->last_at), v->zone, last));
	if (v->first > 1)
		printf(", older ones are gone");
}

static void print_verdict(const struct verification *v, size_t torn)
{
	if (v->n_findings > FINDINGS_SAID)
		printf("... and %zu more\n", v->n_findings - FINDINGS_SAID);
	print_span(v);
	if (v->n_findings > 0)
		printf(": %zu fault%s\n", v->n_findings, plural(v->n_findings));
	else
		printf(": nothing was changed, removed or put in%s\n",
		       v->head_found ? ", up to what pufad wrote last" : "");
	if (torn > 0)
		printf("after the last record there are %zu bytes of one that was not written to "
		       "its end: no fault\n",
		       torn);
	if (v->n_findings == 0 && !v->head_found)
		puts("pufad was not asked: whether lines are missing at the end is not known");
}

static json_t *end_json(const struct verification *v, uint64_t seq, uint64_t at)
{
	if (v->n_records == 0)
		return json_null();
	return json_pack("{s:I, s:o}", "seq", (json_int_t) seq, "at",
			 writer_time(log_time(at), v->zone));
}

static json_t *head_json(const struct verification *v)
{
	if (v->head.seq == 0)
		return json_null();
	return json_pack("{s:I, s:s}", "seq", (json_int_t) v->head.seq, "hash", v->head.hash);
}

/* Where there is nothing, nothing can be vouched for. */
static bool is_whole(const struct verification *v)
{
	return v->n_findings == 0 && v->n_files > 0;
}

static int print_json(struct verification *v, size_t torn)
{
	return writer_document(json_pack("{s:o, s:b, s:I, s:I, s:o, s:o, s:o, s:I, s:o}",
					 "directory", writer_string(v->dir), "whole",
					 (int) is_whole(v), "records", (json_int_t) v->n_records,
					 "segments", (json_int_t) v->n_files, "first",
					 end_json(v, v->first, v->first_at), "last",
					 end_json(v, v->last, v->last_at), "head", head_json(v),
					 "torn", (json_int_t) torn, "findings", TAKE_PTR(v->list)));
}

static int verify(struct verification *v)
{
	size_t torn = 0;
	int r;

	if (v->json) {
		v->list = json_array();
		if (!v->list)
			return out_of_memory();
	}
	r = read_all(v, &torn);
	if (r >= 0 && v->json)
		r = print_json(v, torn);
	else if (r >= 0 && v->n_files + v->n_findings > 0)
		print_verdict(v, torn);
	json_decref(v->list);
	if (r < 0)
		return failed("%s can not be read: %s", v->dir, strerror(-r));
	if (v->n_files + v->n_findings == 0)
		return failed("%s: there is no play log", v->dir);
	return is_whole(v) ? EXIT_DONE : EXIT_FAILED;
}

static bool is_same_directory(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) >= 0 && stat(b, &y) >= 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/*
 * Where the log is, unless that was said, and what was written last, before it is read: more may
 * come meanwhile.  A daemon that keeps no log, or another one, has no word on this one; one that
 * can not be reached leaves it open.
 */
static int ask(struct client *c, struct verification *v, char **ret_dir)
{
	struct head head = { 0 };
	int r = client_open(c, NULL);

	if (r >= 0)
		r = client_log_directory(c, ret_dir);
	if (r >= 0 && !v->dir && **ret_dir)
		v->dir = *ret_dir;
	if (!v->dir)
		v->dir = LOG_DIR;
	if (r < 0 || !is_same_directory(v->dir, *ret_dir))
		return EXIT_DONE;
	if (client_log_head(c, &head.seq, &head.hash) < 0)
		return failed("%s", c->why);
	v->head = head;
	return EXIT_DONE;
}

int verb_log_verify(const struct cli *cli, int argc, char **argv)
{
	_cleanup_(freep) char *dir = NULL;
	struct verification v = {
		.dir = argc > 0 ? argv[0] : NULL,
		.zone = &zone_utc,
		.json = cli->json,
		.colors = terminal_has_colors(cli, stdout),
	};
	struct client c = { 0 };
	struct zone zone;
	bool has_zone = zone_of_site(&zone) >= 0;
	int r = ask(&c, &v, &dir);

	if (has_zone)
		v.zone = &zone;
	if (r == EXIT_DONE)
		r = verify(&v);
	free(v.head.hash);
	if (c.bus)
		client_close(&c);
	if (has_zone)
		zone_table_done(&zone);
	return r;
}
