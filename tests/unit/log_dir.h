/* SPDX-License-Identifier: MIT */
#pragma once

/* For tests of the play log: a directory of its own, and whole files written and read in it. */

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "check.h"

struct log_dir {
	char path[128];
};

static inline void log_dir_init(struct log_dir *d)
{
	snprintf(d->path, sizeof(d->path), "/tmp/pufa-test-log-XXXXXX");
	CHECK(mkdtemp(d->path) != NULL);
}

static inline void log_dir_file(const struct log_dir *d, const char *name, char buf[static 128])
{
	CHECK(snprintf(buf, 128, "%s/%s", d->path, name) < 128);
}

static inline void log_dir_put(const struct log_dir *d, const char *name, const char *text,
			       size_t n)
{
	char path[128];
	FILE *f;

	log_dir_file(d, name, path);
	f = fopen(path, "w");
	CHECK(f && fwrite(text, 1, n, f) == n);
	fclose(f);
}

/* Returns its text, with a NUL; NULL: it is not there. */
static inline char *log_dir_get(const struct log_dir *d, const char *name, size_t *ret_n)
{
	char path[128], *text = NULL;
	struct stat st;
	FILE *f;

	log_dir_file(d, name, path);
	f = fopen(path, "r");
	if (!f)
		return NULL;
	if (fstat(fileno(f), &st) == 0)
		text = calloc(1, (size_t) st.st_size + 1);
	CHECK(text && fread(text, 1, (size_t) st.st_size, f) == (size_t) st.st_size);
	fclose(f);
	*ret_n = (size_t) st.st_size;
	return text;
}

static inline void log_dir_pack(const struct log_dir *d, const char *name, const char *text,
				size_t n)
{
	char path[128];
	gzFile f;

	log_dir_file(d, name, path);
	f = gzopen(path, "wb");
	CHECK(f && gzwrite(f, text, (unsigned) n) == (int) n && gzclose(f) == Z_OK);
}

static inline bool log_dir_has(const struct log_dir *d, const char *name)
{
	char path[128];

	log_dir_file(d, name, path);
	return access(path, F_OK) == 0;
}

static inline void log_dir_remove(const struct log_dir *d, const char *name)
{
	char path[128];

	log_dir_file(d, name, path);
	CHECK(unlink(path) == 0);
}

static inline void log_dir_empty(const struct log_dir *d)
{
	DIR *dir = opendir(d->path);
	struct dirent *e;

	while (dir && (e = readdir(dir)))
		if (e->d_name[0] != '.')
			log_dir_remove(d, e->d_name);
	if (dir)
		closedir(dir);
}

static inline void log_dir_done(const struct log_dir *d)
{
	log_dir_empty(d);
	CHECK(rmdir(d->path) == 0);
}
