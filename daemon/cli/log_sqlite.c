/* SPDX-License-Identifier: MIT */
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/log_print.h"
#include "cli/log_sqlite.h"
#include "cli/output_file.h"
#include "config/timetext.h"

/*
 * Times are there twice: RFC 3339 in the site's zone, whose first characters are a year, a month
 * and a day to group by, and milliseconds to count with.
 */
static const char schema[] =
	"CREATE TABLE about(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"
	"CREATE TABLE runs(seq INTEGER PRIMARY KEY, version TEXT, boot TEXT,"
	" started TEXT, started_ms INTEGER, ended TEXT, ended_ms INTEGER, end TEXT NOT NULL);"
	"CREATE TABLE texts(id INTEGER PRIMARY KEY, digest TEXT, playlist TEXT, law TEXT,"
	" article TEXT, text TEXT, file TEXT, line INTEGER,"
	" UNIQUE(digest, playlist, law, article, file, line));"
	"CREATE TABLE shown(seq INTEGER NOT NULL, run INTEGER, board TEXT NOT NULL,"
	" text INTEGER REFERENCES texts(id), page INTEGER, pages INTEGER, again INTEGER NOT NULL,"
	" how TEXT NOT NULL, planned_from TEXT, planned_from_ms INTEGER,"
	" planned_until TEXT, planned_until_ms INTEGER, at TEXT, at_ms INTEGER,"
	" ended TEXT, ended_ms INTEGER, end TEXT NOT NULL, shown_ms INTEGER NOT NULL);"
	"CREATE TABLE missed_texts(seq INTEGER NOT NULL, board TEXT NOT NULL,"
	" text INTEGER REFERENCES texts(id), planned_from TEXT, planned_from_ms INTEGER,"
	" planned_until TEXT, planned_until_ms INTEGER, at TEXT, at_ms INTEGER, why TEXT);"
	"CREATE TABLE losses(seq INTEGER NOT NULL, board TEXT NOT NULL, at TEXT, at_ms INTEGER,"
	" why TEXT);"
	"CREATE TABLE sets(seq INTEGER NOT NULL, at TEXT, at_ms INTEGER, digest TEXT, who TEXT);"
	"CREATE TABLE incidents(number INTEGER NOT NULL, incident TEXT, level TEXT, subject TEXT,"
	" text TEXT, count INTEGER, opened TEXT, opened_ms INTEGER, closed TEXT,"
	" closed_ms INTEGER, seen TEXT, seen_ms INTEGER, open INTEGER NOT NULL DEFAULT 1);"
	"CREATE INDEX incidents_by_number ON incidents(number);"
	"CREATE TABLE orders(seq INTEGER NOT NULL, at TEXT, at_ms INTEGER, number INTEGER NOT NULL,"
	" what TEXT, kind TEXT, who TEXT, text TEXT, boards TEXT, until TEXT, until_ms INTEGER);"
	"CREATE TABLE events(seq INTEGER NOT NULL, at TEXT, at_ms INTEGER, kind TEXT NOT NULL,"
	" n INTEGER, text TEXT);"

	"CREATE VIEW plays AS SELECT s.seq, s.run, s.board, t.playlist, t.law, t.article, t.text,"
	" t.digest, t.file, t.line, s.page + 1 AS page, s.pages, s.again, s.how,"
	" s.planned_from, s.planned_from_ms, s.planned_until, s.planned_until_ms, s.at, s.at_ms,"
	" s.ended, s.ended_ms, s.end, s.shown_ms FROM shown s JOIN texts t ON t.id = s.text;"
	"CREATE VIEW dark AS SELECT seq, run, board, how, planned_from, planned_until, at, at_ms,"
	" ended, ended_ms, end, shown_ms FROM shown WHERE text IS NULL;"
	"CREATE VIEW missed AS SELECT m.seq, m.board, t.playlist, t.law, t.article, t.text,"
	" t.digest, t.file, t.line, m.planned_from, m.planned_from_ms, m.planned_until,"
	" m.planned_until_ms, m.at, m.at_ms, m.why"
	" FROM missed_texts m JOIN texts t ON t.id = m.text;"
	"CREATE VIEW minutes_by_law AS SELECT substr(at, 1, 7) AS month, law,"
	" sum(again = 0) AS plays, round(sum(shown_ms) / 60000.0, 2) AS minutes,"
	" round(sum(shown_ms * (how = 'verified')) / 60000.0, 2) AS verified,"
	" round(sum(shown_ms * (how = 'acknowledged')) / 60000.0, 2) AS acknowledged,"
	" round(sum(shown_ms * (how = 'sent')) / 60000.0, 2) AS sent"
	" FROM plays GROUP BY month, law ORDER BY month, law;"
	"CREATE VIEW minutes_by_board AS SELECT substr(at, 1, 7) AS month, board, law,"
	" sum(again = 0) AS plays, round(sum(shown_ms) / 60000.0, 2) AS minutes"
	" FROM plays GROUP BY month, board, law ORDER BY month, board, law;"
	"CREATE VIEW minutes_by_article AS SELECT substr(at, 1, 7) AS month, law, article, text,"
	" sum(again = 0) AS plays, round(sum(shown_ms) / 60000.0, 2) AS minutes"
	" FROM plays GROUP BY month, law, article, text ORDER BY month, law, article;";

