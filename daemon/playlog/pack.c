/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <zlib.h>

#include "playlog/pack.h"
#include "playlog/segments.h"

#define PATH_SIZE 64
#define CHUNK     ((size_t) 256 * 1024)

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

static int read_all(gzFile file, size_t most, char **ret, size_t *ret_n)
{
	_cleanup_(freep) char *text = NULL;
	size_t n = 0, room = 0;
	int got;

	do {
		if (room - n < CHUNK + 1) {
			char *grown = realloc(text, room + 2 * CHUNK);

			if (!grown)
				return -ENOMEM;
			text = grown;
			room += 2 * CHUNK;
		}
		got = gzread(file, text + n, CHUNK);
		n += got > 0 ? (size_t) got : 0;
	} while (got > 0 && n < most);
	text[n] = '\0';
	*ret = TAKE_PTR(text);
	*ret_n = n;
	return got < 0 ? -EBADMSG : 0;
}

int pack_read_fd(int fd, size_t most, char **ret, size_t *ret_n)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0), r;
	gzFile file;

	if (copy < 0)
		return -errno;
	file = gzdopen(copy, "rb");
	if (!file) {
		close(copy);
		return -ENOMEM;
	}
	r = read_all(file, most, ret, ret_n);
	/* That it is cut short is told at the end only. */
	if (gzclose(file) == Z_BUF_ERROR && r == 0)
		r = -EBADMSG;
	return r;
}

int pack_read(int dir, const char *name, size_t most, char **ret, size_t *ret_n)
{
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC), r;
	char *text = NULL;

	if (fd < 0)
		return -errno;
	r = pack_read_fd(fd, most, &text, ret_n);
	close(fd);
	if (r < 0)
		free(text);
	else
		*ret = text;
	return r;
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
