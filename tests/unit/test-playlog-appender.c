/* SPDX-License-Identifier: MIT */
/*
 * Writing the play log: over many small segments, across restarts and kills at any byte, with
 * damage, with a budget, and on a disk that is full.
 */
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "check.h"
#include "log_dir.h"
#include "playlog/appender.h"
#include "playlog/pack.h"
#include "playlog/reader.h"

#define SMALL   ((size_t) 4 * RECORD_LINE_MAX)
#define N_MANY  2000
#define N_TEXTS 7
#define SKIPPED 77

static struct log_dir dir;

static const char *const texts[N_TEXTS] = {
	"法律面前,人人平等", "自愿平等公平诚信", "公民必须遵守宪法和法律", "a", "b", "c", "d",
};

static struct record play(unsigned i)
{
	return (struct record){
		.at = 1795575600000 + i,
		.mono = i,
		.kind = i % 11 == 10 ? RECORD_MISSED : RECORD_PLAY,
		.board = i % 2 ? "hall" : "gate",
		.playlist = "p",
		.law = "中华人民共和国宪法",
		.article = "33",
		.text = texts[i % N_TEXTS],
		.file = "playlists/p.cfg",
		.line = i % N_TEXTS,
		.how = REACH_ACKNOWLEDGED,
		.why = "silent",
	};
}

static struct appender *open_log(size_t size, uint64_t budget, struct recovered *ret)
{
	struct appender_options options = { .dir = dir.path,
					    .segment_size = size,
					    .budget = budget };
	struct appender *a = NULL;

	CHECK(appender_new(&a, &options, 5, 6, ret) == 0);
	return a;
}

static void write_plays(struct appender *a, unsigned from, unsigned n)
{
	for (unsigned i = from; i < from + n; i++) {
		struct record r = play(i);
		const struct record *written = NULL;

		CHECK(appender_write(a, &r, false, &written) == 0);
		CHECK(written && strlen(written->digest) == 64 && written->ref > 0);
	}
}

struct summary {
	unsigned n_plays, n_texts, n_recovered, n_damage, n_findings;
	uint64_t first, last;
	unsigned finding_line;
};

/* Plays must be those of play(), in order, if the log is whole. */
static struct summary read_log(bool whole)
{
	struct summary s = { .n_plays = 0 };
	const struct entry *e;
	struct reader *r = NULL;

	CHECK(reader_new(&r, dir.path) == 0);
	while (r && reader_next(r, &e) > 0) {
		if (e->finding != FINDING_NONE) {
			s.n_findings++;
			s.finding_line = e->line;
		}
		if (!e->record)
			continue;
		s.first = s.first ? s.first : e->record->seq;
		s.last = e->record->seq;
		s.n_texts += e->record->kind == RECORD_TEXT;
		s.n_recovered += e->record->kind == RECORD_RECOVERED;
		s.n_damage += e->record->kind == RECORD_DAMAGE;
		if (e->record->kind != RECORD_PLAY && e->record->kind != RECORD_MISSED)
			continue;
		if (whole) {
			struct record want = play(s.n_plays);

			CHECK(e->record->mono == s.n_plays && e->record->kind == want.kind);
			CHECK(strcmp(e->record->text, want.text) == 0 &&
			      e->record->line == want.line);
			CHECK(strcmp(e->record->board, want.board) == 0);
		}
		s.n_plays++;
	}
	CHECK(!r || reader_torn(r) == 0);
	reader_free(r);
	return s;
}

static unsigned count_files(const char *end)
{
	DIR *d = opendir(dir.path);
	struct dirent *e;
	unsigned n = 0;

	while (d && (e = readdir(d))) {
		size_t m = strlen(e->d_name), k = strlen(end);

		n += m > k && strcmp(e->d_name + m - k, end) == 0;
	}
	if (d)
		closedir(d);
	return n;
}

