/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/kept.h"
#include "config/source.h"

static void closep(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static void closedirp(DIR **d)
{
	if (*d)
		closedir(*d);
}

static struct where whole(const char *path)
{
	return (struct where){ .file = path };
}

/* Not the file's fault, and over when the machine has some again. */
static bool is_scarcity(int error)
{
	return error == ENOMEM || error == EMFILE || error == ENFILE;
}

static int refuse_open(const char *path, int error, struct diag *diag)
{
	if (error == ELOOP)
		diag_error(diag, whole(path), "is a symbolic link; links are not followed");
	else if (error == ENXIO)
		diag_error(diag, whole(path), "is not a regular file");
	else
		diag_error(diag, whole(path), "can not be read: %s", strerror(error));
	return is_scarcity(error) ? -ENOMEM : -EINVAL;
}

/* One byte more than there should be is asked for, so that a file that grows meanwhile is noticed.
 */
static int read_whole(int fd, size_t size, struct source *s)
{
	while (s->n <= size) {
		ssize_t n = read(fd, s->text + s->n, size + 1 - s->n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return s->n == size ? 0 : -ESTALE;
		s->n += (size_t) n;
	}
	return -ESTALE;
}

static int check_kind(int fd, const char *path, struct witness *w, size_t *ret_size,
		      struct diag *diag)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return refuse_open(path, errno, diag);
	witness_read(w, path, &st);
	if (!S_ISREG(st.st_mode)) {
		diag_error(diag, whole(path), "is %s, not a regular file",
			   S_ISDIR(st.st_mode) ? "a directory" : "a device or the like");
		return -EINVAL;
	}
	if (st.st_size < 0 || (uintmax_t) st.st_size > SOURCE_SIZE_MAX) {
		diag_error(diag, whole(path), "is larger than %zu MiB", SOURCE_SIZE_MAX >> 20);
		return -EINVAL;
	}
	*ret_size = (size_t) st.st_size;
	return 0;
}

/* O_NONBLOCK: opening a FIFO must not wait for somebody to write to it. */
static int open_file(const char *path, struct witness *w)
{
	const char *name;
	int at = witness_at(w, path, &name), fd;

	fd = openat(at, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 && errno == ENOENT) {
		witness_missed(w, path);
		errno = ENOENT;
	}
	return fd;
}

static int copy_kept(struct source *ret, const char *path, const struct kept *from,
		     struct diag *diag)
{
	const struct kept_file *f = kept_find(from, path);
	char *text;

	if (!f)
		return refuse_open(path, ENOENT, diag);
	text = malloc(f->n + 1);
	if (!text)
		return -ENOMEM;
	memcpy(text, f->text, f->n + 1);
	*ret = (struct source){ .path = path, .text = text, .n = f->n };
	return 0;
}

static int read_disk(struct source *ret, const char *path, struct witness *w, struct diag *diag)
{
	_cleanup_(closep) int fd = -1;
	_cleanup_(source_done) struct source s = { .path = path };
	size_t size = 0;
	int r;

	fd = open_file(path, w);
	if (fd < 0)
		return refuse_open(path, errno, diag);
	r = check_kind(fd, path, w, &size, diag);
	if (r < 0)
		return r;
	s.text = malloc(size + 1);
	if (!s.text)
		return -ENOMEM;
	r = read_whole(fd, size, &s);
	if (r == -ESTALE) {
		diag_error(diag, whole(path), "changes while it is being read");
		return -EINVAL;
	}
	if (r < 0)
		return refuse_open(path, -r, diag);
	s.text[s.n] = '\0';
	*ret = s;
	s.text = NULL;
	return 0;
}

int source_read_by(struct source *ret, const char *path, struct witness *w, struct diag *diag)
{
	int r;

	if (w && w->from)
		return copy_kept(ret, path, w->from, diag);
	r = read_disk(ret, path, w, diag);
	if (r >= 0 && w && w->keep)
		kept_add(w->keep, path, ret->text, ret->n);
	return r;
}

int source_read(struct source *ret, const char *path, struct diag *diag)
{
	return source_read_by(ret, path, NULL, diag);
}

void source_done(struct source *s)
{
	free(s->text);
	*s = (struct source){ 0 };
}

/* The walk over a directory tree. */
struct search {
	struct arena *arena;
	struct witness *witness;
	struct diag *diag;
	const char **paths;
	size_t n;
	bool full; /* said, and no more is looked at */
};

static bool has_suffix(const char *name)
{
	size_t n = strlen(name);

	return n > 4 && strcmp(name + n - 4, ".cfg") == 0;
}

/* A path is printed with every complaint: control characters become ?.  Were there any? */
static bool take_controls(char *s)
{
	bool any = false;

	for (; *s; s++) {
		if ((unsigned char) *s >= ' ' && *s != 0x7f)
			continue;
		*s = '?';
		any = true;
	}
	return any;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *) a, *(const char *const *) b);
}

