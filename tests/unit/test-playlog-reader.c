/* SPDX-License-Identifier: MIT */
/*
 * Reading the play log: all of it in order, and that whatever was changed, taken out, put in or put
 * elsewhere is found, and where.
 */
#include "check.h"
#include "log_dir.h"
#include "playlog/reader.h"

#define N_SEGMENTS 3
#define N_LINES    10 /* of a segment */
#define N          (N_SEGMENTS * N_LINES)
#define LINE_SIZE  512
#define AT(seq)    (1795575600000 + 1000 * (seq))

static struct log_dir dir;
static char lines[N][LINE_SIZE]; /* each with its newline */

static const char *text_of(unsigned i)
{
	return i / N_LINES == 1 ? "公民必须遵守宪法和法律" : "自愿平等公平诚信";
}

/* The first line of a segment is a text, the others play it. */
static void make_lines(void)
{
	uint8_t hash[RECORD_HASH_SIZE] = { 0 };

	for (unsigned i = 0; i < N; i++) {
		struct record r = {
			.seq = i + 1,
			.at = AT(i + 1),
			.mono = 1000 * i,
			.kind = i % N_LINES == 0 ? RECORD_TEXT : RECORD_PLAY,
			.ref = 1,
			.text = text_of(i),
			.law = "中华人民共和国宪法",
			.line = 7,
			.board = "hall",
			.how = REACH_VERIFIED,
		};
		int n;

		memcpy(r.prev, hash, sizeof(hash));
		n = record_format(&r, lines[i], LINE_SIZE - 1);
		CHECK(n > 0);
		record_hash(lines[i], (size_t) n, hash);
		strcpy(lines[i] + n, "\n");
	}
}

/* A log of these lines, @n of them, in segments of N_LINES. */
static void put_lines(char *const list[], size_t n)
{
	static char text[N_LINES * LINE_SIZE];
	char name[SEGMENT_NAME_MAX];

	log_dir_empty(&dir);
	for (size_t i = 0; i < n; i += N_LINES) {
		text[0] = '\0';
		for (size_t j = i; j < i + N_LINES && j < n; j++)
			strcat(text, list[j]);
		segment_name((unsigned) (i / N_LINES + 1), false, name);
		log_dir_put(&dir, name, text, strlen(text));
	}
}

static void put_first(unsigned n)
{
	char *list[N];

	for (unsigned i = 0; i < n; i++)
		list[i] = lines[i];
	put_lines(list, n);
}

struct summary {
	unsigned n_records, n_findings;
	enum finding finding; /* the first */
	char file[SEGMENT_NAME_MAX];
	unsigned line;
	size_t torn;
	uint64_t last;
};

static struct summary read_on(struct reader *r)
{
	struct summary s = { .n_records = 0 };
	uint8_t hash[RECORD_HASH_SIZE];
	const struct entry *e;
	int more;

	while ((more = reader_next(r, &e)) > 0) {
		s.n_records += e->record != NULL;
		if (e->finding == FINDING_NONE)
			continue;
		CHECK(e->said[0]);
		if (s.n_findings++ > 0)
			continue;
		s.finding = e->finding;
		s.line = e->line;
		memcpy(s.file, e->file, sizeof(s.file));
	}
	CHECK(more == 0);
	s.torn = reader_torn(r);
	s.last = reader_last(r, hash);
	return s;
}

static struct summary read_log(void)
{
	struct summary s = { .n_records = 0 };
	struct reader *r = NULL;

	CHECK(reader_new(&r, dir.path) == 0);
	if (r)
		s = read_on(r);
	reader_free(r);
	return s;
}

static void check_found(int row, struct summary s, enum finding finding, unsigned i)
{
	char name[SEGMENT_NAME_MAX];

	segment_name(i / N_LINES + 1, false, name);
	CHECK_ROW(row, s.n_findings > 0 && s.finding == finding);
	CHECK_ROW(row, strcmp(s.file, name) == 0 && s.line == i % N_LINES + 1);
}