enum statement {
	ADD_ABOUT,
	ADD_EVENT,
	ADD_INCIDENT,
	ADD_LOSS,
	ADD_MISSED,
	ADD_ORDER,
	ADD_RUN,
	ADD_SET,
	ADD_SHOWN,
	ADD_TEXT,
	CLOSE_INCIDENT,
	END_RUN,
	FIND_TEXT,
	SEE_INCIDENT,
	N_STATEMENTS,
};

/* The incident of that number which was opened last. */
#define NEWEST "rowid = (SELECT max(rowid) FROM incidents WHERE number = ?1)"

static const char *const statements[] = {
	[ADD_ABOUT] = "INSERT INTO about VALUES(?, ?)",
	[ADD_EVENT] = "INSERT INTO events VALUES(?, ?, ?, ?, ?, ?)",
	[ADD_INCIDENT] = "INSERT INTO incidents(number, incident, level, subject, text, count,"
			 " opened, opened_ms) VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
	[ADD_LOSS] = "INSERT INTO losses VALUES(?, ?, ?, ?, ?)",
	[ADD_MISSED] = "INSERT INTO missed_texts VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[ADD_ORDER] = "INSERT INTO orders VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[ADD_RUN] = "INSERT OR REPLACE INTO runs VALUES(?, ?, ?, ?, ?, NULL, NULL, 'open')",
	[ADD_SET] = "INSERT INTO sets VALUES(?, ?, ?, ?, ?)",
	[ADD_SHOWN] = "INSERT INTO shown VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
		      " ?)",
	[ADD_TEXT] = "INSERT INTO texts(digest, playlist, law, article, file, line, text)"
		     " VALUES(?, ?, ?, ?, ?, ?, ?)",
	[CLOSE_INCIDENT] = "UPDATE incidents SET open = 0, closed = ?2, closed_ms = ?3, count = ?4"
			   " WHERE " NEWEST,
	[END_RUN] = "UPDATE runs SET ended = ?2, ended_ms = ?3, end = ?4 WHERE seq = ?1",
	[FIND_TEXT] = "SELECT id FROM texts WHERE digest = ? AND playlist = ? AND law = ?"
		      " AND article = ? AND file = ? AND line = ?",
	[SEE_INCIDENT] = "UPDATE incidents SET seen = ?2, seen_ms = ?3 WHERE " NEWEST,
};

struct log_sqlite {
	const struct zone *zone;
	struct output_file file;
	sqlite3 *db;
	sqlite3_stmt *prepared[N_STATEMENTS];
	uint64_t run; /* the sequence number of its start; 0: none is going on */
	uint64_t at;  /* of the last record */
	char why[256];
};

const char *log_sqlite_why(const struct log_sqlite *s)
{
	return s->why;
}

static int fail(struct log_sqlite *s, int error)
{
	snprintf(s->why, sizeof(s->why), "%s",
		 s->db && sqlite3_errcode(s->db) != SQLITE_OK ? sqlite3_errmsg(s->db)
							      : strerror(-error));
	return error;
}

/* A time is two columns. */
static int bind_time(struct log_sqlite *s, sqlite3_stmt *st, int i, uint64_t msec)
{
	char buf[TIMETEXT_MAX];
	usec_t at = log_time(msec);

	if (at == 0)
		return SQLITE_OK; /* NULL, as it is unless bound */
	if (sqlite3_bind_text(st, i, time_format(at, s->zone, buf), -1, SQLITE_TRANSIENT) !=
	    SQLITE_OK)
		return SQLITE_NOMEM;
	return sqlite3_bind_int64(st, i + 1, (sqlite3_int64) msec);
}

