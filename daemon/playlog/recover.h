/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What the last run left, made ready to be gone on with: a torn tail is cut off, what is damaged
 * before it stays as it is, and the chain goes on from the last record that can be read.
 */

#include "playlog/segments.h"

struct recovered {
	unsigned segment; /* the last one, its file plain; 0: none that can be gone on with */
	unsigned last;    /* the highest number there is; 0: none */
	size_t used;      /* bytes of @segment */
	uint64_t ref;     /* the highest number of a text in it */

	uint64_t seq; /* of the last record; 0: none */
	uint8_t hash[RECORD_HASH_SIZE];

	size_t cut;       /* bytes of a torn tail */
	char damage[256]; /* found before the tail, and not yet told in the log; "": none */
};

/* Lists @s anew.  Errors: it can not be read or written; nothing may be appended then. */
int recover(struct segments *s, struct recovered *ret);
