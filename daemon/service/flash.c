/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "service/flash.h"

#define FILE_NAME   "flash"
#define LINE_SIZE   1024
#define ENTRIES_MAX 4096 /* boards, those of former sites included */

struct entry {
	char *board;
	char hash[FLASH_HASH_MAX];
	day_t day;
	unsigned count; /* on that day */
};

struct flash {
	char *dir; /* NULL: no count can be kept */
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
	free(f->dir);
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

static int read_file(struct flash *f)
{
	_cleanup_(freep) char *path = NULL;
	char line[LINE_SIZE];
	FILE *file;
	int r = 0;

	if (asprintf(&path, "%s/" FILE_NAME, f->dir) < 0)
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

int flash_new(struct flash **ret, const char *dir)
{
	_cleanup_(flash_freep) struct flash *f = calloc(1, sizeof(*f));
	int r = 0;

	if (!f)
		return -ENOMEM;
	f->dir = dir ? strdup(dir) : NULL;
	if (dir && !f->dir)
		return -ENOMEM;
	if (dir)
		r = read_file(f);
	if (r < 0) {
		free(f->dir);
		f->dir = NULL;
	}
	*ret = TAKE_PTR(f);
	return r;
}

static int write_entries(const struct flash *f, FILE *file)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct entry *e = &f->entries[i];

		fprintf(file, "%s\t%d\t%u\t%s\n", e->hash[0] ? e->hash : "-", (int) e->day,
			e->count, e->board);
	}
	return fflush(file) == EOF || ferror(file) || fsync(fileno(file)) < 0 ? -errno : 0;
}

/* The new file is whole on the disk before it takes the old one's place. */
static int replace_file(const struct flash *f, int dir)
{
	int fd = openat(dir, FILE_NAME ".new",
			O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	FILE *file;
	int r;

	if (fd < 0)
		return -errno;
	file = fdopen(fd, "w");
	if (!file) {
		close(fd);
		return -ENOMEM;
	}
	r = write_entries(f, file);
	if (fclose(file) == EOF && r >= 0)
		r = -errno;
	if (r >= 0 && renameat(dir, FILE_NAME ".new", dir, FILE_NAME) < 0)
		r = -errno;
	return r >= 0 && fsync(dir) < 0 ? -errno : r;
}

static int write_file(const struct flash *f)
{
	int dir, r;

	if (!f->dir)
		return -ENOENT;
	dir = open(f->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return -errno;
	r = replace_file(f, dir);
	close(dir);
	return r;
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

int flash_allow(struct flash *f, const char *board, day_t today, unsigned most)
{
	struct entry *e = find(f, board);

	if (!f->dir)
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
	return write_file(f);
}

int flash_keep(struct flash *f, const char *board, const char *hash)
{
	struct entry *e = find(f, board);

	if (!e)
		return -ENOENT;
	snprintf(e->hash, sizeof(e->hash), "%s", hash);
	return write_file(f);
}