static void test_whole(void)
{
	const struct entry *e;
	struct reader *r;
	struct summary s;
	unsigned i = 0;

	put_first(N);
	s = read_log();
	CHECK(s.n_records == N && s.n_findings == 0 && s.torn == 0 && s.last == N);

	CHECK(reader_new(&r, dir.path) == 0);
	while (reader_next(r, &e) > 0) {
		CHECK(e->record->seq == i + 1 && e->line == i % N_LINES + 1);
		CHECK(strncmp(e->text, lines[i], e->n) == 0 && lines[i][e->n] == '\n');
		CHECK(strcmp(e->record->text, text_of(i)) == 0 && e->record->line == 7);
		i++;
	}
	reader_free(r);
	CHECK(reader_new(&r, "/nonexistent") == -ENOENT);
}

/* A byte of each line, in turn. */
static void test_changed(void)
{
	for (unsigned i = 0; i < N; i++) {
		char saved = lines[i][40 + i];
		struct summary s;

		lines[i][40 + i] ^= 1;
		put_first(N);
		s = read_log();
		CHECK(s.n_records == N - 1 && s.n_findings == (i < N - 1));
		if (i < N - 1)
			check_found(__LINE__, s, FINDING_CHANGED, i);
		else
			CHECK(s.torn == strlen(lines[i]));
		lines[i][40 + i] = saved;
	}
}

/* With a checksum that fits: the next line knows better. */
static void test_forged(void)
{
	for (unsigned i = 0; i < N - 1; i++) {
		char saved[LINE_SIZE], scratch[LINE_SIZE];
		size_t n = strlen(lines[i]) - 1;
		const char *why;
		struct record rec;
		struct summary s;

		memcpy(saved, lines[i], LINE_SIZE);
		memcpy(scratch, lines[i], LINE_SIZE);
		CHECK(record_parse(&rec, scratch, n, &why) == 0);
		rec.at++;
		CHECK(record_format(&rec, lines[i], LINE_SIZE) == (int) n);
		lines[i][n] = '\n';
		put_first(N);
		s = read_log();
		CHECK(s.n_records == N && s.n_findings == 1);
		check_found(__LINE__, s, FINDING_CHAIN, i + 1);
		memcpy(lines[i], saved, LINE_SIZE);
	}
}

static void check_removed(unsigned i)
{
	char *list[N];

	for (unsigned j = 0; j < N - 1; j++)
		list[j] = lines[j < i ? j : j + 1];
	put_lines(list, N - 1);
	check_found(__LINE__, read_log(), FINDING_MISSING, i);
}

static void check_doubled(unsigned i)
{
	char *list[N + 1];
	struct summary s;

	for (unsigned j = 0; j <= N; j++)
		list[j] = lines[j <= i ? j : j - 1];
	put_lines(list, N + 1);
	s = read_log();
	CHECK(s.n_findings == 1);
	check_found(__LINE__, s, FINDING_ORDER, i + 1);
}

static void check_swapped(unsigned i)
{
	char *list[N];
	struct summary s;

	for (unsigned j = 0; j < N; j++)
		list[j] = lines[j == i ? i + 1 : j == i + 1 ? i : j];
	put_lines(list, N);
	s = read_log();
	CHECK(s.n_findings >= 2);
	check_found(__LINE__, s, FINDING_MISSING, i);
}

static void test_moved(void)
{
	for (unsigned i = 0; i < N - 2; i++) {
		check_removed(i);
		check_doubled(i);
		check_swapped(i);
	}
}

static void test_segments(void)
{
	struct summary s;

	put_first(N);
	log_dir_remove(&dir, "00000002.jsonl");
	s = read_log();
	CHECK(s.n_findings == 1 && s.finding == FINDING_SEGMENT && s.line == 0);
	CHECK(strcmp(s.file, "00000003.jsonl") == 0 && s.n_records == N - N_LINES);

	/* The oldest ones go by and by: no damage. */
	log_dir_remove(&dir, "00000001.jsonl");
	s = read_log();
	CHECK(s.n_findings == 0 && s.n_records == N_LINES);

	/* What is none of ours is left alone. */
	put_first(N);
	log_dir_put(&dir, "00000004.jsonl.gz.new", "x", 1);
	log_dir_put(&dir, "4.jsonl", "x", 1);
	s = read_log();
	CHECK(s.n_findings == 0 && s.n_records == N);
}

