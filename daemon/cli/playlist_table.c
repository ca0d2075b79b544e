/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/cli.h"
#include "cli/csv_rows.h"
#include "cli/playlist_table.h"
#include "config/lawfile.h"
#include "config/lawnumber.h"
#include "pufa/message.h"
#include "schedule/layout.h"

enum column {
	COLUMN_ARTICLE,
	COLUMN_LAW,
	COLUMN_PLAYLIST,
	COLUMN_SECONDS,
	COLUMN_TEXT,
	COLUMN_TITLE,
	N_COLUMNS,
};

static const struct {
	const char *name;
	enum column column;
} headings[] = {
	{ "article", COLUMN_ARTICLE }, { "条", COLUMN_ARTICLE },
	{ "条号", COLUMN_ARTICLE },    { "law", COLUMN_LAW },
	{ "法律", COLUMN_LAW },        { "playlist", COLUMN_PLAYLIST },
	{ "播放单", COLUMN_PLAYLIST }, { "seconds", COLUMN_SECONDS },
	{ "秒", COLUMN_SECONDS },      { "秒数", COLUMN_SECONDS },
	{ "text", COLUMN_TEXT },       { "文字", COLUMN_TEXT },
	{ "内容", COLUMN_TEXT },       { "title", COLUMN_TITLE },
	{ "标题", COLUMN_TITLE },
};

struct table_reader {
	struct playlist_table *out;
	struct diag *diag;
	int place[N_COLUMNS];     /* of a column among a row's cells; -1: there is none */
	unsigned line[N_COLUMNS]; /* where the value of all rows was found */
	unsigned n_columns;
};

static struct where at_line(const struct table_reader *t, unsigned line)
{
	return (struct where){ t->out->file.path, line };
}

/* Without the blanks around it, which nobody sees in a spreadsheet. */
static const char *trim(struct arena *arena, const char *cell)
{
	const char *end;

	cell += law_blanks(cell);
	end = cell;
	for (const char *s = cell; *s;)
		if (!law_is_blank((uint32_t) utf8_next(&s)))
			end = s;
	return arena_strndup(arena, cell, (size_t) (end - cell));
}

static void take_heading(struct table_reader *t, unsigned line, const char *name, int place)
{
	for (size_t i = 0; i < ARRAY_SIZE(headings); i++) {
		enum column c = headings[i].column;

		if (strcasecmp(name, headings[i].name) != 0)
			continue;
		if (t->place[c] >= 0)
			diag_error(t->diag, at_line(t, line), "two columns for the same: %s", name);
		t->place[c] = place;
		return;
	}
	if (*name)
		diag_error(t->diag, at_line(t, line),
			   "%s: no such column; there are playlist (播放单), title (标题), law "
			   "(法律), article (条), text (文字), seconds (秒)",
			   name);
}

static int read_headings(struct table_reader *t, const struct csv_row *row)
{
	for (size_t i = 0; i < N_COLUMNS; i++)
		t->place[i] = -1;
	t->n_columns = (unsigned) row->n;
	for (size_t i = 0; i < row->n; i++) {
		const char *name = trim(&t->out->arena, row->cells[i]);

		if (!name)
			return -ENOMEM;
		take_heading(t, row->line, name, (int) i);
	}
	if (t->place[COLUMN_TEXT] < 0 && t->diag->n_errors == 0)
		diag_error(t->diag, at_line(t, row->line),
			   "no column is named text or 文字: the first row has the columns' names");
	return 0;
}

/* NULL: no memory; "": empty, or no such column. */
static const char *cell(struct table_reader *t, const struct csv_row *row, enum column c)
{
	int place = t->place[c];

	if (place < 0 || (size_t) place >= row->n)
		return "";
	return trim(&t->out->arena, row->cells[place]);
}

static int take_seconds(struct table_reader *t, const struct csv_row *row, int *ret)
{
	const char *text = cell(t, row, COLUMN_SECONDS);
	unsigned seconds;

	if (!text)
		return -ENOMEM;
	*ret = 0;
	if (!*text)
		return 0;
	if (number_parse(text, MESSAGE_SECONDS_MIN, MESSAGE_SECONDS_MAX, &seconds) < 0)
		diag_error(t->diag, at_line(t, row->line),
			   "seconds: %s is no whole number from %d to %d", text,
			   MESSAGE_SECONDS_MIN, MESSAGE_SECONDS_MAX);
	else
		*ret = (int) seconds;
	return 0;
}

/* 133-1 and 第一百三十三条之一 alike: a spreadsheet takes the first for a date. */
static int take_article(struct table_reader *t, const struct csv_row *row, const char **ret)
{
	const char *text = cell(t, row, COLUMN_ARTICLE);
	char buf[LAW_NUMBER_TEXT_MAX];
	struct law_number number;
	size_t n;

	if (!text)
		return -ENOMEM;
	n = law_number_parse(text, &number);
	if (n && !text[n]) {
		text = arena_strdup(&t->out->arena, law_number_format(number, buf));
		if (!text)
			return -ENOMEM;
	}
	*ret = *text ? text : NULL;
	return 0;
}

/* What is the same in every row. */
static int take_common(struct table_reader *t, const struct csv_row *row, enum column c,
		       const char *what, const char **value)
{
	const char *text = cell(t, row, c);

	if (!text)
		return -ENOMEM;
	if (!*text)
		return 0;
	if (strlen(text) > TITLE_TEXT_MAX) {
		diag_error(t->diag, at_line(t, row->line), "%s: longer than %d bytes", what,
			   TITLE_TEXT_MAX);
	} else if (!*value) {
		*value = text;
		t->line[c] = row->line;
	} else if (strcmp(*value, text) != 0) {
		diag_error(t->diag, at_line(t, row->line),
			   "another %s than in line %u (%s): a table is one playlist", what,
			   t->line[c], text);
	}
	return 0;
}

