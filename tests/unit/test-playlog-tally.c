/* SPDX-License-Identifier: MIT */
/*
 * Roll-ups against figures made of the detail by another way: over days, runs, kills, gaps, clocks
 * that are set, and files that are written or not when it comes to an end.
 */
#include <fcntl.h>
#include <time.h>

#include "check.h"
#include "log_dir.h"
#include "playlog/appender.h"
#include "playlog/reader.h"
#include "playlog/rollup.h"
#include "playlog/tally.h"

#define N_BOARDS   3
#define N_TEXTS    4
#define N_DAYS_IN  40
#define N_OUTCOMES 6
#define FIRST_DAY  ((day_t) 20780) /* 2026-11-23 */
#define DAY_MS     ((uint64_t) 86400000)
#define HOUR_MS    ((uint64_t) 3600000)
#define N_STEPS    1500
#define N_ROUNDS   15

static const char *const boards[N_BOARDS] = { "a", "b", "南门" };
static const char *const texts[N_TEXTS] = { "法律面前,人人平等", "自愿平等公平诚信", "x", "y" };

/* UTC+8 all the year. */
static const struct zone_change changes[] = { { 0, 8 * 3600 } };
static const struct zone zone = { "test", changes, 1 };

static struct log_dir dir;
static uint64_t seed;

static unsigned any(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned) (seed >> 33) % n;
}

struct figures {
	uint64_t plays[N_DAYS_IN][N_BOARDS][N_TEXTS + 1][N_OUTCOMES];
	uint64_t ms[N_DAYS_IN][N_BOARDS][N_TEXTS + 1][N_OUTCOMES];
};

static unsigned index_of(const char *const list[], unsigned n, const char *s)
{
	unsigned i = 0;

	while (i < n && strcmp(list[i], s) != 0)
		i++;
	return i;
}

/* The other way: each stretch between two records is given to every board by itself. */
struct simple {
	unsigned board_what[N_BOARDS]; /* an outcome + 1; 0: nothing is known */
	unsigned board_text[N_BOARDS];
	struct {
		bool is;
		unsigned text;
		uint64_t from;
		int day;
		unsigned outcome;
	} play[N_BOARDS];
};

static int simple_day(uint64_t at)
{
	return at ? (int) ((at + 8 * HOUR_MS) / DAY_MS) - FIRST_DAY : -1;
}

static void simple_play(struct simple *s, struct figures *f, const struct record *r, unsigned b,
			int day)
{
	unsigned text = index_of(texts, N_TEXTS, r->text);

	s->board_what[b] = r->how + 1;
	s->board_text[b] = text;
	if (!s->play[b].is || s->play[b].text != text || s->play[b].from != r->from) {
		s->play[b].is = true;
		s->play[b].text = text;
		s->play[b].from = r->from;
		s->play[b].day = day;
		s->play[b].outcome = r->how;
		if (day >= 0)
			f->plays[day][b][text][r->how]++;
	} else if (s->play[b].day == day && r->how > s->play[b].outcome) {
		if (day >= 0) {
			f->plays[day][b][text][s->play[b].outcome]--;
			f->plays[day][b][text][r->how]++;
		}
		s->play[b].outcome = r->how;
	}
}

static void simple_take(struct simple *s, struct figures *f, const struct record *r)
{
	int day = simple_day(r->at);
	unsigned b = r->board ? index_of(boards, N_BOARDS, r->board) : N_BOARDS;

	switch ((int) r->kind) {
	case RECORD_PLAY:
		simple_play(s, f, r, b, day);
		break;
	case RECORD_DARK:
	case RECORD_LOST:
		s->board_what[b] = (r->kind == RECORD_DARK ? ROLLUP_DARK : ROLLUP_LOST) + 1;
		s->board_text[b] = N_TEXTS;
		if (r->kind == RECORD_DARK)
			s->play[b].is = false;
		if (day >= 0)
			f->plays[day][b][N_TEXTS][s->board_what[b] - 1]++;
		break;
	case RECORD_MISSED:
		if (day < 0)
			break;
		f->plays[day][b][index_of(texts, N_TEXTS, r->text)][ROLLUP_MISSED]++;
		f->ms[day][b][index_of(texts, N_TEXTS, r->text)][ROLLUP_MISSED] +=
			r->until - r->from;
		break;
	case RECORD_START:
	case RECORD_STOP:
	case RECORD_GAP:
		memset(s, 0, sizeof(*s));
		break;
	}
}

