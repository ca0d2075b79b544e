/* SPDX-License-Identifier: MIT */
/* Some of the log: every question is answered as by whoever looks at each record by hand. */
#include "check.h"
#include "log_dir.h"
#include "playlog/query.h"

#define N_SEGMENTS 6
#define N_LINES    20 /* of a segment */
#define N          (N_SEGMENTS * N_LINES)
#define LINE_SIZE  512
#define BASE       UINT64_C(1795575600000)

static struct log_dir dir;

/* The log once more, to compare with. */
static struct record all[N];

static const char *const boards[] = { "gate", "hall", "square" };

static struct record make(unsigned i, uint64_t *seed)
{
	struct record r = {
		.seq = i + 1,
		.at = test_random(seed) % 10 ? BASE + 1000 * i : 0,
		.mono = 1000 * i,
		.ref = 1,
		.text = "自愿平等公平诚信",
		.how = REACH_VERIFIED,
		.board = boards[test_random(seed) % 3],
		.why = "silent",
		.what = "opened",
		.incident = "board-offline",
		.subject = boards[test_random(seed) % 3],
		.digest = "x",
	};
	static const enum record_kind kinds[] = { RECORD_PLAY, RECORD_PLAY,     RECORD_DARK,
						  RECORD_LOST, RECORD_INCIDENT, RECORD_SET };

	if (i % N_LINES == 0)
		r.kind = RECORD_TEXT;
	else
		r.kind = kinds[test_random(seed) % ARRAY_SIZE(kinds)];
	if (r.kind == RECORD_SET || r.kind == RECORD_TEXT)
		r.board = NULL;
	return r;
}

static void make_log(uint64_t *seed)
{
	static char text[N_LINES * LINE_SIZE];
	uint8_t hash[RECORD_HASH_SIZE] = { 0 };
	char name[SEGMENT_NAME_MAX];
	size_t n = 0;

	log_dir_empty(&dir);
	for (unsigned i = 0; i < N; i++) {
		int size;

		all[i] = make(i, seed);
		memcpy(all[i].prev, hash, sizeof(hash));
		size = record_format(&all[i], text + n, LINE_SIZE);
		CHECK(size > 0);
		record_hash(text + n, (size_t) size, hash);
		n += (size_t) size;
		text[n++] = '\n';
		if ((i + 1) % N_LINES)
			continue;
		segment_name(i / N_LINES + 1, i + 1 < N, name);
		if (i + 1 < N)
			log_dir_pack(&dir, name, text, n);
		else
			log_dir_put(&dir, name, text, n);
		n = 0;
	}
}

/* The answer by hand, but for where a reader may begin: that is looked at in test_since(). */
static bool is_wanted(const struct query *q, unsigned i)
{
	const struct record *r = &all[i];
	const char *name = r->kind == RECORD_INCIDENT ? r->subject : r->board;
	uint64_t at = r->at;

	for (unsigned k = i; at == 0 && k % N_LINES > 0; k--)
		at = all[k - 1].at;
	if (r->seq <= q->after || !(q->kinds >> r->kind & 1))
		return false;
	if (q->board && name && strcmp(name, q->board) != 0)
		return false;
	return at == 0 || (at >= q->since && (!q->until || at < q->until));
}

struct answer {
	uint64_t seqs[2 * N];
	size_t n;
	size_t enough; /* after so many; 0: never */
	int fail;
};

static int on_entry(const struct entry *e, void *userdata)
{
	struct answer *a = userdata;

	CHECK(e->record != NULL);
	CHECK(e->record->kind != RECORD_PLAY || strcmp(e->record->text, "自愿平等公平诚信") == 0);
	if (a->fail)
		return a->fail;
	a->seqs[a->n++] = e->record->seq;
	return a->n == a->enough;
}

static int ask(const struct query *q, struct answer *ret, struct query_end *end)
{
	_cleanup_(reader_freep) struct reader *r = NULL;

	CHECK(reader_new(&r, dir.path) == 0);
	return query_run(r, q, on_entry, ret, end);
}

static struct query random_query(uint64_t *seed)
{
	struct query q = {
		.board = test_random(seed) % 2 ? NULL : boards[test_random(seed) % 3],
		.after = test_random(seed) % 2 ? 0 : test_random(seed) % (N + 10),
		.kinds = test_random(seed) % 2 ? QUERY_KINDS
					       : (uint32_t) test_random(seed) & QUERY_KINDS,
		.most = test_random(seed) % 2 ? 0 : test_random(seed) % 5000 + 1,
	};

	return q;
}

/* Whatever is asked, in one piece or in many. */
static void test_random_queries(uint64_t *seed)
{
	for (int i = 0; i < 500; i++) {
		struct query q = random_query(seed), part = q;
		struct answer a = { .n = 0 };
		struct query_end end = { .more = true };
		size_t n = 0;

		if (test_random(seed) % 2)
			q.until = part.until = BASE + 1000 * (test_random(seed) % N);
		while (end.more) {
			a.enough = test_random(seed) % 3 ? 0 : a.n + 1 + test_random(seed) % 9;
			CHECK(ask(&part, &a, &end) == 0);
			CHECK(!end.more || end.last > part.after);
			part.after = end.last;
			if (a.n > N)
				break;
		}
		CHECK(end.last == (q.after > N ? q.after : N));
		for (unsigned k = 0; k < N; k++) {
			if (!is_wanted(&q, k))
				continue;
			CHECK(n < a.n && a.seqs[n] == all[k].seq);
			n++;
		}
		CHECK(n == a.n);
	}
}

