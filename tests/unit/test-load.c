/* SPDX-License-Identifier: MIT */
/*
 * test-load SEED GOOD PROFILES
 *
 * A copy of the site in the folder GOOD, broken in many ways: it loads, or it is refused
 * with at least one error; nothing ever crashes, hangs, or is said without end.
 */
#include <ftw.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "config/calendar.h"
#include "unit/complaint.h"

static struct said said;
static const char *arg_good, *arg_profiles;

static const char *const good_files[] = {
	"pufa.cfg",
	"playlists/civil-code.cfg",
	"playlists/rules.cfg",
	"playlists/holidays/2026.cfg",
	"playlists/laws/constitution.cfg",
	"playlists/laws/constitution-more.cfg",
};

#define GOOD_SIZE_MAX 4096

/* A copy of the good site, in a directory of its own. */
struct copy {
	char dir[64];
	char text[ARRAY_SIZE(good_files)][GOOD_SIZE_MAX];
	size_t n[ARRAY_SIZE(good_files)];
};

/* Writes a file of the copy, with the directories on its way. */
static void put_bytes(const struct copy *c, const char *name, const char *text, size_t n)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", c->dir, name);
	for (char *slash = path + strlen(c->dir) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		if (mkdir(path, 0700) < 0 && errno != EEXIST)
			abort();
		*slash = '/';
	}
	f = fopen(path, "w");
	if (!f || fwrite(text, 1, n, f) != n || fclose(f) != 0)
		abort();
}

static void put(const struct copy *c, const char *name, const char *text)
{
	put_bytes(c, name, text, strlen(text));
}

static void make_copy(struct copy *c)
{
	strcpy(c->dir, "/tmp/test-load-XXXXXX");
	if (!mkdtemp(c->dir))
		abort();
	for (size_t i = 0; i < ARRAY_SIZE(good_files); i++) {
		char path[512];
		FILE *f;

		snprintf(path, sizeof(path), "%s/%s", arg_good, good_files[i]);
		f = fopen(path, "r");
		if (!f)
			abort();
		c->n[i] = fread(c->text[i], 1, GOOD_SIZE_MAX, f);
		if (c->n[i] == GOOD_SIZE_MAX || fclose(f) != 0)
			abort();
		put_bytes(c, good_files[i], c->text[i], c->n[i]);
	}
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void) st;
	(void) type;
	(void) at;
	return remove(path);
}

static void remove_copy(const struct copy *c)
{
	if (nftw(c->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS) < 0)
		abort();
}

static int load_with(const struct copy *c, const struct driver *const table[], struct config **ret)
{
	char site[128];
	struct config_paths paths = { site, arg_profiles, "/nonexistent", NULL };

	snprintf(site, sizeof(site), "%s/pufa.cfg", c->dir);
	said_init(&said);
	said.cut = c->dir;
	return config_load(ret, &paths, table, &said.diag);
}

static int load(const struct copy *c, struct config **ret)
{
	return load_with(c, drivers, ret);
}

/* One to four bytes, or a piece of up to 40, flipped, deleted, doubled or moved. */
static size_t mutate(char *text, size_t n, uint64_t *seed)
{
	size_t times = 1 + test_random(seed) % 4;

	for (size_t i = 0; i < times && n > 0; i++) {
		size_t at = test_random(seed) % n, piece = 1 + test_random(seed) % 40;

		if (piece > n - at)
			piece = n - at;
		switch (test_random(seed) % 5) {
		case 0:
			text[at] = (char) (text[at] ^ (1 << test_random(seed) % 8));
			break;
		case 1:
			text[at] = "\"{}[]();,=#/\\09-\n\xe5"[test_random(seed) % 18];
			break;
		case 2:
			memmove(text + at, text + at + piece, n - at - piece);
			n -= piece;
			break;
		case 3:
			memmove(text + at + piece, text + at, n - at);
			n += piece;
			break;
		case 4:
			n -= test_random(seed) % 8 ? 0 : piece;
			break;
		}
	}
	return n;
}