static sqlite3_int64 whole(uint64_t n)
{
	return n < INT64_MAX ? (sqlite3_int64) n : INT64_MAX;
}

/* @types: a letter each: s a string, i a number, 0 a number that is NULL when 0, T a time. */
static int bind(struct log_sqlite *s, sqlite3_stmt *st, const char *types, va_list ap)
{
	int r = SQLITE_OK;

	for (int i = 1; *types && r == SQLITE_OK; types++, i++) {
		uint64_t n;

		if (*types == 's') {
			r = sqlite3_bind_text(st, i, va_arg(ap, const char *), -1,
					      SQLITE_TRANSIENT);
			continue;
		}
		n = va_arg(ap, uint64_t);
		if (*types == 'T')
			r = bind_time(s, st, i++, n);
		else if (*types == 'i' || n > 0)
			r = sqlite3_bind_int64(st, i, whole(n));
	}
	return r;
}

/* *ret: the first column, where a row comes; else 0. */
static int run(struct log_sqlite *s, enum statement which, uint64_t *ret, const char *types, ...)
{
	sqlite3_stmt *st = s->prepared[which];
	va_list ap;
	int r;

	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
	va_start(ap, types);
	r = bind(s, st, types, ap);
	va_end(ap);
	if (r == SQLITE_OK)
		r = sqlite3_step(st);
	if (r != SQLITE_DONE && r != SQLITE_ROW)
		return fail(s, -EIO);
	if (ret)
		*ret = r == SQLITE_ROW ? (uint64_t) sqlite3_column_int64(st, 0) : 0;
	sqlite3_reset(st);
	return 0;
}

int log_sqlite_about(struct log_sqlite *s, const char *key, const char *value)
{
	return run(s, ADD_ABOUT, NULL, "ss", key, value);
}

static int intern_text(struct log_sqlite *s, const struct record *r, uint64_t *ret)
{
	int error = run(s, FIND_TEXT, ret, "sssssi", r->digest, r->playlist, r->law, r->article,
			r->file, r->line);

	if (error < 0 || *ret > 0)
		return error;
	error = run(s, ADD_TEXT, NULL, "sssssis", r->digest, r->playlist, r->law, r->article,
		    r->file, r->line, r->text);
	*ret = (uint64_t) sqlite3_last_insert_rowid(s->db);
	return error;
}

int log_sqlite_row(struct log_sqlite *s, const struct shown_row *row)
{
	const struct record *r = &row->record;
	uint64_t text = 0;

	if (r->kind == RECORD_PLAY && intern_text(s, r, &text) < 0)
		return -EIO;
	return run(s, ADD_SHOWN, NULL, "i0s0iiisTTTTsi", r->seq, row->run, r->board, text, r->page,
		   r->pages, (uint64_t) row->again, reach_name(r->how), r->from, r->until, r->at,
		   row->ended, shown_end_name(row->end), row->shown);
}

static int add_missed(struct log_sqlite *s, const struct record *r)
{
	uint64_t text;

	if (intern_text(s, r, &text) < 0)
		return -EIO;
	return run(s, ADD_MISSED, NULL, "isiTTTs", r->seq, r->board, text, r->from, r->until, r->at,
		   r->why);
}

/* Of an incident that was opened before the log begins only the rest is known. */
static int change_incident(struct log_sqlite *s, const struct record *r)
{
	bool closed = strcmp(r->what, "closed") == 0;

	for (int i = 0; i < 2; i++) {
		int error = closed ? run(s, CLOSE_INCIDENT, NULL, "iTi", r->id, r->at, r->count)
				   : run(s, SEE_INCIDENT, NULL, "iT", r->id, r->at);

		if (error < 0 || sqlite3_changes(s->db) > 0)
			return error;
		error = run(s, ADD_INCIDENT, NULL, "issssiT", r->id, r->incident, r->level,
			    r->subject, r->text, r->count, UINT64_C(0));
		if (error < 0)
			return error;
	}
	return 0;
}

static int add_incident(struct log_sqlite *s, const struct record *r)
{
	if (strcmp(r->what, "opened") != 0)
		return change_incident(s, r);
	return run(s, ADD_INCIDENT, NULL, "issssiT", r->id, r->incident, r->level, r->subject,
		   r->text, r->count, r->at);
}

