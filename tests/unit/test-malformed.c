/* SPDX-License-Identifier: MIT */
/*
 * Thousands of files that went wrong, by a seed that is printed: bytes flipped, cut off, spliced,
 * doubled, numbers and words put in.  Each is taken or refused with its file, and the process goes
 * on.
 *
 * Usage: test-malformed PROFILES PLAYLISTS SITE-DIRECTORY [N [SEED]]
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "config/config.h"

#define FILES_MAX 200

struct text {
	char *bytes;
	size_t n;
	char path[256]; /* in the directory that is checked */
};

struct said {
	struct diag diag;
	unsigned errors, homeless;
};

static uint64_t state;
static bool finished;

static unsigned below(unsigned n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned) ((state >> 11) % n);
}

static void on_complaint(struct diag *d, enum severity severity, struct where at,
			 const char *message)
{
	struct said *s = container_of(d, struct said, diag);

	if (severity != SEVERITY_ERROR)
		return;
	s->errors++;
	if (!at.file && !strstr(message, "more errors")) {
		printf("of no file: %s\n", message);
		s->homeless++;
	}
}

/* libconfig has an exit() in it. */
static void on_exit_early(void)
{
	if (!finished) {
		fputs("something has called exit()\n", stderr);
		abort();
	}
}

static void read_text(struct text *t, const char *path)
{
	FILE *f = fopen(path, "re");
	struct stat st;

	CHECK(f && fstat(fileno(f), &st) == 0);
	t->bytes = malloc((size_t) st.st_size + 1);
	CHECK(t->bytes);
	t->n = fread(t->bytes, 1, (size_t) st.st_size, f);
	fclose(f);
}

static void write_text(const char *path, const char *bytes, size_t n)
{
	FILE *f = fopen(path, "we");

	CHECK(f && fwrite(bytes, 1, n, f) == n);
	fclose(f);
}

static size_t collect(struct text *files, const char *from, const char *to)
{
	struct dirent *e;
	DIR *d = opendir(from);
	size_t n = 0;

	CHECK(d);
	while ((e = readdir(d))) {
		char path[1024];

		if (!strstr(e->d_name, ".cfg") || n == FILES_MAX)
			continue;
		snprintf(path, sizeof(path), "%s/%s", from, e->d_name);
		read_text(&files[n], path);
		snprintf(files[n].path, sizeof(files[n].path), "%s/%.100s", to, e->d_name);
		write_text(files[n].path, files[n].bytes, files[n].n);
		n++;
	}
	closedir(d);
	CHECK(n > 0);
	return n;
}

static const char *const words[] = {
	"@include \"/etc\"\n",
	"@include \"/dev/zero\"\n",
	"99999999999999999999",
	"-2147483649",
	"0x",
	"1e400",
	"\"",
	"/*",
	"(((((((((((((((((((((((((((((((((((((((((",
	"{ a = { a = { a = ",
	"\xff\xfe",
	"\xed\xa0\x80",
	"\xf4\x90\x80\x80",
	"\x01",
	"\\x00",
	"=",
	";;",
	"name = ",
	"year = 2147483647;",
	"days = \"lunar L13-31\";",
	"hours = \"24:00-99:99\";",
	"share = 0;",
	"share = 2147483647;",
	"seconds = -1;",
	"site = ",
	"playlist = { };",
	"messages = ( { text = \"\"; } );",
	"\r",
	"#",
};

static size_t put(char *buf, size_t n, size_t at, const char *bytes, size_t length)
{
	memmove(buf + at + length, buf + at, n - at);
	memcpy(buf + at, bytes, length);
	return n + length;
}

/* @buf has room for three times the text and some words. */
static size_t mutate(char *buf, size_t n, const struct text *other)
{
	size_t at = below((unsigned) n + 1), length = below(200), from;
	const char *word;

	switch (below(7)) {
	case 0: /* a bit */
		if (at < n)
			buf[at] = (char) (buf[at] ^ 1 << below(8));
		return n;
	case 1: /* cut off */
		return at;
	case 2: /* something of another file */
		from = below((unsigned) other->n);
		length = length < other->n - from ? length : other->n - from;
		return put(buf, n, at, other->bytes + from, length);
	case 3: /* doubled */
		length = length < n - at ? length : n - at;
		return put(buf, n, at, strndupa(buf + at, length), strnlen(buf + at, length));
	case 4: /* left out */
		length = length < n - at ? length : n - at;
		memmove(buf + at, buf + at + length, n - at - length);
		return n - length;
	case 5: /* any byte */
		if (at < n)
			buf[at] = (char) below(256);
		return n;
	default:
		word = words[below(ARRAY_SIZE(words))];
		return put(buf, n, at, word, strlen(word));
	}
}

/* Was it refused?  A refusal names a file. */
static bool check_one(const struct config_paths *paths, const char *path, unsigned i)
{
	struct said s = { .diag.emit = on_complaint };
	int r = config_check(path, paths, drivers, &s.diag);

	CHECK_ROW((int) i, r == 0 || r == -EINVAL);
	CHECK_ROW((int) i, (r < 0) == (s.errors > 0));
	CHECK_ROW((int) i, s.homeless == 0);
	return r < 0;
}

static bool try_one(const struct config_paths *paths, const struct text *files, size_t n,
		    unsigned i)
{
	const struct text *t = &files[below((unsigned) n)], *other = &files[below((unsigned) n)];
	char *buf = malloc(t->n + 8 * 1024);
	size_t length = t->n;
	bool refused;

	CHECK(buf);
	memcpy(buf, t->bytes, t->n);
	for (unsigned k = 1 + below(3); k > 0; k--)
		length = mutate(buf, length, other);
	write_text(t->path, buf, length);
	refused = check_one(paths, t->path, i);
	write_text(t->path, t->bytes, t->n);
	free(buf);
	return refused;
}

static void remove_all(const struct text *files, size_t n, const char *dir)
{
	char path[300];

	for (size_t i = 0; i < n; i++) {
		unlink(files[i].path);
		free(files[i].bytes);
	}
	snprintf(path, sizeof(path), "%s/playlists", dir);
	rmdir(path);
	rmdir(dir);
}

int main(int argc, char **argv)
{
	char dir[] = "/tmp/pufa-malformed-XXXXXX", site[64], playlists[64];
	static struct text files[2 * FILES_MAX];
	struct config_paths paths = { .site = site };
	unsigned n_tries, n_refused = 0;
	size_t n;

	CHECK(argc >= 4 && atexit(on_exit_early) == 0 && mkdtemp(dir));
	paths.profile_dir = argv[1];
	n_tries = argc > 4 ? (unsigned) atoi(argv[4]) : 10000;
	state = argc > 5 ? strtoull(argv[5], NULL, 10) : (uint64_t) time(NULL) * 2654435761u | 1;
	printf("%u files that went wrong, seed %llu\n", n_tries, (unsigned long long) state);
	fflush(stdout);

	snprintf(site, sizeof(site), "%s/pufa.cfg", dir);
	snprintf(playlists, sizeof(playlists), "%s/playlists", dir);
	CHECK(mkdir(playlists, 0700) == 0);
	n = collect(files, argv[3], dir);
	n += collect(files + n, argv[2], playlists);
	for (unsigned i = 0; i < n_tries; i++)
		n_refused += try_one(&paths, files, n, i);
	printf("%u refused, each with its file; the others are fine as they are\n", n_refused);
	CHECK(n_refused > n_tries / 2);
	remove_all(files, n, dir);
	finished = true;
	return test_result();
}