/* Whatever is done to good files: they load, or there is an error that says where. */
static void test_mutations(uint64_t seed)
{
	struct copy c;
	unsigned good = 0;

	make_copy(&c);
	for (int i = 0; i < 2000; i++) {
		_cleanup_(config_freep) struct config *config = NULL;
		size_t file = test_random(&seed) % ARRAY_SIZE(good_files), n;
		char text[2 * GOOD_SIZE_MAX];
		int r;

		memcpy(text, c.text[file], c.n[file]);
		n = mutate(text, c.n[file], &seed);
		put_bytes(&c, good_files[file], text, n);
		r = load(&c, &config);
		good += r == 0;
		if (!(r == 0 && config && !said.diag.n_errors) &&
		    !(r == -EINVAL && !config && said.diag.n_errors && strchr(said.text, ':'))) {
			printf("mutation %d: %d\n%s", i, r, said.text);
			test_failures++;
		}
		put_bytes(&c, good_files[file], c.text[file], c.n[file]);
	}
	printf("%u of 2000 mutations were good\n", good);
	CHECK(good > 20 && good < 1500);
	remove_copy(&c);
}

/* The digest is of what was read: the same for the same, another for one byte more. */
static void test_digest(void)
{
	_cleanup_(config_freep) struct config *a = NULL, *b = NULL, *d = NULL, *e = NULL;
	struct copy c, other;

	make_copy(&c);
	make_copy(&other);
	CHECK(load(&c, &a) == 0 && load(&other, &b) == 0);
	CHECK(a && b && strcmp(a->digest, b->digest) == 0);
	strcat(c.text[1], "\n");
	put(&c, good_files[1], c.text[1]);
	CHECK(load(&c, &d) == 0 && d && strcmp(a->digest, d->digest) != 0);
	/* A notice, too, belongs to the set. */
	put(&other, "playlists/holidays/2026.cfg", "groups = [ ];\n");
	CHECK(load(&other, &e) == 0 && e && strcmp(a->digest, e->digest) != 0);
	CHECK(a && a->calendar->n_notices == 1 && e && e->calendar->n_notices == 0);
	remove_copy(&c);
	remove_copy(&other);
}

/* @n messages, each as @format with its number. */
static void put_messages(const struct copy *c, int n, const char *message)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		abort();
	fprintf(f, "playlist = { name = \"civil-code\"; law = \"民法典\"; };\nmessages = (\n");
	for (int i = 0; i < n; i++)
		fprintf(f, "{ article = \"%d\"; %s%d\"; }%s\n", i % 1260 + 1, message, i,
			i + 1 < n ? "," : "");
	fprintf(f, ");\n");
	if (fclose(f) != 0)
		abort();
	put_bytes(c, good_files[1], text, size);
	free(text);
}

/* No more is said than a person reads, and a hidden error is an error still. */
static void test_cap(void)
{
	struct config *config = NULL;
	struct copy c;

	make_copy(&c);
	put_messages(&c, 5000, "txet = \"");
	CHECK(load(&c, &config) == -EINVAL && !config);
	CHECK(said.diag.n_errors == 201);
	CHECK(strstr(said.text, "-:0: ... and 9800 more errors\n"));
	remove_copy(&c);
}

/* A line that is not refused can be made, whatever is on it. */
static void check_site(const struct copy *c, const char *line, const char *board)
{
	_cleanup_(config_freep) struct config *config = NULL;
	char site[1024];

	snprintf(site, sizeof(site),
		 "site = { name = \"s\"; filler = \"latin\"; clock = \"system\"; };\n"
		 "lines = ( { name = \"x\"; %s }, { name = \"y\"; host = \"a\"; } );\n"
		 "boards = ( { name = \"b\"; address = 1; %s } );\n",
		 line, board);
	put(c, "pufa.cfg", site);
	if (load(c, &config) < 0)
		return;
	for (size_t i = 0; i < config->n_lines; i++) {
		_cleanup_(line_freep) struct line *made = NULL;

		if (line_new(&made, config->lines[i].kind, &config->lines[i].settings) == 0)
			continue;
		printf("accepted, and can not be made: %s\n", site);
		test_failures++;
	}
}

