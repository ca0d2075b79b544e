/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "config/grammar.h"
#include "config/reader.h"
#include "schedule/layout.h"

/* What libconfig takes for a value with its name, at most, and for itself. */
#define VALUE_SIZE 256
#define OWN_SIZE   ((size_t) 256 * 1024)
#define BLOCK_SIZE ((size_t) 64 * 1024)

/* A complaint about bytes ends the reading: what follows would be guesses. */
static int refuse(struct diag *diag, const char *file, unsigned line, const char *what)
{
	diag_error(diag, (struct where){ file, line }, "%s", what);
	return -EINVAL;
}

static const char *bad_byte(const char *text, size_t n, size_t i)
{
	unsigned char c = (unsigned char) text[i];

	if (c == '\0')
		return "a NUL byte; this is not a text file";
	if (c == '\r')
		return i + 1 < n && text[i + 1] == '\n'
			       ? NULL
			       : "a carriage return without a line feed; save the file with "
				 "Unix line ends";
	if ((c < ' ' && c != '\t') || c == 0x7f)
		return "a control character";
	return NULL;
}

static int check_bytes(const char *text, size_t n, const char *file, struct diag *diag)
{
	unsigned line = 1;
	size_t start = 0;

	if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		return refuse(diag, file, 1,
			      "begins with a byte order mark (U+FEFF); save the file without it");
	for (size_t i = 0; i < n; i++) {
		const char *bad;

		if (text[i] == '\n') {
			line++;
			start = i + 1;
			continue;
		}
		bad = bad_byte(text, n, i);
		if (bad)
			return refuse(diag, file, line, bad);
		if (i - start >= LINE_BYTES_MAX)
			return refuse(diag, file, line, "a line of more than 16384 bytes");
	}
	return 0;
}

/* @text is free of NUL but for the one at its end. */
static int check_utf8(const char *text, const char *file, struct diag *diag)
{
	unsigned line = 1;

	for (const char *s = text; *s;) {
		int32_t c;

		if ((unsigned char) *s < 0x80) {
			line += *s++ == '\n';
			continue;
		}
		c = utf8_next(&s);
		if (c < 0)
			return refuse(diag, file, line,
				      "not UTF-8; was the file saved in GBK or another encoding?");
	}
	return 0;
}

/*
 * libconfig notes the line of a string in a list only after it has seen what follows the
 * string.  The right one is put into the setting's hook.  Recursion ends at NESTING_MAX.
 */
static void note_lines(config_setting_t *s, const struct element_lines *lines, size_t *i)
{
	int n = config_setting_length(s);

	for (int k = 0; k < n; k++) {
		config_setting_t *e = config_setting_get_elem(s, (unsigned) k);

		if (config_setting_is_aggregate(e))
			note_lines(e, lines, i);
		else if (config_setting_type(e) == CONFIG_TYPE_STRING && !config_setting_name(e) &&
			 *i < lines->n)
			config_setting_set_hook(e, (void *) (uintptr_t) lines->line[(*i)++]);
	}
}

struct where setting_where(const char *file, const config_setting_t *s)
{
	uintptr_t line = (uintptr_t) config_setting_get_hook(s);

	return (struct where){ file, line ? (unsigned) line : config_setting_source_line(s) };
}

/*
 * libconfig looks at no allocation that fails: it ends the process, or follows a null pointer.
 * So what it will need is asked for beforehand, and given back to an allocator that keeps it
 * (M_TRIM_THRESHOLD, where this matters).
 */
static int make_room(size_t n_bytes, size_t n_values)
{
	struct block {
		struct block *next;
	} *blocks = NULL, *b = NULL;
	size_t need = 3 * n_bytes + n_values * VALUE_SIZE + OWN_SIZE;

	for (size_t have = 0; have < need; have += BLOCK_SIZE) {
		b = malloc(BLOCK_SIZE);
		if (!b)
			break;
		b->next = blocks;
		blocks = b;
	}
	while (blocks) {
		struct block *next = blocks->next;

		free(blocks);
		blocks = next;
	}
	return b ? 0 : -ENOMEM;
}

static int parse(struct document *d, const char *text, const struct element_lines *lines,
		 struct diag *diag)
{
	size_t i = 0;

	config_init(&d->config);
	d->parsed = true;
	if (!config_read_string(&d->config, text)) {
		diag_error(diag,
			   (struct where){ d->file, (unsigned) config_error_line(&d->config) },
			   "%s", config_error_text(&d->config));
		return -EINVAL;
	}
	note_lines(config_root_setting(&d->config), lines, &i);
	return 0;
}

static int check_and_parse(struct document *d, const char *text, size_t n, struct diag *diag)
{
	_cleanup_(freep) char *copy = NULL;
	struct element_lines lines = { 0 };
	int r;

	r = check_bytes(text, n, d->file, diag);
	if (r < 0)
		return r;
	/* libconfig takes a comment only with the line end after it. */
	copy = malloc(n + 2);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, text, n);
	memcpy(copy + n, "\n", 2);
	r = check_utf8(copy, d->file, diag);
	if (r < 0)
		return r;
	r = grammar_check(copy, n, d->file, &lines, diag);
	if (r < 0)
		return r;
	r = make_room(n, lines.n_values);
	if (r >= 0)
		r = parse(d, copy, &lines, diag);
	free(lines.line);
	return r;
}

int document_parse(struct document *ret, const char *text, size_t n, const char *file,
		   struct diag *diag)
{
	int r;

	*ret = (struct document){ .file = file };
	r = check_and_parse(ret, text, n, diag);
	if (r < 0)
		document_done(ret);
	return r;
}

int document_read_by(struct document *ret, const char *path, struct witness *w, struct diag *diag)
{
	int r;

	*ret = (struct document){ .file = path };
	r = source_read_by(&ret->source, path, w, diag);
	if (r >= 0)
		r = check_and_parse(ret, ret->source.text, ret->source.n, diag);
	if (r < 0)
		document_done(ret);
	return r;
}

int document_read(struct document *ret, const char *path, struct diag *diag)
{
	return document_read_by(ret, path, NULL, diag);
}

void document_done(struct document *d)
{
	if (d->parsed)
		config_destroy(&d->config);
	source_done(&d->source);
	*d = (struct document){ 0 };
}

const config_setting_t *document_root(const struct document *d)
{
	return config_root_setting(&d->config);
}
