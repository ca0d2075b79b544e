/* SPDX-License-Identifier: MIT */
/* The count of writes to boards' own memories, and that it outlives whoever keeps it. */
#include <sys/stat.h>
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

int main(void)
{
	char command[80];

	CHECK(mkdtemp(dir) != NULL);
	test_count();
	test_no_place();
	test_bad_files();
	snprintf(command, sizeof(command), "rm -r %s", dir);
	CHECK(system(command) == 0);
	return test_result();
}
