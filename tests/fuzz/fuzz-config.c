/* SPDX-License-Identifier: MIT */
/*
 * The reader and the walker on any bytes at all: no crash, no hang, and a text is
 * either taken or something is said of it.  What the reader takes, libconfig takes.
 */
#include <string.h>

#include "config/loader.h"

static void emit(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	(void) severity;
	(void) at;
	/* What libconfig itself would say. */
	if (strcmp(message, "syntax error") == 0 ||
	    strcmp(message, "duplicate setting name") == 0 ||
	    strcmp(message, "mismatched element type in array") == 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct diag diag = { .emit = emit };
	struct config config = { .n_boards = 0 };
	struct calendar calendar = { .n_nodes = 0 };
	_cleanup_(arena_done) struct arena arena = { 0 };
	struct loader l = {
		.config = &config, .calendar = &calendar, .arena = &arena, .diag = &diag
	};
	struct document d;
	int r;

	r = document_parse(&d, (const char *) data, size, "fuzz.cfg", &diag);
	if ((r < 0) != (diag.n_errors > 0))
		abort();
	if (r < 0)
		return 0;
	l.files = arena_alloc(&l.scratch, sizeof(*l.files));
	l.n_files = 1;
	name_table_init(&l.names, &l.scratch);
	playlist_file_walk(&l, l.files, "fuzz.cfg", document_root(&d));
	document_done(&d);
	if (playlists_build(&l) >= 0 && holidays_build(&l) >= 0 && nodes_build(&l) >= 0)
		if (rules_build(&l) >= 0)
			(void) levels_build(&l);
	arena_done(&l.scratch);
	return 0;
}
