/* SPDX-License-Identifier: MIT */
/*
 * A spreadsheet's table, any bytes: it is refused with its line, or it is a playlist whose own file
 * is read without a mistake, and as a table and as a file says the same again.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "cli/playlist_table.h"
#include "config/lawfile.h"

static void emit(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	(void) severity;
	assert(message[0] && at.file);
}

static void emit_none(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	if (severity == SEVERITY_WARNING)
		return;
	fprintf(stderr, "%s:%u: %s\n", at.file, at.line, message);
	abort();
}

static void print(const struct playlist_table *t,
		  void (*put)(const struct playlist_table *, FILE *), struct source *ret)
{
	FILE *f = open_memstream(&ret->text, &ret->n);

	assert(f);
	put(t, f);
	assert(fclose(f) == 0);
}

static void check_file(const struct playlist_table *t)
{
	struct diag diag = { .emit = emit_none };
	_cleanup_(arena_done) struct arena arena = { 0 };
	struct loader l = { .arena = &arena, .diag = &diag };
	struct file_text again;
	struct source file = { 0 };
	struct document d;

	print(t, playlist_table_print_file, &file);
	assert(document_parse(&d, file.text, file.n, "written.cfg", &diag) == 0);
	playlist_file_walk(&l, &again, "written.cfg", document_root(&d));
	document_done(&d);
	assert(again.n_messages == t->text.n_messages);
	for (size_t i = 0; i < again.n_messages; i++)
		assert(strcmp(again.messages[i].text, t->text.messages[i].text) == 0 &&
		       again.messages[i].seconds == t->text.messages[i].seconds);
	arena_done(&l.scratch);
	free(file.text);
}

static void check_table(const struct playlist_table *t)
{
	struct diag diag = { .emit = emit_none };
	struct playlist_table again = { .file.path = "again.csv" };
	struct source first = { 0 }, second = { 0 };

	print(t, playlist_table_print, &first);
	print(t, playlist_table_print, &again.file);
	assert(law_decode(&again.file, &diag) == 0);
	assert(playlist_table_parse(&again, NULL, &diag) == 0);
	print(&again, playlist_table_print, &second);
	assert(first.n == second.n && memcmp(first.text, second.text, first.n) == 0);
	free(first.text);
	free(second.text);
	playlist_table_done(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct diag diag = { .emit = emit };
	struct playlist_table t = {
		.file = { .path = "list.csv", .text = malloc(size + 1), .n = size },
	};

	memcpy(t.file.text, data, size);
	t.file.text[size] = '\0';
	if (law_decode(&t.file, &diag) == 0) {
		if (playlist_table_parse(&t, NULL, &diag) >= 0) {
			check_file(&t);
			check_table(&t);
		} else {
			assert(diag.n_errors > 0);
		}
	}
	playlist_table_done(&t);
	return 0;
}
