/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <zlib.h>

#include "playlog/pack.h"
#include "playlog/segments.h"

#define PATH_SIZE 64

static int compress_to(int fd, const char *text, size_t n)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0), r = 0;
	gzFile file;

	if (copy < 0)
		return -errno;
	file = gzdopen(copy, "wb");
	if (!file) {
		close(copy);
		return -ENOMEM;
	}
	errno = 0;
	if (n > 0 && gzwrite(file, text, (unsigned) n) != (int) n)
		r = errno ? -errno : -EIO;
	if (gzclose(file) != Z_OK && r == 0)
		r = errno ? -errno : -EIO;
	return r;
}

static int write_new(int dir, const char *name, const char *text, size_t n)
{
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0640);
	int r;

	if (fd < 0)
		return -errno;
	r = compress_to(fd, text, n);
	if (r == 0 && fsync(fd) < 0)
		r = -errno;
	close(fd);
	return r;
}

int pack_write(int dir, const char *name, const char *text, size_t n)
{
	char path[PATH_SIZE];
	int r;

	if (n > INT32_MAX)
		return -EFBIG;
	if (snprintf(path, sizeof(path), "%s" PACK_NEW, name) >= (int) sizeof(path))
		return -ENAMETOOLONG;
	r = write_new(dir, path, text, n);
	if (r == 0 && renameat(dir, path, dir, name) < 0)
		r = -errno;
	if (r < 0) {
		(void) unlinkat(dir, path, 0);
		return r;
	}
	return fsync(dir) < 0 ? -errno : 0;
}

int pack_segment(const struct segments *s, unsigned number)
{
	const struct segment plain = { .number = number };
	char from[SEGMENT_NAME_MAX], to[SEGMENT_NAME_MAX];
	_cleanup_(freep) char *text = NULL;
	size_t n;
	int r;

	r = segment_load(s, &plain, SEGMENT_TEXT_MAX, &text, &n);
	if (r < 0)
		return r;
	if (n == SEGMENT_TEXT_MAX)
		return -EFBIG; /* there may be more */
	segment_name(number, false, from);
	segment_name(number, true, to);
	r = pack_write(s->dir, to, text, segment_text_size(text, n));
	if (r < 0)
		return r;
	return unlinkat(s->dir, from, 0) < 0 ? -errno : 0;
}
