/* SPDX-License-Identifier: MIT */
/* Incidents across restarts, and files that somebody or something has spoilt. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "service/incident_file.h"
#include "unit/incident_world.h"

static char dir[] = "/tmp/pufa-test-incident-XXXXXX";

static const char *path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static bool exists(const char *name)
{
	return access(path_of(name), F_OK) == 0;
}

static void put(const void *text, size_t n)
{
	FILE *f = fopen(path_of("incidents"), "w");

	if (!f || fwrite(text, 1, n, f) != n)
		abort();
	fclose(f);
}

static void save(const struct incidents *l)
{
	char *text = NULL;
	size_t n;

	CHECK(incident_file_print(l, &text, &n) == 0);
	put(text, n);
	free(text);
}

/* A new run over what is in the directory. */
static void restart(struct incident_world *w, int wanted)
{
	incidents_free(w->l);
	world_start(w);
	CHECK(incident_file_load(w->l, dir) == wanted);
	CHECK(told(w, ""));
}

static void test_restart(void)
{
	struct incident_world w;
	const struct incident *list;
	size_t n;

	world_start(&w);
	CHECK(incident_file_load(w.l, dir) == 0); /* there is none */
	incident_open(w.l, INCIDENT_BOARD_OFFLINE, "南门 \"屏\" \\", "no answer");
	incident_open(w.l, INCIDENT_BOARD_FOREIGN, "gate", "恭喜");
	incident_open(w.l, INCIDENT_BOARD_FOREIGN, "gate", "发财");
	incident_set_barred(w.l, INCIDENT_BOARD_FOREIGN, "gate", true);
	incident_open(w.l, INCIDENT_LINE_DOWN, "net", "gone");
	incident_close(w.l, INCIDENT_LINE_DOWN, "net");
	save(w.l);

	restart(&w, 0);
	list = incidents_list(w.l, &n);
	CHECK(n == 3 && incidents_next_id(w.l) == 4);
	if (n != 3)
		return;
	CHECK(strcmp(list[0].subject, "南门 \"屏\" \\") == 0 && list[0].open && !list[0].first);
	CHECK(list[1].barred && list[1].count == 2 && list[1].opened &&
	      strcmp(list[1].text, "发财") == 0 && strcmp(list[1].first, "恭喜") == 0);
	CHECK(!list[2].open && list[2].seen && list[2].closed == list[2].opened);

	/* What is still wrong is the same incident, what healed meanwhile closes. */
	incident_close(w.l, INCIDENT_BOARD_OFFLINE, "南门 \"屏\" \\");
	incident_open(w.l, INCIDENT_BOARD_FOREIGN, "gate", "again");
	incident_open(w.l, INCIDENT_LINE_DOWN, "net", "gone");
	CHECK(told(&w, "closed 1 opened 4"));
	save(w.l);
	restart(&w, 0);
	list = incidents_list(w.l, &n);
	CHECK(n == 4 && list[1].count == 3 && list[3].id == 4);
	incidents_free(w.l);
}

#define LINE(id, kind, open)                                                                       \
	"{\"id\":" id ",\"kind\":\"" kind                                                          \
	"\",\"level\":\"err\",\"subject\":\"a\",\"text\":\"x\",\"count\":1,\"opened\":5,"          \
	"\"closed\":6,\"open\":" open ",\"seen\":false,\"barred\":false}\n"

static void test_damaged(void)
{
	static const struct {
		int line;
		const char *text;
		size_t n_left;
		uint64_t next;
	} rows[] = {
		{ __LINE__, "\n", 0, 1 },
		{ __LINE__, "nonsense\n", 0, 1 },
		{ __LINE__, "{\"next\":9}\n{\"id\":1}\n", 0, 9 },
		{ __LINE__, "{\"next\":-9}\n", 0, 1 },
		{ __LINE__, LINE("5", "line-down", "true") "half a li", 1, 6 },
		{ __LINE__, LINE("5", "line-down", "true") LINE("5", "line-down", "false"), 1, 6 },
		{ __LINE__, LINE("5", "line-down", "true") LINE("6", "line-down", "true"), 1, 6 },
		{ __LINE__, LINE("6", "line-down", "true") LINE("5", "log-damaged", "true"), 1, 7 },
		{ __LINE__, LINE("5", "no-such-kind", "true"), 0, 1 },
		{ __LINE__, LINE("0", "line-down", "true"), 0, 1 },
		{ __LINE__, LINE("-1", "line-down", "true"), 0, 1 },
		{ __LINE__, LINE("5", "line-down", "1"), 0, 1 },
		{ __LINE__, "[" LINE("5", "line-down", "true"), 0, 1 },
	};
	struct incident_world w;
	char *noise = malloc(100000);

	world_start(&w);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t n;

		put(rows[i].text, strlen(rows[i].text));
		restart(&w, -EBADMSG);
		(void) incidents_list(w.l, &n);
		CHECK_ROW(rows[i].line, n == rows[i].n_left);
		CHECK_ROW(rows[i].line, incidents_next_id(w.l) == rows[i].next);
		CHECK_ROW(rows[i].line, !exists("incidents") && exists("incidents.damaged"));
		save(w.l);
		restart(&w, 0);
	}
	memset(noise, '[', 100000);
	put(noise, 100000);
	restart(&w, -EBADMSG);
	memset(noise, 0, 100000);
	put(noise, 100000);
	restart(&w, -EBADMSG);
	free(noise);

	/* Not a file at all. */
	CHECK(mkdir(path_of("incidents"), 0700) == 0);
	unlink(path_of("incidents.damaged"));
	restart(&w, -EBADMSG);
	CHECK(!exists("incidents"));
	rmdir(path_of("incidents.damaged"));
	CHECK(symlink("/dev/zero", path_of("incidents")) == 0);
	restart(&w, -EBADMSG);
	incidents_free(w.l);
}

/* Every byte of a good file, changed: never a crash, never two open ones of one fault. */
static void test_changed(uint64_t *seed)
{
	struct incident_world w;
	char good[4096], bad[4096];
	size_t n;
	FILE *f;

	world_start(&w);
	for (int i = 0; i < 5; i++)
		incident_open(w.l, (enum incident_kind) i, "a", "恭喜\"发财");
	save(w.l);
	f = fopen(path_of("incidents"), "r");
	n = f ? fread(good, 1, sizeof(good), f) : 0;
	CHECK(n > 500 && n < sizeof(good));
	if (f)
		fclose(f);
	for (size_t i = 0; i < n; i++) {
		size_t left;

		memcpy(bad, good, n);
		bad[i] = (char) test_random(seed);
		put(bad, n);
		incidents_free(w.l);
		world_start(&w);
		(void) incident_file_load(w.l, dir);
		(void) incidents_list(w.l, &left);
		CHECK(left >= 3 && left <= 5); /* at most a new line between two is gone */
	}
	incidents_free(w.l);
}

static void test_no_place(void)
{
	struct incident_world w;

	world_start(&w);
	CHECK(incident_file_load(w.l, "/nonexistent") == -ENOENT);
	incidents_free(w.l);
}

int main(int argc, char **argv)
{
	uint64_t seed = test_seed(argc, argv);

	if (!mkdtemp(dir))
		return EXIT_FAILURE;
	test_restart();
	test_damaged();
	test_changed(&seed);
	test_no_place();
	unlink(path_of("incidents"));
	unlink(path_of("incidents.damaged"));
	CHECK(rmdir(dir) == 0);
	return test_result();
}
