/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What a plugin for a monitoring system says, whether of one gateway or of several: the levels'
 * names, and text that such a system takes as text.
 */

#include <stdio.h>

#include "cli/cli.h"

/* By HEALTH_OK and so on. */
extern const char *const health_names[];

/* Escaped, and without the bar that begins figures. */
void health_print_line(FILE *out, const char *text);
