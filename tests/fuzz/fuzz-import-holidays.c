/* SPDX-License-Identifier: MIT */
/*
 * A notice's JSON of any text at all: no crash, a word for everything that is refused; and what is
 * taken is written as a file that the daemon reads as the very same notice.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "cli/import_holidays.h"
#include "config/loader.h"

static void emit(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	(void) severity;
	assert(message[0] && at.file);
}

/* Nothing may be said of a file that was written here. */
static void emit_none(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	if (severity == SEVERITY_WARNING)
		return;
	fprintf(stderr, "%s:%u: %s\n", at.file ? at.file : "", at.line, message);
	abort();
}

static void check_same(const struct notice *a, const struct notice *b)
{
	assert(a->year == b->year && a->revision == b->revision && a->decree == b->decree);
	assert(strcmp(a->document, b->document) == 0);
	assert(a->n_off == b->n_off && a->n_work == b->n_work);
	for (size_t i = 0; i < a->n_off; i++) {
		assert(strcmp(a->off[i].name, b->off[i].name) == 0);
		assert(a->off[i].first == b->off[i].first && a->off[i].last == b->off[i].last);
	}
	for (size_t i = 0; i < a->n_work; i++)
		assert(a->work[i].day == b->work[i].day);
}

static void check_text(const struct notice *n, const char *text, size_t size)
{
	struct diag diag = { .emit = emit_none };
	struct calendar calendar = { .n_notices = 0 };
	_cleanup_(arena_done) struct arena arena = { 0 };
	struct loader l = { .calendar = &calendar, .arena = &arena, .diag = &diag };
	struct document d;

	assert(document_parse(&d, text, size, "written.cfg", &diag) == 0);
	l.files = arena_alloc(&l.scratch, sizeof(*l.files));
	l.n_files = 1;
	playlist_file_walk(&l, l.files, "written.cfg", document_root(&d));
	document_done(&d);
	assert(holidays_build(&l) >= 0 && calendar.n_notices == 1);
	check_same(n, &calendar.notices[0]);
	arena_done(&l.scratch);
}

static void check(const struct imported *i)
{
	_cleanup_(freep) char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	assert(f);
	imported_print(i, f);
	assert(fclose(f) == 0);
	check_text(&i->notice, text, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct import_options nothing_known;
	struct diag diag = { .emit = emit };
	struct imported i = { .file = { .path = "fuzz.json", .n = size } };
	int r;

	i.file.text = malloc(size + 1);
	memcpy(i.file.text, data, size);
	i.file.text[size] = '\0';
	r = imported_parse(&i, &nothing_known, &diag);
	assert((r < 0) == (diag.n_errors > 0));
	if (r >= 0)
		check(&i);
	imported_done(&i);
	return 0;
}