static int refused_directory(int at, const char *name, int error)
{
	struct stat st;

	/* O_DIRECTORY says "not a directory" of a link, too. */
	if (error == ENOTDIR && fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISLNK(st.st_mode))
		return -ELOOP;
	return -error;
}

static int open_directory(const char *path, struct witness *w, DIR **ret)
{
	const char *name;
	int at = witness_at(w, path, &name), fd;
	DIR *d;

	fd = openat(at, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_DIRECTORY);
	if (fd < 0)
		return refused_directory(at, name, errno);
	witness_list(w, path, fd);
	d = fdopendir(fd);
	if (!d) {
		close(fd);
		return -ENOMEM;
	}
	*ret = d;
	return 0;
}

static int search(struct search *s, const char *dir, unsigned depth);

/* @name is the end of @path. */
static int visit(struct search *s, char *path, const char *name, unsigned depth)
{
	struct stat st, target;
	const char *below;
	bool directory;
	int at = witness_at(s->witness, path, &below);

	/* What a link leads to matters only for knowing that it was meant to be read. */
	directory = fstatat(at, below, &target, 0) == 0 && S_ISDIR(target.st_mode);
	if (!directory && !has_suffix(name))
		return 0;
	if (fstatat(at, below, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return refuse_open(path, errno, s->diag);
	if (take_controls(path)) {
		diag_error(s->diag, whole(path), "a name with control characters, shown as ?");
		return -EINVAL;
	}
	if (S_ISLNK(st.st_mode))
		return refuse_open(path, ELOOP, s->diag);
	if (directory)
		return search(s, path, depth + 1);
	if (s->n == SOURCE_FILES_MAX) {
		diag_error(s->diag, whole(path), "more than %d files", SOURCE_FILES_MAX);
		s->full = true;
		return -EINVAL;
	}
	s->paths[s->n++] = path;
	return 0;
}

/* Recursion ends at SOURCE_DEPTH_MAX. */
static int search(struct search *s, const char *dir, unsigned depth)
{
	_cleanup_(closedirp) DIR *d = NULL;
	struct dirent *e;
	unsigned n = 0;
	int r;

	r = open_directory(dir, s->witness, &d);
	if (r == -ENOENT && depth == 0) {
		witness_missed(s->witness, dir);
		return r;
	}
	if (r < 0)
		return refuse_open(dir, -r, s->diag);
	if (depth > SOURCE_DEPTH_MAX) {
		diag_error(s->diag, whole(dir), "more than %d directories deep", SOURCE_DEPTH_MAX);
		return -EINVAL;
	}
	while ((e = readdir(d))) {
		char *path;
		int q;

		if (e->d_name[0] == '.')
			continue;
		if (++n > SOURCE_ENTRIES_MAX) {
			diag_error(s->diag, whole(dir), "more than %d files in one directory",
				   SOURCE_ENTRIES_MAX);
			return -EINVAL;
		}
		path = arena_printf(s->arena, "%s/%s", dir, e->d_name);
		if (!path)
			return -ENOMEM;
		q = visit(s, path, e->d_name, depth);
		if (q < 0)
			r = q;
		if (q == -ENOMEM || s->full)
			return r;
	}
	return r;
}

/* Those of what was kept that lie below @dir.  -ENOENT: none does. */
static int list_kept(struct search *s, const char *dir, const struct kept *from)
{
	size_t n, length = strlen(dir);
	const struct kept_file *files = kept_files(from, &n);

	for (size_t i = 0; i < n; i++) {
		if (strncmp(files[i].path, dir, length) != 0 || files[i].path[length] != '/')
			continue;
		if (s->n == SOURCE_FILES_MAX)
			return -EINVAL;
		s->paths[s->n] = arena_strdup(s->arena, files[i].path);
		if (!s->paths[s->n++])
			return -ENOMEM;
	}
	return s->n ? 0 : -ENOENT;
}

int source_list_by(struct source_list *ret, const char *dir, struct arena *arena, struct witness *w,
		   struct diag *diag)
{
	struct search s = { .arena = arena, .witness = w, .diag = diag };
	int r;

	s.paths = arena_array(arena, SOURCE_FILES_MAX, sizeof(*s.paths));
	if (!s.paths)
		return -ENOMEM;
	r = w && w->from ? list_kept(&s, dir, w->from) : search(&s, dir, 0);
	if (r < 0)
		return r;
	qsort(s.paths, s.n, sizeof(*s.paths), by_bytes);
	*ret = (struct source_list){ s.paths, s.n };
	return 0;
}

int source_list(struct source_list *ret, const char *dir, struct arena *arena, struct diag *diag)
{
	return source_list_by(ret, dir, arena, NULL, diag);
}
