/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * How a make of board speaks: one table for each protocol, in a file of its
 * own, written from the protocol's facts and never from a driver, so that the
 * two check each other.
 *
 * A protocol keeps a board's state in flat memory without pointers: it is
 * copied to undo what a board only pretended to do.
 */

#include "octets.h"
#include "pufa/line.h"
#include "pufa/message.h"
#include "screen.h"

#define REQUEST_MAX 4096 /* bytes of one request as it comes, noise before it included */
#define ANSWER_MAX  3072

struct board;

/* One request, taken out of what has come. */
struct request {
	const uint8_t *raw; /* as it came */
	size_t n_raw;
	enum line_medium medium;
	uint8_t bytes[REQUEST_MAX]; /* without what only frames it */
	size_t n;                   /* 0: there was nothing but noise */
	bool damaged;               /* its checksum is wrong */
	unsigned address, mask;     /* a board is meant where they agree in the bits of the mask */
};

/* How an answer is given. */
struct manner {
	int refuse;         /* with this code; -1: not refused */
	bool wrong_address; /* as if another board answered */
	bool wrong_checksum;
	bool alone; /* on its line */
};

enum {
	TAKE_MORE = 0,      /* no whole request yet */
	TAKE_NONSENSE = -1, /* nothing is certain until the line is quiet */
	TAKE_HANG_UP = -2,  /* a connection on which this was said is of no use */
};

struct protocol {
	const char *name;
	size_t size; /* of a board's state */
	unsigned address_min, address_max;
	unsigned cell_width, cell_height; /* pixels of a half-width character */
	usec_t silence;                   /* ends a request that came in part on a serial line */
	int refusal, busy;                /* codes */
	bool checked;                     /* damage to an answer shows by its checksum */

	/* The first request in @in: how many bytes belong to it, or one of the above. */
	int (*take)(enum line_medium medium, const uint8_t *in, size_t n, struct request *ret);

	/* Is the request for this board?  Optional: by address and mask. */
	bool (*meant)(const struct board *b, const struct request *r);

	/* Obey, and write the answer's frame, or nothing where none is given. */
	void (*answer)(struct board *b, const struct request *r, const struct manner *m,
		       struct octets *out);

	/* What is answered in place of a board that is not there.  Optional: nothing. */
	void (*nobody)(const struct request *r, struct octets *out);

	/* Power comes back after a cut; @everything: and the flash is empty. */
	void (*restart)(struct board *b, bool everything);

	/* What can be seen; the screen is blank, and dark if the board was switched off. */
	void (*show)(const struct board *b, struct screen *s);

	/* Somebody else puts up a text.  -EOPNOTSUPP: there is no saying how. */
	int (*foreign)(struct board *b, const struct page *page);

	/* Something can be added to the line about the board's state.  Optional. */
	void (*describe)(const struct board *b, char *buf, size_t size);
};

extern const struct protocol sim_alpha, sim_cpower, sim_fk, sim_jetfile, sim_modbus, sim_onbon;
