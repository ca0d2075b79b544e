/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What the verbs of the log are asked for: a board, kinds, a span of time.
 */

#include "cli/log_source.h"

/* Before a source is opened: is each a thing at all?  An exit code, after saying why. */
int log_options_check(const struct cli *cli);

/* The same as a query, in the source's zone.  An exit code, after saying why. */
int log_options_parse(const struct cli *cli, const struct log_source *s, struct query *ret);
