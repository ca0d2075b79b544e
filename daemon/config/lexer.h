/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The words of a libconfig file: names, values, punctuation, each with its
 * line.  Stricter than libconfig itself: whatever libconfig 1.5 would wrap,
 * drop or read in another way than it looks is refused here, said once at its
 * line.  Pure: bytes in, tokens and complaints out.
 */

#include "pufa/diag.h"

#define STRING_MAX       4096 /* bytes of one string, as written */
#define SETTING_NAME_MAX 64   /* bytes of a setting's name */

enum token_kind {
	TOKEN_END,
	TOKEN_BAD, /* said already; stands where a value could */
	TOKEN_NAME,
	TOKEN_BOOL,
	TOKEN_INT,
	TOKEN_FLOAT,
	TOKEN_STRING,
	TOKEN_ASSIGN, /* = or : */
	TOKEN_COMMA,
	TOKEN_SEMICOLON,
	TOKEN_GROUP_OPEN,
	TOKEN_GROUP_CLOSE,
	TOKEN_ARRAY_OPEN,
	TOKEN_ARRAY_CLOSE,
	TOKEN_LIST_OPEN,
	TOKEN_LIST_CLOSE,
};

struct token {
	enum token_kind kind;
	const char *at; /* into the text */
	size_t n;       /* bytes, with the quotes of a string */
	unsigned line;
};

struct lexer {
	const char *at, *end;
	const char *file;
	unsigned line;
	bool cut; /* what is open never closes: the end has been reached in the middle of something
		   */
	struct diag *diag;
};

/* @text: UTF-8 without NUL or control characters but tab and line ends; borrowed. */
void lexer_init(struct lexer *l, const char *text, size_t n, const char *file, struct diag *diag);
struct token lexer_next(struct lexer *l);
