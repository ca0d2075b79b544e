/* SPDX-License-Identifier: MIT */
/*
 * A play log of some months, made through the library that pufad writes with: for tests of who
 * reads it.
 *
 *   make-log DIRECTORY SEED RECORDS
 *
 * Runs that end in order and runs that are killed, a clock that is set and one that is not trusted,
 * boards that are dark or lost, incidents, records that were dropped.  Segments are small, so that
 * there are many.
 */
#include <stdio.h>
#include <string.h>

#include "playlog/appender.h"

#define SEGMENT_BYTES ((size_t) 4 * RECORD_LINE_MAX)

/* 2026-09-28T00:00:00+08:00 */
#define BEGIN UINT64_C(1790524800000)

struct maker {
	struct appender *appender;
	uint64_t seed, at, mono;
	bool trusted;
	uint64_t n_incidents;
	const char *open[2]; /* boards with an incident that is open */
};

static const char *const boards[] = { "south-gate", "works", "食堂屏", "hall-of-the-people" };

static const struct record texts[] = {
	{ .playlist = "constitution",
	  .law = "中华人民共和国宪法",
	  .article = "33",
	  .text = "法律面前，人人平等",
	  .file = "/etc/pufa/playlists/constitution.cfg",
	  .line = 4 },
	{ .playlist = "constitution",
	  .law = "中华人民共和国宪法",
	  .article = "37",
	  .text = "公民的人身自由不受侵犯，任何人不得非法拘禁他人",
	  .file = "/etc/pufa/playlists/constitution.cfg",
	  .line = 5 },
	{ .playlist = "civil-code",
	  .law = "中华人民共和国民法典",
	  .article = "1043-1",
	  .text = "家庭应当树立“优良”家风，\"弘扬\"家庭美德",
	  .file = "/etc/pufa/playlists/civil-code.cfg",
	  .line = 3 },
	{ .playlist = "notices", .text = "Storm; stay inside", .file = "", .line = 0 },
};

static uint64_t random_below(struct maker *m, uint64_t n)
{
	uint64_t z = m->seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (z ^ (z >> 31)) % n;
}

static int put(struct maker *m, struct record r)
{
	r.at = m->trusted ? m->at : 0;
	r.mono = m->mono;
	return appender_write(m->appender, &r, false, NULL);
}

static int put_start(struct maker *m)
{
	int r;

	m->mono = 1000 + random_below(m, 60000);
	m->trusted = random_below(m, 3) > 0;
	r = put(m, (struct record){ .kind = RECORD_START, .version = "0.1.0", .boot = "b00t" });
	if (r < 0)
		return r;
	return put(m, (struct record){ .kind = RECORD_SET, .digest = "0123456789abcdef" });
}

static int put_play(struct maker *m, const char *board)
{
	struct record r = texts[random_below(m, ARRAY_SIZE(texts))];

	r.kind = RECORD_PLAY;
	r.board = board;
	r.how = (enum reach) random_below(m, 3);
	r.pages = 3;
	r.page = random_below(m, 8) ? 0 : random_below(m, 3);
	r.from = m->trusted ? m->at - m->at % 60000 : 0;
	r.until = r.from ? r.from + 60000 : 0;
	return put(m, r);
}

static int put_missed(struct maker *m, const char *board)
{
	struct record r = texts[random_below(m, ARRAY_SIZE(texts))];

	r.kind = RECORD_MISSED;
	r.board = board;
	r.from = m->at - 8000;
	r.until = m->at;
	r.why = "no answer";
	return put(m, r);
}

static int put_incident(struct maker *m, const char *board)
{
	struct record r = {
		.kind = RECORD_INCIDENT,
		.id = ++m->n_incidents,
		.what = "opened",
		.incident = "board-offline",
		.level = "err",
		.subject = board,
		.text = "no answer for 60 s",
		.count = 1,
	};
	int error = put(m, r);

	if (error < 0 || random_below(m, 4) == 0)
		return error;
	m->at += 5000;
	m->mono += 5000;
	r.what = random_below(m, 5) ? "closed" : "seen";
	r.count = 7;
	return put(m, r);
}

/* What the machine does rather than its boards. */
static int put_event(struct maker *m)
{
	switch (random_below(m, 5)) {
	case 0:
		m->at += 3600000;
		m->trusted = true;
		return put(m, (struct record){ .kind = RECORD_CLOCK,
					       .before = m->at - 3600000,
					       .text = "set" });
	case 1:
		return put(m, (struct record){ .kind = RECORD_GAP, .n = 3, .why = "disk full" });
	case 2:
		return put(m, (struct record){ .kind = RECORD_SET,
					       .digest = "fedcba9876543210",
					       .who = "1000 li" });
	case 3:
		if (put(m, (struct record){ .kind = RECORD_STOP }) < 0)
			return -EIO;
		break;
	default:
		break; /* killed */
	}
	return put_start(m);
}

static int put_one(struct maker *m)
{
	const char *board = boards[random_below(m, ARRAY_SIZE(boards))];
	uint64_t passed =
		random_below(m, 20) ? random_below(m, 120000) : random_below(m, 4 * 3600000);

	m->at += passed;
	m->mono += passed;
	switch (random_below(m, 40)) {
	case 0:
		return put_event(m);
	case 1:
		return put_incident(m, board);
	case 2:
		return put(m, (struct record){
				      .kind = RECORD_LOST, .board = board, .why = "no answer" });
	case 3:
		return put_missed(m, board);
	case 4:
		return put(m, (struct record){ .kind = RECORD_DARK,
					       .board = board,
					       .how = REACH_ACKNOWLEDGED });
	default:
		return put_play(m, board);
	}
}

int main(int argc, char **argv)
{
	struct maker m = { .at = BEGIN };
	struct recovered found;
	int r;

	if (argc != 4)
		return 2;
	m.seed = strtoull(argv[2], NULL, 10);
	r = appender_new(&m.appender,
			 &(struct appender_options){ .dir = argv[1],
						     .segment_size = SEGMENT_BYTES },
			 0, 0, &found);
	if (r >= 0)
		r = put_start(&m);
	for (unsigned long i = strtoul(argv[3], NULL, 10); r >= 0 && i > 0; i--)
		r = put_one(&m);
	if (r >= 0)
		r = appender_tidy(m.appender, false);
	appender_free(m.appender);
	if (r < 0)
		fprintf(stderr, "make-log: %s\n", strerror(-r));
	return r < 0;
}
