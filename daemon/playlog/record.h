/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A line of the play log, as a value and as text.
 *
 *     {"seq":7,"at":1795575600000,"mono":123456,"kind":"stop","prev":"<32 hex>","crc":"<8 hex>"}
 *
 * @prev is the first half of the SHA-256 of the whole line before, without its newline; all zero
 * before the first of all.  @crc is the CRC-32C of the line up to and not including `,"crc"`.  So a
 * line that was not written as a whole is found by itself, and one that was changed, taken out or
 * put in is found by those around it.
 *
 * Keys come in a fixed order.  A later version may add keys after those of a kind, and kinds:
 * they are read past.  Pure; needs no memory.
 */

#include "pufa/base.h"

enum record_kind {
	RECORD_START,     /* version, boot: the service began */
	RECORD_STOP,      /* it ended in order */
	RECORD_SET,       /* digest, who: a set of files came in force */
	RECORD_TEXT,      /* ref, digest, playlist, law, article, text, file, line */
	RECORD_PLAY,      /* board, ref, page, pages, from, until, how: it shows this from now on */
	RECORD_DARK,      /* board, from, until, how: it is dark from now on */
	RECORD_LOST,      /* board, why: what it shows is not known from now on */
	RECORD_MISSED,    /* board, ref, from, until, why: a planned play never reached it */
	RECORD_INCIDENT,  /* id, what, incident, level, subject, text, count */
	RECORD_ORDER,     /* id, what, order, who, text, boards, until: of a notice or a blank */
	RECORD_CLOCK,     /* before, text: the wall clock was set, or trust in it changed */
	RECORD_GAP,       /* n, why: so many records of plays were not written */
	RECORD_RECOVERED, /* n: bytes of a torn tail were cut off */
	RECORD_DAMAGE,    /* text: a line before the tail was found damaged at the start */
	RECORD_DAY,       /* day: "2026-11-25" is over, and its roll-up is due */
	RECORD_OTHER,     /* of a later version; @other is its name */
};

/* How far a play got on a board. */
enum reach {
	REACH_SENT,
	REACH_ACKNOWLEDGED,
	REACH_VERIFIED,
};

#define RECORD_HASH_SIZE 16
#define RECORD_LINE_MAX  16384 /* bytes, the newline and a NUL included */

/*
 * Times are in milliseconds.  Strings are borrowed and never NULL once parsed; NULL is written as
 * "".  What a kind does not have is not looked at, and is 0 or NULL once parsed.
 */
struct record {
	uint64_t seq;  /* from 1, without holes */
	uint64_t at;   /* since the epoch; 0: the clock was not to be trusted */
	uint64_t mono; /* since boot */
	enum record_kind kind;
	const char *other; /* RECORD_OTHER */
	uint8_t prev[RECORD_HASH_SIZE];

	const char *version, *boot;
	const char *digest, *who;
	const char *playlist, *law, *article, *text, *file;
	const char *board, *why;
	const char *what, *incident, *level, *subject;
	const char *order;  /* "notice", "blank" */
	const char *boards; /* names, with ", " between */
	const char *day;
	uint64_t ref; /* of a text; from 1 in each segment */
	uint64_t line;
	uint64_t page, pages; /* the page that is up, from 0, of so many */
	uint64_t from, until; /* of the planned play; 0: not known */
	uint64_t id, count, before, n;
	enum reach how;
};

const char *record_kind_name(const struct record *r); /* "play" */
const char *reach_name(enum reach reach);             /* "verified" */

/* What it is about: its board, or an incident's subject; "": nothing, and so all. */
const char *record_subject(const struct record *r);

/* The line without a newline, and a NUL; returns its length.  -EMSGSIZE: @size is too small. */
int record_format(const struct record *r, char *buf, size_t size);

/*
 * Takes a line apart, without its newline, in place: the strings of *ret point into it.
 * -EBADMSG: its checksum is wrong.  -EINVAL: it is whole, and yet not what a line of its kind must
 * be.  *ret_why then says what is wrong, a static text.  On errors the line may be changed, too.
 */
int record_parse(struct record *ret, char *line, size_t n, const char **ret_why);

/* What the next line must carry in @prev. */
void record_hash(const char *line, size_t n, uint8_t ret[static RECORD_HASH_SIZE]);

/* CRC-32C (Castagnoli), RFC 3720 appendix B.4. */
uint32_t crc32c(const void *data, size_t n);