/* Beside a plain one of the same, alone, and cut short. */
static void test_packed(void)
{
	struct summary s;
	char *text;
	size_t n;

	put_first(N);
	text = log_dir_get(&dir, "00000002.jsonl", &n);
	log_dir_pack(&dir, "00000002.jsonl.gz", text, n);
	free(text);
	s = read_log();
	CHECK(s.n_findings == 0 && s.n_records == N);
	log_dir_remove(&dir, "00000002.jsonl");
	s = read_log();
	CHECK(s.n_findings == 0 && s.n_records == N);

	text = log_dir_get(&dir, "00000002.jsonl.gz", &n);
	for (size_t cut = 0; cut < n; cut += 7) {
		log_dir_put(&dir, "00000002.jsonl.gz", text, cut);
		s = read_log();
		CHECK(s.n_findings > 0 && s.n_records >= N - N_LINES);
		CHECK(strcmp(s.file, cut ? "00000002.jsonl.gz" : "00000003.jsonl") == 0);
	}
	free(text);
}

/* NULs after the last line, a half line before them: not damage in the last segment, but before. */
static void test_tail(void)
{
	static const char *const names[] = { "00000002.jsonl", "00000003.jsonl" };

	for (unsigned i = 0; i < 2; i++) {
		char grown[16384] = "", *text;
		struct summary s;
		size_t n = 0;

		put_first(N);
		text = log_dir_get(&dir, names[i], &n);
		memcpy(grown, text, n);
		free(text);
		log_dir_put(&dir, names[i], grown, sizeof(grown));
		s = read_log();
		CHECK(s.n_findings == 0 && s.n_records == N && s.torn == 0);

		memcpy(grown + n, lines[0], 100);
		log_dir_put(&dir, names[i], grown, sizeof(grown));
		s = read_log();
		CHECK(s.n_findings == (i == 0) && s.n_records == N && s.torn == (i ? 100 : 0));

		/* A hole in the last line but one. */
		memset(grown + n - strlen(lines[1]) - 100, 0, 50);
		log_dir_put(&dir, names[i], grown, n);
		s = read_log();
		CHECK(s.n_records == N - 1 && s.n_findings == 1 && s.torn == 0);
		CHECK(s.finding == FINDING_CHANGED && s.line == N_LINES - 1);
	}
}

/* So much that can not be read is no torn tail. */
static void test_long_tail(void)
{
	char text[8192] = "";
	struct summary s;

	put_first(N);
	for (unsigned i = 0; i < SEGMENT_UNSYNCED_MAX; i++)
		strcat(text, "broken\n");
	log_dir_put(&dir, "00000004.jsonl", text, strlen(text));
	s = read_log();
	CHECK(s.n_findings == 0 && s.torn == strlen(text));
	strcat(text, "broken\n");
	log_dir_put(&dir, "00000004.jsonl", text, strlen(text));
	s = read_log();
	CHECK(s.n_findings == SEGMENT_UNSYNCED_MAX + 1 && s.torn == 0);
}

/* Half a line, the rest of it, then the segment is closed, and the next one begun. */
static void test_follow(void)
{
	char grown[16384] = "", *text;
	struct reader *r;
	struct summary s;
	size_t n;

	put_first(N_LINES + 3);
	CHECK(reader_new(&r, dir.path) == 0);
	s = read_on(r);
	CHECK(s.n_records == N_LINES + 3);
	s = read_on(r);
	CHECK(s.n_records == 0);

	for (unsigned i = N_LINES; i < N_LINES + 4; i++)
		strcat(grown, lines[i]);
	log_dir_put(&dir, "00000002.jsonl", grown, strlen(grown) - 50);
	s = read_on(r);
	CHECK(s.n_records == 0 && s.n_findings == 0 && s.torn > 0);
	log_dir_put(&dir, "00000002.jsonl", grown, sizeof(grown));
	s = read_on(r);
	CHECK(s.n_records == 1 && s.n_findings == 0 && s.torn == 0 && s.last == N_LINES + 4);

	put_first(N);
	text = log_dir_get(&dir, "00000002.jsonl", &n);
	log_dir_pack(&dir, "00000002.jsonl.gz", text, n);
	free(text);
	log_dir_remove(&dir, "00000002.jsonl");
	s = read_on(r);
	CHECK(s.n_records == N - N_LINES - 4 && s.n_findings == 0 && s.last == N);
	reader_free(r);
}