static void test_lines(void)
{
	static const char *const lines[] = {
		"serial = \"/dev/ttyS9\";",
		"serial = \"/dev/ttyS9\"; framing = \"7E1\";",
		"serial = \"/dev/ttyS9\"; baud = 1800;",
		"serial = \"/dev/ttyS9\"; baud = 576000;",
		"host = \"10.0.0.1\";",
		"host = \"10.0.0.1\"; transport = \"udp\";",
		"host = \"10.0.0.1\"; framing = \"rtu\"; transport = \"udp\";",
		"host = \"10.0.0.1\"; framing = \"serial\"; port = 4001;",
	};
	static const char *const boards[] = {
		"line = \"y\"; profile = \"modbus-gbk-2x8\";",
		"line = \"x\"; profile = \"modbus-gbk-2x8\";",
		"line = \"x\"; profile = \"alpha-2x20\";",
		"line = \"x\"; profile = \"onbon-6k-128x32\";",
	};
	struct copy c;

	make_copy(&c);
	put(&c, "playlists/rules.cfg", "groups = [ ];\n");
	put(&c, "playlists/latin.cfg",
	    "playlist = { name = \"latin\"; law = \"L\"; }; messages = ( { text = \"LAW\"; } );");
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		for (size_t k = 0; k < ARRAY_SIZE(boards); k++)
			check_site(&c, lines[i], boards[k]);
	remove_copy(&c);
}

/* A large set loads; how fast is printed. */
static void test_large(void)
{
	_cleanup_(config_freep) struct config *config = NULL;
	struct timespec from, to;
	struct copy c;

	make_copy(&c);
	put_messages(&c, 10000, "text = \"民事主体的合法权益受法律保护，第");
	clock_gettime(CLOCK_MONOTONIC, &from);
	CHECK(load(&c, &config) == 0);
	clock_gettime(CLOCK_MONOTONIC, &to);
	CHECK(config && programme_tables(config->programme)->playlists[0].n_messages == 10000);
	printf("10000 messages in %ld ms\n",
	       (to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000);
	remove_copy(&c);
}

static void put_levels(const struct copy *c, const char *name, int n)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		abort();
	fprintf(f, "levels = (\n");
	for (int i = 0; i < n; i++)
		fprintf(f,
			"{ boards = [ \"all\" ]; hours = \"sunset..sunrise\"; brightness = %d; }%s\n",
			i % 101, i + 1 < n ? "," : ");");
	if (fclose(f) != 0)
		abort();
	put_bytes(c, name, text, size);
	free(text);
}

/* Sets that break what the programme can hold. */
static void test_too_much(void)
{
	char rules[8192] = "rules = (";
	struct config *config = NULL;
	struct copy c;

	make_copy(&c);
	put_messages(&c, 20001, "text = \"x");
	CHECK(load(&c, &config) == -EINVAL);
	CHECK(strstr(said.text, "/playlists/civil-code.cfg:20003: more than 20000 elements"));
	put_bytes(&c, good_files[1], c.text[1], c.n[1]);

	put_levels(&c, "playlists/levels-1.cfg", 200);
	put_levels(&c, "playlists/levels-2.cfg", 57);
	CHECK(load(&c, &config) == -EINVAL);
	CHECK(strstr(said.text, "/playlists/levels-2.cfg:58: more than 256 levels in all files"));
	put_levels(&c, "playlists/levels-2.cfg", 56);
	CHECK(load(&c, &config) == 0);
	CHECK(config && config->levels.n == 256);
	config = config_free(config);

	for (int i = 0; i < 65; i++) {
		char name[64], text[256];
		size_t n = strlen(rules);

		snprintf(name, sizeof(name), "playlists/many/%d.cfg", i);
		snprintf(text, sizeof(text),
			 "playlist = { name = \"p%d\"; law = \"x\"; };\n"
			 "messages = ( { text = \"x\"; } );\n",
			 i);
		put(&c, name, text);
		snprintf(rules + n, sizeof(rules) - n,
			 "%s{ name = \"r%d\"; boards = [ \"all\" ]; priority = 9; "
			 "play = ( { playlist = \"p%d\"; share = 1; } ); }",
			 i ? "," : "", i, i);
	}
	strcat(rules, ");\n");
	put(&c, "playlists/many/rules.cfg", rules);
	CHECK(load(&c, &config) == -EINVAL);
	CHECK(strstr(said.text, "/playlists/") &&
	      strstr(said.text,
		     ": rules of one priority would play more than 64 playlists together"));
	remove_copy(&c);
}

static void make_deep(const struct copy *c)
{
	put(c, "playlists/1/2/3/4/5/6/7/8/9/x.cfg", "x = 1;\n");
}

static void make_link(const struct copy *c)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/playlists/link.cfg", c->dir);
	if (symlink("rules.cfg", path) < 0)
		abort();
}

static void make_directory_link(const struct copy *c)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/playlists/more", c->dir);
	if (symlink("laws", path) < 0)
		abort();
}

