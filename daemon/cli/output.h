/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * For verbs that write a file of the configuration: on stdout, or under the
 * name that was given, there whole or not at all, since the daemon may be
 * reading the directory.
 */

#include <stdio.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf" /* before a table: spreadsheets take it for GBK without */

/* Writes what @userdata stands for; mistakes show in ferror(). */
typedef void (*output_fn)(FILE *f, const void *userdata);

/* Returns an exit code; what goes wrong is said. */
int output_write(const char *path, output_fn put, const void *userdata);

/* A string as such a file has it, with its quotes. @text has no control characters. */
void output_string(FILE *f, const char *text);

/* A cell of a table, in quotes: a comma, a quote or a line's end may be in it. */
void output_csv_string(FILE *f, const char *text);
