/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/output.h"
#include "cli/playlist_table.h"
#include "cli/writer.h"
#include "config/lawnumber.h"

static void put_cell(FILE *f, const char *text, const char *behind)
{
	output_csv_string(f, text ? text : "");
	fputs(behind, f);
}

/* 第133条之1: what a spreadsheet takes for neither a date nor a difference. */
static void put_article(FILE *f, const char *article)
{
	const char *dash = article ? strchr(article, '-') : NULL;

	if (dash)
		fprintf(f, "\"第%.*s条之%s\",", (int) (dash - article), article, dash + 1);
	else
		fprintf(f, "%s,", article ? article : "");
}

void playlist_table_print(const struct playlist_table *t, FILE *f)
{
	const struct playlist_text *p = &t->text.playlist;

	fputs(BYTE_ORDER_MARK "playlist,title,law,article,text,seconds\r\n", f);
	for (size_t i = 0; i < t->text.n_messages; i++) {
		const struct message_text *m = &t->text.messages[i];

		put_cell(f, p->name, ",");
		put_cell(f, p->title, ",");
		put_cell(f, p->law, ",");
		put_article(f, m->article);
		put_cell(f, m->text, ",");
		if (m->seconds || p->seconds)
			fprintf(f, "%d", m->seconds ? m->seconds : p->seconds);
		fputs("\r\n", f);
	}
}

static json_t *message_json(const struct playlist_table *t, const struct message_text *m)
{
	int seconds = m->seconds ? m->seconds : t->text.playlist.seconds;

	return json_pack("{s:o, s:o, s:o, s:i}", "article", writer_string_or_null(m->article),
			 "text", writer_string(m->text), "seconds",
			 seconds ? json_integer(seconds) : json_null(), "line", (int) m->at.line);
}

int playlist_table_print_json(const struct playlist_table *t)
{
	const struct playlist_text *p = &t->text.playlist;
	json_t *messages = json_array();
	int r = 0;

	for (size_t i = 0; i < t->text.n_messages; i++)
		r |= json_array_append_new(messages, message_json(t, &t->text.messages[i]));
	if (r < 0) {
		json_decref(messages);
		messages = NULL;
	}
	return writer_document(json_pack("{s:o, s:o, s:o, s:o}", "playlist", writer_string(p->name),
					 "title", writer_string_or_null(p->title), "law",
					 writer_string(p->law), "messages", messages));
}

static void put_setting(FILE *f, const char *name, const char *value)
{
	if (!value)
		return;
	fprintf(f, "%s = ", name);
	output_string(f, value);
	fputs("; ", f);
}

void playlist_table_print_file(const struct playlist_table *t, FILE *f)
{
	const struct playlist_text *p = &t->text.playlist;

	fputs("playlist = { ", f);
	put_setting(f, "name", p->name);
	put_setting(f, "title", p->title);
	put_setting(f, "law", p->law);
	fputs("};\n\nmessages = (\n", f);
	for (size_t i = 0; i < t->text.n_messages; i++) {
		const struct message_text *m = &t->text.messages[i];

		fputs("  { ", f);
		put_setting(f, "article", m->article);
		put_setting(f, "text", m->text);
		if (m->seconds)
			fprintf(f, "seconds = %d; ", m->seconds);
		fputs(i + 1 < t->text.n_messages ? "},\n" : "}\n", f);
	}
	fputs(");\n", f);
}
