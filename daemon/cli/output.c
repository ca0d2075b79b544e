/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/output.h"
#include "cli/output_file.h"

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

void output_csv_string(FILE *f, const char *text)
{
	fputc('"', f);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', f);
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
	if (ferror(f)) {
		fclose(f);
		return -EIO;
	}
	return fclose(f) == EOF ? -errno : 0;
}

int output_write(const char *path, output_fn put, const void *userdata)
{
	struct output_file o;
	int r = output_file_open(&o, path);

	if (r >= 0)
		r = write_to(r, put, userdata);
	if (r >= 0)
		r = output_file_commit(&o);
	if (r >= 0)
		return EXIT_DONE;
	output_file_close(&o);
	return failed("%s can not be written: %s", path, strerror(-r));
}
