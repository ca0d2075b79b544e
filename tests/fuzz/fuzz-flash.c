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

/* A count with what it needs. */
struct count {
	sd_event *event;
	struct keeper *keeper;
	struct flash *f;
	bool done;
};

static void on_done(const char *board, int error, void *userdata)
{
	assert(strcmp(board, BOARD) == 0 && error == 0);
	((struct count *) userdata)->done = true;
}

static void on_stuck(bool stuck, void *userdata)
{
	(void) userdata;
	assert(!stuck);
}

static int open_count(struct count *c)
{
	*c = (struct count){ .f = NULL };
	assert(sd_event_new(&c->event) >= 0);
	assert(keeper_new(&c->keeper, c->event, dir, on_stuck, NULL) == 0);
	return flash_new(&c->f, c->keeper, on_done, c);
}

static void close_count(struct count *c)
{
	keeper_free(c->keeper);
	flash_free(c->f);
	sd_event_unref(c->event);
}

static bool is_written(struct count *c, int r)
{
	assert(r == 0 || r == -EDQUOT);
	for (c->done = false; r == 0 && !c->done;)
		assert(sd_event_run(c->event, UINT64_MAX) >= 0);
	return r == 0;
}

static void try_all(struct count *c)
{
	struct count again;
	unsigned tries = 0;

	while (is_written(c, flash_ask(c->f, BOARD, TODAY, 4)))
		assert(++tries <= 4);
	if (tries == 0)
		return;
	assert(!flash_is_kept(c->f, BOARD, HASH) && is_written(c, flash_keep(c->f, BOARD, HASH)));
	assert(open_count(&again) == 0 && flash_is_kept(again.f, BOARD, HASH));
	assert(flash_ask(again.f, BOARD, TODAY, 4) == -EDQUOT);
	close_count(&again);
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
	struct count c;
	int r;

	write_bytes(data, size);
	r = open_count(&c);
	assert(c.f && (r == 0 || r == -EBADMSG));
	if (r < 0)
		assert(flash_ask(c.f, BOARD, TODAY, 4) == -ENOENT);
	else
		try_all(&c);
	close_count(&c);
	return 0;
}