static void test_many(void)
{
	struct recovered found;
	struct appender *a = open_log(SMALL, 0, &found);
	unsigned n_segments;
	struct summary s;

	log_dir_empty(&dir);
	CHECK(found.seq == 0 && found.cut == 0 && !found.damage[0]);
	for (unsigned i = 0; i < 4; i++)
		write_plays(a, i * N_MANY / 4, N_MANY / 4);
	CHECK(appender_unsynced(a) > 0 && appender_sync(a) == 0 && appender_unsynced(a) == 0);
	n_segments = count_files(".jsonl");
	CHECK(n_segments > 4);
	s = read_log(true);
	CHECK(s.n_plays == N_MANY && s.n_findings == 0 && s.last == N_MANY + s.n_texts);
	CHECK(s.n_texts == n_segments * N_TEXTS);

	CHECK(appender_has_closed(a) && !appender_has_closed(a));
	CHECK(appender_tidy(a, true) == 0);
	CHECK(count_files(".jsonl") == 1 && count_files(".jsonl.gz") == n_segments - 1);
	s = read_log(true);
	CHECK(s.n_plays == N_MANY && s.n_findings == 0);
	appender_free(a);

	/* Started anew: it goes on in the same segment. */
	a = open_log(SMALL, 0, &found);
	CHECK(found.seq == s.last && found.cut == 0 && found.used > 0);
	write_plays(a, N_MANY, 10);
	s = read_log(true);
	CHECK(s.n_plays == N_MANY + 10 && s.n_findings == 0);
	CHECK(count_files(".jsonl") == 1);
	appender_free(a);
}

/* Killed at each byte, with and without what comes of room in advance. */
static void test_torn(void)
{
	struct recovered found;
	struct appender *a;
	struct summary s;
	size_t n, cut;
	char *text;

	log_dir_empty(&dir);
	a = open_log(SMALL, 0, &found);
	write_plays(a, 0, 8);
	appender_free(a);
	text = log_dir_get(&dir, "00000001.jsonl", &n);
	CHECK(n == SMALL);
	n = strlen(text);
	for (cut = 0; cut <= n; cut++) {
		unsigned lines = 0, grown = cut % 2 ? 512 : 0;
		char *torn = calloc(1, n + 512);

		memcpy(torn, text, cut);
		for (size_t i = 0; i < cut; i++)
			lines += torn[i] == '\n';
		log_dir_empty(&dir);
		log_dir_put(&dir, "00000001.jsonl", torn, cut + grown);
		a = open_log(SMALL, 0, &found);
		CHECK(found.seq == lines && found.used + found.cut == cut);
		s = read_log(true);
		CHECK(s.n_findings == 0 && s.n_plays + s.n_texts == lines);
		CHECK(s.n_recovered == (found.cut > 0) && s.n_damage == 0);
		write_plays(a, s.n_plays, 3);
		CHECK(read_log(true).n_plays == s.n_plays + 3 && read_log(true).n_findings == 0);
		appender_free(a);
		free(torn);
	}
	free(text);
}

/* A hole in what was written before the log was opened anew: what was found. */
static struct recovered open_with_hole(unsigned line, unsigned n_lines, uint64_t last_mono)
{
	struct recovered found;
	struct record last = play(n_lines);
	struct appender *a;
	char *text, *at;
	size_t n;

	log_dir_empty(&dir);
	a = open_log(1 << 20, 0, &found);
	write_plays(a, 0, n_lines);
	last.mono = last_mono;
	CHECK(appender_write(a, &last, false, NULL) == 0);
	appender_free(a);
	text = at = log_dir_get(&dir, "00000001.jsonl", &n);
	for (unsigned i = 1; i < line; i++)
		at = strchr(at, '\n') + 1;
	memset(at + 30, 0, 512);
	log_dir_put(&dir, "00000001.jsonl", text, n);
	free(text);
	a = open_log(1 << 20, 0, &found);
	appender_free(a);
	return found;
}

/* The power goes, and the disk had written the end of what it was given and not its beginning. */
static void test_hole(void)
{
	struct recovered found = open_with_hole(9, 30, 30);
	struct summary s = read_log(true);

	CHECK(found.seq == 8 && found.cut > 0 && !found.damage[0]);
	CHECK(s.n_findings == 0 && s.n_recovered == 1 && s.n_damage == 0);
	CHECK(s.n_plays + s.n_texts == 8);

	/* Behind it is what must have been synced: by its number, by its age. */
	found = open_with_hole(9, 100, 100);
	CHECK(found.cut == 0 && strncmp(found.damage, "00000001.jsonl:9: ", 18) == 0);
	CHECK(read_log(false).n_findings > 0);
	found = open_with_hole(9, 30, 60000);
	CHECK(found.cut == 0 && strncmp(found.damage, "00000001.jsonl:9: ", 18) == 0);
	CHECK(read_log(false).n_findings > 0);
}

