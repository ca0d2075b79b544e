/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What an order is made of, as it is given on the command line: for how long,
 * on which boards.  Speaks about what is wrong with it.
 */

#include "cli/cli.h"
#include "cli/client.h"

#define BLANK_FOR_MAX (7 * USEC_PER_DAY)

/*
 * --for or --until is mandatory.  The first, before anybody is asked, says what can be said then;
 * the second gives the span from now on, of at most @max.  Both return an exit code.
 */
int order_span_check(const struct cli *cli, usec_t max);
int order_span_parse(const struct cli *cli, const struct client *c, usec_t max, usec_t *ret);

/* Names of boards and groups; none: all. */
struct names {
	char **list;
	size_t n;
};

/* "a,b"; NULL: none.  Returns an exit code. */
int names_parse(const char *text, struct names *ret);
/* Words of the command line can be sent as names.  Returns an exit code. */
int names_check(char *const words[], size_t n);
void names_done(struct names *names);

/* Append them as `as`. */
int names_append(sd_bus_message *m, char *const list[], size_t n);

/*
 * The daemon said no, to what c->why and c->list say.  Where it gave reasons, each is a line, as
 * an array if @ret is given, else on stderr.  Returns EXIT_FAILED.
 */
int order_refused(const struct client *c, json_t **ret);
