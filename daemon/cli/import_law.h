/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A law's text to messages: the articles that are wanted, each one message or,
 * where it is too long for one, several.  What is left out is kept in a list,
 * to be told of.  Owns all that it points to.
 */

#include <stdio.h>

#include "config/check_set.h"
#include "config/lawfile.h"
#include "config/lawtext.h"
#include "pufa/profile.h"

#define LAW_PAGES_MAX   CHECK_PAGES_MAX /* of one message on the profile */
#define LAW_CHOICES_MAX 256

/* Articles from @first to @last, those put in between later included. */
struct law_choice {
	struct law_number first, last;
};

struct law_choices {
	struct law_choice list[LAW_CHOICES_MAX];
	size_t n; /* 0: all articles */
};

/*
 * "33-56,1043,133-1": a dash before a larger number makes a range, before one that is not an
 * article put in later; A..B is a range always, and 第一百三十三条之一 is understood.  -EINVAL:
 * *ret_word is where it is not understood.
 */
int law_choices_parse(struct law_choices *ret, const char *text, const char **ret_word);

struct law_options {
	const char *law; /* its title; NULL: as in the text */
	struct law_choices choices;
	const struct profile *profile; /* NULL: of any board */
};

struct law_message {
	const struct law_article *article;
	const char *number, *text;
};

/* Lines that are in no message. */
struct law_left {
	unsigned first, last;
	bool outside;           /* they are well understood, but belong to no article */
	const char *why, *text; /* the text of the first of them */
};

struct law_import {
	struct source file;
	bool paragraphs; /* each line of it is one */
	struct arena arena;
	struct lawtext text;
	const char *law;  /* the title */
	const char *name; /* for a playlist */
	struct law_message *messages;
	struct law_left *left;
	size_t n_messages, n_left;
};

/*
 * @path is borrowed for the life of @ret, which is all zero before and has to be done away with in
 * any case.  -EINVAL: nothing can be imported, and why is said to @diag.  -ENOMEM.
 */
int import_law(struct law_import *ret, const char *path, const struct law_options *options,
	       struct diag *diag);
/* The same of ret->file, which has been read. */
int law_import_parse(struct law_import *ret, const struct law_options *options, struct diag *diag);
void law_import_done(struct law_import *i);

/* The file of a playlist, as the daemon reads it. */
void law_import_print(const struct law_import *i, FILE *f);

static inline void law_import_donep(struct law_import *i)
{
	law_import_done(i);
}
