/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * JSON objects of one level, `"key":value` with strings and whole numbers only, to and from a
 * struct, by a table of its members.  The lines of the play log and of its roll-ups are such.
 *
 * Keys come in the order of the table, without blanks between anything.  Reading is strict, works
 * in place (a string points into what was read) and needs no memory.  Pure.
 */

#include "pufa/base.h"

enum flat_type {
	FLAT_STRING, /* const char *; NULL is written as "" */
	FLAT_NUMBER, /* uint64_t */
	FLAT_NAME,   /* an enum, as one of a list of names */
};

struct flat_key {
	const char *name;
	enum flat_type type;
	size_t offset;            /* of the member */
	const char *const *names; /* FLAT_NAME; ends with NULL */
};

/* A string is cut to so many bytes as written, escapes included; what is cut ends in "…". */
#define FLAT_STRING_MAX 3072

/* Members go into @buf one after the other.  @full: there was no room for all. */
struct flat_writer {
	char *buf;
	size_t size, n;
	bool full;
};

/* Bytes that are no UTF-8 become U+FFFD. */
void flat_write(struct flat_writer *w, const struct flat_key *keys, size_t n_keys,
		const void *from);
void flat_write_raw(struct flat_writer *w, const char *text);

/* What is left to read; at the start all of the object from its '{' on, without its '}'. */
struct flat_reader {
	char *at, *end;
};

/*
 * The next members must be those of the table.  -EBADMSG: they are not; *ret_why is a static text
 * that says what is wrong.
 */
int flat_read(struct flat_reader *r, const struct flat_key *keys, size_t n_keys, void *to,
	      const char **ret_why);

/* Whatever else there is, up to a member of that name or the end: members of a later version. */
int flat_skip(struct flat_reader *r, const char *until, const char **ret_why);
