/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/output_file.h"

/* Only in a global can a signal's handler find what it is to take away. */
static char *volatile doomed;

static void on_end(int sig)
{
	if (doomed)
		unlink(doomed);
	signal(sig, SIG_DFL);
	raise(sig);
}

static const int ends[] = { SIGHUP, SIGINT, SIGTERM };

/* What was ignored stays so, as under nohup. */
static void handle(int sig, void (*handler)(int))
{
	if (signal(sig, handler) == SIG_IGN)
		signal(sig, SIG_IGN);
}

static void take_away_on_end(char *path)
{
	doomed = path;
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		handle(ends[i], path ? on_end : SIG_DFL);
}

/* No end may come between the making of the file and the knowing of its name. */
static int make(char *template)
{
	sigset_t held, before;
	int fd;

	sigemptyset(&held);
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		sigaddset(&held, ends[i]);
	sigprocmask(SIG_BLOCK, &held, &before);
	fd = mkostemp(template, O_CLOEXEC);
	if (fd < 0)
		fd = -errno;
	else
		take_away_on_end(template);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return fd;
}

/* A device, a pipe, a link such as /dev/stdout would be replaced by a file, not written to. */
static int check_place(const char *path)
{
	struct stat st;

	if (lstat(path, &st) < 0 || S_ISREG(st.st_mode))
		return 0;
	return S_ISDIR(st.st_mode) ? -EISDIR : -ENOTSUP;
}

int output_file_open(struct output_file *o, const char *path)
{
	int fd = check_place(path);

	*o = (struct output_file){ .path = path };
	if (fd < 0)
		return fd;
	if (asprintf(&o->fresh, "%s.XXXXXX", path) < 0) {
		o->fresh = NULL;
		return -ENOMEM;
	}
	fd = make(o->fresh);
	if (fd >= 0)
		return fd;
	free(o->fresh);
	o->fresh = NULL;
	return fd;
}

/* For whom a new file would be, by the user's own mask. */
static mode_t file_mode(void)
{
	mode_t mask = umask(077);

	umask(mask);
	return 0666 & ~mask;
}

static int finish(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), r = 0;

	if (fd < 0)
		return -errno;
	if (fsync(fd) < 0 || fchmod(fd, file_mode()) < 0)
		r = -errno;
	close(fd);
	return r;
}

int output_file_commit(struct output_file *o)
{
	int r = finish(o->fresh);

	if (r >= 0 && rename(o->fresh, o->path) < 0)
		r = -errno;
	if (r < 0)
		return r;
	take_away_on_end(NULL);
	free(o->fresh);
	o->fresh = NULL;
	return 0;
}

void output_file_close(struct output_file *o)
{
	if (!o->fresh)
		return;
	unlink(o->fresh);
	take_away_on_end(NULL);
	free(o->fresh);
	o->fresh = NULL;
}
