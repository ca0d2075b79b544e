/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Where the data that came with the programs is: beside the program itself, so
 * that an install tree may lie anywhere, else where it was built for.
 */

#include <limits.h>

/* The folder @name ("profiles", "playlists") of the installed data; @buf has PATH_MAX bytes. */
const char *installed_path(const char *name, char *buf);
