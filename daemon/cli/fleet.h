/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A verb asked of several gateways at once.  Each is asked by a process of its
 * own, which runs the verb as for one gateway with --json; so what ssh and the
 * bus may do to a process they do to that one.  At most so many run at a time,
 * and none longer than the deadline: then it is ended with all it has started.
 * One thread; waits for nothing but the pipes of those processes.
 */

#include <jansson.h>

#include "cli/cli.h"

struct fleet_answer {
	const char *host; /* borrowed */
	json_t *json;     /* as of one gateway; NULL: none, or none that makes sense */
	char *error;      /* why it could not be asked; NULL: it could */
};

/* Ask the @n hosts, each for at most @timeout.  @ret has room for as many, in the same order. */
void fleet_ask(const struct cli *cli, char *const hosts[], size_t n, usec_t timeout,
	       struct fleet_answer *ret);
void fleet_answers_free(struct fleet_answer *answers, size_t n);

/* Does the command line name several gateways? */
bool fleet_is_asked(const struct cli *cli);

/* The verb, over all of them, as one table or one document.  Returns the verb's exit code. */
int fleet_run(const struct cli *cli);
