/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * How metrics go out, whether of one gateway or of several.
 */

#include "cli/cli.h"
#include "cli/exposition.h"

/* Do the options go together?  An exit code, after saying why not. */
int metrics_check(const struct cli *cli);

/* The sample that says whether a gateway answered; NULL: this machine. */
void metrics_add_up(struct exposition *e, const char *gateway, bool up);

/* To the file of --output, whole or not at all, else to stdout.  An exit code. */
int metrics_write(const struct cli *cli, struct exposition *e);