/* What is damaged stays where it is, is told once, and the chain goes on. */
static void test_damaged(void)
{
	struct recovered found;
	struct appender *a;
	struct summary s;
	char *text, *second;
	size_t n;

	log_dir_empty(&dir);
	a = open_log(SMALL, 0, &found);
	write_plays(a, 0, 20);
	appender_free(a);
	text = log_dir_get(&dir, "00000001.jsonl", &n);
	second = strchr(text, '\n') + 1;
	second[20] ^= 1;
	log_dir_put(&dir, "00000001.jsonl", text, n);
	for (unsigned i = 0; i < 3; i++) {
		a = open_log(SMALL, 0, &found);
		CHECK(found.cut == 0 && (i > 0) == !found.damage[0]);
		CHECK(i > 0 || strncmp(found.damage, "00000001.jsonl:2: ", 18) == 0);
		write_plays(a, 20 + i, 1);
		appender_free(a);
		s = read_log(false);
		CHECK(s.n_findings == 1 && s.finding_line == 2 && s.n_damage == 1);
		CHECK(s.n_plays == 19 + 1 + i);
	}

	/* More of it is told, too. */
	free(text);
	text = log_dir_get(&dir, "00000001.jsonl", &n);
	strchr(strchr(text, '\n') + 1, '\n')[20] ^= 1;
	log_dir_put(&dir, "00000001.jsonl", text, n);
	a = open_log(SMALL, 0, &found);
	CHECK(strstr(found.damage, "lines that can not be read: 2") != NULL);
	appender_free(a);
	free(text);
}

/* Half a megabyte of anything is no torn tail: it stays, and a new segment is begun. */
static void test_rubbish(void)
{
	static char rubbish[512 * 1024];
	struct recovered found;
	struct appender *a;
	struct summary s;
	size_t n;
	char *text;

	log_dir_empty(&dir);
	a = open_log(SMALL, 0, &found);
	write_plays(a, 0, 5);
	appender_free(a);
	for (size_t i = 0; i < sizeof(rubbish); i++)
		rubbish[i] = (char) (i * i % 251);
	memset(rubbish, '\n', 1000);
	log_dir_put(&dir, "00000002.jsonl", rubbish, sizeof(rubbish));
	a = open_log(SMALL, 0, &found);
	CHECK(found.cut == 0 && found.damage[0] && found.segment != 2);
	write_plays(a, 5, 5);
	text = log_dir_get(&dir, "00000002.jsonl", &n);
	CHECK(n == sizeof(rubbish) && memcmp(text, rubbish, n) == 0);
	free(text);
	s = read_log(false);
	CHECK(s.n_plays == 10 && s.n_damage == 1);
	appender_free(a);
}

/* Killed while a segment was being compressed, at each step. */
static void test_interrupted(void)
{
	struct recovered found;
	struct appender *a;
	char *text;
	size_t n;

	log_dir_empty(&dir);
	a = open_log(SMALL, 0, &found);
	write_plays(a, 0, N_MANY);
	appender_free(a);
	text = log_dir_get(&dir, "00000002.jsonl", &n);
	log_dir_put(&dir, "00000001.jsonl.gz.new", "\x1f\x8b half", 7);
	log_dir_pack(&dir, "00000002.jsonl.gz", text, strlen(text));
	free(text);
	CHECK(read_log(true).n_plays == N_MANY && read_log(true).n_findings == 0);

	a = open_log(SMALL, 0, &found);
	CHECK(!log_dir_has(&dir, "00000001.jsonl.gz.new") && found.cut == 0);
	CHECK(appender_tidy(a, true) == 0 && count_files(".jsonl") == 1);
	CHECK(read_log(true).n_plays == N_MANY && read_log(true).n_findings == 0);
	appender_free(a);

	/* A new segment was begun, and nothing was written to it. */
	log_dir_put(&dir, "00000099.jsonl", "", 0);
	a = open_log(SMALL, 0, &found);
	CHECK(found.segment == 99 && found.used == 0 && found.seq > N_MANY);
	write_plays(a, N_MANY, 1);
	appender_free(a);
}

