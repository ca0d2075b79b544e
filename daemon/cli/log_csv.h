/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What was shown as a table for spreadsheets: RFC 4180, UTF-8 with the mark
 * without which they take Chinese for something else.
 */

#include <stdio.h>

#include "playlog/shown.h"

struct zone;

void log_csv_head(FILE *f);
void log_csv_row(FILE *f, const struct shown_row *row, const struct zone *z);