static struct summary read_while(bool first_goes)
{
	struct reader *r;
	const struct entry *e;
	struct summary s;

	put_first(N);
	CHECK(reader_new(&r, dir.path) == 0 && reader_next(r, &e) == 1);
	if (first_goes)
		log_dir_remove(&dir, "00000001.jsonl");
	log_dir_remove(&dir, "00000002.jsonl");
	s = read_on(r);
	reader_free(r);
	return s;
}

/* The oldest segments go while one of them is read; or one goes from between them. */
static void test_made_room(void)
{
	struct summary s = read_while(true);

	CHECK(s.n_findings == 0 && s.n_records == 2 * N_LINES - 1 && s.last == N);
	s = read_while(false);
	CHECK(s.n_findings == 1 && s.finding == FINDING_SEGMENT && s.n_records == 2 * N_LINES - 1);
}

static void test_seek(void)
{
	struct reader *r;
	struct summary s;

	put_first(N);
	CHECK(reader_new(&r, dir.path) == 0);
	for (unsigned seq = 0; seq <= N + 1; seq++) {
		unsigned begin = seq > 2 * N_LINES ? 2 * N_LINES : seq > N_LINES ? N_LINES : 0;

		CHECK(reader_seek(r, seq) == 0);
		s = read_on(r);
		CHECK(s.n_records == N - begin && s.n_findings == 0 && s.last == N);
		/* One of the same millisecond may be at the end of the segment before. */
		begin = seq > 2 * N_LINES + 1 ? 2 * N_LINES : seq > N_LINES + 1 ? N_LINES : 0;
		CHECK(reader_seek_time(r, AT(seq)) == 0);
		s = read_on(r);
		CHECK(s.n_records == N - begin && s.n_findings == 0);
	}
	reader_free(r);
	log_dir_empty(&dir);
	CHECK(reader_new(&r, dir.path) == 0 && reader_seek(r, 5) == 0);
	s = read_on(r);
	CHECK(s.n_records == 0 && s.last == 0);
	reader_free(r);
}

/* Before the clock was set back it was later than the next segment's first line says. */
static void test_seek_set_back(void)
{
	static const uint64_t at[] = { 0, 60000, 31000 }, mono[] = { 0, 60000, 61000 };
	uint8_t hash[RECORD_HASH_SIZE] = { 0 };
	char text[2 * LINE_SIZE] = "";
	struct reader *r;

	log_dir_empty(&dir);
	for (unsigned i = 0; i < 3; i++) {
		struct record rec = {
			.seq = i + 1, .at = AT(0) + at[i], .mono = mono[i], .kind = RECORD_STOP
		};
		char *line = text + (i == 1 ? strlen(text) : 0);
		int n;

		memcpy(rec.prev, hash, sizeof(hash));
		n = record_format(&rec, line, LINE_SIZE - 1);
		CHECK(n > 0);
		record_hash(line, (size_t) n, hash);
		strcpy(line + n, "\n");
		if (i > 0)
			log_dir_put(&dir, i == 1 ? "00000001.jsonl" : "00000002.jsonl", text,
				    strlen(text));
	}
	CHECK(reader_new(&r, dir.path) == 0);
	CHECK(reader_seek_time(r, AT(0) + 50000) == 0);
	CHECK(read_on(r).n_records == 3);
	CHECK(reader_seek_time(r, AT(0) + 62000) == 0);
	CHECK(read_on(r).n_records == 1);
	reader_free(r);
}

int main(void)
{
	log_dir_init(&dir);
	make_lines();
	test_whole();
	test_changed();
	test_forged();
	test_moved();
	test_segments();
	test_packed();
	test_tail();
	test_long_tail();
	test_follow();
	test_made_room();
	test_seek();
	test_seek_set_back();
	log_dir_done(&dir);
	return test_result();
}