/* What began before is passed over, whole segments of it unread. */
static void test_since(uint64_t *seed)
{
	for (int i = 0; i < 200; i++) {
		unsigned from = (unsigned) (test_random(seed) % (N + 5));
		struct query q = { .since = BASE + 1000 * from, .kinds = QUERY_KINDS };
		struct answer a = { .n = 0 };
		struct query_end end;
		size_t n = 0;

		CHECK(ask(&q, &a, &end) == 0);
		for (unsigned k = 0; k < N; k++) {
			bool known = all[k].at != 0;

			/* One without a time may be there or not, as far as its neighbours go. */
			if (n < a.n && a.seqs[n] == all[k].seq) {
				CHECK(!known || all[k].at >= q.since);
				n++;
			} else {
				CHECK(all[k].kind == RECORD_TEXT || !known || all[k].at < q.since);
			}
		}
		CHECK(n == a.n);
	}
}

/* Texts come from the segment's start on, so that what is asked for can be understood. */
static void test_texts(void)
{
	struct query q = { .after = 3 * N_LINES + 5, .kinds = QUERY_KINDS, .texts = true };
	struct answer a = { .n = 0 };
	struct query_end end;

	CHECK(ask(&q, &a, &end) == 0);
	CHECK(a.n == 1 + (N - q.after) + 0 && a.seqs[0] == 3 * N_LINES + 1);
	CHECK(a.seqs[1] == q.after + 1);
}

static void test_failure(void)
{
	struct query q = { .kinds = QUERY_KINDS };
	struct answer a = { .fail = -EPIPE };
	struct query_end end;

	CHECK(ask(&q, &a, &end) == -EPIPE);
}

static int count_damage(const struct entry *e, void *userdata)
{
	*(unsigned *) userdata += e->record == NULL;
	return 0;
}

/* A damaged line is given out with the rest, and not where kinds are picked. */
static void test_damage(void)
{
	_cleanup_(reader_freep) struct reader *r = NULL;
	_cleanup_(freep) char *text = NULL;
	struct query q = { .kinds = QUERY_KINDS };
	struct query_end end;
	unsigned n_damaged = 0;
	size_t n = 0;

	text = log_dir_get(&dir, "00000006.jsonl", &n);
	CHECK(text != NULL);
	*strstr(text, "verified") = 'V';
	log_dir_put(&dir, "00000006.jsonl", text, n);
	CHECK(reader_new(&r, dir.path) == 0);
	CHECK(query_run(r, &q, count_damage, &n_damaged, &end) == 0 && n_damaged == 1);
	CHECK(end.last == N);
	q.kinds = QUERY_KIND(RECORD_LOST);
	CHECK(query_run(r, &q, count_damage, &n_damaged, &end) == 0 && n_damaged == 1);
}

static void test_kinds(void)
{
	static const struct {
		int line;
		const char *text, *again, *bad;
		uint32_t kinds;
	} rows[] = {
		{ __LINE__, "", "", NULL, QUERY_KINDS },
		{ __LINE__, "play", "play", NULL, QUERY_KIND(RECORD_PLAY) },
		{ __LINE__, "incident,play,play", "play,incident", NULL,
		  QUERY_KIND(RECORD_PLAY) | QUERY_KIND(RECORD_INCIDENT) },
		{ __LINE__, "text", "text", NULL, QUERY_KIND(RECORD_TEXT) },
		{ __LINE__, "plays", NULL, "plays", 0 },
		{ __LINE__, "pla", NULL, "pla", 0 },
		{ __LINE__, "play,", NULL, "", 0 },
		{ __LINE__, ",play", NULL, ",play", 0 },
		{ __LINE__, "play, dark", NULL, " dark", 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(freep) char *again = NULL;
		const char *bad = NULL;
		uint32_t kinds = 0;
		size_t n;
		int r = query_kinds_parse(rows[i].text, &kinds, &bad, &n);

		CHECK_ROW(rows[i].line, r == (rows[i].bad ? -EINVAL : 0));
		CHECK_ROW(rows[i].line, kinds == rows[i].kinds);
		CHECK_ROW(rows[i].line, !rows[i].bad || strcmp(bad, rows[i].bad) == 0);
		if (r < 0)
			continue;
		again = query_kinds_format(kinds);
		CHECK_ROW(rows[i].line, again && strcmp(again, rows[i].again) == 0);
	}
}

int main(int argc, char **argv)
{
	uint64_t seed = test_seed(argc, argv);

	log_dir_init(&dir);
	make_log(&seed);
	test_random_queries(&seed);
	test_since(&seed);
	test_texts();
	test_failure();
	test_damage();
	test_kinds();
	log_dir_done(&dir);
	return test_result();
}
