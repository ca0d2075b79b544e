/* SPDX-License-Identifier: MIT */
/*
 * The count of flash writes from any file at all: it is refused, and then nothing may be written
 * to a board, or it is read, and what is counted from there on is read again as it was.
 */
#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "service/flash.h"

#define BOARD "南门"
#define TODAY 9834
#define HASH  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* In memory, where there is such a place: what is written down is synced each time. */
static char memory_dir[] = "/dev/shm/fuzz-flash-XXXXXX", disk_dir[] = "/tmp/fuzz-flash-XXXXXX";
static const char *dir;

static void remove_all(void)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/flash", dir);
	unlink(path);
	rmdir(dir);
}

static void write_bytes(const uint8_t *data, size_t size)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "%s/flash", dir);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert(fd >= 0 && write(fd, data, size) == (ssize_t) size);
	close(fd);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void) argc;
	(void) argv;
	dir = mkdtemp(memory_dir);
	if (!dir)
		dir = mkdtemp(disk_dir);
	assert(dir);
	atexit(remove_all);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(flash_freep) struct flash *f = NULL, *again = NULL;
	unsigned tries = 0;
	int r;

	write_bytes(data, size);
	r = flash_new(&f, dir);
	assert(f && (r == 0 || r == -EBADMSG));
	if (r < 0) {
		assert(flash_allow(f, BOARD, TODAY, 4) == -ENOENT);
		return 0;
	}
	while (flash_allow(f, BOARD, TODAY, 4) == 0)
		assert(++tries <= 4);
	if (tries == 0)
		return 0;
	assert(!flash_is_kept(f, BOARD, HASH) && flash_keep(f, BOARD, HASH) == 0);
	assert(flash_new(&again, dir) == 0 && flash_is_kept(again, BOARD, HASH));
	assert(flash_allow(again, BOARD, TODAY, 4) == -EDQUOT);
	return 0;
}