static void make_fifo(const struct copy *c)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/playlists/fifo.cfg", c->dir);
	if (mkfifo(path, 0600) < 0)
		abort();
}

static void make_site_link(const struct copy *c)
{
	char from[128], to[128];

	snprintf(from, sizeof(from), "%s/pufa.cfg", c->dir);
	snprintf(to, sizeof(to), "%s/real.cfg", c->dir);
	if (rename(from, to) < 0 || symlink("real.cfg", from) < 0)
		abort();
}

static void make_strange_name(const struct copy *c)
{
	put(c, "playlists/a\x1b[2J.cfg", "x = 1;\n");
}

static const struct {
	int line;
	void (*make)(const struct copy *c);
	const char *says;
} hostile[] = {
	{ __LINE__, make_deep, "/playlists/1/2/3/4/5/6/7/8/9:0: more than 8 directories deep\n" },
	{ __LINE__, make_link,
	  "/playlists/link.cfg:0: is a symbolic link; links are not followed\n" },
	{ __LINE__, make_directory_link,
	  "/playlists/more:0: is a symbolic link; links are not followed\n" },
	{ __LINE__, make_fifo,
	  "/playlists/fifo.cfg:0: is a device or the like, not a regular file\n" },
	{ __LINE__, make_site_link, "/pufa.cfg:0: is a symbolic link; links are not followed\n" },
	{ __LINE__, make_strange_name,
	  "/playlists/a?[2J.cfg:0: a name with control characters, shown as ?\n" },
};

static void test_hostile_trees(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(hostile); i++) {
		struct config *config = NULL;
		struct copy c;

		make_copy(&c);
		hostile[i].make(&c);
		CHECK_ROW(hostile[i].line, load(&c, &config) == -EINVAL && !config);
		CHECK_ROW(hostile[i].line, strstr(said.text, hostile[i].says));
		if (!strstr(said.text, hostile[i].says))
			printf("said: %s", said.text);
		remove_copy(&c);
	}
}

/* A driver of another kind, that nothing can be sent with. */
static const struct driver lamp = {
	.name = "lamp", .line = LINE_BYTES, .address_min = 0, .address_max = 3
};

static void test_two_drivers(void)
{
	const struct driver *const table[] = { &lamp, driver_find(drivers, "modbus"), NULL };
	struct config *config = NULL;
	struct copy c;

	make_copy(&c);
	put(&c, "profiles/lamp.cfg",
	    "profile = { name = \"lamp\"; driver = \"lamp\"; rows = 2; columns = 16; charset = "
	    "\"gbk\"; };\n");
	put(&c, "pufa.cfg",
	    "site = { name = \"x\"; filler = \"civil-code\"; };\n"
	    "lines = ( { name = \"a\"; serial = \"/dev/ttyS1\"; },\n"
	    "  { name = \"b\"; host = \"10.0.0.1\"; framing = \"rtu\"; } );\n"
	    "boards = (\n"
	    "  { name = \"m\"; line = \"a\"; address = 1; profile = \"modbus-gbk-2x8\"; },\n"
	    "  { name = \"l\"; line = \"a\"; address = 2; profile = \"lamp\"; },\n"
	    "  { name = \"n\"; line = \"b\"; address = 4; profile = \"lamp\"; } );\n"
	    "groups = [ \"shed\" ];\n");
	CHECK(load_with(&c, table, &config) == -EINVAL);
	CHECK(strstr(said.text,
		     "/pufa.cfg:6: line a: driver lamp here, but driver modbus for board "
		     "m in line 5 of the file; one line carries one protocol\n"));
	CHECK(strstr(said.text, "/pufa.cfg:7: address: 4 is not between 0 and 3\n"));
	CHECK(strstr(said.text,
		     "/pufa.cfg:7: driver lamp is not Modbus; the framing of line b must be "
		     "serial (behind a serial server) or left out\n"));
	remove_copy(&c);
}

int main(int argc, char **argv)
{
	uint64_t seed = test_seed(argc, argv);

	if (argc != 4) {
		printf("test-load SEED GOOD PROFILES\n");
		return EXIT_FAILURE;
	}
	arg_good = argv[2];
	arg_profiles = argv[3];
	test_digest();
	test_lines();
	test_cap();
	test_large();
	test_too_much();
	test_hostile_trees();
	test_two_drivers();
	test_mutations(seed);
	return test_result();
}
