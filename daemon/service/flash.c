/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "service/flash.h"

#define FILE_NAME   "flash"
#define LINE_SIZE   1024
#define ENTRIES_MAX 4096 /* boards, those of former sites included */

struct entry {
	char *board;
	char hash[FLASH_HASH_MAX];
	day_t day;
	unsigned count; /* on that day */
	uint64_t waits; /* the version of the file in which that is written down; 0: it is */
};

struct flash {
	struct keeper *keeper; /* NULL: no count can be kept */
	int file;              /* its number there */
	uint64_t version;      /* of what was given to it last */
	flash_done_fn done;
	void *userdata;
	struct entry *entries;
	size_t n;
};

struct flash *flash_free(struct flash *f)
{
	if (!f)
		return NULL;
	for (size_t i = 0; i < f->n; i++)
		free(f->entries[i].board);
	free(f->entries);
	free(f);
	return NULL;
}

static struct entry *find(const struct flash *f, const char *board)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->entries[i].board, board) == 0)
			return &f->entries[i];
	return NULL;
}

static struct entry *add(struct flash *f, const char *board)
{
	struct entry *grown;

	if (f->n == ENTRIES_MAX)
		return NULL;
	grown = reallocarray(f->entries, f->n + 1, sizeof(*grown));
	if (!grown)
		return NULL;
	f->entries = grown;
	grown[f->n] = (struct entry){ .board = strdup(board) };
	return grown[f->n].board ? &grown[f->n++] : NULL;
}

/* "HASH\tDAY\tCOUNT\tBOARD\n"; a hash of "-" is none. */
static int read_line(struct flash *f, char *line)
{
	char hash[FLASH_HASH_MAX];
	struct entry *e;
	unsigned count;
	int day, at = 0;

	if (line[strcspn(line, "\n")] != '\n')
		return -EBADMSG;
	line[strcspn(line, "\n")] = '\0';
	if (sscanf(line, "%64s\t%d\t%u\t%n", hash, &day, &count, &at) != 3 || at == 0 || !line[at])
		return -EBADMSG;
	if (find(f, line + at))
		return -EBADMSG;
	e = add(f, line + at);
	if (!e)
		return -ENOMEM;
	memcpy(e->hash, hash, sizeof(hash));
	e->day = day;
	e->count = count;
	return 0;
}

static int read_file(struct flash *f, const char *dir)
{
	_cleanup_(freep) char *path = NULL;
	char line[LINE_SIZE];
	FILE *file;
	int r = 0;

	if (asprintf(&path, "%s/" FILE_NAME, dir) < 0)
		return -ENOMEM;
	file = fopen(path, "re");
	if (!file)
		return errno == ENOENT ? 0 : -errno;
	while (r >= 0 && fgets(line, sizeof(line), file))
		r = read_line(f, line);
	if (r >= 0 && ferror(file))
		r = -EIO;
	fclose(file);
	return r;
}

static void print_entries(const struct flash *f, FILE *file)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct entry *e = &f->entries[i];

		fprintf(file, "%s\t%d\t%u\t%s\n", e->hash[0] ? e->hash : "-", (int) e->day,
			e->count, e->board);
	}
}

static int write_down(struct flash *f, struct entry *e)
{
	char *text = NULL;
	size_t n = 0;
	FILE *file = open_memstream(&text, &n);
	bool failed;

	if (!file)
		return -ENOMEM;
	print_entries(f, file);
	failed = ferror(file);
	if (fclose(file) == EOF || failed) {
		free(text);
		return -ENOMEM;
	}
	e->waits = ++f->version;
	return keeper_write(f->keeper, f->file, f->version, text, n);
}

/* A text holds all the counts, those that were to go before it included. */
static void on_done(uint64_t version, int error, void *userdata)
{
	struct flash *f = userdata;

	for (size_t i = 0; i < f->n; i++) {
		struct entry *e = &f->entries[i];

		if (e->waits == 0 || e->waits > version)
			continue;
		e->waits = 0;
		f->done(e->board, error, f->userdata);
	}
}

int flash_new(struct flash **ret, struct keeper *keeper, flash_done_fn done, void *userdata)
{
	_cleanup_(flash_freep) struct flash *f = calloc(1, sizeof(*f));
	const char *dir = keeper_directory(keeper);
	int r;

	if (!f)
		return -ENOMEM;
	f->done = done;
	f->userdata = userdata;
	r = dir ? read_file(f, dir) : 0;
	if (r >= 0 && dir)
		r = keeper_add(keeper, FILE_NAME, on_done, f);
	if (r >= 0 && dir) {
		f->keeper = keeper;
		f->file = r;
	}
	*ret = TAKE_PTR(f);
	return r < 0 ? r : 0;
}

bool flash_is_kept(const struct flash *f, const char *board, const char *hash)
{
	const struct entry *e = find(f, board);

	return e && strcmp(e->hash, hash) == 0;
}

/*
 * A day before the last one is a clock that was set back: it gives no new tries.  But where the
 * last one was far ahead, that clock was wrong, and the count must not wait until that day comes.
 */
static void count_day(struct entry *e, day_t today)
{
	if (today > e->day)
		e->count = 0;
	if (today > e->day || e->day - today > 1)
		e->day = today;
}

int flash_ask(struct flash *f, const char *board, day_t today, unsigned most)
{
	struct entry *e = find(f, board);

	if (!f->keeper)
		return -ENOENT;
	if (!e)
		e = add(f, board);
	if (!e)
		return -ENOMEM;
	count_day(e, today);
	if (e->count >= most)
		return -EDQUOT;
	e->count++;
	e->hash[0] = '\0'; /* from here on nobody knows what it keeps */
	return write_down(f, e);
}

int flash_keep(struct flash *f, const char *board, const char *hash)
{
	struct entry *e = find(f, board);

	if (!f->keeper || !e)
		return -ENOENT;
	snprintf(e->hash, sizeof(e->hash), "%s", hash);
	return write_down(f, e);
}
