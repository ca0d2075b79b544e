/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Where a row of text may end: each code point of a text, with how bad it
 * would be to break before it.  For layout.c alone; pure.
 *
 * The rules are those of GB/T 15834-2011 section 5.1 and of the W3C's
 * Requirements for Chinese Text Layout: closing and pausing marks, dashes and
 * connectors do not start a row, opening ones do not end it, a solidus does
 * neither, the halves of a dash or an ellipsis stay together, and numbers and
 * words of letters are not cut.
 */

#include "pufa/message.h"

/* What breaking before a code point costs; where none is free, the least is taken. */
enum break_cost {
	BREAK_FREE,
	BREAK_WORD,  /* inside a number or a word that fits a row */
	BREAK_MARK,  /* a mark would start or end a row where it must not */
	BREAK_PAIR,  /* between the halves of a dash or an ellipsis */
	BREAK_NEVER, /* before a combining mark, or after nothing but spaces */
};

enum break_class {
	CLASS_OTHER, /* ideographs, and all that has no rule */
	CLASS_SPACE,
	CLASS_GLUE, /* the no-break space */
	CLASS_LETTER,
	CLASS_DIGIT,
	CLASS_OPEN,
	CLASS_CLOSE,
	CLASS_DASH, /* closes, and comes in pairs: dashes and ellipses */
	CLASS_BOTH, /* neither starts nor ends a row: the solidus */
	/* What the neighbours decide; no unit of a result has one of these. */
	CLASS_POINT,
	CLASS_COMMA,
	CLASS_APOSTROPHE,
	CLASS_HYPHEN,
	CLASS_PLUS,
	CLASS_QUOTE, /* straight: opens and closes by turns */
	/* And what they can make of it. */
	CLASS_INFIX,  /* inside a number or a word */
	CLASS_PREFIX, /* a number's sign */
};

struct unit {
	uint16_t at;   /* bytes from the text's start */
	uint8_t n;     /* bytes */
	uint8_t width; /* cells */
	uint32_t code_point;
	enum break_class class;
	enum break_cost before;
};

/*
 * Take @text apart for rows of @columns cells; returns how many units there are.
 * -EILSEQ: not UTF-8, or a control character in it.  @text has at most TEXT_MAX bytes.
 */
int linebreak_units(const char *text, unsigned columns, struct unit ret[TEXT_MAX]);
