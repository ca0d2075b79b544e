/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/showing.h"
#include "cli/writer.h"

#define STATE_WORDS "中华人民共和国"

void showing_done(struct showing *s)
{
	for (size_t i = 0; i < s->n_rows; i++)
		free(s->rows[i]);
	free(s->rows);
	free(s->playlist);
	free(s->law);
	free(s->article);
	free(s->text);
	*s = (struct showing){ 0 };
}

void plan_line_done(struct plan_line *line)
{
	free(line->rule);
	showing_done(&line->showing);
	*line = (struct plan_line){ 0 };
}

static bool text_equal(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

bool showing_equal(const struct showing *a, const struct showing *b)
{
	if (showing_is_dark(a) || showing_is_dark(b))
		return showing_is_dark(a) == showing_is_dark(b);
	return text_equal(a->playlist, b->playlist) && text_equal(a->article, b->article) &&
	       text_equal(a->text, b->text) && a->page == b->page && a->n_pages == b->n_pages &&
	       a->since == b->since;
}

int showing_json_what(const struct showing *s, json_t *object)
{
	bool dark = showing_is_dark(s);
	int r = 0;

	r |= json_object_set_new(object, "playlist",
				 dark ? json_null() : writer_string_or_null(s->playlist));
	r |= json_object_set_new(object, "law", dark ? json_null() : writer_string_or_null(s->law));
	r |= json_object_set_new(object, "article",
				 dark ? json_null() : writer_string_or_null(s->article));
	r |= json_object_set_new(object, "text", writer_string_or_null(s->text));
	r |= json_object_set_new(object, "rows",
				 dark ? json_array() : writer_strings(s->rows, s->n_rows));
	r |= json_object_set_new(object, "page", json_integer(dark ? 0 : (json_int_t) s->page + 1));
	r |= json_object_set_new(object, "pages", json_integer(dark ? 0 : s->n_pages));
	return r < 0 ? -ENOMEM : 0;
}

json_t *showing_json(const struct showing *s, const struct zone *z)
{
	json_t *object = json_object();
	int r;

	if (!object)
		return NULL;
	r = showing_json_what(s, object);
	r |= json_object_set_new(object, "since", writer_time(s->since, z));
	r |= json_object_set_new(object, "until", writer_time(s->until, z));
	if (r == 0)
		return object;
	json_decref(object);
	return NULL;
}

json_t *showing_json_or_null(const struct showing *s, const struct zone *z)
{
	return showing_is_dark(s) ? json_null() : showing_json(s, z);
}

/* "133-1" is 第133条之一; past ten, where no law goes, digits are plain enough. */
static void print_article(FILE *f, const char *article)
{
	static const char *const numerals[] = { "一", "二", "三", "四", "五",
						"六", "七", "八", "九", "十" };
	const char *dash = strchr(article, '-');
	unsigned long sub = dash ? strtoul(dash + 1, NULL, 10) : 0;

	fprintf(f, "第%.*s条", dash ? (int) (dash - article) : (int) strlen(article), article);
	if (dash && sub >= 1 && sub <= ARRAY_SIZE(numerals))
		fprintf(f, "之%s", numerals[sub - 1]);
	else if (dash)
		fprintf(f, "之%s", dash + 1);
}

static const char *short_law(const char *law)
{
	size_t n = strlen(STATE_WORDS);

	return strncmp(law, STATE_WORDS, n) == 0 && law[n] ? law + n : law;
}

char *citation_text(const char *playlist, const char *law, const char *article)
{
	char *out = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&out, &size);

	if (!f)
		return NULL;
	if (law && *law)
		fputs(short_law(law), f);
	else
		fputs(playlist && *playlist ? playlist : "notice", f);
	if (article && *article) {
		fputc(' ', f);
		print_article(f, article);
	}
	if (fclose(f) == 0)
		return out;
	free(out);
	return NULL;
}

char *showing_citation(const struct showing *s)
{
	return showing_is_dark(s) ? strdup("") : citation_text(s->playlist, s->law, s->article);
}

char *rule_label(const char *rule, bool provisional)
{
	char *label;

	if (asprintf(&label, "%s%s", rule && *rule ? rule : "-",
		     provisional ? " " PROVISIONAL_MARK : "") < 0)
		return NULL;
	return label;
}

char *showing_joined_rows(const struct showing *s)
{
	char *out = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&out, &size);

	if (!f)
		return NULL;
	for (size_t i = 0; i < s->n_rows; i++)
		fprintf(f, "%s%s", i ? " | " : "", s->rows[i]);
	if (fclose(f) == 0)
		return out;
	free(out);
	return NULL;
}