static void figure(struct figures *f)
{
	struct simple s = { .board_what = { 0 } };
	struct record last = { .seq = 0 };
	const struct entry *e;
	struct reader *r;

	memset(f, 0, sizeof(*f));
	CHECK(reader_new(&r, dir.path) == 0);
	while (reader_next(r, &e) > 0) {
		int day = simple_day(last.at);

		CHECK(e->finding == FINDING_NONE && e->record);
		for (unsigned b = 0; b < N_BOARDS; b++)
			if (day >= 0 && s.board_what[b] && e->record->kind != RECORD_START &&
			    e->record->mono > last.mono)
				f->ms[day][b][s.board_text[b]][s.board_what[b] - 1] +=
					e->record->mono - last.mono;
		simple_take(&s, f, e->record);
		last = (struct record){ .at = e->record->at, .mono = e->record->mono };
	}
	reader_free(r);
}

/* The files' figures. */
static void read_files(struct figures *f)
{
	int fd = open(dir.path, O_RDONLY | O_DIRECTORY);

	memset(f, 0, sizeof(*f));
	for (int day = 0; day < N_DAYS_IN; day++) {
		struct rollup *r = NULL;
		int error = rollup_read(&r, fd, FIRST_DAY + day);

		CHECK(error == 0 || error == -ENOENT);
		for (size_t i = 0; r && i < r->n_rows; i++) {
			const struct rollup_row *row = r->rows[i];
			unsigned b = index_of(boards, N_BOARDS, row->board);
			unsigned text = row->article[0] ? (unsigned) atoi(row->article) : N_TEXTS;

			f->plays[day][b][text][row->outcome] += row->plays;
			f->ms[day][b][text][row->outcome] += row->ms;
		}
		rollup_free(r);
	}
	close(fd);
}

struct world {
	struct appender *a;
	struct tally *t;
	uint64_t at, mono;
	bool trusted;
	uint64_t from[N_BOARDS], last;
};

static void put(struct world *w, struct record r)
{
	struct record text = { .at = w->trusted ? w->at : 0, .mono = w->mono, .kind = RECORD_TEXT };
	const struct record *written;

	r.at = text.at;
	r.mono = w->mono;
	CHECK(appender_write(w->a, &r, true, &written) == 0);
	while (w->last + 1 < written->seq) {
		text.seq = ++w->last;
		CHECK(tally_take(w->t, &text) == 0);
	}
	w->last = written->seq;
	CHECK(tally_take(w->t, written) == 0);
}

static void begin(struct world *w)
{
	struct appender_options options = { .dir = dir.path, .segment_size = 4 * RECORD_LINE_MAX };
	struct recovered found;

	CHECK(appender_new(&w->a, &options, w->at, w->mono, &found) == 0);
	w->last = appender_last(w->a);
	CHECK(tally_new(&w->t, dir.path, &zone, w->last) == 0);
	put(w, (struct record){ .kind = RECORD_START });
}

static void end(struct world *w)
{
	w->t = tally_free(w->t);
	w->a = appender_free(w->a);
}

static void put_board(struct world *w)
{
	static const char *const articles[N_TEXTS] = { "0", "1", "2", "3" };
	unsigned b = any(N_BOARDS), text = any(N_TEXTS), what = any(20);
	struct record r = { .kind = RECORD_PLAY,
			    .board = boards[b],
			    .law = "l",
			    .playlist = "p",
			    .article = articles[text],
			    .text = texts[text],
			    .how = (enum reach) any(3) };

	if (what < 2)
		r.kind = RECORD_DARK;
	else if (what < 5)
		r.kind = RECORD_LOST;
	else if (what < 7)
		r.kind = RECORD_MISSED;
	if (any(3) == 0)
		w->from[b] = w->at;
	r.from = w->from[b];
	r.until = r.from + 8000;
	put(w, r);
}

static void step(struct world *w)
{
	unsigned what = any(100);

	w->at += any(600000);
	w->mono = w->mono + any(600000) + 1;
	if (what < 2) {
		if (what)
			put(w, (struct record){ .kind = RECORD_STOP });
		end(w);
		w->mono = any(2) ? any(1000) : w->mono; /* the machine was started, too */
		begin(w);
	} else if (what < 4) {
		CHECK(tally_flush(w->t) == 0);
	} else if (what < 5) {
		put(w, (struct record){ .kind = RECORD_GAP, .n = 3 });
	} else if (what < 6) {
		w->at += any(3) ? HOUR_MS : 0;
		w->at -= any(2) ? 2 * HOUR_MS : 0;
		w->trusted = any(4) > 0;
		put(w, (struct record){ .kind = RECORD_CLOCK });
	} else if (appender_has_closed(w->a)) {
		CHECK(tally_flush(w->t) == 0 && appender_tidy(w->a, false) == 0);
	} else {
		put_board(w);
	}
}

