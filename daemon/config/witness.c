/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "config/witness.h"

enum seen_as {
	SEEN_DIRECTORY,
	SEEN_FILE,
	SEEN_NOTHING,
};

struct seen {
	struct seen *next;
	const char *path;
	enum seen_as as;
	int fd;         /* of a directory that is held; else -1 */
	struct stat st; /* SEEN_NOTHING: of the directory in which it was not */
};

void witness_init(struct witness *w, struct arena *arena)
{
	*w = (struct witness){ .arena = arena };
}

void witness_done(struct witness *w)
{
	for (unsigned i = 0; i < w->n_held; i++)
		close(w->held[i].fd);
	*w = (struct witness){ .arena = NULL };
}

/* The longest of those held in which @path lies. */
static const struct held *find(const struct witness *w, const char *path)
{
	const struct held *best = NULL;

	for (unsigned i = 0; i < w->n_held; i++) {
		const struct held *h = &w->held[i];

		if (strncmp(path, h->path, h->n) == 0 && path[h->n] == '/' && path[h->n + 1] &&
		    (!best || h->n > best->n))
			best = h;
	}
	return best;
}

int witness_at(const struct witness *w, const char *path, const char **ret_name)
{
	const struct held *h = w ? find(w, path) : NULL;

	*ret_name = h ? path + h->n + 1 : path;
	return h ? h->fd : AT_FDCWD;
}

/* @fd is taken over where there is room.  Was there? */
static bool keep(struct witness *w, const char *path, int fd)
{
	if (w->n_held == WITNESS_HELD_MAX)
		return false;
	w->held[w->n_held++] = (struct held){ path, strlen(path), fd };
	return true;
}

void witness_hold(struct witness *w, const char *path)
{
	int fd = w && !w->from ? open(path, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;

	/* What can not be opened is complained about by whoever reads it. */
	if (fd >= 0 && !keep(w, path, fd))
		close(fd);
}

static struct seen *note(struct witness *w, const char *path, enum seen_as as)
{
	struct seen *s = arena_alloc(w->arena, sizeof(*s));

	if (!s)
		return NULL;
	*s = (struct seen){ .next = w->seen, .path = path, .as = as, .fd = -1 };
	w->seen = s;
	return s;
}

void witness_list(struct witness *w, const char *path, int fd)
{
	struct seen *s = w ? note(w, path, SEEN_DIRECTORY) : NULL;
	int held;

	if (!s || fstat(fd, &s->st) < 0)
		return;
	held = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (held < 0)
		return;
	if (keep(w, path, held))
		s->fd = held;
	else
		close(held);
}

void witness_read(struct witness *w, const char *path, const struct stat *st)
{
	struct seen *s = w ? note(w, path, SEEN_FILE) : NULL;

	if (s)
		s->st = *st;
}

/* What comes and goes leaves its trace on the directory, where that is held. */
static void look_around(const struct witness *w, const char *path, struct stat *ret)
{
	const struct held *h = find(w, path);

	if (!h || fstat(h->fd, ret) < 0)
		*ret = (struct stat){ .st_ino = 0 };
}

void witness_missed(struct witness *w, const char *path)
{
	struct seen *s = w ? note(w, path, SEEN_NOTHING) : NULL;

	if (s)
		look_around(w, path, &s->st);
}

static bool same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool look(const struct witness *w, const struct seen *s, struct stat *ret)
{
	const char *name;
	int at = witness_at(w, s->path, &name);

	if (s->fd >= 0)
		return fstat(s->fd, ret) == 0;
	return fstatat(at, name, ret, AT_SYMLINK_NOFOLLOW) == 0;
}

static bool is_as_it_was(const struct witness *w, const struct seen *s)
{
	struct stat now;
	bool there = look(w, s, &now);

	if (there == (s->as == SEEN_NOTHING))
		return false;
	if (!there)
		look_around(w, s->path, &now);
	if (now.st_dev != s->st.st_dev || now.st_ino != s->st.st_ino ||
	    !same_time(now.st_mtim, s->st.st_mtim))
		return false;
	/* Moving a directory as a whole changes its ctime, and nothing in it. */
	return s->as != SEEN_FILE ||
	       (now.st_size == s->st.st_size && same_time(now.st_ctim, s->st.st_ctim));
}

const char *witness_changed(const struct witness *w)
{
	for (const struct seen *s = w->seen; s; s = s->next)
		if (!is_as_it_was(w, s))
			return s->path;
	return NULL;
}
