/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as the last segment of a play log, with a good one before it: recovery never crashes,
 * keeps every record that it can read, but for a few behind a hole that a power cut can have left,
 * leaves what is damaged before the tail as it is, and what is
 * written afterwards continues the chain.
 *
 * Where the first byte is 'g' the rest stands for the compressed segment before it, which nobody
 * changes.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "playlog/appender.h"
#include "playlog/reader.h"

#define SIZE ((size_t) 8 * RECORD_LINE_MAX)

/* In memory where there is such a place: it is synced all the time. */
static char dir[] = "/dev/shm/pufa-fuzz-log-XXXXXX";

static void demand(bool kept, const char *what)
{
	if (kept)
		return;
	fprintf(stderr, "%s\n", what);
	abort();
}

static void remove_all(void)
{
	struct segments s;

	demand(segments_open(&s, dir) == 0, "the directory can not be read");
	for (size_t i = 0; i < s.n; i++)
		for (int packed = 0; packed < 2; packed++) {
			char name[SEGMENT_NAME_MAX];

			segment_name(s.list[i].number, packed, name);
			(void) unlinkat(s.dir, name, 0);
		}
	segments_done(&s);
}

static void remove_dir(void)
{
	remove_all();
	(void) rmdir(dir);
}

static void put(const char *name, const uint8_t *data, size_t n)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	demand(f && fwrite(data, 1, n, f) == n && fclose(f) == 0, "the disk is full");
}

struct count {
	size_t n_records, n_findings;
	uint64_t hashes; /* of the records, in any order */
};

static struct count count_segment(const uint8_t *data, size_t n)
{
	struct count c = { .n_records = 0 };
	static struct scanner s;
	struct scanned l;

	scanner_init(&s, (const char *) data, n);
	while (scanner_next(&s, &l)) {
		if (l.state != SCANNED_RECORD)
			continue;
		c.n_records++;
		c.hashes += crc32c(data + l.at, l.n);
	}
	return c;
}

/* @n_ours: records that are ours, at the end. */
static struct count count_log(size_t n_ours)
{
	struct count c = { .n_records = 0 };
	size_t n_seen = 0;
	const struct entry *e;
	struct reader *r;

	demand(reader_new(&r, dir) == 0, "the log can not be read");
	while (reader_next(r, &e) > 0) {
		c.n_findings += e->finding != FINDING_NONE;
		if (!e->record)
			continue;
		if (e->record->kind == RECORD_GAP && e->record->n == UINT64_MAX) {
			n_seen++;
			demand(e->finding == FINDING_NONE || n_seen == 1,
			       "what was written does not continue the chain");
			continue;
		}
		c.n_records++;
		c.hashes += crc32c(e->text, e->n);
	}
	demand(n_seen == n_ours, "what was written can not be read");
	demand(reader_torn(r) == 0, "there is a torn tail after recovery");
	reader_free(r);
	return c;
}

/* Returns how many records recovery itself wrote. */
static size_t go_on(size_t n)
{
	struct appender_options options = { .dir = dir, .segment_size = SIZE };
	struct record r = { .kind = RECORD_GAP, .n = UINT64_MAX, .why = "fuzz" };
	struct recovered found;
	struct appender *a;

	demand(appender_new(&a, &options, 1, 1, &found) == 0, "recovery failed");
	for (size_t i = 0; i < n; i++)
		demand(appender_write(a, &r, false, NULL) == 0, "nothing can be written");
	appender_free(a);
	return (found.cut > 0) + (found.damage[0] != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct count whole, before, after;
	size_t own;

	if (strstr(dir, "XXXXXX")) {
		if (!mkdtemp(dir)) {
			strcpy(dir, "/tmp/pufa-fuzz-log-XXXXXX");
			demand(mkdtemp(dir) != NULL, "no directory");
		}
		atexit(remove_dir);
	}
	remove_all();
	if (size > 0 && data[0] == 'g') {
		put("00000001.jsonl.gz", data + 1, size - 1);
		(void) go_on(3);
		(void) count_log(3);
		return 0;
	}
	put("00000001.jsonl", data, size);
	whole = count_segment(data, size);
	before = count_segment(data, segment_good((const char *) data, size));
	demand(whole.n_records - before.n_records < SEGMENT_UNSYNCED_MAX,
	       "more is given up than can have been on its way");
	own = go_on(2);
	after = count_log(2);
	demand(after.n_records == before.n_records + own, "a record was lost");

	/* A second start has nothing to do. */
	demand(go_on(0) == 0, "recovery is not done with it");
	demand(count_log(2).hashes == after.hashes, "a second recovery changed something");
	return 0;
}
