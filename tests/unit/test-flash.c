/* SPDX-License-Identifier: MIT */
/* The count of writes to boards' own memories, and that it outlives whoever keeps it. */
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "service/flash.h"

#define TODAY ((day_t) 20781)

static char dir[] = "/tmp/pufa-test-flash-XXXXXX";

static struct flash *open_count(int wanted)
{
	struct flash *f = NULL;

	CHECK(flash_new(&f, dir) == wanted && f);
	return f;
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
	struct flash *f = open_count(0);

	CHECK(!flash_is_kept(f, "gate", "abc"));
	CHECK(flash_allow(f, "gate", TODAY, 2) == 0);
	CHECK(flash_keep(f, "gate", "abc") == 0);
	CHECK(flash_is_kept(f, "gate", "abc") && !flash_is_kept(f, "gate", "abd"));
	CHECK(!flash_is_kept(f, "hall", "abc"));
	flash_free(f);

	/* Killed between the try and its end: the try counts, and nobody knows what is there. */
	f = open_count(0);
	CHECK(flash_is_kept(f, "gate", "abc"));
	CHECK(flash_allow(f, "gate", TODAY, 2) == 0);
	flash_free(f);

	f = open_count(0);
	CHECK(!flash_is_kept(f, "gate", "abc"));
	CHECK(flash_allow(f, "gate", TODAY, 2) == -EDQUOT);
	CHECK(flash_allow(f, "hall", TODAY, 2) == 0);
	CHECK(flash_allow(f, "gate", TODAY - 1, 2) == -EDQUOT); /* a clock that was set back */
	CHECK(flash_allow(f, "gate", TODAY + 1, 2) == 0);

	/* A clock that was far ahead costs the tries of a day, not of all the days until then. */
	CHECK(flash_allow(f, "roof", TODAY + 20000, 1) == 0);
	CHECK(flash_allow(f, "roof", TODAY, 1) == -EDQUOT);
	CHECK(flash_allow(f, "roof", TODAY + 1, 1) == 0);
	CHECK(flash_keep(f, "nobody", "abc") == -ENOENT);
	flash_free(f);
}

static void test_no_place(void)
{
	struct flash *f = NULL;

	CHECK(flash_new(&f, NULL) == 0);
	CHECK(flash_allow(f, "gate", TODAY, 2) == -ENOENT);
	flash_free(f);
	CHECK(flash_new(&f, "/nonexistent") == 0);
	CHECK(flash_allow(f, "gate", TODAY, 2) == -ENOENT);
	flash_free(f);
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
		struct flash *f;

		put(files[i]);
		f = open_count(-EBADMSG);
		CHECK(flash_allow(f, "gate", TODAY, 2) == -ENOENT);
		flash_free(f);
	}
}

/* Counts what was allowed, one byte each, until it is killed. */
static _Noreturn void write_for_ever(int fd)
{
	struct flash *f;

	if (flash_new(&f, dir) < 0)
		_exit(1);
	for (;;) {
		if (flash_allow(f, "gate", TODAY, UINT_MAX) < 0 || write(fd, "x", 1) != 1 ||
		    flash_keep(f, "gate", "abcdef") < 0)
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
		struct flash *f;
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

		CHECK_ROW((int) i, flash_new(&f, dir) == 0);
		if (allowed > 0)
			CHECK_ROW((int) i, flash_allow(f, "gate", TODAY, allowed) == -EDQUOT);
		flash_free(f);
	}
	printf("%u writes allowed, none forgotten\n", allowed);
	CHECK(allowed > 10);
}

int main(void)
{
	char command[80];

	CHECK(mkdtemp(dir) != NULL);
	test_count();
	test_no_place();
	test_bad_files();
	test_killed();
	snprintf(command, sizeof(command), "rm -r %s", dir);
	CHECK(system(command) == 0);
	return test_result();
}
