/* SPDX-License-Identifier: MIT */
#pragma once

/* All ports of one simulator, in the order of the command line. */

#include "port.h"

#define PORTS_MAX 8

struct simulator {
	struct port ports[PORTS_MAX];
	size_t n_ports;
	uint64_t random;
};

/* Obey one line of text; its answer, one line, goes to stdout.  False: quit. */
bool command_run(struct simulator *s, char *line);

/* The commands, for --help. */
void command_help(void);
