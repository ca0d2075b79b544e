/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "service/state_file.h"

static int read_open(int fd, size_t max, char **ret, size_t *ret_n)
{
	_cleanup_(freep) char *text = NULL;
	struct stat st;
	size_t n = 0;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) || (uint64_t) st.st_size > max)
		return -EBADMSG;
	text = malloc((size_t) st.st_size + 1);
	if (!text)
		return -ENOMEM;
	while (n < (size_t) st.st_size) {
		ssize_t got = read(fd, text + n, (size_t) st.st_size - n);

		if (got < 0)
			return -errno;
		if (got == 0)
			break;
		n += (size_t) got;
	}
	text[n] = '\0';
	*ret = TAKE_PTR(text);
	*ret_n = n;
	return 0;
}

int state_file_read(int dir, const char *name, size_t max, char **ret, size_t *ret_n)
{
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	int r;

	if (fd < 0)
		return errno == ELOOP ? -EBADMSG : -errno;
	r = read_open(fd, max, ret, ret_n);
	close(fd);
	return r;
}
