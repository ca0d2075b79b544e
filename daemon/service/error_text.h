/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * An error and what is behind it in words, the same in the log and on the bus:
 * "the port or connection is gone, or can not be opened: Permission denied".
 */

struct error_text {
	char text[160];
};

/*
 * @error and @cause as in struct result.  Returns @buf's text, "" where there is no error;
 * a cause that has no words is left out.
 */
const char *error_text(int error, int cause, struct error_text *buf);
