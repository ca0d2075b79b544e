/* SPDX-License-Identifier: MIT */
/*
 * A site's file of any text at all: no crash, no hang, a word for everything that is refused; and
 * what is taken can be driven: each board is of a known make at an address that it can have, on a
 * line of its kind, and every line can be made.
 */
#include <assert.h>

#include "config/config.h"
#include "config/load.h"
#include "drivers.h"

static struct profile_set *profiles;

static void emit(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	(void) severity;
	assert(message[0] && at.file);
}

static void check_line(const struct config_line *line)
{
	struct line *made = NULL;

	assert(line->name && line->title);
	assert(!line->driver || line->driver->line == line->kind);
	assert(line_new(&made, line->kind, &line->settings) == 0);
	made->ops->free(made);
}

static void check_board(const struct config *c, const struct config_board *b)
{
	const struct driver *d;

	assert(b->name && b->title && b->profile && b->line < c->n_lines);
	d = b->profile->driver;
	assert(d == c->lines[b->line].driver);
	assert(b->address >= d->address_min && b->address <= d->address_max);
	assert(!b->fallback || d->store);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static struct diag diag = { .emit = emit };

	(void) argc;
	(void) argv;
	assert(profile_set_load(&profiles, PROFILES, drivers, &diag) == 0);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct diag diag = { .emit = emit };
	const struct config *c;
	struct loader l;
	struct document d;

	if (document_parse(&d, (const char *) data, size, "fuzz.cfg", &diag) < 0)
		return 0;
	assert(loader_init(&l, drivers, &diag) == 0);
	l.profiles = profiles;
	c = l.config;
	site_build(&l, "fuzz.cfg", document_root(&d));
	document_done(&d);
	if (diag.n_errors == 0) {
		for (size_t i = 0; i < c->n_lines; i++)
			check_line(&c->lines[i]);
		for (size_t i = 0; i < c->n_boards; i++)
			check_board(c, &c->boards[i]);
	}
	loader_done(&l);
	return 0;
}
