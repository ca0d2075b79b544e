/* SPDX-License-Identifier: MIT */
/* Small files beside a loop: the newest whole one is there, whatever the disk does. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit/keeper_world.h"

#define N_WRITES 2000

static char dir[] = "/tmp/pufa-test-keeper-XXXXXX";

struct file {
	int number;
	bool done;
	unsigned n_done;
	uint64_t version; /* as last told */
	int error;
};

static const char *path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void on_done(uint64_t version, int error, void *userdata)
{
	struct file *f = userdata;

	CHECK(version > f->version);
	f->version = version;
	f->error = error;
	f->n_done++;
	f->done = true;
}

static void put(struct keeper_world *w, struct file *f, uint64_t version)
{
	char *text = NULL;
	int n = asprintf(&text, "version %llu\n", (unsigned long long) version);

	f->done = false;
	CHECK(n > 0 && keeper_write(w->keeper, f->number, version, text, (size_t) n) == 0);
}

static bool holds(const char *name, uint64_t version)
{
	char wanted[64], found[64] = "";
	FILE *f = fopen(path_of(name), "re");

	if (!f)
		return false;
	snprintf(wanted, sizeof(wanted), "version %llu\n", (unsigned long long) version);
	found[fread(found, 1, sizeof(found) - 1, f)] = '\0';
	fclose(f);
	return strcmp(found, wanted) == 0;
}

static void test_newest_wins(void)
{
	struct file a = { 0 }, b = { 0 };
	struct keeper_world w;

	keeper_world_start(&w, dir);
	a.number = keeper_add(w.keeper, "a", on_done, &a);
	b.number = keeper_add(w.keeper, "b", on_done, &b);
	put(&w, &a, 1);
	put(&w, &b, 1);
	keeper_world_run(&w, &a.done, true);
	keeper_world_run(&w, &b.done, true);
	CHECK(holds("a", 1) && holds("b", 1) && access(path_of("a.new"), F_OK) < 0);
	for (uint64_t i = 2; i <= N_WRITES; i++) {
		put(&w, &a, i);
		if (i % 100 == 0)
			(void) sd_event_run(w.event, 0);
	}
	put(&w, &b, 2);
	while (a.version < N_WRITES && a.n_done < N_WRITES) {
		a.done = false;
		keeper_world_run(&w, &a.done, true);
	}
	CHECK(holds("a", N_WRITES) && a.error == 0 && a.n_done < N_WRITES / 2);
	CHECK(b.version == 2 && holds("b", 2)); /* it had its turn meanwhile */

	/* The end waits for all of it, and says so. */
	put(&w, &a, N_WRITES + 1);
	put(&w, &a, N_WRITES + 2);
	put(&w, &b, 3);
	keeper_world_stop(&w);
	CHECK(holds("a", N_WRITES + 2) && holds("b", 3));
	CHECK(a.version == N_WRITES + 2 && b.version == 3);
}

static void try_write(struct keeper_world *w, struct file *f, int error)
{
	put(w, f, f->version + 1);
	keeper_world_run(w, &f->done, true);
	CHECK(f->error == error);
}

static void test_errors(void)
{
	struct file a = { 0 };
	struct keeper_world w;
	char away[64];

	keeper_world_start(&w, dir);
	a.number = keeper_add(w.keeper, "a", on_done, &a);
	try_write(&w, &a, 0);
	CHECK(mkdir(path_of("a.new"), 0700) == 0);
	try_write(&w, &a, -EISDIR);
	rmdir(path_of("a.new"));
	CHECK(symlink("/dev/full", path_of("a.new")) == 0);
	try_write(&w, &a, -ELOOP);
	unlink(path_of("a.new"));
	CHECK(holds("a", 1)); /* the old one */
	try_write(&w, &a, 0);
	CHECK(holds("a", 4));

	/* The directory itself. */
	snprintf(away, sizeof(away), "%s-away", dir);
	CHECK(rename(dir, away) == 0);
	try_write(&w, &a, -ENOENT);
	CHECK(rename(away, dir) == 0);
	try_write(&w, &a, 0);
	CHECK(holds("a", 6));
	for (int i = 1; i < KEEPER_FILES_MAX; i++)
		CHECK(keeper_add(w.keeper, "b", on_done, &a) == i);
	CHECK(keeper_add(w.keeper, "b", on_done, &a) == -ENOSPC);
	keeper_world_stop(&w);

	keeper_world_start(&w, NULL);
	a.number = keeper_add(w.keeper, "a", on_done, &a);
	CHECK(keeper_write(w.keeper, a.number, 1, strdup("x"), 1) == -ENOENT);
	CHECK(!keeper_directory(w.keeper));
	keeper_world_stop(&w);
}

/* A pipe that nobody reads hangs whoever opens it, as a disk may. */
static void test_hangs(void)
{
	struct file a = { 0 }, b = { 0 };
	struct keeper_world w;
	usec_t begin;
	int fd;

	keeper_world_start(&w, dir);
	a.number = keeper_add(w.keeper, "a", on_done, &a);
	b.number = keeper_add(w.keeper, "b", on_done, &b);
	CHECK(mkfifo(path_of("a.new"), 0600) == 0);
	put(&w, &a, 1);
	for (uint64_t i = 1; i <= N_WRITES; i++) {
		put(&w, &a, 1 + i);
		put(&w, &b, i);
	}
	keeper_world_run(&w, &w.stuck, true);
	CHECK(!a.done && !b.done);
	fd = open(path_of("a.new"), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	CHECK(fd >= 0 && unlink(path_of("a.new")) == 0);
	keeper_world_run(&w, &w.stuck, false);
	CHECK(a.version == 1 && a.error < 0);
	keeper_world_run(&w, &b.done, true);
	a.done = false;
	keeper_world_run(&w, &a.done, true);
	CHECK(a.error == 0 && holds("a", 1 + N_WRITES) && holds("b", N_WRITES));
	CHECK(a.n_done == 2 && b.n_done == 1);
	close(fd);

	/* Nor does it hold up the end. */
	CHECK(mkfifo(path_of("b.new"), 0600) == 0);
	put(&w, &b, N_WRITES + 1);
	put(&w, &a, N_WRITES + 2);
	begin = clock_monotonic();
	keeper_world_stop(&w);
	CHECK(clock_monotonic() - begin < 20 * USEC_PER_SEC);
	CHECK(w.stuck && !b.done && holds("b", N_WRITES));
	unlink(path_of("b.new"));
}

int main(void)
{
	char command[80];

	CHECK(mkdtemp(dir) != NULL);
	test_newest_wins();
	test_errors();
	test_hangs();
	snprintf(command, sizeof(command), "rm -r %s", dir);
	CHECK(system(command) == 0);
	return test_result();
}
