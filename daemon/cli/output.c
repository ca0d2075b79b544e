/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/output.h"

/* Only quotes and backslashes are escaped there. */
void output_string(FILE *f, const char *text)
{
	fputc('"', f);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', f);
		fputc(*text, f);
	}
	fputc('"', f);
}

static int write_to(int fd, output_fn put, const void *userdata)
{
	FILE *f = fdopen(fd, "w");

	if (!f) {
		close(fd);
		return -errno;
	}
	put(f, userdata);
	if (fflush(f) == EOF || ferror(f) || fsync(fd) < 0 || fchmod(fd, 0644) < 0) {
		int r = errno ? -errno : -EIO;

		fclose(f);
		return r;
	}
	return fclose(f) == EOF ? -errno : 0;
}

/* Whole or not at all: the daemon may be reading the directory. */
int output_write(const char *path, output_fn put, const void *userdata)
{
	_cleanup_(freep) char *fresh = NULL;
	int fd, r;

	if (asprintf(&fresh, "%s.XXXXXX", path) < 0) {
		fresh = NULL;
		return out_of_memory();
	}
	fd = mkostemp(fresh, O_CLOEXEC);
	if (fd < 0)
		return failed("%s can not be written: %s", path, strerror(errno));
	r = write_to(fd, put, userdata);
	if (r >= 0 && rename(fresh, path) < 0)
		r = -errno;
	if (r >= 0)
		return EXIT_DONE;
	unlink(fresh);
	return failed("%s can not be written: %s", path, strerror(-r));
}
