/* SPDX-License-Identifier: MIT */
/* The count of writes to boards' own memories, and that it outlives whoever keeps it. */
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "unit/keeper_world.h"
#include "service/flash.h"

#define TODAY ((day_t) 20781)

static char dir[] = "/tmp/pufa-test-flash-XXXXXX";

/* A count with what it needs. */
struct count {
	struct keeper_world world;
	struct flash *f;
	bool done;
	size_t n_done;
	int error;
};

static void on_done(const char *board, int error, void *userdata)
{
	struct count *c = userdata;

	(void) board;
	c->done = true;
	c->n_done++;
	c->error = error;
}

static void open_count(struct count *c, const char *where, int wanted)
{
	*c = (struct count){ .f = NULL };
	keeper_world_start(&c->world, where);
	CHECK(flash_new(&c->f, c->world.keeper, on_done, c) == wanted && c->f);
}

static void close_count(struct count *c)
{
	keeper_world_stop(&c->world);
	c->f = flash_free(c->f);
}

/* Until it is written down. */
static int wait_for(struct count *c, int r)
{
	if (r < 0)
		return r;
	keeper_world_run(&c->world, &c->done, true);
	return c->error;
}

static int allow(struct count *c, const char *board, day_t today, unsigned most)
{
	c->done = false;
	return wait_for(c, flash_ask(c->f, board, today, most));
}

static int keep(struct count *c, const char *board, const char *hash)
{
	c->done = false;
	return wait_for(c, flash_keep(c->f, board, hash));
}

static void put(const char *text)
{
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "%s/flash", dir);
	f = fopen(path, "w");
	fputs(text, f);
	fclose(f);
}

static void test_count(void)
{
	struct count c;

	open_count(&c, dir, 0);
	CHECK(!flash_is_kept(c.f, "gate", "abc"));
	CHECK(allow(&c, "gate", TODAY, 2) == 0);
	CHECK(keep(&c, "gate", "abc") == 0);
	CHECK(flash_is_kept(c.f, "gate", "abc") && !flash_is_kept(c.f, "gate", "abd"));
	CHECK(!flash_is_kept(c.f, "hall", "abc"));
	close_count(&c);

	/* Killed between the try and its end: the try counts, and nobody knows what is there. */
	open_count(&c, dir, 0);
	CHECK(flash_is_kept(c.f, "gate", "abc"));
	CHECK(allow(&c, "gate", TODAY, 2) == 0);
	close_count(&c);

	open_count(&c, dir, 0);
	CHECK(!flash_is_kept(c.f, "gate", "abc"));
	CHECK(allow(&c, "gate", TODAY, 2) == -EDQUOT);
	CHECK(allow(&c, "hall", TODAY, 2) == 0);
	CHECK(allow(&c, "gate", TODAY - 1, 2) == -EDQUOT); /* a clock that was set back */
	CHECK(allow(&c, "gate", TODAY + 1, 2) == 0);

	/* A clock that was far ahead costs the tries of a day, not of all the days until then. */
	CHECK(allow(&c, "roof", TODAY + 20000, 1) == 0);
	CHECK(allow(&c, "roof", TODAY, 1) == -EDQUOT);
	CHECK(allow(&c, "roof", TODAY + 1, 1) == 0);
	CHECK(keep(&c, "nobody", "abc") == -ENOENT);
	close_count(&c);
}

/* Several at once: each is told when its own count is on the disk. */
static void test_together(void)
{
	static const char *const names[] = { "a", "b", "c", "d", "e" };
	struct count c;

	open_count(&c, dir, 0);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		CHECK(flash_ask(c.f, names[i], TODAY, 1) == 0);
	CHECK(c.n_done == 0);
	while (c.n_done < ARRAY_SIZE(names)) {
		c.done = false;
		keeper_world_run(&c.world, &c.done, true);
	}
	close_count(&c);
	open_count(&c, dir, 0);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		CHECK(allow(&c, names[i], TODAY, 1) == -EDQUOT);
	close_count(&c);
}

