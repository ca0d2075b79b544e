/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Some of the play log: of one board, of some kinds, of some time, in the order in which it was
 * written.  The same for pufactl, which reads a directory, and for the service, which answers over
 * the bus in pieces of limited size.
 */

#include "playlog/reader.h"

struct query {
	const char *board;     /* NULL: all; else its own records, and those of no board */
	uint64_t since, until; /* msec since the epoch: since <= at < until; 0: open */
	uint64_t after;        /* only records with a higher number; 0: from the first on */
	uint32_t kinds;        /* 1 << enum record_kind */
	bool texts;            /* also every text, from the start of the segment on */
	size_t most;           /* read no more than about so many bytes at once; 0: all there is */
};

#define QUERY_KIND(kind) (UINT32_C(1) << (kind))
/* All but texts, which come with what refers to them. */
#define QUERY_KINDS (QUERY_KIND(RECORD_OTHER + 1) - 1 - QUERY_KIND(RECORD_TEXT))

/*
 * "play,dark"; "" is QUERY_KINDS.  -EINVAL: *ret_bad, of *ret_n bytes, is none.
 */
int query_kinds_parse(const char *text, uint32_t *ret, const char **ret_bad, size_t *ret_n);
/* The caller's; NULL: out of memory. */
char *query_kinds_format(uint32_t kinds);

struct query_end {
	uint64_t last; /* the number of the last record looked at, to ask on after; 0: there is none
			*/
	bool more;     /* there may be more after it now */
};

/*
 * Give each entry that is asked for to @fn; what is so damaged that there is no record comes too,
 * where all kinds are asked for.  A record without a trusted time counts as of the one before it.
 * @fn returns 0, or 1 when it has enough for now, or what is wrong, and that is returned.
 */
int query_run(struct reader *reader, const struct query *q,
	      int (*fn)(const struct entry *entry, void *userdata), void *userdata,
	      struct query_end *ret);
