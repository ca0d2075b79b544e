/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Two register lines for tests of drivers.  A script must be asked for exactly
 * these operations in this order, and answers as it says; a store is a unit
 * that keeps what it is given.
 */

#include "pufa/line.h"

enum step_what {
	STEP_WRITE,
	STEP_READ,
	STEP_WRITE_ONE,
	STEP_COIL,
};

struct step {
	enum step_what what;
	unsigned address, n;
	const uint16_t *values; /* wanted of a write, given to a read; of a coil 0 or 1 */
	int result;             /* of the operation */
};

#define STEP_VALUES(...)                                                                           \
	(const uint16_t[])                                                                         \
	{                                                                                          \
		__VA_ARGS__                                                                        \
	}
#define STEP_COUNT(...) (sizeof(STEP_VALUES(__VA_ARGS__)) / sizeof(uint16_t))
#define STEP(what, a, r, ...)                                                                      \
	{                                                                                          \
		(what), (a), STEP_COUNT(__VA_ARGS__), STEP_VALUES(__VA_ARGS__), (r)                \
	}
#define WRITE(a, ...)         STEP(STEP_WRITE, a, 0, __VA_ARGS__)
#define WRITE_ONE(a, v)       STEP(STEP_WRITE_ONE, a, 0, v)
#define READ(a, ...)          STEP(STEP_READ, a, 0, __VA_ARGS__)
#define COIL(a, on)           STEP(STEP_COIL, a, 0, on)
#define FAIL_WRITE(r, a, ...) STEP(STEP_WRITE, a, r, __VA_ARGS__)
#define FAIL_READ(r, a, n)                                                                         \
	{                                                                                          \
		STEP_READ, (a), (n), NULL, (r)                                                     \
	}

struct script {
	struct line line;
	unsigned unit;
	const struct step *at, *end;
	bool departed; /* something else was asked for */
};

void script_init(struct script *s, unsigned unit, const struct step *steps, size_t n);

/* All of the script, and nothing else, was asked for. */
bool script_done(const struct script *s);

struct store {
	struct line line;
	uint16_t registers[65536];
	unsigned reads[64]; /* lengths of the reads since n_reads was last set to 0 */
	unsigned n_reads;
	unsigned written; /* the most registers in one write */
};

void store_init(struct store *s);