static void compare(int round)
{
	static struct figures by_detail, by_files;

	figure(&by_detail);
	read_files(&by_files);
	CHECK_ROW(round, memcmp(by_detail.plays, by_files.plays, sizeof(by_files.plays)) == 0);
	CHECK_ROW(round, memcmp(by_detail.ms, by_files.ms, sizeof(by_files.ms)) == 0);
}

static void test_figures(void)
{
	uint64_t start = (uint64_t) time(NULL);

	for (int round = 0; round < N_ROUNDS && test_failures == 0; round++) {
		struct world w = { .at = FIRST_DAY * DAY_MS + 5 * HOUR_MS,
				   .mono = 1000,
				   .trusted = true };

		seed = start + (uint64_t) round;
		log_dir_empty(&dir);
		begin(&w);
		for (int i = 0; i < N_STEPS; i++)
			step(&w);
		CHECK(tally_flush(w.t) == 0);
		end(&w);
		compare(round);
		if (test_failures)
			printf("seed %llu\n", (unsigned long long) seed);
	}
}

/* The state is gone, or is not whole: counted anew, and nothing twice. */
static void test_state_lost(void)
{
	struct world w = { .at = FIRST_DAY * DAY_MS + 5 * HOUR_MS, .mono = 1000, .trusted = true };

	seed = 5;
	log_dir_empty(&dir);
	begin(&w);
	for (int i = 0; i < N_STEPS; i++)
		step(&w);
	CHECK(tally_flush(w.t) == 0);
	end(&w);
	log_dir_put(&dir, "rollup.state.gz", "rubbish", 7);
	begin(&w);
	CHECK(tally_flush(w.t) == 0);
	end(&w);
	compare(0);
	log_dir_remove(&dir, "rollup.state.gz");
	begin(&w);
	for (int i = 0; i < 100; i++)
		step(&w);
	CHECK(tally_flush(w.t) == 0);
	end(&w);
	compare(1);
}

/* Detail that is gone leaves its figures; a log that is begun anew adds to them. */
static void test_outlives(void)
{
	struct world w = { .at = FIRST_DAY * DAY_MS + 5 * HOUR_MS, .mono = 1000, .trusted = true };
	static struct figures before, after;
	char *text;
	size_t n = 0;

	log_dir_empty(&dir);
	begin(&w);
	for (int i = 0; i < 50; i++) {
		w.mono += 1000;
		put(&w, (struct record){ .kind = RECORD_DARK, .board = "a" });
	}
	CHECK(tally_flush(w.t) == 0);
	end(&w);
	read_files(&before);
	CHECK(before.plays[0][0][N_TEXTS][ROLLUP_DARK] == 50);
	CHECK(before.ms[0][0][N_TEXTS][ROLLUP_DARK] == 49000);
	log_dir_remove(&dir, "00000001.jsonl");
	begin(&w);
	put(&w, (struct record){ .kind = RECORD_DARK, .board = "a" });
	w.mono += 500;
	put(&w, (struct record){ .kind = RECORD_STOP });
	CHECK(tally_flush(w.t) == 0);
	end(&w);
	read_files(&after);
	CHECK(after.plays[0][0][N_TEXTS][ROLLUP_DARK] == 51);
	CHECK(after.ms[0][0][N_TEXTS][ROLLUP_DARK] == 49500);

	/* One that is damaged is refused, and put aside. */
	text = log_dir_get(&dir, "2026-11-23.rollup.gz", &n);
	log_dir_put(&dir, "2026-11-23.rollup.gz", text, n - 9);
	free(text);
	begin(&w);
	CHECK(tally_flush(w.t) == 0);
	end(&w);
	CHECK(log_dir_has(&dir, "2026-11-23.rollup.gz.damaged"));
}

int main(void)
{
	log_dir_init(&dir);
	test_figures();
	test_state_lost();
	test_outlives();
	log_dir_done(&dir);
	return test_result();
}
