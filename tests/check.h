/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What unit tests need: count what failed, say where, go on.  A test ends with
 * `return test_result();`.
 */

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int test_failures;

#define CHECK(x)                                                                                   \
	do {                                                                                       \
		if (!(x)) {                                                                        \
			printf("%s:%d: %s\n", __FILE__, __LINE__, #x);                             \
			test_failures++;                                                           \
		}                                                                                  \
	} while (0)

/* In a table-driven test: @line is the row's __LINE__. */
#define CHECK_ROW(line, x)                                                                         \
	do {                                                                                       \
		if (!(x)) {                                                                        \
			printf("%s:%d: %s\n", __FILE__, (int) (line), #x);                         \
			test_failures++;                                                           \
		}                                                                                  \
	} while (0)

static inline int test_result(void)
{
	if (test_failures)
		printf("%d failed\n", test_failures);
	return test_failures ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* A small generator for random tests: print the seed, repeat the run. */
static inline uint64_t test_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* The seed given as the first argument, or a fixed one; printed either way. */
static inline uint64_t test_seed(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;

	printf("seed %" PRIu64 "\n", seed);
	return seed;
}