static void check_cells(struct table_reader *t, const struct csv_row *row)
{
	for (size_t i = 0; i < row->n; i++) {
		uint32_t c = text_invisible(row->cells[i]);

		if (i >= t->n_columns && *row->cells[i])
			diag_error(t->diag, at_line(t, row->line),
				   "a cell without a column's name above it: %s", row->cells[i]);
		else if (c == '\n' || c == '\r')
			diag_error(t->diag, at_line(t, row->line), "a line's end inside a cell");
		else if (c)
			diag_error(t->diag, at_line(t, row->line),
				   "a character that can not be seen: U+%04X", c);
	}
}

static int take_row(struct table_reader *t, const struct csv_row *row, struct message_text *ret)
{
	struct playlist_text *list = &t->out->text.playlist;
	int r;

	check_cells(t, row);
	ret->at = at_line(t, row->line);
	ret->text = cell(t, row, COLUMN_TEXT);
	if (!ret->text)
		return -ENOMEM;
	if (!*ret->text)
		diag_error(t->diag, ret->at, "no text");
	r = take_article(t, row, &ret->article);
	if (r >= 0)
		r = take_seconds(t, row, &ret->seconds);
	if (r >= 0)
		r = take_common(t, row, COLUMN_PLAYLIST, "playlist", &list->name);
	if (r >= 0)
		r = take_common(t, row, COLUMN_TITLE, "title", &list->title);
	return r < 0 ? r : take_common(t, row, COLUMN_LAW, "law", &list->law);
}

static int take_rows(struct table_reader *t, const struct csv_rows *rows)
{
	struct playlist_table *out = t->out;
	struct message_text *messages;
	int r = 0;

	if (rows->n < 2) {
		diag_error(t->diag, at_line(t, 0), "no row below the columns' names");
		return -EINVAL;
	}
	if (rows->n - 1 > LIST_ELEMENTS_MAX) {
		diag_error(t->diag, at_line(t, rows->rows[LIST_ELEMENTS_MAX + 1].line),
			   "more than %d messages", LIST_ELEMENTS_MAX);
		return -EINVAL;
	}
	messages = arena_array(&out->arena, rows->n - 1, sizeof(*messages));
	if (!messages)
		return -ENOMEM;
	for (size_t i = 1; r >= 0 && i < rows->n; i++)
		r = take_row(t, &rows->rows[i], &messages[i - 1]);
	out->text.messages = messages;
	out->text.n_messages = rows->n - 1;
	return r;
}

/* As when the daemon reads it; every message has its own line of the table. */
static int check_playlist(struct playlist_table *t, struct diag *diag)
{
	struct loader l = { .arena = &t->arena, .diag = diag, .files = &t->text, .n_files = 1 };
	int r = playlists_build(&l);

	arena_done(&l.scratch);
	if (r < 0)
		return r;
	return diag->n_errors ? -EINVAL : 0;
}

static int name_playlist(struct table_reader *t, const char *law)
{
	struct playlist_text *list = &t->out->text.playlist;

	if (law)
		list->law = law;
	if (!list->name)
		diag_error(t->diag, at_line(t, 0),
			   "no row says in the column playlist (播放单) "
			   "what its playlist is called");
	if (!list->law)
		diag_error(t->diag, at_line(t, 0),
			   "no row says in the column law (法律) of which law "
			   "the texts are; or give it with --law");
	list->at = at_line(t, 1);
	t->out->text.path = t->out->file.path;
	t->out->text.has_playlist = t->out->text.has_messages = true;
	return list->name ? 0 : -EINVAL;
}

int playlist_table_parse(struct playlist_table *ret, const char *law, struct diag *diag)
{
	struct table_reader t = { .out = ret, .diag = diag };
	struct csv_rows rows;
	int r;

	r = csv_rows_read(&rows, &ret->file, &ret->arena, diag);
	if (r >= 0 && rows.n > 0)
		r = read_headings(&t, &rows.rows[0]);
	if (r >= 0 && diag->n_errors)
		r = -EINVAL;
	if (r >= 0)
		r = take_rows(&t, &rows);
	if (r >= 0)
		r = name_playlist(&t, law);
	return r < 0 ? r : check_playlist(ret, diag);
}

int playlist_table_read(struct playlist_table *ret, const char *path, const char *law,
			struct diag *diag)
{
	int r = source_read(&ret->file, path, diag);

	if (r >= 0)
		r = law_decode(&ret->file, diag);
	return r < 0 ? r : playlist_table_parse(ret, law, diag);
}

int playlist_table_read_file(struct playlist_table *ret, const char *path, struct diag *diag)
{
	struct loader l = { .arena = &ret->arena, .diag = diag };
	struct document d;
	int r = document_read(&d, path, diag);

	if (r < 0)
		return r;
	playlist_file_walk(&l, &ret->text, path, document_root(&d));
	document_done(&d);
	arena_done(&l.scratch);
	if (diag->n_errors)
		return -EINVAL;
	if (!ret->text.has_messages) {
		diag_error(diag, (struct where){ .file = path }, "no messages are in it");
		return -EINVAL;
	}
	return check_playlist(ret, diag);
}

void playlist_table_done(struct playlist_table *t)
{
	source_done(&t->file);
	arena_done(&t->arena);
	*t = (struct playlist_table){ 0 };
}
