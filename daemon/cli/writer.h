/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * JSON to stdout.  A document goes out whole; an array may go out item by
 * item, so that its length costs no memory.  Values are jansson's; whatever is
 * given to the writer is its own from then on, and NULL stands for a value
 * that could not be made: the writer remembers it and says so at the end.
 */

#include <jansson.h>
#include <stdio.h>

#include "pufa/base.h"

struct zone;

/* All zero: an array that is to be written. */
struct writer {
	size_t n;    /* items so far */
	bool failed; /* something could not be made or written */
};

/* An array begins with its first item: until then nothing is written. */
void writer_item(struct writer *w, json_t *value);
/* -ENOMEM or -EIO: what was written is not whole. */
int writer_array_stop(struct writer *w);

/* One document, and a newline.  The same errors. */
int writer_document(json_t *value);
/* The same to a file. */
int writer_document_to(FILE *f, json_t *value);
/* The same on one line, at once: for a stream of documents. */
int writer_line(json_t *value);

/* A string, with U+FFFD for what is not UTF-8. */
json_t *writer_string(const char *text);
/* The same, but null for NULL or an empty string. */
json_t *writer_string_or_null(const char *text);
/* An array of @n strings; of the lines of a text that are not empty.  NULL: out of memory. */
json_t *writer_strings(char *const list[], size_t n);
json_t *writer_lines(const char *text);
/* RFC 3339 with offset and milliseconds; null for 0 and USEC_NEVER. */
json_t *writer_time(usec_t at, const struct zone *z);
