/* SPDX-License-Identifier: MIT */
/*
 * A law's text of any kind and any list of articles (the first line, where it is one): what is
 * written as a playlist is read by the daemon without a mistake, as the very same messages.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "cli/import_law.h"
#include "config/loader.h"

static void emit(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	(void) severity;
	assert(message[0] && at.file);
}

/* No mistake may be found in a file that was written here. */
static void emit_none(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	if (severity == SEVERITY_WARNING)
		return;
	fprintf(stderr, "%s:%u: %s\n", at.file ? at.file : "", at.line, message);
	abort();
}

static void check_same(const struct law_import *i, const struct playlist *p)
{
	assert(strcmp(p->name, i->name) == 0 && strcmp(p->law, i->law) == 0);
	assert(p->n_messages == i->n_messages);
	for (size_t k = 0; k < i->n_messages; k++) {
		assert(strcmp(p->messages[k].text, i->messages[k].text) == 0);
		assert(strcmp(p->messages[k].article, i->messages[k].number) == 0);
	}
}

static void check_text(const struct law_import *i, const char *text, size_t size)
{
	struct diag diag = { .emit = emit_none };
	_cleanup_(arena_done) struct arena arena = { 0 };
	struct loader l = { .arena = &arena, .diag = &diag };
	struct document d;

	assert(document_parse(&d, text, size, "written.cfg", &diag) == 0);
	l.files = arena_alloc(&l.scratch, sizeof(*l.files));
	l.n_files = 1;
	playlist_file_walk(&l, l.files, "written.cfg", document_root(&d));
	document_done(&d);
	assert(playlists_build(&l) >= 0 && l.n_playlists == 1);
	check_same(i, &l.playlists[0]);
	arena_done(&l.scratch);
}

static void check(const struct law_import *i)
{
	_cleanup_(freep) char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	assert(f);
	law_import_print(i, f);
	assert(fclose(f) == 0);
	check_text(i, text, size);
}

/* The first line is a list of articles, if it can be. */
static void choose(const struct source *s, struct law_choices *ret)
{
	_cleanup_(freep) char *line = strndup(s->text, strcspn(s->text, "\n"));
	const char *word;

	if (law_choices_parse(ret, line, &word) == 0)
		assert(ret->n > 0);
	else
		ret->n = 0;
	for (size_t i = 0; i < ret->n; i++)
		assert(law_number_compare(ret->list[i].first, ret->list[i].last) <= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct law_options options = { .law = "示例法" };
	struct diag diag = { .emit = emit };
	struct law_import i = { .file = { .path = "law.md", .text = malloc(size + 1), .n = size } };

	memcpy(i.file.text, data, size);
	i.file.text[size] = '\0';
	if (law_decode(&i.file, &diag) == 0) {
		choose(&i.file, &options.choices);
		if (law_import_parse(&i, &options, &diag) >= 0 && i.n_messages > 0)
			check(&i);
	}
	law_import_done(&i);
	return 0;
}