static int end_run(struct log_sqlite *s, uint64_t at, const char *end)
{
	uint64_t seq = s->run;

	s->run = 0;
	return seq ? run(s, END_RUN, NULL, "iTs", seq, at, end) : 0;
}

/* A run before this one that did not stop was killed. */
static int add_run(struct log_sqlite *s, const struct record *r)
{
	int error = end_run(s, s->at, "unknown");

	s->run = r->seq;
	return error < 0 ? error
			 : run(s, ADD_RUN, NULL, "issT", r->seq, r->version, r->boot, r->at);
}

static int add_event(struct log_sqlite *s, const struct record *r, const char *text)
{
	return run(s, ADD_EVENT, NULL, "iTs0s", r->seq, r->at, record_kind_name(r), r->n, text);
}

static int add(struct log_sqlite *s, const struct record *r)
{
	switch (r->kind) {
	case RECORD_START:
		return add_run(s, r);
	case RECORD_STOP:
		return end_run(s, r->at, "stopped");
	case RECORD_SET:
		return run(s, ADD_SET, NULL, "iTss", r->seq, r->at, r->digest, r->who);
	case RECORD_LOST:
		return run(s, ADD_LOSS, NULL, "isTs", r->seq, r->board, r->at, r->why);
	case RECORD_MISSED:
		return add_missed(s, r);
	case RECORD_INCIDENT:
		return add_incident(s, r);
	case RECORD_ORDER:
		return run(s, ADD_ORDER, NULL, "iTisssssT", r->seq, r->at, r->id, r->what, r->order,
			   r->who, r->text, r->boards, r->until);
	case RECORD_GAP:
		return add_event(s, r, r->why);
	case RECORD_CLOCK:
	case RECORD_RECOVERED:
	case RECORD_DAMAGE:
		return add_event(s, r, r->text);
	case RECORD_TEXT:
	case RECORD_PLAY:
	case RECORD_DARK:
	case RECORD_DAY:
	case RECORD_OTHER:
		break;
	}
	return 0;
}

int log_sqlite_record(struct log_sqlite *s, const struct record *r)
{
	int error = add(s, r);

	s->at = r->at;
	return error;
}

static int prepare(struct log_sqlite *s)
{
	for (size_t i = 0; i < N_STATEMENTS; i++)
		if (sqlite3_prepare_v2(s->db, statements[i], -1, &s->prepared[i], NULL) !=
		    SQLITE_OK)
			return fail(s, -EIO);
	return 0;
}

/* What is half written is thrown away anyway: it needs no journal, and no sync but the last. */
static int open_db(struct log_sqlite *s)
{
	if (sqlite3_open_v2(s->file.fresh, &s->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		return fail(s, -EIO);
	if (sqlite3_exec(s->db,
			 "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
			 "PRAGMA locking_mode = EXCLUSIVE; BEGIN",
			 NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_exec(s->db, schema, NULL, NULL, NULL) != SQLITE_OK)
		return fail(s, -EIO);
	return prepare(s);
}

/* The file is made here, so that no one else's is written through. */
static int open_file(struct log_sqlite *s, const char *path)
{
	int fd = output_file_open(&s->file, path);

	if (fd < 0)
		return fail(s, fd);
	close(fd);
	return open_db(s);
}

int log_sqlite_new(struct log_sqlite **ret, const char *path, const struct zone *zone)
{
	*ret = calloc(1, sizeof(**ret));
	if (!*ret)
		return -ENOMEM;
	(*ret)->zone = zone;
	return open_file(*ret, path);
}

static int close_db(struct log_sqlite *s)
{
	int r;

	for (size_t i = 0; i < N_STATEMENTS; i++) {
		sqlite3_finalize(s->prepared[i]);
		s->prepared[i] = NULL;
	}
	r = sqlite3_close(s->db);
	s->db = NULL;
	return r == SQLITE_OK ? 0 : -EIO;
}

int log_sqlite_commit(struct log_sqlite *s)
{
	int r;

	if (sqlite3_exec(s->db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
		return fail(s, -EIO);
	r = close_db(s);
	if (r >= 0)
		r = output_file_commit(&s->file);
	return r < 0 ? fail(s, r) : 0;
}

struct log_sqlite *log_sqlite_free(struct log_sqlite *s)
{
	if (!s)
		return NULL;
	(void) close_db(s);
	output_file_close(&s->file);
	free(s);
	return NULL;
}