static uint64_t size_of_all(void)
{
	struct segments s;
	uint64_t total = 0;

	CHECK(segments_open(&s, dir.path) == 0);
	for (size_t i = 0; i < s.n; i++)
		total += s.list[i].size;
	segments_done(&s);
	return total;
}

static void test_budget(void)
{
	const uint64_t budget = 2 * SMALL;
	struct recovered found;
	struct appender *a;
	struct summary s;

	log_dir_empty(&dir);
	log_dir_put(&dir, "2026-11-25.rollup.gz", "x", 1);
	a = open_log(SMALL, budget, &found);
	for (unsigned i = 0; i < 20; i++) {
		write_plays(a, i * 200, 200);
		CHECK(appender_tidy(a, false) == 0);
	}
	s = read_log(false);
	CHECK(s.first == 1 && s.n_plays == 4000 && size_of_all() > budget);
	CHECK(appender_tidy(a, true) == 0 && size_of_all() <= budget);
	s = read_log(false);
	CHECK(s.first > 1 && s.n_findings == 0 && s.n_plays > 0 && s.n_plays < 4000);
	CHECK(log_dir_has(&dir, "2026-11-25.rollup.gz"));

	/* However little it may take: the one in hand stays. */
	appender_set_budget(a, 1);
	CHECK(appender_tidy(a, true) == 0 && read_log(false).n_plays > 0);
	write_plays(a, 4000, 10);
	appender_free(a);
}

/* In a file system of its own, of four segments' size. */
static int fill_disk(void)
{
	static char rubbish[4 * SMALL];
	struct recovered found;
	struct appender *a;
	unsigned n = 0, n_must = 0;
	struct record r;
	int error = 0;

	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("tmpfs", dir.path, "tmpfs", 0, "size=262144") < 0)
		return SKIPPED;
	a = open_log(SMALL, 0, &found);
	while (error == 0 && n < 100000) {
		r = play(n);
		error = appender_write(a, &r, false, NULL);
		n += error == 0;
	}
	CHECK(error == -ENOSPC && n > 100);

	/* What must not be lost finds room still, for a while. */
	r = (struct record){ .kind = RECORD_INCIDENT, .what = "opened", .incident = "disk-full" };
	while (appender_write(a, &r, true, NULL) == 0)
		n_must++;
	CHECK(n_must > 100);
	r = play(n);
	CHECK(appender_write(a, &r, false, NULL) == -ENOSPC);
	CHECK(appender_sync(a) == 0);
	CHECK(read_log(true).n_plays == n && read_log(true).n_findings == 0);

	/* With room again it goes on. */
	log_dir_remove(&dir, "00000001.jsonl");
	CHECK(appender_write(a, &r, false, NULL) == 0);
	appender_free(a);

	/* A start without any room at all. */
	log_dir_empty(&dir);
	log_dir_put(&dir, "fill", rubbish, sizeof(rubbish));
	a = open_log(SMALL, 0, &found);
	CHECK(a && appender_write(a, &r, true, NULL) == -ENOSPC);
	log_dir_remove(&dir, "fill");
	CHECK(appender_write(a, &r, true, NULL) == 0);
	appender_free(a);
	return test_result();
}

static void test_full(void)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0)
		_exit(fill_disk());
	CHECK(child > 0 && waitpid(child, &status, 0) == child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == SKIPPED)
		printf("SKIPPED: a full disk, since nothing can be mounted here\n");
	else
		CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void test_refused(void)
{
	struct appender_options options = { .dir = "/nonexistent/log" };
	struct recovered found;
	struct appender *a = NULL;

	CHECK(appender_new(&a, &options, 0, 0, &found) == -ENOENT && !a);
	options.dir = "/dev/null";
	CHECK(appender_new(&a, &options, 0, 0, &found) == -ENOTDIR && !a);
	CHECK(pack_write(-1, "x", "", 0) < 0);
}

int main(void)
{
	log_dir_init(&dir);
	test_many();
	test_torn();
	test_hole();
	test_damaged();
	test_rubbish();
	test_interrupted();
	test_budget();
	log_dir_empty(&dir);
	fflush(stdout);
	test_full();
	test_refused();
	log_dir_done(&dir);
	return test_result();
}
