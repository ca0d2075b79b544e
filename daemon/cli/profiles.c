/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/mistakes.h"
#include "cli/profiles.h"
#include "cli/writer.h"
#include "config/profiles.h"
#include "config/reader.h"
#include "config/sayable.h"

/* The one profile of a file. */
static int load_file(struct sheet *s, const char *path, struct diag *diag)
{
	struct document d = { 0 };
	const char *name;
	int r;

	r = document_read(&d, path, diag);
	if (r >= 0)
		r = profile_set_new(&s->set);
	if (r >= 0)
		r = profile_set_add_document(s->set, &d, drivers, diag);
	if (r >= 0 && config_lookup_string(&d.config, "profile.name", &name))
		s->profile = profile_set_find(s->set, name);
	document_done(&d);
	return r;
}

static int load_installed(struct sheet *s, const struct cli *cli, const char *name,
			  struct diag *diag)
{
	int r = profile_set_load(&s->set, cli->profiles, drivers, diag);

	if (r >= 0)
		s->profile = profile_set_find(s->set, name);
	return r;
}

int sheet_find_profile(struct sheet *s, const struct cli *cli, const char *name)
{
	struct mistakes m;
	int r;

	mistakes_init(&m, stderr, terminal_has_colors(cli, stderr), true);
	r = strchr(name, '/') ? load_file(s, name, &m.diag) : load_installed(s, cli, name, &m.diag);
	if (r < 0 && m.diag.n_errors == 0)
		return failed("profile '%s' can not be read: %s", name, strerror(-r));
	if (r < 0)
		return EXIT_FAILED;
	return s->profile ? EXIT_DONE : failed("no profile is called '%s'", name);
}

static bool is_known(const struct sheet *s, uint32_t code_point)
{
	for (size_t i = 0; i < s->n_missing; i++)
		if (s->missing[i] == code_point)
			return true;
	return false;
}

static int find_missing(struct sheet *s)
{
	s->missing = calloc(strlen(s->text) + 1, sizeof(*s->missing));
	if (!s->missing)
		return out_of_memory();
	for (const char *t = s->text; *t;) {
		const char *from = t;
		char one[5] = "";
		uint32_t bad;
		bool obeyed;

		if (utf8_next(&t) < 0)
			break;
		memcpy(one, from, (size_t) (t - from));
		bad = profile_refuses(s->profile, one, &obeyed);
		if (bad && !is_known(s, bad))
			s->missing[s->n_missing++] = bad;
	}
	return EXIT_DONE;
}

static int lay_out(struct sheet *s)
{
	int r;

	if (!*s->text)
		return misused("the text is empty");
	if (strlen(s->text) > TEXT_MAX)
		return failed("the text is longer than %d bytes", TEXT_MAX);
	if (text_width(s->text) < 0)
		return failed("the text is not UTF-8, or has control characters: '%s'", s->text);
	r = layout_text(s->text, (unsigned) s->profile->rows, (unsigned) s->profile->columns,
			&s->layout);
	if (r < 0)
		return failed("'%s' can not be laid out: %s", s->text, strerror(-r));
	return EXIT_DONE;
}

int sheet_open(struct sheet *s, const struct cli *cli, const char *name, const char *text)
{
	int r;

	*s = (struct sheet){ .text = text };
	r = sheet_find_profile(s, cli, name);
	if (r == EXIT_DONE)
		r = lay_out(s);
	if (r == EXIT_DONE)
		r = find_missing(s);
	return r;
}

void sheet_close(struct sheet *s)
{
	free(s->missing);
	s->missing = NULL;
	s->set = profile_set_free(s->set);
}

int sheet_rows(const struct sheet *s, unsigned page, char *rows[ROWS_MAX], size_t *ret_n)
{
	unsigned n = layout_page_rows(&s->layout, page);

	for (unsigned i = 0; i < n; i++) {
		char buf[ROW_BYTES_MAX * 2];

		layout_row(&s->layout, s->text, page, i, buf, sizeof(buf));
		rows[i] = strdup(buf);
		if (!rows[i]) {
			sheet_rows_free(rows, i);
			return -ENOMEM;
		}
	}
	*ret_n = n;
	return 0;
}

void sheet_rows_free(char *rows[ROWS_MAX], size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(rows[i]);
}

json_t *sheet_rows_json(const struct sheet *s, unsigned page)
{
	json_t *list = json_array();
	char *rows[ROWS_MAX];
	size_t n = 0;
	int r = sheet_rows(s, page, rows, &n);

	for (size_t i = 0; i < n; i++)
		r |= json_array_append_new(list, writer_string(rows[i]));
	sheet_rows_free(rows, n);
	if (r >= 0)
		return list;
	json_decref(list);
	return NULL;
}

int sheet_complain(const struct sheet *s)
{
	for (size_t i = 0; i < s->n_missing; i++) {
		char character[5] = "";

		bool obeyed;

		utf8_write(character, s->missing[i]);
		(void) profile_refuses(s->profile, character, &obeyed);
		complain("profile '%s' %s U+%04X '%s'", s->profile->name,
			 obeyed ? "would take for a command" : "can not show", s->missing[i],
			 character);
	}
	return s->n_missing ? EXIT_FAILED : EXIT_DONE;
}
