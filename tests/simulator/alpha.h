/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What an Alpha sign holds (Adaptive Micro Systems, "Alpha Sign Communications
 * Protocol", 9708-8061): files in a memory that is laid out by its host.
 */

#include "board.h"

#define ALPHA_FILES_MAX 16
#define ALPHA_FILE_MAX  1024
#define ALPHA_PRIORITY  '0'
#define ALPHA_RUN_MAX   32

struct alpha_file {
	uint8_t label; /* 0: free */
	uint8_t type;  /* 'A' text, 'B' string, 'D' dots */
	uint8_t protection;
	char times[4];
	uint16_t size, n;
	usec_t since;
	uint8_t bytes[ALPHA_FILE_MAX];
};

struct alpha {
	struct alpha_file files[ALPHA_FILES_MAX];
	struct alpha_file priority; /* always there, 125 bytes */
	uint8_t run[ALPHA_RUN_MAX];
	unsigned n_run;
	bool acknowledges; /* signs of the 2.0 protocol and later */
	uint8_t status;    /* serial error status */
};

/* NULL: the memory has no such file. */
struct alpha_file *alpha_find(struct alpha *a, uint8_t label, uint8_t type);

void alpha_show(const struct board *b, struct screen *s);
