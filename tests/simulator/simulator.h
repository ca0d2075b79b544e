/* SPDX-License-Identifier: MIT */
#pragma once

/* All ports of one simulator, in the order of the command line. */

#include "port.h"

#define PORTS_MAX 64

struct profile_set;

struct simulator {
	struct port ports[PORTS_MAX];
	size_t n_ports;
	uint64_t seed;
	FILE *record;                 /* NULL: none */
	struct profile_set *profiles; /* NULL: none were asked for */
	bool draw;                    /* show the boards instead of obeying commands */
	usec_t run_for;               /* 0: until told */
};

/* From the command line.  Returns 1 if help was asked for; -EINVAL: it is said what is wrong. */
int options_parse(struct simulator *s, int argc, char **argv);
void options_help(void);

/* Obey one line of text; its answer, one line, goes to stdout.  False: quit. */
bool command_run(struct simulator *s, char *line, usec_t now);

/* The power of all boards fails for a moment. */
void forget_all(struct simulator *s, usec_t now);

/* The commands, for --help. */
void command_help(void);

/*
 * Boards drawn in the terminal, or a line for each change where stdout is none.  The terminal is
 * the drawing's until it ends.
 */
struct drawing;
int draw_start(struct drawing **ret);
void draw_update(struct drawing *d, struct simulator *s, usec_t now);
struct drawing *draw_stop(struct drawing *d);
