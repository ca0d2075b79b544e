/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "config/installed.h"
#include "pufa/base.h"

/* From the program's folder: of an install tree, and of a build tree. */
static const char *const places[] = { "../share/pufa", "share/pufa" };

const char *installed_path(const char *name, char *buf)
{
	char program[PATH_MAX], path[PATH_MAX + 64];
	ssize_t n = readlink("/proc/self/exe", program, sizeof(program) - 1);
	char *slash;

	program[n > 0 ? n : 0] = '\0';
	slash = strrchr(program, '/');
	for (size_t i = 0; slash && i < ARRAY_SIZE(places); i++) {
		*slash = '\0';
		if (snprintf(path, sizeof(path), "%s/%s/%s", program, places[i], name) < PATH_MAX &&
		    realpath(path, buf))
			return buf;
	}
	snprintf(buf, PATH_MAX, "%s/%s", PUFA_DATADIR, name);
	return buf;
}
