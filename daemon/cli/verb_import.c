/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/import_law.h"
#include "cli/mistakes.h"
#include "cli/output.h"
#include "cli/playlist_table.h"
#include "cli/profiles.h"
#include "cli/verbs.h"

#define EXCERPT_CHARACTERS 24

/* The beginning of a line, for people. */
static const char *excerpt(const char *text, char *buf, size_t size)
{
	const char *end = text;
	int32_t c = 1;

	for (int i = 0; i < EXCERPT_CHARACTERS && c > 0; i++)
		c = utf8_next(&end);
	snprintf(buf, size, "%.*s%s", (int) (end - text), text, *end ? "..." : "");
	return buf;
}

/* Who asks for some articles need not hear of the preamble: @all is false. */
static void say_left(const struct law_import *i, bool all, struct diag *diag)
{
	for (size_t k = 0; k < i->n_left; k++) {
		const struct law_left *l = &i->left[k];
		struct where at = { i->file.path, l->first };
		char text[8 * EXCERPT_CHARACTERS];

		if (!all && l->outside)
			continue;
		excerpt(l->text, text, sizeof(text));
		if (l->last > l->first)
			diag_warning(diag, at, "left out up to line %u: %s: %s", l->last, l->why,
				     text);
		else
			diag_warning(diag, at, "left out: %s: %s", l->why, text);
	}
}

static json_t *messages_json(const struct law_import *i)
{
	json_t *list = json_array();
	int r = 0;

	for (size_t k = 0; k < i->n_messages; k++) {
		const struct law_message *m = &i->messages[k];

		r |= json_array_append_new(list,
					   json_pack("{s:s, s:o, s:i, s:o}", "article", m->number,
						     "text", writer_string(m->text), "line",
						     (int) m->article->line, "headings",
						     writer_string_or_null(m->article->headings)));
	}
	if (r >= 0)
		return list;
	json_decref(list);
	return NULL;
}

static json_t *left_json(const struct law_import *i)
{
	json_t *list = json_array();
	int r = 0;

	for (size_t k = 0; k < i->n_left; k++) {
		const struct law_left *l = &i->left[k];

		r |= json_array_append_new(list,
					   json_pack("{s:i, s:i, s:s, s:o}", "line", (int) l->first,
						     "last", (int) l->last, "why", l->why, "text",
						     writer_string(l->text)));
	}
	if (r >= 0)
		return list;
	json_decref(list);
	return NULL;
}

static int print_json(const struct law_import *i)
{
	int r = writer_document(json_pack("{s:o, s:o, s:o, s:o}", "playlist",
					  writer_string(i->name), "law", writer_string(i->law),
					  "messages", messages_json(i), "left_out", left_json(i)));

	return r < 0 ? failed("the answer could not be written") : EXIT_DONE;
}

static void put(FILE *f, const void *userdata)
{
	law_import_print(userdata, f);
}

static int import(const struct cli *cli, const char *path, const struct law_options *wanted)
{
	_cleanup_(law_import_donep) struct law_import i = { 0 };
	struct mistakes m;
	int r;

	mistakes_init(&m, stderr, terminal_has_colors(cli, stderr), false);
	r = import_law(&i, path, wanted, &m.diag);
	if (r == -ENOMEM)
		return out_of_memory();
	if (i.file.text)
		say_left(&i, wanted->choices.n == 0, &m.diag);
	if (r < 0)
		return EXIT_FAILED;
	if (i.n_messages == 0)
		return failed("%s: nothing to be written is left", path);
	if (cli->output)
		return output_write(cli->output, put, &i);
	if (cli->json)
		return print_json(&i);
	law_import_print(&i, stdout);
	return EXIT_DONE;
}

static void put_table(FILE *f, const void *userdata)
{
	playlist_table_print_file(userdata, f);
}

static int import_table(const struct cli *cli, const char *path)
{
	_cleanup_(playlist_table_donep) struct playlist_table t = { 0 };
	struct mistakes m;
	int r;

	if (cli->articles || cli->profile)
		return misused("'--%s' does not go with a table",
			       cli->articles ? "articles" : "profile");
	mistakes_init(&m, stderr, terminal_has_colors(cli, stderr), false);
	r = playlist_table_read(&t, path, cli->law, &m.diag);
	if (r == -ENOMEM)
		return out_of_memory();
	if (r < 0)
		return EXIT_FAILED;
	if (cli->output)
		return output_write(cli->output, put_table, &t);
	if (cli->json)
		return playlist_table_print_json(&t) < 0 ? failed("the answer could not be written")
							 : EXIT_DONE;
	playlist_table_print_file(&t, stdout);
	return EXIT_DONE;
}

static bool is_table(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot && (strcasecmp(dot, ".csv") == 0 || strcasecmp(dot, ".tsv") == 0);
}

int verb_import(const struct cli *cli, int argc, char **argv)
{
	_cleanup_(sheet_closep) struct sheet s = { 0 };
	struct law_options wanted = { .law = cli->law };
	const char *word;
	int r = EXIT_DONE;

	(void) argc;
	if (cli->articles && law_choices_parse(&wanted.choices, cli->articles, &word) < 0)
		return misused("'%s' of --articles is not like 33-56,1043,133-1", word);
	if (cli->output && cli->json)
		return misused("'--output' and '--json' do not go together");
	if (is_table(argv[0]))
		return import_table(cli, argv[0]);
	if (cli->profile)
		r = sheet_find_profile(&s, cli, cli->profile);
	wanted.profile = s.profile;
	return r == EXIT_DONE ? import(cli, argv[0], &wanted) : r;
}
