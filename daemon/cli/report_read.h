/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Reads what a year's report is made of: the records of the play log, from wherever that is, and
 * the roll-ups of days whose records are gone, where their directory can be read.
 */

#include "cli/log_source.h"
#include "cli/report.h"

/* @d's figures are initialised.  Returns an exit code, after saying why. */
int report_read(struct report_document *d, struct log_source *s, const struct cli *cli);