/* What can not be written down is told, and counts all the same. */
static void test_disk_refuses(void)
{
	struct count c;
	char path[64];

	snprintf(path, sizeof(path), "%s/flash.new", dir);
	open_count(&c, dir, 0);
	CHECK(mkdir(path, 0700) == 0);
	CHECK(allow(&c, "yard", TODAY, 2) == -EISDIR);
	CHECK(rmdir(path) == 0);
	CHECK(allow(&c, "yard", TODAY, 2) == 0);
	CHECK(allow(&c, "yard", TODAY, 2) == -EDQUOT);
	close_count(&c);
}

static void test_no_place(void)
{
	struct count c;

	open_count(&c, NULL, 0);
	CHECK(allow(&c, "gate", TODAY, 2) == -ENOENT);
	close_count(&c);
	open_count(&c, "/nonexistent", 0);
	CHECK(allow(&c, "gate", TODAY, 2) == -ENOENT);
	close_count(&c);
}

/* A file that makes no sense is nothing to count on. */
static void test_bad_files(void)
{
	static const char *const files[] = {
		"abc\n",
		"abc\t1\t1\tgate",
		"abc\t1\t1\t\n",
		"abc\tx\t1\tgate\n",
		"abc\t1\t1\tgate\nabc\t1\t1\tgate\n",
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct count c;

		put(files[i]);
		open_count(&c, dir, -EBADMSG);
		CHECK(allow(&c, "gate", TODAY, 2) == -ENOENT);
		close_count(&c);
	}
}

/* Counts what was allowed, one byte each, until it is killed. */
static _Noreturn void write_for_ever(int fd)
{
	struct count c;

	open_count(&c, dir, 0);
	for (;;) {
		if (allow(&c, "gate", TODAY, UINT_MAX) < 0 || write(fd, "x", 1) != 1 ||
		    keep(&c, "gate", "abcdef") < 0)
			_exit(1);
	}
}

/* Until the pipe is empty and nobody has its other end. */
static unsigned drain(int fd)
{
	char buf[512];
	unsigned all = 0;
	ssize_t n;

	while ((n = read(fd, buf, sizeof(buf))) > 0)
		all += (unsigned) n;
	return all;
}

/* Whenever it is killed, the file is whole, and nothing that was allowed is forgotten. */
static void test_killed(void)
{
	unsigned seed = (unsigned) time(NULL), allowed = 0;

	printf("seed %u\n", seed);
	put("");
	for (unsigned i = 0; i < 300; i++) {
		int fd[2], status = 0;
		struct count c;
		pid_t pid;

		seed = seed * 1103515245 + 12345;
		CHECK(pipe(fd) == 0);
		fflush(stdout);
		pid = fork();
		if (pid == 0)
			write_for_ever(fd[1]);
		close(fd[1]);
		usleep(seed / 65536 % 4000);
		CHECK_ROW((int) i, kill(pid, SIGKILL) == 0 && waitpid(pid, &status, 0) == pid);
		CHECK_ROW((int) i, WIFSIGNALED(status));
		allowed += drain(fd[0]);
		close(fd[0]);

		open_count(&c, dir, 0);
		if (allowed > 0)
			CHECK_ROW((int) i, allow(&c, "gate", TODAY, allowed) == -EDQUOT);
		close_count(&c);
	}
	printf("%u writes allowed, none forgotten\n", allowed);
	CHECK(allowed > 10);
}

int main(void)
{
	char command[80];

	CHECK(mkdtemp(dir) != NULL);
	test_count();
	test_together();
	test_disk_refuses();
	test_no_place();
	test_bad_files();
	test_killed();
	snprintf(command, sizeof(command), "rm -r %s", dir);
	CHECK(system(command) == 0);
	return test_result();
}
