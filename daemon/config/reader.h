/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A file of the configuration, checked and handed to libconfig.
 *
 * libconfig 1.5 can end the process, wrap numbers and swallow half a file
 * without a word, and takes quadratic time on long strings and large groups.
 * So the text is checked first, as bytes and as grammar, and only what is
 * plain reaches libconfig.  Every complaint carries its line.  What settings
 * mean is not known here: that is the walker's business.
 */

#include <libconfig.h>

#include "config/source.h"

#define LINE_BYTES_MAX     16384  /* bytes of one line */
#define NESTING_MAX        32     /* brackets in brackets */
#define GROUP_SETTINGS_MAX 256    /* names in one group; libconfig compares each with each */
#define LIST_ELEMENTS_MAX  20000  /* in one list or array */
#define FILE_VALUES_MAX    200000 /* of any kind in one file */

/* Stays where it is: libconfig's settings point back into it. */
struct document {
	const char *file; /* borrowed, for `struct where` */
	struct source source;
	config_t config;
	bool parsed;
};

/*
 * Read and parse a file.  @path is borrowed for the document's life.
 * -EINVAL: mistakes, said to @diag; *ret is then all zeroes.  -ENOMEM.
 */
int document_read(struct document *ret, const char *path, struct diag *diag);
int document_read_by(struct document *ret, const char *path, struct witness *w, struct diag *diag);

/* The same of bytes that are already here; @text is borrowed during the call only. */
int document_parse(struct document *ret, const char *text, size_t n, const char *file,
		   struct diag *diag);

/* All zeroes is fine. */
void document_done(struct document *d);

const config_setting_t *document_root(const struct document *d);

/* Where a setting was written. */
struct where setting_where(const char *file, const config_setting_t *s);
