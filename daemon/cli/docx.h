/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The text of a word processor's document (Office Open XML, ECMA-376 part 1,
 * chapter 17: what is read here are its paragraphs and runs), as a reader of the
 * document sees it: a line for each paragraph.  What was deleted, moved away or
 * hidden is not in it, nor are notes, headers and pronunciations.  Values
 * only; a document is bytes in memory and nothing that it refers to is fetched.
 */

#include "config/source.h"

#define DOCX_XML_MAX ((size_t) 64 * 1024 * 1024) /* bytes of its main part, unpacked */

/* Numbers and marks that the word processor makes itself are in no paragraph's text. */
struct docx_numbers {
	unsigned n;     /* paragraphs that have one */
	unsigned first; /* of these, the line */
};

/* Is it a document of a word processor, at a glance, and no text? */
bool docx_is_likely(const struct source *s);

/*
 * Put its text in the place of the document.  -EINVAL: it can not be read, said to @diag, and @s is
 * as it was.  -ENOMEM.
 */
int docx_read(struct source *s, struct docx_numbers *ret, struct diag *diag);

/* The same of the main part's XML; @ret's text is the caller's. */
int docx_text(struct source *ret, struct docx_numbers *ret_numbers, const char *path,
	      const char *xml, size_t n, struct diag *diag);
