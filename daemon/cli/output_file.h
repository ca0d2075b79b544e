/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A file that is there whole or not at all: written beside its place under
 * another name, and put there at the end.  A signal that ends the program takes
 * it away; so there is one at a time.
 */

#include "pufa/base.h"

struct output_file {
	const char *path; /* borrowed */
	char *fresh;      /* NULL: nothing is to be put in place, or taken away */
};

/*
 * Makes the file under its other name.  @path is borrowed.  Returns a descriptor.  -EISDIR,
 * -ENOTSUP: what is there is no file.
 */
int output_file_open(struct output_file *o, const char *path);

/* What was written to it is on the disk when it is in place. */
int output_file_commit(struct output_file *o);

/* Nothing is left of it unless it was put in place. */
void output_file_close(struct output_file *o);
